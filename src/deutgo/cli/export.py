"""`deutgo export`: everything, in open formats, with a manifest of counts and hashes."""

from contextlib import closing
from pathlib import Path

import click
import orjson

from deutgo.clock import parse_time, utc_now
from deutgo.errors import BadInput
from deutgo.i18n import _
from deutgo.settings import load_settings
from deutgo.store.export import Exported, export_workspace
from deutgo.store.unit_of_work import open_store


@click.command()
@click.option("--to", "folder", required=True, type=click.Path(path_type=Path), help="새 폴더")
@click.option("--since", help="이 시각부터의 언급과 사건 기록만")
@click.option("--include-personal", is_flag=True, help="개인정보를 가리지 않습니다. --reason이 필요합니다.")
@click.option("--reason", default="", help="개인정보를 함께 내보내는 이유. 감사 기록에 남습니다.")
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
def export(folder: Path, since: str | None, include_personal: bool, reason: str, format_: str) -> None:
    """모든 것을 열린 형식으로 내보냅니다: 언급은 날짜별 Parquet, 나머지는 JSONL, 목록은 manifest.json.

    개인정보는 가립니다. 그 폴더를 `deutgo import`에 주면 되돌립니다.

    \b
    예: deutgo export --to 내보내기
        deutgo export --to 백업 --include-personal --reason "서버 이전"
    """
    if include_personal and not reason.strip():
        raise BadInput(reason=_("--include-personal에는 감사 기록에 남길 --reason이 필요합니다."))
    moment = parse_time(since)[0] if since else None
    with closing(open_store(load_settings())) as store:
        exported = export_workspace(
            store,
            folder,
            at=utc_now(),
            since=moment,
            personal_reason=reason.strip() if include_personal else None,
        )
    _report(exported, format_)


def _report(exported: Exported, format_: str) -> None:
    if format_ == "json":
        record = {"folder": str(exported.folder), "counts": exported.counts, "bytes": exported.size}
        click.echo(orjson.dumps(record).decode())
        return
    words = _("%(folder)s에 언급 %(mentions)s건과 표 %(tables)s개를 내보냈습니다(%(size)s MB).")
    facts = {
        "folder": exported.folder,
        "mentions": f"{exported.counts.get('mentions', 0):,}",
        "tables": len(exported.counts) - ("mentions" in exported.counts),
        "size": f"{exported.size / 1e6:,.1f}",
    }
    click.echo(words % facts)
