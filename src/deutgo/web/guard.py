"""Who may act: the signed-in person, the origin check against forged requests, and a brake on guessing."""

from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Request, Response
from fastapi.responses import PlainTextResponse
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from deutgo.accounts import token_actor, who_is
from deutgo.errors import TooMany, Unauthenticated
from deutgo.i18n import _
from deutgo.people import Actor
from deutgo.wiring import Deutgo

COOKIE = "deutgo_session"
SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
_attempts = MovingWindowRateLimiter(MemoryStorage())
PER_PLACE = RateLimitItemPerMinute(20)
PER_LOGIN = RateLimitItemPerMinute(5)


def forbid_foreign_origin(request: Request) -> Response | None:
    """Refuse a changing request that another site's page sent; browsers always say where they come from."""
    if request.method in SAFE_METHODS:
        return None
    origin = request.headers.get("origin")
    fetched_from = request.headers.get("sec-fetch-site")
    same = origin is None or urlsplit(origin).netloc == request.headers.get("host")
    if same and fetched_from in {None, "same-origin", "none"}:
        return None
    return PlainTextResponse(_("다른 사이트에서 온 요청은 받지 않습니다."), status_code=403)


def brake(request: Request, login: str) -> None:
    """Slow down guessing of passwords, by address and by login; raises `TooMany`."""
    place = request.client.host if request.client else "?"
    for limit, key in ((PER_PLACE, f"place:{place}"), (PER_LOGIN, f"login:{login.strip().lower()}")):
        if not _attempts.hit(limit, key):
            raise TooMany(seconds=60)


def the_deutgo(request: Request) -> Deutgo:
    """Return what the application was built around."""
    assembled = request.app.state.deutgo
    assert isinstance(assembled, Deutgo)
    return assembled


def the_actor(request: Request) -> Actor:
    """Return the signed-in person or the bearer of a token; raises `Unauthenticated`."""
    deutgo = the_deutgo(request)
    secret = request.cookies.get(COOKIE)
    bearer = request.headers.get("authorization", "")
    with deutgo.store.read() as work:
        actor = None
        if bearer.lower().startswith("bearer "):
            actor = token_actor(work, bearer[7:].strip())
        elif secret:
            actor = who_is(work, secret, at=deutgo.clock())
    if actor is None:
        raise Unauthenticated()
    return actor


TheDeutgo = Annotated[Deutgo, Depends(the_deutgo)]
TheActor = Annotated[Actor, Depends(the_actor)]
