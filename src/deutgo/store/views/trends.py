"""Topics over time, from the counters alone: what the overview and the topic pages draw."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from deutgo.clock import SEOUL
from deutgo.store.cube import ALL, Counters, Facet, Grain
from deutgo.store.tables.counters import cube_day
from deutgo.store.topics import Topic
from deutgo.store.unit_of_work import UnitOfWork
from deutgo.store.views.timelines import blind_spells, is_blind

SPANS: Mapping[str, tuple[Grain, timedelta]] = {
    "day": (Grain.HOUR, timedelta(days=1)),
    "week": (Grain.HOUR, timedelta(days=7)),
    "month": (Grain.DAY, timedelta(days=30)),
    "year": (Grain.DAY, timedelta(days=365)),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """Buckets of one topic, None where we were blind, and what the same stretch before had."""

    step: timedelta
    since: datetime
    until: datetime
    buckets: list[tuple[datetime, int | None]]
    total: int
    before: int


def trend(work: UnitOfWork, *, topic: int = ALL, span: str = "week", until: datetime) -> Trend:
    """Return a topic's series that ends at `until`."""
    grain, length = SPANS.get(span, SPANS["week"])
    step = timedelta(hours=1) if grain is Grain.HOUR else timedelta(days=1)
    until = _whole(until, grain) + step
    since = until - length
    counters = Counters(work.connection, work.workspace)
    spells = blind_spells(work)
    series = counters.series(grain, since, until, topic=topic)
    earlier = counters.series(grain, since - length, since, topic=topic)
    return Trend(
        step=step,
        since=since,
        until=until,
        buckets=[
            (at, None if not count and is_blind(at, at + step, spells) else count) for at, count in series
        ],
        total=sum(count for _at, count in series),
        before=sum(count for _at, count in earlier),
    )


def _whole(moment: datetime, grain: Grain) -> datetime:
    local = moment.astimezone(SEOUL).replace(minute=0, second=0, microsecond=0)
    return local.replace(hour=0) if grain is Grain.DAY else local


def newest_day(work: UnitOfWork, topic: int = ALL) -> datetime | None:
    """Return the begin of the newest day that has mentions: old archives are shown where they live."""
    query = select(func.max(cube_day.c.bucket))
    query = query.where(cube_day.c.workspace == work.workspace, cube_day.c.topic == topic)
    second = work.connection.execute(query).scalar()
    return None if second is None else datetime.fromtimestamp(second, SEOUL)


def day_counts(work: UnitOfWork, topics: list[int], day: datetime) -> dict[int, int]:
    """Return topic → mentions of the day that begins then, by the counters' own order: one seek a topic."""
    query = select(cube_day.c.topic, func.sum(cube_day.c.count)).group_by(cube_day.c.topic)
    query = query.where(cube_day.c.workspace == work.workspace, cube_day.c.topic.in_(topics))
    query = query.where(cube_day.c.bucket == int(day.timestamp()))
    return {int(topic): int(count) for topic, count in work.connection.execute(query)}


def usual_rate(work: UnitOfWork, topic: int, now: datetime) -> float:
    """Return mentions an hour over the last four weeks, or since the first of them if that is later."""
    until = _whole(now, Grain.DAY)
    series = Counters(work.connection, work.workspace).series(
        Grain.DAY, until - timedelta(days=28), until, topic=topic
    )
    counts = [count for _at, count in series]
    begun = next((place for place, count in enumerate(counts) if count), len(counts))
    return sum(counts) / max(24 * (len(counts) - begun), 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicRow:
    """One topic in the list: today against yesterday, and all."""

    topic: Topic
    today: int
    yesterday: int
    total: int


def topic_rows(
    work: UnitOfWork, topics: list[Topic], now: datetime, *, totals: bool = True
) -> list[TopicRow]:
    """Return the topics with their counts, the busiest today first; without `totals` those are 0."""
    midnight = _whole(now, Grain.DAY)
    ids = [topic.id for topic in topics]
    today = day_counts(work, ids, midnight)
    yesterday = day_counts(work, ids, midnight - timedelta(days=1))
    total = Counters(work.connection, work.workspace).by_topic() if totals else {}
    rows = [
        TopicRow(
            topic=topic,
            today=today.get(topic.id, 0),
            yesterday=yesterday.get(topic.id, 0),
            total=total.get(topic.id, 0),
        )
        for topic in topics
    ]
    return sorted(rows, key=lambda row: (-row.today, -row.total, row.topic.name))


def shares(work: UnitOfWork, facet: Facet, *, topic: int, found: Trend) -> list[tuple[str, int]]:
    """Return what the days of a trend divide into, largest first."""
    counters = Counters(work.connection, work.workspace)
    begin = _whole(found.since, Grain.DAY)
    return list(counters.totals(facet, topic=topic, since=begin, until=found.until).items())
