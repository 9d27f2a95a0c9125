"""Series: what to expect of many count series at once, one bucket after another, in bounded state."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

PRIOR_RATE_PER_HOUR = 1.0  # a topic about which nothing is known yet
PRIOR_BUCKETS = 8.0  # how many buckets that prior is worth
PRIOR_DISPERSION = 3.0  # variance over mean; mentions come in clumps
MEMORY_DAYS = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One bucket's judgement of every series; all arrays have one entry a series.

    `evidence` is -log10 of the chance of so many mentions in the present run; `run` is its length in buckets.
    """

    evidence: Floats
    expected: Floats  # mentions in this bucket
    run: Floats
    run_seen: Floats
    run_expected: Floats


class SeriesEngine:
    """Baselines of `size` series that share a bucket width (seconds)."""

    def __init__(self, size: int, *, bucket: float) -> None:
        self.bucket = bucket
        self.prior = PRIOR_RATE_PER_HOUR * bucket / 3600
        self.least_rate = bucket / (MEMORY_DAYS * 86400)
        self.age = np.zeros(size)
        self.level = np.full(size, self.prior)
        self.dispersion = np.full(size, PRIOR_DISPERSION)
        self.run = np.zeros(size)
        self.run_seen = np.zeros(size)
        self.run_expected = np.zeros(size)

    def grow(self, size: int) -> None:
        """Make room for more series; those that exist keep their state."""
        fresh = SeriesEngine(size, bucket=self.bucket)
        for name, values in vars(self).items():
            if isinstance(values, np.ndarray):
                getattr(fresh, name)[: len(values)] = values
                setattr(self, name, getattr(fresh, name))

    def step(self, counts: Floats, *, known: Flags | None = None, lift: Floats | None = None) -> Reading:
        """Judge one bucket and learn from it.

        `known` False: nothing was collected, nothing is learnt. `lift` multiplies what is expected while an
        announced event is on.
        """
        known = np.ones(len(counts), dtype=bool) if known is None else known
        expected = self.level if lift is None else self.level * lift
        spread = np.maximum(self.dispersion, 1.0)
        run_expected = self.run_expected + expected
        run_seen = self.run_seen + counts
        keeps = (run_seen > 1.3 * run_expected) & known & (self.run < 3600 * 6 / self.bucket)
        self.run = np.where(keeps, self.run + 1, 0.0)
        self.run_seen = np.where(keeps, run_seen, 0.0)
        self.run_expected = np.where(keeps, run_expected, 0.0)
        evidence = np.where(keeps, _tail(run_seen, run_expected, spread), 0.0)
        self._learn(counts, expected, known & (lift is None or True))
        return Reading(
            evidence=evidence,
            expected=expected.copy(),
            run=self.run.copy(),
            run_seen=run_seen,
            run_expected=run_expected,
        )

    def _learn(self, counts: Floats, expected: Floats, known: Flags) -> None:
        self.age += known
        rate = np.where(known, np.maximum(1.0 / (self.age + PRIOR_BUCKETS), self.least_rate), 0.0)
        deviation = np.sqrt(np.maximum(self.dispersion * expected, 0.05))
        clipped = np.minimum(counts, expected + 4 * deviation + 1)
        self.level = np.maximum(self.level + rate * (clipped - self.level), 1e-4)
        chi = (clipped - expected) ** 2 / np.maximum(expected, 0.05)
        self.dispersion += rate * (np.minimum(chi, 100.0) - self.dispersion)


def _tail(seen: Floats, expected: Floats, dispersion: Floats) -> Floats:
    """Return about -log10 P(X >= seen) of a gamma with this mean and variance (Wilson and Hilferty 1931)."""
    shape = expected / dispersion
    z = (np.cbrt(seen / expected) - (1 - 1 / (9 * shape))) * 3 * np.sqrt(shape)
    z = np.maximum(z, 0.0)
    return np.asarray(z * z / 2 * 0.4343 + np.log10(1 + z))
