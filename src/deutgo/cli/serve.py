"""`deutgo serve`: the console, the API and the status page."""

import threading
from functools import partial

import click
import uvicorn

from deutgo.logs import set_up_logs
from deutgo.settings import load_settings
from deutgo.web.app import create_app
from deutgo.web.status import write_static
from deutgo.wiring import assemble
from deutgo.work.loop import Worker


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="듣는 주소")
@click.option("--port", default=8000, show_default=True, help="듣는 포트")
@click.option("--work/--no-work", "with_work", default=False, help="이 프로세스에서 뒤의 작업도 처리합니다.")
def serve(host: str, port: int, with_work: bool) -> None:
    """콘솔과 API를 엽니다.

    \b
    deutgo serve                 # 뒤의 작업은 `deutgo work`가 따로 처리합니다
    deutgo serve --work          # 노트북에서: 한 프로세스로
    """
    settings = load_settings()
    set_up_logs(settings.log_level)
    deutgo = assemble(settings)
    stop = threading.Event()
    worker = threading.Thread(
        target=Worker(deutgo, refresh_status=partial(write_static, deutgo)).run, args=(stop,), daemon=True
    )
    if with_work:
        worker.start()
    try:
        uvicorn.run(create_app(deutgo), host=host, port=port, log_level="warning", server_header=False)
    finally:
        stop.set()
        if with_work:
            worker.join(timeout=10)
        deutgo.store.close()
