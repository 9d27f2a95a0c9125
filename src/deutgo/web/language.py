"""Which language a request is answered in: what the person chose, else what the browser asks for."""

from fastapi import Request

from deutgo.i18n import LANGUAGES


def language_of(request: Request) -> str:
    """Return `ko` or `en`; Korean where nothing else is asked for."""
    chosen = request.query_params.get("lang") or request.cookies.get("lang")
    if chosen in LANGUAGES:
        return chosen
    for part in request.headers.get("accept-language", "").split(","):
        wanted = part.split(";")[0].strip()[:2].lower()
        if wanted in LANGUAGES:
            return wanted
    return "ko"
