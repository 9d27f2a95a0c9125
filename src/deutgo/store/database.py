"""The engine: SQLite in the home folder by default, PostgreSQL by URL, one behaviour on both.

On SQLite a write transaction begins IMMEDIATE: a deferred one that turns into a writer half-way fails at
once when another process wrote in between, whatever the time-out. WAL with synchronous=NORMAL survives a
killed process but not a power cut, so a person's act is written with FULL.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError, NoSuchModuleError

from deutgo.errors import BadSetting, Busy, Conflict, Damaged, DeutgoError, DiskFull, Unavailable, Unhealthy
from deutgo.settings import Settings

BUSY_SECONDS = 30
MODE = "deutgo_mode"  # execution option of a connection: read, fast, durable
PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}",
    "PRAGMA foreign_keys=ON",
    "PRAGMA cache_size=-65536",  # 64 MB a connection
    "PRAGMA mmap_size=268435456",
    "PRAGMA temp_store=MEMORY",
    "PRAGMA journal_size_limit=67108864",
)


def make_engine(settings: Settings) -> Engine:
    """Return the engine for the settings' URL; the SQLite file and its folder are private to the user."""
    try:
        url = make_url(settings.url)
        if url.drivername in ("postgresql", "postgres"):
            url = url.set(drivername="postgresql+psycopg")
        backend = url.get_backend_name()
    except (ArgumentError, NoSuchModuleError) as error:
        raise BadSetting(name="DEUTGO_DATABASE_URL", reason="not a database URL") from error
    if backend == "sqlite":
        _prepare_file(Path(url.database or ""))
        engine = create_engine(
            url, connect_args={"timeout": BUSY_SECONDS}, pool_size=8, max_overflow=16, hide_parameters=True
        )
        event.listen(engine, "connect", _on_sqlite_connect)
        event.listen(engine, "begin", _on_sqlite_begin)
        return engine
    if backend == "postgresql":
        engine = create_engine(
            url, pool_pre_ping=True, connect_args={"connect_timeout": 10}, hide_parameters=True
        )
        event.listen(engine, "begin", _on_postgres_begin)
        return engine
    raise BadSetting(name="DEUTGO_DATABASE_URL", reason=f"`{backend}`: only sqlite and postgresql are known")


def _prepare_file(path: Path) -> None:
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as error:
        raise BadSetting(name="DEUTGO_HOME", reason=f"{path}: {error.strerror}") from error


def _on_sqlite_connect(connection: sqlite3.Connection, record: object) -> None:
    del record
    connection.isolation_level = None  # we say BEGIN ourselves; the driver's own comes too late
    for pragma in PRAGMAS:
        connection.execute(pragma)


def _on_sqlite_begin(connection: Connection) -> None:
    mode = connection.get_execution_options().get(MODE, "read")
    connection.exec_driver_sql(f"PRAGMA query_only={'ON' if mode == 'read' else 'OFF'}")
    if mode == "read":
        connection.exec_driver_sql("BEGIN")
        return
    connection.exec_driver_sql(f"PRAGMA synchronous={'NORMAL' if mode == 'fast' else 'FULL'}")
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _on_postgres_begin(connection: Connection) -> None:
    mode = connection.get_execution_options().get(MODE, "read")
    if mode == "read":
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
    elif mode == "fast":
        connection.exec_driver_sql("SET LOCAL synchronous_commit = off")


@contextmanager
def transaction(engine: Engine, mode: str) -> Iterator[Connection]:
    """Open one transaction (read, fast or durable); it commits at the end unless something was raised.

    Raises the errors of `deutgo.errors` instead of the driver's: `DiskFull`, `Busy`, `Damaged`, `Conflict`,
    `Unavailable`.
    """
    try:
        with engine.connect() as connection, connection.execution_options(**{MODE: mode}).begin():
            yield connection
    except DBAPIError as error:
        raise in_our_words(error, engine) from error


def in_our_words(error: DBAPIError, engine: Engine) -> DeutgoError:
    """Return the error of ours that says what a driver's error means for the reader."""
    place = place_of(engine)
    cause = error.orig
    reason = str(cause).splitlines()[0] if cause is not None else str(error)
    if isinstance(error, IntegrityError):
        return Conflict(reason=reason)
    state = getattr(cause, "sqlstate", None)
    said = reason.lower()
    if state in ("53100", "58030") or "disk is full" in said or "disk i/o error" in said:
        return DiskFull(place=place)
    if state == "55P03" or "locked" in said:
        return Busy(place=place)
    if any(words in said for words in ("malformed", "not a database", "file is encrypted")):
        return Damaged(place=place, reason=reason)
    if "readonly" in said:
        return Unhealthy(reason=f"{place}: {reason}")
    if error.connection_invalidated or (engine.dialect.name == "postgresql" and state is None):
        return Unavailable(what=place, reason=reason)
    return Unhealthy(reason=reason)


def place_of(engine: Engine) -> str:
    """Name the store for a message: the file's path, or the URL without its password."""
    if engine.dialect.name == "sqlite":
        return engine.url.database or ":memory:"
    return engine.url.render_as_string(hide_password=True)
