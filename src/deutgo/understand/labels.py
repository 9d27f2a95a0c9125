"""Sentiment, intent and offensive language of short Korean texts, with probabilities and abstention.

Two stages. Linear heads over hashed n-grams (`linear`) and over what the words mean on average (`gist`) score
a text in many ways: what film and game reviewers, commenters and our own synthetic mentions taught. Small
judges (`judge`) weigh those scores and the cues of `cues`, and give calibrated probabilities. No morphemes
are needed: one core labels thousands of comments a second.

What CC BY-SA data taught (3i4k, BEEP!) is a second artefact in `models/share_alike`; without it the
open artefact judges alone, somewhat less well, and `share_alike_present()` says so.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Protocol

import numpy as np

from deutgo.errors import Unhealthy
from deutgo.understand.cues import cues
from deutgo.understand.evidence import HEARD, REVIEWS, Evidence, Table, assemble
from deutgo.understand.features import grams
from deutgo.understand.gist import GistHeads, load_gist_heads
from deutgo.understand.judge import Judge, load_judges
from deutgo.understand.linear import LinearHeads, load_heads
from deutgo.understand.normalize import fold_many

SENTIMENTS = ("negative", "positive", "neutral")
INTENTS = ("question", "complaint", "request", "praise", "report", "statement")
OFFENSIVE = ("clean", "offensive")
TASKS = {"sentiment": SENTIMENTS, "intent": INTENTS, "offensive": OFFENSIVE}
UNSURE = "unsure"
STEEP, HALFWAY = 12.0, 0.3
TELLING = 3.0
# annotators draw the line of abuse where their texts come from: a judge for each place, and how much likelier
# than taught we take the place to be; comments of news are many, and theirs is the strictest line
VENUES = {"film": ("offensive_film", 1.0), "board": ("offensive_board", 1.0), "news": ("offensive_news", 2.0)}
MODELS = Path(__file__).parent / "models"
OPEN, SHARE_ALIKE = MODELS / "open", MODELS / "share_alike"

# below these the product abstains; chosen on held-out texts, see docs/en/labels.md
SURE_OPINION = 0.81  # of film and game reviews: right in 95 of 100 that are labelled
REVIEW_FROM, REVIEW_TO = 0.43, 0.66  # how much like a review a text is, where the threshold rises
SURE_MENTION = 0.45
SURE_INTENT = 0.40
SURE_OFFENSIVE = 0.55


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """One judgement: `label` may be `unsure`; `probabilities` are over the others and sum to 1."""

    label: str
    score: float
    probabilities: dict[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """What we say of one text; `anger` is the probability that a reader would call it angry."""

    sentiment: Label
    intent: Label
    offensive: Label
    anger: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Models:
    """The artefacts in use: heads over n-grams, then those over gists, as in `names`; their judges."""

    heads: tuple[LinearHeads, ...]
    gist_heads: GistHeads
    names: tuple[str, ...]
    judges: dict[str, Judge]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Judged:
    """Probabilities of a batch: sentiment [n, 3], intent [n, 6], offensive [n, 2], anger [n]."""

    sentiment: Table
    intent: Table
    offensive: Table
    anger: Table
    opinion: Table


class Adjusts(Protocol):
    """Something that changes probabilities: an organisation's corrections."""

    def apply(self, texts: Sequence[str], chances: Table) -> Table:
        """Return new probabilities [texts, labels] for the shipped ones."""
        ...


def share_alike_present() -> bool:
    """Whether the separate CC BY-SA artefact is installed."""
    return (SHARE_ALIKE / "heads.npz").exists()


@cache
def models(share_alike: bool | None = None) -> Models:
    """Load the artefacts once per process; raises `Unhealthy` where the open one is missing."""
    if not (OPEN / "heads.npz").exists():
        raise Unhealthy(reason=f"label models are missing in {OPEN}; run `make train` or reinstall")
    heads, gist_heads = [load_heads(OPEN / "heads.npz")], load_gist_heads(OPEN / "gist_heads.npz")
    judges = load_judges(OPEN / "judges.npz")
    if share_alike_present() if share_alike is None else share_alike:
        heads.append(load_heads(SHARE_ALIKE / "heads.npz"))
        judges |= load_judges(SHARE_ALIKE / "judges.npz")
    return Models(
        heads=tuple(heads),
        gist_heads=gist_heads,
        names=(*(name for each in heads for name in each.names), *gist_heads.names),
        judges=judges,
    )


def evidence(texts: Sequence[str], using: Models) -> Evidence:
    """Score a batch of raw texts with every head and cue."""
    folded = fold_many(texts)
    hashed = grams(folded)
    scores = [*(heads.score(hashed) for heads in using.heads), using.gist_heads.score(folded)]
    return assemble(using.names, np.concatenate(scores, axis=1), cues(folded))


