"""Who hears of an alert and when: quiet hours, a day's budget, on call, the chain."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from deutgo.detect.alert import Level
from deutgo.detect.delivery import ESCALATE_AFTER, Dispatch, Recipient, Way, Why, decide, escalate
from deutgo.detect.ledger import KeptAlert

MIDNIGHT = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)  # in Seoul
NOON = MIDNIGHT - timedelta(hours=12)
HOUR = timedelta(hours=1)
SLEEPER = Recipient(person_id=1, mail="a@example.com", quiet_since="22:00", quiet_until="07:00", budget=2)
HEAD = Recipient(person_id=2, chat="https://chat.example/hook", chain_place=2, least=Level.SEVERE)
DESK = Recipient(person_id=3, mail="c@example.com", chat="https://chat.example/desk", chain_place=1)


def alert(**changed: object) -> KeptAlert:
    plain = KeptAlert(
        id=9, key="burst:1", kind="burst", level="warning", began_at=NOON, raised_at=NOON, changed_at=NOON,
        reason="‘환불’ 언급이 평소의 아홉 배입니다.",
    )  # fmt: skip
    return replace(plain, **changed)  # type: ignore[arg-type]


def told(
    *recipients: Recipient, at: datetime, on_call: int = 0, sent: int = 0, **changed: object
) -> list[Dispatch]:
    return decide(
        recipients,
        alert(**changed),
        alert_id=9,
        event_id=4,
        at=at,
        on_call=frozenset({on_call}),
        sent_today={each.person_id: sent for each in recipients},
    )


def test_everybody_is_told_by_every_way_and_from_their_own_level_on() -> None:
    found = told(SLEEPER, HEAD, DESK, at=NOON)

    assert [(each.person_id, each.way, each.why) for each in found] == [
        (1, Way.MAIL, Why.SUBSCRIBED),
        (3, Way.MAIL, Why.SUBSCRIBED),
        (3, Way.CHAT, Why.SUBSCRIBED),
    ]
    assert {each.due_at for each in found} == {NOON}


def test_quiet_hours_over_midnight_hold_a_message_until_they_end() -> None:
    [held] = told(SLEEPER, at=MIDNIGHT)

    assert (held.why, held.due_at) == (Why.HELD, MIDNIGHT + 7 * HOUR)
    [evening] = told(SLEEPER, at=MIDNIGHT - HOUR)
    assert evening.due_at == MIDNIGHT + 7 * HOUR
    [morning] = told(SLEEPER, at=MIDNIGHT + 7 * HOUR)
    assert (morning.why, morning.due_at) == (Why.SUBSCRIBED, MIDNIGHT + 7 * HOUR)


def test_a_severe_alert_and_who_is_on_call_break_the_quiet() -> None:
    [severe] = told(SLEEPER, at=MIDNIGHT, level="severe")
    [called] = told(SLEEPER, at=MIDNIGHT, on_call=1, sent=50)

    assert (severe.why, severe.due_at) == (Why.SUBSCRIBED, MIDNIGHT)
    assert (called.why, called.due_at) == (Why.ON_CALL, MIDNIGHT)


def test_what_is_beyond_the_days_budget_waits_for_the_morning() -> None:
    [last] = told(SLEEPER, at=NOON, sent=1)
    [beyond] = told(SLEEPER, at=NOON, sent=2)

    assert last.why is Why.SUBSCRIBED
    assert (beyond.why, beyond.due_at) == (Why.HELD, MIDNIGHT + 7 * HOUR + timedelta(minutes=30))


@pytest.mark.parametrize("silent", [{"lane": "review"}, {"muted_at": NOON}, {"ended_at": NOON}])
def test_the_review_lane_and_what_is_muted_or_over_send_nothing(silent: dict[str, object]) -> None:
    assert told(DESK, at=NOON, **silent) == []
    late = NOON + 3 * ESCALATE_AFTER
    assert escalate([DESK], alert(**silent), alert_id=9, at=late, asked=frozenset()) == []


def test_an_alert_that_nobody_takes_goes_up_the_chain_one_by_one() -> None:
    team = [SLEEPER, HEAD, DESK]

    def asks(minutes: int, asked: frozenset[int] = frozenset(), **changed: object) -> set[int]:
        at = NOON + timedelta(minutes=minutes)
        found = escalate(team, alert(**changed), alert_id=9, at=at, asked=asked)
        return {each.person_id for each in found}

    assert asks(14) == set()
    assert asks(15) == {3}
    assert asks(29, frozenset({3})) == set()
    assert asks(30, frozenset({3})) == {2}
    assert asks(90, frozenset({2, 3})) == set()
    assert asks(30, acknowledged_at=NOON + timedelta(minutes=5)) == set()
