"""The wording check on the sealed set: accuracy beside a plain word list, and speed."""

import re
import time
from pathlib import Path

import orjson

from deutgo.wording import Kind, check, check_many

SEALED = Path(__file__).parents[1] / "tests" / "data" / "wording_sealed"
WORD_LIST = re.compile("오해|유감|본의 아니게|일부|내부 규정")


def rows() -> list[tuple[str, str, str]]:
    """Return (what, figure, how measured)."""
    sentences = [orjson.loads(line) for line in (SEALED / "sentences.jsonl").read_bytes().splitlines()]
    texts = [row["text"] for row in sentences]
    truth = [bool(row["labels"]) for row in sentences]
    ours = [report.flagged for report in check_many(texts, [None] * len(texts))]
    words = [WORD_LIST.search(text) is not None for text in texts]
    statements = [orjson.loads(line) for line in (SEALED / "statements.jsonl").read_bytes().splitlines()]
    bodies, kinds = [row["text"] for row in statements], [Kind(row["kind"]) for row in statements]
    list(check_many(bodies, kinds))  # words looked up once a process are not counted
    started = time.process_time()
    reports = list(check_many(bodies, kinds))
    rate = len(bodies) / (time.process_time() - started)
    right = sum(
        (r.verdict == "publishable") == row["publishable"] for r, row in zip(reports, statements, strict=True)
    )
    long = " ".join(bodies)[:1000]
    started = time.process_time()
    for _turn in range(10):
        check(long, kind=Kind.STATEMENT)
    each = (time.process_time() - started) * 100
    return [
        ("표현 점검: 문장", figures(ours, truth), f"봉인 문장 {len(texts)}개"),
        ("낱말 목록(오해, 유감, 본의 아니게, 일부, 내부 규정)", figures(words, truth), "같은 문장"),
        ("표현 점검: 글의 판정", f"{right}/{len(bodies)}", "봉인 글"),
        ("표현 점검: 1,000자", f"{each:.0f} ms", "CPU 시간"),
        ("표현 점검: 묶음", f"{rate:.0f} 편/초/코어", "봉인 글, CPU 시간"),
    ]


def figures(flagged: list[bool], truth: list[bool]) -> str:
    """Write precision, recall and F1."""
    hits = sum(a and b for a, b in zip(flagged, truth, strict=True))
    precision, recall = hits / max(1, sum(flagged)), hits / sum(truth)
    return f"P {precision:.2f} R {recall:.2f} F1 {2 * precision * recall / max(1e-9, precision + recall):.2f}"
