"""Watch: counts come in minute by minute, and each burst becomes one alert that rises, falls and ends."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import numpy as np

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
from deutgo.detect.series import Reading, SeriesEngine

SIGNALS = (Signal.ALL, Signal.QUESTIONS, Signal.COMPLAINTS, Signal.REPORTS)


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchPolicy:
    """When a burst is worth a person's attention; evidence is -log10 of the chance that nothing happened."""

    alert_evidence: float = 7.0
    review_evidence: float = 5.5
    least_count: int = 5  # mentions in the run; three posts are never an alert
    least_lift: float = 2.0
    warning_evidence: float = 15.0
    severe_evidence: float = 40.0
    quiet_buckets: int = 30  # so long without evidence, and the burst has ended
    cool_down: timedelta = timedelta(hours=12)  # after the end, only a higher peak raises again


class BurstWatch:
    """Judges every signal of every topic once a bucket, and says what changed about their alerts."""

    def __init__(
        self, *, bucket: timedelta = timedelta(minutes=1), policy: WatchPolicy | None = None
    ) -> None:
        self.bucket = bucket
        self.policy = policy or WatchPolicy()
        self.engine = SeriesEngine(0, bucket=bucket.total_seconds())
        self.rows: dict[tuple[str, Signal], int] = {}
        self.open: dict[tuple[str, Signal], Alert] = {}
        self.calm: dict[tuple[str, Signal], int] = {}
        self.peaks: dict[tuple[str, Signal], tuple[datetime, float]] = {}  # ended at, highest score
        self.events: list[KnownEvent] = []

    def announce(self, event: KnownEvent) -> None:
        """Expect more mentions while a known event is on."""
        self.events.append(event)

    def observe(self, at: datetime, counts: Mapping[str, SignalCounts]) -> list[AlertChange]:
        """Take in the bucket that began at `at`; topics that are not named had no mention in it."""
        for topic in counts:
            for signal in SIGNALS:
                self.rows.setdefault((topic, signal), len(self.rows))
        self.engine.grow(len(self.rows))
        keys = list(self.rows)
        none = SignalCounts()
        seen = np.array([counts.get(topic, none).of(signal) for topic, signal in keys], dtype=float)
        known = np.array([counts.get(topic, none).known for topic, _ in keys], dtype=bool)
        reading = self.engine.step(seen, known=known, lift=self._lifts(at, keys))
        changes: list[AlertChange] = []
        for row, key in enumerate(keys):
            if known[row]:
                changes += self._judge(key, row, at, int(seen[row]), reading)
        return changes

    def _lifts(self, at: datetime, keys: Sequence[tuple[str, Signal]]) -> np.ndarray | None:
        self.events = [event for event in self.events if event.until > at]
        if not self.events:
            return None
        lifts = [
            max([1.0] + [event.lift for event in self.events if event.covers(topic, at)]) for topic, _ in keys
        ]
        return np.array(lifts)

    def _judge(
        self, key: tuple[str, Signal], row: int, at: datetime, seen: int, reading: Reading
    ) -> list[AlertChange]:
        evidence = float(reading.evidence[row])
        count, expected = int(reading.run_seen[row]), float(reading.run_expected[row])
        policy = self.policy
        strong = count >= policy.least_count and count >= policy.least_lift * expected
        now = at + self.bucket
        if key in self.open:
            return self._follow(key, evidence if strong else 0.0, seen, now, reading, row)
        if not strong or evidence < policy.review_evidence:
            return []
        last = self.peaks.get(key)
        if last and now - last[0] < policy.cool_down and _score(evidence) <= last[1]:
            return []
        lane = Lane.ALERT if evidence >= policy.alert_evidence else Lane.REVIEW
        run = timedelta(seconds=float(reading.run[row]) * self.bucket.total_seconds())
        topic, signal = key
        alert = Alert(
            id=f"burst:{topic}:{signal}:{int(now.timestamp())}",
            topic=topic,
            signal=signal,
            level=self._level(evidence),
            lane=lane,
            began_at=now - run,
            raised_at=now,
            window=run,
            count=count,
            expected=expected,
            score=_score(evidence),
            total=count,
            peak_count=seen,
            peak_at=at,
        )
        self.open[key], self.calm[key] = alert, 0
        return [AlertChange(change=Change.RAISED, at=now, alert=alert)]

    def _follow(
        self,
        key: tuple[str, Signal],
        evidence: float,
        seen: int,
        now: datetime,
        reading: Reading,
        row: int,
    ) -> list[AlertChange]:
        before = self.open[key]
        alert = replace(before, total=before.total + seen)
        if seen > alert.peak_count:
            alert = replace(alert, peak_count=seen, peak_at=now - self.bucket)
        self.calm[key] = 0 if evidence >= self.policy.review_evidence else self.calm[key] + 1
        if self.calm[key] >= self.policy.quiet_buckets:
            alert = replace(alert, ended_at=now - self.calm[key] * self.bucket)
            del self.open[key]
            self.peaks[key] = (now, alert.score)
            return [AlertChange(change=Change.ENDED, at=now, alert=alert)]
        changes = []
        rises = evidence >= self.policy.alert_evidence and (
            alert.lane is Lane.REVIEW or LEVELS.index(self._level(evidence)) > LEVELS.index(alert.level)
        )
        if _score(evidence) > alert.score:
            alert = replace(
                alert,
                score=_score(evidence),
                count=int(reading.run_seen[row]),
                expected=float(reading.run_expected[row]),
                window=self.bucket * float(reading.run[row]),
            )
        if rises:
            alert = replace(alert, lane=Lane.ALERT, level=self._level(evidence))
            changes.append(AlertChange(change=Change.ESCALATED, at=now, alert=alert))
        self.open[key] = alert
        return changes

    def _level(self, evidence: float) -> Level:
        if evidence >= self.policy.severe_evidence:
            return Level.SEVERE
        return Level.WARNING if evidence >= self.policy.warning_evidence else Level.NOTICE


def _score(evidence: float) -> float:
    return evidence / (evidence + 7.0)
