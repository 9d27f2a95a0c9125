"""`make train`: from the shared data and our own sentences to the artefacts in `understand/models`."""

import argparse
import json
import pickle
from pathlib import Path

import mentions as spoken
import numpy as np
from corpora import READERS, Row
from first_stage import (
    Corpus,
    FilmSplit,
    Learned,
    first,
    learn_abuse,
    learn_emotions,
    learn_kinds,
    learn_mentions,
    learn_polarity,
    learn_share_alike,
    split_films,
)
from numpy.typing import NDArray
from second_stage import Scored, learn_judges
from vocabulary import Vocabulary, build, hash_texts, matrix

from deutgo.understand.cues import cues
from deutgo.understand.features import Grams
from deutgo.understand.judge import save_judges
from deutgo.understand.labels import OPEN, SHARE_ALIKE, assemble
from deutgo.understand.linear import LinearHeads, quantize, save_heads
from deutgo.understand.normalize import fold

OPEN_CORPORA = {"films": 8, "games": 3, "emotions": 3, "curses": 3, "hatred": 3, "toxic": 4, "mentions": 2}
SHARE_ALIKE_CORPORA = {"utterances": 3, "news_comments": 3}
Rows = dict[str, tuple[list[Row], Grams]]


def read_all(shared: Path, cache: Path) -> Rows:
    """Read, fold and hash every corpus; the cache spares repeats and must be emptied when folding changes."""
    rows: Rows = {}
    for name, reader in READERS.items():
        kept = cache / f"{name}.pkl"
        if not kept.exists():
            kept.write_bytes(pickle.dumps(list(reader(shared))))
        texts = pickle.loads(kept.read_bytes())
        rows[name] = (texts, hash_texts([row.text for row in texts], cache / f"{name}.npz"))
    texts = [Row(fold(said.text), ()) for said in spoken.training()]
    rows["mentions"] = (texts, hash_texts([row.text for row in texts]))
    return rows


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


def judge_parts(corpora: dict[str, Corpus], films: FilmSplit) -> dict[str, NDArray[np.int64]]:
    """Choose the rows of each corpus that judges learn from."""
    parts = {name: np.arange(len(corpus.texts)) for name, corpus in corpora.items()}
    parts["films"] = films.judges
    return parts


def frame_weights(said: list[spoken.Labelled]) -> NDArray[np.float64]:
    """Ten fillings of one frame teach about as much as three sentences."""
    group = np.array([each.group for each in said])
    return np.bincount(group)[group] ** -0.5


def open_heads(corpora: dict[str, Corpus], films: FilmSplit, kept: Path) -> Learned:
    """Learn every head of the open artefact; film and game heads are kept between runs."""
    if kept.exists():
        learned: Learned = pickle.loads(kept.read_bytes())
    else:
        learned = learn_polarity(corpora, films)
        kept.write_bytes(pickle.dumps(learned))
    learned |= learn_kinds(corpora, films)
    learned |= learn_emotions(corpora) | learn_abuse(corpora)
    return learned | learn_mentions(corpora, spoken.training())


def main() -> None:
    """Run the whole recipe: about ten minutes of one core."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shared", type=Path)
    parser.add_argument("--cache", type=Path, default=Path("build/train"))
    parser.add_argument("--out", type=Path, default=OPEN.parent)
    options = parser.parse_args()
    cache: Path = options.cache
    cache.mkdir(parents=True, exist_ok=True)
    rows = read_all(options.shared, cache)
    kept_words = cache / "words.pkl"
    if not kept_words.exists():
        listed = [(rows[name][1].hashes, least) for name, least in OPEN_CORPORA.items()]
        kept_words.write_bytes(pickle.dumps(build(listed, len(rows["films"][0]))))
    words: Vocabulary = pickle.loads(kept_words.read_bytes())
    corpora = corpora_over(words, rows, [*OPEN_CORPORA, *SHARE_ALIKE_CORPORA])
    films = split_films(first(corpora["films"]))
    learned = open_heads(corpora, films, cache / "polarity.pkl")
    parts = judge_parts(corpora, films)
    scores = score_rows(corpora, parts, learned)
    signs = {name: cues([corpora[name].texts[row] for row in each]) for name, each in parts.items()}
    labels = {name: [corpora[name].labels[row] for row in each] for name, each in parts.items()}

    def scored(names: tuple[str, ...], tables: dict[str, NDArray[np.float32]]) -> dict[str, Scored]:
        return {
            name: Scored(
                seen=assemble(names, tables[name], signs[name]),
                labels=labels[name],
                weight=frame_weights(spoken.training()) if name == "mentions" else np.ones(len(parts[name])),
            )
            for name in parts
        }

    save_artefact(options.out / OPEN.name, words, learned)
    judges = learn_judges(scored(tuple(learned), scores), spoken.training(), share_alike=False)
    save_judges(options.out / OPEN.name / "judges.npz", judges)

    listed = [(rows[name][1].hashes, least) for name, least in SHARE_ALIKE_CORPORA.items()]
    total = sum(len(rows[name][0]) for name in SHARE_ALIKE_CORPORA)
    more_words = build(listed, total)
    over = corpora_over(more_words, rows, list(parts))
    more = learn_share_alike(over["utterances"], over["news_comments"])
    both = {
        name: np.concatenate([scores[name], table], axis=1)
        for name, table in score_rows(over, parts, more).items()
    }
    save_artefact(options.out / SHARE_ALIKE.name, more_words, more)
    judges = learn_judges(scored((*learned, *more), both), spoken.training(), share_alike=True)
    save_judges(options.out / SHARE_ALIKE.name / "judges.npz", judges)
    sizes = {str(path.relative_to(options.out)): path.stat().st_size for path in options.out.rglob("*.npz")}
    print(json.dumps(sizes, indent=1))


if __name__ == "__main__":
    main()
