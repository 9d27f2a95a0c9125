"""Views: planted outliers on generated boards, by day and night, with nuisances and cold boards."""

import sys
from collections.abc import Callable

import numpy as np

from bench._generated_boards import Look, generate, oracle
from deutgo.detect.views import BoardWatch

SEEDS = (101, 201, 301, 401, 501, 601)
BOARDS = (  # spread of posts (sd of log views), how many times the usual the planted ones have
    ((0.3, 0.5), (5, 50)),
    ((0.5, 0.7), (5, 50)),
    ((0.5, 0.7), (8, 20)),
    ((0.7, 0.9), (8, 80)),
    ((0.9, 1.1), (20, 50)),
)


def rows() -> list[tuple[str, str, str]]:
    """Return (what, figure, how measured)."""
    out = []
    for spread, times in BOARDS:
        runs = [generate(seed, spread=spread, times=times) for seed in SEEDS]
        told = [_told(looks) for looks, _ in runs]
        recall, precision, hours = _score(runs, told, lambda _: True)
        best = oracle(spread, times)
        night, _, _ = _score(runs, told, lambda hour: hour < 7)
        out.append(
            (
                f"views: planted posts of {times[0]}–{times[1]} times, spread {spread[0]}–{spread[1]}",
                f"recall {recall:.2f}, precision {precision:.2f}",
                f"oracle {best[0]:.2f}/{best[1]:.2f}; night (0–7 h) recall {night:.2f}; median "
                f"{60 * hours:.0f} minutes after posting; 72 boards with pinned posts and machines",
            )
        )
    return out


def _told(looks: list[Look]) -> dict[str, float]:
    watch = BoardWatch()
    told: dict[str, float] = {}
    for look in looks:
        found = watch.observe(look.post, look.board, created=look.created, at=look.at, views=look.views)
        if found.alert:
            told.setdefault(look.post, (look.at - look.created) / 3600)
    return told


def _score(
    runs: list[tuple[list[Look], dict[str, str]]],
    told: list[dict[str, float]],
    when: Callable[[float], bool],
) -> tuple[float, float, float]:
    right, wrong, planted = [], 0, 0
    for (looks, kinds), alerts in zip(runs, told, strict=True):
        hours = {look.post: look.created / 3600 % 24 for look in looks}
        planted += sum(kinds[post] == "out" and when(hour) for post, hour in hours.items())
        right += [age for post, age in alerts.items() if kinds[post] == "out" and when(hours[post])]
        wrong += sum(kinds[post] != "out" and when(hours[post]) for post in alerts)
    hits = len(right)
    return hits / max(planted, 1), hits / max(hits + wrong, 1), float(np.median(right or [0]))


if __name__ == "__main__":
    for row in rows():
        sys.stdout.write(" | ".join(row) + "\n")
