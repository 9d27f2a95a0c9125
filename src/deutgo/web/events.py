"""Announced events on a topic's page: what is known beforehand is expected, and no surprise."""

from datetime import datetime, timedelta
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Form, Response

from deutgo.clock import SEOUL, parse_time
from deutgo.errors import BadInput
from deutgo.i18n import _
from deutgo.people import Role
from deutgo.store.announced import Announced, announce, announced, call_off
from deutgo.store.unit_of_work import UnitOfWork
from deutgo.web.answers import as_json
from deutgo.web.topics import one_topic, topic_of
from deutgo.web.visitor import TheVisitor

router = APIRouter(include_in_schema=False)
Text = Annotated[str, Form()]


@router.get("/topics/{topic_id:int}/events.json")
def events_json(visitor: TheVisitor, topic_id: int) -> Response:
    """List a topic's announced events."""
    with visitor.deutgo.store.read() as work:
        topic_of(work, topic_id)
        return as_json({"events": announced(work, topic_id)})


@router.post("/topics/{topic_id:int}/events")
def add(
    visitor: TheVisitor, topic_id: int, title: Text = "", since: Text = "", until: Text = "", lift: Text = ""
) -> Response:
    """Announce an event."""

    def do(work: UnitOfWork) -> None:
        visitor.actor.need(Role.DRAFTER)
        topic_of(work, topic_id)
        event = Announced(
            topic=topic_id,
            title=title,
            since=_moment(since),
            until=_end(until),
            lift=_multiple(lift),
            announced_by=str(visitor.actor.person_id),
            announced_at=visitor.now,
        )
        kept = announce(work, event)
        visitor.tell(work, "event_announced", f"topic:{topic_id}", event=kept.id, title=kept.title)

    return visitor.act(
        do,
        then=f"/topics/{topic_id}?done=event_announced#events",
        form="event",
        again=lambda problem: one_topic(visitor, topic_id, problem=problem),
        title=title,
        since=since,
        until=until,
        lift=lift,
    )


@router.post("/topics/{topic_id:int}/events/{number:int}/remove")
def remove(visitor: TheVisitor, topic_id: int, number: int) -> Response:
    """Call an event off; the next page offers to bring it back."""

    def do(work: UnitOfWork) -> Announced:
        visitor.actor.need(Role.DRAFTER)
        gone = call_off(work, topic_id, number)
        visitor.tell(work, "event_called_off", f"topic:{topic_id}", event=gone.id, title=gone.title)
        return gone

    def back(gone: Announced) -> str:
        fields = f"{_local(gone.since)}|{_local(gone.until)}|{gone.lift:g}|{gone.title}"
        return f"/topics/{topic_id}?done=event_called_off&undo={quote(fields)}#events"

    return visitor.act(
        do, then=back, form="event", again=lambda problem: one_topic(visitor, topic_id, problem=problem)
    )


def _moment(value: str) -> datetime:
    if not value.strip():
        raise BadInput(reason=_("언제부터 언제까지인지 적어 주십시오."))
    return parse_time(value)[0]


def _end(value: str) -> datetime:
    """Read an end; a date alone means the end of that day."""
    moment = _moment(value)
    return moment if parse_time(value)[1] else moment + timedelta(days=1)


def _multiple(value: str) -> float:
    try:
        return float(value.strip() or 3)
    except ValueError as error:
        raise BadInput(reason=_("평소의 몇 배인지는 숫자로 적어 주십시오.")) from error


def _local(moment: datetime) -> str:
    return f"{moment.astimezone(SEOUL):%Y-%m-%dT%H:%M}"
