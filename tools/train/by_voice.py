"""How the labels do in a voice that nobody taught them: `python tools/train/by_voice.py build/train`.

Reads what the last `make train` left in its cache. The heads' scores of a mention are from heads that had not
seen its voice (its file); here the judges of sentiment and intent are taught again without it, too. About a
minute a voice.
"""

import argparse
import pickle
from pathlib import Path

import numpy as np
from mentions import HERE, Labelled, training
from numpy.typing import NDArray
from recipe import Lessons
from report import macro_f1
from second_stage import Scored, learn_sentiment_and_intent

from deutgo.understand.evidence import Evidence
from deutgo.understand.labels import INTENTS, SENTIMENTS, judge, models


def take(rows: Scored, kept: NDArray[np.bool_]) -> Scored:
    """Take some rows."""
    seen = rows.seen
    return Scored(
        seen=Evidence(
            names=seen.names,
            scores=seen.scores[kept],
            gates=seen.gates[kept],
            table=seen.table[kept],
            place_table=seen.place_table[kept],
            heard_table=seen.heard_table[kept],
        ),
        labels=[labels for labels, keep in zip(rows.labels, kept, strict=True) if keep],
        weight=rows.weight[kept],
    )


def main() -> None:
    """Print macro-F1 of sentiment and intent for each voice, and over all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("cache", type=Path)
    names, tables, lessons = pickle.loads((parser.parse_args().cache / "judged.pkl").read_bytes())
    rows = Lessons(*lessons).scored(names, tables)
    said = training()
    voice = np.array([each.voice for each in said])
    whole = np.array([bool(each.intent) for each in said])
    every: list[tuple[Labelled, str, str]] = []
    for number, path in enumerate(sorted(HERE.glob("mentions_written_*.txt")), 1):
        others, mine = voice != number, (voice == number) & whole
        taught = {name: each for name, each in rows.items() if name != "report"}
        taught["mentions"] = take(rows["mentions"], others)
        rest = [each for each, keep in zip(said, others, strict=True) if keep]
        judges = models().judges | learn_sentiment_and_intent(taught, rest, share_alike=True)
        judged = judge(take(rows["mentions"], mine).seen, judges)
        gold = [each for each, keep in zip(said, mine, strict=True) if keep]
        sentiments = [SENTIMENTS[best] for best in judged.sentiment.argmax(axis=1)]
        intents = [INTENTS[best] for best in judged.intent.argmax(axis=1)]
        found = list(zip(gold, sentiments, intents, strict=True))
        every += found
        print(path.stem, len(found), *scores(found), flush=True)
    print("all", len(every), *scores(every))


def scores(found: list[tuple[Labelled, str, str]]) -> tuple[str, str]:
    """Return both macro-F1, as words."""
    sentiment = macro_f1([each[0].sentiment for each in found], [each[1] for each in found], SENTIMENTS)
    intent = macro_f1([each[0].intent for each in found], [each[2] for each in found], INTENTS)
    return f"sentiment {sentiment:.3f}", f"intent {intent:.3f}"


if __name__ == "__main__":
    main()
