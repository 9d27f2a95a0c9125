"""The HTTP API: acting. A token acts in its role; approving and publishing need a named person's session."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Body, Depends, Response
from pydantic import BaseModel, Field

from deutgo.care.inbox import open_ticket
from deutgo.crisis.room import add_fact, note, open_case
from deutgo.errors import BadInput, BadRow
from deutgo.events import Event
from deutgo.listen.mention import Mention
from deutgo.listen.reading.rows import CONVERTERS, RowReader
from deutgo.people import Role
from deutgo.speak.desk import draft
from deutgo.speak.statement import StatementKind
from deutgo.store.intake import Intake
from deutgo.store.topics import Topics
from deutgo.store.unit_of_work import UnitOfWork
from deutgo.web.answers import as_json
from deutgo.web.api import bearer, mention_record
from deutgo.web.errors import words_of
from deutgo.web.mentions import reveal
from deutgo.web.topics import keep_topic, topic_of
from deutgo.web.visitor import TheVisitor, Visitor
from deutgo.web.wordcheck import as_document, checked, is_ready
from deutgo.web.words import word

router = APIRouter(prefix="/api/v1", tags=["api"], dependencies=[Depends(bearer)])
T = TypeVar("T")
MOST = 10_000  # mentions in one push
FIELDS = {"text", *CONVERTERS}


def _do(visitor: Visitor, act: Callable[[UnitOfWork], T]) -> T:
    with visitor.deutgo.store.begin() as work:
        return act(work)


@router.post("/mentions")
def push(
    visitor: TheVisitor,
    payload: Annotated[
        list[dict[str, Any]] | dict[str, Any],
        Body(description="one mention, a list of them, or {mentions: […]}, with the fields of the contract"),
    ],
) -> Response:
    """Take mentions in. What this answers as new or updated is written; bad ones are listed with reasons."""
    visitor.actor.need(Role.AGENT)
    records = payload if isinstance(payload, list) else payload.get("mentions", [payload])
    if not isinstance(records, list) or len(records) > MOST:
        raise BadInput(reason=f"1–{MOST:,} mentions")
    is_ready(within=30)
    good: list[Mention] = []
    rejected: list[dict[str, Any]] = []
    for place, record in enumerate(records):
        try:
            good.append(_seen_now(_mention(record), visitor.now))
        except BadRow as error:
            rejected.append({"index": place, "error": error.facts.get("reason") or words_of(error)})
    tally = Intake(visitor.deutgo.store).take(good)
    if good:
        facts = {"new": tally.new, "updated": tally.updated}
        event = Event(name="mentions_pushed", at=visitor.now, workspace=visitor.actor.workspace, facts=facts)
        _do(visitor, lambda work: work.emit(event))
    return as_json(
        {
            "read": len(records),
            "new": tally.new,
            "updated": tally.updated,
            "duplicate": tally.duplicate,
            "rejected": rejected,
        }
    )


def _mention(record: object) -> Mention:
    if not isinstance(record, dict):
        raise BadRow(reason="not an object")
    known = {name: value for name, value in record.items() if name in FIELDS}
    return RowReader(list(known)).read(list(known.values()))


class Reason(BaseModel):
    """Why somebody must see what is masked."""

    reason: str = Field(min_length=1, max_length=200)


@router.post("/mentions/{number}/reveal")
def reveal_mention(visitor: TheVisitor, number: int, why: Reason) -> Response:
    """One mention unmasked, for a token or person of role approver; the reason goes into the audit log."""
    stored = _do(
        visitor,
        lambda work: reveal(work, visitor.actor, number, why.reason, at=visitor.now, through="api"),
    )
    return as_json(mention_record(stored, open_personal=True))


def _seen_now(heard: Mention, now: datetime) -> Mention:
    """A counter that is pushed without a time was read just now; so its looks follow one another."""
    if heard.views is None or heard.observed_at is not None:
        return heard
    return replace(heard, observed_at=now)


class NewTopic(BaseModel):
    """A saved query."""

    name: str = Field(min_length=1, max_length=200)
    query: str = Field(min_length=1)
    aliases: dict[str, list[str]] = Field(default_factory=dict)


@router.post("/topics", status_code=201)
def add_topic(visitor: TheVisitor, new: NewTopic) -> Response:
    """Keep a topic and enter its past."""
    is_ready(within=20)
    kept = _do(visitor, lambda work: keep_topic(work, visitor.actor, new.name, new.query, new.aliases))
    return as_json(kept, status_code=201)


@router.delete("/topics/{number}", status_code=204)
def remove_topic(visitor: TheVisitor, number: int) -> Response:
    """Forget a topic; its mentions stay."""
    visitor.actor.need(Role.DRAFTER)

    def act(work: UnitOfWork) -> None:
        Topics(work.connection, work.workspace).remove(topic_of(work, number).name)

    _do(visitor, act)
    return Response(status_code=204)


class NewCase(BaseModel):
    """A case."""

    title: str = Field(min_length=1, max_length=500)
    severity: int = Field(default=1, ge=0, le=4)
    topic_id: int | None = None
    alert_id: int | None = None


@router.post("/cases", status_code=201)
def make_case(visitor: TheVisitor, new: NewCase) -> Response:
    """Open a case."""
    opened = _do(visitor, lambda work: open_case(work, visitor.actor, at=visitor.now, **new.model_dump()))
    return as_json(opened, status_code=201)


class NewText(BaseModel):
    """A note, or a fact to establish."""

    text: str = Field(min_length=1, max_length=5000)


@router.post("/cases/{number}/notes", status_code=201)
def write_note(visitor: TheVisitor, number: int, new: NewText) -> Response:
    """Write a line into a case's timeline."""
    _do(visitor, lambda work: note(work, visitor.actor, number, new.text, at=visitor.now))
    return as_json({"case": number, "note": new.text}, status_code=201)


