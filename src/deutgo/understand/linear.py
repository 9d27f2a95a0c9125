"""Linear heads over hashed n-grams: one table of known grams, one row of int8 weights for each.

A gram's 64-bit hash names one of 2^23 slots and proves itself by a fingerprint (8 bits): grams
that were never seen in training fall away, as with a vocabulary, for five bytes a slot in memory.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from deutgo.understand.features import Grams

SLOT_BITS = 23
_PRINT_SHIFT = np.uint64(40)
_PRINT = np.uint64(0xFF)

Scores = NDArray[np.float32]


def slots_of(hashes: NDArray[np.uint64], slots: int) -> NDArray[np.int64]:
    """Return the slot of each gram, of as many slots (a power of two)."""
    return (hashes & np.uint64(slots - 1)).astype(np.int64)


def prints_of(hashes: NDArray[np.uint64]) -> NDArray[np.uint8]:
    """Return the fingerprint of each gram."""
    return ((hashes >> _PRINT_SHIFT) & _PRINT).astype(np.uint8)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LinearHeads:
    """Weights of several heads over one set of grams.

    `row_of` [slots] is the row of the gram that owns a slot, 0 for none; `prints` [rows] its fingerprint;
    `value` [rows] what one occurrence counts (a power of its inverse document frequency), the Euclidean norm
    of which a text is divided by; `weights` [rows, heads] are int8 and already hold the value; `scale` and
    `bias` [heads] turn sums into log-odds.
    """

    names: tuple[str, ...]
    row_of: NDArray[np.int32]
    prints: NDArray[np.uint8]
    value: Scores
    weights: NDArray[np.int8]
    scale: Scores
    bias: Scores

    def rows(self, hashes: NDArray[np.uint64]) -> NDArray[np.int32]:
        """Return the row of each gram, 0 for an unknown one."""
        found = self.row_of.take(slots_of(hashes, len(self.row_of)))
        found[self.prints.take(found) != prints_of(hashes)] = 0
        return found

    def score(self, grams: Grams) -> Scores:
        """Return log-odds [texts, heads]; texts of a batch do not influence one another."""
        if len(grams.bounds) < 2:
            return np.empty((0, len(self.names)), np.float32)
        rows = self.rows(grams.hashes)
        sums = self._sums(rows, grams.bounds)
        # all grams, also those that count nothing: float sums depend on where their parts stand
        norm = np.sqrt(np.add.reduceat(np.square(self.value.take(rows)), grams.bounds[:-1]))
        norm = np.maximum(norm, np.float32(1e-6))
        scores = sums.astype(np.float32) * self.scale / norm[:, None] + self.bias
        return scores.astype(np.float32, copy=False)

    def _sums(self, rows: NDArray[np.int32], bounds: NDArray[np.int64]) -> NDArray[np.int32]:
        """Add up the weights of each text's known grams (a third are unknown): exact in any order."""
        known = np.flatnonzero(rows)
        weights = self.weights.take(rows.take(known), axis=0).astype(np.int32)
        which = np.arange(len(known), dtype=np.int32)
        ones = np.ones(len(known), np.int32)
        ends = np.searchsorted(known, bounds).astype(np.int32)
        sums: NDArray[np.int32] = (
            csr_array((ones, which, ends), shape=(len(bounds) - 1, len(known))) @ weights
        )
        return sums


def load_heads(path: Path) -> LinearHeads:
    """Read one artefact that `save_heads` wrote (about 0.3 s for a million grams)."""
    with np.load(path, allow_pickle=False) as file:
        slots = np.cumsum(file["slot_steps"], dtype=np.int64)
        row_of = np.zeros(
            1 << int(slots[-1]).bit_length(), np.int32
        )  # of a million, one is in the upper half
        row_of[slots] = np.arange(1, len(slots) + 1, dtype=np.int32)
        nothing = np.zeros(1, np.uint8)
        weights = file["weights"]
        return LinearHeads(
            names=tuple(str(name) for name in file["names"]),
            row_of=row_of,
            prints=np.concatenate([nothing, file["prints"]]),
            value=np.concatenate([nothing.astype(np.float32), file["value"].astype(np.float32)]),
            # row by row in memory: a text's grams are gathered, and columns would miss the cache at each
            weights=np.ascontiguousarray(
                np.concatenate([np.zeros((1, weights.shape[0]), np.int8), weights.T])
            ),
            scale=file["scale"],
            bias=file["bias"],
        )


def save_heads(path: Path, heads: LinearHeads) -> None:
    """Write an artefact: slots as steps and weights head by head, so that it packs small."""
    slots = np.flatnonzero(heads.row_of)
    order = heads.row_of[slots]
    steps = np.diff(slots, prepend=0)
    np.savez_compressed(
        path,
        names=np.array(heads.names),
        slot_steps=steps.astype(np.uint16 if steps.max() < 65536 else np.uint32),
        prints=heads.prints[order],
        value=heads.value[order].astype(np.float16),
        weights=np.ascontiguousarray(heads.weights[order].T),
        scale=heads.scale,
        bias=heads.bias,
    )


def quantize(weights: NDArray[np.float32]) -> tuple[NDArray[np.int8], Scores]:
    """Turn weights [rows, heads] into int8 and a scale per head; the largest 0.01 % are clipped."""
    top = np.maximum(np.quantile(np.abs(weights), 0.9999, axis=0), 1e-9)
    scale = (top / 127.0).astype(np.float32)
    return np.clip(np.rint(weights / scale), -127, 127).astype(np.int8), scale


def stack(names: Sequence[str], columns: Sequence[NDArray[np.float32]]) -> NDArray[np.float32]:
    """Put the weights of several heads side by side: [rows, heads]."""
    if len(names) != len(columns):
        raise ValueError(f"{len(names)} names for {len(columns)} heads")
    return np.stack(columns, axis=1)
