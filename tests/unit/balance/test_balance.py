"""The pie and the silence gap."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from deutgo.balance.activity import Activity, ActivityKind, from_event
from deutgo.balance.pie import divide
from deutgo.balance.silence import Heard, measure
from deutgo.care.inbox import Disposition, open_ticket, record_reply, triage
from deutgo.store.heard import heard_mentions
from deutgo.work.silence import watch_silence

NOON = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
TWO_HOURS = timedelta(hours=2)


def act(kind: ActivityKind, seconds: int) -> Activity:
    return Activity(kind=kind, act="x", person_id=1, at=NOON, seconds=seconds)


@given(st.lists(st.tuples(st.sampled_from(ActivityKind), st.integers(0, 10_000))))
def test_the_shares_of_the_pie_add_up(parts: list[tuple[ActivityKind, int]]) -> None:
    pie = divide(act(kind, seconds) for kind, seconds in parts)

    total = sum(pie.share(kind) for kind in ActivityKind)
    assert abs(total - (1.0 if pie.total_seconds else 0.0)) < 1e-9
    assert sum(pie.counts.values()) == len(parts)
    assert 0 <= pie.listen_share + pie.speak_share <= 1 + 1e-9


def test_only_what_a_person_did_is_an_activity() -> None:
    assert from_event("mention_triaged", at=NOON, actor=None, subject=None) is None
    assert from_event("alert_raised", at=NOON, actor="1", subject=None) is None
    measured = from_event("mention_read", at=NOON, actor="1", subject=None, seconds=42)
    assert measured is not None
    assert (measured.kind, measured.seconds, measured.measured) == (ActivityKind.LISTEN, 42, True)


def test_a_late_answer_does_not_fill_the_gap() -> None:
    heard = [
        Heard(heard_at=NOON, answered_at=NOON + timedelta(hours=1)),
        Heard(heard_at=NOON, answered_at=NOON + timedelta(hours=3)),
        Heard(heard_at=NOON, answered_at=None),
        Heard(heard_at=NOON + timedelta(hours=3), answered_at=None),  # not due yet
    ]

    gap = measure(heard, now=NOON + timedelta(hours=4), within=TWO_HOURS)

    assert (gap.due_count, gap.answered_count) == (3, 1)
    assert round(gap.gap, 3) == 0.667


def test_nothing_due_is_no_gap_and_few_are_no_alarm() -> None:
    assert measure([], now=NOON).gap == 0
    few = [Heard(heard_at=NOON, answered_at=None)] * 4
    assert not measure(few, now=NOON + timedelta(days=2)).is_alarming
    assert measure([*few, *few], now=NOON + timedelta(days=2)).is_alarming


def test_the_newest_disposition_counts(desk) -> None:
    with desk.store.begin() as work:
        triage(work, desk.agent, 1, Disposition.WILL_ANSWER, at=NOON)
        triage(work, desk.agent, 1, Disposition.NO_ANSWER_NEEDED, at=NOON)
        triage(work, desk.agent, 2, Disposition.WILL_ANSWER, at=NOON)
        ticket = open_ticket(work, desk.agent, title="환불", mention_id=3, at=NOON)
        record_reply(work, desk.agent, ticket.id, statement_id=1, public=True, at=NOON + timedelta(minutes=5))

        heard = heard_mentions(work, since=NOON)

    assert sorted((h.answered_at is not None) for h in heard) == [False, True]


def test_silence_raises_one_alert_and_ends_when_we_answer_again(desk) -> None:
    with desk.store.begin() as work:
        for mention in range(6):
            triage(work, desk.agent, mention, Disposition.WILL_ANSWER, at=NOON)

    watch_silence(desk.store, NOON + timedelta(hours=1))
    for minute in (1, 2, 3):
        watch_silence(desk.store, NOON + TWO_HOURS + timedelta(minutes=minute))
    with desk.store.begin() as work:
        (alert,) = work.alerts.find(kind="silence")
        at = NOON + timedelta(hours=1)
        for mention in range(10, 18):
            triage(work, desk.agent, mention, Disposition.WILL_ANSWER, at=at)
            triage(work, desk.agent, mention, Disposition.ANSWERED, at=at)
    watch_silence(desk.store, NOON + timedelta(hours=3, minutes=2))

    assert "한 건도 제때 답하지 못했습니다" in alert.reason
    with desk.store.read() as work:
        (ended,) = work.alerts.find(kind="silence")
    assert ended.ended_at is not None
