"""Views: planted outliers on generated boards, by day and night, with nuisances and cold boards."""

import sys
from collections.abc import Callable

import numpy as np

from bench._generated_boards import Look, generate
from deutgo.detect.alert import Lane
from deutgo.detect.fastest import FastestPosts
from deutgo.detect.views import BoardWatch

SEEDS = (101, 201)
MORE_SEEDS = (301, 401)  # the alerts are counted on four seeds: they are few
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
    return [*out, *(_alerted(spread) for spread in SPREADS)]


def _alerted(spread: tuple[float, float]) -> tuple[str, str, str]:
    """Count what the worker tells a person of, as it judges by the fastest of the week."""
    planted = right = daily = wrong = 0
    for seed in (*SEEDS, *MORE_SEEDS):
        looks, kinds = generate(seed, spread=spread)
        lanes = _lanes(looks)
        out = {post for post, kind in kinds.items() if kind == "out"}
        alerts = {post for post, lane in lanes.items() if lane is Lane.ALERT}
        planted, right = planted + len(out), right + len(alerts & out)
        daily, wrong = daily + len(set(lanes) & out), wrong + len(alerts - out)
    weeks = 12 * len((*SEEDS, *MORE_SEEDS))
    recall, both = right / planted, daily / planted
    return (
        f"조회수 경보: 그 이레의 가장 빠른 글보다 빠른 글, 게시판 흩어짐 {spread[0]}–{spread[1]}",
        f"재현율 {recall:.2f}(훑어볼 것까지 {both:.2f}), 정밀도 {right / (right + wrong):.2f}",
        f"심은 글 {planted}건, 게시판 {weeks}주, 헛경보 한 게시판 한 주에 {wrong / weeks:.2f}건",
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
