"""`deutgo search`: find mentions in what was kept, newest first."""

import csv
import sys
from collections.abc import Iterator
from datetime import datetime

import click

from deutgo.cli.lines import Writer
from deutgo.cli.named import read_aliases, read_named
from deutgo.clock import iso, utc_now
from deutgo.i18n import _
from deutgo.settings import load_settings
from deutgo.store.mentions import Mentions, StoredMention
from deutgo.store.search import Search, ask
from deutgo.store.unit_of_work import Store, UnitOfWork, open_store
from deutgo.understand.privacy import mask

COLUMNS = (
    "id", "source", "url", "title", "text", "author", "created_at", "created_precision", "observed_at",
    "parent_id", "target", "board", "rating", "views", "likes", "shares", "replies", "lang",
    "sentiment", "intent", "offensive",
)  # fmt: skip
SHOWN = 60
CHUNK = 500


@click.command()
@click.argument("query", required=False)
@click.option("--queries", type=click.Path(), help='{"name","query","aliases"?} JSONL: 한 번에 여러 검색식')
@click.option("--since", help="이 시각부터")
@click.option("--until", help="이 시각까지. 날짜만 적으면 그날 끝까지")
@click.option("--limit", type=click.IntRange(min=0), help="많아야 몇 건 (표는 50건)")
@click.option("--count", is_flag=True, help="건수만")
@click.option("--aliases", type=click.Path(), help="이름과 다른 표기를 적은 JSON 파일")
@click.option("--format", "format_", type=click.Choice(["table", "jsonl", "csv"]), default="table")
def search(
    query: str | None,
    queries: str | None,
    since: str | None,
    until: str | None,
    limit: int | None,
    count: bool,
    aliases: str | None,
    format_: str,
) -> None:
    """모아 둔 언급을 새것부터 찾습니다.

    예: deutgo search '환불 NEAR/3 (거부 OR 불가)' --since 2026-11-01 --limit 20
    """
    if (query is None) == (queries is None):
        raise click.UsageError(_("검색식 하나나 --queries 파일 가운데 하나만 주십시오."))
    store = open_store(load_settings())
    if queries is not None:
        _search_many(store, queries, since, until)
        return
    assert query is not None
    asked = ask(query, aliases=read_aliases(aliases), since=since, until=until, now=utc_now())
    with store.read() as work:
        found = Search(work.connection, work.workspace)
        if count:
            click.echo(found.count(asked))
            return
        if limit is None:
            limit = 50 if format_ == "table" else None
        _write(_load(work, found.newest(asked, limit=limit)), format_)


def _search_many(store: Store, path: str, since: str | None, until: str | None) -> None:
    writer = Writer()
    now = utc_now()
    named = read_named(
        path, lambda text, aliases: ask(text, aliases=aliases, since=since, until=until, now=now)
    )
    with store.read() as work:
        found = Search(work.connection, work.workspace)
        for name, asked in named:
            numbers = found.newest(asked, limit=None)
            ids = found.source_ids(numbers)
            writer.write({"name": name, "count": len(ids), "ids": ids})
    writer.flush()


def _load(work: UnitOfWork, numbers: list[int]) -> Iterator[StoredMention]:
    mentions = Mentions(work.connection, work.workspace)
    for start in range(0, len(numbers), CHUNK):
        yield from mentions.many(numbers[start : start + CHUNK])


def _write(found: Iterator[StoredMention], format_: str) -> None:
    if format_ == "table":
        for stored in found:
            record = _record(stored)
            text = " ".join(str(record["text"]).split())
            when = str(record["created_at"] or "-")[:16].replace("T", " ")
            shown = text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"
            click.echo(f"{when}\t{record['source'] or '-'}\t{record['id']}\t{shown}")
        return
    if format_ == "csv":
        table = csv.DictWriter(sys.stdout, COLUMNS)
        table.writeheader()
        for stored in found:
            table.writerow({name: _cell(value) for name, value in _record(stored).items()})
        return
    writer = Writer()
    for stored in found:
        writer.write(_record(stored))
    writer.flush()


def _cell(value: object) -> object:
    """Keep a spreadsheet from taking a text for a formula."""
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r") else value


def _record(stored: StoredMention) -> dict[str, object]:
    """Return the contract's fields; personal data is masked."""
    heard = stored.mention
    record: dict[str, object] = {name: getattr(heard, name, None) for name in COLUMNS}
    record.update(
        title=stored.masked_title,
        text=mask(heard.text, stored.personal),
        created_at=_time(heard.created_at, day=heard.created_precision == "day"),
        observed_at=iso(heard.observed_at) if heard.observed_at else None,
        created_precision=heard.created_precision.value,
        sentiment=stored.sentiment,
        intent=stored.intent,
        offensive=stored.offensive,
    )
    return record


def _time(moment: datetime | None, *, day: bool) -> str | None:
    if moment is None:
        return None
    return iso(moment)[:10] if day else iso(moment)
