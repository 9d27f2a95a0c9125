"""Layers that people's corrections taught, the labelling of history that follows, and saved views."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "label_layer",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("workspace", sa.String(64), nullable=False),
        sa.Column("task", sa.String(16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("in_use", sa.Boolean(), nullable=False),
        sa.Column("correction_count", sa.Integer(), nullable=False),
        sa.Column("measured_count", sa.Integer(), nullable=False),
        sa.Column("shipped", sa.Float(), nullable=False),
        sa.Column("refitted", sa.Float(), nullable=False),
        sa.Column("packed", sa.Text(), nullable=False),
        sa.Column("made_by", sa.String(64)),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_label_layer"),
        sa.UniqueConstraint("workspace", "task", "version", name="uq_label_layer_workspace_task_version"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "label_renewal",
        sa.Column("workspace", sa.String(64), nullable=False),
        sa.Column("below", sa.BigInteger(), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("workspace", name="pk_label_renewal"),
    )
    op.create_table(
        "saved_view",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("workspace", sa.String(64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("made_by", sa.String(64)),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_saved_view"),
        sa.UniqueConstraint("workspace", "name", name="uq_saved_view_workspace_name"),
        sqlite_autoincrement=True,
    )
