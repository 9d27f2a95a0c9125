"""One request, job or batch is one transaction: facts and the events that tell of them, or neither.

Application code never commits; leaving the block does, and leaving it by an error undoes everything.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine

from deutgo.events import Event
from deutgo.settings import Settings
from deutgo.store.database import make_engine, transaction
from deutgo.store.migrations import migrate
from deutgo.store.outbox import write_event
from deutgo.store.repositories.desk import Repositories


class UnitOfWork(Repositories):
    """Everything that may be read and written in one transaction, within one workspace."""

    def __init__(self, connection: Connection, workspace: str) -> None:
        self.connection = connection
        self.workspace = workspace

    def emit(self, event: Event) -> int:
        """Write an event in this transaction and return its number; it is sent on after the commit."""
        return write_event(self.connection, event)


class Store:
    """An open store; one a process, safe between threads."""

    def __init__(self, engine: Engine, workspace: str = "default") -> None:
        self.engine = engine
        self.workspace = workspace

    @contextmanager
    def begin(self, *, durable: bool = True, workspace: str | None = None) -> Iterator[UnitOfWork]:
        """Open a writing transaction.

        `durable=True` is for a person's act: it survives a power cut. An import, which can be run again,
        passes False and survives a killed process.
        """
        with transaction(self.engine, "durable" if durable else "fast") as connection:
            yield UnitOfWork(connection, workspace or self.workspace)

    @contextmanager
    def read(self, *, workspace: str | None = None) -> Iterator[UnitOfWork]:
        """Open one consistent view; nothing may be written in it, and it never waits for a writer."""
        with transaction(self.engine, "read") as connection:
            yield UnitOfWork(connection, workspace or self.workspace)

    def tidy(self) -> None:
        """Let the database look at its tables again; after much has come in it finds shorter ways."""
        with transaction(self.engine, "fast") as connection:
            if self.engine.dialect.name == "sqlite":
                connection.exec_driver_sql("PRAGMA analysis_limit=1000")
            connection.exec_driver_sql("ANALYZE")

    def close(self) -> None:
        """Let go of all connections."""
        self.engine.dispose()


def open_store(settings: Settings) -> Store:
    """Open the store of these settings, making or upgrading its tables as needed."""
    engine = make_engine(settings)
    migrate(engine)
    return Store(engine, settings.workspace)
