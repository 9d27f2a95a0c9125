"""Burst: far more mentions than the baseline leads us to expect, or a new high where bursts are the rule.

Two judgements are blended. Where counts behave (independent clumps around a profile), the tail of
`deutgo.detect.series` is trusted. A series whose tail test keeps firing is bursty by nature; there only a new
high against a fading memory of its own past highs counts. Nothing is chosen for a series by hand.
"""

from dataclasses import dataclass

import numpy as np

from deutgo.detect.keeping import Parts
from deutgo.detect.series import DAY, WEEK, Flags, SeriesEngine
from deutgo.detect.tail import Floats

ALERT = 0.5
# one judgement: evidence beyond chance
EVIDENCE_SLOPE = 1.0
REST = -1.0  # evidence below which a burst rests
REST_ROWS = 6  # so many resting buckets end it
BUSY_RATE = 4.0  # firings a week above which the tail is not believed
BUSY_WIDTH = 0.25
BUSY_HALF_LIFE = 2.0  # weeks
# the other judgement: a new high
HALF_LIVES = (1.0, 7.0)  # days, of mean and spread
MEMORIES = (4.2, 12.2)  # days in which a high fades to half
FAST = 0.5  # weight of the newest five minutes
SLOW = (1 / 24, 1 / 72)
FAST_FLOOR, SLOW_FLOOR = 6.0, 1.5  # heights that are always exceeded
SLOW_GAIN = 8.0  # slow sums vary less, so smaller steps mean as much
CLIP = 4.0  # spreads beyond which a bucket stops teaching, after a day
HIGH = 0.16  # mean log step over the remembered highs that is an alert
HIGH_SLOPE = 12.0
WARM_ROWS, WARM_DAYS = 750, 2.6  # no new highs before
COOL_HOURS = 12.0
FADE = 6 * 3600.0  # highs fade in steps of six hours, which half precision can hold


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """One bucket of every series. `score` is 0..1 and an alert from `ALERT`; it stands once a burst.

    `evidence` is in powers of ten beyond chance (see `deutgo.detect.series.Reading`); `busy` is how much the
    series is judged by new highs (0..1), and `high` how clearly this bucket is one (0..1, before cool-down).
    """

    score: Floats
    alert: Flags
    expected: Floats
    evidence: Floats
    busy: Floats
    high: Floats


