"""Copies: which earlier text a new one repeats, how closely, and what it changes in meaning.

A stream, in time order. Texts with the same fold are found by an exact map; others by MinHash bands, then
by the exact Jaccard of `fold` (two-character pieces, no spaces). The threshold was chosen by measurement:
docs/ko/copies.md.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from deutgo.detect.bands import PERMUTATIONS, BandIndex, Signatures, agreement, signatures
from deutgo.detect.differs import Difference, differences
from deutgo.detect.fold import Codes, Index, fold, gram_table, pair_similarity

THRESHOLD = 0.5
T = TypeVar("T", bound=np.generic)
KEEP = 300_000  # distinct texts remembered, about 0.9 KB each
SAFETY = 0.25  # a candidate this far below the threshold by its signature (5 s.d.) is not looked at again


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """What one text repeats. `similarity` is 0 when nothing earlier is near enough."""

    id: str
    cluster: str
    copy_of: str | None
    similarity: float
    differs: tuple[Difference, ...] = ()


class Kept(NamedTuple):
    """One remembered text: the first with its fold."""

    id: str
    text: str
    cluster: str


class CopyFinder:
    """Finds copies among the last `keep` distinct texts of a stream.

    `cluster` is the id of the text with which the chain of copies began. The nearest earlier text is
    `copy_of`; among equally near ones, the earliest.
    """

    def __init__(self, *, threshold: float = THRESHOLD, keep: int = KEEP) -> None:
        self.threshold, self.keep = threshold, keep
        self._reset()

    def _reset(self) -> None:
        self._slot_of: dict[str, int] = {}
        self._kept: list[Kept] = []
        self._index = BandIndex()
        self._prints: Signatures = np.empty((0, PERMUTATIONS), np.uint32)
        self._codes: Codes = np.empty(0, np.uint64)
        self._starts: Index = np.zeros(1, np.int64)
        self._code_count = 0

    def __len__(self) -> int:
        """Return how many distinct texts are remembered."""
        return len(self._kept)

    def kept(self) -> list[Kept]:
        """Return what is remembered, oldest first: the whole state."""
        return list(self._kept)

    def restore(self, kept: Iterable[Kept]) -> None:
        """Remember texts again, as `kept` returned them."""
        self._reset()
        entries = list(kept)[-self.keep :]
        for at in range(0, len(entries), 20_000):
            part = entries[at : at + 20_000]
            folds = [fold(entry.text) for entry in part]
            self._slot_of.update((folded, at + offset) for offset, folded in enumerate(folds))
            self._kept.extend(part)
            self._store(folds, at)

    def add(self, batch: Sequence[tuple[str, str]]) -> list[Copy]:
        """Take (id, text) pairs in time order; return what each is a copy of, in the same order."""
        folds = [fold(text) for _, text in batch]
        first = len(self._kept)
        fresh: dict[str, int] = {}
        slots: list[int] = []
        for folded in folds:
            slot = self._slot_of.get(folded)
            if slot is None:
                slot = fresh.setdefault(folded, first + len(fresh))
            slots.append(slot)
        self._slot_of.update(fresh)
        nearest = self._search(list(fresh), first)
        copies = [self._place(entry, slot, nearest) for entry, slot in zip(batch, slots, strict=True)]
        if len(self._kept) > self.keep + self.keep // 4:
            self.restore(self._kept)
        return copies

    def _place(self, entry: tuple[str, str], slot: int, nearest: dict[int, tuple[int, float]]) -> Copy:
        post, text = entry
        if slot < len(self._kept):
            source, score = self._kept[slot], 1.0
        elif slot in nearest:
            at, score = nearest[slot]
            source = self._kept[at]
            self._kept.append(Kept(post, text, source.cluster))
        else:
            self._kept.append(Kept(post, text, post))
            return Copy(id=post, cluster=post, copy_of=None, similarity=0.0)
        if source.id == post:  # the same post, observed again
            return Copy(id=post, cluster=source.cluster, copy_of=None, similarity=0.0)
        return Copy(
            id=post,
            cluster=source.cluster,
            copy_of=source.id,
            similarity=score,
            differs=differences(source.text, text),
        )

    def _store(self, folds: list[str], first: int) -> Signatures:
        """Index new folds under the slots from `first` on."""
        codes, starts = gram_table(folds)
        prints = signatures(codes, starts)
        end, total = first + len(folds), self._code_count + len(codes)
        self._prints = _grown(self._prints, end)
        self._codes = _grown(self._codes, total)
        self._starts = _grown(self._starts, end + 1)
        self._prints[first:end] = prints
        self._codes[self._code_count : total] = codes
        self._starts[first + 1 : end + 1] = starts[1:] + self._code_count
        self._code_count = total
        self._index.add(prints, first)
        return prints

    def _search(self, folds: list[str], first: int) -> dict[int, tuple[int, float]]:
        """Index new folds; return slot → (nearest earlier slot, its Jaccard) where one is near enough."""
        if not folds:
            return {}
        prints = self._store(folds, first)
        slots, earlier = self._index.candidates(prints, first)
        likely = agreement(self._prints, slots, earlier) >= self.threshold - SAFETY
        slots, earlier = slots[likely], earlier[likely]
        starts = self._starts[: first + len(folds) + 1]
        scores = pair_similarity(slots, earlier, codes=self._codes, starts=starts)
        near = scores >= self.threshold
        slots, earlier, scores = slots[near], earlier[near], scores[near]
        order = np.lexsort((earlier, -scores, slots))
        slots, earlier, scores = slots[order], earlier[order], scores[order]
        best = np.flatnonzero(np.concatenate(([True], slots[1:] != slots[:-1]))) if len(slots) else slots
        return {
            int(slot): (int(source), float(score))
            for slot, source, score in zip(slots[best], earlier[best], scores[best], strict=True)
        }


def _grown(array: NDArray[T], length: int) -> NDArray[T]:
    """Return the array with room for `length` rows, twice as many as before."""
    if length <= len(array):
        return array
    bigger = np.empty((max(length, len(array) * 2), *array.shape[1:]), dtype=array.dtype)
    bigger[: len(array)] = array
    return bigger
