"""The fold: what two texts must share, letter by letter, to count as the same words.

In order: NFC (never NFKC, which turns ㅋㅋ into conjoining jamo); lower case; URLs and @mentions out; every
character that is not a letter, digit or mark of `\\w` out, and `_`, so all whitespace and punctuation go;
a character repeated three times or more becomes two. A text of which nothing is left (emoji, a bare link)
folds to its NFC lower-case form without whitespace. The grams of a fold are the set of its two-character
pieces; a fold of one character is its own single gram. Similarity is Jaccard on those sets.
"""

import re
import unicodedata
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.uint64]
Index = NDArray[np.int64]

_URL = re.compile(r"(?:https?://|www\.)\S+")
_ACCOUNT = re.compile(r"@[\w.\-]+")
_NOT_LETTER = re.compile(r"[\W_]+")
_RUN = re.compile(r"(.)\1{2,}", re.DOTALL)
CODE_BITS = 42  # two code points of 21 bits; the 22 bits above hold the row, so that one sort serves a batch
MAX_ROWS = 1 << (64 - CODE_BITS)


def fold(text: str) -> str:
    """Reduce a text to what copies share; never empty unless `text` is blank.

    >>> fold("정말  재밌어요!!! ㅋㅋㅋㅋ https://example.com/a?b=1")
    '정말재밌어요ㅋㅋ'
    """
    base = text if text.isascii() else unicodedata.normalize("NFC", text)
    base = base.lower()
    folded = base
    if "://" in folded or "www." in folded:
        folded = _URL.sub("", folded)
    if "@" in folded:
        folded = _ACCOUNT.sub("", folded)
    folded = _RUN.sub(r"\1\1", _NOT_LETTER.sub("", folded))
    return folded or "".join(base.split())


def grams(folded: str) -> frozenset[str]:
    """Return the two-character pieces of a fold, or the fold itself when it is shorter.

    >>> sorted(grams("가나다"))
    ['가나', '나다']
    """
    if len(folded) < 2:
        return frozenset({folded}) if folded else frozenset()
    return frozenset(folded[at : at + 2] for at in range(len(folded) - 1))


def similarity(one: str, other: str) -> float:
    """Return the exact Jaccard similarity of two texts, 0 to 1, after folding both.

    >>> similarity("약 3만 원 환불", "약 3만원 환불!!")
    1.0
    """
    ours, theirs = grams(fold(one)), grams(fold(other))
    together = len(ours | theirs)
    return len(ours & theirs) / together if together else 0.0


def gram_table(folds: Sequence[str]) -> tuple[Codes, Index]:
    """Return the distinct gram codes of each fold, sorted within it, and where each fold begins.

    `codes[starts[i]:starts[i + 1]]` are those of fold i; equal grams have equal codes everywhere. Rows are
    limited to `MAX_ROWS` in one call.
    """
    assert len(folds) < MAX_ROWS
    lengths = np.fromiter((len(folded) for folded in folds), dtype=np.int64, count=len(folds))
    letters = np.frombuffer("".join(folds).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    letters = letters.astype(np.uint64)
    rows = np.repeat(np.arange(len(folds), dtype=np.uint64), lengths)
    codes = letters.copy()
    inner = np.flatnonzero(rows[:-1] == rows[1:]) if len(rows) else np.empty(0, np.int64)
    codes[inner] = (letters[inner] << np.uint64(21)) | letters[inner + 1]
    is_gram = np.zeros(len(rows), dtype=bool)
    is_gram[inner] = True
    ends = np.cumsum(lengths)
    is_gram[ends[lengths == 1] - 1] = True  # a fold of one character
    keys = np.sort((rows[is_gram] << np.uint64(CODE_BITS)) | codes[is_gram])
    keys = keys[np.concatenate(([True], keys[1:] != keys[:-1]))] if len(keys) else keys
    starts = np.searchsorted(keys, np.arange(len(folds) + 1, dtype=np.uint64) << np.uint64(CODE_BITS))
    return keys & np.uint64((1 << CODE_BITS) - 1), starts.astype(np.int64)


def pair_similarity(
    left: Index, right: Index, *, codes: Codes, starts: Index, chunk: int = 200_000
) -> NDArray[np.float64]:
    """Return the exact Jaccard of many pairs of rows of one `gram_table`, in the order given."""
    sizes = np.diff(starts)
    result = np.empty(len(left), dtype=np.float64)
    for at in range(0, len(left), chunk):
        ours, theirs = left[at : at + chunk], right[at : at + chunk]
        pairs = np.arange(len(ours), dtype=np.uint64) << np.uint64(CODE_BITS)
        one = np.repeat(pairs, sizes[ours]) | codes[_ranges(starts[ours], sizes[ours])]
        other = np.repeat(pairs, sizes[theirs]) | codes[_ranges(starts[theirs], sizes[theirs])]
        both = np.sort(np.concatenate((one, other)))
        shared_at = both[:-1][both[1:] == both[:-1]] >> np.uint64(CODE_BITS)
        shared = np.bincount(shared_at.astype(np.int64), minlength=len(ours))
        result[at : at + chunk] = shared / np.maximum(sizes[ours] + sizes[theirs] - shared, 1)
    return result


def _ranges(begins: Index, counts: Index) -> Index:
    """Return the concatenation of `range(begin, begin + count)`."""
    ends = np.cumsum(counts)
    offsets = np.arange(int(ends[-1]) if len(ends) else 0, dtype=np.int64)
    shifted: Index = offsets + np.repeat(begins - (ends - counts), counts)
    return shifted
