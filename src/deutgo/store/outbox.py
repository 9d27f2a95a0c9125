"""The transactional outbox: an event is written with its fact, and handed on until its consumer settles it.

The table is append-only (triggers refuse changes) and is the audit log. A queue may be lost; the sweeper
offers every unsettled event again, so a consumer sees each event at least once and must be idempotent by
the event's id.
"""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import orjson
from sqlalchemy import Connection, Row, Select, and_, func, insert, or_, select, update
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from deutgo.errors import DeutgoError
from deutgo.events import Event
from deutgo.store.tables.outbox import outbox, outbox_delivery

if TYPE_CHECKING:
    from deutgo.store.unit_of_work import Store

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SLOWEST = timedelta(minutes=10)  # no transaction stays open longer
LEASE = timedelta(minutes=2)  # a worker that was killed half-way loses its claim after this
RETRIES = 12
FIRST_WAIT = timedelta(seconds=2)  # doubled at each failure, up to an hour: about six hours in all
LONGEST_WAIT = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredEvent(Event):
    """An event as it stands in the outbox; `id` grows with the order of writing."""

    id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Consumer:
    """Someone who must be told of certain events; `handle` may be called twice for one event.

    A `DeutgoError` or `OSError` from `handle` means "again later"; anything else is a defect and passes.
    """

    name: str
    events: frozenset[str]
    handle: Callable[[StoredEvent], None]


def write_event(connection: Connection, event: Event) -> int:
    """Append one event in the caller's transaction and return its number."""
    result = connection.execute(
        insert(outbox).values(
            workspace=event.workspace,
            name=event.name,
            at_us=_microseconds(event.at),
            recorded_us=time.time_ns() // 1000,
            actor=event.actor,
            subject=event.subject,
            facts=orjson.dumps(dict(event.facts), default=str).decode(),
        )
    )
    key = result.inserted_primary_key
    assert key is not None
    return int(key[0])


def read_events(
    connection: Connection,
    workspace: str,
    *,
    after: int = 0,
    names: Iterable[str] | None = None,
    subject: str | None = None,
    fact: tuple[str, str] | None = None,
    newest_first: bool = False,
    limit: int = 1000,
) -> list[StoredEvent]:
    """Return events of a workspace, by number: the audit log, a case's timeline, the console's live feed."""
    query = select(outbox).where(outbox.c.workspace == workspace, outbox.c.id > after)
    if names is not None:
        query = query.where(outbox.c.name.in_(list(names)))
    if subject is not None:
        query = query.where(outbox.c.subject == subject)
    if fact is not None:
        name, value = fact
        query = query.where(
            outbox.c.facts.contains(orjson.dumps({name: value}).decode()[1:-1], autoescape=True)
        )
    query = query.order_by(outbox.c.id.desc() if newest_first else outbox.c.id).limit(limit)
    return [_event(row) for row in connection.execute(query)]


class Sweeper:
    """Offers consumers their unsettled events, oldest first; one a worker process.

    It remembers below which number everything is settled, so that an empty sweep costs one indexed look-up
    a consumer however long the log has grown.
    """

    def __init__(self, store: "Store", consumers: Sequence[Consumer]) -> None:
        self._store = store
        self._consumers = consumers
        self._settled_below = {consumer.name: 0 for consumer in consumers}

    def sweep(self, *, limit: int = 100) -> int:
        """Handle what is due and return how many events were settled."""
        settled = 0
        for consumer in self._consumers:
            for event, attempts in self._claim(consumer, limit):
                try:
                    consumer.handle(event)
                except (DeutgoError, OSError) as error:
                    _postpone(self._store, consumer, event, attempts, failure=repr(error)[:500])
                else:
                    _settle(self._store, consumer, event)
                    settled += 1
        return settled

    def _claim(self, consumer: Consumer, limit: int) -> list[tuple[StoredEvent, int]]:
        """Lease due events, so that two workers do not handle one at the same time."""
        now = time.time_ns() // 1000
        unsettled = _unsettled(consumer, above=self._settled_below[consumer.name])
        due = unsettled.where(or_(outbox_delivery.c.due_us.is_(None), outbox_delivery.c.due_us <= now))
        with self._store.read() as work:
            first = work.connection.execute(unsettled.limit(1)).first()
            if first is None:
                self._remember(work.connection, consumer, now)
                return []
        with self._store.begin(durable=False) as work:
            if self._store.engine.dialect.name == "postgresql":
                due = due.with_for_update(of=outbox, skip_locked=True)
            rows = work.connection.execute(due.limit(limit))
            claimed = [(_event(row), int(row.attempts or 0) + 1) for row in rows]
            for event, attempts in claimed:
                lease = {"attempts": attempts, "due_us": now + _span(LEASE), "settled_us": None}
                _write_delivery(work.connection, consumer, event, lease)
        return claimed

    def _remember(self, connection: Connection, consumer: Consumer, now: int) -> None:
        """Raise the mark to what is old enough that no slow transaction can still commit below it."""
        old = select(func.max(outbox.c.id)).where(outbox.c.recorded_us < now - _span(SLOWEST))
        newest = connection.execute(old.where(outbox.c.id > self._settled_below[consumer.name])).scalar()
        if newest is not None:
            self._settled_below[consumer.name] = newest


