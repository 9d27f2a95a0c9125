"""What people do in the inbox. Each function is one act in the caller's transaction."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from deutgo.care.ticket import PROMISES, Ticket, TicketStatus
from deutgo.errors import BadInput, Blank
from deutgo.events import Event
from deutgo.people import Actor, Role
from deutgo.repository import Outbox, Repository


class Disposition(StrEnum):
    """Where every triaged mention ends, exactly once (R1-11)."""

    ANSWERED = "answered"
    WILL_ANSWER = "will_answer"
    NO_ANSWER_NEEDED = "no_answer_needed"
    ESCALATED = "escalated"
    DUPLICATE = "duplicate"


@dataclass(frozen=True, slots=True, kw_only=True)
class Triage:
    """What was decided about one mention; the newest row counts."""

    id: int = 0
    mention_id: int
    disposition: Disposition
    person_id: int
    at: datetime
    needs_answer: bool
    ticket_id: int | None = None


class CareWork(Outbox, Protocol):
    """What the inbox needs of the store."""

    @property
    def tickets(self) -> Repository[Ticket]: ...
    @property
    def triages(self) -> Repository[Triage]: ...


def _event(name: str, ticket: Ticket, actor: Actor, at: datetime, **facts: object) -> Event:
    return Event(
        name=name,
        at=at,
        workspace=actor.workspace,
        actor=str(actor.person_id),
        subject=f"ticket:{ticket.id}",
        facts={"case_id": ticket.case_id, "mention_id": ticket.mention_id, **facts},
    )


def triage(
    work: CareWork,
    actor: Actor,
    mention_id: int,
    disposition: Disposition,
    *,
    at: datetime,
    ticket_id: int | None = None,
) -> Triage:
    """Record that a person read a mention and what becomes of it."""
    actor.need(Role.AGENT)
    kept = work.triages.add(
        Triage(
            mention_id=mention_id,
            disposition=disposition,
            person_id=actor.person_id,
            at=at,
            needs_answer=disposition
            in {Disposition.ANSWERED, Disposition.WILL_ANSWER, Disposition.ESCALATED},
            ticket_id=ticket_id,
        )
    )
    work.emit(
        Event(
            name="mention_triaged",
            at=at,
            workspace=actor.workspace,
            actor=str(actor.person_id),
            subject=f"mention:{mention_id}",
            facts={"disposition": disposition.value},
        )
    )
    return kept


def open_ticket(
    work: CareWork,
    actor: Actor,
    *,
    title: str,
    at: datetime,
    mention_id: int | None = None,
    case_id: int | None = None,
    priority: str = "normal",
) -> Ticket:
    """Make a mention somebody's job; a mention that has a ticket gets that one back."""
    actor.need(Role.AGENT)
    if priority not in PROMISES:
        raise BadInput(reason=priority)
    if not title.strip():
        raise Blank(field="제목")
    if mention_id is not None:
        for known in work.tickets.find(mention_id=mention_id):
            return known
    ticket = work.tickets.add(
        Ticket(
            title=title.strip(),
            mention_id=mention_id,
            case_id=case_id,
            priority=priority,
            opened_at=at,
            waiting_since=at,
        )
    )
    work.emit(_event("ticket_opened", ticket, actor, at))
    if mention_id is not None:
        triage(work, actor, mention_id, Disposition.WILL_ANSWER, at=at, ticket_id=ticket.id)
    return ticket


def assign(work: CareWork, actor: Actor, ticket_id: int, person_id: int, *, at: datetime) -> Ticket:
    """Give a ticket to a person."""
    actor.need(Role.AGENT)
    ticket = work.tickets.get(ticket_id)
    if ticket.status is not TicketStatus.ASSIGNED:
        ticket = ticket.move(TicketStatus.ASSIGNED, at=at)
    assigned = work.tickets.save(replace(ticket, assignee_id=person_id))
    work.emit(_event("ticket_assigned", assigned, actor, at, person_id=person_id))
    return assigned


def move_ticket(
    work: CareWork, actor: Actor, ticket_id: int, wanted: TicketStatus, *, at: datetime
) -> Ticket:
    """Move a ticket; resolving and reopening are moves too."""
    actor.need(Role.AGENT)
    moved = work.tickets.save(work.tickets.get(ticket_id).move(wanted, at=at))
    work.emit(_event("ticket_moved", moved, actor, at, wanted=wanted.value))
    return moved


def record_reply(
    work: CareWork, actor: Actor, ticket_id: int, *, statement_id: int, public: bool, at: datetime
) -> Ticket:
    """Record that a person's reply was handed over, and link it to the mention that it answers."""
    actor.need(Role.AGENT)
    ticket = work.tickets.save(work.tickets.get(ticket_id).answered(at=at))
    work.emit(_event("ticket_replied", ticket, actor, at, statement_id=statement_id, public=public))
    if ticket.mention_id is not None:
        triage(work, actor, ticket.mention_id, Disposition.ANSWERED, at=at, ticket_id=ticket.id)
    return ticket