@router.post("/cases/{number}/facts", status_code=201)
def put_fact(visitor: TheVisitor, number: int, new: NewText) -> Response:
    """Put a fact on a case's board."""
    fact = _do(visitor, lambda work: add_fact(work, visitor.actor, number, new.text, at=visitor.now))
    return as_json(fact, status_code=201)


class NewStatement(BaseModel):
    """A draft. It goes out only after a named person approved exactly its text in the console."""

    kind: StatementKind
    title: str = ""
    text: str = Field(min_length=1, max_length=50_000)
    case_id: int | None = None
    heard_refs: list[int] = Field(default_factory=list)


@router.post("/statements", status_code=201)
def make_draft(visitor: TheVisitor, new: NewStatement) -> Response:
    """Write a draft."""
    written = _do(visitor, lambda work: draft(work, visitor.actor, at=visitor.now, **new.model_dump()))
    return as_json(written, status_code=201)


class Words(BaseModel):
    """A text to check; without `kind` only its sentences are judged."""

    text: str = Field(max_length=50_000)
    kind: StatementKind | None = None


@router.post("/statements/check")
def check(visitor: TheVisitor, words: Words) -> Response:
    """Run the wording check; `state` is `loading` until the model is there."""
    visitor.actor.need(Role.AGENT)
    is_ready(within=20)
    return as_json(as_document(checked(words.text, words.kind), word))


class NewTicket(BaseModel):
    """A ticket; `mention` is the store's number of the mention that began it."""

    title: str = Field(min_length=1, max_length=500)
    mention: int | None = None
    case_id: int | None = None
    priority: str = "normal"


@router.post("/tickets", status_code=201)
def make_ticket(visitor: TheVisitor, new: NewTicket) -> Response:
    """Open a ticket; a mention that has one gives that one back."""
    opened = _do(
        visitor,
        lambda work: open_ticket(
            work,
            visitor.actor,
            title=new.title,
            at=visitor.now,
            mention_id=new.mention,
            case_id=new.case_id,
            priority=new.priority,
        ),
    )
    return as_json(opened, status_code=201)
