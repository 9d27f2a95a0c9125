"""What people do: cases, facts, positions, statements, approvals, publications, tickets, activities."""

from sqlalchemy import Boolean, Column, Float, Index, Integer, String, Table, Text, UniqueConstraint

from deutgo.balance.activity import ActivityKind
from deutgo.care.inbox import Disposition
from deutgo.care.ticket import TicketStatus
from deutgo.crisis.case import CaseStatus
from deutgo.crisis.facts import FactStatus
from deutgo.speak.channel import PublicationStatus
from deutgo.speak.statement import StatementKind, StatementStatus
from deutgo.store.tables.schema import BigId, metadata, workspace_column
from deutgo.store.tables.values import Facts, Instant, Numbers, Word


def _table(name: str, *columns: Column | Index | UniqueConstraint) -> Table:  # type: ignore[type-arg]
    return Table(
        name,
        metadata,
        Column("id", BigId, primary_key=True),
        workspace_column(),
        *columns,
        sqlite_autoincrement=True,  # a removed row's number must never mean another one
    )


alert = _table(
    "alert",
    Column("key", String(200), nullable=False),
    Column("kind", String(32), nullable=False),
    Column("topic_id", BigId, index=True),
    Column("signal", String(32), nullable=False),
    Column("level", String(16), nullable=False),
    Column("lane", String(16), nullable=False),
    Column("began_at", Instant, nullable=False),
    Column("raised_at", Instant, nullable=False),
    Column("changed_at", Instant, nullable=False),
    Column("ended_at", Instant),
    Column("count", Integer, nullable=False),
    Column("expected", Float, nullable=False),
    Column("score", Float, nullable=False),
    Column("peak_count", Integer, nullable=False),
    Column("total", Integer, nullable=False),
    Column("reason", Text, nullable=False),
    Column("facts", Facts, nullable=False),
    Column("acknowledged_by", BigId),
    Column("acknowledged_at", Instant),
    Column("muted_at", Instant),
    UniqueConstraint("workspace", "key"),
    Index(None, "workspace", "ended_at", "raised_at"),
)

case = _table(
    "case_room",  # `case` is a word of SQL
    Column("title", Text, nullable=False),
    Column("status", Word(CaseStatus), nullable=False),
    Column("severity", Integer, nullable=False),
    Column("plausibility", String(16), nullable=False),
    Column("topic_id", BigId),
    Column("alert_id", BigId),
    Column("owner_id", BigId),
    Column("opened_at", Instant, nullable=False),
    Column("moved_at", Instant, nullable=False),
    Column("closed_at", Instant),
    Column("next_update_at", Instant),
)

fact = _table(
    "fact",
    Column("case_id", BigId, nullable=False, index=True),
    Column("text", Text, nullable=False),
    Column("status", Word(FactStatus), nullable=False),
    Column("basis", Text, nullable=False),
    Column("owner_id", BigId),
    Column("due_at", Instant),
    Column("changed_at", Instant, nullable=False),
)

position = _table(
    "position",
    Column("case_id", BigId, nullable=False, index=True),
    Column("statement_id", BigId, nullable=False),
    Column("version", Integer, nullable=False),
    Column("channel", String(64), nullable=False),
    Column("text_hash", String(64), nullable=False),
    Column("from_at", Instant, nullable=False),
    Column("to_at", Instant),
)

statement = _table(
    "statement",
    Column("case_id", BigId, index=True),
    Column("ticket_id", BigId, index=True),
    Column("corrects_id", BigId),
    Column("kind", Word(StatementKind), nullable=False),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("status", Word(StatementStatus), nullable=False),
    Column("author_id", BigId, nullable=False),
    Column("heard_refs", Numbers, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("changed_at", Instant, nullable=False),
    Column("published_at", Instant),
)

statement_version = _table(
    "statement_version",
    Column("statement_id", BigId, nullable=False),
    Column("version", Integer, nullable=False),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("text_hash", String(64), nullable=False),
    Column("author_id", BigId, nullable=False),
    Column("at", Instant, nullable=False),
    UniqueConstraint("statement_id", "version"),
)

approval = _table(
    "approval",
    Column("statement_id", BigId, nullable=False, index=True),
    Column("version", Integer, nullable=False),
    Column("text_hash", String(64), nullable=False),
    Column("approver_id", BigId, nullable=False),
    Column("at", Instant, nullable=False),
    Column("override_reason", Text),
)

publication = _table(
    "publication",
    Column("statement_id", BigId, nullable=False),
    Column("version", Integer, nullable=False),
    Column("channel", String(64), nullable=False),
    Column("text_hash", String(64), nullable=False),
    Column("key", String(200), nullable=False, unique=True),
    Column("status", Word(PublicationStatus), nullable=False),
    Column("queued_at", Instant, nullable=False),
    Column("sent_at", Instant),
    Column("remote_id", Text),
    Column("url", Text),
    Column("read_back", Boolean, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("reason", Text),
    Column("in_reply_to", Text),
    UniqueConstraint("statement_id", "version", "channel"),
)

ticket = _table(
    "ticket",
    Column("mention_id", BigId, index=True),
    Column("case_id", BigId),
    Column("title", Text, nullable=False),
    Column("status", Word(TicketStatus), nullable=False),
    Column("priority", String(16), nullable=False),
    Column("assignee_id", BigId),
    Column("opened_at", Instant, nullable=False),
    Column("waiting_since", Instant),
    Column("first_replied_at", Instant),
    Column("replied_at", Instant),
    Column("resolved_at", Instant),
    Column("reopened_count", Integer, nullable=False),
    Index(None, "workspace", "status", "opened_at"),
)

triage = _table(
    "triage",
    Column("mention_id", BigId, nullable=False, index=True),
    Column("disposition", Word(Disposition), nullable=False),
    Column("person_id", BigId, nullable=False),
    Column("at", Instant, nullable=False),
    Column("needs_answer", Boolean, nullable=False),
    Column("ticket_id", BigId),
)

activity = _table(
    "activity",
    Column("kind", Word(ActivityKind), nullable=False),
    Column("act", String(64), nullable=False),
    Column("person_id", BigId),
    Column("at", Instant, nullable=False),
    Column("seconds", Integer, nullable=False),
    Column("measured", Boolean, nullable=False),
    Column("subject", String(128)),
    Index(None, "workspace", "at"),
)

feed_source = _table(
    "source",
    Column("name", String(128), nullable=False),
    Column("kind", String(32), nullable=False),  # feed
    Column("url", Text, nullable=False),
    Column("every_seconds", Integer, nullable=False),
    Column("cursor", Facts, nullable=False),  # etag, last_modified, seen ids: what resuming needs
    Column("health", String(16), nullable=False),  # new, well, blind
    Column("blind_since", Instant),
    Column("failure", Text),
    Column("failure_count", Integer, nullable=False),
    Column("checked_at", Instant),
    Column("due_at", Instant, nullable=False),
    Column("disabled_at", Instant),
    UniqueConstraint("workspace", "name"),
)
