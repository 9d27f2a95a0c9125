"""Tickets and their clocks."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deutgo.care.inbox import Disposition, assign, move_ticket, open_ticket, record_reply, triage
from deutgo.care.ticket import MOVES, OPEN, PROMISES, Ticket, TicketStatus
from deutgo.errors import BadInput, Blank, Forbidden, IllegalMove

NOON = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


@given(now=st.sampled_from(TicketStatus), wanted=st.sampled_from(TicketStatus))
def test_a_ticket_moves_only_where_the_table_says(now: TicketStatus, wanted: TicketStatus) -> None:
    ticket = Ticket(title="환불", status=now, opened_at=NOON, waiting_since=NOON)

    if wanted in MOVES[now]:
        moved = ticket.move(wanted, at=NOON)
        assert (moved.due_at() is not None) == (wanted in OPEN)
    else:
        with pytest.raises(IllegalMove):
            ticket.move(wanted, at=NOON)


def test_the_first_reply_clock_starts_with_the_ticket() -> None:
    ticket = Ticket(title="환불", opened_at=NOON, waiting_since=NOON, priority="urgent")

    assert ticket.due_at() == NOON + PROMISES["urgent"].first_reply
    assert ticket.is_late(NOON + timedelta(minutes=16))
    assert not ticket.is_late(NOON + timedelta(minutes=14))


def test_after_a_reply_it_is_the_customers_turn_and_reopening_starts_the_next_clock() -> None:
    answered = Ticket(title="환불", opened_at=NOON, waiting_since=NOON).answered(at=NOON)
    reopened = answered.move(TicketStatus.RESOLVED, at=NOON).move(
        TicketStatus.REOPENED, at=NOON + timedelta(hours=1)
    )

    assert answered.due_at() is None
    assert reopened.due_at() == NOON + timedelta(hours=1) + PROMISES["normal"].next_reply
    assert reopened.reopened_count == 1


def test_a_mention_has_one_ticket(desk) -> None:
    with desk.store.begin() as work:
        first = open_ticket(work, desk.agent, title="환불", mention_id=5, at=NOON)
        second = open_ticket(work, desk.agent, title="다시", mention_id=5, at=NOON)

        assert first == second
        assert [t.disposition for t in work.triages.find(mention_id=5)] == [Disposition.WILL_ANSWER]


def test_a_reply_answers_the_mention(desk) -> None:
    with desk.store.begin() as work:
        ticket = open_ticket(work, desk.agent, title="환불", mention_id=5, at=NOON)
        assign(work, desk.agent, ticket.id, desk.agent.person_id, at=NOON)
        assign(work, desk.agent, ticket.id, desk.drafter.person_id, at=NOON)
        replied = record_reply(work, desk.agent, ticket.id, statement_id=1, public=True, at=NOON)
        move_ticket(work, desk.agent, ticket.id, TicketStatus.RESOLVED, at=NOON)

        assert replied.first_replied_at == NOON
        assert work.triages.find(mention_id=5)[-1].disposition is Disposition.ANSWERED


def test_bad_words_and_roles_are_refused(desk) -> None:
    with desk.store.begin() as work:
        with pytest.raises(Blank):
            open_ticket(work, desk.agent, title=" ", at=NOON)
        with pytest.raises(BadInput):
            open_ticket(work, desk.agent, title="환불", priority="now", at=NOON)
        with pytest.raises(Forbidden):
            triage(work, desk.viewer, 1, Disposition.DUPLICATE, at=NOON)


def test_what_needs_no_answer_says_so(desk) -> None:
    with desk.store.begin() as work:
        kept = triage(work, desk.agent, 1, Disposition.NO_ANSWER_NEEDED, at=NOON)

    assert not kept.needs_answer
