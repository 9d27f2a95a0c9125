"""Mutations: a rumour's wordings as a tree, with what each changed in meaning."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from deutgo.detect.copies import Copy, CopyFinder
from deutgo.detect.differs import Difference
from deutgo.listen.mention import Mention

_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """One wording of a text: its first mention, how often it was repeated, and what it was made from."""

    first: Mention
    parent_id: str | None
    similarity: float
    differs: tuple[Difference, ...]
    mention_count: int
    author_count: int
    first_at: datetime | None
    last_at: datetime | None
    depth: int

    @property
    def id(self) -> str:
        """Return the id of the wording's first mention."""
        return self.first.id


@dataclass(frozen=True, slots=True, kw_only=True)
class MutationTree:
    """All wordings of one text, parents before children, in time order."""

    wordings: tuple[Wording, ...]

    @property
    def mention_count(self) -> int:
        """Return how many mentions the whole tree holds."""
        return sum(wording.mention_count for wording in self.wordings)

    @property
    def changed(self) -> tuple[Wording, ...]:
        """Return the wordings that changed a meaning, not only letters."""
        return tuple(wording for wording in self.wordings if wording.differs)


def mutation_trees(mentions: Iterable[Mention], *, least: int = 2) -> list[MutationTree]:
    """Group mentions into trees of wordings; only trees of at least `least` mentions, the largest first.

    Wordings with one fold are one, unless a number, negation, hedge, name or date differs.
    """
    by_key = {f"{mention.source}\x1f{mention.id}": mention for mention in sorted(mentions, key=_moment)}
    finder = CopyFinder()
    found = finder.add([(key, mention.text) for key, mention in by_key.items() if mention.text.strip()])
    wording_of: dict[str, str] = {}  # mention key → key of the wording it repeats
    exact: dict[str, str] = {}  # text without spaces → wording
    made: dict[str, Copy] = {}
    repeats: dict[str, list[Mention]] = {}
    for copy in found:
        text = _SPACE.sub("", by_key[copy.id].text)
        known = exact.get(text)
        if known is None and copy.copy_of is not None and copy.similarity == 1.0 and not copy.differs:
            known = wording_of[copy.copy_of]
        if known is None:
            known, made[copy.id] = copy.id, copy
        wording_of[copy.id] = exact[text] = known
        repeats.setdefault(known, []).append(by_key[copy.id])
    trees: dict[str, list[Wording]] = {}
    depth: dict[str, int] = {}
    for key, copy in made.items():
        parent = wording_of[copy.copy_of] if copy.copy_of is not None else None
        depth[key] = depth[parent] + 1 if parent is not None else 0
        parent_id = by_key[parent].id if parent is not None else None
        wording = _wording(by_key[key], parent_id, copy, repeats[key], depth[key])
        trees.setdefault(copy.cluster, []).append(wording)
    grown = [MutationTree(wordings=tuple(wordings)) for wordings in trees.values()]
    return sorted(
        (tree for tree in grown if tree.mention_count >= least), key=lambda tree: -tree.mention_count
    )


def _moment(mention: Mention) -> tuple[bool, float]:
    """Sort by time; mentions without one come last, as they were observed."""
    moment = mention.created_at or mention.observed_at
    return (moment is None, moment.timestamp() if moment else 0.0)


def _wording(
    first: Mention, parent_id: str | None, copy: Copy, repeats: list[Mention], depth: int
) -> Wording:
    times = [mention.created_at for mention in repeats if mention.created_at is not None]
    return Wording(
        first=first,
        parent_id=parent_id,
        similarity=copy.similarity,
        differs=copy.differs,
        mention_count=len(repeats),
        author_count=len({mention.author for mention in repeats if mention.author}),
        first_at=min(times, default=None),
        last_at=max(times, default=None),
        depth=depth,
    )
