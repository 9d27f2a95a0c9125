"""Series: what to expect of many count series at once, one bucket after another, in bounded state.

Expected = hour of day x weekday x a slow level; the variance follows from how neighbouring buckets differ, so
that neither a burst that lasts nor a wrong profile is mistaken for ordinary clumping. Everything is learnt
from capped counts and forgets with stated half-lives. Arrays have one entry (or column) a series.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from deutgo.detect.tail import Floats, evidence

Flags = npt.NDArray[np.bool_]

HOUR, DAY, WEEK = 3600.0, 86400.0, 604800.0
UNSEEN = -30.0  # log of a profile node that has not been visited
PRIOR_DISPERSION = 3.0  # variance over mean before anything is known
PRIOR_ROWS = 20.0  # buckets that this prior is worth
PROFILE_WEIGHT = 3.5  # counts (times dispersion) that hold a profile node at its place
PROFILE_DAYS = 12.0  # days that a profile node remembers
LEVEL_WEIGHT = 15.0  # counts (times dispersion) that hold the level at 1
WEEKDAY_WEIGHT = 30.0
WEEKDAY_FROM = 6.5  # days before weekdays are told apart
LEVEL_HALF_LIFE = 40.0  # hours
LOCAL_HALF_LIFE = 2.0  # hours, while the profile is unknown
SPREAD_HALF_LIFE = 110.0  # hours
FIRST_DOUBT = 0.3  # relative error of a profile seen once
LAST_DOUBT = 0.05  # relative error that never goes away
ROUGHNESS = 0.01  # variance of log profile between neighbouring hours
SCALES = (1 / 3, 1 / 12)  # weights of the newest bucket in the two smoothed sums
CAP = 2.3  # evidence beyond chance at which counts stop teaching
LEAST_COUNT = 4.0  # in a sum; 3 in one bucket


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One bucket's judgement of every series.

    `evidence` is in powers of ten beyond what chance alone brings about half a time a week: at 0 a burst is
    more likely than an accident. `expected` counts mentions in this bucket.
    """

    evidence: Floats
    expected: Floats
    single: Floats  # -log10 of the chance of this bucket alone


