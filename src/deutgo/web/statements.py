"""Statements: the list, and the desk where one is written, checked, approved and sent out."""

import re
from typing import Annotated

from fastapi import APIRouter, Form, Query, Response

from deutgo.errors import BadInput
from deutgo.i18n import _
from deutgo.people import ORDER, Role
from deutgo.speak.approval import approved_by
from deutgo.speak.desk import (
    draft,
    give_approval,
    link_heard,
    publish,
    resolve_unknown,
    revise,
    send_back,
    submit,
    withdraw,
)
from deutgo.speak.statement import Statement, StatementKind
from deutgo.store.mentions import Mentions
from deutgo.store.unit_of_work import UnitOfWork
from deutgo.store.views.rooms import person_names
from deutgo.web.answers import as_csv, as_json, columns_of
from deutgo.web.shown import Shown, show
from deutgo.web.versions import compare
from deutgo.web.visitor import Problem, TheVisitor, Visitor
from deutgo.web.wordcheck import COMPONENTS, as_document, checked, count_blocks
from deutgo.web.words import word

router = APIRouter(include_in_schema=False)
Text = Annotated[str, Form()]
Many = Annotated[list[str], Form()]
KINDS = [kind for kind in StatementKind if kind is not StatementKind.REPLY]
SLOT = re.compile(r"\[[가-힣 ·/]{1,20}\]")  # as rewrites leave for the writer: [누구], [조치]
SUGGESTED = 8  # mentions offered beside the editor


@router.get("/statements")
def show_statements(visitor: TheVisitor) -> Response:
    """List statements, those that wait for somebody first; replies to one person are with their tickets."""
    with visitor.deutgo.store.read() as work:
        found = work.statements.find(kind=KINDS, newest_first=True, limit=200)
        names = person_names(work)
    order = {"submitted": 0, "approved": 1, "draft": 2, "published": 3, "withdrawn": 4}
    found.sort(key=lambda statement: order[statement.status.value])
    return visitor.page("statements.html", title=_("입장문"), statements=found, names=names)


@router.get("/statements.json")
def statements_json(visitor: TheVisitor) -> Response:
    """The same as JSON."""
    with visitor.deutgo.store.read() as work:
        return as_json({"statements": work.statements.find(newest_first=True, limit=200)})


@router.get("/statements.csv")
def statements_csv(visitor: TheVisitor) -> Response:
    """The same as CSV."""
    with visitor.deutgo.store.read() as work:
        found = work.statements.find(newest_first=True)
    columns = columns_of("id", "kind", "status", "version", "title", "text", "case_id", "published_at")
    return as_csv("statements", columns, found)


def _ids(texts: list[str]) -> tuple[int, ...]:
    return tuple(int(part) for text in texts for part in text.split(",") if part.strip().isdigit())


@router.get("/statements/new")
def new(
    visitor: TheVisitor,
    case: int | None = None,
    kind: str = "holding",
    heard: Annotated[list[str] | None, Query()] = None,
    corrects: int | None = None,
) -> Response:
    """Show an empty desk."""
    return _empty_desk(visitor, case=case, kind=kind, heard=_ids(heard or []), corrects=corrects)


def _empty_desk(
    visitor: Visitor,
    *,
    case: int | None,
    kind: str,
    heard: tuple[int, ...],
    corrects: int | None,
    problem: Problem | None = None,
) -> Response:
    with visitor.deutgo.store.read() as work:
        room = work.cases.get(case) if case else None
        linked = [show(stored) for stored in Mentions(work.connection, work.workspace).many(heard)]
        offered = _offered(work, room.topic_id if room else None, heard)
    return visitor.page(
        "statement_new.html",
        title=_("입장문 쓰기"),
        problem=problem,
        room=room,
        kind=kind if kind in set(KINDS) else "holding",
        kinds=KINDS,
        linked=linked,
        offered=offered,
        corrects=corrects,
        components=COMPONENTS,
        checked=checked(problem.typed["text"], kind) if problem else None,
    )


def _offered(work: UnitOfWork, topic_id: int | None, but: tuple[int, ...]) -> list[Shown]:
    """Return mentions that a writer should have read: those of the case's topic, newest first."""
    newest = Mentions(work.connection, work.workspace).newest(topic=topic_id, limit=SUGGESTED + len(but))
    return [show(stored) for stored in newest if stored.id not in but][:SUGGESTED]


