"""People, their roles, sessions and API tokens."""

from sqlalchemy import Boolean, Column, Index, String, Table, Text, UniqueConstraint

from deutgo.people import Role
from deutgo.store.tables.schema import BigId, metadata, workspace_column
from deutgo.store.tables.values import Instant, Word

person = Table(
    "person",
    metadata,
    Column("id", BigId, primary_key=True),
    workspace_column(),  # where the account was made; memberships say where it may act
    Column("login", String(128), nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("password_hash", Text),
    Column("created_at", Instant, nullable=False),
    Column("disabled_at", Instant),
    sqlite_autoincrement=True,
)

membership = Table(
    "membership",
    metadata,
    Column("id", BigId, primary_key=True),
    workspace_column(),
    Column("person_id", BigId, nullable=False),
    Column("role", Word(Role), nullable=False),
    UniqueConstraint("workspace", "person_id"),
    sqlite_autoincrement=True,
)

session = Table(
    "session",
    metadata,
    Column("id", BigId, primary_key=True),
    workspace_column(),
    Column("secret_hash", String(64), nullable=False, unique=True),
    Column("person_id", BigId, nullable=False),
    Column("once", Boolean, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Index(None, "expires_at"),
    sqlite_autoincrement=True,
)

api_token = Table(
    "api_token",
    metadata,
    Column("id", BigId, primary_key=True),
    workspace_column(),
    Column("secret_hash", String(64), nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("role", Word(Role), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("revoked_at", Instant),
    sqlite_autoincrement=True,
)
