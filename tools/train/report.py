"""What the product says on texts that no part of it learned from."""

from collections.abc import Sequence

import numpy as np
from mentions import Labelled
from numpy.typing import NDArray

from deutgo.understand.aspects import aspect_sentiments
from deutgo.understand.evidence import HEARD, UTTERANCES, Evidence
from deutgo.understand.judge import Judge
from deutgo.understand.labels import (
    INTENTS,
    OFFENSIVE,
    SENTIMENTS,
    UNSURE,
    Label,
    Labels,
    judge,
    label_texts,
    sentiment_table,
)

Bool = NDArray[np.bool_]


def macro_f1(gold: Sequence[str], said: Sequence[str], labels: Sequence[str]) -> float:
    """Return the mean F1 over the labels that occur; anything else that is said is wrong."""
    pairs = list(zip(gold, said, strict=True))
    scores = []
    for label in [each for each in labels if each in gold]:
        hit = sum(g == s == label for g, s in pairs)
        total = sum(g == label for g, _ in pairs) + sum(s == label for _, s in pairs)
        scores.append(2 * hit / total if total else 0.0)
    return sum(scores) / len(scores)


def best(label: Label) -> str:
    """Return the likeliest label, abstention or not."""
    return max(label.probabilities, key=lambda name: label.probabilities[name])


def opinion(table: NDArray[np.float32], positive: Bool) -> dict[str, float]:
    """Positive against negative: forced accuracy, and how much is right of what is most certain."""
    margin = table[:, 1] - table[:, 0]
    right = (margin > 0) == positive
    sure = table.max(axis=1)
    order = np.argsort(-sure)
    said = np.argmax(table, axis=1) == np.where(positive, 1, 0)
    running = np.cumsum(said[order]) / np.arange(1, len(order) + 1)
    reach = np.flatnonzero(running >= 0.95)
    cover = (reach.max() + 1) / len(order) if len(reach) else 0.0
    least = float(sure[order][reach.max()]) if len(reach) else 1.0
    return {"accuracy": float(right.mean()), "cover95": float(cover), "least95": least}


def mentions(rows: list[Labelled]) -> dict[str, float]:
    """Label synthetic mentions as the product does and compare."""
    labels = label_texts([row.text for row in rows])
    gold_sentiment = [row.sentiment for row in rows]
    gold_intent = [row.intent for row in rows]
    gold_abuse = [OFFENSIVE[int(row.offensive)] for row in rows]
    clean = [each.offensive.label for each, row in zip(labels, rows, strict=True) if not row.offensive]
    figures = {
        "sentiment forced": macro_f1(gold_sentiment, [best(each.sentiment) for each in labels], SENTIMENTS),
        "sentiment said": macro_f1(gold_sentiment, [each.sentiment.label for each in labels], SENTIMENTS),
        "sentiment accuracy": float(
            np.mean([best(each.sentiment) == gold for each, gold in zip(labels, gold_sentiment, strict=True)])
        ),
        "sentiment unsure": float(np.mean([each.sentiment.label == UNSURE for each in labels])),
        "intent forced": macro_f1(gold_intent, [best(each.intent) for each in labels], INTENTS),
        "intent said": macro_f1(gold_intent, [each.intent.label for each in labels], INTENTS),
        "intent unsure": float(np.mean([each.intent.label == UNSURE for each in labels])),
        "offensive": macro_f1(gold_abuse, [best(each.offensive) for each in labels], OFFENSIVE),
        "clean flagged": clean.count("offensive") / len(clean),
    }
    return figures | (aspects(rows, labels) if any(row.aspects for row in rows) else {})


def aspects(rows: list[Labelled], labels: list[Labels]) -> dict[str, float]:
    """Compare the sentiment toward named aspects."""
    kept = [number for number, row in enumerate(rows) if row.aspects]
    found = aspect_sentiments(
        [rows[number].text for number in kept],
        [[name for name, _ in rows[number].aspects] for number in kept],
        sentiment_table([labels[number] for number in kept]),
    )
    gold = [pole for number in kept for _, pole in rows[number].aspects]
    said = [best(each.sentiment) for row in found for each in row]
    right = float(np.mean([g == s for g, s in zip(gold, said, strict=True)]))
    return {"aspect accuracy": right, "aspect macro-F1": macro_f1(gold, said, SENTIMENTS)}


def unseen(
    rows: dict[str, tuple[Evidence, list[tuple[int, ...]]]], judges: dict[str, Judge]
) -> dict[str, float]:
    """Compare on the corpora's own labels, from scores of heads that did not see the rows."""
    figures = {}
    told = {name: each for name, each in rows.items() if name != "mentions"}
    judged = {name: judge(seen, judges) for name, (seen, _) in told.items()}
    first = {name: np.array([each[0] for each in labels]) for name, (_, labels) in told.items()}
    for name, good in (("films", first["films"] >= 9), ("games", first["games"] == 1)):
        figures |= {f"{name} {key}": value for key, value in opinion(judged[name].sentiment, good).items()}
    for name in ("curses", "toxic", "news_comments"):
        gold = [OFFENSIVE[int(each > 0)] for each in first[name]]
        said = [OFFENSIVE[int(each)] for each in judged[name].offensive[:, 1] > 0.5]
        figures[f"{name} macro-F1"] = macro_f1(gold, said, OFFENSIVE)
    intent = np.argmax(judged["utterances"].intent, axis=1)
    folded = np.array([HEARD.index(each) if each in HEARD else 2 for each in INTENTS])[intent]
    gold_fold = np.array(list(UTTERANCES.values()))[first["utterances"]]
    figures["utterances accuracy"] = float(np.mean(folded == gold_fold))
    return figures
