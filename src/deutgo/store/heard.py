"""What was heard and needs an answer, with when the answer went out."""

from datetime import datetime

from sqlalchemy import func, select

from deutgo.balance.silence import Heard
from deutgo.care.inbox import Disposition
from deutgo.store.tables.operations import triage
from deutgo.store.unit_of_work import UnitOfWork

ENDS_NEED = (Disposition.NO_ANSWER_NEEDED, Disposition.DUPLICATE)


def heard_mentions(work: UnitOfWork, *, since: datetime) -> list[Heard]:
    """Return mentions triaged since then that need an answer; the newest disposition counts."""
    newest = (
        select(
            triage.c.mention_id, func.max(triage.c.id).label("newest"), func.min(triage.c.at).label("first")
        )
        .where(triage.c.workspace == work.workspace)
        .group_by(triage.c.mention_id)
        .having(func.min(triage.c.at) >= since)
        .subquery()
    )
    query = select(newest.c.mention_id, newest.c.first, triage.c.disposition, triage.c.at).join(
        newest, newest.c.newest == triage.c.id
    )
    found = []
    for number, first, disposition, at in work.connection.execute(query):
        if disposition in ENDS_NEED:
            continue
        answered = at if disposition is Disposition.ANSWERED else None
        found.append(Heard(heard_at=first, answered_at=answered, mention_id=number))
    return found
