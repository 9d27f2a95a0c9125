"""Cases: the list, and the room with clocks, facts, positions and the timeline that writes itself."""

from dataclasses import replace
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Form, Response

from deutgo.clock import parse_time
from deutgo.crisis.case import MOVES, Case, CaseStatus
from deutgo.crisis.facts import FactStatus
from deutgo.crisis.room import add_fact, judge_fact, judge_severity, move_case, note, open_case
from deutgo.crisis.timeline import TimelineEntry, tell
from deutgo.errors import BadInput
from deutgo.i18n import _
from deutgo.people import Role
from deutgo.store.outbox import StoredEvent
from deutgo.store.unit_of_work import UnitOfWork
from deutgo.store.views.demands import open_now
from deutgo.store.views.rooms import case_clocks, case_events, person_names
from deutgo.web.answers import as_csv, as_json, columns_of
from deutgo.web.visitor import Problem, TheVisitor, Visitor
from deutgo.web.words import in_words, word

router = APIRouter(include_in_schema=False)
Text = Annotated[str, Form()]
PLAUSIBILITIES = ("usual", "unusual", "unimaginable")


@router.get("/cases")
def show_cases(visitor: TheVisitor) -> Response:
    """List cases, open ones first."""
    return _list(visitor)


def _list(visitor: Visitor, problem: Problem | None = None) -> Response:
    with visitor.deutgo.store.read() as work:
        cases = work.cases.find(newest_first=True, limit=200)
        names = person_names(work)
        clocks = {case.id: case_clocks(work, case, visitor.now) for case in cases if case.is_open}
    opened = sorted((c for c in cases if c.is_open), key=lambda c: (-c.severity, c.opened_at))
    return visitor.page(
        "cases.html",
        title=_("사안"),
        problem=problem,
        opened=opened,
        closed=[case for case in cases if not case.is_open],
        names=names,
        clocks=clocks,
    )


@router.get("/cases.json")
def cases_json(visitor: TheVisitor) -> Response:
    """The same as JSON."""
    with visitor.deutgo.store.read() as work:
        return as_json({"cases": work.cases.find(newest_first=True, limit=200)})


@router.get("/cases.csv")
def cases_csv(visitor: TheVisitor) -> Response:
    """The same as CSV."""
    with visitor.deutgo.store.read() as work:
        cases = work.cases.find(newest_first=True)
    return as_csv("cases", columns_of(*Case.__dataclass_fields__), cases)


@router.post("/cases")
def open_new(
    visitor: TheVisitor, title: Text = "", alert_id: Text = "", topic_id: Text = "", severity: Text = "1"
) -> Response:
    """Open a case, by hand or from an alert."""
    return visitor.act(
        lambda work: open_case(
            work,
            visitor.actor,
            title=title,
            at=visitor.now,
            alert_id=_number(alert_id),
            topic_id=_number(topic_id),
            severity=_number(severity) or 0,
        ),
        then=lambda case: f"/cases/{case.id}?done=case_opened",
        form="open",
        again=lambda problem: _list(visitor, problem),
        title=title,
    )


def _number(text: str) -> int | None:
    return int(text) if text.strip().isdigit() else None


def timeline_of(events: list[StoredEvent], names: dict[str, str]) -> list[TimelineEntry]:
    """Put events into words, newest first."""
    spoken = [replace(event, facts=in_words(dict(event.facts))) for event in events]
    return list(reversed(tell(spoken, names)))


def _room(visitor: Visitor, case_id: int, problem: Problem | None = None) -> Response:
    with visitor.deutgo.store.read() as work:
        case = work.cases.get(case_id)
        names = person_names(work)
        return visitor.page(
            "case.html",
            title=case.title,
            problem=problem,
            case=case,
            names=names,
            people=[person for person in work.people.find() if person.disabled_at is None],
            clocks=case_clocks(work, case, visitor.now),
            moves=sorted(MOVES[case.status], key=list(CaseStatus).index),
            facts=work.facts.find(case_id=case_id),
            fact_statuses=list(FactStatus),
            plausibilities=PLAUSIBILITIES,
            positions=work.positions.find(case_id=case_id, newest_first=True),
            statements=work.statements.find(case_id=case_id, newest_first=True),
            tickets=work.tickets.find(case_id=case_id, newest_first=True, limit=50),
            alert=_first(work, case.alert_id),
            timeline=timeline_of(case_events(work, case), names),
            open_count=open_now(work, visitor.now, [case.topic_id]) if case.topic_id else None,
        )


def _first(work: UnitOfWork, alert_id: int | None) -> object | None:
    found = work.alerts.find(id=alert_id) if alert_id else []
    return found[0] if found else None


@router.get("/cases/{case_id:int}")
def show_case(visitor: TheVisitor, case_id: int) -> Response:
    """Show the room."""
    return _room(visitor, case_id)


