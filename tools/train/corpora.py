"""The training texts: readers of the shared data folder and of the sentences written for this project.

Every reader yields folded texts with the labels of their source; nothing read here is ever committed.
"""

import csv
import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from deutgo.understand.normalize import fold


class Row(NamedTuple):
    """One training text and its label or labels, as the source has them."""

    text: str
    labels: tuple[int, ...]


def films(shared: Path) -> Iterator[Row]:
    """Film reviews with 1-10 stars (CC0)."""
    with gzip.open(shared / "data/reviews.tsv.gz", "rt", encoding="utf-8") as file:
        next(file)
        for line in file:
            parts = line.rstrip("\n").split("\t")
            if parts[-1].strip():
                yield Row(fold(parts[-1]), (int(parts[3]),))


def games(shared: Path) -> Iterator[Row]:
    """Game reviews, 0 negative and 1 positive (public domain)."""
    with (shared / "data/language/steam_train.tsv").open(encoding="utf-8") as file:
        next(file)
        for line in file:
            label, text = line.rstrip("\n").split("\t", 1)
            yield Row(fold(text), (int(label),))


def emotions(shared: Path) -> Iterator[Row]:
    """Comments with any of 44 emotions (KOTE, MIT)."""
    with (shared / "data/language/kote_train.tsv").open(encoding="utf-8", newline="") as file:
        for _, text, labels in csv.reader(file, delimiter="\t"):
            yield Row(fold(text), tuple(int(number) for number in labels.split(",")))


def utterances(shared: Path) -> Iterator[Row]:
    """Utterances with one of seven intents (3i4k, CC BY-SA 4.0)."""
    with (shared / "data/language/3i4k_train.txt").open(encoding="utf-8") as file:
        for line in file:
            label, text = line.rstrip("\n").split("\t", 1)
            if text.strip():
                yield Row(fold(text), (int(label),))


def curses(shared: Path) -> Iterator[Row]:
    """Comments of a rough board, 1 where abusive (Curse-detection-data, MIT)."""
    with (shared / "data/language/curse_train.txt").open(encoding="utf-8") as file:
        for line in file:
            text, _, label = line.rstrip("\n").rpartition("|")
            if text.strip():
                yield Row(fold(text), (int(label),))


def hatred(shared: Path) -> Iterator[Row]:
    """Comments and sentences, 1 where hateful or malicious (HateScore, Apache-2.0)."""
    with (shared / "data/language/hatescore.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            made = row["source"] == "규칙 기반 생성"  # 7,115 sentences from a few templates
            yield Row(fold(row["comment"]), (int(row["macrolabel"] != "Clean"), int(made)))


def toxic(shared: Path) -> Iterator[Row]:
    """Low film ratings, 1 where obscene, threatening, insulting or hateful (songys, MIT).

    The column `toxic` is set on 99.7 % of the rows, mild disappointment included; it says nothing.
    """
    with (shared / "data/language/toxic_train.csv").open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            marks = ("obscene", "threat", "insult", "identity_hate")
            yield Row(fold(row["document"]), (int(any(row[mark] == "1" for mark in marks)),))


def news_comments(shared: Path) -> Iterator[Row]:
    """News comments: 0 none, 1 offensive, 2 hateful (BEEP!, CC BY-SA 4.0)."""
    kinds = {"none": 0, "offensive": 1, "hate": 2}
    with (shared / "data/language/beep_train.tsv").open(encoding="utf-8") as file:
        next(file)
        for line in file:
            parts = line.rstrip("\n").split("\t")
            yield Row(fold("\t".join(parts[:-3])), (kinds[parts[-1]],))


READERS = {
    reader.__name__: reader
    for reader in (films, games, emotions, utterances, curses, hatred, toxic, news_comments)
}
