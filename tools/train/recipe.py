"""`make train`: from the shared data and our own sentences to the artefacts in `understand/models`."""

import argparse
import json
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import mentions as spoken
import numpy as np
from corpora import READERS, Row
from first_stage import (
    Corpus,
    FilmSplit,
    Learned,
    first,
    learn_abuse,
    learn_board,
    learn_emotions,
    learn_films,
    learn_games,
    learn_kinds,
    learn_mentions,
    learn_share_alike,
    learn_spoken,
    split_films,
)
from heads import Head
from numpy.typing import NDArray
from report import unseen
from second_stage import Scored, learn_judges
from vocabulary import Vocabulary, build, hash_texts, matrix

from deutgo.understand.cues import cues
from deutgo.understand.evidence import assemble
from deutgo.understand.features import Grams
from deutgo.understand.judge import save_judges
from deutgo.understand.labels import OPEN, SHARE_ALIKE
from deutgo.understand.linear import LinearHeads, quantize, save_heads
from deutgo.understand.normalize import fold

OPEN_CORPORA = {"films": 8, "games": 3, "emotions": 3, "curses": 3, "hatred": 3, "toxic": 4, "mentions": 2}
SHARE_ALIKE_CORPORA = {"utterances": 3, "news_comments": 3}
Rows = dict[str, tuple[list[Row], Grams]]


def read(name: str, shared: Path, cache: Path) -> tuple[list[Row], Grams]:
    """Read, fold and hash one corpus; the cache spares repeats and must be emptied when folding changes."""
    kept = cache / f"{name}.pkl"
    if not kept.exists():
        kept.write_bytes(pickle.dumps(list(READERS[name](shared))))
    texts = pickle.loads(kept.read_bytes())
    return texts, hash_texts([row.text for row in texts], cache / f"{name}.npz")


def read_mentions() -> tuple[list[Row], Grams]:
    """Fold and hash our own sentences."""
    texts = [Row(fold(said.text), ()) for said in spoken.training()]
    return texts, hash_texts([row.text for row in texts])


class Prepared(NamedTuple):
    """What is kept between runs: the long part of the recipe, and the film reviews still needed."""

    words: Vocabulary
    film: Head
    films: tuple[list[Row], Grams]
    split: FilmSplit


def subset(rows: tuple[list[Row], Grams], kept: NDArray[np.int64]) -> tuple[list[Row], Grams]:
    """Take some texts of a hashed corpus."""
    texts, hashed = rows
    parts = [hashed.hashes[hashed.bounds[row] : hashed.bounds[row + 1]] for row in kept]
    bounds = np.concatenate([[0], np.cumsum([len(part) for part in parts])])
    return [texts[row] for row in kept], Grams(np.concatenate(parts), bounds)


def prepare(rows: Rows, shared: Path, cache: Path) -> Prepared:
    """Choose the grams and learn the film head, unless an earlier run left them in the cache."""
    kept = cache / "prepared.pkl"
    if kept.exists():
        return Prepared(*pickle.loads(kept.read_bytes()))
    everything = rows | {"films": read("films", shared, cache)}
    listed = [(everything[name][1].hashes, least) for name, least in OPEN_CORPORA.items()]
    words = build(listed, len(everything["films"][0]))
    corpora = corpora_over(words, everything, ["films"])
    split = split_films(first(corpora["films"]))
    film = learn_films(corpora["films"], split)
    rest = np.random.default_rng(8).choice(split.heads, 20_000, replace=False)
    places = np.arange(len(split.report) + len(split.judges) + len(rest))
    report, judges, heads = np.split(places, [len(split.report), len(split.report) + len(split.judges)])
    few = subset(everything["films"], np.concatenate([split.report, split.judges, rest]))
    prepared = Prepared(words, film, few, FilmSplit(report=report, judges=judges, heads=heads))
    kept.write_bytes(pickle.dumps(tuple(prepared)))
    return prepared


