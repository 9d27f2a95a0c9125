"""Counters: written with each mention in its transaction, and what the console draws.

Nothing here scans mentions: a year of a topic is at most 366 days of rows.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime
from enum import Enum
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, Table, delete, func, select

from deutgo.clock import SEOUL
from deutgo.listen.mention import Precision
from deutgo.store.statements import upsert_many
from deutgo.store.tables.counters import cube_day, cube_hour, cube_undated
from deutgo.store.tables.topics import topic as topic_table

ALL = 0  # the topic that every mention belongs to
HOUR, DAY = 3_600, 86_400
SEOUL_OFFSET = 9 * HOUR  # fixed since 1988; no mention is older

Cell = tuple[int, int, str, str, str]  # topic, bucket, source, sentiment, intent


class Grain(Enum):
    """The width of a bucket."""

    HOUR = "hour"
    DAY = "day"


class Facet(Enum):
    """What totals are told apart by."""

    SOURCE = "source"
    SENTIMENT = "sentiment"
    INTENT = "intent"


class Countable(NamedTuple):
    """What counting needs to know of a mention."""

    created_at: int | None
    precision: str
    source: str
    sentiment: str
    intent: str


class Delta:
    """Changes to the counters, added up over a batch and written at its end."""

    def __init__(self) -> None:
        self._hours: defaultdict[Cell, int] = defaultdict(int)
        self._days: defaultdict[Cell, int] = defaultdict(int)
        self._undated: defaultdict[Cell, int] = defaultdict(int)

    def add(self, what: Countable, topics: Iterable[int], by: int = 1) -> None:
        """Count a mention in these topics (`ALL` is one of them if it is new or goes)."""
        second, precision, source, sentiment, intent = what
        if second is None:
            for topic in topics:
                self._undated[topic, 0, source, sentiment, intent] += by
            return
        day = day_of(second)
        hour = second - second % HOUR if precision == Precision.INSTANT else None
        for topic in topics:
            self._days[topic, day, source, sentiment, intent] += by
            if hour is not None:
                self._hours[topic, hour, source, sentiment, intent] += by

    def write(self, connection: Connection, workspace: str) -> None:
        """Add the changes to the counters; a counter that falls to nothing is removed."""
        for table, cells in ((cube_hour, self._hours), (cube_day, self._days), (cube_undated, self._undated)):
            _write(connection, table, workspace, cells)


def day_of(second: int) -> int:
    """Return the epoch second at which the day in Seoul begins."""
    return second - (second + SEOUL_OFFSET) % DAY


def _write(connection: Connection, table: Table, workspace: str, cells: dict[Cell, int]) -> None:
    timed = "bucket" in table.c
    columns = ["workspace", "topic", *(["bucket"] if timed else []), "source", "sentiment", "intent", "count"]
    rows = [
        (workspace, topic, *((bucket,) if timed else ()), source, sentiment, intent, count)
        for (topic, bucket, source, sentiment, intent), count in sorted(cells.items())
        if count
    ]
    upsert_many(connection, table, columns, rows, on_conflict=f"count = {table.name}.count + excluded.count")
    if any(count < 0 for count in cells.values()):
        connection.execute(delete(table).where(table.c.workspace == workspace, table.c.count == 0))


class Counters:
    """The counters of one workspace, for reading."""

    def __init__(self, connection: Connection, workspace: str) -> None:
        self._connection = connection
        self._workspace = workspace

    def series(
        self,
        grain: Grain,
        since: datetime,
        until: datetime,
        *,
        topic: int = ALL,
        sentiment: str | None = None,
    ) -> list[tuple[datetime, int]]:
        """Return (begin of bucket, mentions) for every bucket that begins in [since, until), zeros too.

        Hours hold only mentions dated to the instant; days begin at midnight in Seoul.
        """
        table = cube_hour if grain is Grain.HOUR else cube_day
        step = HOUR if grain is Grain.HOUR else DAY
        first = _up(since, grain)
        last = int(until.timestamp())
        query = select(table.c.bucket, func.sum(table.c.count)).where(*self._of(table, topic))
        query = query.where(table.c.bucket >= first, table.c.bucket < last).group_by(table.c.bucket)
        if sentiment is not None:
            query = query.where(table.c.sentiment == sentiment)
        found = {int(bucket): int(count) for bucket, count in self._connection.execute(query)}
        return [
            (datetime.fromtimestamp(bucket, SEOUL), found.get(bucket, 0))
            for bucket in range(first, last, step)
        ]

    def totals(
        self, facet: Facet, *, topic: int = ALL, since: datetime | None = None, until: datetime | None = None
    ) -> dict[str, int]:
        """Return value → mentions in the days that begin in [since, until), largest first.

        Without both ends, undated mentions are counted too.
        """
        counted: Counter[str] = Counter()
        for table in (cube_day, cube_undated) if since is None and until is None else (cube_day,):
            column = table.c[facet.value]
            query = select(column, func.sum(table.c.count)).where(*self._of(table, topic)).group_by(column)
            for value, count in self._connection.execute(self._between(query, table, since, until)):
                counted[value] += int(count)
        return dict(counted.most_common())

    def by_topic(self, *, since: datetime | None = None, until: datetime | None = None) -> dict[int, int]:
        """Return topic → mentions in the days that begin in [since, until); 0 is all of them."""
        counted: Counter[int] = Counter()
        mine = select(topic_table.c.id).where(topic_table.c.workspace == self._workspace)
        topics = [ALL, *self._connection.execute(mine).scalars()]
        for table in (cube_day, cube_undated) if since is None and until is None else (cube_day,):
            query = select(table.c.topic, func.sum(table.c.count)).where(table.c.workspace == self._workspace)
            query = query.where(table.c.topic.in_(topics))  # so that each topic's days are one short range
            query = self._between(query, table, since, until).group_by(table.c.topic)
            for row in self._connection.execute(query):
                counted[int(row[0])] += int(row[1])
        return dict(counted)

    def undated(self, *, topic: int = ALL) -> int:
        """Count the mentions without a date; no series has them."""
        query = select(func.coalesce(func.sum(cube_undated.c.count), 0)).where(*self._of(cube_undated, topic))
        return int(self._connection.execute(query).scalar_one())

    def total(self, *, topic: int = ALL) -> int:
        """Count all mentions of a topic, dated or not."""
        days = select(func.coalesce(func.sum(cube_day.c.count), 0)).where(*self._of(cube_day, topic))
        return int(self._connection.execute(days).scalar_one()) + self.undated(topic=topic)

    def span(self, *, topic: int = ALL) -> tuple[datetime, datetime] | None:
        """Return the first and the last day that have mentions, None when there are none."""
        query = select(func.min(cube_day.c.bucket), func.max(cube_day.c.bucket))
        first, last = self._connection.execute(query.where(*self._of(cube_day, topic))).one()
        if first is None:
            return None
        return datetime.fromtimestamp(first, SEOUL), datetime.fromtimestamp(last, SEOUL)

    def _of(self, table: Table, topic: int) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
        return table.c.workspace == self._workspace, table.c.topic == topic

    @staticmethod
    def _between(
        query: Select[Any], table: Table, since: datetime | None, until: datetime | None
    ) -> Select[Any]:
        if since is not None:
            query = query.where(table.c.bucket >= int(since.timestamp()))
        if until is not None:
            query = query.where(table.c.bucket < int(until.timestamp()))
        return query


def _up(moment: datetime, grain: Grain) -> int:
    """Return the first bucket that begins at or after a moment."""
    second = int(-(-moment.astimezone(UTC).timestamp() // 1))
    if grain is Grain.HOUR:
        return -(-second // HOUR) * HOUR
    begin = day_of(second)
    return begin if begin == second else begin + DAY
