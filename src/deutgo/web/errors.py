"""What a person or a program sees when something went wrong: one sentence, and what to do."""

from urllib.parse import quote

import structlog
from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse
from starlette.exceptions import HTTPException

from deutgo.error_words import sentence
from deutgo.errors import DeutgoError, Unauthenticated
from deutgo.i18n import _, current_language
from deutgo.web.pages import page
from deutgo.web.words import in_words

log = structlog.get_logger()


def words_of(error: DeutgoError) -> str:
    """Say what went wrong in the reader's language, with words in the place of codes."""
    told = type(error)(**in_words(dict(error.facts)))
    return sentence(told, lang=current_language.get())


def wants_json(request: Request) -> bool:
    """Tell whether a program asks: the API, or a page's `.json` twin."""
    return request.url.path.startswith("/api/") or request.url.path.endswith((".json", ".csv"))


def _show(request: Request, *, code: str, words: str, status: int) -> Response:
    if wants_json(request):
        return JSONResponse({"error": {"code": code, "message": words}}, status_code=status)
    if request.headers.get("hx-request"):
        response = page(request, "parts/notice.html", words=words, code=code)
    else:
        response = page(request, "error.html", words=words, code=code)
    response.status_code = status
    return response


async def show_error(request: Request, error: Exception) -> Response:
    """Render an expected failure in the reader's language."""
    assert isinstance(error, DeutgoError)
    if isinstance(error, Unauthenticated) and not wants_json(request) and request.method == "GET":
        place = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return RedirectResponse(f"/sign-in?next={quote(place, safe='/')}", status_code=303)
    words = words_of(error)
    log.info("request_refused", code=error.code, path=request.url.path, status=error.status)
    return _show(request, code=error.code, words=words, status=error.status)


async def show_validation_error(request: Request, error: Exception) -> Response:
    """Name the field that a form or a body got wrong."""
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    place = ".".join(str(part) for part in first["loc"][1:]) or "body"
    words = _("%(place)s 값을 읽을 수 없습니다.") % {"place": place}
    return _show(request, code="bad_input", words=words, status=422)


async def show_http_error(request: Request, error: Exception) -> Response:
    """Render the framework's own refusals, such as a page that does not exist."""
    assert isinstance(error, HTTPException)
    words = _("그런 페이지가 없습니다.") if error.status_code == 404 else str(error.detail)
    return _show(request, code=f"http.{error.status_code}", words=words, status=error.status_code)


async def show_failure(request: Request, error: Exception) -> Response:
    """Render a defect of ours without showing its insides."""
    log.error("request_failed", path=request.url.path, error=type(error).__name__, exc_info=error)
    words = _("저희 쪽 문제로 요청을 마치지 못했습니다. 잠시 뒤에 다시 시도해 주십시오.")
    return _show(request, code="deutgo.error", words=words, status=500)
