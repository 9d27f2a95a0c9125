"""The web application: one process's console, API and status page."""

import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException

from deutgo import __version__
from deutgo.errors import DeutgoError
from deutgo.store.views.planning import keep_learning
from deutgo.web import (
    account,
    alerts,
    aliases,
    api,
    api_acts,
    balance,
    cases,
    delivery,
    demand,
    events,
    health,
    inbox,
    labels,
    live,
    mentions,
    metrics,
    overview,
    preview,
    rehearsal,
    saved,
    sources,
    spread,
    statements,
    status,
    together,
    topics,
)
from deutgo.web.errors import show_error, show_failure, show_http_error, show_validation_error
from deutgo.web.frame import Frame
from deutgo.web.wordcheck import warm_up
from deutgo.wiring import Deutgo

HERE = Path(__file__).parent
SCREENS = (
    health,
    account,
    status,
    overview,
    mentions,
    saved,
    alerts,
    delivery,
    preview,
    aliases,
    rehearsal,
    events,
    topics,
    demand,
    spread,
    together,
    cases,
    statements,
    inbox,
    balance,
    sources,
    labels,
    live,
    api,
    api_acts,
    metrics,
)


@asynccontextmanager
async def _running(app: FastAPI) -> AsyncIterator[None]:
    warm_up()
    stop = threading.Event()
    store = app.state.deutgo.store
    threading.Thread(target=keep_learning, args=(store, stop), daemon=True, name="sizes").start()
    yield
    stop.set()


def create_app(deutgo: Deutgo) -> FastAPI:
    """Build the application around one assembled Deutgo."""
    app = FastAPI(
        title="Deutgo",
        version=__version__,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/v1/openapi.json",
        lifespan=_running,
    )
    app.state.deutgo = deutgo
    app.mount("/static", StaticFiles(directory=HERE / "static"), name="static")
    for module in SCREENS:
        app.include_router(module.router)
    app.add_exception_handler(DeutgoError, show_error)
    app.add_exception_handler(RequestValidationError, show_validation_error)
    app.add_exception_handler(HTTPException, show_http_error)
    app.add_exception_handler(Exception, show_failure)
    app.add_middleware(Frame)
    return app
