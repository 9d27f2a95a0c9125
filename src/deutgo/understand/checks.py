# ruff: noqa: ARG002 - every check has the same face, whether it reads the fields or not
"""What a query can ask of a text: a word, the beginning of an 어절, a surface string."""

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import ClassVar, Protocol

from deutgo.understand.beginnings import TAIL
from deutgo.understand.document import Document
from deutgo.understand.lexeme import SURFACE, fold, surface

Fields = Mapping[str, object]
Hit = tuple[int, int, int, int]  # first 어절, start, last 어절, end: code points of the folded text


class Check(Protocol):
    """Decides one thing; `cost` orders checks so that cheap ones spare dear ones."""

    cost: ClassVar[int]

    def test(self, document: Document, fields: Fields) -> bool:
        """Tell whether it holds."""
        ...

    def hits(self, document: Document, fields: Fields) -> list[Hit]:
        """Return where it holds in the text; empty for what has no place."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class HasWord:
    """The document contains a word: one of `tokens` is among its index tokens."""

    cost: ClassVar[int] = 0
    tokens: tuple[str, ...]

    def test(self, document: Document, fields: Fields) -> bool:
        """Tell whether any of the tokens is there."""
        return not document.tokens.isdisjoint(self.tokens)

    def hits(self, document: Document, fields: Fields) -> list[Hit]:
        """Return where the words stand."""
        places = document.places
        found = {_hit_of(document, token, place) for token in self.tokens for place in places.get(token, ())}
        return sorted(found)


def _hit_of(document: Document, token: str, place: tuple[int, int, int]) -> Hit:
    """Find how far a word reaches: exactly when it is written out, else to where the next word begins."""
    number, start, limit = place
    text, form = document.folded, token[1:]
    if text.startswith(form, start):
        return number, start, number, start + len(form)
    end = document.eojeols[number][1]
    written = text[start:end]
    across = token[0] == "k" and len(form) > len(written) and form.startswith(written)
    if across and number + 1 < len(document.eojeols):
        following = document.eojeols[number + 1]
        rest = form[len(written) :]
        stop = following[0] + len(rest) if text.startswith(rest, following[0]) else following[1]
        return number, start, number + 1, stop
    return number, start, number, limit


@dataclass(frozen=True, slots=True, kw_only=True)
class HasPrefix:
    """An 어절 begins with `text`."""

    cost: ClassVar[int] = 2
    text: str
    token: str

    @classmethod
    def of(cls, text: str) -> "HasPrefix":
        """Make the check from the word as written, without its star."""
        folded = fold(text)
        return cls(text=folded, token=surface(folded))

    def test(self, document: Document, fields: Fields) -> bool:
        """Tell whether an 어절 begins so."""
        if len(self.text) <= SURFACE:
            return f" {self.token}" in f" {document.encoded}"
        return bool(self.hits(document, fields))

    def hits(self, document: Document, fields: Fields) -> list[Hit]:
        """Return the beginnings."""
        text, size = document.folded, len(self.text)
        return [
            (number, start, number, start + size)
            for number, (start, _) in enumerate(document.eojeols)
            if text.startswith(self.text, start)
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class HasPhrase:
    """A surface string, with zero or more whitespace where the phrase has some.

    Where the phrase has none, the text may have some only when the phrase begins an 어절: "배송지연" is
    found in 배송 지연, but "가방" not in 아버지가 방에.
    """

    cost: ClassVar[int] = 3
    text: str
    cased: bool
    pattern: re.Pattern[str]
    loose: re.Pattern[str]

    @classmethod
    def of(cls, text: str, *, cased: bool = False) -> "HasPhrase":
        """Make the check from the phrase as written."""
        folded = text.strip() if cased else fold(text).strip()
        words = [re.escape(word) for word in folded.split()]
        before = r"(?<![0-9A-Za-z])" if folded[:1].isascii() and folded[:1].isalnum() else ""
        after = r"(?![0-9A-Za-z])" if folded[-1:].isascii() and folded[-1:].isalnum() else ""
        loose = [re.escape(char) for char in folded if not char.isspace()]
        return cls(
            text=folded,
            cased=cased,
            pattern=re.compile(before + r"\s*".join(words) + after),
            loose=re.compile(before + r"\s*".join(loose) + after),
        )

    @classmethod
    def named(cls, text: str, breaks: Sequence[int]) -> "HasPhrase":
        """Make the check for a name that is a phrase (오늘의집).

        It stands alone in its 어절 but for particles and endings, and may be spaced at `breaks`.
        """
        folded = fold(text)
        cuts = [0, *breaks, len(folded)]
        parts = [re.escape(folded[start:end]) for start, end in pairwise(cuts)]
        name, edge = r"\s*".join(parts), "(?![0-9a-z가-힣])"
        whole = re.compile(f"(?<![0-9a-z가-힣]){name}(?=(?:{TAIL.pattern})?{edge})")
        return cls(text=folded, cased=False, pattern=whole, loose=whole)

    def _text(self, document: Document) -> str:
        return document.text if self.cased else document.folded

    def test(self, document: Document, fields: Fields) -> bool:
        """Tell whether the phrase is there."""
        text = self._text(document)
        if self.pattern.search(text):
            return True
        return self.loose.search(text) is not None and bool(self._loosely(document, text))

    def _loosely(self, document: Document, text: str) -> list[tuple[int, int]]:
        if self.cased:
            return []
        starts = {start for start, _ in document.eojeols}
        return [found.span() for found in self.loose.finditer(text) if found.start() in starts]

    def hits(self, document: Document, fields: Fields) -> list[Hit]:
        """Return where the phrase stands; overlapping places only once."""
        text = self._text(document)
        spans = {found.span() for found in self.pattern.finditer(text)}
        spans.update(self._loosely(document, text))
        starts = [start for start, _ in document.eojeols]
        hits = []
        for start, end in sorted(spans):
            first = max(bisect_right(starts, start) - 1, 0)
            last = max(bisect_right(starts, end - 1) - 1, first)
            hits.append((first, start, last, end))
        return hits
