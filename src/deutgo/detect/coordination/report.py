"""The report: groups with their evidence, each account's score, and the check of the null."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from deutgo.detect.coordination.actions import Actions, Post, arrange
from deutgo.detect.coordination.evidence import (
    Pairs,
    Ruler,
    candidates,
    measure_chance,
    weigh,
)
from deutgo.detect.coordination.explain import Doubt, Likeness, Ordinary, doubts, explain, likeness
from deutgo.detect.coordination.groups import STRANGERS, Group, discoveries, find_groups
from deutgo.detect.coordination.phrases import with_phrases
from deutgo.detect.fold import Index

SHOWN_POSTS = 12
SHOWN_PAIRS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One joint event: who posted what at one object, seconds after the first; `crowd` counts everybody."""

    object: str
    at: float
    seconds: float
    account_count: int
    crowd: int
    similarity: float
    posts: tuple[Post, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """Two posts that met: at one object, or in nearly the same words; the first is not the later one."""

    first: Post
    second: Post
    similarity: float

    @property
    def gap_seconds(self) -> float:
        """Return the seconds between the two posts."""
        return self.second.at - self.first.at


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two accounts of a group and every place where they met, with the log10 p of meeting so often."""

    accounts: tuple[str, str]
    log10_p: float
    meetings: tuple[Meeting, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Coordination:
    """함께 움직인 흔적: accounts that met more often than chance allows. A lead, never a verdict."""

    accounts: tuple[str, ...]
    log10_p: float
    moments: tuple[Moment, ...]
    pairs: tuple[Pair, ...]  # the strongest few
    ordinary: Ordinary | None
    doubts: tuple[Doubt, ...]
    copied: float
    own: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """The null, checked: edges found against edges found after accounts were exchanged within their time."""

    claimed: float
    observed_edges: int
    null_edges: float

    @property
    def false_share(self) -> float:
        """Return the share of edges that exchange alone makes."""
        return self.null_edges / self.observed_edges if self.observed_edges else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Groups, the strongest first; score and group number (None: none) of every account."""

    groups: tuple[Coordination, ...]
    scores: dict[str, float]
    group_of: dict[str, int]
    check: Check | None


def find_coordination(
    posts: Sequence[Post], *, own: Collection[str] = (), permutations: int = 0, seed: int = 0
) -> Report:
    """Find accounts that act together more than chance allows.

    `own` are accounts known as ours: a group that has some of them is named as our own side (R4-07).
    `permutations` repeats the search with accounts exchanged within their stretch of time.
    """
    if not posts:
        return Report(groups=(), scores={}, group_of={}, check=None)
    actions = arrange(
        [post.account for post in posts],
        [post.object for post in posts],
        [post.text for post in posts],
        np.array([post.at for post in posts], dtype=np.float64),
    )
    base, actions = actions, with_phrases(actions)
    found = candidates(actions, actions.account)
    ruler = measure_chance(base, found.gaps, seed)
    pairs = weigh(actions, actions.account, found, ruler)
    total = len(actions.accounts)
    groups, texts = find_groups(actions, pairs, ruler), [post.text for post in posts]
    told = [_tell(actions, group, pairs, posts, texts, frozenset(own)) for group in groups]
    check = _check(actions, pairs, ruler, permutations, seed) if permutations else None
    scores = _pair_scores(actions, pairs)
    group_of: dict[str, int] = {}
    for number, (group, story) in enumerate(zip(groups, told, strict=True), start=1):
        if story.ordinary is not None or story.doubts:
            continue
        for member, log10_p in zip(group.members, group.member_log10_p, strict=True):
            name = actions.accounts[member]
            scores[name] = round(float(-log10_p), 3)
            group_of[name] = number
    assert len(scores) == total
    return Report(groups=tuple(told), scores=scores, group_of=group_of, check=check)


def _pair_scores(actions: Actions, pairs: Pairs) -> dict[str, float]:
    """Score each account by its best pair, capped where evidence that a group did not confirm must end."""
    cap = -np.log10(STRANGERS / max(len(actions.accounts), 1))
    best = np.zeros(len(actions.accounts))
    np.maximum.at(best, pairs.one, -pairs.log10_p)
    np.maximum.at(best, pairs.other, -pairs.log10_p)
    capped = np.minimum(best, cap * 0.99)
    return {name: round(float(score), 3) for name, score in zip(actions.accounts, capped, strict=True)}


def _tell(
    actions: Actions,
    group: Group,
    pairs: Pairs,
    posts: Sequence[Post],
    texts: list[str],
    own: frozenset[str],
) -> Coordination:
    like = likeness(actions, group.events)
    accounts = tuple(sorted(actions.accounts[member] for member in group.members))
    return Coordination(
        accounts=accounts,
        log10_p=round(group.log10_p, 2),
        moments=tuple(_moment(actions, event.posts, event.crowd, posts, like) for event in group.events),
        pairs=_strongest(actions, group, pairs, posts),
        ordinary=explain(actions, group, texts, like),
        doubts=doubts(actions, group, like),
        copied=round(like.copied, 3),
        own=tuple(name for name in accounts if name in own),
    )


def _strongest(actions: Actions, group: Group, pairs: Pairs, posts: Sequence[Post]) -> tuple[Pair, ...]:
    inside = np.isin(pairs.one, group.members) & np.isin(pairs.other, group.members)
    chosen = np.flatnonzero(inside)
    told = []
    for number in chosen[np.argsort(pairs.log10_p[chosen], kind="stable")][:SHOWN_PAIRS]:
        begin, end = np.searchsorted(pairs.pair, (number, number + 1))
        met = tuple(
            Meeting(
                first=posts[actions.row[pairs.left[at]]],
                second=posts[actions.row[pairs.right[at]]],
                similarity=round(float(pairs.similarity[at]), 3),
            )
            for at in range(begin, end)
        )
        names = (actions.accounts[pairs.one[number]], actions.accounts[pairs.other[number]])
        told.append(Pair(accounts=names, log10_p=round(float(pairs.log10_p[number]), 2), meetings=met))
    return tuple(told)


def _moment(actions: Actions, places: Index, crowd: int, posts: Sequence[Post], like: Likeness) -> Moment:
    near = like.nearest[np.searchsorted(like.post, places)]
    first, last = float(actions.at[places[0]]), float(actions.at[places[-1]])
    return Moment(
        object=actions.name_of(int(places[0])),
        at=first,
        seconds=last - first,
        account_count=len(places),
        crowd=crowd,
        similarity=round(float(near.mean()), 3),
        posts=tuple(posts[actions.row[place]] for place in places[:SHOWN_POSTS]),
    )


def _check(actions: Actions, pairs: Pairs, ruler: Ruler, times: int, seed: int) -> Check:
    """Exchange accounts within each stratum and search again at the same threshold."""
    chosen = discoveries(pairs, len(actions.accounts))
    cut = float(pairs.log10_p[chosen].max()) if chosen.any() else -np.inf
    rng = np.random.default_rng(seed + 1)
    edges = []
    for _ in range(times):
        order = np.lexsort((rng.random(len(actions)), actions.stratum))
        exchanged = np.empty_like(actions.account)
        exchanged[np.argsort(actions.stratum, kind="stable")] = actions.account[order]
        null = weigh(actions, exchanged, candidates(actions, exchanged), ruler)
        edges.append(int((null.log10_p <= cut).sum()))
    return Check(claimed=0.01, observed_edges=int(chosen.sum()), null_edges=float(np.mean(edges)))
