"""Meetings: two accounts at the same object within a day, or with the same words within a day.

A hot object (a news rush) is never spelled out in pairs: where more than `CROWD` posts lie in the window,
being there together says nothing, and 20,000 posts would make 200 million pairs.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from deutgo.detect.fold import Index

HOUR = 3_600.0
NEAR = 2 * HOUR
WIDE = 24 * HOUR
CROWD = 100
CHUNK_POSTS = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Meetings:
    """Pairs of posts (places in the arrays that were searched), `left` not later than `right`."""

    left: Index
    right: Index

    def __len__(self) -> int:
        """Return how many pairs there are."""
        return len(self.left)

    def only(self, chosen: NDArray[np.bool_]) -> "Meetings":
        """Return the chosen pairs."""
        return self if chosen.all() else Meetings(left=self.left[chosen], right=self.right[chosen])


def crowding(place: Index, at: NDArray[np.float64], window: float) -> Index:
    """Count, for each post, the posts at its place within ± `window` seconds, itself included.

    `place` must be sorted, and `at` sorted within each place.
    """
    if not len(at):
        return np.empty(0, np.int64)
    stride = float(at.max() - at.min()) + 3 * window + 1.0  # places one behind the other, out of reach
    line = place * stride + (at - at.min())
    counts: Index = np.searchsorted(line, line + window, "right") - np.searchsorted(
        line, line - window, "left"
    )
    return counts


def meetings(place: Index, at: NDArray[np.float64], account: Index) -> Iterator[Meetings]:
    """Yield the meetings, in chunks of places; a place is never split between chunks."""
    near, wide = crowding(place, at, NEAR), crowding(place, at, WIDE)
    starts = np.flatnonzero(np.concatenate(([True], place[1:] != place[:-1]))) if len(place) else place
    edges = [0]
    for start in np.append(starts[1:], len(place)) if len(place) else []:
        if start - edges[-1] >= CHUNK_POSTS or start == len(place):
            edges.append(int(start))
    for begin, end in pairwise(edges):
        part = slice(begin, end)
        yield _pairs(place[part], at[part], account[part], near[part], wide[part], begin)


def _pairs(
    place: Index, at: NDArray[np.float64], account: Index, near: Index, wide: Index, offset: int
) -> Meetings:
    """Walk along each place: every post with its next, then with its next but one, and so on."""
    lefts, rights = [], []
    live, step = np.arange(len(at), dtype=np.int64), 0
    while len(live):
        step += 1
        live = live[live + step < len(at)]
        other = live + step
        gap = at[other] - at[live]
        together = (place[live] == place[other]) & (gap <= WIDE)
        live, other, gap = live[together], other[together], gap[together]
        quiet = np.maximum(wide[live], wide[other]) <= CROWD
        quiet |= (gap <= NEAR) & (np.maximum(near[live], near[other]) <= CROWD)
        met = quiet & (account[live] != account[other])
        lefts.append(live[met] + offset)
        rights.append(other[met] + offset)
        live = live[(wide[live] <= CROWD) | ((near[live] <= CROWD) & (gap <= NEAR))]
    none = np.empty(0, np.int64)
    return Meetings(
        left=np.concatenate(lefts) if lefts else none, right=np.concatenate(rights) if rights else none
    )
