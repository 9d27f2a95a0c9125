"""The inbox: whose turn it is, by clock; and one ticket with its conversation and reply."""

from datetime import datetime
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Form, Response

from deutgo.care.inbox import assign, move_ticket, open_ticket, record_reply
from deutgo.care.ticket import MOVES, PROMISES, Ticket, TicketStatus
from deutgo.errors import BadInput
from deutgo.i18n import _
from deutgo.speak.desk import draft, give_approval, publish, submit
from deutgo.speak.statement import StatementKind
from deutgo.store.mentions import Mentions, StoredMention
from deutgo.store.unit_of_work import UnitOfWork
from deutgo.store.views.rooms import events_of, person_names
from deutgo.web.answers import as_csv, as_json, columns_of
from deutgo.web.cases import timeline_of
from deutgo.web.shown import show
from deutgo.web.statements import need_filled
from deutgo.web.visitor import Problem, TheVisitor, Visitor
from deutgo.web.wordcheck import checked, count_blocks
from deutgo.wiring import Deutgo

router = APIRouter(include_in_schema=False)
Text = Annotated[str, Form()]
OURS = [TicketStatus.NEW, TicketStatus.ASSIGNED, TicketStatus.WAITING_INTERNAL, TicketStatus.REOPENED]
VIEWS = {
    "ours": OURS,
    "mine": OURS,
    "waiting": [TicketStatus.WAITING_CUSTOMER],
    "resolved": [TicketStatus.RESOLVED],
}
BY_HAND = "hand"  # the agent sends the words on by other means


def by_clock(tickets: list[Ticket]) -> list[Ticket]:
    """Sort what is due soonest first; where no clock runs, the newest first."""
    return sorted(
        tickets, key=lambda t: (0, due.timestamp()) if (due := t.due_at()) else (1, -t.opened_at.timestamp())
    )


@router.get("/inbox")
def show_inbox(visitor: TheVisitor, view: str = "ours") -> Response:
    """List tickets."""
    return _list(visitor, view)


def _chosen(visitor: Visitor, work: UnitOfWork, view: str) -> list[Ticket]:
    wanted: dict[str, object] = {"status": VIEWS.get(view, OURS)}
    if view == "mine":
        wanted["assignee_id"] = visitor.actor.person_id
    return by_clock(work.tickets.find(newest_first=True, limit=1000, **wanted))


def _list(visitor: Visitor, view: str, problem: Problem | None = None) -> Response:
    page = visitor.request.query_params.get("p", "1")
    number = max(1, int(page)) if page.isdigit() else 1
    with visitor.deutgo.store.read() as work:
        tickets = _chosen(visitor, work, view)
        names = person_names(work)
    late = sum(ticket.is_late(visitor.now) for ticket in tickets)
    begin = (number - 1) * 50
    return visitor.page(
        "inbox.html",
        title=_("문의함"),
        problem=problem,
        tickets=tickets[begin : begin + 50],
        total=len(tickets),
        late=late,
        names=names,
        view=view if view in VIEWS else "ours",
        newer=f"/inbox?view={view}&p={number - 1}" if number > 1 else None,
        older=f"/inbox?view={view}&p={number + 1}" if len(tickets) > begin + 50 else None,
    )


@router.get("/inbox.json")
def inbox_json(visitor: TheVisitor, view: str = "ours") -> Response:
    """The same as JSON."""
    with visitor.deutgo.store.read() as work:
        tickets = _chosen(visitor, work, view)
    rows = [{"ticket": t, "due_at": t.due_at(), "late": t.is_late(visitor.now)} for t in tickets]
    return as_json({"tickets": rows})


@router.get("/inbox.csv")
def inbox_csv(visitor: TheVisitor, view: str = "ours") -> Response:
    """The same as CSV."""
    names = ("id", "title", "status", "priority", "assignee_id", "opened_at", "replied_at", "resolved_at")
    with visitor.deutgo.store.read() as work:
        tickets = _chosen(visitor, work, view)
    return as_csv("inbox", {**columns_of(*names), "due_at": lambda ticket: ticket.due_at()}, tickets)


@router.post("/tickets")
def open_by_hand(visitor: TheVisitor, title: Text = "", priority: Text = "normal") -> Response:
    """Open a ticket that no mention began: a call, a visit."""
    return visitor.act(
        lambda work: open_ticket(work, visitor.actor, title=title, at=visitor.now, priority=priority),
        then=lambda ticket: f"/tickets/{ticket.id}?done=ticket_opened",
        form="open",
        again=lambda problem: _list(visitor, "ours", problem),
        title=title,
    )


@router.get("/tickets/{ticket_id:int}")
def show_ticket(visitor: TheVisitor, ticket_id: int) -> Response:
    """Show one ticket."""
    return _one(visitor, ticket_id)


def _one(visitor: Visitor, ticket_id: int, problem: Problem | None = None) -> Response:
    with visitor.deutgo.store.read() as work:
        ticket = work.tickets.get(ticket_id)
        replies = work.statements.find(ticket_id=ticket_id, kind=StatementKind.REPLY)
        names = person_names(work)
        stored = _mention(work, ticket)
        subjects = [f"ticket:{ticket_id}", *(f"statement:{reply.id}" for reply in replies)]
        typed = problem.typed.get("text", "") if problem and problem.form == "reply" else ""
        return visitor.page(
            "ticket.html",
            title=ticket.title,
            problem=problem,
            ticket=ticket,
            mention=show(stored) if stored else None,
            replies=replies,
            publications=work.publications.find(statement_id=[r.id for r in replies]) if replies else [],
            moves=sorted(MOVES[ticket.status] - {TicketStatus.ASSIGNED}, key=list(TicketStatus).index),
            people=[person for person in work.people.find() if person.disabled_at is None],
            names=names,
            cases=[case for case in work.cases.find(newest_first=True) if case.is_open],
            timeline=timeline_of(events_of(work, subjects), names),
            channels=reply_channels(visitor.deutgo, stored),
            typed=typed,
            checked=checked(typed, StatementKind.REPLY) if typed else None,
            promise=PROMISES[ticket.priority],
        )


