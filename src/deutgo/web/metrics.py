"""Counts for Prometheus, from the counters and the outbox; no texts, names or addresses."""

from fastapi import APIRouter, Response

from deutgo.people import Role
from deutgo.speak.channel import PublicationStatus
from deutgo.store.cube import Counters
from deutgo.store.unit_of_work import UnitOfWork
from deutgo.store.views.rooms import newest_event
from deutgo.web.inbox import OURS
from deutgo.web.visitor import TheVisitor, Visitor
from deutgo.web.wordcheck import is_ready

router = APIRouter(include_in_schema=False)
# name → what it counts; the names stay
METRICS = {
    "deutgo_mentions": "mentions that stand",
    "deutgo_alerts_open": "alerts that go on",
    "deutgo_cases_open": "cases that are not closed",
    "deutgo_tickets_waiting": "tickets whose next move is ours",
    "deutgo_tickets_late": "of them, those past their promise",
    "deutgo_sources_blind": "sources that cannot be seen",
    "deutgo_publications_unknown": "publications of which nobody knows whether they are out",
    "deutgo_events_total": "number of the newest event",
    "deutgo_wording_ready": "1 once the wording check is loaded",
}


@router.get("/metrics")
def metrics(visitor: TheVisitor) -> Response:
    """Answer in Prometheus' text format; a token of any role may read it."""
    visitor.actor.need(Role.VIEWER)
    with visitor.deutgo.store.read() as work:
        values = _values(visitor, work)
    lines = [
        line
        for name, meaning in METRICS.items()
        for line in (f"# HELP {name} {meaning}", f"# TYPE {name} gauge", f"{name} {values[name]}")
    ]
    return Response("\n".join(lines) + "\n", media_type="text/plain; version=0.0.4; charset=utf-8")


def _values(visitor: Visitor, work: UnitOfWork) -> dict[str, int]:
    tickets = work.tickets.find(status=OURS)
    return {
        "deutgo_mentions": Counters(work.connection, work.workspace).total(),
        "deutgo_alerts_open": len(work.alerts.find(ended_at=None)),
        "deutgo_cases_open": sum(case.is_open for case in work.cases.find()),
        "deutgo_tickets_waiting": len(tickets),
        "deutgo_tickets_late": sum(ticket.is_late(visitor.now) for ticket in tickets),
        "deutgo_sources_blind": len(work.sources.find(health="blind", disabled_at=None)),
        "deutgo_publications_unknown": len(work.publications.find(status=PublicationStatus.UNKNOWN)),
        "deutgo_events_total": newest_event(work),
        "deutgo_wording_ready": int(is_ready()),
    }
