"""Series beside mentions, such as how much is searched: kept by topic and name, in equal or unequal steps."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from statistics import median

from sqlalchemy import delete, select

from deutgo.clock import SEOUL
from deutgo.detect.spread import Lead, lead_of
from deutgo.store.cube import Counters, Grain
from deutgo.store.statements import upsert_many
from deutgo.store.tables.signals import trend_point
from deutgo.store.unit_of_work import UnitOfWork

COLUMNS = ("workspace", "topic", "series", "at", "value")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LONGEST = timedelta(days=60)  # that is drawn and compared
SHORTEST = timedelta(days=14)  # a lead is read from more than the matter itself
LEAST_BUCKETS = 8

Point = tuple[datetime, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One series beside the topic's mentions, in equal steps; a step without a value is None.

    `lead` says by how many steps the series runs ahead of the mentions (negative: behind), None where
    nothing fits.
    """

    series: str
    step: timedelta
    trend: list[tuple[datetime, float | None]]
    posts: list[Point]
    lead: Lead | None


def keep_points(work: UnitOfWork, topic_id: int, series: str, points: Sequence[Point]) -> int:
    """Keep points; one that is there already takes the new value. Return how many were given."""
    rows = [
        (work.workspace, topic_id, series, int(at.timestamp()), value) for at, value in dict(points).items()
    ]
    upsert_many(work.connection, trend_point, COLUMNS, rows, on_conflict="value = excluded.value")
    return len(rows)


def forget_series(work: UnitOfWork, topic_id: int, series: str) -> None:
    """Remove a series."""
    mine = (trend_point.c.workspace == work.workspace, trend_point.c.topic == topic_id)
    work.connection.execute(delete(trend_point).where(*mine, trend_point.c.series == series))


def points_of(work: UnitOfWork, topic_id: int, *, since: datetime, until: datetime) -> dict[str, list[Point]]:
    """Return series → its points in [since, until), in order of time."""
    query = select(trend_point.c.series, trend_point.c.at, trend_point.c.value)
    query = query.where(trend_point.c.workspace == work.workspace, trend_point.c.topic == topic_id)
    query = query.where(trend_point.c.at >= int(since.timestamp()))
    query = query.where(trend_point.c.at < int(until.timestamp())).order_by(trend_point.c.at)
    found: dict[str, list[Point]] = {}
    for row in work.connection.execute(query):
        found.setdefault(row.series, []).append((datetime.fromtimestamp(row.at, UTC), row.value))
    return found


def compare(work: UnitOfWork, topic_id: int, *, since: datetime, until: datetime) -> list[Compared]:
    """Lay every series of a topic beside its mentions: by the hour, or by the day where it is told daily."""
    begin = max(min(since, until - SHORTEST), until - LONGEST)
    found = points_of(work, topic_id, since=begin, until=until)
    return [_beside(work, topic_id, name, points) for name, points in sorted(found.items())]


def _beside(work: UnitOfWork, topic_id: int, name: str, points: Sequence[Point]) -> Compared:
    gaps = [(b[0] - a[0]).total_seconds() for a, b in pairwise(points)]
    step = DAY if gaps and median(gaps) > 3 * HOUR.total_seconds() else HOUR
    grain = Grain.DAY if step is DAY else Grain.HOUR
    first, last = _floor(points[0][0], step), _floor(points[-1][0], step)
    counts = Counters(work.connection, work.workspace).series(grain, first, last + step, topic=topic_id)
    sums: dict[datetime, list[float]] = {}
    for at, value in points:
        sums.setdefault(_floor(at, step), []).append(value)
    trend = [(at, sum(sums[at]) / len(sums[at]) if at in sums else None) for at, _count in counts]
    posts = [(at, float(count)) for at, count in counts]
    whole = [(value, count) for (_, value), (_, count) in zip(trend, posts, strict=True) if value is not None]
    gapless = len(whole) == len(trend) and len(trend) >= LEAST_BUCKETS
    lead = lead_of([value for value, _ in whole], [count for _, count in whole]) if gapless else None
    return Compared(series=name, step=step, trend=trend, posts=posts, lead=lead)


def _floor(at: datetime, step: timedelta) -> datetime:
    local = at.astimezone(SEOUL).replace(minute=0, second=0, microsecond=0)
    return local.replace(hour=0) if step is DAY else local
