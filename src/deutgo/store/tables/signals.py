"""What the detectors keep: looks at view counters, copies, joint movement, trends, and places of jobs."""

from sqlalchemy import (
    BigInteger,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from deutgo.store.tables.schema import BigId, metadata, workspace_column
from deutgo.store.tables.values import Facts, Instant

view_look = Table(
    "view_look",
    metadata,
    Column(
        "id", BigId, primary_key=True
    ),  # a newer look has a larger number: the watch reads on from its last
    workspace_column(),
    Column("mention", BigId, nullable=False),
    Column("slot", Integer, nullable=False),  # of its age, on a log scale; one look a slot bounds the history
    Column("at", BigInteger, nullable=False),  # epoch seconds
    Column("views", BigInteger, nullable=False),
    UniqueConstraint("mention", "slot"),
    Index(None, "workspace", "id"),
    sqlite_autoincrement=True,
)

copies = Table(
    "copies",
    metadata,
    Column("mention_id", BigId, primary_key=True, autoincrement=False),
    workspace_column(),
    Column("copy_of", BigId, nullable=False, index=True),  # the nearest mention that is older
    Column("cluster", BigId, nullable=False, index=True),  # the mention with which the chain of copies began
    Column("similarity", Float, nullable=False),
    Column("differs", Text, nullable=False),  # words of `Difference`, apart by blanks; empty: nothing differs
)

arrival = Table(
    "arrival",
    metadata,
    Column("id", BigId, primary_key=True),
    workspace_column(),
    Column("mentions", LargeBinary, nullable=False),  # packed numbers of one batch of new mentions
    Index(None, "workspace", "id"),
    sqlite_autoincrement=True,
)

job_place = Table(
    "job_place",
    metadata,
    workspace_column(primary_key=True),
    Column("job", String(32), primary_key=True),
    Column("place", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

own_account = Table(
    "own_account",
    metadata,
    Column("id", BigId, primary_key=True),
    workspace_column(),
    Column("name", Text, nullable=False),
    Column("added_by", BigId),
    Column("added_at", Instant, nullable=False),
    UniqueConstraint("workspace", "name"),
    sqlite_autoincrement=True,
)

together_run = Table(
    "together_run",
    metadata,
    Column("id", BigId, primary_key=True),
    workspace_column(),
    Column("topic_id", BigId, nullable=False, index=True),
    Column("at", Instant, nullable=False),
    Column("since", Instant, nullable=False),
    Column("post_count", Integer, nullable=False),
    Column("account_count", Integer, nullable=False),
    Column("undated_count", Integer, nullable=False),
    Column("groups", Facts, nullable=False),  # numbers of mentions and figures, never texts
    sqlite_autoincrement=True,
)

trend_point = Table(
    "trend_point",
    metadata,
    workspace_column(),
    Column("topic", Integer, ForeignKey("topic.id", ondelete="CASCADE"), primary_key=True),
    Column("series", String(64), primary_key=True),
    Column("at", BigInteger, primary_key=True, autoincrement=False),  # epoch seconds
    Column("value", Float, nullable=False),
    sqlite_with_rowid=False,
)
