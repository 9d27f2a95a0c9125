"""Views of the mentions page that people saved under a name."""

from sqlalchemy import BigInteger, Column, String, Table, Text, UniqueConstraint

from deutgo.store.tables.schema import BigId, metadata, workspace_column

saved_view = Table(
    "saved_view",
    metadata,
    Column("id", BigId, primary_key=True),
    workspace_column(),
    Column("name", Text, nullable=False),
    Column("address", Text, nullable=False),  # of the mentions page: query, range, filters and order
    Column("made_by", String(64)),
    Column("made_at", BigInteger, nullable=False),
    UniqueConstraint("workspace", "name"),
    sqlite_autoincrement=True,  # a removed view's address must never show another one
)
