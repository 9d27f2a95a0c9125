"""Mentions: searching, reading, and deciding what becomes of each."""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Form, Response
from fastapi.responses import RedirectResponse

from deutgo.care.inbox import Disposition, Triage, open_ticket, triage
from deutgo.crisis.room import note
from deutgo.detect.ledger import KeptAlert
from deutgo.errors import BadInput, BadQuery, Blank
from deutgo.events import Event
from deutgo.i18n import _
from deutgo.listen.query.check import check_query
from deutgo.people import Actor, Role
from deutgo.store.mentions import Mentions, StoredMention
from deutgo.store.topics import Topics
from deutgo.store.unit_of_work import UnitOfWork
from deutgo.store.views.copied import copies_of
from deutgo.store.views.corrected import agreement, corrections
from deutgo.store.views.finding import Found, find
from deutgo.store.views.looks import looks_of
from deutgo.store.views.rooms import person_names
from deutgo.store.views.saved import saved_views
from deutgo.web.answers import as_csv, as_json, columns_of
from deutgo.web.errors import words_of
from deutgo.web.lines import LineChart, lay_lines
from deutgo.web.searching import SORTS, place_of, wanted_of
from deutgo.web.shown import Shown, show
from deutgo.web.visitor import Problem, TheVisitor, Visitor
from deutgo.web.wordcheck import is_ready

router = APIRouter(include_in_schema=False)
Text = Annotated[str, Form()]
TASKS = {
    "sentiment": ("positive", "negative", "neutral"),
    "intent": ("question", "complaint", "request", "praise", "report", "statement"),
    "offensive": ("offensive", "clean"),
}
EXPORTED = 10_000  # rows of one CSV; `deutgo export` gives everything


@dataclass(frozen=True, slots=True, kw_only=True)
class Searched:
    """One page as it is shown."""

    shown: list[Shown]
    found: Found


def search(visitor: Visitor, *, size: int = 30, whole: bool = False) -> Searched:
    """Find what the address asks for, `whole` with every copy; raises `BadQuery`."""
    is_ready(within=20)  # words are read by the model that the background thread loads
    with visitor.deutgo.store.read() as work:
        topics = Topics(work.connection, work.workspace).all()
        wanted = wanted_of(visitor.request, topics, size=size)
        found = find(work, replace(wanted, fold=wanted.fold and not whole), visitor.now)
    shown = [show(stored, spans=found.spans.get(stored.id, ())) for stored in found.mentions]
    return Searched(shown=shown, found=found)


@router.get("/mentions")
def show_mentions(visitor: TheVisitor) -> Response:
    """Search, or show the newest."""
    return list_mentions(visitor)


def list_mentions(visitor: Visitor, problem: Problem | None = None) -> Response:
    """Show the page; `problem` is that of a form on it."""
    place = place_of(visitor.request)
    searched = None
    try:
        searched = search(visitor)
    except (BadQuery, BadInput) as error:
        problem = Problem(
            form="search", code=error.code, words=words_of(error), status=error.status, typed=place.values
        )
    query = place.values.get("q", "")
    with visitor.deutgo.store.read() as work:
        topics = Topics(work.connection, work.workspace).all()
        ids = [each.id for each in searched.shown] if searched else []
        decided = decisions(work, ids)
        cases = [case for case in work.cases.find(newest_first=True) if case.is_open]
        views = saved_views(work)
    page = int(p) if (p := visitor.request.query_params.get("p", "1")).isdigit() else 1
    return visitor.page(
        "mentions.html",
        title=_("언급"),
        problem=problem,
        place=place,
        query=query,
        findings=check_query(query) if query else [],
        searched=searched,
        topics=topics,
        topic=next((each for each in topics if str(each.id) == place.values.get("topic")), None),
        decided=decided,
        cases=cases,
        sorts=SORTS,
        views=views,
        here=place.but(),
        newer=place.but(p=page - 1) if page > 1 else None,
        older=place.but(p=page + 1) if searched and searched.found.more else None,
    )


def decisions(work: UnitOfWork, ids: list[int]) -> dict[int, Triage]:
    """Return mention → the newest decision about it."""
    found = work.triages.find(mention_id=ids) if ids else []
    return {decision.mention_id: decision for decision in found}


