"""The HTTP API: reading. Bearer token, JSON, instants with offsets, personal data masked."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.security import HTTPBearer

from deutgo.errors import NotFound
from deutgo.store.mentions import Mentions, StoredMention
from deutgo.store.topics import Topics
from deutgo.store.views.finding import find
from deutgo.store.views.trends import topic_rows, trend
from deutgo.web.answers import as_json, plain
from deutgo.web.balance import balance_of
from deutgo.web.searching import wanted_of
from deutgo.web.shown import show
from deutgo.web.topics import topic_of
from deutgo.web.visitor import TheVisitor
from deutgo.web.wordcheck import is_ready

bearer = HTTPBearer(auto_error=False, description="`deutgo token add NAME --role agent` makes one")
router = APIRouter(prefix="/api/v1", tags=["api"], dependencies=[Depends(bearer)])
Limit = Annotated[int, Query(ge=1, le=1000, description="at most so many rows")]
COPIED = ("id", "source", "url", "author", "parent_id", "target", "board", "rating", "lang", "deleted_at")
COUNTED = ("views", "likes", "shares", "replies", "observed_at", "created_precision")


def mention_record(stored: StoredMention, *, open_personal: bool = False) -> dict[str, Any]:
    """Return the contract's fields of a mention, masked, with the store's number and the labels."""
    heard, shown = stored.mention, show(stored, open_personal=open_personal)
    fields = {name: plain(getattr(heard, name)) for name in (*COPIED, *COUNTED)}
    created = plain(heard.created_at)
    return {
        "number": stored.id,
        **fields,
        "created_at": created[:10] if created and shown.by_day else created,
        "title": shown.title.rstrip("\n") or None,
        "text": shown.text,
        "sentiment": stored.sentiment,
        "intent": stored.intent,
        "offensive": stored.offensive,
    }


@router.get("/mentions")
def mentions(
    request: Request,
    visitor: TheVisitor,
    q: str = "",
    topic: str = "",
    since: str = "",
    until: str = "",
    sort: str = "newest",
    limit: Limit = 50,
    p: int = 1,
) -> Response:
    """Search mentions: `q` is the query language; `p` counts pages of `limit` from 1."""
    del q, topic, since, until, sort, p  # read from the address, as the page does
    is_ready(within=20)
    with visitor.deutgo.store.read() as work:
        topics = Topics(work.connection, work.workspace).all()
        found = find(work, wanted_of(request, topics, size=limit), visitor.now)
    return as_json(
        {
            "count": found.count,
            "more": found.more,
            "mentions": [mention_record(stored) for stored in found.mentions],
        }
    )


@router.get("/mentions/{number}")
def mention(visitor: TheVisitor, number: int) -> Response:
    """One mention by the store's number."""
    with visitor.deutgo.store.read() as work:
        return as_json(mention_record(Mentions(work.connection, work.workspace).get(number)))


@router.get("/topics")
def topics(visitor: TheVisitor) -> Response:
    """Topics with today's, yesterday's and all mentions."""
    with visitor.deutgo.store.read() as work:
        rows = topic_rows(work, Topics(work.connection, work.workspace).all(), visitor.now)
    return as_json({"topics": [_topic(row) for row in rows]})


def _topic(row: Any) -> dict[str, Any]:
    counts = {"today": row.today, "yesterday": row.yesterday, "count": row.total}
    return {
        "id": row.topic.id,
        "name": row.topic.name,
        "query": row.topic.query,
        "aliases": row.topic.aliases,
    } | counts


@router.get("/topics/{number}")
def topic(visitor: TheVisitor, number: int, span: str = "week") -> Response:
    """One topic with its trend; a bucket that nobody saw is null and never 0."""
    with visitor.deutgo.store.read() as work:
        found = topic_of(work, number)
        series = trend(work, topic=number, span=span, until=visitor.now)
    buckets = [{"at": at, "count": count} for at, count in series.buckets]
    return as_json({"topic": found, "buckets": buckets, "total": series.total, "before": series.before})


@router.get("/alerts")
def alerts(visitor: TheVisitor, open: bool | None = None, limit: Limit = 100) -> Response:
    """Alerts, the newest first; `open=true` for those that go on."""
    with visitor.deutgo.store.read() as work:
        only: dict[str, Any] = {"ended_at": None} if open else {}
        found = work.alerts.find(newest_first=True, limit=limit, **only)
    return as_json({"alerts": [a for a in found if open is None or a.is_open == open]})


@router.get("/alerts/{number}")
def alert(visitor: TheVisitor, number: int) -> Response:
    """One alert."""
    with visitor.deutgo.store.read() as work:
        return as_json(work.alerts.get(number))


@router.get("/cases")
def cases(visitor: TheVisitor, limit: Limit = 100) -> Response:
    """Cases, the newest first."""
    with visitor.deutgo.store.read() as work:
        return as_json({"cases": work.cases.find(newest_first=True, limit=limit)})


@router.get("/cases/{number}")
def case(visitor: TheVisitor, number: int) -> Response:
    """One case with its facts, positions, statements and tickets."""
    with visitor.deutgo.store.read() as work:
        return as_json(
            {
                **plain(work.cases.get(number)),
                "facts": work.facts.find(case_id=number),
                "positions": work.positions.find(case_id=number),
                "statements": [each.id for each in work.statements.find(case_id=number)],
                "tickets": [each.id for each in work.tickets.find(case_id=number)],
            }
        )


@router.get("/statements")
def statements(visitor: TheVisitor, limit: Limit = 100) -> Response:
    """Statements in their present version, the newest first."""
    with visitor.deutgo.store.read() as work:
        return as_json({"statements": work.statements.find(newest_first=True, limit=limit)})


@router.get("/statements/{number}")
def statement(visitor: TheVisitor, number: int) -> Response:
    """One statement with versions, approvals and publications."""
    with visitor.deutgo.store.read() as work:
        found = work.statements.get(number)
        return as_json(
            {
                **plain(found),
                "text_hash": found.text_hash,
                "versions": work.versions.find(statement_id=number),
                "approvals": work.approvals.find(statement_id=number),
                "publications": work.publications.find(statement_id=number),
            }
        )


@router.get("/tickets")
def tickets(visitor: TheVisitor, limit: Limit = 100) -> Response:
    """Tickets, the newest first, with the clock that runs."""
    with visitor.deutgo.store.read() as work:
        found = work.tickets.find(newest_first=True, limit=limit)
    rows = [{**plain(t), "due_at": t.due_at(), "late": t.is_late(visitor.now)} for t in found]
    return as_json({"tickets": rows})


@router.get("/tickets/{number}")
def ticket(visitor: TheVisitor, number: int) -> Response:
    """One ticket."""
    with visitor.deutgo.store.read() as work:
        found = work.tickets.find(id=number)
        if not found:
            raise NotFound(what=f"ticket {number}")
        return as_json({**plain(found[0]), "due_at": found[0].due_at()})


@router.get("/balance")
def balance(
    visitor: TheVisitor, days: Annotated[int, Query(ge=1, le=366)] = 7, target: str = "listen_25"
) -> Response:
    """How time and volume divide, against as many days before, and the silence gap."""
    with visitor.deutgo.store.read() as work:
        found = balance_of(visitor, work, days=days, target=target)
    return as_json({**plain(found), "silence_gap": found.gap.gap})
