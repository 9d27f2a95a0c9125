"""What came in, noted beside the mentions: batches that jobs have yet to read, and looks at view counters."""

import zlib
from array import array
from collections.abc import Iterable, Sequence
from math import log2

from sqlalchemy import Connection, delete, func, insert, select

from deutgo.listen.mention import Mention, Precision
from deutgo.store.statements import insert_many, run_many, upsert_many
from deutgo.store.tables.signals import arrival, job_place, view_look

YOUNG_SECONDS = 14 * 86_400  # an older post's counter says nothing about how it began
SLOTS = 8  # looks kept each time a post's age doubles; about a hundred in two weeks
FIRST_SECONDS = 300.0
LOOK_COLUMNS = ("workspace", "mention", "slot", "at", "views")

Look = tuple[str, int, int, int, int]  # in the order of LOOK_COLUMNS


def note_arrivals(connection: Connection, workspace: str, ids: Sequence[int]) -> None:
    """Note a batch of new or rewritten mentions for the jobs: one row, a few bytes a mention."""
    if ids:
        packed = zlib.compress(array("q", sorted(ids)).tobytes(), 1)
        connection.execute(insert(arrival).values(workspace=workspace, mentions=packed))


def next_arrivals(connection: Connection, workspace: str) -> tuple[int, list[int]] | None:
    """Return the oldest batch that waits: its number, and the mentions in order of time."""
    query = select(arrival.c.id, arrival.c.mentions).where(arrival.c.workspace == workspace)
    row = connection.execute(query.order_by(arrival.c.id).limit(1)).first()
    if row is None:
        return None
    numbers = array("q")
    numbers.frombytes(zlib.decompress(row.mentions))
    return int(row.id), list(numbers)


def settle_arrivals(connection: Connection, batch: int) -> None:
    """Forget a batch that has been worked on."""
    connection.execute(delete(arrival).where(arrival.c.id == batch))


def place_of_job(connection: Connection, workspace: str, job: str) -> int | None:
    """Return how far a job has come, None when it never ran."""
    query = select(job_place.c.place).where(job_place.c.workspace == workspace, job_place.c.job == job)
    place = connection.execute(query).scalar()
    return None if place is None else int(place)


def set_place(connection: Connection, workspace: str, job: str, place: int) -> None:
    """Keep how far a job has come, in the transaction of what it wrote."""
    columns = ("workspace", "job", "place")
    upsert_many(
        connection, job_place, columns, [(workspace, job, place)], on_conflict="place = excluded.place"
    )


def look_at(workspace: str, number: int, heard: Mention) -> Look | None:
    """Return the row of one look at a young post's counter; None where age or count is not known."""
    if heard.views is None or heard.observed_at is None or heard.created_at is None:
        return None
    age = (heard.observed_at - heard.created_at).total_seconds()
    if heard.created_precision is not Precision.INSTANT or not 0 <= age <= YOUNG_SECONDS:
        return None
    at = int(heard.observed_at.timestamp())
    return workspace, number, slot_of(age), at, heard.views


def slot_of(age: float) -> int:
    """Return the slot of an age in seconds: `SLOTS` each time it doubles."""
    return int(SLOTS * log2(1 + age / FIRST_SECONDS))


def keep_looks(connection: Connection, looks: Iterable[Look], *, again: bool) -> None:
    """Write looks; `again`: some of these mentions may have one in that slot, which the new one replaces."""
    rows = list({(number, slot): row for row in looks for number, slot in [row[1:3]]}.values())
    if again:
        sql = "DELETE FROM view_look WHERE mention = ? AND slot = ?"
        run_many(connection, sql, [(number, slot) for _, number, slot, _, _ in rows])
    insert_many(connection, view_look, LOOK_COLUMNS, rows)


def newest_look(connection: Connection, workspace: str) -> int:
    """Return the number of the newest look, 0 when there is none."""
    query = select(func.max(view_look.c.id)).where(view_look.c.workspace == workspace)
    return int(connection.execute(query).scalar() or 0)


def waiting_arrivals(connection: Connection, workspace: str) -> set[int]:
    """Return every mention that waits in some batch."""
    waiting: set[int] = set()
    for packed in connection.execute(
        select(arrival.c.mentions).where(arrival.c.workspace == workspace)
    ).scalars():
        numbers = array("q")
        numbers.frombytes(zlib.decompress(packed))
        waiting.update(numbers)
    return waiting
