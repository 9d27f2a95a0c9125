"""Finding mentions for a screen: by query or topic, within a range, sorted, with facets and marks."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select

from deutgo.listen.query.fields import since_second, until_second
from deutgo.store.cube import ALL, Counters, Facet
from deutgo.store.mentions import Mentions, StoredMention
from deutgo.store.search import Asked, Search, ask
from deutgo.store.tables.mentions import engagement, mention
from deutgo.store.tables.topics import topic_match
from deutgo.store.topics import Topic
from deutgo.store.unit_of_work import UnitOfWork
from deutgo.store.views.copied import fold
from deutgo.understand.document import decode_document, searchable
from deutgo.understand.match import fields_of

RANKED = 2_000  # the newest so many are sorted by reach or relevance, and counted into facets
CHUNK = 500
FACETS = ("source", "board", "sentiment", "intent")

Span = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a person asks for. `filters` are field → value; times are as `ask` reads them."""

    query: str = ""
    ids: tuple[int, ...] = ()  # exactly these, when given
    topic: Topic | None = None
    since: str = ""
    until: str = ""
    filters: Mapping[str, str]
    sort: str = "newest"
    fold: bool = False  # show texts that repeat one another once
    page: int = 1
    size: int = 30

    def asked(self, now: datetime) -> Asked | None:
        """Return the search, None where the topic's own matches or all mentions are meant."""
        if self.ids:
            return None
        parts = [f"({self.topic.query})"] if self.topic and self.query else []
        parts += [f"({self.query})"] if self.query else []
        if not parts and (self.topic or not self.filters):
            return None
        parts += [f'{name}:"{value}"' for name, value in self.filters.items()]
        aliases = self.topic.aliases if self.topic else None
        return ask(
            " AND ".join(parts), aliases=aliases, since=self.since or None, until=self.until or None, now=now
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One page of mentions. `count` is exact; `facets` count the newest `counted` of them."""

    mentions: Sequence[StoredMention]
    spans: Mapping[int, Sequence[Span]]
    count: int
    facets: Mapping[str, Sequence[tuple[str, int]]]
    counted: int
    more: bool
    same: Mapping[int, Sequence[int]]  # shown mention → the others in view that say the same
    folded: int  # how many are not shown for that


def find(work: UnitOfWork, wanted: Wanted, now: datetime) -> Found:
    """Find one page; raises `BadQuery` for a query that cannot be read."""
    asked = wanted.asked(now)
    begin = (wanted.page - 1) * wanted.size
    need = max(RANKED, begin + wanted.size + 1)
    ids = _newest(work, wanted, asked, need)
    count = len(ids) if len(ids) < need else _count(work, wanted, asked)
    if wanted.sort == "reach":
        ids = _by_reach(work, ids[:RANKED])
    elif wanted.sort == "relevance" and asked is not None:
        ids = _by_relevance(work, asked, ids[: RANKED // 4])
    in_view = ids
    groups = fold(work, ids) if wanted.fold else {}
    ids = list(groups) if wanted.fold else ids
    shown = Mentions(work.connection, work.workspace).many(ids[begin : begin + wanted.size])
    marker = asked or _topic_asked(wanted)
    return Found(
        mentions=shown,
        spans=spans_of(work, marker, shown) if marker else {},
        count=count,
        facets=_facets(work, wanted, in_view, count),
        counted=min(len(in_view), count),
        more=len(ids) > begin + wanted.size,
        same={each.id: groups[each.id] for each in shown if groups.get(each.id)},
        folded=len(in_view) - len(ids),
    )


def count_of(work: UnitOfWork, wanted: Wanted, now: datetime) -> int:
    """Count what `find` would find, copies included."""
    return _count(work, wanted, wanted.asked(now))


def _topic_asked(wanted: Wanted) -> Asked | None:
    return ask(wanted.topic.query, aliases=wanted.topic.aliases) if wanted.topic else None


def _rows(work: UnitOfWork, wanted: Wanted) -> Select[Any]:
    """Select the numbers of a topic's or all mentions within the range."""
    if wanted.topic:
        query = select(topic_match.c.mention).where(topic_match.c.topic == wanted.topic.id)
        query = query.where(topic_match.c.workspace == work.workspace)
        if wanted.filters or wanted.since or wanted.until:
            query = query.join(mention, mention.c.id == topic_match.c.mention)
    else:
        # wrapped, so that the database walks the numbers newest first and not the workspace
        query = select(mention.c.id).where(func.coalesce(mention.c.workspace, "") == work.workspace)
        query = query.where(mention.c.deleted_at.is_(None))
    if wanted.since:
        query = query.where(mention.c.created_at >= since_second(wanted.since))
    if wanted.until:
        query = query.where(mention.c.created_at <= until_second(wanted.until))
    for name, value in wanted.filters.items():
        query = query.where(mention.c[name] == value)
    return query


def _newest(work: UnitOfWork, wanted: Wanted, asked: Asked | None, limit: int) -> list[int]:
    if wanted.ids:
        known = Mentions(work.connection, work.workspace).many(sorted(wanted.ids, reverse=True))
        return [stored.id for stored in known]
    if asked is not None:
        return Search(work.connection, work.workspace).newest(asked, limit=limit)
    place = topic_match.c.mention if wanted.topic else mention.c.id
    query = _rows(work, wanted).order_by(place.desc()).limit(limit)
    return [int(row[0]) for row in work.connection.execute(query)]


def _count(work: UnitOfWork, wanted: Wanted, asked: Asked | None) -> int:
    """Count exactly; from the counters where they know."""
    if asked is not None:
        return Search(work.connection, work.workspace).count(asked)
    if not (wanted.filters or wanted.since or wanted.until):
        topic = wanted.topic.id if wanted.topic else ALL
        return Counters(work.connection, work.workspace).total(topic=topic)
    inner = _rows(work, wanted).subquery()
    return int(work.connection.execute(select(func.count()).select_from(inner)).scalar_one())


def _by_reach(work: UnitOfWork, ids: Sequence[int]) -> list[int]:
    reach: dict[int, int] = {}
    for start in range(0, len(ids), CHUNK):
        query = select(engagement).where(engagement.c.mention.in_(ids[start : start + CHUNK]))
        for row in work.connection.execute(query):
            parts = (row.views, row.likes, row.shares, row.replies)
            reach[row.mention] = sum(part or 0 for part in parts)
    return sorted(ids, key=lambda each: (-reach.get(each, 0), -each))


def _by_relevance(work: UnitOfWork, asked: Asked, ids: Sequence[int]) -> list[int]:
    """Sort by how much of a text is what was asked for, then by newness."""
    weight: dict[int, float] = {}
    stored = Mentions(work.connection, work.workspace).many(ids)
    for each in stored:
        weight[each.id] = len(each.mention.text) ** 0.5
    spans = spans_of(work, asked, stored)
    return sorted(ids, key=lambda each: (-len(spans.get(each, ())) / weight.get(each, 1.0), -each))


def spans_of(work: UnitOfWork, asked: Asked, shown: Sequence[StoredMention]) -> dict[int, list[Span]]:
    """Say where the query holds in each mention: code points of the title's line and the text."""
    kept: dict[int, str | None] = {}
    ids = [each.id for each in shown]
    for start in range(0, len(ids), CHUNK):
        query = select(mention.c.id, mention.c.tokens).where(mention.c.id.in_(ids[start : start + CHUNK]))
        kept.update((row.id, row.tokens) for row in work.connection.execute(query))
    found = {}
    for each in shown:
        labels = {"sentiment": each.sentiment, "intent": each.intent, "offensive": each.offensive}
        text = searchable(each.mention.title, each.mention.text)
        document = decode_document(text, kept.get(each.id) or "")
        found[each.id] = asked.matcher.spans(document, fields_of(each.mention, labels))
    return found


def _facets(
    work: UnitOfWork, wanted: Wanted, ids: Sequence[int], count: int
) -> dict[str, list[tuple[str, int]]]:
    """Count the values of each facet among what is in view: exactly for whole topics, else the newest."""
    if not wanted.query and not wanted.filters and not wanted.since and not wanted.until and count > RANKED:
        counters = Counters(work.connection, work.workspace)
        topic = wanted.topic.id if wanted.topic else ALL
        return {facet.value: _top(Counter(counters.totals(facet, topic=topic))) for facet in Facet}
    counted: dict[str, Counter[str]] = {name: Counter() for name in FACETS}
    for start in range(0, min(len(ids), RANKED), CHUNK):
        chosen = ids[start : min(start + CHUNK, RANKED)]
        query = select(*(mention.c[name] for name in FACETS)).where(mention.c.id.in_(chosen))
        for row in work.connection.execute(query):
            for name, value in zip(FACETS, row, strict=True):
                if value:
                    counted[name][value] += 1
    return {name: _top(values) for name, values in counted.items()}


def _top(counted: Counter[str]) -> list[tuple[str, int]]:
    return [(value, count) for value, count in counted.most_common(8) if value]
