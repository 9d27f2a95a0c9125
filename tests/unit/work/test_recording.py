"""Activities are kept from events, each once, and a reply counts as answering alone."""

from datetime import UTC, datetime

from deutgo.balance.activity import ActivityKind
from deutgo.care.inbox import open_ticket, record_reply
from deutgo.speak.desk import draft
from deutgo.speak.statement import StatementKind
from deutgo.store.outbox import Sweeper, read_events
from deutgo.work.recording import recorder

NOON = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


def test_a_reply_is_answering_and_a_notice_is_creating(desk) -> None:
    with desk.store.begin() as work:
        ticket = open_ticket(work, desk.agent, title="환불", at=NOON)
        reply = draft(
            work, desk.agent, kind=StatementKind.REPLY, title="", text="답", ticket_id=ticket.id, at=NOON
        )
        record_reply(work, desk.agent, ticket.id, statement_id=reply.id, public=True, at=NOON)
        draft(work, desk.drafter, kind=StatementKind.NOTICE, title="안내", text="글", at=NOON)

    keeper = recorder(desk.store)
    Sweeper(desk.store, [keeper]).sweep()
    with desk.store.read() as work:
        events = read_events(work.connection, work.workspace)
    for event in events:
        if event.name in keeper.events:
            keeper.handle(event)  # seen twice, kept once

    with desk.store.read() as work:
        kept = sorted((activity.kind.value, activity.act) for activity in work.activities.find())
    assert kept == [
        (ActivityKind.ANSWER.value, "ticket_replied"),
        (ActivityKind.CREATE.value, "statement_drafted"),
    ]
