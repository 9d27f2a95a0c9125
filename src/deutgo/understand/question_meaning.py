"""How alike two mentions are in what their words mean: as a whole, and word for word.

As a whole: cosine of the mean word vectors, less most of what all mentions at hand share. Word for word: how
near the nearest word of the other mention comes to each word, rare words counting more; words of one sense of
`senses.txt` are near whatever their vectors say.
"""

import math
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from deutgo.understand.meanings import Vectors, meanings
from deutgo.understand.question_features import Idea, word_senses

Matrix = npt.NDArray[np.float64]
_SHARED = 0.7  # of the mean of all mentions at hand: left in, every pair of one trade would look alike
_FEW = 10.0  # mentions that the mean must outweigh
_SENSE = 0.8  # how near two words of one sense are at the least


class _Side:
    """The words of one side of a comparison, their vectors, and each mention's share in them."""

    def __init__(self, ideas: Sequence[Idea], counts: Mapping[str, float], total: float) -> None:
        self.words = sorted({word for idea in ideas for word in idea.meant})
        self.index = {word: place for place, word in enumerate(self.words)}
        self.vectors = meanings().of(self.words)
        weight = np.array(
            [
                math.log(1 + max(total, counts.get(word, 0.0)) / max(0.5, counts.get(word, 0.0)))
                for word in self.words
            ]
        )
        self.shares = np.zeros((len(ideas), len(self.words)), dtype=np.float32)
        for row, idea in enumerate(ideas):
            places = [self.index[word] for word in sorted(idea.meant)]
            if places:
                self.shares[row, places] = weight[places] / weight[places].sum()
        whole = self.shares @ self.vectors
        self.whole: Vectors = whole / np.maximum(np.linalg.norm(whole, axis=1, keepdims=True), 1e-9)

    def nearest(self, near: Vectors) -> Vectors:
        """Return, from [other's words, own words], the nearest own word: [other's words, mentions]."""
        found = np.zeros((near.shape[0], self.shares.shape[0]), dtype=np.float32)
        for row, shares in enumerate(self.shares):
            places = np.flatnonzero(shares)
            if places.size:
                found[:, row] = near[:, places].max(axis=1)
        return found


def meaning_likenesses(
    left: Sequence[Idea], right: Sequence[Idea], counts: Mapping[str, float], total: float
) -> tuple[Matrix, Matrix]:
    """Compute both likenesses, 0…1 or slightly below 0; each matrix is len(left) × len(right)."""
    ours = _Side(left, counts, total)
    theirs = ours if right is left else _Side(right, counts, total)
    near = np.maximum(0, ours.vectors @ theirs.vectors.T)
    _join_senses(near, ours, theirs)
    there = ours.shares @ theirs.nearest(near)
    back = theirs.shares @ ours.nearest(near.T)
    rows = np.concatenate([ours.whole] if theirs is ours else [ours.whole, theirs.whole])
    middle = _SHARED * rows.mean(axis=0) * len(rows) / (len(rows) + _FEW)
    whole = _away(ours.whole, middle) @ _away(theirs.whole, middle).T
    return whole.astype(np.float64), ((there + back.T) / 2).astype(np.float64)


def _join_senses(near: Vectors, ours: _Side, theirs: _Side) -> None:
    """Raise what shares a sense to `_SENSE`, and the same word to 1."""
    held: dict[str, list[int]] = {}
    for place, word in enumerate(theirs.words):
        for name in word_senses(*word.rsplit("/", 1)):
            held.setdefault(name, []).append(place)
    for row, word in enumerate(ours.words):
        places = sorted({place for name in word_senses(*word.rsplit("/", 1)) for place in held.get(name, ())})
        near[row, places] = np.maximum(near[row, places], _SENSE)
        if word in theirs.index:
            near[row, theirs.index[word]] = 1.0


def _away(rows: Vectors, middle: Vectors) -> Vectors:
    empty = ~rows.any(axis=1)
    moved = rows - middle
    moved[empty] = 0.0
    result: Vectors = moved / np.maximum(np.linalg.norm(moved, axis=1, keepdims=True), 1e-9)
    return result
