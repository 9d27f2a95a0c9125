"""Events (append-only: the audit log) and who has been told of them."""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, String, Table, Text

from deutgo.store.tables.schema import BigId, metadata, workspace_column

outbox = Table(
    "outbox",
    metadata,
    Column("id", BigId, primary_key=True),
    workspace_column(),
    Column("name", String(64), nullable=False),
    Column("at_us", BigInteger, nullable=False),  # epoch microseconds of the fact's own clock
    Column("recorded_us", BigInteger, nullable=False),  # epoch microseconds of this machine's clock
    Column("actor", String(64)),
    Column("subject", String(128)),
    Column("facts", Text, nullable=False),  # JSON object of ids and counts, never texts
    Index(None, "name", "id"),
    Index(None, "workspace", "subject", "id"),
    sqlite_autoincrement=True,
)

outbox_delivery = Table(
    "outbox_delivery",
    metadata,
    Column("consumer", String(64), primary_key=True),
    Column("event", BigId, ForeignKey("outbox.id"), primary_key=True),
    workspace_column(),
    Column("attempts", Integer, nullable=False),
    Column("due_us", BigInteger),  # claimed or failed: not again before; None when settled
    Column("settled_us", BigInteger),  # handled, or given up (then `failure` says why)
    Column("failure", Text),
    Index(None, "consumer", "due_us"),
    sqlite_with_rowid=False,
)
