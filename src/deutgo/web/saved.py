"""Saved views of the mentions page: a name for a search with its range, filters and order."""

from typing import Annotated
from urllib.parse import parse_qsl, urlsplit

from fastapi import APIRouter, Form, Response
from fastapi.responses import RedirectResponse

from deutgo.errors import BadInput, Blank
from deutgo.people import Role
from deutgo.store.unit_of_work import UnitOfWork
from deutgo.store.views.saved import SavedView, forget_view, save_view, saved_views, view_of
from deutgo.web.answers import as_json
from deutgo.web.mentions import list_mentions
from deutgo.web.searching import NAMES, Place
from deutgo.web.visitor import TheVisitor

router = APIRouter(include_in_schema=False)
Text = Annotated[str, Form()]


@router.get("/views.json")
def views_json(visitor: TheVisitor) -> Response:
    """List saved views."""
    with visitor.deutgo.store.read() as work:
        return as_json({"views": saved_views(work)})


@router.get("/views/{number:int}")
def show_view(visitor: TheVisitor, number: int) -> Response:
    """Lead to a saved view; this address stays as long as the view does."""
    with visitor.deutgo.store.read() as work:
        return RedirectResponse(view_of(work, number).address, status_code=303)


@router.post("/views")
def save(visitor: TheVisitor, name: Text = "", address: Text = "") -> Response:
    """Keep a view of the mentions page under a name."""

    def do(work: UnitOfWork) -> SavedView:
        visitor.actor.need(Role.AGENT)
        if not name.strip():
            raise Blank(field="보기 이름")
        by = str(visitor.actor.person_id)
        return save_view(work, name.strip()[:80], _ours(address), by=by, at=visitor.now)

    return visitor.act(
        do,
        then=lambda view: f"{view.address}{'&' if '?' in view.address else '?'}done=view_saved",
        form="view",
        again=lambda problem: list_mentions(visitor, problem),
        name=name,
    )


def _ours(address: str) -> str:
    """Keep of an address only what the mentions page knows; any other page is refused."""
    parts = urlsplit(address)
    if parts.netloc or parts.scheme or parts.path != "/mentions":
        raise BadInput(reason=address[:200])
    values = {name: value for name, value in parse_qsl(parts.query) if name in NAMES and value}
    return Place(path="/mentions", values=values).but()


@router.post("/views/{number:int}/remove")
def remove(visitor: TheVisitor, number: int) -> Response:
    """Forget a view; the mentions stay."""

    def do(work: UnitOfWork) -> SavedView:
        visitor.actor.need(Role.AGENT)
        return forget_view(work, number)

    return visitor.act(
        do,
        then="/mentions?done=view_removed",
        form="view",
        again=lambda problem: list_mentions(visitor, problem),
    )
