"""What a document must have, and must not have, to match a query at all: sets of plain tokens.

An anchor is an index token, `^가나` for an 어절 that begins so, `=source=naver` for a field's value, or a
check itself: a condition on a field, a phrase or a distance, tested once a document however many queries
have it. A branch is one way to match: each of its groups must have an anchor in the document, and none of
`forbidden` may be there. A query whose branches are all exact is decided by that.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from deutgo.understand.checks import Check, Fields, HasPhrase, HasPrefix, HasWord
from deutgo.understand.combine import All, Any, Close, Excluded, InPart, OneSentence
from deutgo.understand.conditions import FieldCheck, plain
from deutgo.understand.document import Document
from deutgo.understand.lexeme import SURFACE, fold, pairs

FIELDS = ("source", "author", "board", "target", "lang", "sentiment", "intent", "offensive")
MOST_BRANCHES = 16  # a query with more ways to match is approximated

Placed = HasPhrase | Close | OneSentence
Anchor = str | FieldCheck | Placed


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """One way to match."""

    groups: tuple[frozenset[Anchor], ...] = ()
    forbidden: frozenset[Anchor] = frozenset()
    exact: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which kinds of anchors beside words any query asks for."""

    beginnings: tuple[int, ...]  # lengths of the beginnings of an 어절
    characters: bool  # for phrases of one character
    fields: tuple[str, ...]
    conditions: tuple[FieldCheck, ...]
    phrases: tuple[HasPhrase, ...]
    distances: tuple[Close | OneSentence, ...]


def anchors_of(document: Document, fields: Fields, asked: Asked) -> set[Anchor]:
    """Return a document's anchors, as far as any query asks for them."""
    found: set[Anchor] = set(document.tokens)
    if asked.beginnings:
        surfaces = f" {document.encoded}".split(" s")[1:]  # each with what follows it
        for length in asked.beginnings:
            found.update(["^" + surface[:length] for surface in surfaces])
    if asked.characters:
        found.update("·" + char for char in set(document.folded))
    for name in asked.fields:
        value = fields.get(name)
        if value is not None:
            found.add(_anchor_of_value(name, value))
    return found


def branches_of(check: Check) -> list[Branch]:
    """Return the ways to match; one without groups where nothing can be said."""
    if isinstance(check, Any):
        found = [branch for child in check.children for branch in branches_of(child)]
        return found if len(found) <= MOST_BRANCHES else [_widest(found)]
    if isinstance(check, All):
        return _of_all(check)
    if isinstance(check, Excluded):
        return [_of_excluded(check.child)]
    if isinstance(check, InPart):
        kept = branches_of(check.child)
        return [Branch(groups=branch.groups) for branch in kept]
    return [_of_leaf(check)]


def needs_of(check: Placed) -> list[Branch]:
    """Return what must be there for a phrase or a distance to be worth a look."""
    if isinstance(check, HasPhrase):
        folded = fold(check.text)
        wanted = list(dict.fromkeys(pairs(folded))) or ["·" + folded]
        return [Branch(groups=tuple(frozenset((anchor,)) for anchor in wanted))]
    found = []
    for left, right in product(*(branches_of(side) for side in (check.left, check.right))):
        groups = [group for group in (*left.groups, *right.groups) if _plain(group)]
        found.append(Branch(groups=tuple(dict.fromkeys(groups))))
    return found


def renamed(branch: Branch, names: Mapping[Anchor, str]) -> Branch:
    """Write checks by short names: a check's hash costs as much as looking at a document."""
    groups = tuple(frozenset(names.get(anchor, anchor) for anchor in group) for group in branch.groups)
    forbidden = frozenset(names.get(anchor, anchor) for anchor in branch.forbidden)
    return Branch(groups=groups, forbidden=forbidden, exact=branch.exact)


def _plain(group: frozenset[Anchor]) -> bool:
    return not any(isinstance(anchor, Close | OneSentence) for anchor in group)


def _of_all(check: All) -> list[Branch]:
    """Combine the ways of each child; too many are melted into their common needs."""
    choices = [branches_of(child) for child in check.children]
    total = 1
    for number, branches in enumerate(choices):
        total *= len(branches)
        if total > MOST_BRANCHES:
            choices[number] = [_widest(branches)]
            total //= len(branches)
    return [_joined(parts) for parts in product(*choices)]


def _joined(parts: tuple[Branch, ...]) -> Branch:
    return Branch(
        groups=tuple(dict.fromkeys(group for part in parts for group in part.groups)),
        forbidden=frozenset().union(*(part.forbidden for part in parts)),
        exact=all(part.exact for part in parts),
    )


def _widest(branches: list[Branch]) -> Branch:
    """Return one branch that lets everything through that any of these does."""
    together: set[Anchor] = set()
    for branch in branches:
        if not branch.groups:
            return Branch()
        together |= min(branch.groups, key=len)
    simple = all(branch.exact and len(branch.groups) == 1 and not branch.forbidden for branch in branches)
    return Branch(groups=(frozenset(together),), exact=simple)


def _of_excluded(check: Check) -> Branch:
    """Forbid what decides the child by itself; anything else is left to the matcher."""
    branches = branches_of(check)
    single = all(branch.exact and len(branch.groups) == 1 and not branch.forbidden for branch in branches)
    if not single:
        return Branch()
    return Branch(forbidden=frozenset().union(*(branch.groups[0] for branch in branches)), exact=True)


def _of_leaf(check: Check) -> Branch:
    if isinstance(check, HasWord):
        return Branch(groups=(frozenset(check.tokens),), exact=True)
    if isinstance(check, HasPrefix):
        anchor = check.token[1 : 1 + SURFACE]
        return Branch(groups=(frozenset((f"^{anchor}",)),), exact=len(check.text) <= SURFACE)
    if isinstance(check, HasPhrase | Close | OneSentence):
        return Branch(groups=(frozenset((check,)),), exact=True)
    if isinstance(check, FieldCheck):
        plainly = check.kind in ("text", "label") and not check.prefixes and check.column in FIELDS
        values = (_field_anchor(check.column, value) for value in check.whole)
        return Branch(groups=(frozenset(values if plainly else (check,)),), exact=True)
    return Branch()


def asked_of(branches: Iterable[Branch]) -> Asked:
    """Return which kinds of anchors the queries ask for."""
    anchors: set[Anchor] = set()
    for branch in branches:
        anchors.update(branch.forbidden, *branch.groups)
    words = [anchor for anchor in anchors if isinstance(anchor, str)]
    named = {anchor[1:].partition("=")[0] for anchor in words if anchor[0] == "="}
    return Asked(
        beginnings=tuple({len(anchor) - 1 for anchor in words if anchor[0] == "^"}),
        characters=any(anchor[0] == "·" for anchor in words),
        fields=tuple(name for name in FIELDS if name in named),
        conditions=tuple(anchor for anchor in anchors if isinstance(anchor, FieldCheck)),
        phrases=tuple(anchor for anchor in anchors if isinstance(anchor, HasPhrase)),
        distances=tuple(anchor for anchor in anchors if isinstance(anchor, Close | OneSentence)),
    )


@lru_cache(maxsize=10_000, typed=True)
def _anchor_of_value(column: str, value: object) -> str:
    return _field_anchor(column, plain(value))


def _field_anchor(column: str, value: str) -> str:
    return f"={column}={value}"
