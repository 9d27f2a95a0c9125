"""Phrases: the same long words at different objects, or in the crowd of a hot one, as places of their own.

Accounts that paste one text under many articles never meet at an object; they meet at the phrase.
"""

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from deutgo.detect.bands import signatures
from deutgo.detect.coordination.actions import Actions
from deutgo.detect.coordination.meetings import CROWD, NEAR, crowding
from deutgo.detect.fold import Codes, Index, gram_table, pair_similarity

LEAST_LETTERS = 16  # shorter texts are repeated by strangers: one in thirty at 10-12 letters, 3 in 1,000 here
ALIKE = 0.6
BANDS, ROWS = 15, 4
CHUNK = 50_000


def phrase_of(actions: Actions) -> Index:
    """Number each fold's phrase (near-equal folds share one); -1 where the fold is too short."""
    lengths = np.fromiter((len(folded) for folded in actions.folds), np.int64, len(actions.folds))
    long = np.flatnonzero(lengths >= LEAST_LETTERS)
    phrase = np.full(len(actions.folds), -1, dtype=np.int64)
    if not len(long):
        return phrase
    codes, starts = gram_table([actions.folds[number] for number in long])
    left, right = _neighbours(codes, starts)
    near = pair_similarity(left, right, codes=codes, starts=starts) >= ALIKE
    links = coo_array((np.ones(int(near.sum())), (left[near], right[near])), shape=(len(long), len(long)))
    phrase[long] = connected_components(links, directed=False)[1]
    return phrase


def _neighbours(codes: Codes, starts: Index) -> tuple[Index, Index]:
    """Return pairs of rows that stand side by side in the order of some band: linear in the rows."""
    keys = np.empty((len(starts) - 1, BANDS), dtype=np.uint64)
    for begin in range(0, len(keys), CHUNK):
        end = min(begin + CHUNK, len(keys))
        part = starts[begin : end + 1]
        prints = signatures(codes[part[0] : part[-1]], part - part[0])[:, : BANDS * ROWS]
        mixed = np.zeros((end - begin, BANDS), dtype=np.uint64)
        for row in range(ROWS):
            mixed = (mixed ^ prints[:, row::ROWS]) * np.uint64(0x9E3779B97F4A7C15)
            mixed ^= mixed >> np.uint64(29)
        keys[begin:end] = mixed
    lefts, rights = [], []
    for band in range(BANDS):
        order = np.argsort(keys[:, band], kind="stable")
        same = keys[order[1:], band] == keys[order[:-1], band]
        lefts.append(order[:-1][same])
        rights.append(order[1:][same])
    pairs = np.unique(np.stack((np.concatenate(lefts), np.concatenate(rights)), axis=1), axis=0)
    return pairs[:, 0], pairs[:, 1]


def with_phrases(actions: Actions) -> Actions:
    """Return the actions with one more row for each post whose phrase several accounts used.

    A phrase that stays at one quiet object adds nothing to that object and gets no rows.
    """
    phrase = phrase_of(actions)[actions.fold]
    crowded = crowding(actions.object, actions.at, NEAR) > CROWD
    rows = np.flatnonzero(phrase >= 0)
    rows = rows[_shared(phrase[rows], actions.account[rows])]
    telling = _shared(phrase[rows], actions.object[rows])
    anywhere = np.zeros(int(phrase.max()) + 1 if len(phrase) else 0, dtype=bool)
    anywhere[phrase[rows[crowded[rows]]]] = True
    rows = rows[telling | anywhere[phrase[rows]]]
    _names, number = np.unique(phrase[rows], return_inverse=True)
    order = np.lexsort((actions.at[rows], number))
    rows, place = rows[order], number[order] + len(actions.objects)
    home = np.where(crowded, -1 - actions.object, actions.object)
    return Actions(
        account=np.concatenate((actions.account, actions.account[rows])),
        object=np.concatenate((actions.object, place)),
        home=np.concatenate((actions.home, home[rows])),
        fold=np.concatenate((actions.fold, actions.fold[rows])),
        at=np.concatenate((actions.at, actions.at[rows])),
        row=np.concatenate((actions.row, actions.row[rows])),
        stratum=np.concatenate((actions.stratum, actions.stratum[rows])),
        accounts=actions.accounts,
        objects=actions.objects,
        folds=actions.folds,
    )


def _shared(group: Index, value: Index) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Say for each entry whether its group holds at least two different values."""
    if not len(group):
        return np.zeros(0, dtype=bool)
    pairs = np.unique(np.stack((group, value), axis=1), axis=0)
    kinds = np.bincount(pairs[:, 0], minlength=int(group.max()) + 1)
    several: np.ndarray[tuple[int], np.dtype[np.bool_]] = kinds[group] >= 2
    return several
