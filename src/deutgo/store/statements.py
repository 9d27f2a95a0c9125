"""SQL for whole batches, spelled for either database.

`executemany` with plain tuples costs a third of SQLAlchemy's per-row processing, which matters at thousands
of mentions a second and nowhere else.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Boolean, Connection, Table, text

Rows = Sequence[tuple[Any, ...]]


def insert_many(connection: Connection, table: Table, columns: Sequence[str], rows: Rows) -> None:
    """Insert rows whose values are in the order of `columns`."""
    _many(connection, f"INSERT INTO {_head(table, columns)} {_values(connection, columns)}", rows)


def upsert_many(
    connection: Connection, table: Table, columns: Sequence[str], rows: Rows, *, on_conflict: str
) -> None:
    """Insert rows, or where the primary key is taken do `SET` what `on_conflict` says."""
    keys = ", ".join(column.name for column in table.primary_key)
    sql = (
        f"INSERT INTO {_head(table, columns)} {_values(connection, columns)} "
        f"ON CONFLICT ({keys}) DO UPDATE SET {on_conflict}"
    )
    _many(connection, sql, rows)


def update_many(
    connection: Connection, table: Table, columns: Sequence[str], rows: Rows, *, key: str
) -> None:
    """Update rows by one key column; each row's last value is the key."""
    mark = _mark(connection)
    assigned = ", ".join(f"{_quoted(name)} = {mark}" for name in columns)
    _many(connection, f"UPDATE {table.name} SET {assigned} WHERE {key} = {mark}", rows)  # noqa: S608


def select_plain(
    connection: Connection, table: Table, condition: str, values: Mapping[str, object]
) -> Iterator[dict[str, Any]]:
    """Yield rows by key as they stand in the database, past the types that turn values into ours."""
    names = [str(column.name) for column in table.c]
    order = ", ".join(_quoted(column.name) for column in table.primary_key)
    sql = f"SELECT {', '.join(map(_quoted, names))} FROM {table.name} WHERE {condition} ORDER BY {order}"  # noqa: S608
    truths = [name for name in names if isinstance(table.c[name].type, Boolean)]
    for row in connection.execute(text(sql), values):
        record = dict(zip(names, row, strict=True))
        for name in truths:  # SQLite keeps them as 0 and 1
            record[name] = None if record[name] is None else bool(record[name])
        yield record


def run_many(connection: Connection, sql: str, rows: Rows) -> None:
    """Run one statement, written with `?`, for each row."""
    _many(connection, sql.replace("?", _mark(connection)), rows)


def _many(connection: Connection, sql: str, rows: Rows) -> None:
    if rows:
        connection.exec_driver_sql(sql, list(rows))


def _head(table: Table, columns: Sequence[str]) -> str:
    return f"{table.name} ({', '.join(map(_quoted, columns))})"


def _values(connection: Connection, columns: Sequence[str]) -> str:
    return f"VALUES ({', '.join([_mark(connection)] * len(columns))})"


def _mark(connection: Connection) -> str:
    return "?" if connection.dialect.name == "sqlite" else "%s"


def _quoted(name: str) -> str:
    return f'"{name}"'