@router.get("/mentions.json")
def mentions_json(visitor: TheVisitor) -> Response:
    """The same as JSON."""
    searched = search(visitor, size=100)
    found = searched.found
    return as_json(
        {
            "count": found.count,
            "mentions": searched.shown,
            "facets": {name: dict(values) for name, values in found.facets.items()},
            "facets_count_the_newest": found.counted,
            "same": found.same,
            "folded": found.folded,
        }
    )


@router.get("/mentions.csv")
def mentions_csv(visitor: TheVisitor) -> Response:
    """The newest of the same as CSV, masked."""
    names = ("id", "source", "board", "author", "created_at", "views", "likes", "shares", "replies")
    columns = {**columns_of(*names), **columns_of("url", "title", "text")}
    columns |= {label: partial(label_of, label) for label in ("sentiment", "intent")}
    return as_csv("mentions", columns, search(visitor, size=EXPORTED, whole=True).shown)


def label_of(name: str, mention: Shown) -> str:
    """Return the value of one automatic label, empty when there is none."""
    return next((label.value for label in mention.labels if label.name == name), "")


@router.get("/mentions/check")
def check(visitor: TheVisitor, q: str = "") -> Response:
    """Say beside the search box what is wrong with a query, while it is typed."""
    is_ready(within=20)
    place = place_of(visitor.request)
    return visitor.page(
        "parts/query_findings.html", findings=check_query(q) if q.strip() else [], place=place
    )


@router.get("/mentions/{mention_id:int}")
def show_mention(visitor: TheVisitor, mention_id: int) -> Response:
    """Show one mention with all that is known of it."""
    return _one(visitor, mention_id)


def _one(
    visitor: Visitor, mention_id: int, problem: Problem | None = None, *, unmasked: bool = False
) -> Response:
    with visitor.deutgo.store.read() as work:
        mentions = Mentions(work.connection, work.workspace)
        stored = mentions.get(mention_id)
        parent = mentions.find(stored.mention.source, stored.mention.parent_id or "")
        topics = Topics(work.connection, work.workspace)
        matched = set(topics.matched(mention_id))
        return visitor.page(
            "mention.html",
            title=_("언급"),
            problem=problem,
            mention=show(stored, open_personal=unmasked),
            masked=bool(stored.personal or stored.personal_in_title) and not unmasked,
            parent=show(parent) if parent else None,
            topics=[topic for topic in topics.all() if topic.name in matched],
            decisions=work.triages.find(mention_id=mention_id, newest_first=True),
            tickets=work.tickets.find(mention_id=mention_id),
            cases=[case for case in work.cases.find(newest_first=True) if case.is_open],
            names=person_names(work),
            tasks=TASKS,
            corrected=corrections(work, mention_id=mention_id),
            agreement=agreement(corrections(work)),
            looks=_looks(work, mention_id),
            copied=copies_of(work, mention_id),
            fast=_fast(work, mention_id),
        )


def _looks(work: UnitOfWork, mention_id: int) -> LineChart | None:
    """Draw how the views grew; two looks are the least that can be drawn."""
    looks = looks_of(work, mention_id)
    if len(looks) < 2:
        return None
    return lay_lines({"views": [(at, float(views)) for at, views in looks]}, width=560)


def _fast(work: UnitOfWork, mention_id: int) -> list[KeptAlert]:
    """Return the alerts that this post's views raised, the newest first."""
    recent = work.alerts.find(kind="views", newest_first=True, limit=200)
    return [alert for alert in recent if mention_id in alert.facts.get("posts", ())][:3]


@router.post("/mentions/{mention_id:int}/unmask")
def unmask(visitor: TheVisitor, mention_id: int, reason: Text = "") -> Response:
    """Show what was masked, once, to an approver who gives a reason; the audit log keeps both."""

    def again(problem: Problem) -> Response:
        return _one(visitor, mention_id, problem)

    def do(work: UnitOfWork) -> None:
        reveal(work, visitor.actor, mention_id, reason, at=visitor.now)

    answer = visitor.act(do, then="", form="unmask", again=again, reason=reason)
    return _one(visitor, mention_id, unmasked=True) if answer.status_code == 303 else answer


def reveal(
    work: UnitOfWork, actor: Actor, mention_id: int, reason: str, *, at: datetime, through: str = "console"
) -> StoredMention:
    """Allow an approver with a reason to see what was masked; the audit log keeps who, what and why."""
    actor.need(Role.APPROVER)
    stored = Mentions(work.connection, work.workspace).get(mention_id)
    if not reason.strip():
        raise Blank(field="이유")
    facts = {"reason": reason.strip()[:200], "through": through}
    if not actor.person_id:
        facts["token"] = actor.name
    work.emit(
        Event(
            name="personal_data_shown",
            at=at,
            workspace=actor.workspace,
            actor=str(actor.person_id),
            subject=f"mention:{mention_id}",
            facts=facts,
        )
    )
    return stored