@router.post("/statements")
def create(
    visitor: TheVisitor,
    kind: Text = "holding",
    title: Text = "",
    text: Text = "",
    case_id: Text = "",
    corrects_id: Text = "",
    heard: Many = [],  # noqa: B006 - FastAPI copies it
) -> Response:
    """Keep the first version."""
    case = int(case_id) if case_id.isdigit() else None
    corrects = int(corrects_id) if corrects_id.isdigit() else None

    def do(work: UnitOfWork) -> Statement:
        return draft(
            work,
            visitor.actor,
            kind=_kind(kind),
            title=title,
            text=text,
            at=visitor.now,
            case_id=case,
            corrects_id=corrects,
            heard_refs=_ids(heard),
        )

    return visitor.act(
        do,
        then=lambda statement: f"/statements/{statement.id}?done=saved",
        form="text",
        again=lambda problem: _empty_desk(
            visitor, case=case, kind=kind, heard=_ids(heard), corrects=corrects, problem=problem
        ),
        title=title,
        text=text,
    )


def _kind(name: str) -> StatementKind:
    if name not in set(KINDS):
        raise BadInput(reason=name)
    return StatementKind(name)


@router.post("/statements/check")
def check_text(visitor: TheVisitor, text: Text = "", kind: Text = "") -> Response:
    """Answer the editor while somebody types; nothing is kept."""
    visitor.actor.need(Role.AGENT)
    return as_json(as_document(checked(text[:50_000], kind if kind in set(StatementKind) else None), word))


@router.get("/statements/{statement_id:int}")
def show_statement(
    visitor: TheVisitor, statement_id: int, diff: int | None = None, edit: int = 0
) -> Response:
    """Show the desk."""
    return _desk(visitor, statement_id, diff=diff, editing=bool(edit))


def _desk(
    visitor: Visitor,
    statement_id: int,
    problem: Problem | None = None,
    *,
    diff: int | None = None,
    editing: bool = False,
) -> Response:
    with visitor.deutgo.store.read() as work:
        statement = work.statements.get(statement_id)
        versions = work.versions.find(statement_id=statement_id, newest_first=True)
        approvals = work.approvals.find(statement_id=statement_id, newest_first=True)
        room = work.cases.get(statement.case_id) if statement.case_id else None
        mentions = Mentions(work.connection, work.workspace)
        old = next((version for version in versions if version.version == diff), None)
        found = checked(statement.text, statement.kind)
        editable = statement.status.value in {"draft", "submitted", "approved"}
        typed = problem.typed if problem and problem.form == "text" else {}
        return visitor.page(
            "statement.html",
            title=statement.title or word(statement.kind),
            problem=problem,
            statement=statement,
            title_now=typed.get("title", statement.title),
            text_now=typed.get("text", statement.text),
            room=room,
            versions=versions,
            compared=list(compare(old.text, statement.text)) if old else None,
            compared_with=old,
            approvals=approvals,
            approval=approved_by(statement, approvals),
            approvers=_approvers(work, statement),
            names=person_names(work),
            linked=[show(stored) for stored in mentions.many(statement.heard_refs)],
            offered=_offered(work, room.topic_id if room else None, statement.heard_refs),
            publications=work.publications.find(statement_id=statement_id),
            channels=visitor.deutgo.channel_names,
            corrections=work.statements.find(corrects_id=statement_id),
            checked=found,
            blocks=sum(f.severity.value == "block" for f in found.report.findings) if found.report else 0,
            components=COMPONENTS,
            editing=editable
            and visitor.actor.can("drafter")
            and (statement.status.value == "draft" or editing or bool(typed)),
        )


def _approvers(work: UnitOfWork, statement: Statement) -> list[str]:
    able = {m.person_id for m in work.memberships.find() if ORDER.index(m.role) >= ORDER.index(Role.APPROVER)}
    return [
        person.name
        for person in work.people.find()
        if person.id in able and person.id != statement.author_id and person.disabled_at is None
    ]


@router.get("/statements/{statement_id:int}.json")
def statement_json(visitor: TheVisitor, statement_id: int) -> Response:
    """The same as JSON."""
    with visitor.deutgo.store.read() as work:
        statement = work.statements.get(statement_id)
        return as_json(
            {
                "statement": statement,
                "text_hash": statement.text_hash,
                "versions": work.versions.find(statement_id=statement_id),
                "approvals": work.approvals.find(statement_id=statement_id),
                "publications": work.publications.find(statement_id=statement_id),
                "check": as_document(checked(statement.text, statement.kind), word),
            }
        )