def given_up(connection: Connection, workspace: str) -> list[tuple[StoredEvent, str, str]]:
    """Return (event, consumer, failure) of what was tried too often; a person must look."""
    query = (
        select(outbox, outbox_delivery.c.consumer, outbox_delivery.c.failure)
        .join(outbox_delivery, outbox_delivery.c.event == outbox.c.id)
        .where(outbox.c.workspace == workspace, outbox_delivery.c.settled_us.is_not(None))
        .where(outbox_delivery.c.failure.is_not(None))
        .order_by(outbox.c.id)
    )
    return [(_event(row), str(row.consumer), str(row.failure)) for row in connection.execute(query)]


def _unsettled(consumer: Consumer, *, above: int) -> Select[Any]:
    mine = and_(outbox_delivery.c.event == outbox.c.id, outbox_delivery.c.consumer == consumer.name)
    return (
        select(outbox, outbox_delivery.c.attempts)
        .outerjoin(outbox_delivery, mine)
        .where(outbox.c.name.in_(sorted(consumer.events)), outbox.c.id > above)
        .where(outbox_delivery.c.settled_us.is_(None))
        .order_by(outbox.c.id)
    )


def _settle(store: "Store", consumer: Consumer, event: StoredEvent) -> None:
    with store.begin() as work:
        work.connection.execute(
            update(outbox_delivery)
            .where(outbox_delivery.c.consumer == consumer.name, outbox_delivery.c.event == event.id)
            .values(settled_us=time.time_ns() // 1000, due_us=None, failure=None)
        )


def _postpone(store: "Store", consumer: Consumer, event: StoredEvent, attempts: int, *, failure: str) -> None:
    now = time.time_ns() // 1000
    over = attempts >= RETRIES
    wait = min(FIRST_WAIT * 2 ** (attempts - 1), LONGEST_WAIT)
    with store.begin(durable=False) as work:
        work.connection.execute(
            update(outbox_delivery)
            .where(outbox_delivery.c.consumer == consumer.name, outbox_delivery.c.event == event.id)
            .values(
                failure=failure, settled_us=now if over else None, due_us=None if over else now + _span(wait)
            )
        )


def _write_delivery(
    connection: Connection, consumer: Consumer, event: StoredEvent, values: Mapping[str, int | None]
) -> None:
    dialect_insert = sqlite_insert if connection.dialect.name == "sqlite" else postgres_insert
    row = {"consumer": consumer.name, "event": event.id, "workspace": event.workspace, **values}
    connection.execute(
        dialect_insert(outbox_delivery)
        .values(row)
        .on_conflict_do_update(index_elements=["consumer", "event"], set_=dict(values))
    )


def _event(row: Row[tuple[object, ...]]) -> StoredEvent:
    fields = row._mapping
    return StoredEvent(
        id=fields["id"],
        name=fields["name"],
        at=EPOCH + timedelta(microseconds=fields["at_us"]),
        workspace=fields["workspace"],
        actor=fields["actor"],
        subject=fields["subject"],
        facts=orjson.loads(fields["facts"]),
    )


def _microseconds(moment: datetime) -> int:
    return _span(moment - EPOCH)


def _span(span: timedelta) -> int:
    return span // timedelta(microseconds=1)
