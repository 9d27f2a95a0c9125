# ruff: noqa: ARG002 - every check has the same face, whether it reads the text or not
"""Conditions on the fields of a mention: source, author, labels, counts, times."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from deutgo.listen.query.fields import BY_NAME
from deutgo.listen.query.tree import Field
from deutgo.understand.checks import Fields, Hit
from deutgo.understand.document import Document

KST_SECONDS = 9 * 3600
_UPPER = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}


def plain(value: object) -> str:
    """Return a field's value as it is compared: as SQLite's NOCASE does, ASCII letters in lower case."""
    return str(value).translate(_UPPER)


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldCheck:
    """A condition on a field of the mention; a field that is absent never holds."""

    cost: ClassVar[int] = 1
    column: str
    kind: str
    operator: str
    values: tuple[str | float, ...]
    upper: float | None = None
    whole: frozenset[str] = field(default_factory=frozenset)
    prefixes: tuple[str, ...] = ()

    @classmethod
    def of(cls, node: Field, *, now: datetime | None) -> "FieldCheck":
        """Make the check; instants are epoch seconds."""
        kind, column = BY_NAME[node.name].kind, node.name
        operator, values = node.operator, node.values
        if kind in ("since", "until", "clock"):
            column = "created_at"
        elif kind == "age":
            assert now is not None
            column, operator = "created_at", ">="
            values = (float(int(now.timestamp()) - int(float(node.values[0]))),)
        elif column == "parent":
            column = "parent_id"
        folded = [plain(value) for value in values] if kind in ("text", "label", "contains") else []
        return cls(
            column=column,
            kind=kind,
            operator=operator,
            values=tuple(folded) if folded else values,
            upper=node.upper,
            whole=frozenset(value for value in folded if not value.endswith("*")),
            prefixes=tuple(value.rstrip("*") for value in folded if value.endswith("*")),
        )

    @classmethod
    def told(cls, column: str, *, told: bool = True) -> "FieldCheck":
        """Make the check that a field is there, or that it is not."""
        return cls(column=column, kind="told", operator="=", values=("yes" if told else "no",))

    def test(self, document: Document, fields: Fields) -> bool:
        """Tell whether the field's value fits."""
        value = fields.get(self.column)
        if self.kind == "told":
            return (value not in (None, "")) == (self.values[0] == "yes")
        if value is None:
            return False
        if self.kind in ("text", "label"):
            folded = plain(value)
            return folded in self.whole or folded.startswith(self.prefixes)
        if self.kind == "contains":
            folded = plain(value)
            return any(str(part) in folded for part in self.values)
        if not isinstance(value, int | float):
            return False
        if self.kind == "clock":
            return fields.get("created_precision") == "instant" and self._in_clock(int(value))
        return self._compare(value)

    def _in_clock(self, second: int) -> bool:
        minute = (second + KST_SECONDS) // 60 % 1440
        start, end = float(self.values[0]), self.upper or 0.0
        return start <= minute < end if start <= end else minute >= start or minute < end

    def _compare(self, value: float) -> bool:
        bound = float(self.values[0])
        if self.operator == "..":
            return bound <= value <= (self.upper or 0.0)
        if self.operator == "=":
            return value == bound
        if self.operator == ">":
            return value > bound
        if self.operator == ">=":
            return value >= bound
        return value < bound if self.operator == "<" else value <= bound

    def hits(self, document: Document, fields: Fields) -> list[Hit]:
        """Return nothing: a field has no place in the text."""
        return []
