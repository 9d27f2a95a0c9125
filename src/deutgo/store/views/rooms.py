"""What a case room shows: the events of the case and of all that belongs to it."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select

from deutgo.crisis.case import Case, CaseStatus
from deutgo.crisis.clocks import Countdown, countdowns
from deutgo.speak.statement import StatementKind, StatementStatus
from deutgo.store.outbox import StoredEvent, read_events
from deutgo.store.tables.outbox import outbox
from deutgo.store.tables.people import person
from deutgo.store.unit_of_work import UnitOfWork

LOOKED_AT = ("case_noted", "fact_added", "case_judged", "case_moved", "statement_drafted")
CLOCKED = {CaseStatus.SIGNAL, CaseStatus.PARACRISIS, CaseStatus.CRISIS}


def person_names(work: UnitOfWork) -> dict[str, str]:
    """Return person id, as events write it → name."""
    rows = work.connection.execute(select(person.c.id, person.c.name))
    return {str(row.id): row.name for row in rows}


def case_events(work: UnitOfWork, case: Case) -> list[StoredEvent]:
    """Return the events of a case, its alert, statements and tickets, oldest first."""
    subjects = [f"case:{case.id}"]
    if case.alert_id:
        subjects.append(f"alert:{case.alert_id}")
    subjects += [f"statement:{statement.id}" for statement in work.statements.find(case_id=case.id)]
    subjects += [f"ticket:{ticket.id}" for ticket in work.tickets.find(case_id=case.id)]
    return events_of(work, subjects)


def events_of(work: UnitOfWork, subjects: Iterable[str]) -> list[StoredEvent]:
    """Return the events of several subjects, oldest first."""
    found: list[StoredEvent] = []
    for subject in subjects:
        found += read_events(work.connection, work.workspace, subject=subject)
    return sorted(found, key=lambda event: event.id)


def newest_event(work: UnitOfWork) -> int:
    """Return the number of the newest event, 0 when there is none."""
    query = select(outbox.c.id).where(outbox.c.workspace == work.workspace)
    return work.connection.execute(query.order_by(outbox.c.id.desc()).limit(1)).scalar() or 0


def case_clocks(work: UnitOfWork, case: Case, now: datetime) -> list[Countdown]:
    """Return the clocks of a case that still run, soonest first; none once it is contained."""
    if case.status not in CLOCKED:
        return []
    met: set[str] = set()
    if any(event.name in LOOKED_AT for event in events_of(work, [f"case:{case.id}"])):
        met.add("first_look")
    for statement in work.statements.find(case_id=case.id):
        if statement.status is not StatementStatus.PUBLISHED:
            continue
        met |= {"first_look", "holding"}
        if statement.kind not in {StatementKind.HOLDING, StatementKind.NOTICE}:
            met.add("statement")
    return sorted(countdowns(case, met=frozenset(met), now=now), key=lambda clock: clock.due_at)
