# ruff: noqa: ARG002 - every check has the same face, whether it reads the fields or not
"""How checks are joined: AND, OR, NOT, distance, one sentence, one part of the mention."""

from dataclasses import dataclass
from typing import ClassVar

from deutgo.understand.checks import Check, Fields, Hit
from deutgo.understand.document import Document


@dataclass(frozen=True, slots=True, kw_only=True)
class Close:
    """Left and right with at most `distance` 어절 strictly between, not overlapping."""

    cost: ClassVar[int] = 5
    left: Check
    right: Check
    distance: int
    ordered: bool

    def test(self, document: Document, fields: Fields) -> bool:
        """Tell whether such a pair exists."""
        if not (self.left.test(document, fields) and self.right.test(document, fields)):
            return False
        return bool(self._pairs(document, fields, first_only=True))

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
