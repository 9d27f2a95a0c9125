"""Score the wording check on labelled sentences or statements; prints aggregates only, never a text.

python -m tools.train_wording.score sentences FILE.jsonl
python -m tools.train_wording.score statements FILE.jsonl
"""

import sys
from collections import Counter
from math import sqrt
from pathlib import Path

import orjson

from deutgo.wording import Kind, Report, check_many

A_TO_P = "ABCDEFGHIJKLMNOP"


def wilson(hits: int, n: int) -> tuple[float, float]:
    """Return the 95 % Wilson interval of a share."""
    if n == 0:
        return 0.0, 1.0
    z, p = 1.96, hits / n
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z * sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return max(0.0, middle - half), min(1.0, middle + half)


def share(hits: int, n: int) -> str:
    """Write a share with its interval."""
    low, high = wilson(hits, n)
    return f"{hits}/{n} = {hits / n if n else 0:.3f} [{low:.3f}, {high:.3f}]"


def read(path: str) -> list[dict[str, object]]:
    """Read JSON Lines."""
    return [orjson.loads(line) for line in Path(path).read_bytes().splitlines() if line.strip()]


def sentence_figures(rows: list[dict[str, object]], reports: list[Report]) -> dict[str, object]:
    """Count what D1 asks: precision, recall, F1, recall and right category by category."""
    caught: Counter[str] = Counter()
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    tp = fp = fn = hits = 0
    for row, report in zip(rows, reports, strict=True):
        labels = [str(x) for x in row["labels"]]  # type: ignore[attr-defined]
        found = {f.category for f in report.findings if f.severity != "info"}
        if not labels:
            fp += report.flagged
            continue
        tp += report.flagged
        fn += not report.flagged
        hits += bool(found & set(labels))
        for label in labels:
            total[label] += 1
            caught[label] += report.flagged
            right[label] += label in found
    precision, recall = tp / max(1, tp + fp), tp / max(1, tp + fn)
    return {
        "tp": tp, "fp": fp, "fn": fn, "clean": sum(not r["labels"] for r in rows),
        "f1": 2 * precision * recall / max(1e-9, precision + recall),
        "right": hits, "total": total, "caught": caught, "by_category": right,
    }  # fmt: skip


def print_sentences(rows: list[dict[str, object]]) -> None:
    """Print the sentence figures."""
    f = sentence_figures(rows, list(check_many([str(r["text"]) for r in rows], [None] * len(rows))))
    faulty = f["tp"] + f["fn"]  # type: ignore[operator]
    print(f"precision {share(f['tp'], f['tp'] + f['fp'])}")  # type: ignore[arg-type,operator]
    print(f"recall    {share(f['tp'], faulty)}   F1 {f['f1']:.3f}")  # type: ignore[arg-type]
    print(f"right category on faulty {share(f['right'], faulty)}")  # type: ignore[arg-type]
    print(f"false alarms on clean    {share(f['fp'], f['clean'])}")  # type: ignore[arg-type]
    total, caught, right = f["total"], f["caught"], f["by_category"]
    recalls = [caught[c] / total[c] for c in A_TO_P if total[c]]  # type: ignore[index]
    same = [right[c] / total[c] for c in A_TO_P if total[c]]  # type: ignore[index]
    print(f"mean recall A-P {sum(recalls) / len(recalls):.3f} min {min(recalls):.3f}; "
          f"in the category itself {sum(same) / len(same):.3f} min {min(same):.3f}")  # fmt: skip
    for c in A_TO_P:
        print(f"  {c}  flagged {share(caught[c], total[c])}   in category {share(right[c], total[c])}")  # type: ignore[index]


def print_statements(rows: list[dict[str, object]]) -> None:
    """Print verdicts and the micro-F1 of the missing components."""
    kinds = [Kind(str(r["kind"])) for r in rows]
    reports = check_many([str(r["text"]) for r in rows], kinds)
    right = poor_passed = poor = tp = fp = fn = 0
    by_part: Counter[tuple[str, str, str]] = Counter()
    for row, report in zip(rows, reports, strict=True):
        good = bool(row["publishable"])
        right += (report.verdict == "publishable") == good
        poor += not good
        poor_passed += not good and report.verdict == "publishable"
        want, got = set(row["missing"]), set(report.missing)  # type: ignore[call-overload]
        tp, fp, fn = tp + len(want & got), fp + len(got - want), fn + len(want - got)
        for part in want | got:
            by_part[
                part, "hit" if part in want & got else "over" if part in got else "under", str(row["kind"])
            ] += 1
    print(f"verdict right {share(right, len(rows))}; poor ones passed {poor_passed} of {poor}")
    print(f"missing components micro-F1 {2 * tp / max(1, 2 * tp + fp + fn):.3f} (tp {tp} fp {fp} fn {fn})")
    for (part, how, kind), n in sorted(by_part.items()):
        print(f"  {part} {how} {kind} {n}")


if __name__ == "__main__":
    {"sentences": print_sentences, "statements": print_statements}[sys.argv[1]](read(sys.argv[2]))
