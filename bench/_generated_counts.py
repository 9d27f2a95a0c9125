"""Generated counts with known truth: clumped (negative-binomial), daily and weekly rhythm, planted bursts.

Two variance laws, dispersion 1 to 20, 0.1 to 1,000 mentions a bucket, steps, spikes and ramps of x1.5 to x10,
cold starts, gaps. The oracle knows the rate and the dispersion of every bucket.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.stats import nbinom

Array = npt.NDArray[np.float64]
WEEK = 604_800


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    start: int
    stop: int
    kind: str
    times: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    counts: Array
    rate: Array  # without events
    variance: Array
    events: tuple[Event, ...]
    known: npt.NDArray[np.bool_]
    bucket: int

    @property
    def weeks(self) -> float:
        return float(self.known.sum()) * self.bucket / WEEK


def generate(rng: np.random.Generator, *, bucket: int, weeks: float, days_between: float = 7.0) -> Series:
    """Return one topic's series."""
    day = 86_400 // bucket
    rows = int(weeks * 7 * day)
    rate = 10 ** rng.uniform(-1, 3) * _rhythm(rng, np.arange(rows) * bucket)
    dispersion = rng.uniform(1, 20)
    events = _events(rng, rows, day, days_between)
    times = np.ones(rows)
    for event in events:
        length = event.stop - event.start
        ramp = np.linspace(1 + (event.times - 1) / length, event.times, length)
        times[event.start : event.stop] = ramp if event.kind == "ramp" else event.times
    ratio_law = rng.random() < 0.5
    spread = lambda mean: (  # noqa: E731
        mean * max(dispersion, 1.001) if ratio_law else mean + mean**2 / dispersion
    )
    mean, variance = rate * times, spread(rate * times)
    part = mean / variance
    counts = rng.negative_binomial(np.maximum(mean * part / (1 - part), 1e-9), np.clip(part, 1e-9, 1 - 1e-9))
    known = np.ones(rows, dtype=bool)
    for _ in range(int(rng.integers(0, 3))):
        start = int(rng.integers(0, rows))
        known[start : start + int(rng.integers(3, day // 2 + 4))] = False
    return Series(
        counts=counts.astype(float),
        rate=rate,
        variance=spread(rate),
        events=events,
        known=known,
        bucket=bucket,
    )


def _rhythm(rng: np.random.Generator, at: Array) -> Array:
    hour, day = (at / 3600) % 24, ((at // 86_400) + rng.integers(7)) % 7
    height = rng.uniform(0.2, 0.9)
    if rng.random() < 0.5:
        profile = 1 + height * np.sin(2 * np.pi * (hour - rng.uniform(0, 24)) / 24)
    else:
        table = np.exp(height * np.sin(2 * np.pi * (np.arange(24) - 9) / 24) + rng.normal(0, 0.1, 24))
        profile = table[hour.astype(int)]
    rhythm = profile * np.where(day >= 5, rng.uniform(0.5, 1.1), 1.0)
    return np.asarray(rhythm / rhythm.mean())


def _events(rng: np.random.Generator, rows: int, day: int, days_between: float) -> tuple[Event, ...]:
    events: list[Event] = []
    start = int(rng.choice([rng.integers(day // 12 + 6, day), rng.integers(2 * day, 7 * day)]))
    while start < rows - day:
        kind = str(rng.choice(["spike", "step", "ramp"]))
        low, high = {"spike": (1, 4), "step": (6, 49), "ramp": (6, 25)}[kind]
        stop = start + int(rng.integers(low, high))
        times = float(np.exp(rng.uniform(np.log(1.5), np.log(10))))
        events.append(Event(start=start, stop=stop, kind=kind, times=times))
        start = stop + int(rng.exponential(days_between * day)) + day // 2
    return tuple(events)


def oracle(series: Series, *, a_week: float = 0.5) -> npt.NDArray[np.bool_]:
    """Alert where chance alone brings such a count at most `a_week` times, rate and dispersion known."""
    part = series.rate / series.variance
    chance = nbinom.sf(series.counts - 1, series.rate * part / (1 - part), part)
    return np.asarray(chance <= a_week * series.bucket / WEEK)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    found: int
    events: int
    delays: tuple[int, ...]  # buckets
    false: int


def judge(series: Series, alerts: npt.NDArray[np.bool_]) -> Verdict:
    """Count events with an alert inside, their delays, and alerts outside (three buckets of grace)."""
    seen = alerts & series.known
    free = np.ones(len(seen), dtype=bool)
    delays: list[int] = []
    events = 0
    for event in series.events:
        free[event.start : event.stop + 3] = False
        if not series.known[event.start : event.stop].all():
            continue
        events += 1
        inside = np.flatnonzero(seen[event.start : event.stop])
        if len(inside):
            delays.append(int(inside[0]))
    return Verdict(found=len(delays), events=events, delays=tuple(delays), false=int((seen & free).sum()))
