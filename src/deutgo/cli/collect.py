"""`deutgo collect`: sources and their visits."""

import time
from dataclasses import replace

import click

from deutgo.clock import iso, utc_now
from deutgo.errors import BadInput, Blank, Conflict, NotFound
from deutgo.i18n import _
from deutgo.listen.source import FeedSource
from deutgo.logs import set_up_logs
from deutgo.settings import load_settings
from deutgo.store.unit_of_work import open_store
from deutgo.wiring import assemble
from deutgo.work.collecting import make_collector

PAUSE_SECONDS = 1.0


@click.group(invoke_without_command=True)
@click.option("--follow", is_flag=True, help="멈출 때까지 때가 된 수집원을 계속 찾아갑니다.")
@click.pass_context
def collect(ctx: click.Context, follow: bool) -> None:
    """때가 된 수집원을 찾아가 언급을 모읍니다.

    \b
    deutgo collect add 보도자료 https://example.org/feed.xml
    deutgo collect --follow
    """
    if ctx.invoked_subcommand is not None:
        return
    settings = load_settings()
    set_up_logs(settings.log_level)
    deutgo = assemble(settings)
    collector = make_collector(deutgo)
    while True:
        new = collector.turn()
        if not follow:
            click.echo(_("새 언급 %(count)s건을 모았습니다.") % {"count": new}, err=True)
            return
        time.sleep(PAUSE_SECONDS)


@collect.command()
@click.argument("name")
@click.argument("url")
@click.option("--every", default=300, show_default=True, help="찾아가는 간격(초)")
def add(name: str, url: str, every: int) -> None:
    """RSS나 Atom 주소를 수집원으로 올립니다."""
    if not name.strip():
        raise Blank(field="이름")
    if every < 10 or not url.startswith(("http://", "https://")):
        raise BadInput(reason="http(s) 주소와 10초 이상의 간격이 필요합니다.")
    with open_store(load_settings()).begin() as work:
        if work.sources.find(name=name):
            raise Conflict(reason=name)
        work.sources.add(FeedSource(name=name.strip(), url=url, every_seconds=every, due_at=utc_now()))


@collect.command("list")
def list_() -> None:
    """수집원과 그 상태를 보여 줍니다."""
    with open_store(load_settings()).read() as work:
        for source in work.sources.find():
            blind = "-" if source.blind_since is None else iso(source.blind_since)
            click.echo(f"{source.name}\t{source.health}\t{blind}\t{source.failure or '-'}\t{source.url}")


@collect.command()
@click.argument("name")
def remove(name: str) -> None:
    """더는 찾아가지 않습니다. 모은 언급은 그대로 둡니다."""
    with open_store(load_settings()).begin() as work:
        known = work.sources.find(name=name, disabled_at=None)
        if not known:
            raise NotFound(what=name)
        work.sources.save(replace(known[0], disabled_at=utc_now()))
