"""People, alerts, cases, statements, approvals, publications, tickets, activities and sources."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables."""
    _person()
    _membership()
    _session()
    _api_token()
    _alert()
    _case_room()
    _fact()
    _position()
    _statement()
    _statement_version()
    _approval()
    _publication()
    _ticket()
    _triage()
    _activity()
    _source()


def _create(name: str, *columns: sa.Column[object] | sa.UniqueConstraint) -> None:
    op.create_table(
        name,
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("workspace", sa.String(64), nullable=False),
        *columns,
        sa.PrimaryKeyConstraint("id", name=f"pk_{name}"),
        sqlite_autoincrement=True,
    )


def _person() -> None:
    _create(
        "person",
        sa.Column("login", sa.String(128), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text()),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("disabled_at", sa.BigInteger()),
        sa.UniqueConstraint("login", name="uq_person_login"),
    )


def _membership() -> None:
    _create(
        "membership",
        sa.Column("person_id", BIG_ID, nullable=False),
        sa.Column("role", sa.String(32), nullable=False),
        sa.UniqueConstraint("workspace", "person_id", name="uq_membership_workspace_person_id"),
    )


def _session() -> None:
    _create(
        "session",
        sa.Column("secret_hash", sa.String(64), nullable=False),
        sa.Column("person_id", BIG_ID, nullable=False),
        sa.Column("once", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.UniqueConstraint("secret_hash", name="uq_session_secret_hash"),
    )
    op.create_index("ix_session_expires_at", "session", ["expires_at"])


def _api_token() -> None:
    _create(
        "api_token",
        sa.Column("secret_hash", sa.String(64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.String(32), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("revoked_at", sa.BigInteger()),
        sa.UniqueConstraint("secret_hash", name="uq_api_token_secret_hash"),
    )


def _alert() -> None:
    _create(
        "alert",
        sa.Column("key", sa.String(200), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("topic_id", BIG_ID),
        sa.Column("signal", sa.String(32), nullable=False),
        sa.Column("level", sa.String(16), nullable=False),
        sa.Column("lane", sa.String(16), nullable=False),
        sa.Column("began_at", sa.BigInteger(), nullable=False),
        sa.Column("raised_at", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger()),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("expected", sa.Float(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("peak_count", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("acknowledged_by", BIG_ID),
        sa.Column("acknowledged_at", sa.BigInteger()),
        sa.Column("muted_at", sa.BigInteger()),
        sa.UniqueConstraint("workspace", "key", name="uq_alert_workspace_key"),
    )
    op.create_index("ix_alert_topic_id", "alert", ["topic_id"])
    op.create_index("ix_alert_workspace_ended_at_raised_at", "alert", ["workspace", "ended_at", "raised_at"])


def _case_room() -> None:
    _create(
        "case_room",
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("status", sa.String(32), nullable=False),
        sa.Column("severity", sa.Integer(), nullable=False),
        sa.Column("plausibility", sa.String(16), nullable=False),
        sa.Column("topic_id", BIG_ID),
        sa.Column("alert_id", BIG_ID),
        sa.Column("owner_id", BIG_ID),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("moved_at", sa.BigInteger(), nullable=False),
        sa.Column("closed_at", sa.BigInteger()),
        sa.Column("next_update_at", sa.BigInteger()),
    )


def _fact() -> None:
    _create(
        "fact",
        sa.Column("case_id", BIG_ID, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("status", sa.String(32), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("owner_id", BIG_ID),
        sa.Column("due_at", sa.BigInteger()),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
    )
    op.create_index("ix_fact_case_id", "fact", ["case_id"])


def _position() -> None:
    _create(
        "position",
        sa.Column("case_id", BIG_ID, nullable=False),
        sa.Column("statement_id", BIG_ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(64), nullable=False),
        sa.Column("text_hash", sa.String(64), nullable=False),
        sa.Column("from_at", sa.BigInteger(), nullable=False),
        sa.Column("to_at", sa.BigInteger()),
    )
    op.create_index("ix_position_case_id", "position", ["case_id"])


def _statement() -> None:
    _create(
        "statement",
        sa.Column("case_id", BIG_ID),
        sa.Column("ticket_id", BIG_ID),
        sa.Column("corrects_id", BIG_ID),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(32), nullable=False),
        sa.Column("author_id", BIG_ID, nullable=False),
        sa.Column("heard_refs", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.Column("published_at", sa.BigInteger()),
    )
    op.create_index("ix_statement_case_id", "statement", ["case_id"])
    op.create_index("ix_statement_ticket_id", "statement", ["ticket_id"])


def _statement_version() -> None:
    _create(
        "statement_version",
        sa.Column("statement_id", BIG_ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("text_hash", sa.String(64), nullable=False),
        sa.Column("author_id", BIG_ID, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.UniqueConstraint("statement_id", "version", name="uq_statement_version_statement_id_version"),
    )


def _approval() -> None:
    _create(
        "approval",
        sa.Column("statement_id", BIG_ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("text_hash", sa.String(64), nullable=False),
        sa.Column("approver_id", BIG_ID, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("override_reason", sa.Text()),
    )
    op.create_index("ix_approval_statement_id", "approval", ["statement_id"])


def _publication() -> None:
    _create(
        "publication",
        sa.Column("statement_id", BIG_ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(64), nullable=False),
        sa.Column("text_hash", sa.String(64), nullable=False),
        sa.Column("key", sa.String(200), nullable=False),
        sa.Column("status", sa.String(32), nullable=False),
        sa.Column("queued_at", sa.BigInteger(), nullable=False),
        sa.Column("sent_at", sa.BigInteger()),
        sa.Column("remote_id", sa.Text()),
        sa.Column("url", sa.Text()),
        sa.Column("read_back", sa.Boolean(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text()),
        sa.Column("in_reply_to", sa.Text()),
        sa.UniqueConstraint("key", name="uq_publication_key"),
        sa.UniqueConstraint(
            "statement_id", "version", "channel", name="uq_publication_statement_id_version_channel"
        ),
    )


def _ticket() -> None:
    _create(
        "ticket",
        sa.Column("mention_id", BIG_ID),
        sa.Column("case_id", BIG_ID),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("status", sa.String(32), nullable=False),
        sa.Column("priority", sa.String(16), nullable=False),
        sa.Column("assignee_id", BIG_ID),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("waiting_since", sa.BigInteger()),
        sa.Column("first_replied_at", sa.BigInteger()),
        sa.Column("replied_at", sa.BigInteger()),
        sa.Column("resolved_at", sa.BigInteger()),
        sa.Column("reopened_count", sa.Integer(), nullable=False),
    )
    op.create_index("ix_ticket_mention_id", "ticket", ["mention_id"])
    op.create_index("ix_ticket_workspace_status_opened_at", "ticket", ["workspace", "status", "opened_at"])


def _triage() -> None:
    _create(
        "triage",
        sa.Column("mention_id", BIG_ID, nullable=False),
        sa.Column("disposition", sa.String(32), nullable=False),
        sa.Column("person_id", BIG_ID, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("needs_answer", sa.Boolean(), nullable=False),
        sa.Column("ticket_id", BIG_ID),
    )
    op.create_index("ix_triage_mention_id", "triage", ["mention_id"])


def _activity() -> None:
    _create(
        "activity",
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("act", sa.String(64), nullable=False),
        sa.Column("person_id", BIG_ID),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("measured", sa.Boolean(), nullable=False),
        sa.Column("subject", sa.String(128)),
    )
    op.create_index("ix_activity_workspace_at", "activity", ["workspace", "at"])


def _source() -> None:
    _create(
        "source",
        sa.Column("name", sa.String(128), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("every_seconds", sa.Integer(), nullable=False),
        sa.Column("cursor", sa.Text(), nullable=False),
        sa.Column("health", sa.String(16), nullable=False),
        sa.Column("blind_since", sa.BigInteger()),
        sa.Column("failure", sa.Text()),
        sa.Column("failure_count", sa.Integer(), nullable=False),
        sa.Column("checked_at", sa.BigInteger()),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("disabled_at", sa.BigInteger()),
        sa.UniqueConstraint("workspace", "name", name="uq_source_workspace_name"),
    )
