"""How likely two mentions ask or claim the same thing: a small logistic model over their likenesses.

Likenesses are cosines over inverse document frequencies (of facets, topics, words, all of these, senses
alone, and what is asked), flags (facets disagree, topics disagree, same kind), how many of when, why and how
much only one of them asks, and what their words mean (`question_meaning`). Weights come from
`tools/question_weights`, which trains on synthetic paraphrases with a part of the lists left out at random,
so that words and their meanings have their say where the lists are silent.
"""

import json
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix

from deutgo.understand.question_features import AskKind, Idea
from deutgo.understand.question_meaning import meaning_likenesses
from deutgo.understand.question_sense import sense_likeness

Matrix = npt.NDArray[np.float64]
_KEYS = ("when?", "why?", "howmuch?")  # one answer never settles these and another question
_SMOOTH = 3.0  # a third of the logit: average linkage over probabilities near 0 and 1 would be a vote of few

_OWN, _NEXT, _LEVEL = 5, 15, 0.5  # see `levelled`

_CROWD, _CROWD_LEAST, _CROWD_USUAL, _CROWD_MOST = 0.4, 60, 120, 1_000  # see `crowd`


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """The model: one weight a likeness, the intercept, and the least mean likeness within a group.

    `sensed` has one weight more, for the optional encoder's cosine, and its own intercept.
    """

    factors: tuple[float, ...]
    intercept: float
    sensed: tuple[float, ...]
    sensed_intercept: float
    sense_mean: tuple[float, ...]
    threshold: float
    sensed_threshold: float
    prior: dict[str, float]  # in how many of `prior_total` usual mentions each idea and word stands
    prior_total: float


@lru_cache(maxsize=1)
def weights() -> Weights:
    """Load the shipped model."""
    raw = json.loads((files("deutgo.understand") / "lexicon" / "likeness.json").read_text(encoding="utf-8"))
    return Weights(
        factors=tuple(raw["factors"]),
        intercept=raw["intercept"],
        sensed=tuple(raw["sensed"]),
        sensed_intercept=raw["sensed_intercept"],
        sense_mean=tuple(raw["sense_mean"]),
        threshold=raw["threshold"],
        sensed_threshold=raw["sensed_threshold"],
        prior=raw["prior"],
        prior_total=raw["prior_total"],
    )


def document_frequencies(ideas: Sequence[Idea]) -> Counter[str]:
    """Count in how many mentions each idea and word stands; words carry a leading `·`."""
    counts: Counter[str] = Counter()
    for idea in ideas:
        counts.update(idea.facets)
        counts.update(idea.topics)
        counts.update(f"·{word}" for word in idea.words)
        counts.update(idea.asks)
        counts.update(idea.meant)
    return counts


def _vectors(
    bags: Sequence[frozenset[str]], index: Mapping[str, int], rarity: npt.NDArray[np.float64]
) -> csr_matrix:
    rows, columns, values = [], [], []
    for row, bag in enumerate(bags):
        places = [index[name] for name in bag if name in index]
        length = math.sqrt(sum(rarity[place] ** 2 for place in places)) or 1.0
        rows += [row] * len(places)
        columns += places
        values += [rarity[place] / length for place in places]
    return csr_matrix((values, (rows, columns)), shape=(len(bags), len(index)))


