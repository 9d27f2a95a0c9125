"""Who is told of alerts and how, who is on call, and what was sent."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables."""
    _numbered(
        "recipient",
        sa.Column("person_id", BIG_ID, nullable=False),
        sa.Column("mail", sa.Text(), nullable=False),
        sa.Column("chat", sa.Text(), nullable=False),
        sa.Column("least", sa.String(32), nullable=False),
        sa.Column("quiet_since", sa.String(5), nullable=False),
        sa.Column("quiet_until", sa.String(5), nullable=False),
        sa.Column("budget", sa.Integer(), nullable=False),
        sa.Column("chain_place", sa.Integer()),
        sa.UniqueConstraint("workspace", "person_id", name="uq_recipient_workspace_person_id"),
    )
    _numbered(
        "shift",
        sa.Column("person_id", BIG_ID, nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
    )
    _numbered(
        "dispatch",
        sa.Column("alert_id", BIG_ID, nullable=False),
        sa.Column("event_id", BIG_ID, nullable=False),
        sa.Column("person_id", BIG_ID, nullable=False),
        sa.Column("way", sa.String(32), nullable=False),
        sa.Column("why", sa.String(32), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.BigInteger()),
        sa.Column("failure", sa.Text()),
        sa.UniqueConstraint(
            "workspace",
            "alert_id",
            "event_id",
            "person_id",
            "way",
            name="uq_dispatch_workspace_alert_id_event_id_person_id_way",
        ),
    )
    op.create_index("ix_dispatch_alert_id", "dispatch", ["alert_id"])
    op.create_index("ix_dispatch_workspace_sent_at_due_at", "dispatch", ["workspace", "sent_at", "due_at"])


def _numbered(name: str, *columns: sa.Column[object] | sa.UniqueConstraint) -> None:
    op.create_table(
        name,
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("workspace", sa.String(64), nullable=False),
        *columns,
        sa.PrimaryKeyConstraint("id", name=f"pk_{name}"),
        sqlite_autoincrement=True,
    )
