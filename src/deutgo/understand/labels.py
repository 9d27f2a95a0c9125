"""Sentiment, intent and offensive language of short Korean texts, with probabilities and abstention.

Two stages. Linear heads over hashed n-grams (`linear`) score a text in many ways: what film and game
reviewers, commenters and our own synthetic mentions taught. Small judges (`judge`) weigh those scores and
the cues of `cues`, and give calibrated probabilities. No morphemes are needed: one core labels thousands
of comments a second.

What CC BY-SA data taught (3i4k, BEEP!) is a second artefact in `models/share_alike`; without it the
open artefact judges alone, somewhat less well, and `share_alike_present()` says so.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from deutgo.errors import Unhealthy
from deutgo.understand.cues import cues
from deutgo.understand.features import grams
from deutgo.understand.judge import Judge, features, load_judges
from deutgo.understand.linear import LinearHeads, load_heads
from deutgo.understand.normalize import fold

SENTIMENTS = ("negative", "positive", "neutral")
INTENTS = ("question", "complaint", "request", "praise", "report", "statement")
OFFENSIVE = ("clean", "offensive")
UNSURE = "unsure"
KINDS = ("about_film", "about_game")
MODELS = Path(__file__).parent / "models"
OPEN, SHARE_ALIKE = MODELS / "open", MODELS / "share_alike"

Table = NDArray[np.float32]

# below these the product abstains; chosen on held-out texts, see docs/en/labels.md
SURE_OPINION = 0.80  # of film and game reviews: right in 95 of 100 that are labelled
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
    """The artefacts in use: heads in order of `names`, and the judges that read them."""

    heads: tuple[LinearHeads, ...]
    names: tuple[str, ...]
    judges: dict[str, Judge]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Evidence:
    """Everything the judges see of a batch: `table` [texts, features]; `scores` [texts, heads]."""

    names: tuple[str, ...]
    scores: Table
    gates: Table
    table: Table


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Judged:
    """Probabilities of a batch: sentiment [n, 3], intent [n, 6], offensive [n, 2], anger [n]."""

    sentiment: Table
    intent: Table
    offensive: Table
    anger: Table
    opinion: Table


def share_alike_present() -> bool:
    """Whether the separate CC BY-SA artefact is installed."""
    return (SHARE_ALIKE / "heads.npz").exists()


@cache
def models(share_alike: bool | None = None) -> Models:
    """Load the artefacts once per process; raises `Unhealthy` where the open one is missing."""
    if not (OPEN / "heads.npz").exists():
        raise Unhealthy(reason=f"label models are missing in {OPEN}; run `make train` or reinstall")
    heads = [load_heads(OPEN / "heads.npz")]
    judges = load_judges(OPEN / "judges.npz")
    if share_alike_present() if share_alike is None else share_alike:
        heads.append(load_heads(SHARE_ALIKE / "heads.npz"))
        judges |= load_judges(SHARE_ALIKE / "judges.npz")
    names = tuple(name for each in heads for name in each.names)
    return Models(heads=tuple(heads), names=names, judges=judges)


def evidence(texts: Sequence[str], using: Models) -> Evidence:
    """Score a batch of raw texts with every head and cue."""
    folded = [fold(text) for text in texts]
    hashed = grams(folded)
    scores = np.concatenate([heads.score(hashed) for heads in using.heads], axis=1)
    return assemble(using.names, scores, cues(folded))


def assemble(names: tuple[str, ...], scores: Table, found: Table) -> Evidence:
    """Put scores and cues into the shape that judges read."""
    kinds = [names.index(kind) for kind in KINDS]
    odds = np.clip(scores[:, kinds], -30, 30)
    gates = np.asarray(1 / (1 + np.exp(-odds)), dtype=np.float32)
    table = features(scores, gates, found)
    return Evidence(names=names, scores=scores, gates=gates, table=table)


def judge(seen: Evidence, using: Models) -> Judged:
    """Turn evidence into probabilities."""
    polar = using.judges["polarity"].probabilities(seen.table)  # negative, positive
    neutral = using.judges["neutral"].probabilities(seen.table)[:, 1:]
    return Judged(
        sentiment=np.concatenate([polar * (1 - neutral), neutral], axis=1),
        intent=using.judges["intent"].probabilities(seen.table),
        offensive=using.judges["offensive"].probabilities(seen.table),
        anger=using.judges["anger"].probabilities(seen.table)[:, 1],
        opinion=np.max(seen.gates, axis=1),
    )


def sentiments_of(texts: Sequence[str]) -> Table:
    """Return sentiment probabilities [texts, 3] in the order of `SENTIMENTS`."""
    if not texts:
        return np.empty((0, 3), np.float32)
    using = models()
    return judge(evidence(texts, using), using).sentiment


def sentiment_table(labels: Sequence[Labels]) -> Table:
    """Return the sentiment probabilities of labels, [texts, 3] in the order of `SENTIMENTS`."""
    rows = [[each.sentiment.probabilities[name] for name in SENTIMENTS] for each in labels]
    return np.array(rows, np.float32).reshape(len(rows), len(SENTIMENTS))


def label_of(names: tuple[str, ...], chances: Table, least: float) -> Label:
    """Make a label of probabilities over `names`; below `least` it abstains."""
    exact = chances.astype(np.float64)
    exact /= exact.sum()
    best = int(np.argmax(exact))
    rounded = [round(float(chance), 6) for chance in exact]
    rounded[best] = round(rounded[best] + 1 - sum(rounded), 6)
    return Label(
        label=names[best] if exact[best] >= least else UNSURE,
        score=rounded[best],
        probabilities=dict(zip(names, rounded, strict=True)),
    )


def label_texts(texts: Sequence[str]) -> list[Labels]:
    """Label a batch of raw texts; each text's labels are the same in any batch."""
    if not texts:
        return []
    using = models()
    judged = judge(evidence(texts, using), using)
    sure = SURE_MENTION + (SURE_OPINION - SURE_MENTION) * judged.opinion
    return [
        Labels(
            sentiment=label_of(SENTIMENTS, judged.sentiment[row], float(sure[row])),
            intent=label_of(INTENTS, judged.intent[row], SURE_INTENT),
            offensive=label_of(OFFENSIVE, judged.offensive[row], SURE_OFFENSIVE),
            anger=round(float(judged.anger[row]), 4),
        )
        for row in range(len(texts))
    ]
