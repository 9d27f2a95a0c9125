"""Back-test: what a rule would have done on the past, before it is switched on."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise

import numpy as np

from deutgo.detect.burst import BurstDetector

WEEK = timedelta(days=7)
NOISY_A_WEEK = 3.0  # more often than this, and people stop looking
SEOUL_SECONDS = 9 * 3600
DAY_BUCKETS = 24  # hours before a firing that its count is told against


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
    """Something that did happen and should have been told; `place` is the address of its page, if any."""

    title: str
    since: datetime
    until: datetime
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Firing:
    """One alert that a rule would have raised, with the figures that its reason would have told.

    `count` mentions in [began_at, at) where `expected` were expected; `level` and `total` are of its end.
    `until` is None while it goes on.
    """

    at: datetime
    began_at: datetime
    until: datetime | None = None
    count: int
    expected: float
    signal: str = "all"
    level: str = "notice"
    total: int

    @property
    def lift(self) -> float:
        """How many times the expected number was seen; never judged against less than half a mention."""
        return self.count / max(self.expected, 0.5)

    def is_within(self, known: KnownBurst) -> bool:
        """Whether it was raised, or still going on, while something known happened."""
        return self.at < known.until and (self.until is None or known.since <= self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class BacktestResult:
    """What the rule would have done. `missed` are known bursts in which it never fired.

    `a_week` takes less than a week for one: a single alert in two days is no rate.
    """

    firings: tuple[Firing, ...]
    missed: tuple[KnownBurst, ...]
    found: tuple[tuple[KnownBurst, timedelta], ...]  # with the delay
    false_count: int
    a_week: float
    weeks: float

    @property
    def fired_at(self) -> tuple[datetime, ...]:
        """When it would have fired."""
        return tuple(firing.at for firing in self.firings)

    @property
    def is_noisy(self) -> bool:
        """Whether it would fire so often that people stop looking."""
        return self.a_week > NOISY_A_WEEK


def weigh(firings: Sequence[Firing], known: Sequence[KnownBurst], *, span: timedelta) -> BacktestResult:
    """Hold what a rule would have raised within `span` against what did happen."""
    found: list[tuple[KnownBurst, timedelta]] = []
    missed: list[KnownBurst] = []
    for burst in known:
        inside = next((firing for firing in firings if firing.is_within(burst)), None)
        if inside is not None:
            found.append((burst, max(inside.at - burst.since, timedelta(0))))
        else:
            missed.append(burst)
    weeks = span / WEEK
    return BacktestResult(
        firings=tuple(firings),
        missed=tuple(missed),
        found=tuple(found),
        false_count=sum(not any(firing.is_within(burst) for burst in known) for firing in firings),
        a_week=len(firings) / max(weeks, 1.0),
        weeks=weeks,
    )


def backtest(
    rule: Rule,
    buckets: Sequence[Bucket],
    *,
    known: Sequence[KnownBurst] = (),
    cool_down: timedelta = timedelta(hours=12),
) -> BacktestResult:
    """Replay `rule` over stored counts in time order; only what was known at the time counts.

    A firing within `cool_down` of the one before belongs to the same burst and is not counted again.
    """
    flags = rule(buckets) if callable(rule) else rule.fires(buckets)
    width = min((b.at - a.at for a, b in pairwise(buckets)), default=timedelta(0))
    firings: list[Firing] = []
    for index, (bucket, flag) in enumerate(zip(buckets, flags, strict=True)):
        if not flag:
            continue
        if firings and bucket.at - firings[-1].at < cool_down:
            whole = firings[-1].total + bucket.count
            firings[-1] = replace(firings[-1], until=bucket.at + width, total=whole)
            continue
        past = [b.count for b in buckets[max(0, index - DAY_BUCKETS) : index] if b.known]
        firings.append(
            Firing(
                at=bucket.at,
                began_at=bucket.at,
                until=bucket.at + width,
                count=bucket.count,
                expected=sum(past) / len(past) if past else 0.0,
                total=bucket.count,
            )
        )
    span = buckets[-1].at - buckets[0].at if len(buckets) > 1 else timedelta(0)
    seen = span * (sum(bucket.known for bucket in buckets) / max(len(buckets), 1))
    return weigh(firings, known, span=seen)
