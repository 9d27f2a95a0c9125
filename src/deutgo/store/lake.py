"""The lake: mentions as Parquet, one folder a day in Seoul, integer epoch columns.

It is the hand-over format to a cluster and the mentions' part of the complete export. Rows come in the order
of their numbers, which is that of time, so a day is written when the next one begins; memory stays flat.
"""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson
import pyarrow as pa
import pyarrow.parquet as pq
from sqlalchemy import Connection, Row, select

from deutgo.clock import SEOUL
from deutgo.store.mentions import COUNTS, SEQUENCE
from deutgo.store.tables.mentions import engagement, mention
from deutgo.understand.privacy import PersonalKind, PersonalSpan, find_personal, mask

FETCHED = 2_000  # rows in memory at a time
LARGEST = 100_000  # rows in one file
UNDATED = "undated"
LABELS = ("sentiment", "intent", "offensive")

SCHEMA = pa.schema(
    [
        ("id", pa.string()),
        ("source", pa.string()),
        ("url", pa.string()),
        ("title", pa.string()),
        ("text", pa.string()),
        ("author", pa.string()),
        ("created_at", pa.int64()),
        ("created_precision", pa.string()),
        ("observed_at", pa.int64()),
        ("parent_id", pa.string()),
        ("target", pa.string()),
        ("board", pa.string()),
        ("rating", pa.float64()),
        *((name, pa.int64()) for name in COUNTS),
        ("lang", pa.string()),
        ("deleted_at", pa.int64()),
        ("number", pa.int64()),  # the store's number; other tables refer to it
        ("imported_at", pa.int64()),
        ("content_hash", pa.int64()),
        *((name, pa.string()) for name in LABELS),
        *((f"{name}_score", pa.float64()) for name in LABELS),
        ("personal", pa.string()),
    ]
)
STORED = {"id": "external_id", "number": "id"}  # column of the lake → column of the store


def write_lake(
    connection: Connection, workspace: str, folder: Path, *, since: int | None, masked: bool
) -> Iterator[tuple[Path, int]]:
    """Write a workspace's mentions and yield (file, rows) as each file is complete."""
    columns = [mention.c[STORED.get(name, name)] for name in SCHEMA.names if name not in COUNTS]
    query = (
        select(*columns, *(engagement.c[name] for name in COUNTS))
        .outerjoin(engagement, engagement.c.mention == mention.c.id)
        .where(mention.c.workspace == workspace)
        .order_by(mention.c.id)
    )
    if since is not None:
        query = query.where(mention.c.id >= since << SEQUENCE)
    rows = connection.execution_options(stream_results=True, yield_per=FETCHED).execute(query)
    parts: dict[str, int] = {}
    day = ""
    held: list[dict[str, Any]] = []
    for row in rows:
        its_day = day_name(row.created_at)
        if held and (its_day != day or len(held) >= LARGEST):
            yield _write(folder, day, held, parts), len(held)
            held = []
        day = its_day
        held.append(_record(row, masked=masked))
    if held:
        yield _write(folder, day, held, parts), len(held)


def day_name(second: int | None) -> str:
    """Return the day in Seoul, `undated` for none."""
    return UNDATED if second is None else datetime.fromtimestamp(second, SEOUL).date().isoformat()


def _write(folder: Path, day: str, records: list[dict[str, Any]], parts: dict[str, int]) -> Path:
    number = parts[day] = parts.get(day, -1) + 1
    path = folder / f"day={day}" / f"part-{number}.parquet"
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.Table.from_pylist(records, schema=SCHEMA), path, compression="zstd")
    return path


def _record(row: Row[Any], *, masked: bool) -> dict[str, Any]:
    record = {name: getattr(row, STORED.get(name, name)) for name in SCHEMA.names}
    if masked:
        if record["personal"]:
            record["text"] = mask(record["text"], read_spans(record["personal"]))
            record["personal"] = None  # its places are those of the text as it was
        if record["title"]:
            record["title"] = mask(record["title"], find_personal(record["title"]))
    return record


def read_spans(written: str) -> list[PersonalSpan]:
    """Read the spans that a row keeps as JSON."""
    return [
        PersonalSpan(kind=PersonalKind(kind), start=start, end=end)
        for kind, start, end in orjson.loads(written)
    ]