@router.get("/cases/{case_id:int}.json")
def case_json(visitor: TheVisitor, case_id: int) -> Response:
    """The same as JSON."""
    with visitor.deutgo.store.read() as work:
        case = work.cases.get(case_id)
        names = person_names(work)
        return as_json(
            {
                "case": case,
                "clocks": case_clocks(work, case, visitor.now),
                "facts": work.facts.find(case_id=case_id),
                "positions": work.positions.find(case_id=case_id),
                "statements": [statement.id for statement in work.statements.find(case_id=case_id)],
                "tickets": [ticket.id for ticket in work.tickets.find(case_id=case_id)],
                "timeline": list(reversed(timeline_of(case_events(work, case), names))),
            }
        )


@router.get("/cases/{case_id:int}.csv")
def timeline_csv(visitor: TheVisitor, case_id: int) -> Response:
    """The timeline as CSV."""
    with visitor.deutgo.store.read() as work:
        case = work.cases.get(case_id)
        timeline = timeline_of(case_events(work, case), person_names(work))
    columns = columns_of("at", "sentence", "actor", "subject")
    return as_csv(f"case-{case_id}-timeline", columns, reversed(timeline))


@router.post("/cases/{case_id:int}/status")
def move(visitor: TheVisitor, case_id: int, status: Text = "") -> Response:
    """Move the case."""
    return visitor.act(
        lambda work: move_case(work, visitor.actor, case_id, _member(status), at=visitor.now),
        then=f"/cases/{case_id}?done=case_moved",
        form="move",
        again=lambda problem: _room(visitor, case_id, problem),
    )


def _member(status: str) -> CaseStatus:
    if status not in set(CaseStatus):
        raise BadInput(reason=status)
    return CaseStatus(status)


@router.post("/cases/{case_id:int}/severity")
def judge(visitor: TheVisitor, case_id: int, severity: Text = "", plausibility: Text = "") -> Response:
    """Set both axes."""
    level = _number(severity)
    return visitor.act(
        lambda work: judge_severity(
            work,
            visitor.actor,
            case_id,
            severity=-1 if level is None else level,
            plausibility=plausibility,
            at=visitor.now,
        ),
        then=f"/cases/{case_id}?done=judged",
        form="severity",
        again=lambda problem: _room(visitor, case_id, problem),
    )


@router.post("/cases/{case_id:int}/notes")
def write_note(visitor: TheVisitor, case_id: int, text: Text = "") -> Response:
    """Write a line into the timeline."""
    return visitor.act(
        lambda work: note(work, visitor.actor, case_id, text, at=visitor.now),
        then=f"/cases/{case_id}?done=noted#timeline",
        form="note",
        again=lambda problem: _room(visitor, case_id, problem),
        text=text,
    )


@router.post("/cases/{case_id:int}/facts")
def put_fact(
    visitor: TheVisitor, case_id: int, text: Text = "", owner: Text = "", due: Text = ""
) -> Response:
    """Put a fact, or a question that needs one, on the board."""
    return visitor.act(
        lambda work: add_fact(
            work, visitor.actor, case_id, text, at=visitor.now, owner_id=_number(owner), due_at=_instant(due)
        ),
        then=f"/cases/{case_id}?done=fact_added#facts",
        form="fact",
        again=lambda problem: _room(visitor, case_id, problem),
        text=text,
        owner=owner,
        due=due,
    )


def _instant(text: str) -> datetime | None:
    return parse_time(text)[0] if text.strip() else None


@router.post("/cases/{case_id:int}/facts/{fact_id:int}")
def settle_fact(
    visitor: TheVisitor, case_id: int, fact_id: int, status: Text = "", basis: Text = ""
) -> Response:
    """Judge a fact, with what the judgement rests on."""

    def do(work: UnitOfWork) -> None:
        if status not in set(FactStatus) or work.facts.get(fact_id).case_id != case_id:
            raise BadInput(reason=status)
        judge_fact(work, visitor.actor, fact_id, FactStatus(status), basis=basis, at=visitor.now)

    return visitor.act(
        do,
        then=f"/cases/{case_id}?done=judged#facts",
        form=f"fact-{fact_id}",
        again=lambda problem: _room(visitor, case_id, problem),
        basis=basis,
        status=status,
    )


@router.post("/cases/{case_id:int}/promise")
def promise(visitor: TheVisitor, case_id: int, due: Text = "") -> Response:
    """Keep until when the next update is promised; it becomes a clock on every page."""

    def do(work: UnitOfWork) -> None:
        visitor.actor.need(Role.DRAFTER)
        case = work.cases.save(replace(work.cases.get(case_id), next_update_at=_instant(due)))
        promised = word("next_update") + (f": {due.replace('T', ' ')}" if due else ": –")
        visitor.tell(work, "case_noted", f"case:{case.id}", note=promised)

    return visitor.act(
        do,
        then=f"/cases/{case_id}?done=promised",
        form="promise",
        again=lambda problem: _room(visitor, case_id, problem),
        due=due,
    )
