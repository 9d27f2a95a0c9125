"""B1-B4 and B6: labels on texts that nothing learned from, and the speed of `understand`."""

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from deutgo.understand.labels import MODELS, label_texts, probabilities_of, share_alike_present
from deutgo.understand.lemmas import lemmas
from deutgo.understand.morphemes import analyse_many
from deutgo.understand.privacy import find_personal, mask

SHARED = Path(os.environ.get("DEUTGO_SHARED", "../shared"))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tools/train"))
SPEED_TEXTS = 3_000
Row = tuple[str, str, str]


def rows() -> list[Row]:
    """Measure what can be measured here."""
    found = [*_mentions(), *_unseen()]
    if not (SHARED / "data/reviews.tsv.gz").exists():
        return [*found, ("labels: film reviews, speed", "not measured", f"data is not at {SHARED}")]
    from corpora import films
    from first_stage import split_films

    reviews = list(films(SHARED))
    stars = np.array([row.labels[0] for row in reviews])
    kept = split_films(stars).report
    return [
        *found,
        *_films([reviews[row].text for row in kept], stars[kept] >= 9),
        *_speed([r.text for r in reviews]),
    ]


def _mentions() -> list[Row]:
    import mentions
    import report

    found = []
    for path in sorted(mentions.HERE.glob("mentions_heldout_*.txt")):
        said = mentions.read(path)
        name = path.stem.removeprefix("mentions_heldout_")
        how = f"{len(said)} synthetic mentions, written before training and never trained on"
        for what, figure in report.mentions(said).items():
            found.append((f"labels: held-out list {name}, {what}", f"{figure:.3f}", how))
    return found


def _unseen() -> list[Row]:
    folder = MODELS / ("share_alike" if share_alike_present() else "open")
    figures = json.loads((folder / "figures.json").read_text(encoding="utf-8"))
    how = "at training: heads had not seen the rows (five folds), judges had"
    return [
        (f"labels: {what}", f"{figure:.4f}", how)
        for what, figure in figures.items()
        if not what.startswith("films")
    ]


def _films(texts: list[str], positive: "np.ndarray[tuple[int], np.dtype[np.bool_]]") -> list[Row]:
    import report

    table = np.concatenate(
        [probabilities_of("sentiment", texts[at : at + 512]) for at in range(0, len(texts), 512)]
    )
    figures = report.opinion(table, positive)
    said = [
        each.sentiment.label for at in range(0, len(texts), 512) for each in label_texts(texts[at : at + 512])
    ]
    gold = np.where(positive, "positive", "negative")
    sure = np.array([label != "unsure" for label in said])
    right = np.mean(np.array(said)[sure] == gold[sure])
    how = f"{len(texts)} reviews that neither heads nor judges saw, half low and half high stars"
    return [
        ("B1 film reviews, forced accuracy", f"{figures['accuracy']:.4f}", how),
        ("B1 film reviews, right where not unsure", f"{right:.4f} on {sure.mean():.1%}", how),
        ("B1 film reviews, share that can be said at 95 %", f"{figures['cover95']:.1%}", how),
    ]


def _cpu(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def _speed(reviews: list[str]) -> list[Row]:
    """Time the tokeniser alone, the whole chain and the labels alone on the same texts, in CPU seconds."""
    texts = [text for text in reviews if 25 <= len(text) <= 55][:SPEED_TEXTS]
    batches = [texts[at : at + 512] for at in range(0, len(texts), 512)]

    def tokens() -> None:
        for batch in batches:
            for _ in analyse_many(batch):
                pass

    def whole() -> None:
        for batch in batches:
            labels = label_texts(batch)
            for text, _, found in zip(batch, labels, analyse_many(batch), strict=True):
                lemmas(found)
                mask(text, find_personal(text))

    def labels_only() -> None:
        for batch in batches:
            label_texts(batch)

    label_texts(texts[:8])
    list(analyse_many(texts[:8]))
    alone, chain, cheap = (min(_cpu(work) for _ in range(2)) for work in (tokens, whole, labels_only))
    how = f"{len(texts)} reviews of 25-55 characters, CPU seconds of all threads, better of two"
    return [
        ("B6 tokeniser alone, texts per CPU second", f"{len(texts) / alone:,.0f}", how),
        ("B6 whole understand chain, texts per CPU second", f"{len(texts) / chain:,.0f}", how),
        ("B6 chain against tokeniser", f"{alone / chain:.0%}", how),
        ("B6 labels only, texts per CPU second", f"{len(texts) / cheap:,.0f}", how),
    ]
