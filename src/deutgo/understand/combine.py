# ruff: noqa: ARG002 - every check has the same face, whether it reads the fields or not
"""How checks are joined: AND, OR, NOT, distance, one sentence, one part of the mention."""

from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

from deutgo.understand.checks import Check, Fields, HasPrefix, HasWord, Hit
from deutgo.understand.document import Document
from deutgo.understand.lexeme import SURFACE


@dataclass(frozen=True, kw_only=True)
class Close:
    """Left and right with at most `distance` 어절 strictly between, not overlapping."""

    cost: ClassVar[int] = 5
    left: Check
    right: Check
    distance: int
    ordered: bool

    def test(self, document: Document, fields: Fields) -> bool:
        """Tell whether such a pair exists."""
        quick = self._quickly(document.encoded)
        if quick is not None:
            return quick
        if not (self.left.test(document, fields) and self.right.test(document, fields)):
            return False
        return bool(self._pairs(document, fields, first_only=True))

    @cached_property
    def needles(self) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
        """What to look for in the encoded words when both sides are plain words; None when one is not."""
        left, right = _needles(self.left), _needles(self.right)
        return None if left is None or right is None else (left, right)

    def _quickly(self, encoded: str) -> bool | None:
        """Decide by the encoded words alone where that is certain: counting is ten times faster.

        Two words in different 어절 are as far apart as surfaces (` s`) begin between them. Uncertain are
        two words in one 어절, and a first word that may reach over into the next.
        """
        if self.needles is None:
            return None
        words = f" {encoded.partition(' g')[0]} "
        lefts = _found(words, self.needles[0])
        rights = _found(words, self.needles[1]) if lefts else []
        if not lefts or not rights:
            return False
        uncertain = False
        for one in lefts:
            for other in rights:
                first, second = (one, other) if one <= other else (other, one)
                apart = words.count(" s", first + 1, second + 2)
                if apart > self.distance + 2 or (self.ordered and other < one and apart):
                    continue
                if apart > 1 and apart <= self.distance + 1:
                    return True
                if apart == 1 and _written(words, first):
                    return True
                uncertain = True
        return None if uncertain else False

    def hits(self, document: Document, fields: Fields) -> list[Hit]:
        """Return each pair as one stretch of text."""
        return sorted(set(self._pairs(document, fields, first_only=False)))

    def _pairs(self, document: Document, fields: Fields, *, first_only: bool) -> list[Hit]:
        found: list[Hit] = []
        rights = self.right.hits(document, fields)
        for one in self.left.hits(document, fields):
            for other in rights:
                if other[1] >= one[3]:
                    gap = other[0] - one[2] - 1
                elif not self.ordered and one[1] >= other[3]:
                    gap = one[0] - other[2] - 1
                else:
                    continue
                if gap <= self.distance:
                    found.append(_joined(one, other))
                    if first_only:
                        return found
        return found


def _needles(check: Check) -> tuple[str, ...] | None:
    if isinstance(check, HasWord):
        return tuple(f" {token} " for token in check.tokens)
    if isinstance(check, HasPrefix) and len(check.text) <= SURFACE:
        return (f" {check.token}",)
    if isinstance(check, Any):
        several = [_needles(child) for child in check.children]
        if all(needles is not None for needles in several):
            return tuple(needle for needles in several for needle in needles or ())
    return None


def _found(words: str, needles: tuple[str, ...]) -> list[int]:
    """Return where the needles begin."""
    places = []
    for needle in needles:
        at = words.find(needle)
        while at >= 0:
            places.append(at)
            at = words.find(needle, at + 1)
    return places


def _written(words: str, at: int) -> bool:
    """Tell whether a word is written out in its own 어절, so that it cannot reach into the next."""
    form = words[at + 2 : words.index(" ", at + 1)]
    surface = words.rindex(" s", 0, at + 2)
    return form in words[surface + 2 : words.index(" ", surface + 1)]


def _joined(one: Hit, other: Hit) -> Hit:
    return min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3])


@dataclass(frozen=True, slots=True, kw_only=True)
class OneSentence:
    """Both sides in one sentence."""

    cost: ClassVar[int] = 5
    left: Check
    right: Check

    def test(self, document: Document, fields: Fields) -> bool:
        """Tell whether a sentence holds both."""
        return bool(self.hits(document, fields))

    def hits(self, document: Document, fields: Fields) -> list[Hit]:
        """Return each pair as one stretch of text."""
        sentences = document.sentences
        rights = self.right.hits(document, fields)
        return sorted(
            {
                _joined(one, other)
                for one in self.left.hits(document, fields)
                for other in rights
                if sentences[one[0]] == sentences[other[2]] and sentences[one[2]] == sentences[other[0]]
            }
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class All:
    """Every child holds."""

    cost: ClassVar[int] = 4
    children: tuple[Check, ...]

    def test(self, document: Document, fields: Fields) -> bool:
        """Tell whether all hold."""
        for child in self.children:  # noqa: SIM110 - a generator costs as much as the tests
            if not child.test(document, fields):
                return False
        return True

    def hits(self, document: Document, fields: Fields) -> list[Hit]:
        """Return the places of all children."""
        return [hit for child in self.children for hit in child.hits(document, fields)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Any:
    """One child at least holds."""

    cost: ClassVar[int] = 4
    children: tuple[Check, ...]

    def test(self, document: Document, fields: Fields) -> bool:
        """Tell whether any holds."""
        for child in self.children:  # noqa: SIM110
            if child.test(document, fields):
                return True
        return False

    def hits(self, document: Document, fields: Fields) -> list[Hit]:
        """Return the places of all children."""
        return [hit for child in self.children for hit in child.hits(document, fields)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Excluded:
    """The child does not hold."""

    cost: ClassVar[int] = 4
    child: Check

    def test(self, document: Document, fields: Fields) -> bool:
        """Tell whether the child fails."""
        return not self.child.test(document, fields)

    def hits(self, document: Document, fields: Fields) -> list[Hit]:
        """Return nothing: what is absent has no place."""
        return []


@dataclass(frozen=True, slots=True, kw_only=True)
class InPart:
    """The child holds within the title, or within the text below it."""

    cost: ClassVar[int] = 5
    part: str
    child: Check

    def test(self, document: Document, fields: Fields) -> bool:
        """Tell whether the child holds on that part alone."""
        part = self._part(document, fields)
        return part is not None and self.child.test(part, fields)

    def hits(self, document: Document, fields: Fields) -> list[Hit]:
        """Return the places, as offsets of the whole document."""
        part = self._part(document, fields)
        if part is None:
            return []
        if self.part == "title":
            return self.child.hits(part, fields)
        number, shift = document.cut(_title_length(fields))
        return [
            (hit[0] + number, hit[1] + shift, hit[2] + number, hit[3] + shift)
            for hit in self.child.hits(part, fields)
        ]

    def _part(self, document: Document, fields: Fields) -> Document | None:
        length = _title_length(fields)
        if not length:
            return None if self.part == "title" else document
        return document.title(length) if self.part == "title" else document.body(length)


def _title_length(fields: Fields) -> int:
    title = fields.get("title")
    return len(str(title)) if title else 0
