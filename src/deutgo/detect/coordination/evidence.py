"""Evidence: how unlikely it is that two accounts met so often, at such gaps, with such words.

The null: within a stretch of time (`Actions.stratum`) any account could have written any post. What the
objects were and when they drew a crowd stays as it was, so a rush explains being there together.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln

from deutgo.detect.coordination.actions import Actions, grams_of
from deutgo.detect.coordination.meetings import WIDE, meetings
from deutgo.detect.fold import Index, pair_similarity

Floats = NDArray[np.float64]
LENGTHS = (8, 16, 30)  # folded letters: shorter texts are alike by chance more often
SIMILARITY_STEPS = 40
SAMPLE = 60_000
TASTE = 5.0  # people of one taste are this much likelier to meet: measured, docs/ko/coordination.md


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairs:
    """Pairs of accounts that met at two objects or more, and their meetings, the best at each object.

    `one`, `other`, `log10_p`, `count` by pair; `pair`, `left`, `right`, `similarity` by meeting, sorted by
    pair; `left` and `right` are places in the actions.
    """

    one: Index
    other: Index
    log10_p: Floats
    count: Index
    pair: Index
    left: Index
    right: Index
    similarity: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruler:
    """What chance does: `gaps`, sorted, of all meetings; `tails[length class, step]` of similarity."""

    gaps: Floats
    tails: Floats
    share: Floats  # by fold: how much of all posts says exactly this

    def gap_chance(self, gaps: Floats) -> Floats:
        """Return the chance of a gap (seconds) as short as each."""
        return (np.searchsorted(self.gaps, gaps, "right") + np.float64(1)) / np.float64(len(self.gaps) + 1)

    def text_chance(self, similarity: Floats, shorter: Index, folds: Index) -> Floats:
        """Return the chance of two texts as alike, given the shorter one's length and how common it is."""
        steps = np.minimum((similarity * SIMILARITY_STEPS).astype(np.int64), SIMILARITY_STEPS)
        tails: Floats = self.tails[np.searchsorted(LENGTHS, shorter, "right"), steps]
        common = np.where(similarity >= 0.6, self.share[folds], 0.0)
        result: Floats = np.maximum(tails, common)
        return result


def similarities(actions: Actions, left: Index, right: Index) -> Floats:
    """Return the Jaccard similarity of the texts of pairs of posts."""
    ours, theirs = actions.fold[left], actions.fold[right]
    codes, starts, row_of = grams_of(actions, np.unique(np.concatenate((ours, theirs))))
    return pair_similarity(row_of[ours], row_of[theirs], codes=codes, starts=starts)


def fold_lengths(actions: Actions) -> Index:
    """Return the number of letters of each fold."""
    return np.fromiter((len(folded) for folded in actions.folds), np.int64, len(actions.folds))


