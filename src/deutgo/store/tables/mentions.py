"""Mentions and their engagement.

`id` is time-ordered (see `deutgo.store.mentions`), so newest-first is index order. The two long columns
come last, so that a scan over the short ones stays on the row's first page.
"""

from sqlalchemy import BigInteger, Column, Float, ForeignKey, Index, String, Table, Text, UniqueConstraint

from deutgo.store.tables.schema import BigId, metadata, workspace_column

mention = Table(
    "mention",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=False),
    workspace_column(),
    Column("source", Text, nullable=False),
    Column("external_id", Text, nullable=False),
    Column("content_hash", BigInteger, nullable=False),  # of every field but engagement and observed_at
    Column("created_at", BigInteger),  # epoch seconds; None when unknown
    Column("created_precision", String(8), nullable=False),
    Column("observed_at", BigInteger),  # when the source says it was seen; None when it does not say
    Column("imported_at", BigInteger, nullable=False),
    Column("deleted_at", BigInteger),
    Column("author", Text),
    Column("url", Text),
    Column("parent_id", Text),
    Column("target", Text),
    Column("board", Text),
    Column("rating", Float),
    Column("lang", String(16)),
    Column("sentiment", String(16)),
    Column("sentiment_score", Float),
    Column("intent", String(16)),
    Column("intent_score", Float),
    Column("offensive", String(16)),
    Column("offensive_score", Float),
    Column("personal", Text),  # JSON [[kind, start, end], …] over the text; None when there is none
    Column("title", Text),
    Column("text", Text, nullable=False),
    Column("tokens", Text),  # exactly what the full-text index holds; needed to delete from it
    UniqueConstraint("workspace", "source", "external_id"),
    Index(None, "workspace", "deleted_at", "id"),  # newest-first and counts of what stands
)

engagement = Table(
    "engagement",
    metadata,
    Column("mention", BigId, ForeignKey("mention.id", ondelete="CASCADE"), primary_key=True),
    workspace_column(),
    Column("views", BigInteger),
    Column("likes", BigInteger),
    Column("shares", BigInteger),
    Column("replies", BigInteger),
    Column("observed_at", BigInteger),
    Index(None, "workspace", "views"),
)