def corpora_over(words: Vocabulary, rows: Rows, names: list[str]) -> dict[str, Corpus]:
    """Make the matrices of corpora over one vocabulary."""
    return {
        name: Corpus(
            name=name,
            texts=[row.text for row in rows[name][0]],
            labels=[row.labels for row in rows[name][0]],
            matrix=matrix(words, rows[name][1]),
        )
        for name in names
    }


def save_artefact(folder: Path, words: Vocabulary, learned: Learned) -> LinearHeads:
    """Quantise the heads of one artefact and write them."""
    names = tuple(learned)
    weights = np.stack([learned[name][1].weights for name in names], axis=1) * words.value[:, None]
    whole, scale = quantize(weights)
    heads = LinearHeads(
        names=names,
        row_of=words.row_of,
        prints=words.prints,
        value=words.value,
        weights=whole,
        scale=scale,
        bias=np.array([learned[name][1].bias for name in names], np.float32),
    )
    folder.mkdir(parents=True, exist_ok=True)
    save_heads(folder / "heads.npz", heads)
    return heads


def score_rows(
    corpora: dict[str, Corpus], parts: dict[str, NDArray[np.int64]], learned: Learned
) -> dict[str, NDArray[np.float32]]:
    """Score the judges' rows with every head; a head never scores a text that it learned from."""
    weights = np.stack([head.weights for _, head in learned.values()], axis=1)
    bias = np.array([head.bias for _, head in learned.values()], np.float32)
    scores = {}
    for name, rows in parts.items():
        table = np.asarray(corpora[name].matrix[rows] @ weights) + bias
        for column, (source, head) in enumerate(learned.values()):
            if source == name:
                place = np.full(len(corpora[name].texts), -1)
                place[head.rows] = np.arange(len(head.rows))
                known = place[rows] >= 0
                table[known, column] = head.unseen[place[rows][known]]
        scores[name] = table.astype(np.float32)
    return scores


def kept(path: Path, make: Callable[[], Learned]) -> Learned:
    """Learn some heads, unless an earlier run left them in the cache."""
    if not path.exists():
        path.write_bytes(pickle.dumps(make()))
    learned: Learned = pickle.loads(path.read_bytes())
    return learned


def frame_weights(said: list[spoken.Labelled]) -> NDArray[np.float64]:
    """Ten fillings of one frame teach about as much as three sentences."""
    group = np.array([each.group for each in said])
    return np.bincount(group)[group] ** -0.5


def open_heads(corpora: dict[str, Corpus], prepared: Prepared, cache: Path) -> Learned:
    """Learn every head of the open artefact."""
    groups = np.array([each.group for each in spoken.training()])
    learned: Learned = {"film": ("films", prepared.film)}
    learned |= kept(cache / "games_head.pkl", lambda: learn_games(corpora["games"], prepared.film))
    learned |= kept(cache / "emotions_heads.pkl", lambda: learn_emotions(corpora))
    learned |= kept(cache / "abuse_heads.pkl", lambda: learn_abuse(corpora))
    learned |= kept(cache / "kinds_heads.pkl", lambda: learn_kinds(corpora, prepared.split, groups))
    learned |= kept(cache / "board_head.pkl", lambda: learn_board(corpora, prepared.split, groups))
    return learned | learn_mentions(corpora, spoken.training())


class Lessons(NamedTuple):
    """The judges' rows: which they are, their cues, labels and weights, by corpus."""

    parts: dict[str, NDArray[np.int64]]
    signs: dict[str, NDArray[np.float32]]
    labels: dict[str, list[tuple[int, ...]]]

    def scored(self, names: tuple[str, ...], tables: dict[str, NDArray[np.float32]]) -> dict[str, Scored]:
        """Join them with the heads' scores."""
        weights = {name: np.ones(len(rows)) for name, rows in self.parts.items()}
        weights["mentions"] = frame_weights(spoken.training())
        return {
            name: Scored(
                seen=assemble(names, tables[name], self.signs[name]),
                labels=self.labels[name],
                weight=weights[name],
            )
            for name in self.parts
        }


