"""Back-test: what a rule would have done on the past, before it is switched on."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

import numpy as np

from deutgo.detect.burst import BurstDetector

WEEK = timedelta(days=7)
NOISY_A_WEEK = 3.0  # more often than this, and people stop looking
SEOUL_SECONDS = 9 * 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class Bucket:
    """One stored counter; `known` is False where collection was down."""

    at: datetime
    count: int
    known: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class CountRule:
    """Fire at `least` mentions in a bucket, or at `times` the mean of the `over` buckets before it."""

    least: int = 0
    times: float = 0.0
    over: int = 24

    def fires(self, buckets: Sequence[Bucket]) -> list[bool]:
        """Say for each bucket whether the rule holds; unknown buckets never fire."""
        out: list[bool] = []
        for index, bucket in enumerate(buckets):
            past = [b.count for b in buckets[max(0, index - self.over) : index] if b.known]
            usual = sum(past) / len(past) if past else 0.0
            enough = bucket.count >= max(self.least, 1)
            far = self.times == 0 or (bool(past) and bucket.count >= self.times * usual)
            out.append(bucket.known and enough and far)
        return out


@dataclass(frozen=True, slots=True, kw_only=True)
class BurstRule:
    """Fire where the burst detector's score reaches `threshold`, with at least `least` mentions."""

    threshold: float = 0.5
    least: int = 5

    def fires(self, buckets: Sequence[Bucket]) -> list[bool]:
        """Replay the detector over the buckets, in order and without looking ahead."""
        if len(buckets) < 2:
            return [False] * len(buckets)
        width = min((b.at - a.at).total_seconds() for a, b in pairwise(buckets))
        detector = BurstDetector(1, bucket=max(width, 1.0))
        out: list[bool] = []
        for bucket in buckets:
            found = detector.step(
                bucket.at.timestamp() + SEOUL_SECONDS,
                np.array([bucket.count], dtype=np.float32),
                known=np.array([bucket.known]),
            )
            out.append(bool(found.score[0] >= self.threshold) and bucket.count >= self.least)
        return out


Rule = CountRule | BurstRule | Callable[[Sequence[Bucket]], list[bool]]


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownBurst:
    """Something that did happen and should have been told."""

    title: str
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class BacktestResult:
    """What the rule would have done. `missed` are known bursts in which it never fired."""

    fired_at: tuple[datetime, ...]
    missed: tuple[KnownBurst, ...]
    found: tuple[tuple[KnownBurst, timedelta], ...]  # with the delay
    false_count: int
    a_week: float
    weeks: float

    @property
    def is_noisy(self) -> bool:
        """Whether it would fire so often that people stop looking."""
        return self.a_week > NOISY_A_WEEK


def backtest(
    rule: Rule,
    buckets: Sequence[Bucket],
    *,
    known: Sequence[KnownBurst] = (),
    cool_down: timedelta = timedelta(hours=12),
) -> BacktestResult:
    """Replay `rule` over stored counts in time order.

    A firing within `cool_down` of the one before belongs to the same burst and is not counted again.
    """
    flags = rule(buckets) if callable(rule) else rule.fires(buckets)
    fired: list[datetime] = []
    for bucket, flag in zip(buckets, flags, strict=True):
        if flag and (not fired or bucket.at - fired[-1] >= cool_down):
            fired.append(bucket.at)
    raw = [bucket.at for bucket, flag in zip(buckets, flags, strict=True) if flag]
    found: list[tuple[KnownBurst, timedelta]] = []
    missed: list[KnownBurst] = []
    for burst in known:
        inside = [at for at in raw if burst.since <= at < burst.until]
        if inside:
            found.append((burst, inside[0] - burst.since))
        else:
            missed.append(burst)
    outside = [at for at in fired if not any(b.since <= at < b.until for b in known)]
    span = (buckets[-1].at - buckets[0].at) / WEEK if len(buckets) > 1 else 0.0
    seen = span * sum(bucket.known for bucket in buckets) / max(len(buckets), 1)
    return BacktestResult(
        fired_at=tuple(fired),
        missed=tuple(missed),
        found=tuple(found),
        false_count=len(outside),
        a_week=len(fired) / max(seen, 1 / 7),
        weeks=seen,
    )
