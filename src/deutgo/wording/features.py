"""What the learned pass looks at in one sentence, as hashed and dense numbers.

Four blocks, each of unit length: character runs of 2-4; morphemes, their pairs, triples and skipped
pairs; the rules that fired (at any severity); and how near the nearest word of the sentence comes to each
of about a thousand words, by Kiwi's own word vectors, so that an unseen synonym still counts.
Words inside quotations and reported speech are left out.
"""

import re
import zlib
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cached_property, lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from deutgo.understand.morphemes import Token, kiwi
from deutgo.wording.report import SENTENCE_CATEGORIES, Finding
from deutgo.wording.sentences import Sentence, outside

BUCKETS = 1 << 15
PIVOTS = 320  # more than the dimensions, or the nearest words would not span them
NEAR = 0.45  # a similarity below this says nothing
Floats = NDArray[np.float32]
Hashed = tuple[NDArray[np.int64], Floats]  # buckets, values


def bucket(feature: str) -> int:
    """Hash one feature; CRC-32 is the same on every machine."""
    return zlib.crc32(feature.encode()) % BUCKETS


def own_words(sentences: Sequence[Sentence]) -> str:
    """Return the text without other people's words, digits as 0, one space between words."""
    text = " ".join(outside(s.text, list(s.quoted)) if s.quoted else s.text for s in sentences)
    return re.sub(r"\s+", " ", f" {re.sub(r'[0-9]', '0', text)} ")


def own_tokens(sentences: Sequence[Sentence]) -> list[Token]:
    """Return the morphemes outside of quotations."""
    return [t for s in sentences for t in s.tokens if not s.is_foreign(t.start, t.end)]


def character_runs(text: str) -> Counter[int]:
    """Count hashed runs of 2-4 characters."""
    return _hashed(Counter("c" + text[i : i + n] for n in (2, 3, 4) for i in range(len(text) - n + 1)))


def morpheme_runs(tokens: Sequence[Token]) -> Counter[int]:
    """Count hashed morphemes, pairs, triples, and pairs of content morphemes up to five apart."""
    words = [f"{'0' if t.tag == 'SN' else t.form}/{t.tag[:2]}" for t in tokens]
    found = Counter("u" + a for a in words)
    found.update("b" + a + b for a, b in pairwise(words))
    found.update("t" + a + b + c for a, b, c in zip(words, words[1:], words[2:], strict=False))
    content = [
        w for w, t in zip(words, tokens, strict=True) if t.tag[0] in "NVMX" and t.tag not in ("XSV", "XSA")
    ]
    found.update("s" + a + b for i, a in enumerate(content) for b in content[i + 2 : i + 5])
    return _hashed(found)


def _hashed(found: Counter[str]) -> Counter[int]:
    counts: Counter[int] = Counter()
    for feature, n in found.items():
        counts[bucket(feature)] += n
    return counts


def rule_block(findings: Iterable[Finding], rule_names: Sequence[str]) -> Floats:
    """Mark which rules and categories fired, and whether any or several did."""
    held = list(findings)
    rules, categories = {f.rule for f in held}, {f.category for f in held}
    row = [name in rules for name in rule_names] + [c in categories for c in SENTENCE_CATEGORIES]
    return np.array([*row, bool(held), len(held) > 1], dtype=np.float32)


def is_content(token: Token) -> bool:
    """Tell whether a morpheme's meaning is looked up."""
    if token.tag in ("NNB", "NR", "VCP", "VX"):
        return False
    return token.tag[0] in "NV" or token.tag in ("MAG", "XR", "VCN", "EC", "EP")


class Nearness:
    """Similarity of any morpheme to a fixed list of words, kept once looked up.

    Kiwi's vectors have 256 dimensions: the cosines to a few hundred words, the pivots, give those to all
    others by a matrix, within 1e-6. Asking Kiwi for each was three quarters of a check.
    """

    def __init__(self, words: Sequence[tuple[str, str]]) -> None:
        self.words = list(words)
        self._pivots = self.words[:PIVOTS]
        self._known: dict[tuple[str, str], Floats | None] = {}

    @cached_property
    def _from_pivots(self) -> NDArray[np.float64]:
        """The matrix [pivots, words] that turns cosines to the pivots into those to all words; 0.3 s."""
        analyser = kiwi()
        rows = [[analyser.morpheme_similarity(pivot, word) for word in self.words] for pivot in self._pivots]
        cosines = np.array(rows)
        among: NDArray[np.float64] = np.linalg.pinv(cosines[:, : len(self._pivots)], rcond=1e-5)
        return among @ cosines

    def of(self, form: str, tag: str) -> Floats | None:
        """Return the similarities, or None for a morpheme that Kiwi has no vector for."""
        key = (form, tag)
        if key not in self._known:
            analyser = kiwi()
            try:
                row = np.array([analyser.morpheme_similarity(key, pivot) for pivot in self._pivots])
                self._known[key] = (row @ self._from_pivots).astype(np.float32)
            except ValueError:
                self._known[key] = None
        return self._known[key]

    def block(self, tokens: Iterable[Token]) -> Floats:
        """Return, for each word of the list, how near the sentence comes to it (0…1)."""
        rows = [v for t in tokens if is_content(t) and (v := self.of(t.form, t.tag)) is not None]
        if not rows:
            return np.zeros(len(self.words), dtype=np.float32)
        near: Floats = np.maximum(0, np.max(rows, axis=0) - NEAR) / (1 - NEAR)
        return near


def unit(counts: Counter[int]) -> tuple[NDArray[np.int64], Floats]:
    """Return bucket numbers and log counts scaled to unit length."""
    where = np.fromiter(counts, dtype=np.int64, count=len(counts))
    value = 1 + np.log(np.fromiter(counts.values(), dtype=np.float32, count=len(counts)))
    return where, (value / max(1e-9, float(np.linalg.norm(value)))).astype(np.float32)


@lru_cache(maxsize=256)  # the second pass and the component tagger look at the same sentences
def looks(sentence: Sentence, nearness: Nearness) -> tuple[tuple[Hashed, Hashed], Floats]:
    """Return one sentence's characters and morphemes, hashed, and its nearness scaled to unit length."""
    tokens = own_tokens([sentence])
    near = nearness.block(tokens)
    hashed = unit(character_runs(own_words([sentence]))), unit(morpheme_runs(tokens))
    return hashed, near / max(1e-9, float(np.linalg.norm(near)))


def weigh(
    intercept: Floats, hashed: Sequence[Hashed], weights: Sequence[NDArray[np.int8]], scales: Floats
) -> Floats:
    """Return the intercept of each column with what the hashed blocks add by their quantised weights."""
    score = intercept.copy()
    for (where, value), block, scale in zip(hashed, weights, scales, strict=True):
        if len(where):
            score += (value @ block[where].astype(np.float32)) * scale
    return score