@router.post("/statements/{statement_id:int}")
def save(
    visitor: TheVisitor, statement_id: int, title: Text = "", text: Text = "", then: Text = "save"
) -> Response:
    """Keep the next version, and ask for approval when that button was pressed."""

    def do(work: UnitOfWork) -> None:
        revise(work, visitor.actor, statement_id, title=title, text=text, at=visitor.now)
        if then == "submit":
            need_filled(text)
            submit(work, visitor.actor, statement_id, at=visitor.now)

    return visitor.act(
        do,
        then=f"/statements/{statement_id}?done={'submitted' if then == 'submit' else 'saved'}",
        form="text",
        again=lambda problem: _desk(visitor, statement_id, problem),
        title=title,
        text=text,
    )


def need_filled(text: str) -> None:
    """Raise `BadInput` while a place that a rewrite left in brackets has not been filled."""
    slot = SLOT.search(text)
    if slot:
        raise BadInput(reason=_("%(slot)s 자리를 실제 내용으로 채워 주십시오.") % {"slot": slot[0]})


@router.post("/statements/{statement_id:int}/heard")
def hear(visitor: TheVisitor, statement_id: int, heard: Many = []) -> Response:  # noqa: B006
    """Record which mentions were listened to for this text."""
    return visitor.act(
        lambda work: link_heard(work, visitor.actor, statement_id, _ids(heard)),
        then=f"/statements/{statement_id}?done=saved",
        form="heard",
        again=lambda problem: _desk(visitor, statement_id, problem),
    )


@router.post("/statements/{statement_id:int}/approval")
def decide(
    visitor: TheVisitor,
    statement_id: int,
    seen_hash: Text = "",
    decision: Text = "approve",
    reason: Text = "",
    override_reason: Text = "",
) -> Response:
    """Approve exactly the text that was read, or return it with a reason."""

    def do(work: UnitOfWork) -> None:
        if decision == "return":
            send_back(work, visitor.actor, statement_id, reason=reason, at=visitor.now)
            return
        give_approval(
            work,
            visitor.actor,
            statement_id,
            seen_hash=seen_hash,
            count_blocks=count_blocks,
            at=visitor.now,
            override_reason=override_reason,
        )

    return visitor.act(
        do,
        then=f"/statements/{statement_id}?done={'returned' if decision == 'return' else 'approved'}",
        form="approval",
        again=lambda problem: _desk(visitor, statement_id, problem),
        reason=reason,
        override_reason=override_reason,
    )


@router.post("/statements/{statement_id:int}/publication")
def send_out(visitor: TheVisitor, statement_id: int, channel: Many = []) -> Response:  # noqa: B006
    """Queue the approved text on the chosen channels."""
    known = [name for name in channel if name in visitor.deutgo.channel_names]
    return visitor.act(
        lambda work: publish(work, visitor.actor, statement_id, channels=known, at=visitor.now),
        then=f"/statements/{statement_id}?done=publishing#receipts",
        form="publication",
        again=lambda problem: _desk(visitor, statement_id, problem),
    )


@router.post("/statements/{statement_id:int}/publications/{publication_id:int}")
def settle(
    visitor: TheVisitor, statement_id: int, publication_id: int, is_out: Text = "", url: Text = ""
) -> Response:
    """Say, after looking, whether a post of unknown fate is out."""

    def do(work: UnitOfWork) -> None:
        if work.publications.get(publication_id).statement_id != statement_id:
            raise BadInput(reason=str(publication_id))
        resolve_unknown(
            work,
            visitor.actor,
            publication_id,
            is_out=is_out == "yes",
            url=url.strip() or None,
            at=visitor.now,
        )

    return visitor.act(
        do,
        then=f"/statements/{statement_id}?done=resolved_unknown#receipts",
        form=f"publication-{publication_id}",
        again=lambda problem: _desk(visitor, statement_id, problem),
    )


@router.post("/statements/{statement_id:int}/withdrawal")
def take_back(visitor: TheVisitor, statement_id: int, reason: Text = "") -> Response:
    """Withdraw in the open, with the reason."""
    return visitor.act(
        lambda work: withdraw(work, visitor.actor, statement_id, reason=reason, at=visitor.now),
        then=f"/statements/{statement_id}?done=withdrawn",
        form="withdrawal",
        again=lambda problem: _desk(visitor, statement_id, problem),
        reason=reason,
    )
