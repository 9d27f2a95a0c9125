"""`deutgo replay`: plays a pack without a screen and measures when its alert came."""

import tempfile
import time
from datetime import timedelta
from pathlib import Path

import click
import orjson

from deutgo.crisis.scenario.pack import load_pack
from deutgo.i18n import _
from deutgo.settings import Settings
from deutgo.store.unit_of_work import open_store
from deutgo.work.replaying import ReplayResult
from deutgo.work.replaying import replay as play


@click.command()
@click.argument("pack")
@click.option("--speed", type=float, help="시계 배속. 없으면 기계가 낼 수 있는 만큼 빨리 돌립니다.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--whole", is_flag=True, help="경보가 울린 뒤에도 끝까지 돌립니다.")
def replay(pack: str, speed: float | None, form: str, whole: bool) -> None:
    """재현 사례를 화면 없이 돌립니다. 언급은 모두 합성한 것입니다.

    \b
    deutgo replay pack3 --format json
    deutgo replay 6 --speed 600
    """
    chosen = load_pack(pack)
    result = ReplayResult(pack=chosen.id, onset_at=chosen.onset_at, alert_at=None, quiet_alerts=0)
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="deutgo-replay-") as home:
        store = open_store(Settings(home=Path(home), database_url=None))
        for now, result in play(chosen, store):
            if result.alert_at is not None and not whole:
                break
            if speed:
                ahead = (now - chosen.starts_at) / timedelta(seconds=speed) - (time.monotonic() - begun)
                time.sleep(max(0.0, ahead))
        store.close()
    if form == "json":
        click.echo(orjson.dumps(result.as_dict()).decode())
        return
    click.echo(_("사례 %(pack)s: %(title)s") % {"pack": chosen.id, "title": chosen.title})
    for name, value in result.as_dict().items():
        click.echo(f"  {name}: {value}")
