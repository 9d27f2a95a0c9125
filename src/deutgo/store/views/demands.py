"""What a topic's public asks and what became of each question: the ground of open demand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from statistics import median

from sqlalchemy import func, select

from deutgo.care.inbox import Disposition
from deutgo.detect.demand import PATIENCE, Ask
from deutgo.speak.channel import PublicationStatus
from deutgo.speak.statement import StatementKind
from deutgo.store.mentions import CHUNK, SEQUENCE
from deutgo.store.tables.counters import cube_hour
from deutgo.store.tables.mentions import mention
from deutgo.store.tables.operations import case, publication, statement, triage
from deutgo.store.tables.topics import topic_match
from deutgo.store.unit_of_work import UnitOfWork
from deutgo.understand.question_coverage import Answered, coverage
from deutgo.understand.question_features import AskKind
from deutgo.understand.questions import QuestionCluster

ASKING = ("question", "complaint")
DAYS = 7  # of the past that say what is usual
HOUR = 3600
NEEDS_NONE = (Disposition.NO_ANSWER_NEEDED, Disposition.DUPLICATE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One statement that went out to everybody, at its first publication."""

    statement_id: int
    title: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Everything that was asked in a stretch, with what became of it, and the notices of that stretch."""

    asks: list[Ask]
    notices: list[Notice]


def asked_between(work: UnitOfWork, topic_id: int, *, since: datetime, until: datetime) -> Asked:
    """Return what is asked about a topic in [since, until); what was said later than that is left out."""
    begin, end = int(since.timestamp()) << SEQUENCE, int(until.timestamp()) << SEQUENCE
    notices = _notices(work, topic_id, since=since, until=until)
    columns = [mention.c.id, mention.c.intent, *([mention.c.text] if notices else [])]
    query = select(*columns).join(topic_match, topic_match.c.mention == mention.c.id)
    query = query.where(topic_match.c.topic == topic_id, mention.c.workspace == work.workspace)
    query = query.where(mention.c.id >= begin, mention.c.id < end, mention.c.intent.in_(ASKING))
    query = query.where(mention.c.created_precision == "instant", mention.c.deleted_at.is_(None))
    rows = work.connection.execute(query.order_by(mention.c.id)).all()
    ended = _decisions(work, topic_id, begin, end, until)
    asks = []
    for row in rows:
        at = datetime.fromtimestamp(row.id >> SEQUENCE, UTC)
        answered, needless = ended.get(row.id, (None, None))
        told = next((each.at for each in notices if at <= each.at and answers(each.text, row.text)), None)
        settled = min((moment for moment in (needless, told) if moment is not None), default=None)
        asks.append(
            Ask(
                at=at,
                mention_id=row.id,
                complaint=row.intent == "complaint",
                answered_at=answered,
                settled_at=settled,
            )
        )
    return Asked(asks=asks, notices=notices)


@lru_cache(maxsize=20_000)
def answers(notice: str, question: str) -> bool:
    """Say whether a notice holds what one question asks for (see `understand.question_coverage`)."""
    asked = QuestionCluster(id="", kind=AskKind.QUESTION, name="", count=1, sentences=(question,))
    return coverage(asked, [notice]).answered is Answered.YES


def _decisions(
    work: UnitOfWork, topic_id: int, begin: int, end: int, until: datetime
) -> dict[int, tuple[datetime | None, datetime | None]]:
    """Return mention → when it was first answered, and when somebody found that it needs no answer."""
    query = select(triage.c.mention_id, triage.c.disposition, func.min(triage.c.at).label("at"))
    query = query.join(topic_match, topic_match.c.mention == triage.c.mention_id)
    query = query.where(topic_match.c.topic == topic_id, triage.c.workspace == work.workspace)
    query = query.where(triage.c.mention_id >= begin, triage.c.mention_id < end, triage.c.at < until)
    query = query.where(triage.c.disposition.in_([Disposition.ANSWERED, *NEEDS_NONE]))
    found: dict[int, tuple[datetime | None, datetime | None]] = {}
    for number, disposition, at in work.connection.execute(
        query.group_by(triage.c.mention_id, triage.c.disposition)
    ):
        answered, needless = found.get(number, (None, None))
        if disposition is Disposition.ANSWERED:
            answered = at
        else:
            needless = at if needless is None else min(at, needless)
        found[number] = (answered, needless)
    return found


def _notices(work: UnitOfWork, topic_id: int, *, since: datetime, until: datetime) -> list[Notice]:
    """Return what went out about the topic's cases, each statement at its first publication."""
    first = func.min(publication.c.sent_at).label("at")
    query = select(statement.c.id, statement.c.title, statement.c.text, first)
    query = query.join(publication, publication.c.statement_id == statement.c.id)
    query = query.join(case, case.c.id == statement.c.case_id)
    query = query.where(case.c.topic_id == topic_id, statement.c.workspace == work.workspace)
    query = query.where(
        statement.c.kind != StatementKind.REPLY, publication.c.status == PublicationStatus.SENT
    )
    query = query.group_by(statement.c.id, statement.c.title, statement.c.text)
    found = [
        Notice(statement_id=row.id, title=row.title, text=row.text, at=row.at)
        for row in work.connection.execute(query)
        if row.at is not None and since <= row.at < until
    ]
    return sorted(found, key=lambda notice: notice.at)


