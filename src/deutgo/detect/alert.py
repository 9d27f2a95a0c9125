"""Alert: something a person is told about, once, with its reasons; and how it rises, falls and ends."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from deutgo.errors import Refused


class Signal(StrEnum):
    """What was counted."""

    ALL = "all"
    QUESTIONS = "questions"
    COMPLAINTS = "complaints"
    REPORTS = "reports"
    DEMAND = "demand"  # questions and complaints that nobody has answered yet
    VIEWS = "views"


class Level(StrEnum):
    """How far above normal, in three steps; `LEVELS` orders them."""

    NOTICE = "notice"  # 주의
    WARNING = "warning"  # 경계
    SEVERE = "severe"  # 심각


LEVELS: tuple[Level, ...] = (Level.NOTICE, Level.WARNING, Level.SEVERE)


class Lane(StrEnum):
    """Where an alert goes: to a person now, or to the list that is looked through once a day."""

    ALERT = "alert"
    REVIEW = "review"


class Change(StrEnum):
    """What happened to an alert."""

    RAISED = "raised"
    ESCALATED = "escalated"  # a higher level, or from review to alert
    EASED = "eased"  # a lower level; nobody is woken for it
    ENDED = "ended"


class Novelty(StrEnum):
    """A new kind of thing; a mute ends when one of these appears that was not there before."""

    FIRST_PRESS = "first_press"
    FIRST_HARM_REPORT = "first_harm_report"
    HIGHER_LEVEL = "higher_level"
    NEW_QUESTION = "new_question"
    NEW_SOURCE_KIND = "new_source_kind"


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """One burst of one signal of one topic, in its present version.

    `count` mentions were seen in the `window` before `counted_at`, where `expected` were to be expected.
    `score` runs from 0 to 1 and 0.5 is the threshold. `total` counts since `began_at`;
    `peak_count` is the fullest bucket.
    """

    id: str
    topic: str
    signal: Signal = Signal.ALL
    also: tuple[Signal, ...] = ()  # other signals of the topic that burst with it
    level: Level
    lane: Lane = Lane.ALERT
    began_at: datetime
    raised_at: datetime
    window: timedelta
    counted_at: datetime | None = None  # None: the window begins when the burst does
    count: int
    expected: float
    score: float
    total: int
    peak_count: int
    peak_at: datetime
    ended_at: datetime | None = None
    acknowledged_by: str | None = None
    acknowledged_at: datetime | None = None

    @property
    def lift(self) -> float:
        """How many times the expected number was seen; never judged against less than half a mention."""
        return self.count / max(self.expected, 0.5)

    @property
    def counted(self) -> tuple[datetime, datetime]:
        """The stretch in which `count` was seen, half-open."""
        until = self.began_at + self.window if self.counted_at is None else self.counted_at
        return until - self.window, until

    @property
    def duration(self) -> timedelta | None:
        """How long the burst lasted, once it has ended."""
        return None if self.ended_at is None else self.ended_at - self.began_at

    def acknowledge(self, person: str, *, at: datetime) -> "Alert":
        """Say that a named person has seen it; the first one counts."""
        if self.acknowledged_by is not None:
            return self
        if at < self.raised_at:
            raise Refused(reason="acknowledged before it was raised", alert=self.id)
        return replace(self, acknowledged_by=person, acknowledged_at=at)


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertChange:
    """A past-tense fact about an alert, and the alert as it is since then."""

    change: Change
    at: datetime
    alert: Alert


@dataclass(frozen=True, slots=True, kw_only=True)
class Mute:
    """Silence for a topic until `until` or until a new kind of thing happens.

    `known` are the novelties that had been seen when the mute began; `level` is the level then.
    """

    topic: str
    since: datetime
    until: datetime | None = None
    level: Level = Level.NOTICE
    known: frozenset[Novelty] = frozenset()

    def broken_by(self, alert: Alert, seen: frozenset[Novelty], *, at: datetime) -> frozenset[Novelty]:
        """Return what ends the silence: novelties that are new since the mute, or a higher level."""
        if self.until is not None and at >= self.until:
            return seen | {Novelty.HIGHER_LEVEL}
        new = seen - self.known
        if LEVELS.index(alert.level) > LEVELS.index(self.level):
            new |= {Novelty.HIGHER_LEVEL}
        return new

    def holds(self, alert: Alert, seen: frozenset[Novelty], *, at: datetime) -> bool:
        """Tell whether the alert stays silent."""
        return alert.topic == self.topic and not self.broken_by(alert, seen, at=at)


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownEvent:
    """Announced beforehand (own campaign, release): `lift` times the usual is then expected."""

    topic: str
    title: str
    since: datetime
    until: datetime
    lift: float = 3.0

    def covers(self, topic: str, at: datetime) -> bool:
        """Tell whether the event is on for this topic."""
        return topic == self.topic and self.since <= at < self.until


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalCounts:
    """Mentions of one topic in one bucket; `known` is False where collection was down: unknown, not zero."""

    all: int = 0
    questions: int = 0
    complaints: int = 0
    reports: int = 0
    known: bool = True

    def of(self, signal: Signal) -> int:
        """Return the count of one signal."""
        return {
            Signal.ALL: self.all,
            Signal.QUESTIONS: self.questions,
            Signal.COMPLAINTS: self.complaints,
            Signal.REPORTS: self.reports,
        }[signal]
