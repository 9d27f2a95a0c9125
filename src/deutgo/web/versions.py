"""What changed between two versions of a text, word by word."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

WORD = re.compile(r"\s+|[^\s]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of text: `same`, `added` or `removed`."""

    change: str
    text: str


def compare(before: str, after: str) -> Iterator[Piece]:
    """Yield the pieces in reading order."""
    old, new = WORD.findall(before), WORD.findall(after)
    for change, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if change == "equal":
            yield Piece(change="same", text="".join(new[c:d]))
            continue
        if b > a:
            yield Piece(change="removed", text="".join(old[a:b]))
        if d > c:
            yield Piece(change="added", text="".join(new[c:d]))
