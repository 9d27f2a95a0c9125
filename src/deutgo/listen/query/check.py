"""The linter of queries: what is wrong, what is risky, and what would be better.

It needs no text analysis, so that a query can be checked while it is typed.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from deutgo.errors import BadQuery
from deutgo.listen.query.everyday import ALSO_NAMES, IN_ANY_TEXT, LIKE_PARTICLES
from deutgo.listen.query.fields import depends_on_others
from deutgo.listen.query.parser import parse_query
from deutgo.listen.query.traps import BY_CODE, ERROR, message_of
from deutgo.listen.query.tree import (
    And,
    Field,
    Near,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Query,
    Sentence,
    Span,
    Term,
    Within,
    children_of,
    walk,
)

_PARTICLE = re.compile(
    "(?P<stem>[가-힣A-Za-z0-9]{2,}?)"
    "(?:에서는|에서도|에게서|으로는|에서|에게|한테|으로|이랑|까지|부터|은|는|을|를|의|가(?<=[A-Za-z]가))"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One finding; `start` and `end` are code points of the query, `suggestion` a whole better query."""

    code: str
    severity: str
    start: int
    end: int
    message: str
    suggestion: str | None = None


def check_query(
    text: str, *, aliases: Mapping[str, Sequence[str]] | None = None, topic: bool = False
) -> list[Finding]:
    """Check a query and return what was found, in the order of the text.

    `topic` says that it is to be saved. A query that cannot be asked has one finding of severity `error`.
    """
    try:
        query = parse_query(text)
    except BadQuery as error:
        return [_of_error(error)]
    notes = [_finding(note.code, note.span, note.facts, note.suggestion) for note in query.notes]
    found = [*_once(notes), *_look(query, aliases or {}, topic=topic)]
    return sorted(found, key=lambda finding: (finding.start, finding.end, finding.code))


def _once(notes: list[Finding]) -> Iterator[Finding]:
    """Say once that side by side means AND, however many words there are.

    Beside a lower-case operator it is not said: putting AND next to `and` would be no help.
    """
    adjacent = any(finding.code == "lower_case_operator" for finding in notes)
    for finding in notes:
        if finding.code == "adjacency":
            if adjacent:
                continue
            adjacent = True
        yield finding


def _of_error(error: BadQuery) -> Finding:
    facts = error.facts
    suggestion = facts.get("suggestion")
    return Finding(
        code=str(facts["problem"]),
        severity=ERROR,
        start=int(str(facts["start"])),
        end=int(str(facts["end"])),
        message=str(facts["reason"]),
        suggestion=str(suggestion) if suggestion else None,
    )


def _finding(code: str, span: Span, facts: dict[str, str], suggestion: str | None = None) -> Finding:
    return Finding(
        code=code,
        severity=BY_CODE[code].severity,
        start=span[0],
        end=span[1],
        message=message_of(code, facts),
        suggestion=suggestion,
    )


def _look(query: Query, aliases: Mapping[str, Sequence[str]], *, topic: bool) -> Iterator[Finding]:
    guarded = _guarded(query.tree)
    for node in walk(query.tree):
        if isinstance(node, Term):
            yield from _of_term(query, node, guarded=id(node) in guarded)
        elif isinstance(node, Prefix) and len(node.text) < 2:
            yield _finding("wildcard_too_short", node.span, {"word": node.text})
        elif isinstance(node, Field):
            yield from _of_field(node, aliases, topic=topic)
        elif isinstance(node, Or):
            yield from _of_or(query, node)
        elif isinstance(node, And):
            yield from _of_and(query, node)
    if isinstance(query.tree, Term) and query.tree.text in IN_ANY_TEXT:
        yield _finding("wide_scope", query.tree.span, {"word": query.tree.text})


def _guarded(tree: Node) -> frozenset[int]:
    """Return the ids of the nodes that another word stands by, or that are excluded."""
    inside: set[int] = set()
    for node in walk(tree):
        if isinstance(node, Near | Sentence | Not):
            inside.update(id(below) for below in walk(node))
        elif isinstance(node, And):
            words = [child for child in node.children if not isinstance(child, Not | Field)]
            if len(words) > 1:
                inside.update(id(below) for word in words for below in walk(word))
    return frozenset(inside)


