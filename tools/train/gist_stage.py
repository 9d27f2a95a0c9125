"""Heads over gists: the same questions as those over n-grams, asked of what the words mean."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from corpora import Row
from first_stage import Corpus, Learned, first, learn_abuse, learn_emotions, learn_mentions
from gist_table import GistTable
from heads import Task, learn
from logistic import Vector, balance
from mentions import Labelled

from deutgo.understand.gist import save_gist_heads
from deutgo.understand.linear import quantize

PENALTY = 100.0  # of standardised gists; flat from 30 to 300


def over_gists(rows: Mapping[str, Sequence[Row]], table: GistTable) -> tuple[dict[str, Corpus], Vector]:
    """Return corpora with standardised gists for a matrix, and what each column was divided by."""
    found = {name: table.gists([row.text for row in texts]) for name, texts in rows.items()}
    spread = np.concatenate(list(found.values())).std(axis=0) + 1e-6
    corpora = {
        name: Corpus(
            name=name,
            texts=[row.text for row in texts],
            labels=[row.labels for row in texts],
            matrix=found[name] / spread,
        )
        for name, texts in rows.items()
    }
    return corpora, spread


def _named(learned: Learned) -> Learned:
    """Tell these heads from those over n-grams."""
    return {
        f"gist_{name}": (source, replace(head, name=f"gist_{name}"))
        for name, (source, head) in learned.items()
    }


def learn_open_gists(corpora: dict[str, Corpus]) -> Learned:
    """Emotions, abuse and game reviews."""
    learned = learn_emotions(corpora, penalty=PENALTY) | learn_abuse(corpora, penalty=PENALTY)
    games = corpora["games"]
    liked = first(games) == 1
    rows = np.arange(len(games.texts))
    task = Task(name="game", rows=rows, target=liked, weight=balance(liked), penalty=PENALTY)
    return _named(learned | {"game": ("games", learn(games.matrix, task))})


def learn_mention_gists(corpora: dict[str, Corpus], said: list[Labelled]) -> Learned:
    """Sentiment and intent of the synthetic mentions."""
    return _named(learn_mentions(corpora, said, penalty=PENALTY))


def save_gists(path: Path, table: GistTable, learned: Learned, spread: Vector) -> None:
    """Write heads over gists as what each known part says to each head."""
    weights = np.stack([head.weights for _, head in learned.values()], axis=1) / spread[:, None]
    size = table.of_beginnings.shape[1]
    blocks = [weights[size * place : size * (place + 1)] for place in range(4)]
    begins = [quantize(table.of_beginnings @ block) for block in blocks[:2]]
    ends = [quantize(table.of_ends @ block) for block in blocks[2:]]
    save_gist_heads(
        path,
        tuple(learned),
        dict(zip(table.beginnings, np.concatenate([rows for rows, _ in begins], axis=1), strict=True)),
        dict(zip(table.ends, np.concatenate([rows for rows, _ in ends], axis=1), strict=True)),
        np.stack([scale for _, scale in begins + ends]),
        np.array([head.bias for _, head in learned.values()], np.float32),
    )
