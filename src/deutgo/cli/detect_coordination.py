"""`deutgo detect coordination`: accounts that act together more than chance allows."""

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path

import click
import orjson
import pyarrow
import pyarrow.parquet

from deutgo.cli.lines import Writer, complain, read_records
from deutgo.clock import iso, parse_time
from deutgo.detect.coordination import Coordination, Meeting, Post, Report, find_coordination
from deutgo.detect.coordination.words import summary
from deutgo.errors import BadInput
from deutgo.i18n import _

FIELDS = ("id", "account", "text", "object", "created_at")


@click.command("coordination", help="우연보다 자주 함께 움직인 계정의 흔적을 찾습니다(JSONL 또는 Parquet).")
@click.argument("file", required=False)
@click.option(
    "--accounts",
    type=click.Path(dir_okay=False, path_type=Path),
    help="모든 계정의 account,score,group을 적을 CSV 파일.",
)
@click.option(
    "--own",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="우리 쪽 계정 목록(한 줄에 하나). 이 계정과 함께 움직인 계정을 따로 알립니다.",
)
@click.option("--map", "mapping", multiple=True, metavar="FIELD=COLUMN", help="다른 열 이름을 맞춥니다.")
@click.option(
    "--permutations",
    type=click.IntRange(min=0),
    default=0,
    show_default=True,
    help="계정을 뒤섞어 되풀이하며 우연의 기준을 점검할 횟수.",
)
def coordination(
    file: str | None, accounts: Path | None, own: Path | None, mapping: tuple[str, ...], permutations: int
) -> None:
    """Read everything, search once, and write one JSON line a group."""
    columns = dict(zip(FIELDS, FIELDS, strict=True)) | _mapped(mapping)
    posts, undated, lines = [], set(), 0
    for line, record in _records(file, columns):
        lines += 1
        post, instant = _post(line, record)
        if post is not None and instant:
            posts.append(post)
        elif post is not None:
            undated.add(post.account)
    if lines and not posts and not undated:
        raise BadInput(reason=_("%(lines)s줄 가운데 쓸 수 있는 글이 없습니다.") % {"lines": lines})
    if undated:
        note = _(
            "시각 없이 날짜만 있는 글을 쓴 계정 %(count)s개가 있습니다. "
            "그 글은 함께 움직임을 볼 때 셈하지 않습니다."
        )
        click.echo(note % {"count": len(undated)}, err=True)
    ours = own.read_text(encoding="utf-8").split() if own else []
    report = find_coordination(posts, own=ours, permutations=permutations)
    writer = Writer()
    for number, group in enumerate(report.groups, start=1):
        writer.write(_line(number, group))
    writer.flush()
    if report.check is not None:
        _say_check(report)
    if accounts is not None:
        _write_accounts(accounts, report, sorted(undated - report.scores.keys()))


def _mapped(mapping: Iterable[str]) -> dict[str, str]:
    columns = {}
    for entry in mapping:
        field, equals, column = entry.partition("=")
        if not equals or field not in FIELDS:
            reason = _("--map은 FIELD=COLUMN 꼴이어야 하며 FIELD는 %(fields)s 가운데 하나입니다.")
            raise BadInput(reason=reason % {"fields": ", ".join(FIELDS)})
        columns[field] = column
    return columns


def _records(file: str | None, columns: dict[str, str]) -> Iterator[tuple[int, dict[str, object]]]:
    if file is not None and file != "-" and _is_parquet(Path(file)):
        yield from _parquet_rows(Path(file), columns)
        return
    for line, record in read_records(file, needs=()):
        yield line, {field: record.get(column) for field, column in columns.items()}


