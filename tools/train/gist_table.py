"""What `deutgo.understand.gist` is taught from: mean word vectors of the beginnings and ends of 어절.

Kiwi analyses texts of all open sources; the vectors of an 어절's content morphemes count for each of its
beginnings, those of its particles and endings for each of its ends. Kiwi tells only how alike two morphemes
are; from the cosines to 256 fixed ones it follows where they lie (see `deutgo.understand.meanings`). Nouns of
Kiwi's dictionary that no text has are added, so that trades which nobody wrote about are read too.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from deutgo.understand.gist import LONGEST_BEGINNING, LONGEST_END, KnownParts, letters_of, mean_of
from deutgo.understand.meanings import meanings
from deutgo.understand.morphemes import analyse_many, kiwi

LEAST, LEAST_END = 8, 20  # how often a beginning or an end was seen
DICTIONARY = 30_000  # of Kiwi's morphemes, the common ones first
ADDED = frozenset({"NNG", "NNP", "XR", "MAG"})
VARIETY = 8  # analyses kept of one 어절

Morph = tuple[str, str]
Vectors = NDArray[np.float32]


class Sums:
    """Weighted sums of vectors by string."""

    def __init__(self) -> None:
        self.weight: defaultdict[str, float] = defaultdict(float)
        self.total: dict[str, Vectors] = {}

    def add(self, forms: Iterable[str], vector: Vectors, weight: float) -> None:
        for form in forms:
            self.weight[form] += weight
            before = self.total.get(form)
            self.total[form] = vector * weight if before is None else before + vector * weight

    def means(self, least: float) -> dict[str, Vectors]:
        return {form: self.total[form] / weight for form, weight in self.weight.items() if weight >= least}


def carries_meaning(tag: str) -> bool:
    """Tell content from particles, endings, suffixes and signs."""
    return (tag[0] in "NVMIW" and tag not in ("VCP", "VCN")) or tag in ("XR", "XPN", "SL", "SN")


def read_eojeols(texts: Sequence[str]) -> dict[str, Counter[tuple[Morph, ...]]]:
    """Return 어절 → how often it was analysed how."""
    found: defaultdict[str, Counter[tuple[Morph, ...]]] = defaultdict(Counter)
    for text, tokens in zip(texts, analyse_many(texts), strict=True):
        at, place = 0, 0
        for eojeol in text.split():
            begin = text.index(eojeol, place)
            place = end = begin + len(eojeol)
            mine: list[Morph] = []
            while at < len(tokens) and tokens[at].start < end:
                if tokens[at].start >= begin:
                    mine.append((tokens[at].form, tokens[at].tag))
                at += 1
            word, read = letters_of(eojeol), tuple(mine)
            if word and (len(found[word]) < VARIETY or read in found[word]):
                found[word][read] += 1
    return found


def vectors_of(morphs: Iterable[Morph]) -> dict[Morph, Vectors]:
    """Return Kiwi's vectors; a morpheme without one is left out."""
    anchors = meanings().anchors
    alike = kiwi().morpheme_similarity
    between = np.array([[alike(one, other) for other in anchors] for one in anchors])
    lower = np.linalg.cholesky(between + 1e-6 * np.eye(len(anchors)))
    names: list[Morph] = []
    near: list[list[float]] = []
    for morph in morphs:
        try:
            near.append([alike(morph, anchor) for anchor in anchors])
        except ValueError:
            continue
        names.append(morph)
    places = np.linalg.solve(lower, np.array(near).T).T.astype(np.float32)
    return dict(zip(names, places, strict=True))


def dictionary() -> Iterator[Morph]:
    """Yield the common nouns and roots of Kiwi's dictionary."""
    for number in range(1, DICTIONARY):
        token = kiwi().morpheme(number)
        if token.tag in ADDED and 2 <= len(token.form) <= LONGEST_BEGINNING and "가" <= token.form[0] <= "힣":
            yield token.form, token.tag


def centred(means: Mapping[str, Vectors], weight: Mapping[str, float]) -> tuple[list[str], Vectors]:
    """Return the strings and their vectors [strings, axes] around the mean one, which an unknown one has."""
    rows = np.stack(list(means.values()))
    counts = np.array([weight.get(form, 1.0) for form in means])[:, None]
    return list(means), (rows - (rows * counts).sum(axis=0) / counts.sum()).astype(np.float32)


class GistTable(NamedTuple):
    """Known beginnings and ends with their vectors [known, 256]."""

    beginnings: list[str]
    of_beginnings: Vectors
    ends: list[str]
    of_ends: Vectors

    def gists(self, folded: Sequence[str]) -> Vectors:
        """Return [texts, 1024]: mean beginning, last beginning, mean end, last end."""
        found = KnownParts(self.beginnings, self.ends).of(folded)
        begins, ends = (
            np.concatenate([np.zeros_like(rows[:1]), rows]) for rows in (self.of_beginnings, self.of_ends)
        )
        return np.concatenate(
            [
                mean_of(begins, found.begins, found.bounds),
                begins[found.last_begin],
                mean_of(ends, found.ends, found.bounds),
                ends[found.last_end],
            ],
            axis=1,
        )


def make(texts: Sequence[str]) -> GistTable:
    """Make the table from these folded texts (two minutes for 110,000 of them)."""
    eojeols = read_eojeols(texts)
    counted: Counter[Morph] = Counter()
    for readings in eojeols.values():
        for morphs, times in readings.items():
            counted.update(dict.fromkeys(morphs, times))
    vectors = vectors_of(morph for morph, times in counted.items() if times > 1)
    begins, ends = Sums(), Sums()
    nothing = np.zeros_like(next(iter(vectors.values())))
    for word, readings in eojeols.items():
        for morphs, times in readings.items():
            meant = [vectors[m] for m in morphs if carries_meaning(m[1]) and m in vectors]
            other = [vectors[m] for m in morphs if not carries_meaning(m[1]) and m in vectors]
            if meant:
                parts = (word[:length] for length in range(1, min(LONGEST_BEGINNING, len(word)) + 1))
                begins.add(parts, np.mean(meant, axis=0), times)
            parts = (word[-length:] for length in range(1, min(LONGEST_END, len(word)) + 1))
            ends.add(parts, np.mean(other, axis=0) if other else nothing, times)
    known = begins.means(LEAST)
    more = vectors_of(dictionary())
    known |= {form: vector for (form, _), vector in more.items() if form not in known}
    return GistTable(*centred(known, begins.weight), *centred(ends.means(LEAST_END), ends.weight))
