"""Heads that judge by what words mean, told by their letters alone: no morphemes, no model at hand.

For training, beginnings of 어절 (망가졌, 보일러) and their ends (았어요, 입니까) get the mean of Kiwi's own
word vectors over the texts in which they were seen (`tools/train/gist_table.py`). The gist of a text is the
mean of its beginnings, the last of them (in Korean mostly the verb), the mean of its ends and the last of
these. A head is a logistic regression over gists, so of each vector one number a head is all that counts, and
all that is shipped. A head that learned of boilers knows heaters too, although they share no letters, which
n-grams cannot see.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

LONGEST_BEGINNING, LONGEST_END = 6, 5
REMEMBERED = 200_000  # 어절
_BITS = 20

Table = NDArray[np.float32]
Index = NDArray[np.int64]


def letters_of(eojeol: str) -> str:
    """Return an 어절 without the signs around it; empty where nothing else is there.

    >>> letters_of("(좋아요!!)")
    '좋아요'
    """
    first, last = 0, len(eojeol)
    while first < last and not eojeol[first].isalnum():
        first += 1
    while first < last and not eojeol[last - 1].isalnum():
        last -= 1
    return eojeol[first:last]


class Parts(NamedTuple):
    """The numbers of the known parts of a batch, 0 for an unknown one.

    `begins` and `ends` hold one number an 어절, those of text i at `bounds[i]:bounds[i + 1]`; `last_begin`
    and `last_end` the last known ones of each text.
    """

    begins: Index
    ends: Index
    bounds: Index
    last_begin: Index
    last_end: Index


class _Places(dict[str, int]):
    """어절 → its beginning and its end as one number; 0 stands for an unknown one."""

    def __init__(self, beginnings: dict[str, int], ends: dict[str, int]) -> None:
        super().__init__()
        self._beginnings, self._ends = beginnings, ends

    def __missing__(self, eojeol: str) -> int:
        word = letters_of(eojeol)
        begin = end = 0
        for length in range(min(LONGEST_BEGINNING, len(word)), 0, -1):
            begin = self._beginnings.get(word[:length], 0)
            if begin:
                break
        for length in range(min(LONGEST_END, len(word)), 0, -1):
            end = self._ends.get(word[-length:], 0)
            if end:
                break
        if len(self) > REMEMBERED:
            self.clear()
        self[eojeol] = found = begin << _BITS | end
        return found


class KnownParts:
    """Finds the longest known beginning and the longest known end of each 어절, numbered from 1."""

    def __init__(self, beginnings: Sequence[str], ends: Sequence[str]) -> None:
        self._places = _Places(
            {form: at for at, form in enumerate(beginnings, 1)}, {form: at for at, form in enumerate(ends, 1)}
        )

    def of(self, folded: Sequence[str]) -> Parts:
        """Return the parts of folded texts."""
        words = [text.split() for text in folded]
        bounds = np.cumsum([0, *map(len, words)])
        places = self._places
        found = np.fromiter((places[word] for word in chain.from_iterable(words)), np.int64, bounds[-1])
        begins, ends = found >> _BITS, found & ((1 << _BITS) - 1)
        return Parts(begins, ends, bounds, _last(begins, bounds), _last(ends, bounds))


def _last(parts: Index, bounds: Index) -> Index:
    last = np.zeros(len(bounds) - 1, np.int64)
    known = np.flatnonzero(parts)
    last[np.searchsorted(bounds, known, side="right") - 1] = parts[known]  # the later one stays
    return last


def mean_of(rows: Table, parts: Index, bounds: Index) -> Table:
    """Return the mean row of each text's known parts [texts, columns]; row 0 is of the unknown, all zeros."""
    ones = np.ones(len(parts), np.float32)
    shape = (len(bounds) - 1, len(rows))
    sums = csr_array((ones, parts.astype(np.int32), bounds.astype(np.int32)), shape=shape) @ rows
    known = np.concatenate([[0], np.cumsum(parts > 0)])
    count = np.maximum(known[bounds[1:]] - known[bounds[:-1]], 1)
    return np.asarray(sums / count[:, None], dtype=np.float32)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class GistHeads:
    """Several heads over gists.

    `of_beginnings` [known + 1, heads] holds what each beginning says where it is one of many, and
    `of_last_beginnings` what it says where it is the last; ends likewise. They are whole numbers of int8, so
    that sums are exact in any order; `scale` [4, heads] and `bias` [heads] turn them into log-odds.
    """

    names: tuple[str, ...]
    parts: KnownParts
    of_beginnings: Table
    of_last_beginnings: Table
    of_ends: Table
    of_last_ends: Table
    scale: Table
    bias: Table

    def score(self, folded: Sequence[str]) -> Table:
        """Return log-odds [texts, heads] of folded texts; texts of a batch do not influence one another."""
        found = self.parts.of(folded)
        scores = (
            mean_of(self.of_beginnings, found.begins, found.bounds) * self.scale[0]
            + self.of_last_beginnings[found.last_begin] * self.scale[1]
            + mean_of(self.of_ends, found.ends, found.bounds) * self.scale[2]
            + self.of_last_ends[found.last_end] * self.scale[3]
            + self.bias
        )
        return np.asarray(scores, dtype=np.float32)


def load_gist_heads(path: Path) -> GistHeads:
    """Read what `save_gist_heads` wrote."""
    with np.load(path, allow_pickle=False) as file:
        begins, last_begins = _halves(file["of_beginnings"])
        ends, last_ends = _halves(file["of_ends"])
        return GistHeads(
            names=tuple(str(name) for name in file["names"]),
            parts=KnownParts(str(file["beginnings"]).split("\n"), str(file["ends"]).split("\n")),
            of_beginnings=begins,
            of_last_beginnings=last_begins,
            of_ends=ends,
            of_last_ends=last_ends,
            scale=file["scale"],
            bias=file["bias"],
        )


def _halves(rows: NDArray[np.int8]) -> tuple[Table, Table]:
    """Part the columns in two, each with a row of zeros for the unknown part before it."""
    table = np.concatenate([np.zeros_like(rows[:1]), rows]).astype(np.float32)
    many = table.shape[1] // 2
    return np.ascontiguousarray(table[:, :many]), np.ascontiguousarray(table[:, many:])


def save_gist_heads(
    path: Path,
    names: Sequence[str],
    beginnings: Mapping[str, NDArray[np.int8]],
    ends: Mapping[str, NDArray[np.int8]],
    scale: Table,
    bias: Table,
) -> None:
    """Write heads: int8 rows by part, head by head as one of many and then head by head as the last."""
    np.savez_compressed(
        path,
        names=np.array(names),
        beginnings=np.array("\n".join(beginnings)),
        of_beginnings=np.stack(list(beginnings.values())),
        ends=np.array("\n".join(ends)),
        of_ends=np.stack(list(ends.values())),
        scale=scale.astype(np.float32),
        bias=bias.astype(np.float32),
    )
