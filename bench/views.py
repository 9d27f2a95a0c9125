"""Views: planted outliers on generated boards, by day and night, with nuisances and cold boards."""

import sys
from collections.abc import Callable

import numpy as np

from bench._generated_boards import Look, generate
from deutgo.detect.views import BoardWatch

SEEDS = (101, 201)
SPREADS = ((0.3, 0.5), (0.5, 0.7), (0.7, 0.9))


def rows() -> list[tuple[str, str, str]]:
    """Return (what, figure, how measured)."""
    out = []
    for spread in SPREADS:
        runs = [generate(seed, spread=spread) for seed in SEEDS]
        told = [_told(looks) for looks, _ in runs]
        recall, precision, hours = _score(runs, told, lambda _: True)
        night, _, _ = _score(runs, told, lambda hour: hour < 7)
        out.append(
            (
                f"조회수: 심어 둔 글(5–50배), 게시판 흩어짐 {spread[0]}–{spread[1]}",
                f"재현율 {recall:.2f}, 정밀도 {precision:.2f}",
                f"밤(0–7시) 재현율 {night:.2f}, 올라온 뒤 {60 * hours:.0f}분(중앙값), "
                "24게시판, 고정 글·기계 포함",
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
