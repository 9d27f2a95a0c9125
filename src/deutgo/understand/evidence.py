"""What the judges see of a batch of texts: head scores and cues, in the shape that each judge reads."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from deutgo.understand.judge import features, squash

REVIEWS = ("about_film", "about_game")
KINDS = (*REVIEWS, "spoken")  # the last is of the share-alike artefact
# where a text was found says nothing of what it means: these heads tell places apart and feed nothing else
PLACES = ("about_board", "about_news")
# what is asked of the seven intents of 3i4k: fragment, statement, question, command, rhetorical question,
# rhetorical command, intonation
HEARD = ("question", "request", "telling")
UTTERANCES = {f"utterance_{number}": heard for number, heard in enumerate((2, 2, 0, 1, 0, 1, 2))}

Table = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Evidence:
    """Everything the judges see of a batch: `table` [texts, features]; `scores` [texts, heads].

    `gates` [texts, kinds] say in 0…1 how much a text is of a kind. `place_table` is for the judge of where a
    text is from, `heard_table` for the judge of utterances (no columns where that artefact is missing).
    """

    names: tuple[str, ...]
    scores: Table
    gates: Table
    table: Table
    place_table: Table
    heard_table: Table


def assemble(names: tuple[str, ...], scores: Table, found: Table) -> Evidence:
    """Put scores [texts, heads] and cues [texts, cues] into the shapes that judges read."""
    shares = np.asarray(1 / (1 + np.exp(-np.clip(scores, -30, 30))), dtype=np.float32)
    gates = shares[:, [names.index(kind) for kind in KINDS if kind in names]]
    meant = [at for at, name in enumerate(names) if name not in PLACES]
    placing = [names.index(name) for name in PLACES if name in names]
    table = features(scores[:, meant], gates, found)
    spoken = [names.index(name) for name in UTTERANCES if name in names]
    return Evidence(
        names=names,
        scores=scores,
        gates=gates,
        table=table,
        place_table=np.concatenate([table, squash(scores[:, placing])], axis=1),
        heard_table=_heard(squash(scores[:, meant]), shares[:, spoken], found)
        if spoken
        else np.empty((len(scores), 0), np.float32),
    )


def _heard(squashed: Table, fine: Table, found: Table) -> Table:
    """Add what the seven intents sum to: heads share a question out that is asked in two ways."""
    folds = np.array(list(UTTERANCES.values()))
    sums = np.stack([fine[:, folds == each].sum(axis=1) for each in range(len(HEARD))], axis=1)
    shares = sums / np.maximum(sums.sum(axis=1, keepdims=True), 1e-6)
    return np.concatenate([squashed, found, fine, np.log(np.maximum(shares, 1e-4))], axis=1)
