"""The public status page: HTML, Atom and JSON, cacheable, and as files that stand when we are down."""

import hashlib
import os
from pathlib import Path

import orjson
from fastapi import APIRouter, Request, Response

from deutgo.i18n import _
from deutgo.speak.statement import StatementStatus
from deutgo.speak.statuspage import StatusEntry, as_atom, as_json, entries
from deutgo.web.guard import TheDeutgo
from deutgo.web.pages import environment
from deutgo.wiring import Deutgo

router = APIRouter()
PUBLIC = [StatementStatus.PUBLISHED, StatementStatus.WITHDRAWN]


def public_entries(deutgo: Deutgo) -> list[StatusEntry]:
    """Return what was published on the status page; replies to one person are not."""
    with deutgo.store.read() as work:
        shown = {publication.statement_id for publication in work.publications.find(channel="status")}
        return entries(s for s in work.statements.find(status=PUBLIC) if s.id in shown)


def render(deutgo: Deutgo, shown: list[StatusEntry]) -> bytes:
    """Return the page; it depends on the entries alone, so that caches and the static copy agree."""
    template = environment().get_template("status.html")
    return template.render(entries=shown, url=deutgo.status_url).encode()


def _cached(request: Request, body: bytes, kind: str) -> Response:
    tag = f'"{hashlib.sha256(body).hexdigest()[:24]}"'
    headers = {"ETag": tag, "Cache-Control": "public, max-age=15, stale-if-error=86400"}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    return Response(body, media_type=kind, headers=headers)


@router.get("/status", include_in_schema=False)
def status_page(request: Request, deutgo: TheDeutgo) -> Response:
    """Show what stands, newest first."""
    return _cached(request, render(deutgo, public_entries(deutgo)), "text/html; charset=utf-8")


@router.get("/status/feed.atom", include_in_schema=False)
def status_feed(request: Request, deutgo: TheDeutgo) -> Response:
    """The same as an Atom feed."""
    body = as_atom(public_entries(deutgo), title=_("공식 안내"), url=deutgo.status_url)
    return _cached(request, body, "application/atom+xml; charset=utf-8")


@router.get("/status.json")
def status_json(request: Request, deutgo: TheDeutgo) -> Response:
    """The same as JSON."""
    return _cached(request, orjson.dumps(as_json(public_entries(deutgo))), "application/json")


def write_static(deutgo: Deutgo, folder: Path | None = None) -> None:
    """Write the page, feed and JSON as files, each whole or not at all, for any plain web server."""
    folder = folder or deutgo.settings.home / "status"
    shown = public_entries(deutgo)
    folder.mkdir(parents=True, exist_ok=True)
    for name, body in (
        ("index.html", render(deutgo, shown)),
        ("feed.atom", as_atom(shown, title="공식 안내", url=deutgo.status_url)),
        ("status.json", orjson.dumps(as_json(shown))),
    ):
        part = folder / f".{name}.part"
        part.write_bytes(body)
        os.replace(part, folder / name)