def usual_open(work: UnitOfWork, topic_id: int, now: datetime) -> float:
    """Return how much was asked within `PATIENCE` at this time of the day, the median of the days before.

    Days before the topic's first mention do not count.
    """
    patience, day = int(PATIENCE.total_seconds()), 86_400
    hour = int(now.timestamp()) // HOUR * HOUR
    query = select(cube_hour.c.bucket, cube_hour.c.intent, func.sum(cube_hour.c.count).label("seen"))
    query = query.where(cube_hour.c.workspace == work.workspace, cube_hour.c.topic == topic_id)
    query = query.where(cube_hour.c.bucket >= hour - DAYS * day - patience, cube_hour.c.bucket < hour)
    rows = work.connection.execute(query.group_by(cube_hour.c.bucket, cube_hour.c.intent)).all()
    if not rows:
        return 0.0
    asked: dict[int, int] = {}
    for row in rows:
        if row.intent in ASKING:
            asked[row.bucket] = asked.get(row.bucket, 0) + int(row.seen)
    first = min(row.bucket for row in rows)
    sums = [
        sum(asked.get(end - back, 0) for back in range(0, patience, HOUR))
        for days in range(1, DAYS + 1)
        if (end := hour - days * day) - patience + HOUR >= first
    ]
    return float(median(sums)) if sums else 0.0


def asking_topics(work: UnitOfWork, *, now: datetime, least: int) -> list[int]:
    """Return the topics about which at least so much was asked within `PATIENCE`."""
    begin = int((now - PATIENCE).timestamp()) << SEQUENCE
    query = select(topic_match.c.topic).join(mention, mention.c.id == topic_match.c.mention)
    query = query.where(mention.c.id >= begin, mention.c.workspace == work.workspace)
    query = query.where(mention.c.intent.in_(ASKING), mention.c.created_precision == "instant")
    query = query.group_by(topic_match.c.topic).having(func.count() >= least)
    return sorted(int(row[0]) for row in work.connection.execute(query))


def open_now(work: UnitOfWork, now: datetime, topics: Sequence[int] = ()) -> int:
    """Count what was asked about any topic, or about these, and has no answer, notice or decision yet."""
    since, begin = now - PATIENCE, int((now - PATIENCE).timestamp()) << SEQUENCE
    closed = select(triage.c.id).where(triage.c.mention_id == mention.c.id)
    closed = closed.where(triage.c.disposition.in_([Disposition.ANSWERED, *NEEDS_NONE]))
    query = select(topic_match.c.topic, mention.c.id)
    query = query.join(mention, topic_match.c.mention == mention.c.id)
    query = query.where(mention.c.id >= begin, mention.c.id < int(now.timestamp() + 1) << SEQUENCE)
    query = query.where(mention.c.workspace == work.workspace, mention.c.intent.in_(ASKING))
    query = query.where(mention.c.created_precision == "instant", ~closed.exists())
    if topics:
        query = query.where(topic_match.c.topic.in_(list(topics)))
    rows = work.connection.execute(query).all()
    waiting = {int(row.id) for row in rows}
    for topic_id in {int(row.topic) for row in rows}:
        for notice in _notices(work, topic_id, since=since, until=now):
            waiting -= _told(work, notice, [row.id for row in rows if row.topic == topic_id])
    return len(waiting)


def _told(work: UnitOfWork, notice: Notice, ids: Sequence[int]) -> set[int]:
    """Return those of the mentions that came before the notice and are answered by it."""
    last = int(notice.at.timestamp() + 1) << SEQUENCE
    earlier = [number for number in ids if number < last]
    told: set[int] = set()
    for start in range(0, len(earlier), CHUNK):
        query = select(mention.c.id, mention.c.text).where(mention.c.id.in_(earlier[start : start + CHUNK]))
        told |= {int(row.id) for row in work.connection.execute(query) if answers(notice.text, row.text)}
    return told


def demand_since(now: datetime, hours: int) -> tuple[datetime, datetime]:
    """Return from when to look, and from when to show, for the last `hours`."""
    shown = now - timedelta(hours=hours)
    return shown - PATIENCE, shown
