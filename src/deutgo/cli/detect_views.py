"""`deutgo detect views`: observations of view counters in, what was to be expected and an alert out."""

from math import isfinite

import click

from deutgo.cli.lines import Record, Writer, complain, read_records
from deutgo.clock import parse_time
from deutgo.detect.views import BoardWatch
from deutgo.errors import BadInput
from deutgo.i18n import _


@click.command()
@click.argument("file", required=False)
def views(file: str | None) -> None:
    """게시판의 평소보다 조회수가 크게 앞선 글을 찾습니다.

    \b
    예) deutgo detect views observed.jsonl
    """
    watch = BoardWatch()
    writer = Writer()
    for line, record in read_records(file, needs=()):
        try:
            writer.write(_judge(watch, record))
        except (BadInput, KeyError, TypeError, ValueError) as error:
            complain(line, f"needs id, board, created_at, observed_at and views as a number: {error}")
    writer.flush()


def _judge(watch: BoardWatch, record: Record) -> Record:
    seen = float(str(record["views"]))
    if not isfinite(seen) or seen < 0:
        raise ValueError("views")
    created, _known = parse_time(str(record["created_at"]))
    observed, _known = parse_time(str(record["observed_at"]))
    reading = watch.observe(str(record["id"]), str(record.get("board") or ""), created, observed, seen)
    why = _("이 게시판에서 이만큼 지난 글은 보통 %(expected)d회인데 %(views)d회 조회되었습니다.") % {
        "expected": round(reading.expected),
        "views": round(seen),
    }
    return {
        "id": record["id"],
        "expected": round(reading.expected, 2),
        "score": round(reading.score, 6),
        "alert": reading.alert,
        "why": why,
    }