def _of_term(query: Query, node: Term, *, guarded: bool) -> Iterator[Finding]:
    text, (start, end) = node.text, node.span
    if len(text) == 1 and not guarded:
        yield _finding("one_syllable", node.span, {"word": text}, _with_context(query, node))
    if text in ALSO_NAMES and not guarded:
        yield _finding("common_noun", node.span, {"word": text}, _with_context(query, node))
    particle = _PARTICLE.fullmatch(text)
    if particle and not text.endswith(LIKE_PARTICLES):
        better = particle["stem"]
        whole = query.text[:start] + better + query.text[end:]
        yield _finding("particle_left", node.span, {"word": text, "better": better}, whole)


def _with_context(query: Query, node: Term) -> str:
    """Offer a guard: the word near others that the person fills in."""
    start, end = node.span
    return f"{query.text[:start]}{node.text} NEAR/5 (○○ OR ○○){query.text[end:]}"


def _of_field(node: Field, aliases: Mapping[str, Sequence[str]], *, topic: bool) -> Iterator[Finding]:
    if node.name == "alias" and str(node.values[0]) not in aliases:
        yield _finding("unknown_alias", node.span, {"name": str(node.values[0])})
    if node.name == "age" and topic:
        yield _finding("now_in_topic", node.span, {"name": node.name})
    if topic and depends_on_others(node.name, node.values):
        yield _finding("others_in_topic", node.span, {"name": node.name})


def _of_or(query: Query, node: Or) -> Iterator[Finding]:
    seen: dict[object, Node] = {}
    for child in node.children:
        key = _key(child)
        if key in seen:
            yield _finding("duplicate", child.span, {"word": _part(query, child)})
        seen.setdefault(key, child)
    for child in node.children:
        for wider in _widening(child):
            if wider in seen and seen[wider] is not child:
                facts = {"word": _part(query, child), "wider": _part(query, seen[wider])}
                yield _finding("subsumed", child.span, facts)
                break


def _widening(node: Node) -> Iterator[object]:
    """Yield the keys of what a node's matches all match too."""
    if isinstance(node, And):
        yield from (_key(child) for child in node.children)
    elif isinstance(node, Near | Sentence):
        yield from (_key(node.left), _key(node.right))
    elif isinstance(node, Prefix):
        yield from (("prefix", node.text[:size].lower()) for size in range(1, len(node.text)))


def _of_and(query: Query, node: And) -> Iterator[Finding]:
    seen: set[object] = set()
    wanted = {_key(child) for child in node.children if not isinstance(child, Not)}
    for child in node.children:
        key = _key(child)
        if key in seen:
            yield _finding("duplicate", child.span, {"word": _part(query, child)})
        seen.add(key)
        if isinstance(child, Not) and (_key(child.child) in wanted or _excludes_all(child.child, wanted)):
            yield _finding("never_matches", child.span, {"word": _part(query, child.child)})


def _excludes_all(node: Node, wanted: set[object]) -> bool:
    return isinstance(node, Or) and any(_key(child) in wanted for child in node.children)


def _part(query: Query, node: Node) -> str:
    return query.text[node.span[0] : node.span[1]]


def _key(node: Node) -> object:
    """Return what two nodes share when they ask the same; order in AND and OR does not matter."""
    if isinstance(node, Term):
        return ("term", node.text.lower())
    if isinstance(node, Phrase):
        return ("phrase", node.text if node.cased else node.text.lower(), node.cased)
    if isinstance(node, Prefix):
        return ("prefix", node.text.lower())
    if isinstance(node, Field):
        return ("field", node.name, node.operator, node.values, node.upper)
    below = tuple(_key(child) for child in children_of(node))
    if isinstance(node, And | Or):
        return (type(node).__name__, frozenset(below))
    if isinstance(node, Near):
        return ("near", node.distance, node.ordered, below if node.ordered else frozenset(below))
    if isinstance(node, Within):
        return ("within", node.part, below)
    return (type(node).__name__, below)
