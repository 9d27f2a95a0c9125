"""Table sizes for SQLite's planner: without them it walks a whole workspace to find eight rows by number."""

import threading

import structlog

from deutgo.errors import DeutgoError
from deutgo.store.unit_of_work import Store

log = structlog.get_logger()
EVERY_SECONDS = 600.0
LIMIT = 1000  # index rows looked at; the whole takes about a second however large the table


def learn_sizes(store: Store) -> None:
    """Let SQLite sample its indexes; other databases do so by themselves."""
    if store.engine.dialect.name != "sqlite":
        return
    with store.begin(durable=False) as work:
        work.connection.exec_driver_sql(f"PRAGMA analysis_limit={LIMIT}")
        work.connection.exec_driver_sql("ANALYZE")


def keep_learning(store: Store, stop: threading.Event) -> None:
    """Sample now and again until told to stop; a busy store is left for the next time."""
    while True:
        try:
            learn_sizes(store)
        except DeutgoError as error:
            log.warning("sizes_not_learned", code=error.code)
        if stop.wait(EVERY_SECONDS):
            return
