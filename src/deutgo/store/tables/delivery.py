"""Who is told of alerts and how, who is on call, and what was sent."""

from sqlalchemy import Column, Index, Integer, String, Table, Text, UniqueConstraint

from deutgo.detect.alert import Level
from deutgo.detect.delivery import Way, Why
from deutgo.store.tables.schema import BigId, metadata, workspace_column
from deutgo.store.tables.values import Instant, Word

recipient = Table(
    "recipient",
    metadata,
    Column("id", BigId, primary_key=True),
    workspace_column(),
    Column("person_id", BigId, nullable=False),
    Column("mail", Text, nullable=False),
    Column("chat", Text, nullable=False),  # a secret: whoever has the address may write there
    Column("least", Word(Level), nullable=False),
    Column("quiet_since", String(5), nullable=False),
    Column("quiet_until", String(5), nullable=False),
    Column("budget", Integer, nullable=False),
    Column("chain_place", Integer),
    UniqueConstraint("workspace", "person_id"),
    sqlite_autoincrement=True,
)

shift = Table(
    "shift",
    metadata,
    Column("id", BigId, primary_key=True),
    workspace_column(),
    Column("person_id", BigId, nullable=False),
    Column("since", Instant, nullable=False),
    Column("until", Instant, nullable=False),
    sqlite_autoincrement=True,
)

dispatch = Table(
    "dispatch",
    metadata,
    Column("id", BigId, primary_key=True),
    workspace_column(),
    Column("alert_id", BigId, nullable=False, index=True),
    Column("event_id", BigId, nullable=False),
    Column("person_id", BigId, nullable=False),
    Column("way", Word(Way), nullable=False),
    Column("why", Word(Why), nullable=False),
    Column("at", Instant, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("sent_at", Instant),
    Column("failure", Text),
    UniqueConstraint(
        "workspace", "alert_id", "event_id", "person_id", "way"
    ),  # an event seen twice tells once
    Index(None, "workspace", "sent_at", "due_at"),
    sqlite_autoincrement=True,
)
