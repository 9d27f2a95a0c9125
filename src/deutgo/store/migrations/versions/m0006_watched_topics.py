"""How soon each topic tells of a burst, and the events that were announced for it."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the columns and make the table."""
    op.add_column("topic", sa.Column("sensitivity", sa.String(16)))
    op.add_column("topic", sa.Column("least_count", sa.Integer()))
    op.create_table(
        "known_event",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("workspace", sa.String(64), nullable=False),
        sa.Column("topic", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("lift", sa.Float(), nullable=False),
        sa.Column("announced_by", sa.String(64)),
        sa.Column("announced_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["topic"], ["topic.id"], name="fk_known_event_topic_topic", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_known_event"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_known_event_topic", "known_event", ["topic"])
