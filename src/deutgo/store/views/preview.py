"""What a draft query would have found of late: how many a day, the newest, and what found nothing."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select

from deutgo.clock import SEOUL
from deutgo.listen.query.parser import parse_query
from deutgo.listen.query.tree import Node, Not, Or, walk
from deutgo.store.mentions import CHUNK, Mentions, StoredMention
from deutgo.store.search import Asked, Search, ask
from deutgo.store.tables.mentions import mention
from deutgo.store.unit_of_work import UnitOfWork
from deutgo.store.views.finding import Span, spans_of
from deutgo.understand.match import Aliases

DAYS = 30
MOST = 20_000  # mentions counted by day; of more, the newest
BRANCHES = 24  # of an OR that are looked at by themselves


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """One side of an OR with how many mentions it finds by itself; `span` is its place in the query."""

    text: str
    span: Span
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """`days` are Seoul's, oldest first, from `since` to `until`, both included; `count` is exact."""

    since: date
    until: date
    count: int
    counted: int
    days: tuple[tuple[date, int], ...]
    samples: Sequence[StoredMention]
    spans: Mapping[int, Sequence[Span]]
    branches: tuple[Branch, ...]

    @property
    def silent(self) -> tuple[Branch, ...]:
        """The sides of an OR that found nothing."""
        return tuple(branch for branch in self.branches if branch.count == 0)


def preview(
    work: UnitOfWork,
    query: str,
    *,
    now: datetime,
    aliases: Aliases | None = None,
    days: int = DAYS,
    samples: int = 6,
) -> Preview:
    """Try a query; raises `BadQuery`. An archive without fresh mentions is judged by its own last days."""
    until = _last_day(work, now, days)
    since = until - timedelta(days=days - 1)
    search = Search(work.connection, work.workspace)

    def asked_of(text: str) -> Asked:
        return ask(text, aliases=aliases, since=since.isoformat(), until=until.isoformat())

    asked = asked_of(query)
    ids = search.newest(asked, limit=MOST)
    shown = Mentions(work.connection, work.workspace).many(ids[:samples])
    branches = [
        Branch(text=text, span=span, count=search.count(asked_of(text)))
        for text, span in _branches(query)[:BRANCHES]
    ]
    by_day = _by_day(work, ids)
    return Preview(
        since=since,
        until=until,
        count=len(ids) if len(ids) < MOST else search.count(asked),
        counted=len(ids),
        days=tuple((day, by_day[day]) for day in (since + timedelta(days=n) for n in range(days))),
        samples=shown,
        spans=spans_of(work, asked, shown),
        branches=tuple(branches),
    )


def _last_day(work: UnitOfWork, now: datetime, days: int) -> date:
    today = now.astimezone(SEOUL).date()
    newest = select(func.max(mention.c.created_at)).where(mention.c.workspace == work.workspace)
    second = work.connection.execute(newest).scalar()
    if second is None:
        return today
    last = datetime.fromtimestamp(second, SEOUL).date()
    return today if last > today - timedelta(days=days) else last


def _by_day(work: UnitOfWork, ids: Sequence[int]) -> Counter[date]:
    counted: Counter[date] = Counter()
    for start in range(0, len(ids), CHUNK):
        query = select(mention.c.created_at).where(mention.c.id.in_(ids[start : start + CHUNK]))
        for second in work.connection.execute(query).scalars():
            if second is not None:
                counted[datetime.fromtimestamp(second, SEOUL).date()] += 1
    return counted


def _branches(query: str) -> list[tuple[str, Span]]:
    """Return the sides of every OR that is not excluded: what a person added in order to find more."""
    tree = parse_query(query).tree
    excluded = {id(below) for node in walk(tree) if isinstance(node, Not) for below in walk(node)}
    found: list[tuple[str, Span]] = []
    for node in walk(tree):
        if isinstance(node, Or) and id(node) not in excluded:
            found += [
                (_text(query, child), child.span) for child in node.children if not isinstance(child, Not)
            ]
    return found


def _text(query: str, node: Node) -> str:
    return query[node.span[0] : node.span[1]]