def _mention(work: UnitOfWork, ticket: Ticket) -> StoredMention | None:
    found = (
        Mentions(work.connection, work.workspace).many([ticket.mention_id])
        if ticket.mention_id is not None
        else []
    )
    return found[0] if found else None


def reply_channels(deutgo: Deutgo, stored: StoredMention | None) -> list[str]:
    """Return where a reply can go: the channel on which the mention stands, and by hand."""
    return [*(["mastodon"] if remote_post(deutgo, stored) else []), BY_HAND]


def remote_post(deutgo: Deutgo, stored: StoredMention | None) -> str | None:
    """Return the remote id of the post that a mention is, when it stands on the server that we publish to."""
    if stored is None or "mastodon" not in deutgo.remote_channels:
        return None
    heard = stored.mention
    ours = urlsplit(deutgo.settings.mastodon_url or "").netloc
    if heard.source != "mastodon" and urlsplit(heard.url or "").netloc != ours:
        return None
    if heard.id.isdigit():
        return heard.id
    last = urlsplit(heard.url or heard.id).path.rstrip("/").rsplit("/", 1)[-1]
    return last if last.isdigit() else None


@router.get("/tickets/{ticket_id:int}.json")
def ticket_json(visitor: TheVisitor, ticket_id: int) -> Response:
    """The same as JSON."""
    with visitor.deutgo.store.read() as work:
        ticket = work.tickets.get(ticket_id)
        stored = _mention(work, ticket)
        replies = work.statements.find(ticket_id=ticket_id)
        return as_json(
            {
                "ticket": ticket,
                "due_at": ticket.due_at(),
                "late": ticket.is_late(visitor.now),
                "mention": show(stored) if stored else None,
                "replies": replies,
                "publications": work.publications.find(statement_id=[r.id for r in replies])
                if replies
                else [],
            }
        )


@router.post("/tickets/{ticket_id:int}/assignee")
def give(visitor: TheVisitor, ticket_id: int, person: Text = "") -> Response:
    """Give the ticket to a person."""

    def do(work: UnitOfWork) -> None:
        if not person.isdigit():
            raise BadInput(reason=person)
        work.people.get(int(person))
        assign(work, visitor.actor, ticket_id, int(person), at=visitor.now)

    return visitor.act(
        do,
        then=f"/tickets/{ticket_id}?done=assigned",
        form="assign",
        again=lambda problem: _one(visitor, ticket_id, problem),
    )


@router.post("/tickets/{ticket_id:int}/status")
def move(visitor: TheVisitor, ticket_id: int, status: Text = "") -> Response:
    """Move the ticket; resolving can be taken back."""

    def do(work: UnitOfWork) -> None:
        if status not in set(TicketStatus):
            raise BadInput(reason=status)
        move_ticket(work, visitor.actor, ticket_id, TicketStatus(status), at=visitor.now)

    undo = "&undo=reopened" if status == TicketStatus.RESOLVED else ""
    return visitor.act(
        do,
        then=f"/tickets/{ticket_id}?done=ticket_moved{undo}",
        form="move",
        again=lambda problem: _one(visitor, ticket_id, problem),
    )


@router.post("/tickets/{ticket_id:int}/reply")
def reply(
    visitor: TheVisitor, ticket_id: int, text: Text = "", channel: Text = BY_HAND, override_reason: Text = ""
) -> Response:
    """Answer the person: the agent who sends it answers for it by name."""
    return visitor.act(
        lambda work: _reply(visitor, work, ticket_id, text, channel, override_reason),
        then=f"/tickets/{ticket_id}?done=replied#conversation",
        form="reply",
        again=lambda problem: _one(visitor, ticket_id, problem),
        text=text,
        channel=channel,
        override_reason=override_reason,
    )


def _reply(
    visitor: Visitor, work: UnitOfWork, ticket_id: int, text: str, channel: str, override_reason: str
) -> None:
    """Draft, approve, send and record in one transaction."""
    actor, now = visitor.actor, visitor.now
    need_filled(text)
    ticket = work.tickets.get(ticket_id)
    stored = _mention(work, ticket)
    if channel not in reply_channels(visitor.deutgo, stored):
        raise BadInput(reason=channel)
    written = draft(
        work,
        actor,
        kind=StatementKind.REPLY,
        title="",
        text=text.strip(),
        at=now,
        ticket_id=ticket_id,
        case_id=ticket.case_id,
        heard_refs=[ticket.mention_id] if ticket.mention_id else [],
    )
    submit(work, actor, written.id, at=now)
    give_approval(
        work,
        actor,
        written.id,
        seen_hash=written.text_hash,
        count_blocks=count_blocks,
        at=now,
        override_reason=override_reason,
    )
    if channel != BY_HAND:
        target = remote_post(visitor.deutgo, stored)
        publish(work, actor, written.id, channels=[channel], at=now, in_reply_to=target)
    _take(work, visitor, ticket, now)
    record_reply(work, actor, ticket_id, statement_id=written.id, public=channel != BY_HAND, at=now)


def _take(work: UnitOfWork, visitor: Visitor, ticket: Ticket, now: datetime) -> None:
    """Whoever answers a ticket that nobody had has it."""
    if ticket.assignee_id is None and ticket.status is not TicketStatus.RESOLVED:
        assign(work, visitor.actor, ticket.id, visitor.actor.person_id, at=now)
