"""`deutgo work`: background jobs in a process of their own."""

import signal
import threading
from functools import partial

import click

from deutgo.logs import set_up_logs
from deutgo.settings import load_settings
from deutgo.web.status import write_static
from deutgo.wiring import assemble
from deutgo.work.loop import Worker


@click.command()
@click.option("--once", is_flag=True, help="밀린 것을 한 번 처리하고 끝냅니다.")
def work(once: bool) -> None:
    """게시, 수집, 경보, 집계를 뒤에서 처리합니다. 여러 개를 돌려도 같은 일을 두 번 하지 않습니다."""
    settings = load_settings()
    set_up_logs(settings.log_level)
    deutgo = assemble(settings)
    worker = Worker(deutgo, refresh_status=partial(write_static, deutgo))
    if once:
        worker.turn()
        return
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    worker.run(stop)
