"""`deutgo lint`: check the wording of a text before it goes out."""

import sys
from pathlib import Path

import click
import orjson

from deutgo.cli.lines import Record, Writer, complain, in_batches, read_records
from deutgo.cli.lint_output import as_json, as_sarif, as_text, explain_rule
from deutgo.errors import BadInput
from deutgo.settings import load_settings
from deutgo.wording import HouseRules, Kind, Report, check, check_many, read_case, read_house

KINDS = [kind.value for kind in Kind]


@click.command()
@click.argument("files", nargs=-1, type=click.Path())
@click.option("--kind", type=click.Choice(KINDS), help="글의 종류. 없으면 문장만 점검합니다(A–P).")
@click.option("--jsonl", is_flag=True, help='한 줄에 한 건: {"id","text","kind"?}')
@click.option("--case", "case_path", type=click.Path(), help="사안의 사실을 담은 JSON 파일")
@click.option(
    "--earlier", "earlier_path", type=click.Path(), help="앞서 나간 글: 바뀐 숫자와 어림말을 찾습니다."
)
@click.option("--house", "house_path", type=click.Path(), help="조직의 규칙 파일(TOML)")
@click.option("--format", "format_", type=click.Choice(["text", "json", "sarif"]), default="text")
@click.option("--explain", metavar="RULE", help="규칙 하나를 예문과 함께 설명합니다.")
def lint(
    files: tuple[str, ...],
    kind: str | None,
    jsonl: bool,
    case_path: str | None,
    earlier_path: str | None,
    house_path: str | None,
    format_: str,
    explain: str | None,
) -> None:
    """입장문의 표현을 점검합니다. 경고나 막음이 있으면 1로 끝납니다.

    \b
    deutgo lint 사과문.md --kind apology
    deutgo lint --jsonl 문장.jsonl
    deutgo lint --explain A01
    """
    house = _house(house_path)
    if explain:
        click.echo(explain_rule(explain))
        return
    if jsonl:
        sys.exit(1 if _stream(files[0] if files else None, kind, house) else 0)
    case = read_case(_json(case_path)) if case_path else None
    earlier = _read(earlier_path) if earlier_path else None
    wanted = Kind(kind) if kind else None
    held = [(path, _read(path)) for path in files or ("-",)]
    reports = [
        (path, text, check(text, kind=wanted, case=case, earlier=earlier, house=house)) for path, text in held
    ]
    _print(reports, format_)
    sys.exit(1 if any(report.flagged for _path, _text, report in reports) else 0)


def _print(reports: list[tuple[str, str, Report]], format_: str) -> None:
    if format_ == "sarif":
        click.echo(orjson.dumps(as_sarif(reports), option=orjson.OPT_INDENT_2).decode())
        return
    for path, text, report in reports:
        if format_ == "json":
            named = {"file": path} if len(reports) > 1 else {}
            click.echo(orjson.dumps({**named, **as_json(report)}).decode())
        else:
            click.echo(as_text(path, text, report))


def _stream(path: str | None, kind: str | None, house: HouseRules | None) -> bool:
    """Answer each line in order; tell whether anything was at least a warning."""
    writer = Writer()
    flagged = False
    for batch in in_batches(read_records(path), 256):
        kinds = [_kind(number, record, kind) for number, record in batch]
        reports = check_many([str(record["text"]) for _number, record in batch], kinds, house=house)
        for (_number, record), report in zip(batch, reports, strict=True):
            flagged = flagged or report.flagged
            writer.write({"id": record["id"], **as_json(report)})
    writer.flush()
    return flagged


def _kind(number: int, record: Record, default: str | None) -> Kind | None:
    named = record.get("kind") or default
    if named is None:
        return None
    if named not in KINDS:
        complain(number, f"`kind` is one of {', '.join(KINDS)}; checked without it")
        return None
    return Kind(str(named))


def _house(path: str | None) -> HouseRules | None:
    """Use the file that was named, or `house-rules.toml` of the data folder where there is one."""
    if path:
        return read_house(Path(path))
    own = load_settings().home / "house-rules.toml"
    return read_house(own) if own.is_file() else None


def _read(path: str) -> str:
    try:
        text = sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
        return text.decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(reason=f"{path}: {error}") from error


def _json(path: str) -> object:
    try:
        return orjson.loads(Path(path).read_bytes())
    except (OSError, orjson.JSONDecodeError) as error:
        raise BadInput(reason=f"{path}: {error}") from error
