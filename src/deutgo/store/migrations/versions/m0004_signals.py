"""Looks at view counters, copies, joint movement, our own accounts, trend series, and places of jobs."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0002"

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables."""
    _numbered(
        "view_look",
        sa.Column("mention", BIG_ID, nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("views", sa.BigInteger(), nullable=False),
        sa.UniqueConstraint("mention", "slot", name="uq_view_look_mention_slot"),
    )
    op.create_index("ix_view_look_workspace_id", "view_look", ["workspace", "id"])
    _copies()
    _numbered("arrival", sa.Column("mentions", sa.LargeBinary(), nullable=False))
    op.create_index("ix_arrival_workspace_id", "arrival", ["workspace", "id"])
    op.create_table(
        "job_place",
        sa.Column("workspace", sa.String(64), nullable=False),
        sa.Column("job", sa.String(32), nullable=False),
        sa.Column("place", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "job", name="pk_job_place"),
        sqlite_with_rowid=False,
    )
    _numbered(
        "own_account",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("added_by", BIG_ID),
        sa.Column("added_at", sa.BigInteger(), nullable=False),
        sa.UniqueConstraint("workspace", "name", name="uq_own_account_workspace_name"),
    )
    _numbered(
        "together_run",
        sa.Column("topic_id", BIG_ID, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("post_count", sa.Integer(), nullable=False),
        sa.Column("account_count", sa.Integer(), nullable=False),
        sa.Column("undated_count", sa.Integer(), nullable=False),
        sa.Column("groups", sa.Text(), nullable=False),
    )
    op.create_index("ix_together_run_topic_id", "together_run", ["topic_id"])
    op.create_table(
        "trend_point",
        sa.Column("workspace", sa.String(64), nullable=False),
        sa.Column("topic", sa.Integer(), nullable=False),
        sa.Column("series", sa.String(64), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("value", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(
            ["topic"], ["topic.id"], name="fk_trend_point_topic_topic", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("topic", "series", "at", name="pk_trend_point"),
        sqlite_with_rowid=False,
    )


def _numbered(name: str, *columns: sa.Column[object] | sa.UniqueConstraint) -> None:
    op.create_table(
        name,
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("workspace", sa.String(64), nullable=False),
        *columns,
        sa.PrimaryKeyConstraint("id", name=f"pk_{name}"),
        sqlite_autoincrement=True,
    )


def _copies() -> None:
    op.create_table(
        "copies",
        sa.Column("mention_id", BIG_ID, nullable=False),
        sa.Column("workspace", sa.String(64), nullable=False),
        sa.Column("copy_of", BIG_ID, nullable=False),
        sa.Column("cluster", BIG_ID, nullable=False),
        sa.Column("similarity", sa.Float(), nullable=False),
        sa.Column("differs", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("mention_id", name="pk_copies"),
    )
    op.create_index("ix_copies_copy_of", "copies", ["copy_of"])
    op.create_index("ix_copies_cluster", "copies", ["cluster"])
