"""Topics (saved queries) and which mentions they match."""

from sqlalchemy import (
    BigInteger,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from deutgo.store.tables.schema import BigId, metadata, workspace_column
from deutgo.store.tables.values import Instant

topic = Table(
    "topic",
    metadata,
    Column("id", Integer, primary_key=True),
    workspace_column(),
    Column("name", Text, nullable=False),
    Column("query", Text, nullable=False),
    Column("aliases", Text),  # JSON {"name": ["other spelling", …]}
    Column("created_at", BigInteger, nullable=False),
    Column("sensitivity", String(16)),  # a `Sensitivity`; nothing means the usual one
    Column("least_count", Integer),  # fewer mentions than this are no alert
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

known_event = Table(
    "known_event",
    metadata,
    Column("id", BigId, primary_key=True),
    workspace_column(),
    Column("topic", Integer, ForeignKey("topic.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("title", Text, nullable=False),
    Column("since", Instant, nullable=False),
    Column("until", Instant, nullable=False),
    Column("lift", Float, nullable=False),
    Column("announced_by", String(64)),
    Column("announced_at", Instant, nullable=False),
    sqlite_autoincrement=True,
)
