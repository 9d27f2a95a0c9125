# ruff: noqa: ARG001
"""`deutgo lint`: check the wording of a text before it goes out."""

import sys
from pathlib import Path

import click
import orjson

from deutgo.cli.lines import Record, pipe
from deutgo.wording import Kind, Report, check, check_many


@click.command()
@click.argument("files", nargs=-1, type=click.Path())
@click.option("--kind", type=click.Choice([k.value for k in Kind]), help="입장문의 종류")
@click.option("--jsonl", is_flag=True, help="한 줄에 한 건")
@click.option("--format", "format_", type=click.Choice(["text", "json", "sarif"]), default="text")
def lint(files: tuple[str, ...], kind: str | None, jsonl: bool, format_: str) -> None:
    """입장문의 표현을 점검합니다."""
    if jsonl:
        pipe(files[0] if files else None, _lines)
        return
    flagged = False
    for path in files or ("-",):
        text = sys.stdin.read() if path == "-" else Path(path).read_text(encoding="utf-8")
        report = check(text, kind=Kind(kind) if kind else None)
        flagged = flagged or report.flagged
        click.echo(orjson.dumps(as_json(report)).decode())
    sys.exit(1 if flagged else 0)


def _lines(records: list[Record]) -> list[object]:
    kinds = [Kind(str(r["kind"])) if r.get("kind") else None for r in records]
    reports = check_many([str(r["text"]) for r in records], kinds)
    return [{"id": r["id"], **as_json(report)} for r, report in zip(records, reports, strict=True)]


def as_json(report: Report) -> dict[str, object]:
    """Return the contract's shape."""
    return {
        "verdict": report.verdict,
        "findings": [{name: getattr(f, name) for name in f.__dataclass_fields__} for f in report.findings],
        "missing": list(report.missing),
        "rules_run": report.rules_run,
    }
