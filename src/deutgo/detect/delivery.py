"""Delivery: who hears of an alert, where and when. The sending itself is done at an edge."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Protocol

from deutgo.clock import SEOUL
from deutgo.detect.alert import LEVELS, Alert, Lane, Level, Mute, Novelty


class Way(StrEnum):
    """How a person is reached; anything but the console is an address of apprise."""

    CONSOLE = "console"
    MAIL = "mail"
    MESSENGER = "messenger"  # Slack, Discord, Teams, Telegram
    WEBHOOK = "webhook"


class Messenger(Protocol):
    """Sends one message to one address; True when the other side took it."""

    def send(self, address: str, *, title: str, body: str) -> bool:
        """Send, or say that it could not be done."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietHours:
    """No messages between these times of the day in Seoul, unless the level is at least `unless`."""

    since: time = time(22, 0)
    until: time = time(7, 0)
    unless: Level = Level.SEVERE

    def hold(self, alert: Alert, at: datetime) -> bool:
        """Tell whether the alert waits for the morning."""
        now = at.astimezone(SEOUL).time()
        inside = (
            self.since <= now < self.until
            if self.since <= self.until
            else now >= self.since or now < self.until
        )
        return inside and LEVELS.index(alert.level) < LEVELS.index(self.unless)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """A person, how to reach them, and how much they can bear."""

    person: str
    addresses: Mapping[Way, str]
    least: Level = Level.NOTICE
    quiet: QuietHours | None = None
    budget: int = 8  # messages a day; what is beyond waits in the console


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """Who is on call, from when to when."""

    person: str
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryPolicy:
    """Who is told first, and who when nobody takes it."""

    recipients: Sequence[Recipient]
    shifts: Sequence[Shift] = ()
    escalate_after: timedelta = timedelta(minutes=15)
    chain: Sequence[str] = field(default_factory=tuple)  # people, in the order in which they are asked


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispatch:
    """One message that should go out now."""

    person: str
    way: Way
    address: str
    why: str  # on_call, subscribed, escalated


def decide(
    policy: DeliveryPolicy,
    alert: Alert,
    *,
    at: datetime,
    sent_today: Mapping[str, int],
    mutes: Sequence[Mute] = (),
    novelties: frozenset[Novelty] = frozenset(),
) -> list[Dispatch]:
    """Return the messages for an alert that was just raised or has risen.

    The review lane and muted topics send nothing. Who is on call is told even in quiet hours and beyond the
    budget; the others only within both.
    """
    if alert.lane is Lane.REVIEW or any(mute.holds(alert, novelties, at=at) for mute in mutes):
        return []
    on_call = {shift.person for shift in policy.shifts if shift.since <= at < shift.until}
    out: list[Dispatch] = []
    for recipient in policy.recipients:
        if LEVELS.index(alert.level) < LEVELS.index(recipient.least):
            continue
        called = recipient.person in on_call
        held = recipient.quiet is not None and recipient.quiet.hold(alert, at)
        spent = sent_today.get(recipient.person, 0) >= recipient.budget
        if called or not (held or spent):
            out += _to(recipient, "on_call" if called else "subscribed")
    return out


def escalate(
    policy: DeliveryPolicy, alert: Alert, *, at: datetime, asked: frozenset[str] = frozenset()
) -> list[Dispatch]:
    """Return the messages to the next person of the chain when nobody has acknowledged in time.

    Each step of the chain waits `escalate_after` once more; `asked` are those who were asked already.
    """
    if alert.acknowledged_at is not None or alert.ended_at is not None or alert.lane is Lane.REVIEW:
        return []
    due = int((at - alert.raised_at) / policy.escalate_after)
    by_name = {recipient.person: recipient for recipient in policy.recipients}
    people = [person for person in policy.chain[:due] if person in by_name and person not in asked]
    return [dispatch for person in people for dispatch in _to(by_name[person], "escalated")]


def _to(recipient: Recipient, why: str) -> list[Dispatch]:
    return [
        Dispatch(person=recipient.person, way=way, address=address, why=why)
        for way, address in recipient.addresses.items()
    ]
