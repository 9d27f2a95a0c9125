"""The mentions written for this project: sentences by hand, and sentences from templates."""

from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent / "data"
SENTIMENTS = {"n": "negative", "p": "positive", "u": "neutral"}
INTENTS = {
    "q": "question",
    "c": "complaint",
    "r": "request",
    "p": "praise",
    "t": "report",
    "s": "statement",
}


class Labelled(NamedTuple):
    """One synthetic mention with what we say about it; `aspects` are (name, sentiment).

    Mentions of one `group` (made from one frame) stay on one side of every fold.
    """

    text: str
    sentiment: str
    intent: str
    offensive: bool
    aspects: tuple[tuple[str, str], ...]
    group: int = 0


def read(path: Path) -> list[Labelled]:
    """Read a file of `sentiment|intent|offensive|text|aspect:sentiment;…` lines."""
    rows = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        sentiment, intent, offensive, text, *rest = line.split("|")
        pairs = [pair.rpartition(":") for pair in (rest[0].split(";") if rest and rest[0] else [])]
        aspects = tuple((name, SENTIMENTS[code]) for name, _, code in pairs)
        rows.append(Labelled(text, SENTIMENTS[sentiment], INTENTS[intent], offensive == "1", aspects))
    return rows


def written() -> list[Labelled]:
    """The hand-written sentences to learn from."""
    return [row for path in sorted(HERE.glob("mentions_written_*.txt")) for row in read(path)]


def training() -> list[Labelled]:
    """Every mention to learn from: the hand-written ones, then those from frames."""
    from templates import generate

    first = written()
    mine = [row._replace(group=number) for number, row in enumerate(first)]
    return mine + [row._replace(group=len(first) + row.group) for row in generate()]


def held_out() -> list[Labelled]:
    """The hand-written sentences to report on; no training or tuning may read them."""
    return [row for path in sorted(HERE.glob("mentions_heldout_*.txt")) for row in read(path)]