@router.post("/mentions/{mention_id:int}/label")
def correct_label(visitor: TheVisitor, mention_id: int, task: Text = "", label: Text = "") -> Response:
    """Keep a person's word on a label, right or wrong, beside what the product had said."""

    def do(work: UnitOfWork) -> None:
        visitor.actor.need(Role.AGENT)
        stored = Mentions(work.connection, work.workspace).get(mention_id)
        if label not in TASKS.get(task, ()):
            raise BadInput(reason=f"{task} {label}")
        was = {"sentiment": stored.sentiment, "intent": stored.intent, "offensive": stored.offensive}[task]
        visitor.tell(work, "label_corrected", f"mention:{mention_id}", task=task, label=label, was=was)

    return visitor.act(
        do,
        then=f"/mentions/{mention_id}?done=label_corrected",
        form="label",
        again=lambda problem: _one(visitor, mention_id, problem),
    )


@router.get("/mentions/{mention_id:int}.json")
def mention_json(visitor: TheVisitor, mention_id: int) -> Response:
    """The same as JSON."""
    with visitor.deutgo.store.read() as work:
        shown = show(Mentions(work.connection, work.workspace).get(mention_id))
        looks = [{"at": at, "views": views} for at, views in looks_of(work, mention_id)]
        decisions = work.triages.find(mention_id=mention_id)
        copied = copies_of(work, mention_id)
        return as_json({"mention": shown, "decisions": decisions, "looks": looks, "copies": copied})


def _back(next_: str, mention_id: int, done: str) -> str:
    """Return to where the person was, if that is a page of ours."""
    if not next_.startswith("/mentions"):
        next_ = f"/mentions/{mention_id}"
    place, _sign, rest = next_.partition("#")
    place += f"{'&' if '?' in place else '?'}done={done}"
    return place + (f"#{rest}" if rest else "")


@router.post("/mentions/{mention_id:int}/triage")
def decide(visitor: TheVisitor, mention_id: int, disposition: Text = "", next: Text = "") -> Response:
    """Record that a person read it, and what becomes of it."""

    def do(work: UnitOfWork) -> None:
        Mentions(work.connection, work.workspace).get(mention_id)
        if disposition not in set(Disposition):
            raise BadInput(reason=disposition)
        triage(work, visitor.actor, mention_id, Disposition(disposition), at=visitor.now)

    return visitor.act(
        do,
        then=_back(next, mention_id, "triaged"),
        form="triage",
        again=lambda problem: _one(visitor, mention_id, problem),
    )


@router.post("/mentions/{mention_id:int}/ticket")
def make_ticket(visitor: TheVisitor, mention_id: int, title: Text = "", case_id: Text = "") -> Response:
    """Make the mention somebody's job."""

    def do(work: UnitOfWork) -> int:
        shown = show(Mentions(work.connection, work.workspace).get(mention_id))
        words = title or shown.title or shown.text
        case = int(case_id) if case_id.isdigit() else None
        ticket = open_ticket(
            work,
            visitor.actor,
            title=words.strip().replace("\n", " ")[:120],
            at=visitor.now,
            mention_id=mention_id,
            case_id=case,
        )
        return ticket.id

    return visitor.act(
        do,
        then=lambda ticket_id: f"/tickets/{ticket_id}?done=ticket_opened",
        form="ticket",
        again=lambda problem: _one(visitor, mention_id, problem),
    )


@router.post("/mentions/{mention_id:int}/case")
def join_case(visitor: TheVisitor, mention_id: int, case_id: Text = "", next: Text = "") -> Response:
    """Note the mention in a case's timeline."""
    if not case_id.isdigit():
        return RedirectResponse(f"/mentions/{mention_id}", status_code=303)

    def do(work: UnitOfWork) -> None:
        Mentions(work.connection, work.workspace).get(mention_id)
        words = _("언급 %(id)s번을 이었습니다.") % {"id": mention_id}
        note(work, visitor.actor, int(case_id), words, at=visitor.now)

    return visitor.act(
        do,
        then=_back(next, mention_id, "linked"),
        form="case",
        again=lambda problem: _one(visitor, mention_id, problem),
    )
