"""Topics: saved queries, and which mentions they match.

A topic and its past are written in one transaction under the writer's lock, and an import compares the
topics it knows with those of the store in each of its transactions; so no mention falls between the two.
"""

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import orjson
from sqlalchemy import Connection, delete, func, insert, select, update

from deutgo.detect.sensitivity import MOST_LEAST, Sensitivity, WatchRule
from deutgo.errors import BadInput, Conflict, NotFound
from deutgo.store.cube import Countable, Delta
from deutgo.store.statements import insert_many
from deutgo.store.tables.counters import cube_day, cube_hour, cube_undated
from deutgo.store.tables.mentions import mention
from deutgo.store.tables.topics import known_event, topic, topic_match

CHUNK = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """A saved, named query that people follow."""

    id: int
    name: str
    query: str
    aliases: Mapping[str, tuple[str, ...]]
    rule: WatchRule = field(default_factory=WatchRule)  # when a burst of it is told


class Topics:
    """The topics of one workspace."""

    def __init__(self, connection: Connection, workspace: str) -> None:
        self._connection = connection
        self._workspace = workspace

    def all(self) -> list[Topic]:
        """Return every topic, by name."""
        query = select(topic).where(topic.c.workspace == self._workspace).order_by(topic.c.name)
        return [
            Topic(
                id=row.id,
                name=row.name,
                query=row.query,
                aliases={name: tuple(other) for name, other in orjson.loads(row.aliases or "{}").items()},
                rule=WatchRule(
                    sensitivity=Sensitivity(row.sensitivity or Sensitivity.USUAL), least_count=row.least_count
                ),
            )
            for row in self._connection.execute(query)
        ]

    def get(self, name: str) -> Topic:
        """Return one topic by name, or raise `NotFound`."""
        for each in self.all():
            if each.name == name:
                return each
        raise NotFound(what=name)

    def add(self, name: str, query: str, aliases: Mapping[str, Sequence[str]] | None = None) -> Topic:
        """Keep a topic that the caller has parsed and checked; `Conflict` when the name is taken.

        Its past is empty until `enter` is called with what a search found, in the same unit of work.
        """
        taken = select(topic.c.id).where(topic.c.workspace == self._workspace, topic.c.name == name)
        if self._connection.execute(taken).first() is not None:
            raise Conflict(reason=name)
        kept = {key: tuple(values) for key, values in (aliases or {}).items()}
        result = self._connection.execute(
            insert(topic).values(
                workspace=self._workspace,
                name=name,
                query=query,
                aliases=orjson.dumps(kept).decode() if kept else None,
                created_at=int(time.time()),
            )
        )
        key = result.inserted_primary_key
        assert key is not None
        return Topic(id=int(key[0]), name=name, query=query, aliases=kept)

    def change(self, before: Topic, *, query: str, aliases: Mapping[str, Sequence[str]]) -> Topic:
        """Give a topic another query, checked by the caller; the number stays, the past is entered anew."""
        kept = {key: tuple(values) for key, values in aliases.items()}
        packed = orjson.dumps(kept).decode() if kept else None
        mine = (topic.c.id == before.id, topic.c.workspace == self._workspace)
        self._connection.execute(update(topic).where(*mine).values(query=query, aliases=packed))
        self._withdraw(before.id)
        return replace(before, query=query, aliases=kept)

    def watch_by(self, before: Topic, rule: WatchRule) -> Topic:
        """Give a topic another rule for its alerts; raises `BadInput` for a floor that makes no sense."""
        if rule.least_count is not None and not 1 <= rule.least_count <= MOST_LEAST:
            raise BadInput(reason=f"least_count {rule.least_count}: 1–{MOST_LEAST}")
        mine = (topic.c.id == before.id, topic.c.workspace == self._workspace)
        usual = rule.sensitivity is Sensitivity.USUAL
        values = {"sensitivity": None if usual else rule.sensitivity.value, "least_count": rule.least_count}
        self._connection.execute(update(topic).where(*mine).values(**values))
        return replace(before, rule=rule)

    def remove(self, name: str) -> None:
        """Forget a topic, its matches and its counters."""
        gone = self.get(name).id
        self._withdraw(gone)
        self._connection.execute(delete(known_event).where(known_event.c.topic == gone))
        self._connection.execute(delete(topic).where(topic.c.id == gone))

    def _withdraw(self, number: int) -> None:
        self._connection.execute(delete(topic_match).where(topic_match.c.topic == number))
        for cube in (cube_hour, cube_day, cube_undated):
            mine = (cube.c.workspace == self._workspace, cube.c.topic == number)
            self._connection.execute(delete(cube).where(*mine))

    def enter(self, entered: Topic, ids: Iterable[int]) -> int:
        """Write that a topic matches these mentions, which it did not before, and count them."""
        delta, entries = Delta(), 0
        for chunk in _chunks(ids):
            rows = [(entered.id, number, self._workspace) for number in chunk]
            insert_many(self._connection, topic_match, ("topic", "mention", "workspace"), rows)
            for what in self._countable(chunk):
                delta.add(what, (entered.id,))
            entries += len(chunk)
        delta.write(self._connection, self._workspace)
        return entries

    def count(self, name: str) -> int:
        """Count the mentions that a topic matches."""
        query = select(func.count()).select_from(topic_match)
        return int(
            self._connection.execute(query.where(topic_match.c.topic == self.get(name).id)).scalar_one()
        )

    def matched(self, id: int) -> list[str]:
        """Return the names of the topics that match a mention."""
        query = select(topic.c.name).join(topic_match, topic_match.c.topic == topic.c.id)
        query = query.where(topic_match.c.mention == id, topic.c.workspace == self._workspace)
        return list(self._connection.execute(query.order_by(topic.c.name)).scalars())

    def _countable(self, ids: Sequence[int]) -> Iterator[Countable]:
        columns = (
            mention.c.created_at, mention.c.created_precision, mention.c.source, mention.c.sentiment,
            mention.c.intent,
        )  # fmt: skip
        for row in self._connection.execute(select(*columns).where(mention.c.id.in_(ids))):
            yield Countable(
                created_at=row[0],
                precision=row[1],
                source=row[2],
                sentiment=row[3] or "",
                intent=row[4] or "",
            )


def _chunks(ids: Iterable[int]) -> Iterator[list[int]]:
    chunk: list[int] = []
    for number in ids:
        chunk.append(number)
        if len(chunk) == CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk
