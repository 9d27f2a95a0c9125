"""Finds in the background which mentions repeat an earlier one, for what comes in and for what was there."""

import time

import structlog
from sqlalchemy import func, select, update

from deutgo.detect.copies import Copy, CopyFinder, Kept
from deutgo.store.arrivals import (
    next_arrivals,
    place_of_job,
    set_place,
    settle_arrivals,
    waiting_arrivals,
)
from deutgo.store.mentions import CHUNK
from deutgo.store.statements import upsert_many
from deutgo.store.tables.mentions import mention
from deutgo.store.tables.signals import copies
from deutgo.store.unit_of_work import Store, UnitOfWork

log = structlog.get_logger()
REMEMBERED = 100_000  # distinct texts, about 90 MB
AT_ONCE = 4_000  # mentions of history a transaction
SECONDS = 2.0  # of one turn, so that the other parts of the worker are not kept waiting
PAST, PAST_END = "copies", "copies_end"
COLUMNS = ("mention_id", "workspace", "copy_of", "cluster", "similarity", "differs")
SET = ", ".join(f"{name} = excluded.{name}" for name in COLUMNS[2:])


class CopyKeeper:
    """Keeps `copies` for one workspace. Doing the same mentions again changes nothing."""

    def __init__(self, store: Store, *, workspace: str | None = None, remembered: int = REMEMBERED) -> None:
        self.store = store
        self.workspace = workspace or store.workspace
        self.remembered = remembered
        self.finder: CopyFinder | None = None
        self.renamed: dict[int, int] = {}  # a cluster whose beginning turned out to be older

    def turn(self) -> None:
        """Work for a short while: first on the past of the store, then on what came in since."""
        ends = time.monotonic() + SECONDS
        while time.monotonic() < ends and (self._past() or self._waiting()):
            pass

    def _past(self) -> bool:
        """Take a piece of the past; False when it is done."""
        with self.store.read(workspace=self.workspace) as work:
            place = place_of_job(work.connection, self.workspace, PAST)
            end = place_of_job(work.connection, self.workspace, PAST_END)
        if place is None or end is None:
            self._begin()
            return True
        if place >= end:
            return False
        with self.store.read(workspace=self.workspace) as work:
            query = select(mention.c.id).where(mention.c.id > place, mention.c.id <= end)
            query = query.where(func.coalesce(mention.c.workspace, "") == self.workspace)
            ids = list(work.connection.execute(query.order_by(mention.c.id).limit(AT_ONCE)).scalars())
        with self.store.begin(durable=False, workspace=self.workspace) as work:
            self._keep(work, ids)
            set_place(work.connection, self.workspace, PAST, ids[-1] if ids else end)
        return True

    def _begin(self) -> None:
        """Settle where the past ends: what came in until now is part of it."""
        with self.store.begin(durable=False, workspace=self.workspace) as work:
            newest = select(func.max(mention.c.id)).where(mention.c.workspace == self.workspace)
            end = int(work.connection.execute(newest).scalar() or 0)
            set_place(work.connection, self.workspace, PAST, 0)
            set_place(work.connection, self.workspace, PAST_END, end)
            while batch := next_arrivals(work.connection, self.workspace):
                settle_arrivals(work.connection, batch[0])

    def _waiting(self) -> bool:
        """Take the oldest batch that waits; False when none does."""
        with self.store.read(workspace=self.workspace) as work:
            batch = next_arrivals(work.connection, self.workspace)
        if batch is None:
            return False
        with self.store.begin(durable=False, workspace=self.workspace) as work:
            self._keep(work, batch[1])
            settle_arrivals(work.connection, batch[0])
        return True

    def _keep(self, work: UnitOfWork, ids: list[int]) -> None:
        if self.finder is None:
            self.finder = self._remember(work)
        found = self.finder.add([(str(number), text) for number, text in _texts(work, ids)])
        rows = {row[0]: row for copy in found if (row := self._row(work, copy)) is not None}
        upsert_many(work.connection, copies, COLUMNS, list(rows.values()), on_conflict=SET)

    def _row(self, work: UnitOfWork, copy: Copy) -> tuple[int, str, int, int, float, str] | None:
        """Return the row of a copy. An older text that comes in late takes over: the younger is its copy."""
        if copy.copy_of is None:
            return None
        number, source, cluster = int(copy.id), int(copy.copy_of), int(copy.cluster)
        cluster = self.renamed.get(cluster, cluster)
        if number < source:
            if number < cluster:
                self.renamed[int(copy.cluster)] = number
                moved = update(copies).where(copies.c.cluster == cluster).values(cluster=number)
                work.connection.execute(moved)
                cluster = number
            number, source = source, number
        return (number, self.workspace, source, cluster, copy.similarity, " ".join(copy.differs))

    def _remember(self, work: UnitOfWork) -> CopyFinder:
        """Take up the newest texts that were looked at before, as a process that ended had them."""
        finder = CopyFinder(keep=self.remembered)
        done = place_of_job(work.connection, self.workspace, PAST) or 0
        end = place_of_job(work.connection, self.workspace, PAST_END) or 0
        query = select(mention.c.id, mention.c.text, copies.c.cluster)
        query = query.outerjoin(copies, copies.c.mention_id == mention.c.id)
        query = query.where(func.coalesce(mention.c.workspace, "") == self.workspace, mention.c.text != "")
        if done < end:
            query = query.where(mention.c.id <= done)
        waiting = waiting_arrivals(work.connection, self.workspace)
        rows = work.connection.execute(query.order_by(mention.c.id.desc()).limit(self.remembered)).all()
        kept = [
            Kept(str(row.id), row.text, str(row.cluster or row.id))
            for row in reversed(rows)
            if row.id not in waiting
        ]
        finder.restore(kept)
        log.info("copies_remembered", count=len(kept))
        return finder


def _texts(work: UnitOfWork, ids: list[int]) -> list[tuple[int, str]]:
    """Return the mentions that stand and have a text, in order of time."""
    texts = []
    for start in range(0, len(ids), CHUNK):
        query = select(mention.c.id, mention.c.text).where(mention.c.id.in_(ids[start : start + CHUNK]))
        query = query.where(mention.c.deleted_at.is_(None), mention.c.text != "").order_by(mention.c.id)
        texts += [(int(row.id), row.text) for row in work.connection.execute(query)]
    return texts
