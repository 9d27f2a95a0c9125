"""What every response gets: the language, the origin check, a limit on size, headers, and its server time."""

import time

from fastapi import Request
from fastapi.responses import PlainTextResponse
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from deutgo.i18n import _, current_language
from deutgo.web.guard import forbid_foreign_origin
from deutgo.web.language import language_of

POLICY = (
    "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
)
LARGEST_BODY = 16 * 1024 * 1024  # bytes


class Frame:
    """Pure ASGI, so that a live stream passes through without being gathered."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        current_language.set(language_of(request))
        refused = forbid_foreign_origin(request) or _too_large(request)
        if refused is not None:
            await refused(scope, receive, send)
            return
        began = time.perf_counter()

        async def framed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["Server-Timing"] = f"app;dur={(time.perf_counter() - began) * 1000:.1f}"
                headers.setdefault("Content-Security-Policy", POLICY)
                headers.setdefault("X-Content-Type-Options", "nosniff")
                headers.setdefault("Referrer-Policy", "same-origin")
                if not request.url.path.startswith(("/static", "/status")):
                    headers.setdefault("Cache-Control", "no-store")
            await send(message)

        await self.app(scope, receive, framed)


def _too_large(request: Request) -> PlainTextResponse | None:
    length = request.headers.get("content-length", "0")
    if length.isdigit() and int(length) <= LARGEST_BODY:
        return None
    return PlainTextResponse(_("한 번에 보낼 수 있는 크기(16 MB)를 넘었습니다."), status_code=413)
