"""Which heads there are, and what each learns from."""

from dataclasses import dataclass, replace

import numpy as np
import scipy.sparse as sp
from heads import EMOTIONS, Head, Task, learn, one_against_rest
from logistic import Vector, balance
from mentions import Labelled
from numpy.typing import NDArray

from deutgo.understand.labels import INTENTS, SENTIMENTS

Matrix = NDArray[np.float32]  # dense, for gists
Groups = NDArray[np.int64]  # of mentions: those of one frame share a number
# how likely a review with so many stars is meant well (0 stars: none); 5 to 8 are our guess
LIKING = (0, 0, 0, 0, 0, 0.15, 0.25, 0.5, 0.75, 1, 1)
MIDDLE = 0.4  # what a review with 5 to 8 stars counts
KEPT_FILMS = 10_000  # of each pole: the first half is never trained on, the second teaches the judges


@dataclass(frozen=True, slots=True, kw_only=True)
class Corpus:
    """Texts of one source, their matrix over a vocabulary's grams or over gists, and the source's labels."""

    name: str
    texts: list[str]
    labels: list[tuple[int, ...]]
    matrix: sp.csr_matrix | Matrix


Learned = dict[str, tuple[str, Head]]  # head → (corpus its rows are of, head)


@dataclass(frozen=True, slots=True, kw_only=True)
class FilmSplit:
    """Row numbers of film reviews: for the report, for the judges (poles only), for the heads."""

    report: NDArray[np.int64]
    judges: NDArray[np.int64]
    heads: NDArray[np.int64]


def split_films(stars: NDArray[np.int64]) -> FilmSplit:
    """Set reviews aside, as many low (1-4) as high (9-10), as the public test split has them."""
    rng = np.random.default_rng(7)
    low, high = rng.permutation(np.flatnonzero(stars <= 4)), rng.permutation(np.flatnonzero(stars >= 9))
    middle = np.flatnonzero((stars > 4) & (stars < 9))
    half = KEPT_FILMS // 2
    return FilmSplit(
        report=np.concatenate([low[:half], high[:half]]),
        judges=np.concatenate([low[half : 2 * half], high[half : 2 * half]]),
        heads=np.concatenate([low[2 * half :], high[2 * half :], middle]),
    )


def first(corpus: Corpus) -> NDArray[np.int64]:
    """Return the first label of every row."""
    return np.array([labels[0] for labels in corpus.labels])


def learn_films(film: Corpus, split: FilmSplit) -> Head:
    """High against low stars of film reviews; what is said with 5 to 8 stars counts by degrees."""
    stars = first(film)[split.heads]
    wanted = np.array(LIKING, np.float32)[stars]
    poles = (stars <= 4) | (stars >= 9)
    weight = np.full(len(stars), MIDDLE, np.float32)
    weight[poles] = balance(stars[poles] >= 9)
    task = Task(name="film", rows=split.heads, target=wanted, weight=weight, penalty=1.0)
    return learn(film.matrix, task, folds=0, rounds=60)


def learn_games(game: Corpus, film: Head) -> Learned:
    """Game reviews, beginning from what films taught."""
    rows = np.arange(len(game.texts))
    liked = first(game) == 1
    task = Task(name="game", rows=rows, target=liked, weight=balance(liked), penalty=0.3, contrasted=0.1)
    return {"game": ("games", learn(game.matrix, task, prior=(film.weights, film.bias)))}


def learn_kind(
    name: str,
    source: str,
    corpora: dict[str, Corpus],
    others: dict[str, NDArray[np.int64]],
    groups: Groups,
    told: str = "mentions",
) -> Head:
    """Learn to tell texts of one source from those of others; scores of `told` are of unseen texts."""
    rng = np.random.default_rng(8)
    rows = {each: rng.permutation(numbers)[:8_000] for each, numbers in others.items()}
    rows["mentions"] = np.arange(len(groups))
    matrix = sp.vstack([corpora[each].matrix[numbers] for each, numbers in rows.items()]).tocsr()
    kind = np.concatenate([np.full(len(numbers), each) for each, numbers in rows.items()])
    target = kind == source
    weight = balance(target)
    ours = kind == "mentions"
    # our few sentences stand for all that is neither review nor chat
    weight[ours] = (weight[~target & ~ours].sum() / np.sqrt(np.bincount(groups)[groups])).astype(np.float32)
    weight[ours] /= np.sum(1 / np.sqrt(np.bincount(groups)[groups]))
    group = np.arange(len(kind)) + int(groups.max()) + 1
    group[ours] = groups
    task = Task(name=name, rows=np.arange(len(kind)), target=target, weight=weight, penalty=1.0, group=group)
    head = learn(matrix, task, folds=2, rounds=25)
    return replace(head, rows=rows[told], unseen=head.unseen[kind == told])


