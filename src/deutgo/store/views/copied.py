"""Copies for a screen: lists with the same text once, and what one mention repeats or is repeated by."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select

from deutgo.store.mentions import CHUNK, SEQUENCE
from deutgo.store.tables.signals import copies
from deutgo.store.tables.topics import topic_match
from deutgo.store.unit_of_work import UnitOfWork

DEEP = 8  # copies of copies that are followed


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyRow:
    """One mention that repeats an earlier one; `differs` are the meanings that changed."""

    mention_id: int
    copy_of: int
    cluster: int
    similarity: float
    differs: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Copies:
    """What is known of one mention: its own row, and the others of its chain, the earliest first."""

    row: CopyRow | None
    others: list[CopyRow]
    first: int  # the mention with which the chain began


def rows_of(work: UnitOfWork, ids: Sequence[int]) -> dict[int, CopyRow]:
    """Return mention → its row; mentions that repeat nothing are left out."""
    found: dict[int, CopyRow] = {}
    for start in range(0, len(ids), CHUNK):
        query = select(copies).where(copies.c.mention_id.in_(ids[start : start + CHUNK]))
        for row in work.connection.execute(query.where(copies.c.workspace == work.workspace)):
            found[int(row.mention_id)] = CopyRow(
                mention_id=int(row.mention_id),
                copy_of=int(row.copy_of),
                cluster=int(row.cluster),
                similarity=row.similarity,
                differs=tuple(row.differs.split()),
            )
    return found


def fold(work: UnitOfWork, ids: Sequence[int]) -> dict[int, list[int]]:
    """Return the mentions to show, in the order given, each with the others that say the same.

    Only copies in which nothing differs in meaning are put together: a changed number is another text.
    """
    known = rows_of(work, ids)
    for _round in range(DEEP):
        missing = {row.copy_of for row in known.values() if not row.differs} - set(known)
        more = rows_of(work, sorted(missing - set(ids)))
        if not more:
            break
        known |= more

    def said_first(number: int) -> int:
        for _step in range(DEEP):
            row = known.get(number)
            if row is None or row.differs:
                return number
            number = row.copy_of
        return number

    shown: dict[int, list[int]] = {}
    first_of: dict[int, int] = {}
    for number in ids:
        first = first_of.setdefault(said_first(number), number)
        if first == number:
            shown[number] = []
        else:
            shown[first].append(number)
    return shown


def repeats(work: UnitOfWork, topic_id: int, *, since: datetime, until: datetime) -> int:
    """Count the topic's mentions in [since, until) that only repeat an earlier one."""
    begin, end = (int(moment.timestamp()) << SEQUENCE for moment in (since, until))
    query = select(func.count()).select_from(copies)
    query = query.join(topic_match, topic_match.c.mention == copies.c.mention_id)
    query = query.where(topic_match.c.topic == topic_id, topic_match.c.mention >= begin)
    query = query.where(topic_match.c.mention < end, copies.c.differs == "")
    return int(work.connection.execute(query.where(copies.c.workspace == work.workspace)).scalar_one())


def copies_of(work: UnitOfWork, number: int, *, limit: int = 100) -> Copies:
    """Return what a mention repeats, and the others of its chain."""
    own = rows_of(work, [number]).get(number)
    first = own.cluster if own else number
    query = select(copies.c.mention_id).where(copies.c.workspace == work.workspace)
    query = query.where(or_(copies.c.cluster == first, copies.c.copy_of == number))
    ids = list(work.connection.execute(query.order_by(copies.c.mention_id).limit(limit)).scalars())
    found = rows_of(work, ids)
    others = [found[each] for each in sorted(found) if each != number]
    return Copies(row=own, others=others, first=first)
