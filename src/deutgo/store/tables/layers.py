"""What an organisation's corrections taught, by version, and how far history has been labelled anew."""

from sqlalchemy import BigInteger, Boolean, Column, Float, Integer, String, Table, Text, UniqueConstraint

from deutgo.store.tables.schema import BigId, metadata, workspace_column

label_layer = Table(
    "label_layer",
    metadata,
    Column("id", BigId, primary_key=True),
    workspace_column(),
    Column("task", String(16), nullable=False),
    Column("version", Integer, nullable=False),
    Column("in_use", Boolean, nullable=False),
    Column("correction_count", Integer, nullable=False),  # what it learned from
    Column("measured_count", Integer, nullable=False),  # on how many the two shares were measured
    Column("shipped", Float, nullable=False),
    Column("refitted", Float, nullable=False),
    Column("packed", Text, nullable=False),  # base64 of `Layer.to_bytes`
    Column("made_by", String(64)),
    Column("made_at", BigInteger, nullable=False),
    UniqueConstraint("workspace", "task", "version"),
    sqlite_autoincrement=True,
)

label_renewal = Table(
    "label_renewal",
    metadata,
    workspace_column(primary_key=True),
    Column("below", BigInteger, nullable=False),  # mentions with a smaller number are still to be labelled
    Column("asked_at", BigInteger, nullable=False),
)
