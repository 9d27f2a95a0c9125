"""Layers of corrected labels: every version is kept, one a task at most is in use, each way leads back."""

import time
from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, delete, func, insert, select, update

from deutgo.errors import NotFound
from deutgo.store.mentions import Mentions
from deutgo.store.tables.layers import label_layer, label_renewal
from deutgo.store.tables.mentions import mention
from deutgo.store.unit_of_work import UnitOfWork
from deutgo.store.views.corrected import corrections
from deutgo.understand.corrections import Correction, Layer, Measured, measure, refit
from deutgo.understand.document import searchable
from deutgo.understand.understanding import SHIPPED, Layering

LEARNED_FROM = 5_000  # the newest corrections; older ones speak of other times


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptLayer:
    """One version without its weights; `shipped` and `refitted` are shares of `measured_count`."""

    id: int
    task: str
    version: int
    in_use: bool
    correction_count: int
    measured_count: int
    shipped: float
    refitted: float
    made_by: str | None
    made_at: datetime

    @property
    def measured(self) -> Measured:
        """What was measured when it was fitted."""
        return Measured(count=self.measured_count, shipped=self.shipped, refitted=self.refitted)


class Layers:
    """The layers of one workspace."""

    def __init__(self, connection: Connection, workspace: str) -> None:
        self._connection = connection
        self._workspace = workspace
        self._mine = label_layer.c.workspace == workspace

    def all(self, task: str | None = None) -> list[KeptLayer]:
        """Return every version, the newest first."""
        columns = [column for column in label_layer.c if column.name not in ("workspace", "packed")]
        query = select(*columns).where(self._mine)
        if task is not None:
            query = query.where(label_layer.c.task == task)
        rows = self._connection.execute(query.order_by(label_layer.c.task, label_layer.c.version.desc()))
        return [
            KeptLayer(**{**row._mapping, "made_at": datetime.fromtimestamp(row.made_at, UTC)}) for row in rows
        ]

    def keep(self, layer: Layer, measured: Measured, *, by: str | None, at: datetime) -> KeptLayer:
        """Write the next version of a task's layer; it is not used until somebody says so."""
        last = select(func.max(label_layer.c.version)).where(self._mine, label_layer.c.task == layer.task)
        version = (self._connection.execute(last).scalar() or 0) + 1
        self._connection.execute(
            insert(label_layer).values(
                workspace=self._workspace,
                task=layer.task,
                version=version,
                in_use=False,
                correction_count=layer.count,
                measured_count=measured.count,
                shipped=measured.shipped,
                refitted=measured.refitted,
                packed=b64encode(layer.to_bytes()).decode(),
                made_by=by,
                made_at=int(at.timestamp()),
            )
        )
        return self.all(layer.task)[0]

    def use(self, task: str, version: int | None) -> None:
        """Use this version of a task, none for the labels as shipped; history is labelled anew after it.

        Raises `NotFound` for a version that was never made.
        """
        if version is not None and all(each.version != version for each in self.all(task)):
            raise NotFound(what=f"label_layer:{task}:{version}")
        of_task = (self._mine, label_layer.c.task == task)
        self._connection.execute(update(label_layer).where(*of_task).values(in_use=False))
        if version is not None:
            chosen = (*of_task, label_layer.c.version == version)
            self._connection.execute(update(label_layer).where(*chosen).values(in_use=True))
        self._connection.execute(delete(label_renewal).where(label_renewal.c.workspace == self._workspace))
        newest = select(func.max(mention.c.id)).where(mention.c.workspace == self._workspace)
        below = (self._connection.execute(newest).scalar() or 0) + 1
        values = {"workspace": self._workspace, "below": below, "asked_at": int(time.time())}
        self._connection.execute(insert(label_renewal).values(values))

    def ids_in_use(self) -> tuple[int, ...]:
        """Return which layers are in use, cheaply: compare before loading."""
        query = select(label_layer.c.id).where(self._mine, label_layer.c.in_use).order_by(label_layer.c.id)
        return tuple(self._connection.execute(query).scalars())

    def in_use(self, known: Layering = SHIPPED) -> Layering:
        """Return the layers in use; `known` itself when they are the same."""
        ids = self.ids_in_use()
        if ids == known.ids:
            return known
        query = select(label_layer.c.task, label_layer.c.packed).where(label_layer.c.id.in_(ids))
        by_task = {
            task: Layer.from_bytes(b64decode(packed)) for task, packed in self._connection.execute(query)
        }
        return Layering(ids=ids, by_task=by_task)


def learnable(work: UnitOfWork, task: str) -> list[Correction]:
    """Return what people said about one task's labels, oldest first; the last word on a mention counts."""
    last: dict[int, str] = {}
    for each in corrections(work, task=task, limit=LEARNED_FROM):
        last.setdefault(each.mention_id, each.label)
    ids: Sequence[int] = list(last)[::-1]
    found = Mentions(work.connection, work.workspace).many(ids)
    return [
        Correction(text=searchable(stored.mention.title, stored.mention.text), label=last[stored.id])
        for stored in found
        if stored.mention.deleted_at is None
    ]


def learn(work: UnitOfWork, task: str, *, by: str | None, at: datetime) -> KeptLayer:
    """Fit, measure and keep a new version; raises `TooFewCorrections`. Some seconds for thousands."""
    found = learnable(work, task)
    layer = refit(task, found)
    return Layers(work.connection, work.workspace).keep(layer, measure(task, found), by=by, at=at)
