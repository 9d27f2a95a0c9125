"""Locality-sensitive bands: which of the texts seen before could be near this one.

A MinHash signature is cut into bands; two texts that agree on one whole band become a candidate pair. The
index proposes, `fold.pair_similarity` decides. Keys live in a few sorted arrays (each several times the
next), 8 bytes a band and text: a tenth of what a Python dictionary needs.
"""

import numpy as np
import rensa
from numpy.typing import NDArray

from deutgo.detect.fold import Codes, Index

ROWS = 3  # P(miss) = (1 - J**ROWS) ** BANDS: 1.8 % at J 0.5, 0.07 % at J 0.6
BANDS = 30
PERMUTATIONS = ROWS * BANDS
GROWTH = 6  # a sorted array is merged into its elder when it is no longer this much smaller
_SEED = 20090901
_SPREAD = np.uint64(0x9E3779B97F4A7C15)
_SLOT_BITS = 26
_SLOT_MASK = np.uint64((1 << _SLOT_BITS) - 1)
MAX_SLOTS = 1 << _SLOT_BITS

Signatures = NDArray[np.uint32]


def signatures(codes: Codes, starts: Index) -> Signatures:
    """Return a MinHash signature for each row of a `gram_table`: shape (rows, PERMUTATIONS)."""
    matrix = rensa.RMinHash.digest_matrix_from_flat_token_hashes(
        codes * _SPREAD, starts.astype(np.uint64), PERMUTATIONS, _SEED
    )
    return np.array(matrix.to_rows(), dtype=np.uint32).reshape(len(starts) - 1, PERMUTATIONS)


class BandIndex:
    """Texts by slot number (0, 1, 2 …), found again by any band of their signature."""

    def __init__(self) -> None:
        self._sorted: list[NDArray[np.uint64]] = []

    def add(self, prints: Signatures, first_slot: int) -> None:
        """Index signatures under the slots from `first_slot` on."""
        slots = np.arange(first_slot, first_slot + len(prints), dtype=np.uint64)
        newest = np.sort((_keys(prints) | slots[:, None]).ravel())
        while self._sorted and len(self._sorted[-1]) < GROWTH * len(newest):
            newest = np.sort(np.concatenate((self._sorted.pop(), newest)))
        self._sorted.append(newest)

    def candidates(self, prints: Signatures, first_slot: int) -> tuple[Index, Index]:
        """Return pairs (slot, earlier slot) that share a band; `prints` must be indexed already."""
        slots = np.arange(first_slot, first_slot + len(prints), dtype=np.uint64)
        wanted = np.sort((_keys(prints) | slots[:, None]).ravel())
        bands, askers = wanted & ~_SLOT_MASK, wanted & _SLOT_MASK
        found: list[NDArray[np.uint64]] = []
        for known in self._sorted:
            at = np.searchsorted(known, bands)
            asking, asked_band = askers, bands
            while len(at):  # walk along each band's run of slots; runs are sorted by slot
                inside = at < len(known)
                at, asking, asked_band = at[inside], asking[inside], asked_band[inside]
                here = known[at]
                same = ((here & ~_SLOT_MASK) == asked_band) & ((here & _SLOT_MASK) < asking)
                at, asking, asked_band = at[same], asking[same], asked_band[same]
                found.append((asking << np.uint64(_SLOT_BITS)) | (here[same] & _SLOT_MASK))
                at = at + 1
        pairs = np.unique(np.concatenate(found)) if found else np.empty(0, np.uint64)
        return (pairs >> np.uint64(_SLOT_BITS)).astype(np.int64), (pairs & _SLOT_MASK).astype(np.int64)


def agreement(prints: Signatures, left: Index, right: Index, *, chunk: int = 100_000) -> NDArray[np.float64]:
    """Estimate the Jaccard of pairs of signatures: the share of equal places (s.d. ≤ 0.053)."""
    shares = np.empty(len(left), dtype=np.float64)
    for at in range(0, len(left), chunk):
        same = prints[left[at : at + chunk]] == prints[right[at : at + chunk]]
        shares[at : at + chunk] = same.mean(axis=1)
    return shares


def _keys(prints: Signatures) -> NDArray[np.uint64]:
    """Hash each band to the bits above a slot number: shape (rows, BANDS)."""
    parts = prints.reshape(len(prints), BANDS, ROWS).astype(np.uint64)
    mixed = np.broadcast_to(np.arange(1, BANDS + 1, dtype=np.uint64) * _SPREAD, parts.shape[:2]).copy()
    for row in range(ROWS):
        mixed = (mixed ^ parts[:, :, row]) * _SPREAD
        mixed ^= mixed >> np.uint64(29)
    return (mixed * _SPREAD) & ~_SLOT_MASK
