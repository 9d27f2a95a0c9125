"""Signing in and out, by password or by one-time link, and choosing a language."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from deutgo.accounts import check_password, end_session, start_session, use_link
from deutgo.errors import SignInFailed, TooMany
from deutgo.i18n import LANGUAGES, _
from deutgo.web.errors import words_of
from deutgo.web.guard import COOKIE, TheDeutgo, brake
from deutgo.web.pages import page

router = APIRouter(include_in_schema=False)
TWO_WEEKS = 14 * 24 * 3600
LONGEST_PASSWORD = 1024  # a longer one would only cost us time


def _signed_in(request: Request, secret: str, then: str) -> Response:
    response = RedirectResponse(then if _is_local(then) else "/", status_code=303)
    secure = request.url.scheme == "https"
    response.set_cookie(COOKIE, secret, max_age=TWO_WEEKS, httponly=True, samesite="lax", secure=secure)
    return response


def _is_local(place: str) -> bool:
    # "//elsewhere" and "/\elsewhere" are other hosts to a browser
    return place.startswith("/") and not place.startswith(("//", "/\\"))


@router.get("/sign-in")
def sign_in_form(request: Request, next: str = "/") -> Response:
    """Show the form."""
    return page(request, "sign_in.html", title=_("로그인"), then=next, words=None, login="")


@router.post("/sign-in")
def sign_in(
    request: Request,
    deutgo: TheDeutgo,
    login: Annotated[str, Form()],
    password: Annotated[str, Form()],
    next: Annotated[str, Form()] = "/",
) -> Response:
    """Check the password; a wrong one says only that they do not belong together."""
    try:
        brake(request, login)
        with deutgo.store.read() as work:
            person = check_password(work, login, password[:LONGEST_PASSWORD])
    except (SignInFailed, TooMany) as error:
        wrong = _("아이디나 비밀번호가 맞지 않습니다.")
        words = words_of(error) if isinstance(error, TooMany) else wrong
        response = page(request, "sign_in.html", title=_("로그인"), then=next, words=words, login=login)
        response.status_code = error.status
        return response
    with deutgo.store.begin() as work:
        secret = start_session(work, person.id, at=deutgo.clock())
    return _signed_in(request, secret, next)


@router.get("/sign-in/{secret}")
def use_sign_in_link(request: Request, deutgo: TheDeutgo, secret: str) -> Response:
    """Exchange a one-time link, made on the command line, for a session."""
    brake(request, secret)
    with deutgo.store.begin() as work:
        session = use_link(work, secret, at=deutgo.clock())
    return _signed_in(request, session, "/")


@router.post("/sign-out")
def sign_out(request: Request, deutgo: TheDeutgo) -> Response:
    """End the session on the server, too."""
    secret = request.cookies.get(COOKIE)
    if secret:
        with deutgo.store.begin() as work:
            end_session(work, secret, at=deutgo.clock())
    response = RedirectResponse("/sign-in", status_code=303)
    response.delete_cookie(COOKIE)
    return response


@router.post("/language")
def choose_language(lang: Annotated[str, Form()], next: Annotated[str, Form()] = "/") -> Response:
    """Keep the chosen language in a cookie."""
    response = RedirectResponse(next if _is_local(next) else "/", status_code=303)
    if lang in LANGUAGES:
        response.set_cookie("lang", lang, max_age=365 * 24 * 3600, samesite="lax")
    return response
