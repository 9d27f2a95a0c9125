"""Hashed character and word n-grams of many texts at once, in numpy: no vocabulary, no Python loop.

A text becomes 64-bit hashes of its character n-grams (with marks for beginning and end), of the same
n-grams without spaces (Korean spacing is unreliable), and of its words and neighbouring word pairs.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

CHAR_GRAMS = range(1, 7)
DENSE_GRAMS = range(2, 6)  # across removed spaces
BEGIN, END = "\x02", "\x03"

_PRIME = np.uint64(0x9E3779B97F4A7C15)
_MIX1 = np.uint64(0xBF58476D1CE4E5B9)
_MIX2 = np.uint64(0x94D049BB133111EB)
_SHIFT30, _SHIFT27, _SHIFT31 = np.uint64(30), np.uint64(27), np.uint64(31)

Hashes = NDArray[np.uint64]
Index = NDArray[np.int64]


class Grams(NamedTuple):
    """Feature hashes of a batch, those of text i at `hashes[bounds[i]:bounds[i + 1]]`."""

    hashes: Hashes
    bounds: Index


def _mix(values: Hashes) -> Hashes:
    """Spread the bits (the finaliser of splitmix64, public domain), in place."""
    values ^= values >> _SHIFT30
    values *= _MIX1
    values ^= values >> _SHIFT27
    values *= _MIX2
    values ^= values >> _SHIFT31
    return values


def _char_grams(codes: Hashes, doc: Index, sizes: range, salt: int) -> tuple[list[Hashes], list[Index]]:
    hashes: list[Hashes] = []
    docs: list[Index] = []
    running = codes.copy()
    for size in range(1, sizes.stop):
        if size > 1:
            running = running[:-1] * _PRIME + codes[size - 1 :]
        if size < sizes.start or not len(running):
            continue
        whole = doc[: len(running)] == doc[size - 1 :]
        hashes.append(_mix(running[whole] + np.uint64(salt * 64 + size)))
        docs.append(doc[: len(running)][whole])
    return hashes, docs


def _word_grams(codes: Hashes, doc: Index, blank: NDArray[np.bool_]) -> tuple[list[Hashes], list[Index]]:
    letter = ~blank
    start = letter.copy()
    start[1:] &= blank[:-1] | (doc[1:] != doc[:-1])
    starts = np.flatnonzero(start)
    if not len(starts):
        return [], []
    spots = np.flatnonzero(letter)
    word = np.cumsum(start)[spots] - 1
    place = (spots - starts[word]).astype(np.uint64)
    letters = _mix(codes[spots] * _PRIME + place)
    words = np.add.reduceat(letters, np.flatnonzero(start[spots]))
    owner = doc[starts]
    hashes = [_mix(words + np.uint64(7))]
    docs = [owner]
    pair = owner[1:] == owner[:-1]
    hashes.append(_mix((words[:-1] * _PRIME + words[1:])[pair]))
    docs.append(owner[1:][pair])
    return hashes, docs


def grams(texts: Sequence[str]) -> Grams:
    """Return the feature hashes of normalised texts, grouped by text."""
    marked = [f"{BEGIN}{text}{END}" for text in texts]
    points = np.frombuffer("".join(marked).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    codes = points.astype(np.uint64)
    lengths = np.fromiter(map(len, marked), dtype=np.int64, count=len(marked))
    doc = np.repeat(np.arange(len(marked), dtype=np.int64), lengths)
    blank = codes == ord(" ")
    hashes, docs = _char_grams(codes, doc, CHAR_GRAMS, 1)
    solid = ~blank
    more, more_docs = _char_grams(codes[solid], doc[solid], DENSE_GRAMS, 2)
    # the marks of beginning and end are no part of a word
    words, word_docs = _word_grams(codes, doc, blank | (codes <= ord(END)))
    every = np.concatenate([*hashes, *more, *words]) if len(marked) else np.empty(0, np.uint64)
    owner = np.concatenate([*docs, *more_docs, *word_docs]) if len(marked) else np.empty(0, np.int64)
    order = np.argsort(owner, kind="stable")
    counts = np.bincount(owner, minlength=len(marked))
    bounds = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    return Grams(every[order], bounds)
