"""Burst: a new high against a fading memory of past highs (ens18), for counts that come in clumps.

Method: exponentially weighted z-scores with two half-lives, smoothed, each compared with six fading maxima;
the mean over that fixed grid. Nothing is selected per series.
"""

from collections import deque
from dataclasses import dataclass, field
from math import exp, log, sqrt

WARM_UP = 750  # rows before the first judgement; NAB's probation has the same length
HALF_LIVES = (288, 2016)
MEMORIES = (864, 2016, 4032)
FLOORS = (3.0, 6.0, 12.0)
COOL_DOWN = 144
ALERT = 0.5
THRESHOLD = 0.08


def _rate(half_life: float) -> float:
    return float(1 - 0.5 ** (1 / half_life))


@dataclass(slots=True)
class NewHigh:
    """State of one series."""

    rows: int = 0
    mean0: float = 0.0
    square0: float = 0.0
    means: list[float] = field(default_factory=lambda: [0.0] * len(HALF_LIVES))
    spreads: list[float] = field(default_factory=lambda: [0.0] * len(HALF_LIVES))
    smooth: list[float] = field(default_factory=lambda: [0.0] * len(HALF_LIVES))
    highs: list[float] = field(default_factory=lambda: [0.0] * (len(HALF_LIVES) * len(MEMORIES)))
    recent: deque[tuple[int, float]] = field(default_factory=deque)

    def step(self, value: float) -> float:
        """Return how much higher than the remembered highs this bucket is, as a score in 0..1."""
        self.rows += 1
        if self.rows <= WARM_UP:
            delta = value - self.mean0
            self.mean0 += delta / self.rows
            self.square0 += delta * (value - self.mean0)
        scale = max(sqrt(self.square0 / max(min(self.rows, WARM_UP), 1)), 1e-3)
        total = 0.0
        for i, half_life in enumerate(HALF_LIVES):
            z = (value - self.means[i]) / max(1.2533 * self.spreads[i], 0.1 * scale)
            self.smooth[i] += 0.5 * (max(z, 0.0) - self.smooth[i])
            for j, memory in enumerate(MEMORIES):
                k = i * len(MEMORIES) + j
                for floor in FLOORS:
                    total += log((self.smooth[i] + floor) / (self.highs[k] + floor))
                self.highs[k] = max(self.highs[k] * 0.5 ** (1 / memory), self.smooth[i])
            rate = max(_rate(half_life), 1 / self.rows)
            bound = 4 * max(1.2533 * self.spreads[i], 0.1 * scale) if self.rows > 288 else 1e18
            deviation = min(max(value - self.means[i], -bound), bound)
            self.means[i] += rate * deviation
            self.spreads[i] += rate * (abs(deviation) - self.spreads[i])
        if self.rows <= WARM_UP:
            return 0.0
        score = 1 / (1 + exp(-12 * (total / 18 - THRESHOLD)))
        return self._cool(score)

    def _cool(self, score: float) -> float:
        """Keep a score only if it exceeds every score of the last rows: one alert per burst."""
        while self.recent and self.recent[0][0] < self.rows - COOL_DOWN:
            self.recent.popleft()
        kept = score if not self.recent or self.recent[0][1] < score else 0.0
        while self.recent and self.recent[-1][1] <= score:
            self.recent.pop()
        self.recent.append((self.rows, score))
        return kept
