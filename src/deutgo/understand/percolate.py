"""Many saved queries against one document: tokens rule out nearly all, the matcher decides the rest.

Few queries are looked up by one anchor each. Many are counted at once: every token of the document says
which groups of which branches it satisfies (`deutgo.understand.anchors`), and a branch is left when all its
groups are. Both ways only spare work; the answer is that of matching each query alone.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from deutgo.understand.anchors import Anchor, Branch, anchors_of, asked_of, branches_of, needs_of, renamed
from deutgo.understand.checks import Check, Fields, HasPhrase
from deutgo.understand.combine import Close, OneSentence
from deutgo.understand.conditions import FieldCheck
from deutgo.understand.document import Document
from deutgo.understand.match import Matcher

MANY = 200  # below this, counting costs more than looking up

Numbers = NDArray[np.int32]
NamedCheck = HasPhrase | Close | OneSentence | FieldCheck


class Percolator:
    """Named queries, ready for a stream of documents."""

    def __init__(self, queries: Mapping[str, Matcher]) -> None:
        self._names = list(queries)
        self._checks = [queries[name].check for name in self._names]
        branches = [branches_of(check) for check in self._checks]
        distances = asked_of(chain.from_iterable(branches)).distances
        near = [needs_of(check) for check in distances]
        phrases = asked_of(chain.from_iterable(chain(branches, near))).phrases
        worded = [needs_of(check) for check in phrases]
        self._asked = asked_of(chain.from_iterable(chain(branches, near, worded)))
        names: dict[Anchor, str] = {}
        self._conditions = _named("?", self._asked.conditions, names)
        phrased, placed = _named("!", phrases, names), _named("~", distances, names)
        # phrases first: a distance may need one, a query either
        self._stages = [(phrased, _Few(_renamed(worded, names))), (placed, _Few(_renamed(near, names)))]
        chosen = _renamed(branches, names)
        self._chosen = _Counted(chosen) if len(chosen) > MANY else _Few(chosen)

    def names(self, document: Document, fields: Fields) -> list[str]:
        """Return the names of the queries that match, in the order they were given."""
        anchors = anchors_of(document, fields, self._asked)
        anchors.update(name for name, check in self._conditions if check.test(document, fields))
        for named, finder in self._stages:
            if named:
                _, possible = finder.candidates(anchors)
                found = map(named.__getitem__, possible)
                anchors.update([name for name, check in found if check.test(document, fields)])
        sure, unsure = self._chosen.candidates(anchors)
        checks: list[Check] = self._checks
        matched = sure | {number for number in unsure - sure if checks[number].test(document, fields)}
        return [self._names[number] for number in sorted(matched)]


def _named(sign: str, checks: Sequence[NamedCheck], names: dict[Anchor, str]) -> list[tuple[str, NamedCheck]]:
    """Give each check a short name, and note it in `names`."""
    found = [(f"{sign}{number}", check) for number, check in enumerate(checks)]
    names.update((check, name) for name, check in found)
    return found


def _renamed(ways: list[list[Branch]], names: Mapping[Anchor, str]) -> list[list[Branch]]:
    return [[renamed(way, names) for way in several] for several in ways]


class _Few:
    """Looks queries up by the rarest group of each branch, and asks for its other groups one by one."""

    def __init__(self, branches: list[list[Branch]]) -> None:
        every = chain.from_iterable(branches)
        shared = Counter(anchor for way in every for group in way.groups for anchor in group)
        self._always: set[int] = set()
        self._index: dict[Anchor, list[tuple[int, frozenset[Anchor], list[frozenset[Anchor]]]]] = {}
        for number, ways in enumerate(branches):
            for way in ways:
                if not way.groups:
                    self._always.add(number)
                    continue
                rarest = min(
                    way.groups, key=lambda group: _commonness(group) * sum(shared[each] for each in group)
                )
                rest = [group for group in way.groups if group is not rarest]
                alone = frozenset(chain.from_iterable(group for group in rest if len(group) == 1))
                several = [group for group in rest if len(group) > 1]
                for anchor in rarest:
                    self._index.setdefault(anchor, []).append((number, alone, several))
        self._anchors = frozenset(self._index)

    def candidates(self, anchors: set[Anchor]) -> tuple[set[int], set[int]]:
        """Return the queries that match for sure (none here), and those that may."""
        found = set(self._always)
        for anchor in self._anchors & anchors:
            for number, alone, several in self._index[anchor]:
                if alone <= anchors and not any(map(anchors.isdisjoint, several)):
                    found.add(number)
        return set(), found


def _commonness(group: frozenset[Anchor]) -> float:
    """Guess how many documents have one of the anchors: short words and field values are common."""
    return sum(
        0.3 ** min(len(anchor) - 1, 6) if isinstance(anchor, str) and anchor[0] != "=" else 0.5
        for anchor in group
    )


class _Counted:
    """Counts for every branch how many of its groups a document satisfies."""

    def __init__(self, branches: list[list[Branch]]) -> None:
        needed: list[int] = []
        owner: list[int] = []
        exact: list[bool] = []
        branch_of = [-1]  # a group that is always there, and another behind all: no run lacks a neighbour
        postings: dict[Anchor, list[int]] = {}
        forbidding: dict[Anchor, list[int]] = {}
        for number, ways in enumerate(branches):
            for way in ways:
                for group in way.groups:
                    for anchor in group:
                        postings.setdefault(anchor, []).append(len(branch_of))
                    branch_of.append(len(needed))
                for anchor in way.forbidden:
                    forbidding.setdefault(anchor, []).append(len(needed))
                owner.append(number)
                exact.append(way.exact)
                needed.append(len(way.groups))
        self._needed = np.array(needed, dtype=np.int32)
        self._always = np.flatnonzero(self._needed == 0).astype(np.int32)
        self._owner = np.array(owner, dtype=np.int32)
        self._exact = np.array(exact, dtype=np.bool_)
        self._branch_of = np.array([*branch_of, len(needed)], dtype=np.int32)
        self._postings = {anchor: np.array(of, dtype=np.int32) for anchor, of in postings.items()}
        self._forbidding = {anchor: np.array(of, dtype=np.int32) for anchor, of in forbidding.items()}
        self._wanted, self._unwanted = frozenset(postings), frozenset(forbidding)
        self._killed = np.zeros(len(needed), dtype=np.bool_)
        self._flags = np.zeros(len(self._branch_of), dtype=np.bool_)
        self._flags[[0, -1]] = True

    def candidates(self, anchors: set[Anchor]) -> tuple[set[int], set[int]]:
        """Return the queries that match for sure, and those that may."""
        groups = _of(self._postings, self._wanted & anchors)
        self._flags[groups] = True  # a group counts once, however many of its anchors are there
        distinct = self._flags.nonzero()[0]
        self._flags[groups] = False
        # the groups of a branch are neighbours: each run of one number is a branch and its count
        branches = self._branch_of.take(distinct)
        last = (branches[1:] != branches[:-1]).nonzero()[0]
        touched = branches.take(last[1:])
        left = touched[last[1:] - last[:-1] == self._needed.take(touched)]
        if len(self._always):
            left = np.concatenate([left, self._always])
        forbidden = _of(self._forbidding, self._unwanted & anchors)
        if len(forbidden):
            self._killed[forbidden] = True
            left = left[~self._killed[left]]
            self._killed[forbidden] = False
        exact = self._exact[left]
        owner = self._owner[left]
        return set(owner[exact].tolist()), set(owner[~exact].tolist())


def _of(index: dict[Anchor, Numbers], anchors: frozenset[Anchor]) -> Numbers:
    return np.concatenate([index[anchor] for anchor in anchors]) if anchors else np.empty(0, dtype=np.int32)
