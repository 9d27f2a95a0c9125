"""The web application: one process's console, API and status page."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException

from deutgo import __version__
from deutgo.errors import DeutgoError
from deutgo.i18n import current_language
from deutgo.web import account, health, overview, status
from deutgo.web.errors import show_error, show_failure, show_http_error, show_validation_error
from deutgo.web.guard import forbid_foreign_origin
from deutgo.web.language import language_of
from deutgo.wiring import Deutgo

log = structlog.get_logger()
HERE = Path(__file__).parent
POLICY = (
    "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
)


def create_app(deutgo: Deutgo) -> FastAPI:
    """Build the application around one assembled Deutgo."""
    app = FastAPI(
        title="Deutgo",
        version=__version__,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/v1/openapi.json",
    )
    app.state.deutgo = deutgo
    app.mount("/static", StaticFiles(directory=HERE / "static"), name="static")
    for module in (health, account, status, overview):
        app.include_router(module.router)
    app.add_exception_handler(DeutgoError, show_error)
    app.add_exception_handler(RequestValidationError, show_validation_error)
    app.add_exception_handler(HTTPException, show_http_error)
    app.add_exception_handler(Exception, show_failure)
    app.middleware("http")(_frame)
    return app


async def _frame(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
    current_language.set(language_of(request))
    refused = forbid_foreign_origin(request)
    if refused is not None:
        return refused
    response = await call_next(request)
    response.headers.setdefault("Content-Security-Policy", POLICY)
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "same-origin")
    if not request.url.path.startswith(("/static", "/status")):
        response.headers.setdefault("Cache-Control", "no-store")
    return response
