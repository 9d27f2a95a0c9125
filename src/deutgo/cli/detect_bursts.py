"""`deutgo detect bursts`: a CSV of counts in, the same rows with a score and an alert flag out."""

import csv
import io
import sys
import time
from collections.abc import Iterator
from datetime import datetime
from math import isfinite
from pathlib import Path

import click
import numpy as np

from deutgo.cli.lines import complain, open_input
from deutgo.clock import parse_time
from deutgo.detect.keeping import load, save
from deutgo.detect.stream import CountStream
from deutgo.errors import BadInput

HEADER = ["timestamp", "value", "anomaly_score", "alert"]
KIND = "detect bursts"
Row = tuple[str, str, float, float]  # timestamp and value as given, seconds of local time, count


@click.command()
@click.argument("file", required=False)
@click.option("--state", type=click.Path(dir_okay=False), help="이 파일에서 이어서 하고, 끝나면 다시 씁니다.")
def bursts(file: str | None, state: str | None) -> None:
    """시간대별 언급 수(CSV `timestamp,value`)에서 급증을 찾습니다.

    행마다 `anomaly_score`(0–1)와 `alert`(0 또는 1)를 붙여 그대로 돌려줍니다. 빠진 시각은 0건이 아니라
    모르는 것으로 봅니다.

    \b
    예) deutgo detect bursts counts.csv > scored.csv
        deutgo detect bursts --state topic.state today.csv
    """
    kept = load(Path(state), kind=KIND) if state else None
    stream = CountStream.resume(kept) if kept else CountStream()
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(HEADER)
    flushed = time.monotonic()
    for number, (stamp, value, at, count) in enumerate(_rows(file), start=1):
        found = stream.put(at, count)
        out.writerow([stamp, value, f"{found.score:.6f}", int(found.alert)])
        if number % 1000 == 0 or time.monotonic() - flushed > 1:
            sys.stdout.flush()
            flushed = time.monotonic()
    sys.stdout.flush()
    if state:
        save(Path(state), {"kind": KIND, **stream.parts()})


def _rows(file: str | None) -> Iterator[Row]:
    """Yield the readable rows; the others are reported with their line number and skipped."""
    text = io.TextIOWrapper(open_input(file), encoding="utf-8-sig", newline="", errors="replace")
    rows = csv.reader(text)
    seen = good = 0
    for cells in rows:
        if not cells or not any(cell.strip() for cell in cells):
            continue
        if rows.line_num == 1 and cells[0].strip().lower() == "timestamp":
            continue
        seen += 1
        try:
            yield cells[0], cells[1], _local_seconds(cells[0]), _count(cells[1])
        except (IndexError, ValueError, BadInput) as error:
            complain(rows.line_num, f"expected `timestamp,value` with a count of 0 or more: {error}")
            continue
        good += 1
    if seen and not good:
        raise BadInput(reason=f"no readable row among {seen}; each must be `timestamp,value`")


def _count(cell: str) -> float:
    value = float(cell)
    if not isfinite(value) or value < 0:
        raise ValueError(f"{cell} is not a count")
    return float(np.float32(value))


def _local_seconds(cell: str) -> float:
    """Seconds of the clock on the wall in Seoul, which daily life follows."""
    try:
        moment = datetime.fromisoformat(cell.strip())
    except ValueError:
        moment, _clock = parse_time(cell)
    if moment.tzinfo is None:
        return (moment - datetime(1970, 1, 1)).total_seconds()  # noqa: DTZ001
    return moment.timestamp() + 9 * 3600
