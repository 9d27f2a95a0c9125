"""Read the marked texts of `data/personal_texts.txt` and score spans on them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from deutgo.understand.privacy import PersonalSpan, find_personal

TEXTS = Path(__file__).parent / "data" / "personal_texts.txt"
_MARK = re.compile(r"⟦(\w+)\|([^⟧]+)⟧")
Gold = tuple[str, int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """A text without its marks, and the spans that were marked."""

    text: str
    gold: tuple[Gold, ...]
    sealed: bool


def read_marked(path: Path = TEXTS) -> list[Marked]:
    """Read every line but comments."""
    return [
        _unmark(line)
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.strip() and not line.startswith("#")
    ]


def _unmark(line: str) -> Marked:
    text, gold, at = "", [], 0
    for match in _MARK.finditer(line):
        text += line[at : match.start()]
        gold.append((match[1], len(text), len(text) + len(match[2])))
        text += match[2]
        at = match.end()
    sealed = sha256(line.encode()).digest()[0] % 2 == 0
    return Marked(text=text + line[at:], gold=tuple(gold), sealed=sealed)


def overlaps(gold: Gold, span: PersonalSpan) -> bool:
    """Say whether a span of the same kind shares a character with a marked one."""
    return gold[0] == span.kind.value and gold[1] < span.end and span.start < gold[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """Recall over marked spans, precision over found spans."""

    marked: int
    recalled: int
    found: int
    right: int

    @property
    def recall(self) -> float:
        return self.recalled / max(1, self.marked)

    @property
    def precision(self) -> float:
        return self.right / max(1, self.found)


def score(texts: Iterable[Marked]) -> Score:
    """Score `find_personal` on marked texts."""
    marked = recalled = found = right = 0
    for each in texts:
        spans = find_personal(each.text)
        marked += len(each.gold)
        found += len(spans)
        recalled += sum(any(overlaps(gold, span) for span in spans) for gold in each.gold)
        right += sum(any(overlaps(gold, span) for gold in each.gold) for span in spans)
    return Score(marked=marked, recalled=recalled, found=found, right=right)
