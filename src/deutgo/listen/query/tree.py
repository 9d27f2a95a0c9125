"""The query as a tree: what was asked, independent of how it is answered."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

Span = tuple[int, int]  # code points of the query string, half-open


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A bare word: any inflection of it."""

    text: str
    span: Span = (0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """A surface string; whitespace in it stands for zero or more. `cased`: A is not a."""

    text: str
    cased: bool = False
    span: Span = (0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Prefix:
    """An 어절 that begins with `text`."""

    text: str
    span: Span = (0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A condition on a field of the mention.

    `operator` is one of = > >= < <= and `..` (from `value` to `upper`, both included); `values` are
    alternatives of `=`. Numbers are floats, instants epoch seconds, clock times minutes of the day in Seoul.
    """

    name: str
    operator: str
    values: tuple[str | float, ...]
    upper: float | None = None
    span: Span = (0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Not:
    """Everything that `child` does not match."""

    child: "Node"
    span: Span = (0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class And:
    """All of `children`."""

    children: tuple["Node", ...]
    span: Span = (0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Or:
    """Any of `children`."""

    children: tuple["Node", ...]
    span: Span = (0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    """`left` and `right` with at most `distance` 어절 strictly between; `ordered` wants `left` first."""

    left: "Node"
    right: "Node"
    distance: int
    ordered: bool = False
    span: Span = (0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """Both sides in one sentence."""

    left: "Node"
    right: "Node"
    span: Span = (0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Within:
    """`child` in one part of the mention: `title` or `body`."""

    part: str
    child: "Node"
    span: Span = (0, 0)


Node: TypeAlias = Term | Phrase | Prefix | Field | Not | And | Or | Near | Sentence | Within


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Something the parser noticed on its way: a code of `deutgo.listen.query.traps`, where, and facts."""

    code: str
    span: Span
    facts: dict[str, str] = field(default_factory=dict)
    suggestion: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A query string, read: its tree and what was noticed while reading."""

    text: str
    tree: Node
    notes: tuple[Note, ...] = ()


def children_of(node: Node) -> tuple[Node, ...]:
    """Return the nodes directly below."""
    if isinstance(node, And | Or):
        return node.children
    if isinstance(node, Not | Within):
        return (node.child,)
    if isinstance(node, Near | Sentence):
        return (node.left, node.right)
    return ()


def walk(node: Node) -> Iterator[Node]:
    """Yield a node and everything below it, left to right."""
    yield node
    for child in children_of(node):
        yield from walk(child)


def holds_on_nothing(node: Node) -> bool:
    """Tell whether a text without any of the query's words would match: then it only excludes."""
    if isinstance(node, Not):
        return not holds_on_nothing(node.child)
    if isinstance(node, And):
        return all(holds_on_nothing(child) for child in node.children)
    if isinstance(node, Or):
        return any(holds_on_nothing(child) for child in node.children)
    return False