def measure_chance(actions: Actions, gaps: Floats, seed: int = 0) -> Ruler:
    """Learn what chance does from posts at one object that are more than a day apart."""
    rng = np.random.default_rng(seed)
    sizes = np.bincount(actions.object)
    starts = np.concatenate(([0], np.cumsum(sizes)))
    left = rng.integers(0, len(actions), SAMPLE)
    here = actions.object[left]
    right = starts[here] + (rng.random(SAMPLE) * sizes[here]).astype(np.int64)
    apart = (np.abs(actions.at[left] - actions.at[right]) > WIDE) & (
        actions.account[left] != actions.account[right]
    )
    left, right = left[apart], right[apart]
    lengths = fold_lengths(actions)
    shorter = np.minimum(lengths[actions.fold[left]], lengths[actions.fold[right]])
    alike = similarities(actions, left, right) if len(left) else np.empty(0)
    steps = np.minimum((alike * SIMILARITY_STEPS).astype(np.int64), SIMILARITY_STEPS)
    tails = np.empty((len(LENGTHS) + 1, SIMILARITY_STEPS + 1))
    for size in range(len(LENGTHS) + 1):
        counts = np.bincount(
            steps[np.searchsorted(LENGTHS, shorter, "right") == size], minlength=SIMILARITY_STEPS + 1
        )
        tails[size] = (counts[::-1].cumsum()[::-1] + 1.0) / (counts.sum() + 1.0)
    share = np.bincount(actions.fold, minlength=len(actions.folds)) / max(len(actions), 1)
    return Ruler(gaps=np.sort(gaps), tails=tails, share=share)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Candidate pairs as keys (one * accounts + other), their meetings, and the rate of meetings."""

    keys: NDArray[np.int64]
    pair: Index
    left: Index
    right: Index
    rate: Floats  # by stratum: the chance that two posts of it meet
    gaps: Floats  # a sample


def candidates(actions: Actions, account: Index) -> Found:
    """Find the pairs of accounts that met at two different objects or more."""
    total = len(actions.accounts)
    strata = int(actions.stratum.max()) + 1 if len(actions) else 1
    met = np.zeros(strata)
    seen, gaps = [], []
    for every in meetings(actions.object, actions.at, account):
        part = every.only(actions.tells(every.left, every.right))
        met += np.bincount(actions.stratum[part.left], minlength=strata)
        keys = _keys(account[part.left], account[part.right], total)
        things = np.unique(actions.coincidence(part.left, part.right), return_inverse=True)[1]
        width = int(things.max()) + 1 if len(part) else 1
        seen.append(np.unique(keys * width + things) // width)
        gaps.append((actions.at[part.right] - actions.at[part.left])[:: max(1, len(part) // 20_000)])
    all_keys = np.sort(np.concatenate(seen)) if seen else np.empty(0, np.int64)
    twice = all_keys[:-1][all_keys[1:] == all_keys[:-1]]
    wanted = twice[np.concatenate(([True], twice[1:] != twice[:-1]))] if len(twice) else twice
    pairs, lefts, rights = [], [], []
    for every in meetings(actions.object, actions.at, account) if len(wanted) else ():
        part = every.only(actions.tells(every.left, every.right))
        keys = _keys(account[part.left], account[part.right], total)
        at = np.minimum(np.searchsorted(wanted, keys), len(wanted) - 1)
        kept = wanted[at] == keys
        pairs.append(at[kept])
        lefts.append(part.left[kept])
        rights.append(part.right[kept])
    posts = np.bincount(actions.stratum, minlength=strata).astype(np.float64)
    none = [np.empty(0, np.int64)]
    return Found(
        keys=wanted,
        pair=np.concatenate(pairs or none),
        left=np.concatenate(lefts or none),
        right=np.concatenate(rights or none),
        rate=2.0 * met / np.maximum(posts * posts, 1.0),
        gaps=np.concatenate(gaps) if gaps else np.empty(0),
    )


def _keys(one: Index, other: Index, total: int) -> NDArray[np.int64]:
    keys: NDArray[np.int64] = np.minimum(one, other) * total + np.maximum(one, other)
    return keys


def weigh(actions: Actions, account: Index, found: Found, ruler: Ruler) -> Pairs:
    """Turn meetings into a log10 p for each pair of accounts."""
    total = len(actions.accounts)
    one, other = found.keys // max(total, 1), found.keys % max(total, 1)
    lengths = fold_lengths(actions)
    left, right, pair = found.left, found.right, found.pair
    alike = similarities(actions, left, right) if len(left) else np.empty(0)
    shorter = np.minimum(lengths[actions.fold[left]], lengths[actions.fold[right]])
    by_text = ruler.text_chance(alike, shorter, actions.fold[left])
    by_text[actions.is_phrase(left)] = 1.0  # they met by their words: that is counted already
    by_gap = ruler.gap_chance(actions.at[right] - actions.at[left])
    both = by_text * by_gap
    chance = both * (1.0 - np.log(both))  # the product of two independent chances, as one chance
    things = actions.coincidence(left, right)
    order = np.lexsort((chance, things, pair))
    first = np.ones(len(order), dtype=bool)
    first[1:] = (pair[order][1:] != pair[order][:-1]) | (things[order][1:] != things[order][:-1])
    best = order[first]
    pair, left, right, alike, chance = pair[best], left[best], right[best], alike[best], chance[best]
    count = np.bincount(pair, minlength=len(one)).astype(np.int64)
    expected = expected_meetings(actions, account, one, other, found.rate)
    surprise = np.bincount(pair, weights=-np.log(chance), minlength=len(one)).astype(np.float64)
    log10_p = _tail(count, expected, surprise)
    return Pairs(
        one=one,
        other=other,
        log10_p=log10_p,
        count=count,
        pair=pair,
        left=left,
        right=right,
        similarity=alike,
    )


def expected_meetings(actions: Actions, account: Index, one: Index, other: Index, rate: Floats) -> Floats:
    """Return how many meetings chance would give each pair of accounts."""
    involved, places = np.unique(np.concatenate((one, other)), return_inverse=True)
    row_of = np.full(len(actions.accounts), -1, dtype=np.int64)
    row_of[involved] = np.arange(len(involved))
    mine = row_of[account] >= 0
    table = np.zeros((len(involved), len(rate)), dtype=np.float32)
    np.add.at(table, (row_of[account[mine]], actions.stratum[mine]), 1.0)
    expected = np.empty(len(one))
    for at in range(0, len(one), 100_000):
        part = slice(at, at + 100_000)
        left, right = table[places[: len(one)][part]], table[places[len(one) :][part]]
        expected[part] = TASTE * ((left * right) @ rate)
    return expected


def _tail(count: Index, expected: Floats, surprise: Floats) -> Floats:
    """Bound the chance of `count` meetings whose chances multiply to exp(-surprise), as log10.

    The expected number of sets of k meetings with so small a product: mu^k / k! times the chance that k
    uniform numbers multiply to less, exp(-s) * sum of s^i / i! for i < k.
    """
    terms = np.zeros_like(expected)
    term = np.ones_like(expected)
    for step in range(int(count.max()) if len(count) else 0):
        terms += np.where(step < count, term, 0.0)
        term *= surprise / (step + 1.0)
    log_p = count * np.log(np.maximum(expected, 1e-300)) - gammaln(count + 1.0) - surprise + np.log(terms)
    log10_p: Floats = np.minimum(log_p / np.log(10.0), 0.0)
    return log10_p
