"""Generated boards: log-normal popularity, saturating views, day and night, planted outliers and nuisances.

Nuisances: pinned posts that never saturate, machines that refresh a page, counters that go back, boards that
start cold. Everything is synthetic.
"""

from dataclasses import dataclass

import numpy as np
from scipy.stats import norm

DAYS = 7.0
SHARE_OUT = 0.02


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    at: float  # seconds
    created: float
    post: str
    board: str
    views: int


def generate(
    seed: int, *, spread: tuple[float, float], times: tuple[float, float] = (5, 50)
) -> tuple[list[Look], dict[str, str]]:
    """Return looks in time order and each post's kind: out, pin, bot, back or usual.

    `spread` is the range of the boards' standard deviations of log views, `times` that of the planted posts.
    """
    rng = np.random.default_rng(seed)
    looks: list[Look] = []
    kinds: dict[str, str] = {}
    for number in range(12):
        level, wide = rng.normal(np.log(400), 1.0), rng.uniform(*spread)
        scale, height, peak = rng.uniform(2, 10), rng.uniform(0.4, 0.9), rng.uniform(8, 11)
        start = rng.uniform(0, DAYS - 2) if rng.random() < 0.3 else 0.0
        for index in range(int(rng.poisson(10 ** rng.uniform(0.5, 2) * (DAYS - start)))):
            created = rng.uniform(start, DAYS) * 24
            if rng.random() > 0.5 * _pace(created, height, peak) and rng.random() < 0.7:
                continue
            name = f"p{number}_{index}"
            kind = str(
                rng.choice(["out", "pin", "bot", "back", "usual"], p=[SHARE_OUT, 0.005, 0.005, 0.003, 0.967])
            )
            kinds[name] = kind
            final = float(np.exp(rng.normal(level, wide)))
            above = float(np.exp(rng.uniform(*np.log(times)))) if kind == "out" else 1.0
            for hour, views in _life(rng, kind, created, final, above, scale, height, peak):
                looks.append(
                    Look(at=hour * 3600, created=created * 3600, post=name, board=f"b{number}", views=views)
                )
    return sorted(looks, key=lambda look: look.at), kinds


def _pace(hour: float, height: float, peak: float) -> float:
    return float(1 + height * np.sin((hour % 24 - peak) / 24 * 2 * np.pi))


def _life(
    rng: np.random.Generator,
    kind: str,
    created: float,
    final: float,
    times: float,
    scale: float,
    height: float,
    peak: float,
) -> list[tuple[float, int]]:
    event, size = rng.uniform(0.5, 10), final * rng.uniform(2, 10)
    views, back, board_age, age = 0.0, 0.0, 0.0, 0.0
    look = rng.uniform(0.05, 1.0)
    out: list[tuple[float, int]] = []
    while age < 48 and created + age < DAYS * 24:
        older = board_age + _pace(created + age, height, peak) / 12
        due = final * times * (np.exp(-board_age / scale) - np.exp(-older / scale))
        if kind == "pin":
            due += final * 0.08 * (older - board_age)
        now = age < event <= age + 1 / 12
        if kind == "bot" and now:
            due += size
        if kind == "back" and now:
            back = views * rng.uniform(0.3, 1)
        views += rng.poisson(due)
        board_age, age = older, age + 1 / 12
        if age >= look:
            out.append((created + age, int(max(0, views - back))))
            look = age + rng.exponential(0.3 if age < 6 else 2) + 0.05
    return out


def oracle(
    spread: tuple[float, float], times: tuple[float, float], *, count: int = 200_000
) -> tuple[float, float]:
    """Return recall and precision of who knows the board, its spread and the final views, by Bayes.

    It sees no nuisance and no early look, so no watch can do better by more than chance.
    """
    rng = np.random.default_rng(1)
    wide = rng.uniform(*spread, count)
    out = rng.random(count) < SHARE_OUT
    low, high = np.log(times)
    step = rng.normal(0, wide) + np.where(out, rng.uniform(low, high, count), 0)
    usual = norm.pdf(step, 0, wide)
    far = (norm.cdf(step - low, 0, wide) - norm.cdf(step - high, 0, wide)) / (high - low)
    told = SHARE_OUT * far > (1 - SHARE_OUT) * usual
    return float(told[out].mean()), float(out[told].mean())