def _is_parquet(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(4) == b"PAR1"
    except OSError as error:
        raise BadInput(reason=f"{path}: {error.strerror}") from error


def _parquet_rows(path: Path, columns: dict[str, str]) -> Iterator[tuple[int, dict[str, object]]]:
    try:
        source = pyarrow.parquet.ParquetFile(path)
        here = {field: column for field, column in columns.items() if column in source.schema_arrow.names}
        missing = [columns[field] for field in ("account", "object", "created_at") if field not in here]
        if missing:
            reason = _("%(path)s에 %(missing)s 열이 없습니다. --map으로 열 이름을 맞추십시오.")
            raise BadInput(reason=reason % {"path": path, "missing": ", ".join(missing)})
        line = 0
        for batch in source.iter_batches(batch_size=65_536, columns=list(here.values())):
            values = {field: batch.column(column).to_pylist() for field, column in here.items()}
            for at in range(batch.num_rows):
                line += 1
                yield line, {field: entries[at] for field, entries in values.items()}
    except (pyarrow.ArrowException, OSError) as error:
        raise BadInput(reason=f"{path}: {error}") from error


def _post(line: int, record: dict[str, object]) -> tuple[Post | None, bool]:
    """Return the post of a record and whether its time has a clock part; None for a bad record."""
    account, thing, moment = record.get("account"), record.get("object"), record.get("created_at")
    if account in (None, "") or thing in (None, ""):
        complain(line, "`account` and `object` must not be empty")
        return None, False
    if moment is None or isinstance(moment, bool):
        complain(line, "`created_at` is missing")
        return None, False
    try:
        at, instant = parse_time(moment if isinstance(moment, int | float) else str(moment))
    except BadInput as error:
        complain(line, f"`created_at`: {error.facts['reason']}")
        return None, False
    post = Post(
        id=str(record.get("id") if record.get("id") is not None else line),
        account=str(account),
        text=str(record.get("text") or ""),
        object=str(thing),
        at=at.timestamp(),
    )
    return post, instant


def _line(number: int, group: Coordination) -> dict[str, object]:
    return {
        "group": number,
        "accounts": group.accounts,
        "log10_p": group.log10_p,
        "evidence": [
            {
                "object": moment.object,
                "at": _iso(moment.at),
                "seconds": round(moment.seconds, 1),
                "accounts": moment.account_count,
                "posts_in_window": moment.crowd,
                "similarity": moment.similarity,
                "posts": [
                    {
                        "id": post.id,
                        "account": post.account,
                        "at": _iso(post.at),
                        "after_seconds": round(post.at - moment.at, 1),
                        "text": post.text,
                    }
                    for post in moment.posts
                ],
            }
            for moment in group.moments
        ],
        "pairs": [
            {
                "accounts": pair.accounts,
                "log10_p": pair.log10_p,
                "meetings": [_meeting(meeting) for meeting in pair.meetings],
            }
            for pair in group.pairs
        ],
        "ordinary_explanation": group.ordinary,
        "for_review": bool(group.doubts),
        "doubts": group.doubts,
        "own_accounts": group.own,
        "summary_ko": summary(group),
    }


def _meeting(meeting: Meeting) -> dict[str, object]:
    return {
        "object": meeting.first.object,
        "at": _iso(meeting.first.at),
        "gap_seconds": round(meeting.gap_seconds, 1),
        "similarity": meeting.similarity,
        "texts": [meeting.first.text, meeting.second.text],
    }


def _iso(at: float) -> str:
    return iso(parse_time(at)[0])


def _say_check(report: Report) -> None:
    check = report.check
    assert check is not None
    facts = {
        "claimed_false_share": check.claimed,
        "observed_edges": check.observed_edges,
        "null_edges": check.null_edges,
        "null_share": round(check.false_share, 5),
    }
    click.echo(orjson.dumps(facts).decode(), err=True)


def _write_accounts(path: Path, report: Report, undated: list[str]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(("account", "score", "group"))
        for account, score in report.scores.items():
            table.writerow((account, score, report.group_of.get(account, "")))
        table.writerows((account, 0.0, "") for account in undated)
