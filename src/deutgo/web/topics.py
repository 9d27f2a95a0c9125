"""Topics: saved queries with their trend, questions, new phrases, and the daily digest."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Form, Response

from deutgo.clock import SEOUL
from deutgo.errors import Blank, NotFound
from deutgo.i18n import _
from deutgo.people import Actor, Role
from deutgo.store.announced import Announced, announced
from deutgo.store.cube import Facet
from deutgo.store.mentions import Mentions
from deutgo.store.search import Search, ask
from deutgo.store.topics import Topic, Topics
from deutgo.store.unit_of_work import UnitOfWork
from deutgo.store.views.copied import repeats
from deutgo.store.views.demands import open_now
from deutgo.store.views.trends import SPANS, Trend, newest_day, shares, topic_rows, trend, usual_rate
from deutgo.web.answers import as_csv, as_json, columns_of
from deutgo.web.chart import NARROW, Bucket, Chart, Stretch, lay_out
from deutgo.web.digest import digest_of, digest_sheets
from deutgo.web.reading import read_topic
from deutgo.web.shown import show
from deutgo.web.visitor import Problem, TheVisitor, Visitor
from deutgo.web.wordcheck import is_ready

router = APIRouter(include_in_schema=False)
Text = Annotated[str, Form()]


@router.get("/topics")
def show_topics(visitor: TheVisitor) -> Response:
    """List topics, the busiest first."""
    return _list(visitor)


def _list(visitor: Visitor, problem: Problem | None = None) -> Response:
    with visitor.deutgo.store.read() as work:
        rows = topic_rows(work, Topics(work.connection, work.workspace).all(), visitor.now)
        alerts = {a.topic_id: a for a in work.alerts.find(ended_at=None, kind="burst")}
    return visitor.page("topics.html", title=_("주제"), problem=problem, rows=rows, alerts=alerts)


@router.get("/topics.json")
def topics_json(visitor: TheVisitor) -> Response:
    """The same as JSON."""
    with visitor.deutgo.store.read() as work:
        return as_json(
            {"topics": topic_rows(work, Topics(work.connection, work.workspace).all(), visitor.now)}
        )


@router.get("/topics.csv")
def topics_csv(visitor: TheVisitor) -> Response:
    """The same as CSV."""
    with visitor.deutgo.store.read() as work:
        rows = topic_rows(work, Topics(work.connection, work.workspace).all(), visitor.now)
    columns = columns_of("today", "yesterday", "total")
    columns = {"name": lambda row: row.topic.name, "query": lambda row: row.topic.query, **columns}
    return as_csv("topics", columns, rows)


@router.post("/topics")
def add(visitor: TheVisitor, name: Text = "", query: Text = "") -> Response:
    """Keep a topic and enter its past."""
    is_ready(within=20)

    return visitor.act(
        lambda work: keep_topic(work, visitor.actor, name, query),
        then=lambda topic: f"/topics/{topic.id}?done=topic_added",
        form="topic",
        again=lambda problem: _list(visitor, problem),
        name=name,
        query=query,
    )


def keep_topic(
    work: UnitOfWork,
    actor: Actor,
    name: str,
    query: str,
    aliases: Mapping[str, Sequence[str]] | None = None,
) -> Topic:
    """Keep a topic and enter its past; fields relative to now are refused."""
    actor.need(Role.DRAFTER)
    if not name.strip():
        raise Blank(field="주제 이름")
    asked = ask(query, aliases=aliases)
    topics = Topics(work.connection, work.workspace)
    kept = topics.add(name.strip(), query, aliases)
    topics.enter(kept, Search(work.connection, work.workspace).newest(asked, limit=None))
    return kept


def topic_of(work: UnitOfWork, topic_id: int) -> Topic:
    """Return a topic by its number, or raise `NotFound`."""
    for topic in Topics(work.connection, work.workspace).all():
        if topic.id == topic_id:
            return topic
    raise NotFound(what=f"topic {topic_id}")


@router.post("/topics/{topic_id:int}/remove")
def remove(visitor: TheVisitor, topic_id: int) -> Response:
    """Forget a topic; the next page offers to bring it back."""

    def do(work: UnitOfWork) -> Topic:
        visitor.actor.need(Role.DRAFTER)
        topic = topic_of(work, topic_id)
        Topics(work.connection, work.workspace).remove(topic.name)
        return topic

    return visitor.act(
        do,
        then=lambda topic: f"/topics?done=topic_removed&undo={quote(f'{topic.name}:{topic.query}')}",
        form="remove",
        again=lambda problem: _list(visitor, problem),
    )


def draw(
    found: Trend,
    topic: Topic | None,
    *,
    began_at: datetime | None = None,
    events: Sequence[Announced] = (),
    width: float = 1080,
) -> Chart:
    """Lay out a trend; each bar leads to its mentions, and announced events lie behind them."""
    of = f"topic={topic.id}&" if topic else ""
    seconds = int(found.step.total_seconds())
    buckets = [
        Bucket(
            at=at,
            count=count,
            href=f"/mentions?{of}since={int(at.timestamp())}&until={int(at.timestamp()) + seconds - 1}",
        )
        for at, count in found.buckets
    ]
    stretches = [Stretch(since=each.since, until=each.until, words=each.title) for each in events]
    return lay_out(buckets, began_at=began_at, step=found.step, width=width, stretches=stretches)


@router.get("/topics/{topic_id:int}")
def show_topic(visitor: TheVisitor, topic_id: int, span: str = "", until: str = "") -> Response:
    """Show one topic."""
    return one_topic(visitor, topic_id, span=span, until=until)


def one_topic(
    visitor: Visitor, topic_id: int, *, span: str = "", until: str = "", problem: Problem | None = None
) -> Response:
    """Show one topic; `problem` is that of a form on it."""
    span = span if span in SPANS else ""
    with visitor.deutgo.store.read() as work:
        topic = topic_of(work, topic_id)
        end, chosen = _view(work, topic_id, span, until, visitor.now)
        found = trend(work, topic=topic_id, span=chosen, until=end)
        alerts = work.alerts.find(topic_id=topic_id, newest_first=True, limit=5)
        newest = Mentions(work.connection, work.workspace).newest(topic=topic_id, limit=8)
        events = announced(work, topic_id)
        began = next((alert.began_at for alert in alerts if alert.is_open), None)
        return visitor.page(
            "topic.html",
            title=topic.name,
            problem=problem,
            topic=topic,
            trend=found,
            events=events,
            usual_an_hour=usual_rate(work, topic_id, visitor.now),
            chart=draw(found, topic, began_at=began, events=events),
            narrow=draw(found, topic, began_at=began, events=events, width=NARROW),
            span=chosen,
            spans=SPANS,
            past=end < visitor.now - timedelta(days=2),
            intents=shares(work, Facet.INTENT, topic=topic_id, found=found),
            sentiments=shares(work, Facet.SENTIMENT, topic=topic_id, found=found),
            sources=shares(work, Facet.SOURCE, topic=topic_id, found=found)[:8],
            alerts=alerts,
            newest=[show(stored) for stored in newest],
            open_count=open_now(work, visitor.now, [topic_id]),
            repeated=repeats(work, topic_id, since=found.since, until=found.until),
        )


def _view(work: UnitOfWork, topic_id: int, span: str, until: str, now: datetime) -> tuple[datetime, str]:
    """Choose the stretch: what was asked for; else the last week, or the newest month of an old archive."""
    if until.isdigit():
        return datetime.fromtimestamp(int(until), SEOUL), span or "week"
    newest = newest_day(work, topic_id)
    if newest is not None and newest < now - timedelta(days=7):
        return newest, span or "month"
    return now, span or "week"


@router.get("/topics/{topic_id:int}.json")
def topic_json(visitor: TheVisitor, topic_id: int, span: str = "", until: str = "") -> Response:
    """The same as JSON."""
    with visitor.deutgo.store.read() as work:
        topic = topic_of(work, topic_id)
        end, chosen = _view(work, topic_id, span, until, visitor.now)
        found = trend(work, topic=topic_id, span=chosen, until=end)
        repeated = repeats(work, topic_id, since=found.since, until=found.until)
        return as_json({"topic": topic, "trend": found, "repeated": repeated})


@router.get("/topics/{topic_id:int}.csv")
def topic_csv(visitor: TheVisitor, topic_id: int, span: str = "", until: str = "") -> Response:
    """The trend as CSV; a bucket that nobody saw is empty and never 0."""
    with visitor.deutgo.store.read() as work:
        topic_of(work, topic_id)
        end, chosen = _view(work, topic_id, span, until, visitor.now)
        found = trend(work, topic=topic_id, span=chosen, until=end)
    columns = {"at": lambda row: row[0], "count": lambda row: row[1]}
    return as_csv(f"topic-{topic_id}", columns, found.buckets)


@router.get("/topics/{topic_id:int}/reading")
def show_reading(visitor: TheVisitor, topic_id: int) -> Response:
    """Show what the newest mentions ask and say anew; the page loads this later, as it takes a second."""
    is_ready(within=20)
    with visitor.deutgo.store.read() as work:
        topic = topic_of(work, topic_id)
        return visitor.page("parts/reading.html", topic=topic, reading=read_topic(work, topic))


@router.get("/topics/{topic_id:int}/reading.json")
def reading_json(visitor: TheVisitor, topic_id: int) -> Response:
    """The same as JSON."""
    is_ready(within=20)
    with visitor.deutgo.store.read() as work:
        return as_json({"reading": read_topic(work, topic_of(work, topic_id))})


@router.get("/topics/{topic_id:int}/digest")
def show_digest(visitor: TheVisitor, topic_id: int, day: str = "") -> Response:
    """Show one day of a topic on one page."""
    with visitor.deutgo.store.read() as work:
        digest = digest_of(work, topic_of(work, topic_id), day, visitor.now)
        return visitor.page("digest.html", title=digest.title, digest=digest)


@router.get("/topics/{topic_id:int}/digest.json")
def digest_json(visitor: TheVisitor, topic_id: int, day: str = "") -> Response:
    """The same as JSON."""
    with visitor.deutgo.store.read() as work:
        return as_json({"digest": digest_of(work, topic_of(work, topic_id), day, visitor.now)})


@router.get("/topics/{topic_id:int}/digest.xlsx")
def digest_xlsx(visitor: TheVisitor, topic_id: int, day: str = "") -> Response:
    """The same as a workbook."""
    with visitor.deutgo.store.read() as work:
        return digest_sheets(digest_of(work, topic_of(work, topic_id), day, visitor.now))
