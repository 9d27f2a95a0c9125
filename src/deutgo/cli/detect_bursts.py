"""`deutgo detect bursts`: a CSV of counts in, the same rows with a score and an alert flag out."""

import csv
import io
import sys
import time

import click

from deutgo.cli.lines import complain, open_input
from deutgo.detect.burst import ALERT, NewHigh
from deutgo.errors import BadInput

HEADER = ["timestamp", "value", "anomaly_score", "alert"]


@click.command()
@click.argument("file", required=False)
def bursts(file: str | None) -> None:
    """시간대별 언급 수(CSV `timestamp,value`)에서 급증을 찾습니다.

    \b
    예) deutgo detect bursts counts.csv > scored.csv
    """
    source = io.TextIOWrapper(open_input(file), encoding="utf-8-sig", newline="")
    rows = csv.reader(source)
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(HEADER)
    watch = NewHigh()
    seen = good = 0
    flushed = time.monotonic()
    for number, row in enumerate(rows, start=1):
        if not row or (number == 1 and row[0].strip().lower() == "timestamp"):
            continue
        seen += 1
        try:
            value = float(row[1])
        except (IndexError, ValueError):
            complain(number, "expected `timestamp,value` with a number as value")
            continue
        good += 1
        score = watch.step(value)
        out.writerow([row[0], row[1], f"{score:.6f}", int(score >= ALERT)])
        if time.monotonic() - flushed > 1 or good % 1000 == 0:
            sys.stdout.flush()
            flushed = time.monotonic()
    if seen and not good:
        raise BadInput(reason=f"no readable row among {seen}; each must be `timestamp,value`")
