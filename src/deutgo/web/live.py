"""What is live: the clock bar, and the stream of events that wakes the parts of open pages."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass

import anyio
from fastapi import APIRouter, Request, Response
from sse_starlette import EventSourceResponse
from starlette.concurrency import run_in_threadpool

from deutgo.crisis.case import Case
from deutgo.crisis.clocks import Countdown
from deutgo.store.outbox import StoredEvent, read_events
from deutgo.store.unit_of_work import Store
from deutgo.store.views.rooms import CLOCKED, case_clocks
from deutgo.web.answers import as_json
from deutgo.web.visitor import TheVisitor, Visitor

router = APIRouter(include_in_schema=False)
EVERY_SECONDS = 1.0
# what an event's name begins with → the group that parts of pages wait for
GROUPS = {
    "alert": "alert",
    "case": "case",
    "fact": "case",
    "statement": "statement",
    "publication": "statement",
    "ticket": "ticket",
    "mention": "mention",
    "mentions": "mention",
    "source": "source",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockRow:
    """One open case and its running clocks."""

    case: Case
    clocks: list[Countdown]


def clock_rows(visitor: Visitor) -> list[ClockRow]:
    """Return the cases whose clocks run, the most urgent first."""
    with visitor.deutgo.store.read() as work:
        cases = work.cases.find(status=list(CLOCKED))
        rows = [ClockRow(case=case, clocks=case_clocks(work, case, visitor.now)) for case in cases]
    return sorted((row for row in rows if row.clocks), key=lambda row: row.clocks[0].due_at)


@router.get("/clocks")
def clocks(visitor: TheVisitor) -> Response:
    """Render the bar; it is empty, and so invisible, while no case is pressing."""
    rows = clock_rows(visitor)
    late = any(clock.overdue for row in rows for clock in row.clocks)
    return visitor.page("parts/clocks.html", rows=rows, late=late)


@router.get("/clocks.json")
def clocks_json(visitor: TheVisitor) -> Response:
    """The same as JSON."""
    return as_json({"cases": clock_rows(visitor)})


@router.get("/live")
async def live(request: Request, visitor: TheVisitor) -> EventSourceResponse:
    """Stream events as they are written; a browser that comes back continues where it was.

    `after` is the number the open page was drawn at: what happened between drawing and connecting is told.
    """
    last = request.headers.get("last-event-id") or request.query_params.get("after", "")
    after = int(last) if last.isdecimal() and last.isascii() else visitor.newest_event
    return EventSourceResponse(_told(request, visitor.deutgo.store, after), ping=20)


async def _told(request: Request, store: Store, after: int) -> AsyncIterator[dict[str, str]]:
    while not await request.is_disconnected():
        for event in await run_in_threadpool(_events, store, after):
            after = event.id
            group = GROUPS.get(event.name.split("_")[0])
            if group:
                told = {"group": group, "name": event.name, "subject": event.subject}
                yield {"id": str(event.id), "event": "live", "data": json.dumps(told)}
        await anyio.sleep(EVERY_SECONDS)


def _events(store: Store, after: int) -> list[StoredEvent]:
    with store.read() as work:
        return read_events(work.connection, work.workspace, after=after, limit=200)
