"""The complete export: mentions as Parquet, everything else as JSON Lines, and a manifest that proves it.

Personal data in customers' words is masked unless the caller asks for it with a reason, which the audit log
keeps. Passwords, tokens and sessions are never exported. What is derived (index, matches, counters) is made
again on import. The manifest is written last: a folder without one is not an export.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import Connection, Table

from deutgo import __version__
from deutgo.clock import iso
from deutgo.errors import BadInput, DiskFull
from deutgo.events import Event
from deutgo.i18n import _
from deutgo.store.lake import write_lake
from deutgo.store.statements import select_plain
from deutgo.store.tables import delivery, operations, people
from deutgo.store.tables.schema import metadata
from deutgo.store.unit_of_work import Store
from deutgo.understand.privacy import find_personal, mask

FORMAT = 1
MANIFEST = "manifest.json"
LAKE, TABLES = "mentions", "tables"
DERIVED = frozenset(
    {"mention", "engagement", "topic_match", "cube_hour", "cube_day", "cube_undated"}
    | {"copies", "arrival", "job_place", "label_renewal"}
)  # the lake has the first two, import and the worker make the others again
SECRET_TABLES = frozenset({people.session.name, people.api_token.name, delivery.recipient.name})
SECRET_COLUMNS = {people.person.name: frozenset({"password_hash"})}
LEFT_OUT = (DERIVED - {"mention", "engagement"}) | SECRET_TABLES | {"person.password_hash"}
RECENT = "recorded_us >= CAST(:since AS BIGINT)"
SINCE = {"outbox": RECENT, "outbox_delivery": f"event IN (SELECT id FROM outbox WHERE {RECENT})"}  # noqa: S608
CUSTOMERS_WORDS = {operations.ticket.name: ("title",), operations.alert.name: ("reason",)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """What an export wrote: rows by table (`mentions` for the lake), and bytes in all."""

    folder: Path
    counts: dict[str, int]
    size: int


def export_workspace(
    store: Store,
    folder: Path,
    *,
    at: datetime,
    since: datetime | None = None,
    personal_reason: str | None = None,
) -> Exported:
    """Write everything of the store's workspace into a new folder, as of one moment.

    `since` leaves out older mentions and events. With `personal_reason` nothing is masked, and the reason
    goes into the audit log before a byte is written.
    """
    _prepare(folder)
    with store.begin() as work:
        facts = {"personal": personal_reason is not None, "reason": personal_reason or ""}
        work.emit(Event(name="data_exported", at=at, workspace=store.workspace, facts=facts))
    files: list[dict[str, Any]] = []
    counts: dict[str, int] = {}
    second = None if since is None else int(since.timestamp())
    try:
        with store.read() as work:
            masked = personal_reason is None
            lake = write_lake(work.connection, store.workspace, folder / LAKE, since=second, masked=masked)
            for path, rows in lake:
                _note(files, counts, folder, path, "mentions", rows)
            for table in exported_tables():
                path, rows = _write_table(work.connection, store.workspace, folder, table, second, masked)
                _note(files, counts, folder, path, str(table.name), rows)
        manifest = {
            "format": FORMAT,
            "product": "deutgo",
            "version": __version__,
            "workspace": store.workspace,
            "exported_at": iso(at),
            "since": iso(since) if since else None,
            "masked": masked,
            "counts": counts,
            "left_out": sorted(LEFT_OUT),
            "files": files,
        }
        (folder / MANIFEST).write_bytes(orjson.dumps(manifest, option=orjson.OPT_INDENT_2))
    except OSError as error:
        raise DiskFull(place=str(folder), reason=error.strerror) from error
    return Exported(folder=folder, counts=counts, size=sum(int(each["bytes"]) for each in files))


def exported_tables() -> list[Table]:
    """Return the tables that go out as JSON Lines, those that others refer to first."""
    return [table for table in metadata.sorted_tables if table.name not in DERIVED | SECRET_TABLES]


def hash_file(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, in hex."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def _prepare(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if any(folder.iterdir()):
            reason = _("%(folder)s 폴더가 비어 있지 않습니다. 새 폴더를 적어 주십시오.")
            raise BadInput(reason=reason % {"folder": folder})
    except OSError as error:
        raise BadInput(reason=f"--to {folder}: {error.strerror}") from error


def _note(
    files: list[dict[str, Any]], counts: dict[str, int], folder: Path, path: Path, name: str, rows: int
) -> None:
    counts[name] = counts.get(name, 0) + rows
    files.append(
        {
            "path": path.relative_to(folder).as_posix(),
            "table": name,
            "rows": rows,
            "bytes": path.stat().st_size,
            "sha256": hash_file(path),
        }
    )


def _write_table(
    connection: Connection, workspace: str, folder: Path, table: Table, since: int | None, masked: bool
) -> tuple[Path, int]:
    path = folder / TABLES / f"{table.name}.jsonl"
    path.parent.mkdir(exist_ok=True)
    rows = 0
    with path.open("wb") as file:
        for record in _records(connection, workspace, table, since):
            for column in CUSTOMERS_WORDS.get(table.name, ()) if masked else ():
                if record[column]:
                    record[column] = mask(record[column], find_personal(record[column]))
            file.write(orjson.dumps(record) + b"\n")
            rows += 1
    return path, rows


def _records(
    connection: Connection, workspace: str, table: Table, since: int | None
) -> Iterator[dict[str, Any]]:
    """Yield a table's rows as the plain values that stand in the database."""
    hidden = SECRET_COLUMNS.get(table.name, frozenset())
    bounds = {"workspace": workspace}
    condition = "workspace = :workspace"
    if since is not None and table.name in SINCE:
        condition += f" AND {SINCE[table.name]}"
        bounds["since"] = str(since * 1_000_000)
    for record in select_plain(connection, table, condition, bounds):
        yield {name: None if name in hidden else value for name, value in record.items()}
