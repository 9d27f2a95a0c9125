"""B9: questions and claims grouped as people would, and groups that stay while 10 times more come."""

import random
import time

from bench.privacy import load
from deutgo.understand.question_sense import encoder
from deutgo.understand.questions import Grouper

_ROUNDS = (
    (1, "list of ideas written beside them"),
    (4, "trades new to weights and ideas; senses written later"),
    (6, "nine close groups a trade, new to weights and ideas"),
    (8, "the same, two trades more; senses written later"),
    (9, "the same, two trades more, written after everything else"),
)


def rows() -> list[tuple[str, str, str]]:
    """Score B-cubed on the sealed scenarios by round, identity under growth, and speed."""
    corpus = load("question_corpus")
    lines = [line for line in corpus.read_groups() if line.group]
    how = "with the optional encoder" if encoder() else "no encoder"
    made = []
    for turn, say in _ROUNDS:
        part = [line for line in lines if line.scenario in corpus.SEALED and line.round == turn]
        groups = len({line.key for line in part})
        made.append(
            (
                f"questions: B-cubed F1, {groups} sealed groups, all together (B9)",
                "{2:.3f} (P {0:.3f}, R {1:.3f})".format(*score(corpus, part)),
                f"{len(part)} synthetic mentions, {say}; {how}",
            )
        )
        names = sorted({line.scenario for line in part})
        alone = [score(corpus, [line for line in part if line.scenario == name])[2] for name in names]
        made.append(
            (f"questions: the same, {len(names)} scenarios one by one", f"{sum(alone) / len(alone):.3f}", how)
        )
    return [*made, *growth(lines)]


def score(corpus: object, part: list) -> tuple[float, float, float]:  # type: ignore[type-arg]
    """Group one window; a mention without a group stands alone."""
    found = Grouper().assign([(str(n), line.text) for n, line in enumerate(part)])
    return corpus.b_cubed([line.key for line in part], [one.group or f"-{one.id}" for one in found])  # type: ignore[attr-defined, no-any-return]


def growth(lines: list) -> list[tuple[str, str, str]]:  # type: ignore[type-arg]
    """Give a tenth, then all in windows of 50; how many of the tenth keep their group?"""
    shuffled = random.Random(5).sample(lines, len(lines))
    first = shuffled[::10]
    grouper = Grouper()
    before = [one.group for one in grouper.assign([("", line.text) for line in first])]
    started = time.process_time()
    for start in range(0, len(shuffled), 50):
        grouper.assign([("", line.text) for line in shuffled[start : start + 50]])
    spent = time.process_time() - started
    after = [one.group for one in grouper.assign([("", line.text) for line in first])]
    same = sum(a == b for a, b in zip(before, after, strict=True)) / len(first)
    asked = f"{len(first)} then {len(lines)} mentions"
    rate = f"{len(lines) / spent:,.0f} mentions/s"
    return [
        (
            "questions: same group after 10× more mentions (B9)",
            f"{same:.1%}",
            asked,
        ),
        ("questions: speed with morphemes", rate, "CPU time, windows of 50"),
    ]


if __name__ == "__main__":
    for row in rows():
        print(*row, sep=" | ")
