"""Counters (the cube): mentions by topic, time, source, sentiment and intent.

Topic 0 counts all mentions. Hours hold mentions dated to the instant, days also those dated to the day,
and `cube_undated` those without a date: days + undated = mentions.
"""

from sqlalchemy import BigInteger, Column, Integer, String, Table, Text

from deutgo.store.tables.schema import metadata, workspace_column


def _cube(name: str, *when: Column[int]) -> Table:
    return Table(
        name,
        metadata,
        workspace_column(primary_key=True),
        Column("topic", Integer, primary_key=True, autoincrement=False),
        *when,
        Column("source", Text, primary_key=True),
        Column("sentiment", String(16), primary_key=True),
        Column("intent", String(16), primary_key=True),
        Column("count", BigInteger, nullable=False),
        sqlite_with_rowid=False,
    )


def _bucket() -> Column[int]:
    """Return the epoch second at which the hour, or the day in Seoul, begins."""
    return Column("bucket", BigInteger, primary_key=True, autoincrement=False)


cube_hour = _cube("cube_hour", _bucket())
cube_day = _cube("cube_day", _bucket())
cube_undated = _cube("cube_undated")
