"""Views: planted outliers on generated boards, by day and night, with nuisances and cold boards."""

import sys
from collections.abc import Callable

import numpy as np

from bench._generated_boards import Look, generate, oracle
from deutgo.detect.alert import Lane
from deutgo.detect.fastest import FastestPosts
from deutgo.detect.views import BoardWatch

SEEDS = (101, 201, 301, 401, 501, 601)
BOARDS = (  # spread of posts (sd of log views), how many times the usual the planted ones have
    ((0.3, 0.5), (5, 50)),
    ((0.5, 0.7), (5, 50)),
    ((0.5, 0.7), (8, 20)),
    ((0.7, 0.9), (8, 80)),
    ((0.9, 1.1), (20, 50)),
)
SPREADS = ((0.3, 0.5), (0.5, 0.7), (0.7, 0.9))  # of the alerts, which are few


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
    return [*out, *(_alerted(spread) for spread in SPREADS)]


def _alerted(spread: tuple[float, float]) -> tuple[str, str, str]:
    """Count what the worker tells a person of, as it judges by the fastest of the week."""
    planted = right = daily = wrong = 0
    for seed in SEEDS:
        looks, kinds = generate(seed, spread=spread)
        lanes = _lanes(looks)
        out = {post for post, kind in kinds.items() if kind == "out"}
        alerts = {post for post, lane in lanes.items() if lane is Lane.ALERT}
        planted, right = planted + len(out), right + len(alerts & out)
        daily, wrong = daily + len(set(lanes) & out), wrong + len(alerts - out)
    weeks = 12 * len(SEEDS)
    recall, both = right / planted, daily / planted
    return (
        f"alerts on views: faster than the fastest of the week, spread {spread[0]}–{spread[1]}",
        f"recall {recall:.2f} (with those for review {both:.2f}), precision {right / (right + wrong):.2f}",
        f"{planted} planted posts of 5–50 times, {weeks} board weeks, {wrong / weeks:.2f} false a board week",
    )


def _lanes(looks: list[Look]) -> dict[str, Lane]:
    watch, fastest = BoardWatch(), FastestPosts()
    lanes: dict[str, Lane] = {}
    for look in looks:
        found = watch.observe(look.post, look.board, created=look.created, at=look.at, views=look.views)
        times = fastest.note(look.board, look.post, at=look.at, views=look.views, expected=found.expected)
        if not found.alert or lanes.get(look.post) is Lane.ALERT:
            continue
        lane = fastest.lane(look.board, look.post, at=look.at, times=times, score=found.score)
        if lane is Lane.ALERT:
            fastest.tell(look.board, look.post)
        if lane is not None:
            lanes[look.post] = lane
    return lanes


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