def likenesses(
    left: Sequence[Idea], right: Sequence[Idea], counts: Mapping[str, float], total: float
) -> tuple[Matrix, ...]:
    """Compute the model's twelve inputs for every pair; each matrix is len(left) × len(right)."""
    names = sorted(counts)
    index = {name: place for place, name in enumerate(names)}
    rarity = np.array([math.log(1 + max(total, counts[name]) / counts[name]) for name in names])

    def cosine(of_left: list[frozenset[str]], of_right: list[frozenset[str]]) -> tuple[Matrix, Matrix]:
        a, b = _vectors(of_left, index, rarity), _vectors(of_right, index, rarity)
        both = np.outer([float(bool(bag)) for bag in of_left], [float(bool(bag)) for bag in of_right])
        like = np.asarray((a @ b.T).todense())
        return like, both * (like == 0)

    facet, facet_clash = cosine([i.facets for i in left], [i.facets for i in right])
    topic, topic_clash = cosine([i.topics for i in left], [i.topics for i in right])
    word, _ = cosine(
        [frozenset(f"·{w}" for w in i.words) for i in left],
        [frozenset(f"·{w}" for w in i.words) for i in right],
    )
    whole, _ = cosine(
        [i.facets | i.topics | {f"·{w}" for w in i.words} for i in left],
        [i.facets | i.topics | {f"·{w}" for w in i.words} for i in right],
    )
    senses, _ = cosine(
        [frozenset(name for name in i.topics if name[0] == "=") for i in left],
        [frozenset(name for name in i.topics if name[0] == "=") for i in right],
    )
    asked, _ = cosine([i.asks for i in left], [i.asks for i in right])
    meaning, nearness = meaning_likenesses(left, right, counts, total)
    asks = np.array([i.kind is AskKind.QUESTION for i in left])
    kind = (asks[:, None] == np.array([i.kind is AskKind.QUESTION for i in right])[None, :]).astype(float)
    key = np.zeros_like(kind)
    for name in _KEYS:
        holds = np.array([name in i.facets for i in left])[:, None]
        key += holds != np.array([name in i.facets for i in right])[None, :]
    known = facet, facet_clash, topic, topic_clash, word, whole, kind, key
    return *known, meaning, senses, nearness, asked


def logits(
    left: Sequence[Idea], right: Sequence[Idea], counts: Mapping[str, float], total: float, model: Weights
) -> Matrix:
    """Return the log odds that each pair asks or claims the same thing."""
    inputs = likenesses(left, right, counts, total)
    factors, intercept = model.factors, model.intercept
    if model.sensed and all(idea.sense for idea in left) and all(idea.sense for idea in right):
        inputs = (*inputs, sense_likeness([i.sense for i in left], [i.sense for i in right]))
        factors, intercept = model.sensed, model.sensed_intercept
    logit = np.full(inputs[0].shape, intercept)
    for factor, values in zip(factors, inputs, strict=True):
        logit += factor * values
    return logit


def squash(logit: Matrix) -> Matrix:
    """Return smoothed probabilities, 0…1."""
    result: Matrix = 1.0 / (1.0 + np.exp(-logit / _SMOOTH))
    return result


def alike(
    left: Sequence[Idea],
    right: Sequence[Idea],
    counts: Mapping[str, float],
    total: float,
    model: Weights,
    *,
    among: int = _CROWD_USUAL,
) -> Matrix:
    """Return the smoothed probability, 0…1, that each pair asks or claims the same thing, among so many."""
    return squash(logits(left, right, counts, total, model) - crowd(among))


def alike_in_window(
    ideas: Sequence[Idea], counts: Mapping[str, float], total: float, model: Weights
) -> Matrix:
    """Return the same for all pairs of a window, none more like others in general than the rest."""
    return squash(levelled(logits(ideas, ideas, counts, total, model)) - crowd(len(ideas)))


def crowd(size: int) -> float:
    """Return the log odds to take off among so many mentions: the more there are, the rarer a match is."""
    return _CROWD * math.log(min(max(size, _CROWD_LEAST), _CROWD_MOST) / _CROWD_USUAL)


def levelled(logit: Matrix) -> Matrix:
    """Take from every mention of a window half of how like others it is in general, less what all are.

    General words are like everything and rare ones like nothing; one threshold must serve both. The next best
    after the few that may be its own group say how like a mention is in general.
    """
    if len(logit) <= _OWN + 1:
        return logit
    others = logit.copy()
    np.fill_diagonal(others, -np.inf)
    general = np.sort(others, axis=1)[:, ::-1][:, _OWN : min(_NEXT, len(logit) - 1)].mean(axis=1)
    result: Matrix = logit - _LEVEL * ((general[:, None] + general[None, :]) / 2 - general.mean())
    return result
