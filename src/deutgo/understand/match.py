"""The one exact matcher: whether a query matches a document, live, in history and in explanations.

The tree of a query becomes a tree of checks. A check answers `test` (does it hold) and, when it names
places in the text, `hits` (where). The full-text index only proposes; what is decided is decided here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict

from deutgo.listen.mention import Mention
from deutgo.listen.query.fields import depends_on_others
from deutgo.listen.query.traps import refuse
from deutgo.listen.query.tree import (
    And,
    Field,
    Near,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Sentence,
    Span,
    Term,
    Within,
)
from deutgo.understand.checks import Check, HasPhrase, HasPrefix, HasWord
from deutgo.understand.combine import All, Any, Close, Excluded, InPart, OneSentence
from deutgo.understand.conditions import FieldCheck
from deutgo.understand.document import Document
from deutgo.understand.lexeme import fold
from deutgo.understand.terms import phrase_breaks, tokens_of

Aliases = Mapping[str, Sequence[str]]
Fields = Mapping[str, object]


class Part(TypedDict):
    """One part of a query in an explanation; spans are code points of the text as given."""

    part: str
    matched: bool
    spans: list[list[int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Matcher:
    """A query made ready to be matched."""

    check: Check
    leaves: tuple[tuple[Span, Check], ...]

    def match(self, document: Document, fields: Fields) -> bool:
        """Decide whether the query matches. `fields` are those of `fields_of`; absent ones match nothing."""
        return self.check.test(document, fields)

    def explain(self, query: str, document: Document, fields: Fields) -> list[Part]:
        """Return for each part of `query` whether and where it holds, in the order of the query."""
        parts = []
        for span, check in self.leaves:
            hits = sorted({(hit[1], hit[3]) for hit in check.hits(document, fields)})
            parts.append(
                Part(
                    part=query[span[0] : span[1]],
                    matched=check.test(document, fields),
                    spans=[list(document.span(start, end)) for start, end in hits],
                )
            )
        return parts

    def spans(self, document: Document, fields: Fields) -> list[tuple[int, int]]:
        """Return the places to highlight: where the parts that are not excluded hold, merged."""
        found = sorted({(hit[1], hit[3]) for hit in self.check.hits(document, fields)})
        merged: list[tuple[int, int]] = []
        for start, end in found:
            if merged and start <= merged[-1][1]:
                merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
            else:
                merged.append((start, end))
        return [document.span(start, end) for start, end in merged]


def fields_of(mention: Mention, labels: Mapping[str, str | None] | None = None) -> dict[str, object]:
    """Return the fields that queries may name: the mention's own, and `sentiment`, `intent`, `offensive`.

    Instants are epoch seconds, as the store keeps them, so that live and history compare the same numbers.
    """
    return {
        "source": mention.source,
        "author": mention.author,
        "board": mention.board,
        "target": mention.target,
        "url": mention.url,
        "title": mention.title,
        "lang": mention.lang,
        "parent_id": mention.parent_id,
        "rating": mention.rating,
        "views": mention.views,
        "likes": mention.likes,
        "shares": mention.shares,
        "replies": mention.replies,
        "created_at": int(mention.created_at.timestamp()) if mention.created_at else None,
        "created_precision": mention.created_precision.value,
        **(labels or {}),
    }


def compile_query(node: Node, *, aliases: Aliases | None = None, now: datetime | None = None) -> Matcher:
    """Make a query's tree ready to match; raises `BadQuery` for an unknown alias.

    `aliases` maps a name to its other spellings. `now` is what `age:` counts from; without it `age:` and
    what depends on other mentions is refused, because a saved query must not change its mind.
    """
    compiler = _Compiler(aliases or {}, now)
    check = compiler.check(node)
    return Matcher(check=check, leaves=tuple(compiler.leaves))


class _Compiler:
    def __init__(self, aliases: Aliases, now: datetime | None) -> None:
        self.aliases = {fold(name.strip()): tuple(others) for name, others in aliases.items()}
        self.now = now
        self.leaves: list[tuple[Span, Check]] = []

    def check(self, node: Node) -> Check:
        """Return the check for a node; leaves are noted for explanations."""
        if isinstance(node, And):
            return All(children=tuple(sorted(map(self.check, node.children), key=lambda check: check.cost)))
        if isinstance(node, Or):
            return Any(children=tuple(map(self.check, node.children)))
        if isinstance(node, Not):
            return Excluded(child=self.check(node.child))
        if isinstance(node, Near):
            return self._noted(
                node.span,
                Close(
                    left=self.check(node.left),
                    right=self.check(node.right),
                    distance=node.distance,
                    ordered=node.ordered,
                ),
            )
        if isinstance(node, Sentence):
            return self._noted(
                node.span, OneSentence(left=self.check(node.left), right=self.check(node.right))
            )
        if isinstance(node, Within):
            return InPart(part=node.part, child=self.check(node.child))
        return self._noted(node.span, self._leaf(node))

    def _noted(self, span: Span, check: Check) -> Check:
        self.leaves.append((span, check))
        return check

    def _leaf(self, node: Term | Phrase | Prefix | Field) -> Check:
        if isinstance(node, Prefix):
            return HasPrefix.of(node.text)
        if isinstance(node, Phrase):
            others = () if node.cased else self.aliases.get(fold(node.text.strip()), ())
            return _any([HasPhrase.of(node.text, cased=node.cased), *map(_spelling, others)])
        if isinstance(node, Term):
            others = self.aliases.get(fold(node.text), ())
            return _any([_word(node.text), *map(_spelling, others)])
        if node.name == "alias":
            name = str(node.values[0])
            if fold(name) not in self.aliases:
                raise refuse("unknown_alias", node.span, name=name)
            return _any([_spelling(text) for text in (name, *self.aliases[fold(name)])])
        if node.name == "age" and self.now is None:
            raise refuse("now_in_topic", node.span, name=node.name)
        if depends_on_others(node.name, node.values) and self.now is None:
            raise refuse("others_in_topic", node.span, name=node.name)
        if node.name == "is":
            return _any([_of_relation(str(value)) for value in node.values])
        if node.name == "type":
            return _any([_of_type(str(value)) for value in node.values])
        return FieldCheck.of(node, now=self.now)


def _of_relation(value: str) -> Check:
    if value == "copy":
        return FieldCheck.told("copy_of")
    return FieldCheck.told("parent_id", told=value == "reply")


def _of_type(value: str) -> Check:
    """Say what makes a mention a review (it rates), a comment (it is about something) or a post."""
    rated, answers, about = FieldCheck.told("rating"), FieldCheck.told("parent_id"), FieldCheck.told("target")
    if value == "review":
        return rated
    comment = Any(children=(answers, about))
    return All(children=(Excluded(child=rated), comment if value == "comment" else Excluded(child=comment)))


def _word(text: str) -> Check:
    tokens = tokens_of(text)
    if not tokens:
        return HasPhrase.of(text)
    breaks = phrase_breaks(text)
    word = HasWord(tokens=tokens)
    return word if breaks is None else Any(children=(word, HasPhrase.named(text, breaks)))


def _spelling(text: str) -> Check:
    stripped = text.strip()
    if stripped.endswith("*") and len(stripped) > 1:
        return HasPrefix.of(stripped.rstrip("*"))
    return _word(stripped)


def _any(checks: list[Check]) -> Check:
    """Join alternatives; words merge into one lookup."""
    words = [check for check in checks if isinstance(check, HasWord)]
    rest = [check for check in checks if not isinstance(check, HasWord)]
    if words:
        tokens = tuple(dict.fromkeys(token for check in words for token in check.tokens))
        rest.insert(0, HasWord(tokens=tokens))
    return rest[0] if len(rest) == 1 else Any(children=tuple(rest))
