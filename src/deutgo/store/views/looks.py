"""Looks at view counters, with what the watch needs to know of each post."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select

from deutgo.store.mentions import CHUNK
from deutgo.store.tables.mentions import mention
from deutgo.store.tables.signals import view_look
from deutgo.store.tables.topics import topic_match
from deutgo.store.unit_of_work import UnitOfWork

MOST = 20_000  # looks read at once


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One look at a post's counter; times in epoch seconds."""

    id: int
    mention: int
    source: str
    board: str | None
    created_at: int
    at: int
    views: int

    @property
    def place(self) -> str:
        """The board, as the watch tells boards apart."""
        return f"{self.source}\x1f{self.board or ''}"


def looks_after(work: UnitOfWork, place: int, *, since: int = 0, limit: int = MOST) -> list[Look]:
    """Return the looks that came in after number `place` and were taken since then, as they came in."""
    query = select(
        view_look.c.id, view_look.c.mention, view_look.c.at, view_look.c.views,
        mention.c.source, mention.c.board, mention.c.created_at,
    )  # fmt: skip
    query = query.join(mention, mention.c.id == view_look.c.mention)
    query = query.where(view_look.c.workspace == work.workspace, view_look.c.id > place)
    query = query.where(view_look.c.at >= since, mention.c.deleted_at.is_(None))
    rows = work.connection.execute(query.order_by(view_look.c.id).limit(limit)).mappings()
    return [Look(**row) for row in rows]


def looks_of(work: UnitOfWork, number: int) -> list[tuple[datetime, int]]:
    """Return when a mention's counter was read, and what it said, oldest first."""
    query = select(view_look.c.at, view_look.c.views).where(view_look.c.mention == number)
    query = query.where(view_look.c.workspace == work.workspace).order_by(view_look.c.at)
    return [(datetime.fromtimestamp(row.at, UTC), int(row.views)) for row in work.connection.execute(query)]


def topics_of(work: UnitOfWork, mentions: Sequence[int]) -> dict[int, list[int]]:
    """Return mention → the topics that match it; those without one are left out."""
    found: dict[int, list[int]] = {}
    for start in range(0, len(mentions), CHUNK):
        query = select(topic_match.c.mention, topic_match.c.topic).order_by(topic_match.c.topic)
        query = query.where(topic_match.c.mention.in_(mentions[start : start + CHUNK]))
        for row in work.connection.execute(query.where(topic_match.c.workspace == work.workspace)):
            found.setdefault(int(row.mention), []).append(int(row.topic))
    return found
