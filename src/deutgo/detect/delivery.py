"""Delivery: who hears of an alert, by which way and when. The sending itself is done at an edge."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Protocol

from deutgo.clock import SEOUL
from deutgo.detect.alert import LEVELS, Level

ESCALATE_AFTER = timedelta(minutes=15)  # each step of the chain waits so long once more
MORNING = time(7, 30)  # when those who had their fill yesterday hear of the rest


class Way(StrEnum):
    """How a person is reached beside the console."""

    MAIL = "mail"
    CHAT = "chat"  # Slack, Discord, Teams, Telegram


class Why(StrEnum):
    """Why somebody is told."""

    ON_CALL = "on_call"
    SUBSCRIBED = "subscribed"
    ESCALATED = "escalated"  # nobody had taken it
    HELD = "held"  # it came in quiet hours or beyond the day's messages: told later, many in one


class Rings(Protocol):
    """What is asked of an alert."""

    @property
    def level(self) -> str: ...
    @property
    def lane(self) -> str: ...
    @property
    def raised_at(self) -> datetime: ...
    @property
    def ended_at(self) -> datetime | None: ...
    @property
    def acknowledged_at(self) -> datetime | None: ...
    @property
    def muted_at(self) -> datetime | None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """How one person is told, and how much they can bear.

    `least` is the lowest level that reaches them. Between `quiet_since` and `quiet_until` (HH:MM in Seoul,
    empty for none) only severe alerts do. `budget` messages a day are sent at once. `chain_place` orders
    those who are asked, one after the other, when nobody takes an alert.
    """

    id: int = 0
    person_id: int
    mail: str = ""
    chat: str = ""
    least: Level = Level.NOTICE
    quiet_since: str = ""
    quiet_until: str = ""
    budget: int = 8
    chain_place: int | None = None

    @property
    def addresses(self) -> dict[Way, str]:
        """The ways that lead to this person."""
        both = {Way.MAIL: self.mail, Way.CHAT: self.chat}
        return {way: address for way, address in both.items() if address}

    def quiet_end(self, at: datetime) -> datetime | None:
        """Return when the quiet hours end that hold at this instant; None when none do."""
        if not self.quiet_since or not self.quiet_until:
            return None
        since, until = time.fromisoformat(self.quiet_since), time.fromisoformat(self.quiet_until)
        here = at.astimezone(SEOUL)
        now = here.time()
        inside = since <= now < until if since <= until else now >= since or now < until
        if not inside:
            return None
        end = here.replace(hour=until.hour, minute=until.minute, second=0, microsecond=0)
        return end if end > here else end + timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """Who is on call, from when to when."""

    id: int = 0
    person_id: int
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispatch:
    """One message to one person by one way: due, tried, sent or given up.

    `event_id` is the outbox event that it tells of, 0 for an escalation.
    """

    id: int = 0
    alert_id: int
    event_id: int
    person_id: int
    way: Way
    why: Why
    at: datetime
    due_at: datetime
    attempts: int = 0
    sent_at: datetime | None = None
    failure: str | None = None


def decide(
    recipients: Sequence[Recipient],
    alert: Rings,
    *,
    alert_id: int,
    event_id: int,
    at: datetime,
    on_call: frozenset[int] = frozenset(),
    sent_today: Mapping[int, int] | None = None,
) -> list[Dispatch]:
    """Return the messages about an alert that was just raised or has risen.

    The review lane, muted alerts and those that are over send nothing. Who is on call is told even in quiet
    hours and beyond the budget, and a severe alert reaches everybody in quiet hours.
    """
    if alert.lane == "review" or alert.muted_at is not None or alert.ended_at is not None:
        return []
    found: list[Dispatch] = []
    for recipient in recipients:
        if _rank(alert.level) < _rank(recipient.least):
            continue
        why, due = Why.SUBSCRIBED, at
        if recipient.person_id in on_call:
            why = Why.ON_CALL
        elif (end := recipient.quiet_end(at)) is not None and _rank(alert.level) < len(LEVELS) - 1:
            why, due = Why.HELD, end
        elif (sent_today or {}).get(recipient.person_id, 0) >= recipient.budget:
            why, due = Why.HELD, next_morning(at)
        found += _to(recipient, alert_id=alert_id, event_id=event_id, why=why, at=at, due_at=due)
    return found


def escalate(
    recipients: Sequence[Recipient], alert: Rings, *, alert_id: int, at: datetime, asked: frozenset[int]
) -> list[Dispatch]:
    """Return the messages to the next people of the chain when nobody has taken the alert in time.

    `asked` are those who were asked already.
    """
    if alert.acknowledged_at is not None or alert.ended_at is not None:
        return []
    if alert.lane == "review" or alert.muted_at is not None:
        return []
    chain = sorted(
        (each for each in recipients if each.chain_place is not None), key=lambda each: each.chain_place or 0
    )
    due = (at - alert.raised_at) // ESCALATE_AFTER
    return [
        dispatch
        for recipient in chain[: max(due, 0)]
        if recipient.person_id not in asked
        for dispatch in _to(recipient, alert_id=alert_id, event_id=0, why=Why.ESCALATED, at=at, due_at=at)
    ]


def next_morning(at: datetime) -> datetime:
    """Return the next `MORNING` in Seoul."""
    here = at.astimezone(SEOUL)
    morning = here.replace(hour=MORNING.hour, minute=MORNING.minute, second=0, microsecond=0)
    return morning if morning > here else morning + timedelta(days=1)


def _rank(level: str) -> int:
    return LEVELS.index(Level(level))


def _to(
    recipient: Recipient, *, alert_id: int, event_id: int, why: Why, at: datetime, due_at: datetime
) -> list[Dispatch]:
    return [
        Dispatch(
            alert_id=alert_id,
            event_id=event_id,
            person_id=recipient.person_id,
            way=way,
            why=why,
            at=at,
            due_at=due_at,
        )
        for way in recipient.addresses
    ]
