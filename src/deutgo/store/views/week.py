"""What people did between two instants, and what was heard and still waits for an answer."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from deutgo.balance.activity import Activity
from deutgo.care.inbox import Disposition
from deutgo.store.tables.operations import activity, triage
from deutgo.store.unit_of_work import UnitOfWork


def activities_between(work: UnitOfWork, since: datetime, until: datetime) -> list[Activity]:
    """Return activities in [since, until), oldest first."""
    query = select(activity).where(activity.c.workspace == work.workspace)
    query = query.where(activity.c.at >= since, activity.c.at < until).order_by(activity.c.at)
    names = list(Activity.__dataclass_fields__)
    return [
        Activity(**{name: row[name] for name in names}) for row in work.connection.execute(query).mappings()
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unanswered:
    """A mention that somebody found to need an answer, and that has none."""

    mention_id: int
    ticket_id: int | None
    heard_at: datetime


def unanswered(work: UnitOfWork, *, since: datetime, limit: int) -> list[Unanswered]:
    """Return what waits, the longest first."""
    newest = (
        select(
            triage.c.mention_id, func.max(triage.c.id).label("newest"), func.min(triage.c.at).label("first")
        )
        .where(triage.c.workspace == work.workspace)
        .group_by(triage.c.mention_id)
        .having(func.min(triage.c.at) >= since)
        .subquery()
    )
    query = (
        select(triage.c.mention_id, triage.c.ticket_id, newest.c.first)
        .join(newest, newest.c.newest == triage.c.id)
        .where(triage.c.disposition.in_([Disposition.WILL_ANSWER, Disposition.ESCALATED]))
        .order_by(newest.c.first)
        .limit(limit)
    )
    return [
        Unanswered(mention_id=row.mention_id, ticket_id=row.ticket_id, heard_at=row.first)
        for row in work.connection.execute(query)
    ]
