"""Mentions, their full-text index, topics, counters and the outbox."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables."""
    _mentions()
    _topics()
    for name in ("cube_hour", "cube_day", "cube_undated"):
        _cube(name)
    _outbox()
    if op.get_bind().dialect.name == "sqlite":
        # The tokens are pre-encoded so that `ascii` can neither split nor fold them; external content lets
        # integrity-check compare the index with the kept tokens, which a contentless table cannot.
        op.execute(
            "CREATE VIRTUAL TABLE mention_fts USING fts5("
            "tokens, content='mention', content_rowid='id', tokenize='ascii')"
        )


def _workspace() -> sa.Column[str]:
    return sa.Column("workspace", sa.String(64), nullable=False)


def _mentions() -> None:
    op.create_table(
        "mention",
        sa.Column("id", BIG_ID, nullable=False, autoincrement=False),
        _workspace(),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=False),
        sa.Column("content_hash", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.BigInteger()),
        sa.Column("created_precision", sa.String(8), nullable=False),
        sa.Column("observed_at", sa.BigInteger()),
        sa.Column("imported_at", sa.BigInteger(), nullable=False),
        sa.Column("deleted_at", sa.BigInteger()),
        sa.Column("author", sa.Text()),
        sa.Column("url", sa.Text()),
        sa.Column("parent_id", sa.Text()),
        sa.Column("target", sa.Text()),
        sa.Column("board", sa.Text()),
        sa.Column("rating", sa.Float()),
        sa.Column("lang", sa.String(16)),
        sa.Column("sentiment", sa.String(16)),
        sa.Column("sentiment_score", sa.Float()),
        sa.Column("intent", sa.String(16)),
        sa.Column("intent_score", sa.Float()),
        sa.Column("offensive", sa.String(16)),
        sa.Column("offensive_score", sa.Float()),
        sa.Column("personal", sa.Text()),
        sa.Column("title", sa.Text()),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("tokens", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_mention"),
        sa.UniqueConstraint(
            "workspace", "source", "external_id", name="uq_mention_workspace_source_external_id"
        ),
    )
    op.create_index("ix_mention_workspace_deleted_at_id", "mention", ["workspace", "deleted_at", "id"])
    op.create_table(
        "engagement",
        sa.Column("mention", BIG_ID, nullable=False),
        _workspace(),
        sa.Column("views", sa.BigInteger()),
        sa.Column("likes", sa.BigInteger()),
        sa.Column("shares", sa.BigInteger()),
        sa.Column("replies", sa.BigInteger()),
        sa.Column("observed_at", sa.BigInteger()),
        sa.PrimaryKeyConstraint("mention", name="pk_engagement"),
        sa.ForeignKeyConstraint(
            ["mention"], ["mention.id"], name="fk_engagement_mention", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_engagement_workspace_views", "engagement", ["workspace", "views"])


def _topics() -> None:
    op.create_table(
        "topic",
        sa.Column("id", sa.Integer(), nullable=False),
        _workspace(),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("aliases", sa.Text()),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_topic"),
        sa.UniqueConstraint("workspace", "name", name="uq_topic_workspace_name"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "topic_match",
        sa.Column("topic", sa.Integer(), nullable=False),
        sa.Column("mention", BIG_ID, nullable=False),
        _workspace(),
        sa.PrimaryKeyConstraint("topic", "mention", name="pk_topic_match"),
        sa.ForeignKeyConstraint(["topic"], ["topic.id"], name="fk_topic_match_topic", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["mention"], ["mention.id"], name="fk_topic_match_mention", ondelete="CASCADE"
        ),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_topic_match_mention", "topic_match", ["mention"])


def _cube(name: str) -> None:
    by_time = [] if name == "cube_undated" else [sa.Column("bucket", sa.BigInteger(), nullable=False)]
    keys = ["workspace", "topic", *(["bucket"] if by_time else []), "source", "sentiment", "intent"]
    op.create_table(
        name,
        _workspace(),
        sa.Column("topic", sa.Integer(), nullable=False, autoincrement=False),
        *by_time,
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("sentiment", sa.String(16), nullable=False),
        sa.Column("intent", sa.String(16), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(*keys, name=f"pk_{name}"),
        sqlite_with_rowid=False,
    )


def _outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", BIG_ID, nullable=False),
        _workspace(),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("at_us", sa.BigInteger(), nullable=False),
        sa.Column("recorded_us", sa.BigInteger(), nullable=False),
        sa.Column("actor", sa.String(64)),
        sa.Column("subject", sa.String(128)),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_outbox_name_id", "outbox", ["name", "id"])
    op.create_index("ix_outbox_workspace_subject_id", "outbox", ["workspace", "subject", "id"])
    op.create_table(
        "outbox_delivery",
        sa.Column("consumer", sa.String(64), nullable=False),
        sa.Column("event", BIG_ID, nullable=False),
        _workspace(),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_us", sa.BigInteger()),
        sa.Column("settled_us", sa.BigInteger()),
        sa.Column("failure", sa.Text()),
        sa.PrimaryKeyConstraint("consumer", "event", name="pk_outbox_delivery"),
        sa.ForeignKeyConstraint(["event"], ["outbox.id"], name="fk_outbox_delivery_event"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_outbox_delivery_consumer_due_us", "outbox_delivery", ["consumer", "due_us"])
    if op.get_bind().dialect.name == "sqlite":
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER outbox_no_{act.lower()} BEFORE {act} ON outbox "
                "BEGIN SELECT RAISE(ABORT, 'the outbox is append-only'); END"
            )
    else:
        op.execute(
            "CREATE FUNCTION outbox_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'the outbox is append-only'; END $$"
        )
        op.execute(
            "CREATE TRIGGER outbox_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON outbox "
            "FOR EACH STATEMENT EXECUTE FUNCTION outbox_is_append_only()"
        )
