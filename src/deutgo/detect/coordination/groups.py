"""Groups: from pairs that met too often to communities, tested as a whole.

Pairs that pass a false-discovery rate over all pairs of accounts are joined; then each account is asked
whether it belongs, by the joint events of the others; then the whole group is weighed against every way to
choose so many accounts and so many events (a scan statistic), which ordinary shared taste does not survive.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.special import gammaln
from scipy.stats import poisson

from deutgo.detect.coordination.actions import Actions
from deutgo.detect.coordination.evidence import TASTE, Floats, Pairs, Ruler, fold_lengths, similarities
from deutgo.detect.coordination.meetings import CROWD, NEAR, WIDE
from deutgo.detect.fold import Index

RATE = 0.01  # false discoveries among pairs
LEAST = 3  # accounts in a group, and accounts at a joint event
STRANGERS = 0.2  # accounts that may join a group by chance, over all accounts
GROUP_LOG10_P = -6.0
ROUNDS = 4
LN10 = float(np.log(10.0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Joint:
    """One joint event: posts of members at one object within a window that holds `crowd` posts in all."""

    begin: int  # places in the actions: the window, half-open
    end: int
    posts: Index  # the members' first posts in it
    crowd: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Accounts that moved together: numbers into `Actions.accounts`, with a log10 p for each."""

    members: Index
    member_log10_p: Floats
    log10_p: float
    coincidences: int
    events: tuple[Joint, ...]


def discoveries(pairs: Pairs, account_count: int, rate: float = RATE) -> NDArray[np.bool_]:
    """Choose the pairs whose expected share of false ones is at most `rate`, over all pairs (BH)."""
    every = account_count * (account_count - 1) / 2.0
    order = np.argsort(pairs.log10_p)
    limit = np.log10(rate * np.arange(1, len(order) + 1) / max(every, 1.0))
    passed = np.flatnonzero(pairs.log10_p[order] <= limit)
    chosen = np.zeros(len(order), dtype=bool)
    if len(passed):
        chosen[order[: passed[-1] + 1]] = True
    return chosen


def components(pairs: Pairs, chosen: NDArray[np.bool_], account_count: int) -> list[Index]:
    """Join chosen pairs into components of at least `LEAST` accounts."""
    one, other = pairs.one[chosen], pairs.other[chosen]
    graph = coo_array((np.ones(len(one)), (one, other)), shape=(account_count, account_count))
    _count, label = connected_components(graph, directed=False)
    involved = np.unique(np.concatenate((one, other)))
    order = involved[np.argsort(label[involved], kind="stable")]
    cuts = np.flatnonzero(np.diff(label[order])) + 1
    return [part for part in np.split(order, cuts) if len(part) >= LEAST]


def joint_events(actions: Actions, members: Index) -> list[Joint]:
    """Find the places and windows at which at least `LEAST` members posted within a day."""
    belongs = np.zeros(len(actions.accounts), dtype=bool)
    belongs[members] = True
    posts = np.flatnonzero(belongs[actions.account])
    if not len(posts):
        return []
    place, at = actions.object[posts], actions.at[posts]
    cuts = np.flatnonzero((place[1:] != place[:-1]) | (at[1:] - at[:-1] > WIDE / 2)) + 1
    events = []
    for run in np.split(posts, cuts):
        accounts, first = np.unique(actions.account[run], return_index=True)
        if len(accounts) < LEAST:
            continue
        kept = run[np.sort(first)]
        event = _window(actions, kept)
        homes = np.unique(actions.home[kept])
        one_home = bool(actions.is_phrase(kept[:1])[0]) and len(homes) == 1 and homes[0] >= 0
        if event.crowd <= CROWD and not one_home:
            events.append(event)
    return events


def _window(actions: Actions, posts: Index) -> Joint:
    """Open the window of a joint event to the scale at which it happened: two hours or a day."""
    first, last = float(actions.at[posts[0]]), float(actions.at[posts[-1]])
    scale = NEAR if last - first <= NEAR else WIDE
    here = actions.object[posts[0]]
    lo, hi = np.searchsorted(actions.object, (here, here + 1))
    begin = lo + np.searchsorted(actions.at[lo:hi], min(last - scale, first))
    end = lo + np.searchsorted(actions.at[lo:hi], max(first + scale, last), "right")
    return Joint(begin=int(begin), end=int(end), posts=posts, crowd=int(end - begin))


