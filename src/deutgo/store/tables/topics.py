"""Topics (saved queries) and which mentions they match."""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, Table, Text, UniqueConstraint

from deutgo.store.tables.schema import BigId, metadata, workspace_column

topic = Table(
    "topic",
    metadata,
    Column("id", Integer, primary_key=True),
    workspace_column(),
    Column("name", Text, nullable=False),
    Column("query", Text, nullable=False),
    Column("aliases", Text),  # JSON {"name": ["other spelling", …]}
    Column("created_at", BigInteger, nullable=False),
    UniqueConstraint("workspace", "name"),
    sqlite_autoincrement=True,  # a removed topic's number must never mean another topic
)

topic_match = Table(
    "topic_match",
    metadata,
    Column("topic", Integer, ForeignKey("topic.id", ondelete="CASCADE"), primary_key=True),
    Column("mention", BigId, ForeignKey("mention.id", ondelete="CASCADE"), primary_key=True),
    workspace_column(),
    Index(None, "mention"),
    sqlite_with_rowid=False,
)
