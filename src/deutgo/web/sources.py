"""Sources: where mentions come from, whether we can still see, and adding or stopping one."""

from dataclasses import replace
from datetime import timedelta
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Form, Response

from deutgo.errors import BadInput, Blank, Conflict
from deutgo.i18n import _
from deutgo.listen.source import FeedSource
from deutgo.people import Role
from deutgo.store.unit_of_work import UnitOfWork
from deutgo.web.answers import as_csv, as_json, columns_of
from deutgo.web.visitor import Problem, TheVisitor, Visitor

router = APIRouter(include_in_schema=False)
Text = Annotated[str, Form()]
LEAST_SECONDS = 60


@router.get("/sources")
def show_sources(visitor: TheVisitor) -> Response:
    """List sources, blind ones first."""
    return _list(visitor)


def _list(visitor: Visitor, problem: Problem | None = None) -> Response:
    with visitor.deutgo.store.read() as work:
        sources = work.sources.find()
    order = {"blind": 0, "new": 1, "well": 2}
    sources.sort(key=lambda s: (s.disabled_at is not None, order.get(s.health, 3), s.name))
    return visitor.page("sources.html", title=_("수집원"), problem=problem, sources=sources)


@router.get("/sources.json")
def sources_json(visitor: TheVisitor) -> Response:
    """The same as JSON, without cursors."""
    with visitor.deutgo.store.read() as work:
        return as_json({"sources": [replace(source, cursor={}) for source in work.sources.find()]})


@router.get("/sources.csv")
def sources_csv(visitor: TheVisitor) -> Response:
    """The same as CSV."""
    names = ("id", "name", "kind", "url", "every_seconds", "health", "blind_since", "failure", "checked_at")
    with visitor.deutgo.store.read() as work:
        return as_csv("sources", columns_of(*names), work.sources.find())


@router.post("/sources")
def add(visitor: TheVisitor, name: Text = "", url: Text = "", every_minutes: Text = "5") -> Response:
    """Add a feed; the worker reads it at its next turn."""

    def do(work: UnitOfWork) -> None:
        visitor.actor.need(Role.ADMIN)
        if not name.strip():
            raise Blank(field="이름")
        if urlsplit(url.strip()).scheme not in {"http", "https"} or not urlsplit(url.strip()).netloc:
            raise BadInput(reason=_("주소는 http:// 또는 https://로 시작해야 합니다."))
        if work.sources.find(name=name.strip()):
            raise Conflict(reason=name.strip())
        minutes = int(every_minutes) if every_minutes.isdigit() else 5
        every = max(minutes * 60, LEAST_SECONDS)
        source = work.sources.add(
            FeedSource(name=name.strip(), url=url.strip(), every_seconds=every, due_at=visitor.now)
        )
        visitor.tell(work, "source_added", f"source:{source.id}")

    return visitor.act(
        do,
        then="/sources?done=source_added",
        form="source",
        again=lambda problem: _list(visitor, problem),
        name=name,
        url=url,
        every_minutes=every_minutes,
    )


@router.post("/sources/{source_id:int}/disable")
def disable(visitor: TheVisitor, source_id: int) -> Response:
    """Read it no more; what it brought stays."""

    def do(work: UnitOfWork) -> None:
        visitor.actor.need(Role.ADMIN)
        work.sources.save(replace(work.sources.get(source_id), disabled_at=visitor.now))
        visitor.tell(work, "source_disabled", f"source:{source_id}")

    return visitor.act(
        do,
        then=f"/sources?done=source_disabled&undo={source_id}",
        form="source",
        again=lambda problem: _list(visitor, problem),
    )


@router.post("/sources/{source_id:int}/enable")
def enable(visitor: TheVisitor, source_id: int) -> Response:
    """Read it again, from where it was."""

    def do(work: UnitOfWork) -> None:
        visitor.actor.need(Role.ADMIN)
        due = visitor.now - timedelta(seconds=1)
        work.sources.save(replace(work.sources.get(source_id), disabled_at=None, due_at=due))
        visitor.tell(work, "source_enabled", f"source:{source_id}")

    return visitor.act(
        do,
        then="/sources?done=source_enabled",
        form="source",
        again=lambda problem: _list(visitor, problem),
    )
