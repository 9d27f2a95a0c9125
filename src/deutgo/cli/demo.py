"""`deutgo demo`: a fresh home, the packs on a fast clock, the console, and one sign-in link."""

import tempfile
import threading
from functools import partial
from pathlib import Path

import click
import uvicorn

from deutgo.accounts import add_person, start_session
from deutgo.clock import ReplayClock, utc_now
from deutgo.i18n import _
from deutgo.logs import set_up_logs
from deutgo.people import Actor, Role
from deutgo.settings import Settings, load_settings
from deutgo.web.app import create_app
from deutgo.web.status import write_static
from deutgo.wiring import Deutgo, assemble
from deutgo.work.loop import Worker
from deutgo.work.staging import BEHIND, Demo

PEOPLE = [
    ("minji", "김민지", Role.ADMIN),
    ("seojun", "박서준", Role.APPROVER),
    ("haeun", "이하은", Role.AGENT),
]


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="듣는 주소")
@click.option("--port", default=8000, show_default=True, help="듣는 포트")
@click.option(
    "--speed", default=60.0, show_default=True, help="시계 배속. 지금 시각을 따라잡으면 1배가 됩니다."
)
def demo(host: str, port: int, speed: float) -> None:
    """재현 사례 여섯을 빠른 시계로 돌리며 콘솔을 엽니다. 언급은 모두 합성한 것입니다.

    \b
    deutgo demo --port 8000
    """
    set_up_logs("WARNING")
    with tempfile.TemporaryDirectory(prefix="deutgo-demo-") as home:
        set_apart = load_settings().model_dump() | {
            "home": Path(home),
            "database_url": None,
            "alert_webhook_url": None,  # nobody may be woken by synthetic mentions
            "public_url": f"http://{host}:{port}",
        }
        clock = ReplayClock(utc_now() - BEHIND, speed=speed)
        deutgo = assemble(Settings(**set_apart), clock=clock)
        secret, team = _people(deutgo)
        stop = threading.Event()
        player = threading.Thread(target=_play, args=(deutgo, clock, team, stop), daemon=True)
        player.start()
        click.echo(_("콘솔: %(url)s") % {"url": f"http://{host}:{port}/sign-in/{secret}"})
        click.echo(
            _("두 번째 사람(승인자)의 링크: DEUTGO_HOME=%(home)s deutgo user link seojun") % {"home": home},
            err=True,
        )
        try:
            uvicorn.run(create_app(deutgo), host=host, port=port, log_level="warning", server_header=False)
        finally:
            stop.set()
            player.join(timeout=20)
            deutgo.store.close()


def _people(deutgo: Deutgo) -> tuple[str, Actor]:
    now = deutgo.clock()
    with deutgo.store.begin() as work:
        people = [add_person(work, login=login, name=name, role=role, at=now) for login, name, role in PEOPLE]
        secret = start_session(work, people[0].id, at=now, once=True)
    agent = people[2]
    team = Actor(person_id=agent.id, name=agent.name, role=Role.DRAFTER, workspace=deutgo.store.workspace)
    return secret, team


def _play(deutgo: Deutgo, clock: ReplayClock, team: Actor, stop: threading.Event) -> None:
    """Load the past while the clock stands, then let it run."""
    speed = clock.speed
    clock.set_speed(0.0)
    play = Demo(deutgo, clock, team)
    play.load_past()
    clock.set_speed(speed)
    worker = Worker(deutgo, refresh_status=partial(write_static, deutgo))
    worker.add("packs_played", play.turn)
    worker.run(stop)
