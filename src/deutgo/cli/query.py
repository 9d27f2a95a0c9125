"""`deutgo query`: check a query before it is used, and explain why it matches a text or not."""

import sys
from dataclasses import asdict

import click
import orjson

from deutgo.cli.named import read_aliases
from deutgo.i18n import _
from deutgo.listen.query.check import Finding, check_query
from deutgo.listen.query.foreign import import_query
from deutgo.listen.query.parser import parse_query
from deutgo.listen.query.traps import ERROR

FORMAT = click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text")
ALIASES = click.option("--aliases", type=click.Path(), help="이름과 다른 표기를 적은 JSON 파일")


@click.group()
def query() -> None:
    """검색식을 점검하고 설명합니다."""


@query.command()
@click.argument("text", metavar="QUERY")
@ALIASES
@click.option("--topic", is_flag=True, help="주제로 저장할 검색식으로 보고 점검")
@FORMAT
def check(text: str, aliases: str | None, topic: bool, format_: str) -> None:
    """검색식의 잘못과 위험을 찾습니다. 오류가 있으면 1로 끝납니다.

    예: deutgo query check '환불 or 취소'
    """
    findings = check_query(text, aliases=read_aliases(aliases), topic=topic)
    if format_ == "json":
        click.echo(orjson.dumps([asdict(finding) for finding in findings]))
    else:
        _print(text, findings)
    sys.exit(1 if any(finding.severity == ERROR for finding in findings) else 0)


def _print(text: str, findings: list[Finding]) -> None:
    for finding in findings:
        place = text[finding.start : finding.end][:40]
        click.echo(f"{finding.severity}\t{finding.code}\t{finding.start}-{finding.end}\t{place}")
        click.echo(f"    {finding.message}")
        if finding.suggestion:
            click.echo(f"    → {finding.suggestion[:200]}")
    if not findings:
        click.echo(_("점검에서 걸린 것이 없습니다."))


@query.command()
@click.argument("text", metavar="QUERY")
@click.option("--text", "document", required=True, help="맞춰 볼 글")
@ALIASES
@FORMAT
def explain(text: str, document: str, aliases: str | None, format_: str) -> None:
    """검색식의 어느 부분이 글의 어디와 맞는지 보여 줍니다. 맞지 않으면 1로 끝납니다.

    예: deutgo query explain '환불 NEAR/2 거부' --text '환불을 또 거부당했어요'
    """
    from deutgo.understand.document import read_document
    from deutgo.understand.match import compile_query
    from deutgo.understand.morphemes import analyse

    matcher = compile_query(parse_query(text).tree, aliases=read_aliases(aliases))
    read = read_document(document, analyse(document))
    matched = matcher.match(read, {})
    parts = matcher.explain(text, read, {})
    if format_ == "json":
        click.echo(orjson.dumps({"matched": matched, "parts": parts}))
    else:
        click.echo(_("맞습니다.") if matched else _("맞지 않습니다."))
        for part in parts:
            shown = ", ".join(f"{document[start:end]} [{start}-{end}]" for start, end in part["spans"])
            click.echo(f"  {'○' if part['matched'] else '×'} {part['part']}\t{shown}")
    sys.exit(0 if matched else 1)


@query.command("import")
@click.argument("text", metavar="QUERY")
@click.option("--from", "dialect", type=click.Choice(["brandwatch", "talkwalker"]), default="brandwatch")
@FORMAT
def import_(text: str, dialect: str, format_: str) -> None:
    """다른 도구의 검색식을 듣고의 검색식으로 옮기고, 바뀐 것을 알려 줍니다.

    예: deutgo query import '"apple juice"~5 AND rating:[3 TO 5]' --from brandwatch
    """
    imported = import_query(text, dialect=dialect)
    if format_ == "json":
        changes = [asdict(change) for change in imported.changes]
        click.echo(orjson.dumps({"query": imported.query, "changes": changes}))
        return
    click.echo(imported.query)
    for change in imported.changes:
        click.echo(f"  {change.was} → {change.now}\t{change.message}", err=True)


@query.command("preview")
@click.argument("text", metavar="QUERY")
@ALIASES
@click.option("--days", type=click.IntRange(1, 366), default=30, show_default=True, help="며칠 치를 볼지")
@FORMAT
def preview_(text: str, aliases: str | None, days: int, format_: str) -> None:
    """검색식을 지난 30일의 글에 미리 맞춰 봅니다. 저장하지 않습니다.

    예: deutgo query preview '환불 NEAR/5 (지연 OR 거부)'
    """
    from deutgo.cli.previewing import as_record, print_preview
    from deutgo.clock import utc_now
    from deutgo.settings import load_settings
    from deutgo.store.unit_of_work import open_store
    from deutgo.store.views.preview import preview

    known = read_aliases(aliases)
    findings = check_query(text, aliases=known, topic=True)
    if any(finding.severity == ERROR for finding in findings):
        _answer_unasked(text, findings, format_)
    store = open_store(load_settings())
    with store.read() as work:
        found = preview(work, text, now=utc_now(), aliases=known, days=days)
    if format_ == "json":
        click.echo(
            orjson.dumps({"query": text, "findings": [asdict(each) for each in findings], **as_record(found)})
        )
        return
    print_preview(found)
    for finding in findings:
        click.echo(f"{finding.severity}\t{finding.code}\t{finding.message}")


def _answer_unasked(text: str, findings: list[Finding], format_: str) -> None:
    if format_ == "json":
        click.echo(
            orjson.dumps({"query": text, "findings": [asdict(each) for each in findings], "count": None})
        )
    else:
        _print(text, findings)
    sys.exit(1)