def judge(seen: Evidence, judges: dict[str, Judge]) -> Judged:
    """Turn evidence into probabilities."""
    review = np.max(seen.gates[:, : len(REVIEWS)], axis=1)[:, None]
    opinion = 1 / (1 + np.exp(-STEEP * (review - HALFWAY)))  # nearly one judge or the other
    # negative and positive; films, games and all else have a judge each, or one would bend the other
    game = 1 / (1 + np.exp(STEEP * (seen.gates[:, :1] - seen.gates[:, 1:2])))
    reviews = game * judges["games"].probabilities(seen.table)
    reviews = reviews + (1 - game) * judges["films"].probabilities(seen.table)
    polar = opinion * reviews + (1 - opinion) * judges["polarity"].probabilities(seen.table)
    neutral = judges["neutral"].probabilities(seen.table)[:, 1:]
    placed = judges["place"].probabilities(seen.place_table)
    places = {place: placed[:, at : at + 1] for at, place in enumerate(judges["place"].labels)}
    return Judged(
        sentiment=np.concatenate([polar * (1 - neutral), neutral], axis=1),
        intent=_intent(seen, judges, places),
        offensive=_offensive(seen, judges, places),
        anger=judges["anger"].probabilities(seen.table)[:, 1],
        opinion=opinion[:, 0],
    )


def _intent(seen: Evidence, judges: dict[str, Judge], places: dict[str, Table]) -> Table:
    """Mix two judges: of what is written, and (question, request or telling) of what looks spoken."""
    written = judges["intent"].probabilities(seen.table)
    if "utterance" not in judges:
        return written
    heard = judges["utterance"].probabilities(seen.heard_table)
    asks = [INTENTS.index(name) for name in HEARD[:2]]
    tells = [at for at in range(len(INTENTS)) if at not in asks]
    spoken = np.empty_like(written)
    spoken[:, asks] = heard[:, :2]
    # one way of telling takes most of it, or three doubtful ones would lose to a less likely question
    share = np.maximum(written[:, tells], 1e-9) ** TELLING
    spoken[:, tells] = share / share.sum(axis=1, keepdims=True) * heard[:, 2:]
    gate = places["speech"]
    return np.asarray(gate * spoken + (1 - gate) * written, dtype=np.float32)


def _offensive(seen: Evidence, judges: dict[str, Judge], places: dict[str, Table]) -> Table:
    """Mix the judges of the places that a text may be from; a text from elsewhere has the strict one."""
    named = {place: VENUES.get(place, ("offensive", 1.0)) for place in places}
    odds = {place: share * named[place][1] for place, share in places.items()}
    chances = sum(share * judges[named[place][0]].probabilities(seen.table) for place, share in odds.items())
    return np.asarray(chances / sum(odds.values()), dtype=np.float32)


def probabilities_of(task: str, texts: Sequence[str]) -> Table:
    """Return the shipped probabilities of one task, [texts, labels] in the order of `TASKS[task]`."""
    if not texts:
        return np.empty((0, len(TASKS[task])), np.float32)
    using = models()
    table: Table = getattr(judge(evidence(texts, using), using.judges), task)
    return table


def sentiment_table(labels: Sequence[Labels]) -> Table:
    """Return the sentiment probabilities of labels, [texts, 3] in the order of `SENTIMENTS`."""
    rows = [[each.sentiment.probabilities[name] for name in SENTIMENTS] for each in labels]
    return np.array(rows, np.float32).reshape(len(rows), len(SENTIMENTS))


def label_of(names: tuple[str, ...], chances: Table, least: float) -> Label:
    """Make a label of probabilities over `names`; below `least` it abstains."""
    return labels_of(names, chances[None, :], [least])[0]


def labels_of(names: tuple[str, ...], chances: Table, least: Sequence[float]) -> list[Label]:
    """Make one label a row of probabilities over `names`; below its row's `least` it abstains."""
    exact = chances.astype(np.float64)
    exact /= exact.sum(axis=1, keepdims=True)
    rows, bests = np.arange(len(exact)), exact.argmax(axis=1)
    sure = exact[rows, bests] >= np.asarray(least)
    rounded = exact.round(6)
    rounded[rows, bests] = 0  # the best takes what rounding left over, so that a row sums to 1
    rounded[rows, bests] = (1 - rounded.sum(axis=1)).round(6)
    return [
        Label(
            label=names[best] if enough else UNSURE,
            score=row[best],
            probabilities=dict(zip(names, row, strict=True)),
        )
        for row, best, enough in zip(rounded.tolist(), bests.tolist(), sure.tolist(), strict=True)
    ]


def label_texts(texts: Sequence[str], layers: Mapping[str, Adjusts] | None = None) -> list[Labels]:
    """Label a batch of raw texts; each text's labels are the same in any batch.

    `layers` are an organisation's corrections by task (see `corrections`), none for the shipped labels.
    """
    if not texts:
        return []
    using = models()
    judged = judge(evidence(texts, using), using.judges)
    tables = {task: getattr(judged, task) for task in TASKS}
    for task, layer in (layers or {}).items():
        tables[task] = layer.apply(texts, tables[task])
    review = np.clip((judged.opinion - REVIEW_FROM) / (REVIEW_TO - REVIEW_FROM), 0, 1)
    sure = SURE_MENTION + (SURE_OPINION - SURE_MENTION) * review
    count = len(texts)
    return [
        Labels(sentiment=sentiment, intent=intent, offensive=offensive, anger=round(anger, 4))
        for sentiment, intent, offensive, anger in zip(
            labels_of(SENTIMENTS, tables["sentiment"], sure.tolist()),
            labels_of(INTENTS, tables["intent"], [SURE_INTENT] * count),
            labels_of(OFFENSIVE, tables["offensive"], [SURE_OFFENSIVE] * count),
            judged.anger.tolist(),
            strict=True,
        )
    ]
