"""Reading a complete export back: every file is checked against the manifest before a row is written.

Mentions go through the same intake as any others and keep their numbers where these are free. The tables
are filled only where this workspace has none of their rows: two histories cannot be told apart afterwards.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import orjson
import pyarrow as pa
import pyarrow.parquet as pq
from sqlalchemy import Connection, Table, func, select

from deutgo.errors import BadFile, BadRow
from deutgo.i18n import _
from deutgo.listen.mention import Mention, Precision
from deutgo.listen.reading.columns import FIELDS
from deutgo.listen.reading.rows import Rejected, RowReader
from deutgo.listen.reading.times import read_time
from deutgo.store.export import FORMAT, MANIFEST, exported_tables, hash_file
from deutgo.store.statements import insert_many
from deutgo.store.unit_of_work import Store

ROWS = 500


class Numbered(NamedTuple):
    """A mention of an export and the store's number that it had."""

    mention: Mention
    number: int


def is_export(path: str) -> bool:
    """Tell whether a path is a folder that `export` wrote to the end."""
    return (Path(path) / MANIFEST).is_file()


class Archive:
    """An export folder whose files are all there and unchanged."""

    def __init__(self, folder: str) -> None:
        self.folder = Path(folder)
        try:
            self.manifest = orjson.loads((self.folder / MANIFEST).read_bytes())
            if self.manifest["format"] != FORMAT:
                reason = _("이 판이 모르는 형식입니다(%(format)s). Deutgo를 올린 뒤 다시 해 주십시오.")
                raise BadFile(path=folder, reason=reason % {"format": self.manifest["format"]})
            for each in self.manifest["files"]:
                self._check(each)
        except (orjson.JSONDecodeError, KeyError, TypeError, OSError) as error:
            reason = _("manifest.json을 읽을 수 없습니다. 내보내기를 다시 해 주십시오.")
            raise BadFile(path=folder, reason=reason) from error

    @property
    def masked(self) -> bool:
        """Whether personal data was masked; such texts never replace what the store has."""
        return bool(self.manifest["masked"])

    def mentions(self) -> Iterator[Numbered | Rejected]:
        """Yield the mentions of the lake, oldest first."""
        reader = RowReader(FIELDS)
        for each in sorted(self._files("mentions")):
            try:
                file = pq.ParquetFile(each)
                for batch in file.iter_batches(batch_size=ROWS):
                    for line, record in enumerate(batch.to_pylist(), start=1):
                        yield _numbered(line, record, reader)
            except (pa.ArrowInvalid, OSError) as error:
                raise BadFile(path=str(each), reason=str(error)) from error

    def restore_tables(self, store: Store) -> list[str]:
        """Fill the workspace's tables in one transaction; return the names of those left as they were."""
        kept: list[str] = []
        with store.begin() as work:
            for table in exported_tables():
                paths = self._files(table.name)
                if not paths or not paths[0].stat().st_size:
                    continue
                if _has_rows(work.connection, table, work.workspace):
                    kept.append(table.name)
                    continue
                for rows in _batches(paths[0]):
                    _insert(work.connection, table, work.workspace, rows)
                _continue_numbers(work.connection, table)
        return kept

    def _files(self, name: str) -> list[Path]:
        return [self.folder / each["path"] for each in self.manifest["files"] if each["table"] == name]

    def _check(self, each: dict[str, Any]) -> None:
        path = self.folder / each["path"]
        if not path.resolve().is_relative_to(self.folder.resolve()):
            raise BadFile(path=str(path), reason=_("내보낸 폴더 밖을 가리킵니다."))
        if not path.is_file() or hash_file(path) != each["sha256"]:
            reason = _("내보낸 뒤에 바뀌었거나 없어졌습니다. 원래 폴더를 다시 복사해 주십시오.")
            raise BadFile(path=str(path), reason=reason)


def _numbered(line: int, record: dict[str, Any], reader: RowReader) -> Numbered | Rejected:
    try:
        if record["deleted_at"] is not None and not record["text"]:
            return Numbered(_tombstone(record), record["number"])
        return Numbered(reader.read([record[field] for field in FIELDS]), record["number"])
    except BadRow as error:
        return Rejected(line, str(error.facts["reason"]), str(record.get("id")))


def _tombstone(record: dict[str, Any]) -> Mention:
    return Mention(
        id=record["id"],
        source=record["source"] or "",
        text="",
        created_at=None if record["created_at"] is None else read_time(record["created_at"])[0],
        created_precision=Precision(record["created_precision"]),
        deleted_at=read_time(record["deleted_at"])[0],
    )


def _has_rows(connection: Connection, table: Table, workspace: str) -> bool:
    query = select(table.c.workspace).where(table.c.workspace == workspace).limit(1)
    return connection.execute(query).first() is not None


def _batches(path: Path) -> Iterator[list[dict[str, Any]]]:
    with path.open("rb") as file:
        rows: list[dict[str, Any]] = []
        for line in file:
            rows.append(orjson.loads(line))
            if len(rows) == ROWS:
                yield rows
                rows = []
        if rows:
            yield rows


def _insert(connection: Connection, table: Table, workspace: str, rows: Sequence[dict[str, Any]]) -> None:
    """Insert rows as they stood in the database, past the types that turn values into ours."""
    names = [column.name for column in table.c]
    values = [tuple(workspace if name == "workspace" else row.get(name) for name in names) for row in rows]
    insert_many(connection, table, names, values)


def _continue_numbers(connection: Connection, table: Table) -> None:
    """Let PostgreSQL number new rows after the restored ones; SQLite sees that by itself."""
    if connection.dialect.name != "postgresql" or "id" not in table.c:
        return
    sequence = func.pg_get_serial_sequence(table.name, "id")
    highest = select(func.max(table.c.id)).scalar_subquery()
    connection.execute(select(func.setval(sequence, highest)).where(sequence.is_not(None)))
