"""How words, word offsets and character pairs are written so that no tokenizer can alter them.

SQLite's `ascii` tokenizer keeps every non-ASCII character and ASCII letters and digits, folds ASCII case and
splits at the other ASCII signs. So text is folded to lower case first and ASCII signs become private-use
letters. The first letter of a token names its family:

s…  the surface of an 어절, its first `SURFACE` characters; opens a new 어절
k…  a word that the 어절 contains
7   the words that follow begin at this offset inside the 어절
e   a sentence ends with this 어절
g…  a pair of neighbouring characters with all whitespace left out, hashed to one letter
"""

import re
import unicodedata
from collections.abc import Sequence

import numpy as np

SURFACE = 12
LONGEST = 24  # a longer word is no word; unspaced novels must not bloat the index

_SIGNS = {code: 0xE100 + code for code in range(0x80) if not chr(code).isalnum()}
_FULLWIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_HAS_FULLWIDTH = re.compile("[\u3000\uff01-\uff5e]")
_CLUSTER = re.compile(
    "[\u1100-\u115f\ua960-\ua97c][\u1160-\u11a7\ud7b0-\ud7c6]?[\u11a8-\u11ff\ud7cb-\ud7fb]?"
    "|.[\u0300-\u036f\u3099\u309a]*",
    re.DOTALL,
)


def fold(text: str) -> str:
    """Return the form in which texts and queries are compared: NFC, half-width, lower case.

    >>> fold("ＡＳ 문의")
    'as 문의'
    """
    if text.isascii():
        return text.lower()
    if not unicodedata.is_normalized("NFC", text):
        text = "".join(unicodedata.normalize("NFC", part) for part in _CLUSTER.findall(text))
    if _HAS_FULLWIDTH.search(text):
        text = text.translate(_FULLWIDTH)
    return _lower(text)


def _lower(text: str) -> str:
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(low if len(low := char.lower()) == 1 else char for char in text)


def needs_folding(text: str) -> bool:
    """Tell whether more than letter case changes: then Kiwi must see the folded text."""
    return not text.isascii() and (
        _HAS_FULLWIDTH.search(text) is not None or not unicodedata.is_normalized("NFC", text)
    )


def fold_offsets(text: str) -> list[int] | None:
    """Return where each folded character begins in `text` (and the end), or None when nothing moved."""
    if text.isascii() or unicodedata.is_normalized("NFC", text):
        return None
    offsets = []
    for cluster in _CLUSTER.finditer(text):
        offsets.extend([cluster.start()] * len(unicodedata.normalize("NFC", cluster[0])))
    return [*offsets, len(text)]


def word(form: str) -> str:
    """Write a folded word as a token of the index; Kiwi knows words with a space inside."""
    if form.isalnum():  # as nearly all are: nothing to be written otherwise
        return "k" + form[:LONGEST]
    return "k" + "".join(form.split())[:LONGEST].translate(_SIGNS)


def surface(form: str) -> str:
    """Write the folded surface of an 어절; queries for a prefix search the same family."""
    begin = form[:SURFACE]
    return "s" + (begin if begin.isalnum() else begin.translate(_SIGNS))


def pairs_of(texts: Sequence[str]) -> list[str]:
    """Return the pair tokens of folded texts, in order, whitespace left out; separated by single spaces."""
    squeezed = ["".join(text.split()) for text in texts]
    letters = np.frombuffer("".join(squeezed).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    codes = letters.astype(np.int64)
    buckets = (codes[:-1] * 7919 + codes[1:] * 104729) % 40_000
    written = np.empty((len(codes), 3), dtype=np.uint32)
    written[:] = (ord("g"), 0, ord(" "))
    written[:-1, 1] = 0x3400 + buckets
    everything = written.tobytes().decode("utf-32-le")
    found, at = [], 0
    for text in squeezed:
        last = at + len(text) - 1  # the last letter has no pair: what stands there is of two texts
        found.append(everything[3 * at : 3 * last - 1] if last > at else "")
        at = last + 1
    return found


def pairs(text: str) -> list[str]:
    """Return the pair tokens of one folded text, as `pairs_of` writes them."""
    return pairs_of([text])[0].split()
