"""`deutgo detect views`: observations of view counters in, what was to be expected and an alert out."""

from dataclasses import asdict
from math import isfinite
from pathlib import Path

import click

from deutgo.cli.lines import Record, Writer, complain, read_records
from deutgo.clock import parse_time
from deutgo.detect.keeping import load, save
from deutgo.detect.views import BoardWatch, ViewReading
from deutgo.errors import BadInput
from deutgo.i18n import _

KIND = "detect views"
SEOUL_SECONDS = 9 * 3600  # boards live by the clock on the wall

WORDS = {
    "far_above": "이 게시판에서 이 시점의 글은 보통 %(expected)s회인데 "
    "%(views)s회(%(times)s배) 조회되었습니다.",
    "usual": "조회수 %(views)s회는 이 게시판에서 이 시점의 글이 보통 얻는 "
    "%(expected)s회와 크게 다르지 않습니다.",
    "waiting": "조회수가 한 번에 크게 늘어 %(views)s회가 되었습니다(보통 %(expected)s회). "
    "기계가 새로 고친 것일 수 있어 다음 관측을 기다립니다.",
    "old": "오래된 글이라 조회수 %(views)s회(보통 %(expected)s회)만으로는 알리지 않습니다. "
    "고정 글일 수 있습니다.",
    "backwards": "조회수가 줄어 %(views)s회가 되었습니다(보통 %(expected)s회). "
    "줄기 전의 조회수를 더해 판단합니다.",
}


@click.command()
@click.argument("file", required=False)
@click.option("--state", type=click.Path(dir_okay=False), help="이 파일에서 이어서 하고, 끝나면 다시 씁니다.")
def views(file: str | None, state: str | None) -> None:
    """게시판의 평소보다 조회수가 크게 앞선 글을 찾습니다.

    \b
    예) deutgo detect views observed.jsonl
        {"id":"1","board":"자유","created_at":"2026-11-22T21:00","observed_at":"2026-11-22T21:20","views":900}
    """
    kept = load(Path(state), kind=KIND) if state else None
    watch = BoardWatch.resume(kept) if kept else BoardWatch()
    writer = Writer()
    seen = good = 0
    for line, record in read_records(file, needs=()):
        seen += 1
        try:
            writer.write(_judge(watch, record))
            good += 1
        except (BadInput, KeyError, TypeError, ValueError) as error:
            complain(line, f"needs id, created_at, observed_at and views as a number: {error}")
    writer.flush()
    if seen and not good:
        raise BadInput(reason=f"no readable line among {seen}; see the messages above for what each lacks")
    if state:
        save(Path(state), {"kind": KIND, "watch": asdict(watch)})


def _judge(watch: BoardWatch, record: Record) -> Record:
    seen = float(str(record["views"]))
    if not isfinite(seen) or seen < 0 or isinstance(record["views"], bool):
        raise ValueError(f"views {record['views']}")
    reading = watch.observe(
        str(record["id"]),
        str(record.get("board") or ""),
        created=_local(record["created_at"]),
        at=_local(record["observed_at"]),
        views=seen,
    )
    return {
        "id": record["id"],
        "expected": round(reading.expected, 2),
        "score": round(reading.score, 6),
        "alert": reading.alert,
        "why": _say(reading, seen),
    }


def _say(reading: ViewReading, seen: float) -> str:
    return _(WORDS[reading.why]) % {
        "expected": f"{reading.expected:,.0f}",
        "views": f"{seen:,.0f}",
        "times": f"{reading.times:.1f}",
    }


def _local(value: object) -> float:
    if value is None:
        raise ValueError("a time is missing")
    moment, _clock = parse_time(value if isinstance(value, int | float) else str(value))
    return moment.timestamp() + SEOUL_SECONDS
