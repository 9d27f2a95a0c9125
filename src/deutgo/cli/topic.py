"""`deutgo topic`: saved queries that people follow."""

import sys
from collections.abc import Mapping

import click
import orjson

from deutgo.cli.named import read_aliases
from deutgo.cli.query import FORMAT
from deutgo.errors import BadInput
from deutgo.i18n import _
from deutgo.listen.query.check import check_query
from deutgo.listen.query.traps import ERROR
from deutgo.settings import load_settings
from deutgo.store.search import Search, ask
from deutgo.store.topics import Topics
from deutgo.store.unit_of_work import UnitOfWork, open_store


@click.group()
def topic() -> None:
    """주제(저장한 검색식)를 관리합니다."""


@topic.command()
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


@topic.command("list")
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


@topic.command()
@click.argument("name")
def remove(name: str) -> None:
    """주제를 없앱니다. 언급은 그대로 남습니다."""
    with open_store(load_settings()).begin(durable=True) as work:
        Topics(work.connection, work.workspace).remove(name)
    click.echo(_("주제를 없앴습니다."), err=True)