def teach_and_save(folder: Path, rows: dict[str, Scored], *, share_alike: bool) -> None:
    """Teach the judges, write them, and say how they do on rows that no head saw.

    The film reviews reported on were seen by neither heads nor judges; of other corpora the judges, a few
    hundred weights, saw the rows, with scores of heads that had not.
    """
    lessons = {name: each for name, each in rows.items() if name != "report"}
    judges = learn_judges(lessons, spoken.training(), share_alike=share_alike)
    save_judges(folder / "judges.npz", judges)
    seen = lessons | {"films": rows["report"]}
    figures = unseen({name: (each.seen, each.labels) for name, each in seen.items()}, judges)
    text = json.dumps({key: round(value, 4) for key, value in sorted(figures.items())}, indent=1)
    (folder / "figures.json").write_text(text + "\n", encoding="utf-8")
    print(folder.name, text, flush=True)


def main() -> None:
    """Run the whole recipe: about ten minutes of one core."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shared", type=Path)
    parser.add_argument("--cache", type=Path, default=Path("build/train"))
    parser.add_argument("--out", type=Path, default=OPEN.parent)
    options = parser.parse_args()
    cache: Path = options.cache
    cache.mkdir(parents=True, exist_ok=True)
    rows: Rows = {name: read(name, options.shared, cache) for name in READERS if name != "films"}
    rows["mentions"] = read_mentions()
    prepared = prepare(rows, options.shared, cache)
    rows["films"] = prepared.films
    corpora = corpora_over(prepared.words, rows, [*OPEN_CORPORA, *SHARE_ALIKE_CORPORA])
    learned = open_heads(corpora, prepared, cache)
    parts = {name: np.arange(len(corpus.texts)) for name, corpus in corpora.items()}
    parts["films"] = prepared.split.judges
    corpora["report"] = corpora["films"]
    parts["report"] = prepared.split.report
    scores = score_rows(corpora, parts, learned)
    lessons = Lessons(
        parts,
        {name: cues([corpora[name].texts[row] for row in each]) for name, each in parts.items()},
        {name: [corpora[name].labels[row] for row in each] for name, each in parts.items()},
    )
    save_artefact(options.out / OPEN.name, prepared.words, learned)
    teach_and_save(options.out / OPEN.name, lessons.scored(tuple(learned), scores), share_alike=False)

    groups = np.array([each.group for each in spoken.training()])
    listed = [(rows[name][1].hashes, least) for name, least in SHARE_ALIKE_CORPORA.items()]
    total = sum(len(rows[name][0]) for name in SHARE_ALIKE_CORPORA)
    more_words = build(listed, total, power=1.0)  # 3i4k folded: 0.926 at 1, 0.914 at 2
    over = corpora_over(more_words, rows, [*OPEN_CORPORA, *SHARE_ALIKE_CORPORA])
    over["report"] = over["films"]
    more = kept(
        cache / "share_alike_heads.pkl",
        lambda: learn_share_alike(over["utterances"], over["news_comments"]),
    )
    more |= kept(cache / "spoken_heads.pkl", lambda: learn_spoken(over, prepared.split, groups))
    more_scores = score_rows(over, parts, more)
    both = {name: np.concatenate([scores[name], more_scores[name]], axis=1) for name in parts}
    save_artefact(options.out / SHARE_ALIKE.name, more_words, more)
    names = (*learned, *more)
    teach_and_save(options.out / SHARE_ALIKE.name, lessons.scored(names, both), share_alike=True)
    sizes = {str(path.relative_to(options.out)): path.stat().st_size for path in options.out.rglob("*.npz")}
    print(json.dumps(sizes, indent=1))


if __name__ == "__main__":
    main()
