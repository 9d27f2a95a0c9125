"""Many saved queries against one document: an anchor picks the few that can match, the matcher decides.

A query's anchors are tokens of which every matching document has at least one. Which part of an AND makes
the better anchor depends on how common its words are, so the choice is made anew once enough documents have
been seen. It changes the speed and never the answer.
"""

from collections import Counter
from collections.abc import Mapping

from deutgo.understand.checks import Check, Fields, HasPhrase, HasPrefix, HasWord
from deutgo.understand.combine import All, Any, Close, InPart, OneSentence
from deutgo.understand.conditions import FieldCheck, plain
from deutgo.understand.document import Document
from deutgo.understand.lexeme import fold, pairs
from deutgo.understand.match import Matcher

LEARN_FROM = 2_000  # documents whose words are counted before anchors are chosen anew
_ANCHORED_FIELDS = ("source", "author", "board", "target", "lang", "sentiment", "intent", "offensive")
_FIELD_WEIGHT = 0.2  # guess: a field's value is shared by a fifth of the documents


class Percolator:
    """Named queries, ready for a stream of documents."""

    def __init__(self, queries: Mapping[str, Matcher]) -> None:
        self._names = list(queries)
        self._checks = [queries[name].check for name in self._names]
        self._seen = 0
        self._counts: Counter[str] = Counter()
        self._build()

    def names(self, document: Document, fields: Fields) -> list[str]:
        """Return the names of the queries that match, in the order they were given."""
        index, checks = self._index, self._checks
        tokens = document.tokens
        candidates = set(self._always)
        for token in index.keys() & tokens:
            candidates.update(index[token])
        for place in self._field_anchors:
            value = fields.get(place)
            if value is not None:
                candidates.update(index.get(_field_anchor(place, plain(value)), ()))
        if self._has_prefixes:
            for token in tokens:
                if token[:1] == "s":
                    candidates.update(index.get("^" + token[1:2], ()))
                    candidates.update(index.get("^" + token[1:3], ()))
        if self._seen < LEARN_FROM:
            self._learn(tokens)
        if not candidates:
            return []
        matched = [number for number in candidates if checks[number].test(document, fields)]
        matched.sort()
        return [self._names[number] for number in matched]

    def _learn(self, tokens: frozenset[str]) -> None:
        self._seen += 1
        self._counts.update(tokens)
        if self._seen == LEARN_FROM:
            self._build()
            self._counts.clear()

    def _build(self) -> None:
        self._index: dict[str, list[int]] = {}
        self._always: list[int] = []
        for number, check in enumerate(self._checks):
            anchors = self._anchors(check)
            if anchors is None:
                self._always.append(number)
                continue
            for anchor in anchors:
                self._index.setdefault(anchor, []).append(number)
        self._has_prefixes = any(anchor[0] == "^" for anchor in self._index)
        named = {anchor[1:].partition("=")[0] for anchor in self._index if anchor[0] == "="}
        self._field_anchors = [place for place in _ANCHORED_FIELDS if place in named]

    def _weight(self, anchors: frozenset[str]) -> float:
        """Guess which share of the documents has one of the anchors."""
        weight = 0.0
        for anchor in anchors:
            if anchor[0] == "=":
                weight += _FIELD_WEIGHT
            elif self._seen:
                weight += (self._counts[anchor] + 0.1) / self._seen
            else:
                weight += 0.3 ** min(len(anchor) - 1, 8)
        return weight

    def _anchors(self, check: Check) -> frozenset[str] | None:
        """Return tokens of which every match has at least one; None when there are none to name."""
        if isinstance(check, HasWord):
            return frozenset(check.tokens)
        if isinstance(check, HasPrefix):
            return frozenset(("^" + check.token[1:3],))
        if isinstance(check, HasPhrase):
            found = pairs(fold(check.text))
            return min((frozenset((pair,)) for pair in found), key=self._weight, default=None)
        if isinstance(check, FieldCheck):
            return _of_field(check)
        if isinstance(check, Any):
            return self._of_any(check)
        if isinstance(check, InPart):
            return self._anchors(check.child)
        needed: tuple[Check, ...] = ()
        if isinstance(check, All):
            needed = check.children
        elif isinstance(check, Close | OneSentence):
            needed = (check.left, check.right)
        choices = [anchors for child in needed if (anchors := self._anchors(child)) is not None]
        return min(choices, key=self._weight, default=None)

    def _of_any(self, check: Any) -> frozenset[str] | None:
        together: set[str] = set()
        for child in check.children:
            anchors = self._anchors(child)
            if anchors is None:
                return None
            together |= anchors
        return frozenset(together)


def _of_field(check: FieldCheck) -> frozenset[str] | None:
    if check.kind not in ("text", "label") or check.prefixes or check.column not in _ANCHORED_FIELDS:
        return None
    return frozenset(_field_anchor(check.column, value) for value in check.whole)


def _field_anchor(column: str, value: str) -> str:
    return f"={column}={value}"
