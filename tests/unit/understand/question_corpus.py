"""Read `data/question_groups.tsv` and score groupings by B-cubed."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

GROUPS = Path(__file__).parent / "data" / "question_groups.tsv"
# the round in which a scenario was written; every later round came after the list of ideas was last widened
ROUNDS = {
    **dict.fromkeys(("gym", "ott", "pet", "voucher", "kinder"), 2),
    **dict.fromkeys(("washer", "tour", "apt", "shoe"), 3),
    **dict.fromkeys(("rental", "moving", "cinema", "kick", "watch"), 4),
    **dict.fromkeys(("lcc", "hagwon"), 5),
    **dict.fromkeys(("charger", "clinic"), 6),
    **dict.fromkeys(("hotel", "insure"), 7),
    **dict.fromkeys(("furni", "market"), 8),
    **dict.fromkeys(("drive", "resto"), 9),
}
# the model's weights are never fitted on these; rounds 4, 6, 8 and 9 are also new to the list of ideas
SEALED = frozenset(
    {"bank", "cosme", "ev", "ticket", "deliv", "cafe"} | {n for n, r in ROUNDS.items() if r in (4, 6, 8, 9)}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One synthetic mention; `group` is empty for what neither asks nor claims."""

    scenario: str
    group: str
    kind: str
    text: str

    @property
    def key(self) -> str:
        return f"{self.scenario}/{self.group}"

    @property
    def round(self) -> int:
        return ROUNDS.get(self.scenario, 1)


def read_groups(path: Path = GROUPS) -> list[Line]:
    """Read every line but comments."""
    lines = []
    for raw in path.read_text(encoding="utf-8").splitlines():
        if raw and not raw.startswith("#"):
            scenario, group, kind, text = raw.split("\t")
            lines.append(Line(scenario=scenario, group="" if group == "-" else group, kind=kind, text=text))
    return lines


def b_cubed(gold: Sequence[str], found: Sequence[str]) -> tuple[float, float, float]:
    """Return B-cubed precision, recall and F1 (Bagga and Baldwin 1998)."""
    by_gold: dict[str, set[int]] = defaultdict(set)
    by_found: dict[str, set[int]] = defaultdict(set)
    for place, (right, ours) in enumerate(zip(gold, found, strict=True)):
        by_gold[right].add(place)
        by_found[ours].add(place)
    shared = [len(by_gold[right] & by_found[ours]) for right, ours in zip(gold, found, strict=True)]
    precision = sum(n / len(by_found[ours]) for n, ours in zip(shared, found, strict=True)) / len(gold)
    recall = sum(n / len(by_gold[right]) for n, right in zip(shared, gold, strict=True)) / len(gold)
    return precision, recall, 2 * precision * recall / (precision + recall)