def belonging(actions: Actions, events: list[Joint], ruler: Ruler, lengths: Index) -> tuple[Index, Floats]:
    """Return every account seen at the joint events, and the log10 p that it was there by chance.

    Alike texts count: each hit whose words are near those of a member multiplies by the chance of that.
    """
    post = np.concatenate([np.arange(event.begin, event.end) for event in events])
    event_of = np.concatenate([np.full(event.end - event.begin, at) for at, event in enumerate(events)])
    account = actions.account[post]
    order = np.lexsort((post, event_of, account))
    post, event_of, account = post[order], event_of[order], account[order]
    text = _text_chances(actions, events, post, event_of, ruler, lengths)
    key = account * len(events) + event_of
    hit, at = np.unique(key, return_inverse=True)
    best = np.ones(len(hit))
    np.minimum.at(best, at, text)
    who, place = np.unique(hit // len(events), return_inverse=True)
    count = np.bincount(place)
    surprise = np.bincount(place, weights=-np.log(best))
    share = np.array([event.crowd for event in events]).sum() / len(actions)
    posted = np.bincount(actions.account, minlength=len(actions.accounts))[who]
    expected = posted * share
    log_p = count * np.log(expected) - gammaln(count + 1.0) - surprise
    log_p[count < 2] = 0.0
    return who, np.minimum(log_p / LN10, 0.0)


def _text_chances(
    actions: Actions, events: list[Joint], post: Index, event_of: Index, ruler: Ruler, lengths: Index
) -> Floats:
    """Return, for each post at an event, the chance that its words are as near to another member's."""
    left, right, who = [], [], []
    for at, event in enumerate(events):
        mine = np.flatnonzero(event_of == at)
        one = np.repeat(post[mine], len(event.posts))
        other = np.tile(event.posts, len(mine))
        apart = actions.account[one] != actions.account[other]
        left.append(one[apart])
        right.append(other[apart])
        who.append(np.repeat(mine, len(event.posts))[apart])
    ours, theirs, index = np.concatenate(left), np.concatenate(right), np.concatenate(who)
    alike = similarities(actions, ours, theirs)
    best = np.zeros(len(post))
    np.maximum.at(best, index, alike)
    tries = np.bincount(index, minlength=len(post))
    chance = ruler.text_chance(best, lengths[actions.fold[post]], actions.fold[post])
    chance[actions.is_phrase(post)] = 1.0
    result: Floats = np.minimum(chance * np.maximum(tries, 1), 1.0)
    return result


def weigh_group(
    actions: Actions, events: list[Joint], members: Index, ruler: Ruler, lengths: Index
) -> tuple[float, int]:
    """Return log10 of a bound on how many such groups chance would make, and the coincidences it has.

    Words that one member took from another count half for each of the two, so that no copy counts twice.
    """
    size, total = len(members), len(actions.accounts)
    posted = np.bincount(actions.account, minlength=total)[members].sum()
    by_object: dict[int, float] = {}  # a second visit to one object is no second coincidence
    posts = np.concatenate([event.posts for event in events])
    event_of = np.repeat(np.arange(len(events)), [len(event.posts) for event in events])
    text = np.log(_text_chances(actions, events, posts, event_of, ruler, lengths))
    copying = np.bincount(event_of, weights=text, minlength=len(events)) / 2.0
    for event, words in zip(events, copying, strict=True):
        expected = TASTE * posted * event.crowd / len(actions)
        chance = float(poisson.logsf(len(event.posts) - 1, expected) + words)
        first = event.posts[:1]
        homes = np.unique(actions.home[event.posts])
        here = int(actions.coincidence(first, first)[0] if len(homes) == 1 else actions.object[first[0]])
        by_object[here] = min(by_object.get(here, 0.0), chance)
    chances = np.sort(np.array(list(by_object.values())))
    ways = _log_choose(total, np.array(size))
    every = max(len(np.unique(actions.object)) * 1.0, len(actions) / LEAST)
    count = np.arange(1, len(chances) + 1)
    totals = np.cumsum(chances) + _log_choose(every, count) + ways
    return float(totals.min() / LN10), len(chances)


def _log_choose(total: float, chosen: Index) -> Floats:
    ways: Floats = gammaln(total + 1.0) - gammaln(chosen + 1.0) - gammaln(total - chosen + 1.0)
    return ways


def grow(actions: Actions, seed: Index, ruler: Ruler, lengths: Index) -> Group | None:
    """Let accounts join and leave until the group stands still; None when nothing significant is left."""
    members, log10_p = seed, np.zeros(len(seed))
    limit = np.log10(STRANGERS / max(len(actions.accounts), 1))
    for _round in range(ROUNDS):
        events = joint_events(actions, members)
        if len(events) < 2:
            return None
        who, chance = belonging(actions, events, ruler, lengths)
        joined = chance <= limit
        previous, members, log10_p = members, who[joined], chance[joined]
        if len(members) < LEAST:
            return None
        if np.array_equal(previous, members):
            break
    events = joint_events(actions, members)
    if len(events) < 2:
        return None
    total, coincidences = weigh_group(actions, events, members, ruler, lengths)
    return Group(
        members=members,
        member_log10_p=log10_p,
        log10_p=total,
        coincidences=coincidences,
        events=tuple(events),
    )


def find_groups(actions: Actions, pairs: Pairs, ruler: Ruler) -> list[Group]:
    """Return the groups, the strongest first, each account in one at most."""
    lengths = fold_lengths(actions)
    total = len(actions.accounts)
    grown = [
        group
        for seed in components(pairs, discoveries(pairs, total), total)
        if (group := grow(actions, seed, ruler, lengths)) is not None and group.log10_p <= GROUP_LOG10_P
    ]
    grown.sort(key=lambda group: group.log10_p)
    taken: set[int] = set()
    kept = []
    for group in grown:
        free = np.array([number not in taken for number in group.members])
        if free.all():
            kept.append(group)
            taken.update(group.members.tolist())
    return kept
