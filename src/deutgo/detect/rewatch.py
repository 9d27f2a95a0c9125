"""Rewatch: the minute watch run again over kept counts, for several rules at once and without looking ahead.

A watch that starts anew learns from the week before it. So each replayed week is given to the watch as a
topic of its own that begins a week earlier, with its clock moved to that of the first: hour and weekday stay
what they were. Four weeks under three rules then cost about as much as one week under one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from deutgo.detect.alert import LEVELS, AlertChange, Change, KnownEvent, Lane, Level, SignalCounts
from deutgo.detect.backtest import Firing
from deutgo.detect.sensitivity import WatchRule
from deutgo.detect.watch import BurstWatch

MINUTE, WEEK = timedelta(minutes=1), timedelta(days=7)
MINUTES = int(WEEK / MINUTE)
QUIET, UNKNOWN = SignalCounts(), SignalCounts(known=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """What is kept of a topic's minutes in [since − 7 days, until); minutes that are not named had nothing.

    Keys of `minutes` are minutes since the epoch. `events` are of this topic, `topic` is their name for it.
    """

    since: datetime
    until: datetime
    minutes: Mapping[int, SignalCounts]
    events: Sequence[KnownEvent] = ()


def rewatch(past: Past, rules: Sequence[WatchRule]) -> list[list[Firing]]:
    """Return for each rule what it would have raised in [since, until), oldest first.

    Entries for review are no alerts and are left out, as nobody is told of them.
    """
    first = int(past.since.timestamp()) // 60
    last = -(-int(past.until.timestamp()) // 60)
    weeks = max(1, -(-(last - first) // MINUTES))
    watch = BurstWatch()
    names = {(week, rule): f"{week}:{rule}" for week in range(weeks) for rule in range(len(rules))}
    for (week, rule), name in names.items():
        watch.policies[name] = rules[rule].policy
        watch.events += [_moved(event, name, week * WEEK) for event in past.events]
    notes = {
        name: _Notes(week * WEEK, ends=past.since + (week + 1) * WEEK)
        for (week, _rule), name in names.items()
    }
    started = [False] * weeks  # a watch knows nothing of a topic before its first mention
    for minute in range(first - MINUTES, first + min(MINUTES, last - first)):
        counts: dict[str, SignalCounts] = {}
        for (week, _rule), name in names.items():
            here = minute + week * MINUTES
            seen = past.minutes.get(here, QUIET)
            started[week] = started[week] or seen.all > 0
            counts[name] = seen if started[week] and here < last else UNKNOWN
        if not any(started):
            continue
        for change in watch.observe(datetime.fromtimestamp(minute * 60, UTC), counts):
            notes[change.alert.topic].take(change)
    return [
        [
            firing
            for week in range(weeks)
            for firing in notes[names[(week, rule)]].firings(past.until)
            if past.since + week * WEEK <= firing.at < past.since + (week + 1) * WEEK
        ]
        for rule in range(len(rules))
    ]


class _Notes:
    """Keeps what one watched topic raised for a person, in its own time."""

    def __init__(self, moved: timedelta, *, ends: datetime) -> None:
        self._moved = moved
        self._ends = ends
        self._kept: list[Firing] = []
        self._open: Firing | None = None

    def take(self, change: AlertChange) -> None:
        """Take in one change."""
        alert = change.alert
        if alert.lane is not Lane.ALERT:
            return
        if self._open is None:
            self._open = Firing(
                at=change.at + self._moved,
                began_at=alert.counted[0] + self._moved,
                count=alert.count,
                expected=alert.expected,
                signal=alert.signal.value,
                level=alert.level.value,
                total=alert.total,
            )
        level = max(alert.level, Level(self._open.level), key=LEVELS.index)
        self._open = replace(self._open, level=level.value, total=alert.total)
        if change.change is Change.ENDED and alert.ended_at is not None:
            self._kept.append(replace(self._open, until=alert.ended_at + self._moved))
            self._open = None

    def firings(self, until: datetime) -> list[Firing]:
        """Return all of them, oldest first; the last goes on if the past itself ends before its week does."""
        if self._open is None:
            return self._kept
        return [*self._kept, replace(self._open, until=self._ends if self._ends < until else None)]


def _moved(event: KnownEvent, name: str, back: timedelta) -> KnownEvent:
    return replace(event, topic=name, since=event.since - back, until=event.until - back)
