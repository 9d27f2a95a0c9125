"""Which heads there are, and what each learns from."""

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from heads import EMOTIONS, Head, Task, learn, one_against_rest
from logistic import Vector, balance
from mentions import Labelled
from numpy.typing import NDArray

from deutgo.understand.labels import INTENTS, SENTIMENTS

Bool = NDArray[np.bool_]
KEPT_FILMS = 16_000  # of each pole: the first half is never trained on, the second teaches the judges


@dataclass(frozen=True, slots=True, kw_only=True)
class Corpus:
    """Texts of one source, their matrix over the open vocabulary, and the source's labels."""

    name: str
    texts: list[str]
    labels: list[tuple[int, ...]]
    matrix: sp.csr_matrix


Learned = dict[str, tuple[str, Head]]  # head → (corpus its rows are of, head)


@dataclass(frozen=True, slots=True, kw_only=True)
class FilmSplit:
    """Row numbers of film reviews: for the report, for the judges, for the heads (poles only)."""

    report: NDArray[np.int64]
    judges: NDArray[np.int64]
    heads: NDArray[np.int64]


def split_films(stars: NDArray[np.int64]) -> FilmSplit:
    """Set reviews aside, as many low (1-4) as high (9-10), as the public test split has them."""
    rng = np.random.default_rng(7)
    low, high = rng.permutation(np.flatnonzero(stars <= 4)), rng.permutation(np.flatnonzero(stars >= 9))
    half = KEPT_FILMS // 2
    return FilmSplit(
        report=np.concatenate([low[:half], high[:half]]),
        judges=np.concatenate([low[half : 2 * half], high[half : 2 * half]]),
        heads=np.concatenate([low[2 * half :], high[2 * half :]]),
    )


def first(corpus: Corpus) -> NDArray[np.int64]:
    """Return the first label of every row."""
    return np.array([labels[0] for labels in corpus.labels])


def learn_polarity(corpora: dict[str, Corpus], films: FilmSplit) -> Learned:
    """Films by their stars; games start from what films taught."""
    film, game = corpora["films"], corpora["games"]
    good = first(film)[films.heads] >= 9
    task = Task(name="film", rows=films.heads, target=good, weight=balance(good), penalty=1.0)
    taught = learn(film.matrix, task, folds=0, rounds=70)
    rows = np.arange(len(game.texts))
    liked = first(game) == 1
    task = Task(name="game", rows=rows, target=liked, weight=balance(liked), penalty=0.3)
    played = learn(game.matrix, task, prior=(taught.weights, taught.bias))
    return {"film": ("films", taught), "game": ("games", played)}


def learn_kinds(corpora: dict[str, Corpus], films: FilmSplit) -> Learned:
    """What kind of text it is: a film review, a game review, or neither."""
    rng = np.random.default_rng(8)
    sample = rng.choice(films.heads, 20_000, replace=False)
    parts = [("films", sample)] + [
        (name, np.arange(len(corpora[name].texts))) for name in ("games", "emotions", "curses", "mentions")
    ]
    matrix = sp.vstack([corpora[name].matrix[rows] for name, rows in parts]).tocsr()
    kind = np.concatenate([np.full(len(rows), name) for name, rows in parts])
    learned: Learned = {}
    for name, source in (("about_film", "films"), ("about_game", "games")):
        target = kind == source
        task = Task(name=name, rows=np.arange(len(kind)), target=target, weight=balance(target), penalty=1.0)
        learned[name] = ("kinds", learn(matrix, task, folds=0))
    return learned


def learn_emotions(corpora: dict[str, Corpus]) -> Learned:
    """Folded emotions of comments."""
    corpus = corpora["emotions"]
    rows = np.arange(len(corpus.texts))
    learned: Learned = {}
    for name, numbers in EMOTIONS.items():
        target = np.array([bool(numbers & set(labels)) for labels in corpus.labels])
        task = Task(name=name, rows=rows, target=target, weight=balance(target), penalty=1.0)
        learned[name] = ("emotions", learn(corpus.matrix, task))
    return learned


def learn_abuse(corpora: dict[str, Corpus]) -> Learned:
    """Abuse as each set understands it; the sentences made from templates count little."""
    learned: Learned = {}
    for name, source in (("curse", "curses"), ("hatred", "hatred"), ("toxic", "toxic")):
        corpus = corpora[source]
        target = first(corpus) == 1
        weight = balance(target)
        if source == "hatred":
            made = np.array([labels[1] == 1 for labels in corpus.labels])
            weight = np.where(made, 0.1, weight).astype(np.float32)
        task = Task(name=name, rows=np.arange(len(corpus.texts)), target=target, weight=weight, penalty=1.0)
        learned[name] = (source, learn(corpus.matrix, task))
    return learned


def learn_mentions(corpora: dict[str, Corpus], said: list[Labelled]) -> Learned:
    """Sentiment and intent of the synthetic mentions."""
    corpus = corpora["mentions"]
    rows = np.arange(len(corpus.texts))
    groups = np.array([each.group for each in said])
    tasks = one_against_rest("says", SENTIMENTS, rows, [each.sentiment for each in said], groups)
    tasks += one_against_rest("wants", INTENTS, rows, [each.intent for each in said], groups)
    return {task.name: ("mentions", learn(corpus.matrix, task)) for task in tasks}


def learn_share_alike(utterances: Corpus, comments: Corpus) -> Learned:
    """The heads of the separate CC BY-SA artefact; their matrices are over its own vocabulary."""
    kinds = first(utterances)
    rows = np.arange(len(kinds))
    learned: Learned = {}
    for number in range(7):
        target = kinds == number
        weight: Vector = np.ones(len(rows), np.float32)
        task = Task(name=f"utterance_{number}", rows=rows, target=target, weight=weight, penalty=0.3)
        learned[task.name] = ("utterances", learn(utterances.matrix, task, folds=3, rounds=40))
    hate = first(comments)
    for name, level in (("news_abuse", 1), ("news_hate", 2)):
        target = hate >= level
        task = Task(name=name, rows=np.arange(len(hate)), target=target, weight=balance(target), penalty=1.0)
        learned[name] = ("news_comments", learn(comments.matrix, task))
    return learned
