"""The full-text index on SQLite: written with the row, and unwritten with exactly what was written.

FTS5 keeps no copy of what it indexed. A delete with any other text leaves stale terms behind while its own
integrity check says ok, so the kept `tokens` of the row are what is deleted.
"""

from collections.abc import Sequence

from sqlalchemy import Connection, text

from deutgo.store.statements import run_many


def add(connection: Connection, rows: Sequence[tuple[int, str]]) -> None:
    """Index (number, tokens) rows."""
    if connection.dialect.name == "sqlite":
        run_many(connection, "INSERT INTO mention_fts(rowid, tokens) VALUES (?, ?)", rows)


def remove(connection: Connection, rows: Sequence[tuple[int, str]]) -> None:
    """Take (number, tokens) rows out; call it before the row of `mention` changes."""
    if connection.dialect.name == "sqlite":
        run_many(
            connection,
            "INSERT INTO mention_fts(mention_fts, rowid, tokens) VALUES ('delete', ?, ?)",
            rows,
        )


def count(connection: Connection) -> int:
    """Count the indexed rows of all workspaces."""
    return int(connection.execute(text("SELECT count(*) FROM mention_fts_docsize")).scalar_one())


def check(connection: Connection) -> None:
    """Compare the index with the kept tokens, row by row; raises the driver's error where they differ."""
    connection.execute(text("INSERT INTO mention_fts(mention_fts, rank) VALUES ('integrity-check', 1)"))
