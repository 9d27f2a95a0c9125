"""`make train`: from the shared data and our own sentences to the artefacts in `understand/models`."""

import argparse
import json
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import gist_table
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
from gist_stage import learn_mention_gists, learn_open_gists, over_gists, save_gists
from gist_table import GistTable
from heads import Head
from logistic import Vector
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

OPEN_CORPORA = {"films": 8, "games": 3, "emotions": 3, "curses": 3, "hatred": 3, "toxic": 4, "mentions": 3}
SHARE_ALIKE_CORPORA = {"utterances": 3, "news_comments": 3}
GIST_FILMS = 60_000
Rows = dict[str, tuple[list[Row], Grams]]
Scores = dict[str, NDArray[np.float32]]


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


class Workshop(NamedTuple):
    """What both artefacts are made of: rows by corpus, the same over gists, and the judges' rows."""

    rows: Rows
    prepared: Prepared
    table: GistTable
    gist_corpora: dict[str, Corpus]
    spread: Vector
    lessons: Lessons
    cache: Path
    out: Path


def make_table(rows: Rows, shared: Path, cache: Path) -> GistTable:
    """Make the table of gists from the texts of the open sources, unless an earlier run left it."""
    kept = cache / "gist_table.pkl"
    if not kept.exists():
        films = [row.text for row in read("films", shared, cache)[0]]
        some = np.random.default_rng(9).choice(len(films), GIST_FILMS, replace=False)
        others = [row.text for name in OPEN_CORPORA if name != "films" for row in rows[name][0]]
        table = gist_table.make([films[number] for number in some] + others)
        kept.write_bytes(pickle.dumps(tuple(table)))
    return GistTable(*pickle.loads(kept.read_bytes()))


def set_up(shared: Path, cache: Path, out: Path) -> Workshop:
    """Read everything, make the table of gists, and choose the judges' rows."""
    rows: Rows = {name: read(name, shared, cache) for name in READERS if name != "films"}
    rows["mentions"] = read_mentions()
    table = make_table(rows, shared, cache)
    prepared = prepare(rows, shared, cache)
    rows["films"] = prepared.films
    corpora, spread = over_gists({name: texts for name, (texts, _) in rows.items()}, table)
    parts = {name: np.arange(len(corpus.texts)) for name, corpus in corpora.items()}
    parts["films"], parts["report"] = prepared.split.judges, prepared.split.report
    corpora["report"] = corpora["films"]
    lessons = Lessons(
        parts,
        {name: cues([corpora[name].texts[row] for row in each]) for name, each in parts.items()},
        {name: [corpora[name].labels[row] for row in each] for name, each in parts.items()},
    )
    return Workshop(rows, prepared, table, corpora, spread, lessons, cache, out)


def joined(*tables: Scores) -> Scores:
    """Put the scores of several sets of heads side by side."""
    return {name: np.concatenate([table[name] for table in tables], axis=1) for name in tables[0]}


def make_open(shop: Workshop) -> tuple[list[str], Scores, list[str], Scores]:
    """Make the open artefact; return its heads' names and scores, over n-grams and over gists."""
    corpora = corpora_over(shop.prepared.words, shop.rows, [*OPEN_CORPORA, *SHARE_ALIKE_CORPORA])
    corpora["report"] = corpora["films"]
    learned = open_heads(corpora, shop.prepared, shop.cache)
    meant = kept(shop.cache / "gist_heads.pkl", lambda: learn_open_gists(shop.gist_corpora))
    meant |= learn_mention_gists(shop.gist_corpora, spoken.training())
    scores = score_rows(corpora, shop.lessons.parts, learned)
    gist_scores = score_rows(shop.gist_corpora, shop.lessons.parts, meant)
    folder = shop.out / OPEN.name
    save_artefact(folder, shop.prepared.words, learned)
    save_gists(folder / "gist_heads.npz", shop.table, meant, shop.spread)
    rows = shop.lessons.scored((*learned, *meant), joined(scores, gist_scores))
    teach_and_save(folder, rows, share_alike=False)
    return list(learned), scores, list(meant), gist_scores


def make_share_alike(shop: Workshop, known: tuple[list[str], Scores, list[str], Scores]) -> None:
    """Make the artefact of what share-alike data taught, on top of the open one."""
    rows, parts = shop.rows, shop.lessons.parts
    groups = np.array([each.group for each in spoken.training()])
    listed = [(rows[name][1].hashes, least) for name, least in SHARE_ALIKE_CORPORA.items()]
    total = sum(len(rows[name][0]) for name in SHARE_ALIKE_CORPORA)
    words = build(listed, total, power=1.0)  # 3i4k folded: 0.926 at 1, 0.914 at 2
    over = corpora_over(words, rows, [*OPEN_CORPORA, *SHARE_ALIKE_CORPORA])
    over["report"] = over["films"]
    learned = kept(
        shop.cache / "share_alike_heads.pkl",
        lambda: learn_share_alike(over["utterances"], over["news_comments"]),
    )
    learned |= kept(shop.cache / "spoken_heads.pkl", lambda: learn_spoken(over, shop.prepared.split, groups))
    folder = shop.out / SHARE_ALIKE.name
    save_artefact(folder, words, learned)
    names, scores, gist_names, gist_scores = known
    # in the order of `labels.models`: heads over n-grams of both artefacts, then those over gists
    every = joined(scores, score_rows(over, parts, learned), gist_scores)
    ordered = (*names, *learned, *gist_names)
    (shop.cache / "judged.pkl").write_bytes(pickle.dumps((ordered, every, tuple(shop.lessons))))
    teach_and_save(folder, shop.lessons.scored(ordered, every), share_alike=True)


def main() -> None:
    """Run the whole recipe: about fifteen minutes of one core."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shared", type=Path)
    parser.add_argument("--cache", type=Path, default=Path("build/train"))
    parser.add_argument("--out", type=Path, default=OPEN.parent)
    options = parser.parse_args()
    options.cache.mkdir(parents=True, exist_ok=True)
    shop = set_up(options.shared, options.cache, options.out)
    make_share_alike(shop, make_open(shop))
    sizes = {str(path.relative_to(options.out)): path.stat().st_size for path in options.out.rglob("*.npz")}
    print(json.dumps(sizes, indent=1))


if __name__ == "__main__":
    main()
