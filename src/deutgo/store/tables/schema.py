"""The one metadata of all tables, and the column types they share."""

from sqlalchemy import BigInteger, Column, Integer, MetaData, String

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# SQLite gives a column its rowid (and so order and autoincrement) only when the type is spelled INTEGER.
BigId = BigInteger().with_variant(Integer(), "sqlite")


def workspace_column(*, primary_key: bool = False) -> Column[str]:
    """Return the column that keeps agencies' clients apart; nothing is read without it."""
    return Column("workspace", String(64), nullable=False, primary_key=primary_key)