def learn_kinds(corpora: dict[str, Corpus], films: FilmSplit, groups: Groups) -> Learned:
    """What kind of text it is: a film review, a game review, or neither."""
    rows = {name: np.arange(len(corpora[name].texts)) for name in ("games", "emotions", "curses")}
    rows["films"] = films.heads
    return {
        "about_film": ("mentions", learn_kind("about_film", "films", corpora, rows, groups)),
        "about_game": ("mentions", learn_kind("about_game", "games", corpora, rows, groups)),
    }


def learn_board(corpora: dict[str, Corpus], films: FilmSplit, groups: Groups) -> Learned:
    """Whether it reads like a comment of the rough board whose abuse was marked."""
    rows = {name: np.arange(len(corpora[name].texts)) for name in ("games", "emotions", "curses")}
    rows["films"] = films.heads
    return {"about_board": ("curses", learn_kind("about_board", "curses", corpora, rows, groups, "curses"))}


def learn_spoken(corpora: dict[str, Corpus], films: FilmSplit, groups: Groups) -> Learned:
    """Whether it is an utterance as in 3i4k, or like the news comments of BEEP!; over their vocabulary."""
    names = ("utterances", "games", "emotions", "curses", "news_comments")
    rows = {name: np.arange(len(corpora[name].texts)) for name in names}
    rows["films"] = films.heads
    news = learn_kind("about_news", "news_comments", corpora, rows, groups, "news_comments")
    return {
        "spoken": ("mentions", learn_kind("spoken", "utterances", corpora, rows, groups)),
        "about_news": ("news_comments", news),
    }


def learn_emotions(corpora: dict[str, Corpus], *, penalty: float = 1.0) -> Learned:
    """Folded emotions of comments."""
    corpus = corpora["emotions"]
    rows = np.arange(len(corpus.texts))
    learned: Learned = {}
    for name, numbers in EMOTIONS.items():
        target = np.array([bool(numbers & set(labels)) for labels in corpus.labels])
        task = Task(name=name, rows=rows, target=target, weight=balance(target), penalty=penalty)
        learned[name] = ("emotions", learn(corpus.matrix, task))
    return learned


def learn_abuse(corpora: dict[str, Corpus], *, penalty: float = 1.0) -> Learned:
    """Abuse as each set understands it; the sentences made from templates count little."""
    learned: Learned = {}
    for name, source in (("curse", "curses"), ("hatred", "hatred"), ("toxic", "toxic")):
        corpus = corpora[source]
        target = first(corpus) == 1
        weight = balance(target)
        if source == "hatred":
            made = np.array([labels[1] == 1 for labels in corpus.labels])
            weight = np.where(made, 0.1, weight).astype(np.float32)
        rows = np.arange(len(corpus.texts))
        task = Task(name=name, rows=rows, target=target, weight=weight, penalty=penalty)
        learned[name] = (source, learn(corpus.matrix, task))
    return learned


def learn_mentions(corpora: dict[str, Corpus], said: list[Labelled], *, penalty: float = 0.01) -> Learned:
    """Sentiment and intent of the synthetic mentions."""
    corpus = corpora["mentions"]
    rows = np.arange(len(corpus.texts))
    groups = np.array([each.group for each in said])
    voices = np.array([each.voice for each in said])
    tasks = one_against_rest("says", SENTIMENTS, rows, [each.sentiment for each in said], groups, voices)
    tasks += one_against_rest("wants", INTENTS, rows, [each.intent for each in said], groups, voices)
    return {task.name: ("mentions", learn(corpus.matrix, replace(task, penalty=penalty))) for task in tasks}


def learn_share_alike(utterances: Corpus, comments: Corpus) -> Learned:
    """The heads of the separate CC BY-SA artefact; their matrices are over its own vocabulary."""
    kinds = first(utterances)
    rows = np.arange(len(kinds))
    learned: Learned = {}
    for number in range(7):
        target = kinds == number
        weight: Vector = np.ones(len(rows), np.float32)
        task = Task(name=f"utterance_{number}", rows=rows, target=target, weight=weight, penalty=0.1)
        learned[task.name] = ("utterances", learn(utterances.matrix, task, folds=3, rounds=30))
    hate = first(comments)
    for name, level in (("news_abuse", 1), ("news_hate", 2)):
        target = hate >= level
        task = Task(
            name=name,
            rows=np.arange(len(hate)),
            target=target,
            weight=balance(target),
            penalty=0.3,
            contrasted=1.0,
        )
        learned[name] = ("news_comments", learn(comments.matrix, task))
    return learned
