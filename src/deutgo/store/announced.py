"""Announced events of topics (campaigns, releases, maintenance): what is known beforehand is no surprise."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from math import isfinite

from sqlalchemy import delete, insert, select

from deutgo.detect.alert import KnownEvent
from deutgo.errors import BadInput, Blank, NotFound
from deutgo.i18n import _
from deutgo.store.tables.topics import known_event
from deutgo.store.unit_of_work import UnitOfWork

LEAST_LIFT, MOST_LIFT = 1.1, 1_000.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Announced:
    """One announced event of a topic; `lift` times the usual is expected in [since, until)."""

    id: int = 0
    topic: int
    title: str
    since: datetime
    until: datetime
    lift: float
    announced_by: str | None = None
    announced_at: datetime

    @property
    def known(self) -> KnownEvent:
        """The same as the watch takes it."""
        return KnownEvent(
            topic=str(self.topic), title=self.title, since=self.since, until=self.until, lift=self.lift
        )

    def overlaps(self, since: datetime, until: datetime) -> bool:
        """Whether any part of a stretch lies in it."""
        return self.since < until and since < self.until


def announced(
    work: UnitOfWork, topic_id: int | None = None, *, after: datetime | None = None
) -> list[Announced]:
    """Return the events of a topic or of all, by time; `after` leaves out those that ended before."""
    query = select(known_event).where(known_event.c.workspace == work.workspace)
    if topic_id is not None:
        query = query.where(known_event.c.topic == topic_id)
    if after is not None:
        query = query.where(known_event.c.until > after)
    rows = work.connection.execute(query.order_by(known_event.c.since, known_event.c.id)).mappings()
    return [Announced(**{name: row[name] for name in Announced.__dataclass_fields__}) for row in rows]


def announce(work: UnitOfWork, event: Announced) -> Announced:
    """Keep an event; raises `Blank` without a title and `BadInput` for an end before its beginning."""
    if not event.title.strip():
        raise Blank(field="무슨 일인지")
    if event.until <= event.since:
        raise BadInput(reason=_("끝나는 때가 시작하는 때보다 뒤여야 합니다."))
    if not isfinite(event.lift) or not LEAST_LIFT <= event.lift <= MOST_LIFT:
        reason = _("평소의 몇 배인지는 %(least)s에서 %(most)s 사이로 적어 주십시오.")
        raise BadInput(reason=reason % {"least": LEAST_LIFT, "most": f"{MOST_LIFT:,.0f}"})
    kept = replace(event, title=event.title.strip()[:120])
    values = {name: getattr(kept, name) for name in Announced.__dataclass_fields__ if name != "id"}
    result = work.connection.execute(insert(known_event).values(workspace=work.workspace, **values))
    assert result.inserted_primary_key is not None
    return replace(kept, id=int(result.inserted_primary_key[0]))


def call_off(work: UnitOfWork, topic_id: int, number: int) -> Announced:
    """Remove an event and return what it was; raises `NotFound`."""
    for each in announced(work, topic_id):
        if each.id == number:
            work.connection.execute(delete(known_event).where(known_event.c.id == number))
            return each
    raise NotFound(what=f"event {number}")


def event_at(events: Sequence[Announced], since: datetime, until: datetime) -> Announced | None:
    """Return the event with the highest lift that was on at any time of a stretch."""
    on = [event for event in events if event.overlaps(since, until)]
    return max(on, key=lambda event: event.lift, default=None)
