"""`deutgo topic`: saved queries that people follow."""

import csv
import io
import sys
from collections.abc import Iterator, Mapping
from datetime import datetime
from math import isfinite

import click
import orjson

from deutgo.cli.lazy import LazyGroup
from deutgo.cli.lines import complain, open_input
from deutgo.cli.named import read_aliases
from deutgo.cli.query import FORMAT
from deutgo.clock import parse_time
from deutgo.errors import BadInput
from deutgo.i18n import _
from deutgo.listen.query.check import check_query
from deutgo.listen.query.traps import ERROR
from deutgo.settings import load_settings
from deutgo.store.search import Search, ask
from deutgo.store.topics import Topics
from deutgo.store.trends import forget_series, keep_points
from deutgo.store.unit_of_work import UnitOfWork, open_store

COMMANDS: dict[str, tuple[str, str]] = {
    "add": ("deutgo.cli.topic:add", "주제를 만들고, 이미 모은 언급을 채웁니다."),
    "announce": ("deutgo.cli.topic_watch:announce_", "예고한 일(행사, 출시, 점검)을 적어 둡니다."),
    "backtest": ("deutgo.cli.topic_watch:backtest", "규칙을 켜기 전에 지난 언급으로 돌려 봅니다."),
    "events": ("deutgo.cli.topic_watch:events", "예고한 일을 보여 주거나 지웁니다."),
    "list": ("deutgo.cli.topic:list_", "주제와 맞는 언급의 수를 보여 줍니다."),
    "remove": ("deutgo.cli.topic:remove", "주제를 없앱니다. 언급은 그대로 남습니다."),
    "trend": ("deutgo.cli.topic:trend", "주제에 검색량 같은 흐름을 붙입니다."),
    "watch": ("deutgo.cli.topic_watch:watch", "주제의 민감도를 정합니다."),
}


@click.group(cls=LazyGroup, table=COMMANDS)
def topic() -> None:
    """주제(저장한 검색식)를 관리합니다."""


@click.command()
@click.argument("name")
@click.argument("query")
@click.option("--aliases", type=click.Path(), help="이름과 다른 표기를 적은 JSON 파일")
def add(name: str, query: str, aliases: str | None) -> None:
    """주제를 만들고, 이미 모은 언급 가운데 맞는 것을 채웁니다.

    예: deutgo topic add '환불 지연' '환불 NEAR/5 (지연 OR 늦다)'
    """
    if not name.strip():
        raise BadInput(reason=_("주제의 이름이 비어 있습니다."))
    known = read_aliases(aliases)
    for finding in check_query(query, aliases=known, topic=True):
        if finding.severity != ERROR:
            click.echo(f"{finding.severity}: {finding.message}", err=True)
    with open_store(load_settings()).begin(durable=True) as work:
        found = add_topic(work, name=name.strip(), query=query, aliases=known)
    click.echo(_("주제를 만들었습니다. 지금까지의 언급 %(count)s건이 맞습니다.") % {"count": found}, err=True)


@click.command()
@click.argument("name")
@click.argument("file", required=False)
@click.option("--series", default="검색량", show_default=True, help="흐름의 이름. 같은 이름은 이어집니다.")
@click.option("--replace", "whole", is_flag=True, help="같은 이름의 앞선 값을 지우고 새로 넣습니다.")
def trend(name: str, file: str | None, series: str, whole: bool) -> None:
    """주제에 검색량 같은 흐름(CSV `timestamp,value`)을 붙입니다. 확산 쪽에서 글과 견줍니다.

    예: deutgo topic trend '환불 지연' searches.csv --series 네이버검색
    """
    with open_store(load_settings()).begin(durable=True) as work:
        kept = Topics(work.connection, work.workspace).get(name)
        points = list(read_series(file))
        if whole:
            forget_series(work, kept.id, series)
        count = keep_points(work, kept.id, series, points)
    click.echo(_("‘%(series)s’ 값 %(count)s개를 넣었습니다.") % {"series": series, "count": count}, err=True)


def read_series(file: str | None) -> Iterator[tuple[datetime, float]]:
    """Yield the readable rows of a CSV; others are reported by line. Raises `BadInput` when none is left."""
    rows = csv.reader(io.TextIOWrapper(open_input(file), encoding="utf-8-sig", newline="", errors="replace"))
    seen = good = 0
    for cells in rows:
        if not any(cell.strip() for cell in cells) or (rows.line_num == 1 and not _is_time(cells[0])):
            continue
        seen += 1
        try:
            moment, value = parse_time(cells[0].strip())[0], float(cells[1].replace(",", ""))
            if not isfinite(value) or value < 0:
                raise ValueError(cells[1])
        except (BadInput, IndexError, ValueError) as error:
            complain(rows.line_num, f"expected `timestamp,value` with a value of 0 or more: {error}")
            continue
        good += 1
        yield moment, value
    if seen and not good:
        raise BadInput(reason=f"no readable row among {seen}; each must be `timestamp,value`")


def _is_time(cell: str) -> bool:
    try:
        parse_time(cell.strip())
    except (BadInput, ValueError):
        return False
    return True


def add_topic(
    work: UnitOfWork, *, name: str, query: str, aliases: Mapping[str, tuple[str, ...]] | None = None
) -> int:
    """Keep a topic and enter its past, in the caller's transaction; return how many mentions match.

    Raises `BadQuery` for a query that cannot be saved and `Conflict` when the name is taken.
    """
    asked = ask(query, aliases=aliases)
    topics = Topics(work.connection, work.workspace)
    kept = topics.add(name, query, aliases)
    return topics.enter(kept, Search(work.connection, work.workspace).newest(asked, limit=None))


@click.command("list")
@FORMAT
def list_(format_: str) -> None:
    """주제와 맞는 언급의 수를 보여 줍니다."""
    with open_store(load_settings()).read() as work:
        topics = Topics(work.connection, work.workspace)
        for each in topics.all():
            count = topics.count(each.name)
            if format_ == "json":
                record = {"name": each.name, "query": each.query, "aliases": each.aliases, "count": count}
                sys.stdout.buffer.write(orjson.dumps(record) + b"\n")
            else:
                click.echo(f"{each.name}\t{count}\t{each.query}")


@click.command()
@click.argument("name")
def remove(name: str) -> None:
    """주제를 없앱니다. 언급은 그대로 남습니다."""
    with open_store(load_settings()).begin(durable=True) as work:
        Topics(work.connection, work.workspace).remove(name)
    click.echo(_("주제를 없앴습니다."), err=True)
