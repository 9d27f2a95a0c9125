"""Watch: counts come in minute by minute, and each burst becomes one alert that rises, falls and ends."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import numpy as np
import numpy.typing as npt

from deutgo.detect.alert import (
    LEVELS,
    Alert,
    AlertChange,
    Change,
    KnownEvent,
    Lane,
    Level,
    Signal,
    SignalCounts,
)
from deutgo.detect.burst import BurstDetector, Judgement
from deutgo.detect.tail import Floats

SIGNALS = (Signal.ALL, Signal.QUESTIONS, Signal.COMPLAINTS, Signal.REPORTS)
SEOUL_SECONDS = 9 * 3600  # daily life follows the clock on the wall
CARRIED = 3  # buckets over which a burst has to be carried on to count with less evidence
WINDOWS = (1, 2, 3, 5, 8, 15)  # buckets in which a burst is told


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchPolicy:
    """When a burst is worth a person's attention.

    Evidence is in powers of ten beyond what chance brings about once in two weeks. Counts and lift stand
    beside it, because three posts are never an alert, however rare.
    """

    alert_evidence: float = 2.0
    review_evidence: float = 0.5
    least_count: int = 5
    least_lift: float = 2.0
    warning_evidence: float = 8.0
    warning_count: int = 20
    severe_evidence: float = 25.0
    severe_count: int = 100
    severe_buckets: int = 10  # so long it has to last before it is severe
    ease_buckets: int = 15  # so long below its level, and it is eased
    quiet_buckets: int = 30  # so long without evidence, and the burst has ended
    carried_count: int = 6  # so many in `CARRIED` buckets,
    carried_lift: float = 6.0  # so far above what is expected,
    carried_share: float = 0.7  # and no bucket holding more than this share: people, not one clump
    cool_down: timedelta = timedelta(hours=6)  # after the end, only a stronger burst is raised again


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sight:
    """What one series shows in this bucket."""

    signal: Signal
    evidence: float
    trusted: bool  # a series that bursts by nature must show a new high
    window: int
    count: int
    expected: float
    seen: int  # in the last bucket
    carried: bool  # many posts over several buckets: less evidence is enough


class BurstWatch:
    """Judges every signal of every topic once a bucket, and says what changed about their alerts.

    One topic has one open alert at a time; other signals that burst with it are named in `Alert.also`.
    """

    def __init__(
        self, *, bucket: timedelta = timedelta(minutes=1), policy: WatchPolicy | None = None
    ) -> None:
        self.bucket = bucket
        self.policy = policy or WatchPolicy()
        self.policies: dict[str, WatchPolicy] = {}  # of topics that have one of their own
        self.detector = BurstDetector(0, bucket=bucket.total_seconds())
        self.rows: dict[tuple[str, Signal], int] = {}
        self.seen: Floats = np.zeros((max(WINDOWS), 0), dtype=np.float32)  # newest first
        self.due: Floats = np.zeros((max(WINDOWS), 0), dtype=np.float32)
        self.recent: Floats = np.zeros((CARRIED, 0), dtype=np.float32)  # evidence, newest first
        self.open: dict[str, Alert] = {}
        self.below: dict[str, tuple[int, int]] = {}  # buckets without evidence, buckets below the level
        self.peaks: dict[str, tuple[datetime, float]] = {}  # ended at, highest score
        self.events: list[KnownEvent] = []

    def policy_of(self, topic: str) -> WatchPolicy:
        """Return what this topic is judged by."""
        return self.policies.get(topic, self.policy)

    def announce(self, event: KnownEvent) -> None:
        """Expect more mentions while a known event is on."""
        self.events.append(event)

    def observe(self, at: datetime, counts: Mapping[str, SignalCounts]) -> list[AlertChange]:
        """Take in the bucket that began at `at`; topics that are not named had no mention in it."""
        self._make_room(counts)
        keys = list(self.rows)
        none = SignalCounts()
        seen = np.array([counts.get(topic, none).of(signal) for topic, signal in keys], dtype=np.float32)
        known = np.array([counts.get(topic, none).known for topic, _ in keys], dtype=bool)
        found = self.detector.step(
            at.timestamp() + SEOUL_SECONDS, seen, known=known, lift=self._lifts(at, keys)
        )
        self.seen = np.roll(self.seen, 1, axis=0)
        self.due = np.roll(self.due, 1, axis=0)
        self.seen[0] = np.where(known, seen, 0)
        self.due[0] = np.where(known, found.expected, 0)
        self.recent = np.roll(self.recent, 1, axis=0)
        self.recent[0] = found.evidence
        return self._changes(at, found, known)

    def _make_room(self, counts: Mapping[str, SignalCounts]) -> None:
        for topic in counts:
            for signal in SIGNALS:
                self.rows.setdefault((topic, signal), len(self.rows))
        more = len(self.rows) - self.seen.shape[1]
        if more:
            self.detector.grow(len(self.rows))
            self.seen = np.pad(self.seen, ((0, 0), (0, more)))
            self.due = np.pad(self.due, ((0, 0), (0, more)))
            self.recent = np.pad(self.recent, ((0, 0), (0, more)), constant_values=-9)

    def _lifts(self, at: datetime, keys: Sequence[tuple[str, Signal]]) -> Floats | None:
        self.events = [event for event in self.events if event.until > at]
        if not any(event.since <= at for event in self.events):
            return None
        lifts = [
            max([1.0] + [event.lift for event in self.events if event.covers(topic, at)]) for topic, _ in keys
        ]
        return np.array(lifts, dtype=np.float32)

    def _changes(self, at: datetime, found: Judgement, known: npt.NDArray[np.bool_]) -> list[AlertChange]:
        """Look only at series with evidence and at topics with an open alert: the others cannot change."""
        loud = known & (self.recent.max(axis=0) >= 0)
        topics = {topic for (topic, _), row in self.rows.items() if loud[row]} if loud.any() else set()
        changes: list[AlertChange] = []
        for topic in sorted(topics | set(self.open)):
            if not known[self.rows[(topic, Signal.ALL)]]:
                continue
            sights = [self._look(topic, signal, found) for signal in SIGNALS]
            strong = [sight for sight in sights if self._is_strong(sight, self.policy_of(topic))]
            now = at + self.bucket
            if topic in self.open:
                changes += self._follow(topic, sights[0].seen, strong, now)
            elif strong:
                changes += self._raise(topic, strong, now)
        return changes

    def _look(self, topic: str, signal: Signal, found: Judgement) -> _Sight:
        row = self.rows[(topic, signal)]
        best = max(WINDOWS, key=lambda window: self._excess(row, window))
        return _Sight(
            signal=signal,
            evidence=float(found.evidence[row]),
            trusted=bool(found.busy[row] < 0.5 or found.high[row] >= 0.5),
            window=best,
            count=int(self.seen[:best, row].sum()),
            expected=float(self.due[:best, row].sum()),
            seen=int(self.seen[0, row]),
            carried=self._is_carried(row, self.policy_of(topic)),
        )

    def _excess(self, row: int, window: int) -> float:
        seen, due = float(self.seen[:window, row].sum()), float(self.due[:window, row].sum())
        return (seen - due) / float(np.sqrt(due + 1))

    def _is_carried(self, row: int, policy: WatchPolicy) -> bool:
        last = self.seen[:CARRIED, row]
        count, due = float(last.sum()), float(self.due[:CARRIED, row].sum())
        return (
            bool(self.recent[:, row].max() >= 0)
            and count >= policy.carried_count
            and count >= policy.carried_lift * due
            and float(last.max()) <= policy.carried_share * count
        )

    def _is_strong(self, sight: _Sight, policy: WatchPolicy) -> bool:
        return (
            (sight.carried or sight.evidence >= policy.review_evidence)
            and sight.count >= policy.least_count
            and sight.count >= policy.least_lift * sight.expected
        )

    def _raise(self, topic: str, strong: list[_Sight], now: datetime) -> list[AlertChange]:
        first, policy = max(strong, key=lambda sight: sight.evidence), self.policy_of(topic)
        score = _score(first.evidence, policy)
        last = self.peaks.get(topic)
        if last and now - last[0] < policy.cool_down and score <= last[1]:
            return []
        alert = Alert(
            id=f"burst:{topic}:{int(now.timestamp())}",
            topic=topic,
            signal=first.signal,
            also=tuple(sight.signal for sight in strong if sight is not first),
            level=_level(first, 0, policy),
            lane=_lane(first, policy),
            began_at=now - first.window * self.bucket,
            raised_at=now,
            window=first.window * self.bucket,
            counted_at=now,
            count=first.count,
            expected=first.expected,
            score=score,
            total=first.count,
            peak_count=first.seen,
            peak_at=now - self.bucket,
        )
        self.open[topic], self.below[topic] = alert, (0, 0)
        return [AlertChange(change=Change.RAISED, at=now, alert=alert)]

    def _follow(self, topic: str, seen: int, strong: list[_Sight], now: datetime) -> list[AlertChange]:
        alert, policy = self.open[topic], self.policy_of(topic)
        alert = replace(alert, total=alert.total + seen)
        if seen > alert.peak_count:
            alert = replace(alert, peak_count=seen, peak_at=now - self.bucket)
        quiet, low = self.below[topic]
        if not strong:
            self.below[topic] = (quiet + 1, low + 1)
            self.open[topic] = alert
            if quiet + 1 >= policy.quiet_buckets:
                return [self._end(alert, now - (quiet + 1) * self.bucket, now)]
            return self._ease(alert, now) if low + 1 >= policy.ease_buckets else []
        best = max(strong, key=lambda sight: sight.evidence)
        alert, rises = self._rise(alert, best, strong, now)
        beneath = LEVELS.index(_level(best, self._age(alert, now), policy)) < LEVELS.index(alert.level)
        self.below[topic] = (0, low + 1 if beneath else 0)
        self.open[topic] = alert
        if rises:
            return [AlertChange(change=Change.ESCALATED, at=now, alert=alert)]
        return self._ease(alert, now) if self.below[topic][1] >= policy.ease_buckets else []

    def _rise(self, alert: Alert, best: _Sight, strong: list[_Sight], now: datetime) -> tuple[Alert, bool]:
        """Take over a stronger sight; say whether a person has to hear of it."""
        policy = self.policy_of(alert.topic)
        level, lane = _level(best, self._age(alert, now), policy), _lane(best, policy)
        higher = LEVELS.index(level) > LEVELS.index(alert.level)
        rises = lane is Lane.ALERT and (higher or alert.lane is Lane.REVIEW)
        score = _score(best.evidence, policy)
        own = next((sight for sight in strong if sight.signal is alert.signal), None)
        if own is not None and (score > alert.score or rises):
            alert = replace(
                alert,
                count=own.count,
                expected=own.expected,
                window=own.window * self.bucket,
                counted_at=now,
            )
        alert = replace(alert, score=max(score, alert.score))
        also = {*alert.also, *(sight.signal for sight in strong)} - {alert.signal}
        alert = replace(alert, also=tuple(sorted(also)))
        if rises:
            alert = replace(alert, lane=Lane.ALERT, level=level if higher else alert.level)
        return alert, rises

    def _ease(self, alert: Alert, now: datetime) -> list[AlertChange]:
        self.below[alert.topic] = (self.below[alert.topic][0], 0)
        if alert.level is LEVELS[0]:
            return []
        eased = replace(alert, level=LEVELS[LEVELS.index(alert.level) - 1])
        self.open[alert.topic] = eased
        return [AlertChange(change=Change.EASED, at=now, alert=eased)]

    def _end(self, alert: Alert, ended_at: datetime, now: datetime) -> AlertChange:
        ended = replace(alert, ended_at=max(ended_at, alert.raised_at))
        del self.open[alert.topic], self.below[alert.topic]
        self.peaks[alert.topic] = (now, alert.score)
        return AlertChange(change=Change.ENDED, at=now, alert=ended)

    def _age(self, alert: Alert, now: datetime) -> int:
        return int((now - alert.began_at) / self.bucket)


def _lane(sight: _Sight, policy: WatchPolicy) -> Lane:
    sure = sight.trusted and (sight.carried or sight.evidence >= policy.alert_evidence)
    return Lane.ALERT if sure else Lane.REVIEW


def _level(sight: _Sight, age: int, policy: WatchPolicy) -> Level:
    if (
        sight.evidence >= policy.severe_evidence
        and sight.count >= policy.severe_count
        and age >= policy.severe_buckets
    ):
        return Level.SEVERE
    if sight.evidence >= policy.warning_evidence and sight.count >= policy.warning_count:
        return Level.WARNING
    return Level.NOTICE


def _score(evidence: float, policy: WatchPolicy) -> float:
    beyond = max(evidence, 0.0)
    return round(beyond / (beyond + policy.alert_evidence), 4)