class BurstDetector:
    """Judges `size` series bucket by bucket; causal, vectorised, bounded (`state_bytes` a series)."""

    def __init__(self, size: int, *, bucket: float) -> None:
        self.bucket = bucket
        self.series = SeriesEngine(size, bucket=bucket)
        self.means = np.zeros((2, size), dtype=np.float32)
        self.spreads = np.zeros((2, size), dtype=np.float32)
        self.smooth = np.zeros((1 + len(SLOW), size), dtype=np.float32)
        self.highs = np.zeros((1 + len(SLOW), len(MEMORIES), size), dtype=np.float16)
        self.fired = np.zeros(size, dtype=np.float32)  # firings, fading
        self.resting = np.full(size, REST_ROWS, dtype=np.uint8)  # resting buckets since the burst
        self.peak = np.full(size, -np.inf, dtype=np.float16)
        self.cool = np.zeros(size, dtype=np.uint16)  # buckets of cool-down left
        self.faded: int | None = None

    @property
    def state_bytes(self) -> float:
        """Bytes that one series keeps between buckets, both judgements together."""
        own = sum(value.nbytes for value in vars(self).values() if isinstance(value, np.ndarray))
        return own / max(self.series.size, 1) + self.series.state_bytes

    def grow(self, size: int) -> None:
        """Make room for more series; those that exist keep their state."""
        if size <= self.series.size:
            return
        fresh = BurstDetector(size, bucket=self.bucket)
        for name, values in vars(self).items():
            if isinstance(values, np.ndarray):
                getattr(fresh, name)[..., : values.shape[-1]] = values
                setattr(self, name, getattr(fresh, name))
        self.series.grow(size)

    def parts(self) -> Parts:
        """What has to be kept to go on later; `restore` takes it."""
        kept: Parts = {"hour": self.series.hour, "faded": self.faded}
        for prefix, owner in (("", self), ("series.", self.series)):
            kept |= {
                prefix + name: value for name, value in vars(owner).items() if isinstance(value, np.ndarray)
            }
        return kept

    def restore(self, parts: Parts) -> None:
        """Take over what `parts` of a detector of the same size and bucket gave."""
        self.series.hour, self.faded = parts["hour"], parts["faded"]
        for prefix, owner in (("", self), ("series.", self.series)):
            for name, value in list(vars(owner).items()):
                if isinstance(value, np.ndarray):
                    setattr(owner, name, parts[prefix + name].copy())

    def step(
        self, at: float, counts: Floats, *, known: Flags | None = None, lift: Floats | None = None
    ) -> Judgement:
        """Judge the bucket that begins `at` (seconds of local time); see `SeriesEngine.step`."""
        seen = np.ones(self.series.size, dtype=bool) if known is None else known
        x = np.asarray(counts, dtype=np.float32)
        age = self.series.rows.copy()
        reading = self.series.step(at, x, known=known, lift=lift)
        busy = self._busy(age)
        first = self._fire(reading.evidence, seen)
        tail = _squash(EVIDENCE_SLOPE * reading.evidence)
        tail = np.where(first, tail, np.minimum(tail, ALERT - 0.01))
        teaches = seen if lift is None else seen & (lift == 1)
        step = self._new_high(at, x if lift is None else x / lift, teaches, age)
        high = _squash(HIGH_SLOPE * (step - HIGH))
        score = (1 - busy) * tail + busy * np.where(self._cool_down(step, seen), high, 0)
        score = np.where(seen, score, 0).astype(np.float32)
        return Judgement(
            score=score,
            alert=score >= ALERT,
            expected=reading.expected,
            evidence=reading.evidence,
            busy=busy,
            high=high,
        )

    def _busy(self, age: Floats) -> Floats:
        """How much the tail has to be distrusted: 0 below, 1 above `BUSY_RATE` firings a week."""
        weeks = age * np.float32(self.bucket / WEEK)
        worth = (1 - 0.5 ** (weeks / BUSY_HALF_LIFE)) * (BUSY_HALF_LIFE * 1.4427)
        return _squash((self.fired / np.maximum(worth, 0.5) - BUSY_RATE) / BUSY_WIDTH)

    def _fire(self, evidence: Floats, seen: Flags) -> Flags:
        """Return where a burst begins, and count these beginnings."""
        first = seen & (evidence >= 0) & (self.resting >= REST_ROWS)
        resting = np.where(evidence < REST, np.minimum(self.resting, 250) + 1, 0)
        still = np.where(self.resting >= REST_ROWS, self.resting, resting)
        self.resting = np.where(first, 0, np.where(seen, still, self.resting)).astype(np.uint8)
        fading = np.float32(0.5 ** (self.bucket / WEEK / BUSY_HALF_LIFE))
        self.fired = np.where(seen, self.fired * fading, self.fired).astype(np.float32) + first
        return first

    def _new_high(self, at: float, x: Floats, seen: Flags, age: Floats) -> Floats:
        """Mean log step over the remembered highs, the larger of the fast and the slow view."""
        z = self._standing(x, seen, age)
        rows = self.bucket / 300
        early = 1 / np.maximum(age + 1, 1)
        steps = []
        for index, newest in enumerate((FAST, *SLOW)):
            weight = np.maximum(1 - (1 - newest) ** rows, early) * seen
            value = (z[0] + z[1]) / 2 if index == 0 else z[1]
            self.smooth[index] += (weight * (value - self.smooth[index])).astype(np.float32)
            height = np.maximum(self.smooth[index], 0)
            floor = FAST_FLOOR if index == 0 else SLOW_FLOOR
            highs = self.highs[index].astype(np.float32)
            steps.append(
                np.log((height + floor) * (height + floor) / ((highs[0] + floor) * (highs[1] + floor)))
            )
            new = np.flatnonzero(seen & (height > highs[0]))
            self.highs[index][:, new] = np.maximum(highs[:, new], height[new])
        self._fade(at)
        step = np.maximum(steps[0] / 2, (steps[1] + steps[2]) * np.float32(SLOW_GAIN / 4))
        warm = (age >= WARM_ROWS) | (age * self.bucket >= WARM_DAYS * DAY)
        return np.where(warm & seen, step, -9).astype(np.float32)

    def _standing(self, x: Floats, seen: Flags, age: Floats) -> Floats:
        """Return how many spreads the bucket stands above the mean, for both half-lives; learn after."""
        floor = 0.2 * np.sqrt(np.maximum(self.series.mean, 0.01))
        out = np.zeros((2, len(x)), dtype=np.float32)
        for index, days in enumerate(HALF_LIVES):
            away = x - self.means[index]
            spread = np.maximum(1.2533 * self.spreads[index], floor)
            out[index] = np.where(age >= 20, away / spread, 0)
            bound = np.where(age * self.bucket > DAY, CLIP * spread, np.inf)
            away = np.clip(away, -bound, bound)
            rate = np.maximum(1 - 0.5 ** (self.bucket / DAY / days), 1 / np.maximum(age + 1, 1)) * seen
            self.means[index] += (rate * away).astype(np.float32)
            spreads = np.where(age > 0, rate, 0) * (np.abs(away) - self.spreads[index])
            self.spreads[index] += spreads.astype(np.float32)
        return out

    def _fade(self, at: float) -> None:
        now = int(at // FADE)
        if self.faded is not None and now > self.faded:
            for index, days in enumerate(MEMORIES):
                self.highs[:, index] *= np.float16(0.5 ** ((now - self.faded) * FADE / DAY / days))
        self.faded = now

    def _cool_down(self, step: Floats, seen: Flags) -> Flags:
        """Let through only what exceeds everything of the last hours, so that a burst is told once."""
        through = seen & (step > self.peak)
        hours = int(COOL_HOURS * 3600 / self.bucket)
        self.cool = np.where(through, hours, np.maximum(self.cool, 1) - 1).astype(np.uint16)
        peak = np.where(through | (self.cool == 0), step, self.peak)
        self.peak = np.where(seen, peak, self.peak).astype(np.float16)
        return through


def _squash(values: Floats) -> Floats:
    return (1 / (1 + np.exp(-np.clip(values, -30, 30)))).astype(np.float32)