class SeriesEngine:
    """Baselines of `size` series that share a bucket width in seconds. See `state_bytes` for what is kept."""

    def __init__(self, size: int, *, bucket: float) -> None:
        self.bucket = bucket

        def zeros() -> Floats:
            return np.zeros(size, dtype=np.float32)

        self.profile = np.full((24, size), UNSEEN, dtype=np.float16)  # log mentions a bucket
        self.weekday = np.zeros((7, size), dtype=np.float16)  # log factor
        self.rows = zeros()  # buckets seen
        self.mean = zeros()  # slow mean of all buckets
        self.level_seen, self.level_due = zeros(), zeros()
        self.hour_seen, self.hour_due = zeros(), zeros()
        self.hour_rows = np.zeros(size, dtype=np.uint16)
        self.local = zeros()
        self.m1, self.m2, self.m3, self.q1, self.q2 = zeros(), zeros(), zeros(), zeros(), zeros()
        self.before = np.full(
            size, np.nan, dtype=np.float32
        )  # the last residual; NaN after a gap or in a burst
        self.sums = np.zeros((len(SCALES) * 3, size), dtype=np.float32)  # seen, due, variance
        self.hot = np.zeros(size, dtype=np.float16)  # hours in the present burst
        self.run = np.zeros(size, dtype=np.uint8)
        self.calm = np.zeros(size, dtype=np.uint8)
        self.hour: int | None = None  # hours since 1970 of the last bucket
        self.chance = float(
            1.45 * np.log10(WEEK / bucket) - 0.93
        )  # looks a week, and that they are not independent

    @property
    def size(self) -> int:
        """How many series there are."""
        return len(self.rows)

    @property
    def state_bytes(self) -> float:
        """Bytes that one series keeps between buckets."""
        return sum(value.nbytes for value in vars(self).values() if isinstance(value, np.ndarray)) / max(
            self.size, 1
        )

    def grow(self, size: int) -> None:
        """Make room for more series; those that exist keep their state."""
        if size <= self.size:
            return
        fresh = SeriesEngine(size, bucket=self.bucket)
        for name, values in vars(self).items():
            if isinstance(values, np.ndarray) and values.ndim:
                getattr(fresh, name)[..., : values.shape[-1]] = values
                setattr(self, name, getattr(fresh, name))

    def step(
        self, at: float, counts: Floats, *, known: Flags | None = None, lift: Floats | None = None
    ) -> Reading:
        """Judge the bucket that begins `at` (seconds of local time) and learn from it.

        `known` False: nothing was collected, so nothing is judged or learnt. `lift` multiplies what is
        expected while an announced event is on, at least the slow mean: an event in a quiet hour brings the
        day's readers. Such buckets teach nothing either.
        """
        seen = np.ones(self.size, dtype=bool) if known is None else known
        x = np.asarray(counts, dtype=np.float32)
        hour = int(at // HOUR)
        if self.hour is not None and hour != self.hour:
            self._close_hour(self.hour)
        self.hour = hour
        plain, doubt, settled = self._expect(at)
        base = plain * self._level()
        expected = base if lift is None else np.where(lift > 1, np.maximum(base, self.mean) * lift, base)
        dispersion = self._dispersion(expected)
        noise = dispersion * expected + doubt[1] * expected**2
        variance = noise + doubt[0] * expected**2
        single = evidence(x, expected, variance)
        total = self._evidence(x, expected, noise, doubt[0], single, seen)
        learns = seen if lift is None else seen & (lift == 1)
        capped = self._cap(x, expected, variance, single, total)
        self._learn(capped, plain, base, learns, settled)
        self._learn_spread(capped - expected, expected, learns)
        return Reading(evidence=total, expected=expected, single=single)

    # expected ---------------------------------------------------------------------------------------

    def _overall(self) -> Floats:
        """Mean with one mention an hour as prior, worth one mention."""
        return np.asarray((self.mean * self.rows + 1) / (self.rows + HOUR / self.bucket))

    def _expect(self, at: float) -> tuple[Floats, tuple[Floats, Floats], Flags]:
        """Return what profile and weekday expect, relative doubts (shared, own) squared, and where known."""
        hour = int(at // HOUR)
        h, day = hour % 24, int(at // DAY) % 7
        overall = self._overall()
        here = self.profile[h].astype(np.float32)
        settled = here > UNSEEN / 2
        days = np.clip(self.rows * (self.bucket / DAY), 1, PROFILE_DAYS)
        if self.bucket < HOUR:
            here = self._between(h, here, (at % HOUR + self.bucket / 2) / HOUR, days)
        elif self.rows.any():
            here = self._between(h, here, 0.5, days)
        profiled = np.exp(here + self.weekday[day])
        spread = np.maximum(self._spread(), 1)
        weight = spread / overall
        due = self._local_rows()
        local = (self.local + spread) / (due + weight)
        plain = np.maximum(np.where(settled, profiled, local / self._level()), 0.05 * overall)
        counts = np.where(settled, profiled * max(HOUR / self.bucket, 1.0) * days, self.local)
        own = spread / (counts + 2 * spread)
        shared = np.where(settled, FIRST_DOUBT**2 / days + LAST_DOUBT**2, FIRST_DOUBT**2)
        return plain, (shared.astype(np.float32), own), settled

    def _between(self, h: int, here: Floats, part: float, days: Floats) -> Floats:
        """Smooth a node by its neighbours while it is uncertain, and interpolate within the hour."""
        left, right = self.profile[h - 1].astype(np.float32), self.profile[(h + 1) % 24].astype(np.float32)
        both = (left > UNSEEN / 2) & (right > UNSEEN / 2)
        counts = np.exp(here) * max(HOUR / self.bucket, 1.0) * days
        noise = np.maximum(self._spread(), 1) / np.maximum(counts, 1e-6)
        weight = np.where(both, 0.5 * noise / (noise + ROUGHNESS), 0)
        smooth = here + weight * (0.5 * (left + right) - here)
        other, share = (left, 0.5 - part) if part < 0.5 else (right, part - 0.5)
        if share:
            smooth = np.where(other > UNSEEN / 2, smooth + share * (other - smooth), smooth)
        return np.asarray(smooth)

    def _level(self) -> Floats:
        weight = LEVEL_WEIGHT * np.maximum(self._spread(), 1)
        return np.asarray((self.level_seen + weight) / (self.level_due + weight))

    def _local_rows(self) -> Floats:
        keep = 0.5 ** (self.bucket / HOUR / LOCAL_HALF_LIFE)
        return np.asarray(np.minimum(self.rows, 1 / (1 - keep)).astype(np.float32))

    # variance ---------------------------------------------------------------------------------------

    def _spread(self) -> Floats:
        prior = PRIOR_ROWS * np.maximum(self.mean, 0.05)
        return np.asarray((self.q1 + PRIOR_DISPERSION * prior) / (self.m1 + prior))

    def _dispersion(self, expected: Floats) -> Floats:
        """Variance over mean at this expected count.

        Between the two usual laws: constant (gamma 0) and growing with the mean (gamma 1).
        """
        prior = PRIOR_ROWS * np.maximum(self.mean, 0.05)
        mass = self.m1 + prior
        spread = (self.q1 + PRIOR_DISPERSION * prior) / mass
        rows = np.minimum(self.rows, SPREAD_HALF_LIFE * 1.44 * HOUR / self.bucket)
        doubt = np.sqrt(2 / np.maximum(rows, 1) + 6 * spread / mass)
        spread = spread * (1 + 0.5 * np.minimum(doubt, 1.5))
        told = self.m1 > 0
        one = np.where(told, self.m1, 1)
        centre = np.where(told, self.m2 / one, np.maximum(expected, 1e-6))
        gamma = (self.q2 * one / np.maximum(self.q1, 1e-9) - 0.95 * self.m2) / (
            self.m3 / centre - 0.9 * self.m2 + 1e-12
        )
        gamma = np.where(told, np.clip(gamma, 0, 1), 0)
        return np.asarray(np.maximum(spread * (1 + gamma * (np.minimum(expected / centre, 5) - 1)), 1))

    # evidence ---------------------------------------------------------------------------------------

    def _evidence(
        self, x: Floats, expected: Floats, noise: Floats, shared: Floats, single: Floats, seen: Flags
    ) -> Floats:
        """Best evidence of this bucket and of two smoothed sums; a doubt that all buckets share adds up."""
        best = single
        for index, newest in enumerate(SCALES):
            rows = self.sums[3 * index : 3 * index + 3]
            keep = 1 - newest
            rows[0] = np.where(seen, rows[0] * keep + x, 0)
            rows[1] = np.where(seen, rows[1] * keep + expected, 0)
            rows[2] = np.where(seen, rows[2] * keep**2 + noise, 0)
            scale = 1 / (2 - newest)  # a weighted sum is like this many times a plain count
            part = evidence(rows[0] / scale, rows[1] / scale, (rows[2] + shared * rows[1] ** 2) / scale**2)
            best = np.maximum(best, part)
        few = (x < 3) & (self.sums[3 * (len(SCALES) - 1)] < LEAST_COUNT)
        total = (best - self.chance).astype(np.float32)
        total = np.where(few, np.minimum(total, 0 - 0.01), total)
        total[(self.rows < 3) | ~seen] = -self.chance
        calm = (total > -0.35) & (single < 1)
        self.calm = np.where(calm, self.calm + 1, np.where(single >= 1, 0, self.calm)).astype(np.uint8)
        over = self.calm >= 3  # the burst is over: what it left in the sums must not delay the next one
        self.sums[:, over] = 0
        self.calm[over] = 0
        return total

    # learning ---------------------------------------------------------------------------------------

    def _cap(self, x: Floats, expected: Floats, variance: Floats, single: Floats, total: Floats) -> Floats:
        """Limit what one bucket teaches; in a burst little at first, more the longer it lasts."""
        limit = CAP + float(np.log10(WEEK / self.bucket))
        capped = x.copy()
        wild = np.flatnonzero(single > limit)
        capped[wild] = expected[wild] + (x - expected)[wild] * (limit / single[wild]) ** 0.7
        up = (total > 0) & (single > 1)
        self.run = np.where(up, np.minimum(self.run, 250) + 1, np.where(single < 0.7, 0, self.run)).astype(
            np.uint8
        )
        bursting = self.run >= 2
        hours = self.bucket / HOUR
        self.hot = np.where(bursting, self.hot + hours, self.hot * 0.5 ** (hours / 12)).astype(np.float16)
        little = expected + np.sqrt(variance) * (1 + np.float32(0.5) * self.hot)
        capped = np.where(bursting, np.minimum(capped, little), capped)
        capped = np.maximum(capped, np.minimum(x, 3))
        return np.where(self.rows < 4, x, capped).astype(np.float32)

    def _learn(self, x: Floats, plain: Floats, base: Floats, learns: Flags, settled: Flags) -> None:
        hours = self.bucket / HOUR
        one = learns.astype(np.float32)
        self.rows += one
        slow = np.maximum(1 / np.maximum(self.rows, 1), 1 - 0.5 ** (self.bucket / WEEK))
        self.mean += one * slow * (x - self.mean)
        keep = 0.5 ** (hours / LOCAL_HALF_LIFE)
        self.local = np.where(learns, self.local * keep + x, self.local).astype(np.float32)
        taught = learns & settled
        keep = 0.5 ** (hours / LEVEL_HALF_LIFE)
        self.level_seen = np.where(taught, self.level_seen * keep + x, self.level_seen).astype(np.float32)
        self.level_due = np.where(taught, self.level_due * keep + plain, self.level_due).astype(np.float32)
        self.hour_seen += one * x
        self.hour_due += one * base
        self.hour_rows += learns

    def _learn_spread(self, residual: Floats, expected: Floats, learns: Flags) -> None:
        """Learn from differences of neighbours (von Neumann 1941), which a lasting shift leaves alone."""
        fits = learns & (self.run < 2) & (self.rows > 3)
        use = fits & ~np.isnan(self.before)
        square = np.where(use, 0.5 * (residual - np.nan_to_num(self.before)) ** 2, 0)
        due = np.where(use, expected, 0)
        keep = np.where(use, np.float32(0.5 ** (self.bucket / HOUR / SPREAD_HALF_LIFE)), np.float32(1))
        for kept, value in (
            (self.m1, due),
            (self.m2, due * due),
            (self.m3, due * due * due),
            (self.q1, square),
            (self.q2, square * due),
        ):
            kept *= keep
            kept += value
        self.before = np.where(fits, residual, np.nan).astype(np.float32)

    def _close_hour(self, hour: int) -> None:
        """Move the profile node and the weekday of the hour that has ended."""
        h, day = hour % 24, int(hour * HOUR // DAY) % 7
        rows, seen, due = self.hour_rows, self.hour_seen, np.maximum(self.hour_due, 1e-9)
        some = rows > 0
        spread = np.maximum(self._spread(), 1)
        weight = PROFILE_WEIGHT * spread
        old = self.profile[h].astype(np.float32)
        fresh = np.log((weight + seen) / (weight / self._overall() + np.maximum(rows, 1)))
        days = np.clip(self.rows * (self.bucket / DAY), 1, PROFILE_DAYS)
        moved = old + np.log((weight + days * due + seen) / (weight + days * due + due))
        new = np.where(old > UNSEEN / 2, moved, fresh)
        self.profile[h] = np.where(some, new, old)
        weeks = np.clip(self.rows * (self.bucket / WEEK), 0.5, 6) * 24
        firm = WEEKDAY_WEIGHT * spread + weeks * due
        shift = np.where(
            some & (self.rows * (self.bucket / DAY) > WEEKDAY_FROM), np.log((firm + seen) / (firm + due)), 0
        )
        self.weekday[day] += shift.astype(np.float16)
        self.hour_seen[:] = self.hour_due[:] = self.hour_rows[:] = 0
