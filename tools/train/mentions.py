"""The mentions written for this project: sentences by hand, and sentences from templates."""

from functools import cache
from pathlib import Path
from typing import NamedTuple

from deutgo.understand.aspects import clauses, finite

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

    Mentions of one `group` (made from one frame) share a weight; those of one `voice` (one file) stay on one
    side of every fold, so that the judges learn how far a head is to be trusted with a voice it never heard.
    """

    text: str
    sentiment: str
    intent: str
    offensive: bool
    aspects: tuple[tuple[str, str], ...]
    group: int = 0
    voice: int = 0


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
    paths = sorted(HERE.glob("mentions_written_*.txt"))
    return [row._replace(voice=voice) for voice, path in enumerate(paths, 1) for row in read(path)]


@cache
def training() -> list[Labelled]:
    """Every mention to learn from: the hand-written ones, then those from frames."""
    from templates import generate

    first = written()
    mine = [row._replace(group=number) for number, row in enumerate(first)]
    whole = mine + [row._replace(group=len(first) + row.group) for row in generate()]
    return whole + [part for row in whole for part in sides(row)]


def sides(row: Labelled) -> list[Labelled]:
    """Cut a mention where it turns: each clause has the sentiment of what it names, and no intent."""
    parts = [finite(row.text[begin:end]) for begin, end in clauses(row.text)]
    if len(parts) < 2:
        return []
    found = []
    for part in parts:
        poles = {pole for name, pole in row.aspects if name in part}
        if len(poles) == 1 and len(part) > 3:
            found.append(row._replace(text=part, sentiment=poles.pop(), intent="", aspects=()))
    return found


def held_out() -> list[Labelled]:
    """The hand-written sentences to report on; no training or tuning may read them."""
    return [row for path in sorted(HERE.glob("mentions_heldout_*.txt")) for row in read(path)]
