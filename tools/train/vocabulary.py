"""Which grams a model knows, and matrices over them."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from deutgo.understand.features import Grams, grams
from deutgo.understand.linear import SLOT_BITS, prints_of, slots_of

BATCH = 4096
# of the inverse document frequency; above 1 the penalty spares rare grams: 0.881 at 1, 0.885 at 2 on films
POWER = 2.0


def hash_texts(texts: Sequence[str], cache: Path | None = None) -> Grams:
    """Hash texts in batches; a cache file spares the second run the work."""
    if cache is not None and cache.exists():
        with np.load(cache) as file:
            return Grams(file["hashes"], file["bounds"])
    parts = [grams(texts[start : start + BATCH]) for start in range(0, len(texts), BATCH)]
    hashes = np.concatenate([part.hashes for part in parts])
    counts = np.concatenate([np.diff(part.bounds) for part in parts])
    whole = Grams(hashes, np.concatenate([[0], np.cumsum(counts)]))
    if cache is not None:
        np.savez(cache, hashes=whole.hashes, bounds=whole.bounds)
    return whole


def count(hashes: NDArray[np.uint64], least: int) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """Return the distinct hashes seen at least `least` times, and how often."""
    ordered = np.sort(hashes)
    first = np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]]))
    counts = np.diff(np.concatenate([first, [len(ordered)]]))
    kept = counts >= least
    return ordered[first[kept]], counts[kept]


class Vocabulary(NamedTuple):
    """The grams of a model by slot; row 0 is the unknown gram. See `LinearHeads` for the fields."""

    row_of: NDArray[np.int32]
    prints: NDArray[np.uint8]
    value: NDArray[np.float32]


def build(corpora: Sequence[tuple[NDArray[np.uint64], int]], texts: int, power: float = POWER) -> Vocabulary:
    """Choose grams from corpora, each with the count from which a gram matters there.

    Where two grams want one slot, the more frequent one gets it. `texts` is the number of texts that
    inverse document frequency is measured against.
    """
    found = [count(hashes, least) for hashes, least in corpora]
    hashes = np.concatenate([each[0] for each in found])
    counts = np.concatenate([each[1] for each in found])
    order = np.lexsort((counts, hashes))
    hashes, counts = hashes[order], counts[order]
    last = np.concatenate([hashes[1:] != hashes[:-1], [True]])  # its count in the corpus with most of it
    hashes, counts = hashes[last], counts[last]
    by_count = np.argsort(counts, kind="stable")
    hashes, counts = hashes[by_count], counts[by_count]
    owner = np.full(1 << SLOT_BITS, -1, np.int64)
    owner[slots_of(hashes, len(owner))] = np.arange(len(hashes))  # the later, more frequent one stays
    slots = np.flatnonzero(owner >= 0)
    chosen = owner[slots]
    row_of = np.zeros(1 << SLOT_BITS, np.int32)
    row_of[slots] = np.arange(1, len(slots) + 1)
    idf = np.maximum(np.log(texts / counts[chosen]) + 1, 0.2)
    # float16 as the artefact holds it, so that training sees what the product sees
    value = np.concatenate([[0], idf**power]).astype(np.float16).astype(np.float32)
    prints = np.concatenate([[np.uint8(0)], prints_of(hashes[chosen])]).astype(np.uint8)
    return Vocabulary(row_of, prints, value)


def matrix(words: Vocabulary, hashed: Grams) -> sp.csr_matrix:
    """Return the normalised TF-IDF matrix [texts, rows] of hashed texts."""
    indices, lengths = [], []
    step = 20_000
    for start in range(0, len(hashed.bounds) - 1, step):
        bounds = hashed.bounds[start : start + step + 1]
        hashes = hashed.hashes[bounds[0] : bounds[-1]]
        rows = words.row_of[slots_of(hashes, len(words.row_of))]
        known = (rows > 0) & (words.prints[rows] == prints_of(hashes))
        doc = np.repeat(np.arange(len(bounds) - 1), np.diff(bounds))
        indices.append(rows[known])
        lengths.append(np.bincount(doc[known], minlength=len(bounds) - 1))
    index = np.concatenate(indices)
    length = np.concatenate(lengths)
    data = words.value[index]
    doc = np.repeat(np.arange(len(length)), length)
    norm = np.sqrt(np.maximum(np.bincount(doc, data.astype(np.float64) ** 2, minlength=len(length)), 1.0))
    data /= np.repeat(norm.astype(np.float32), length)
    bounds = np.concatenate([[0], np.cumsum(length)])
    return sp.csr_matrix((data, index, bounds), shape=(len(length), len(words.prints)))
