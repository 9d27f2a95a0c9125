"""Brings a store's tables to this version, inside one transaction.

`versions/` holds one module a theme, `mNNNN_theme.py`; its revision is the four digits. They are written
out and never changed after a release, so that an old store meets exactly what it met before.
"""

from importlib.resources import as_file, files

from sqlalchemy import Connection, Engine, inspect, text

from deutgo.errors import NewerStore
from deutgo.store.database import place_of, transaction


def head() -> str:
    """Return the newest revision that this version of Deutgo knows."""
    names = [entry.name for entry in (files(__package__) / "versions").iterdir()]
    return max(name[1:5] for name in names if name.startswith("m") and name.endswith(".py"))


def migrate(engine: Engine) -> None:
    """Upgrade the store if it is older; another process that does the same waits."""
    wanted = head()
    with transaction(engine, "read") as connection:
        if _revision(connection) == wanted:
            return
    with transaction(engine, "durable") as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(20091123)"))
        found = _revision(connection)
        if found is not None and found > wanted:
            raise NewerStore(place=place_of(engine), found=found)
        if found != wanted:
            _upgrade(connection)


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _upgrade(connection: Connection) -> None:
    # Alembic costs 0.3 s to import; a store that is up to date never needs it.
    from alembic.config import Config
    from alembic.runtime.environment import EnvironmentContext
    from alembic.script import ScriptDirectory

    with as_file(files(__package__)) as folder:
        script = ScriptDirectory(str(folder))
        with EnvironmentContext(
            Config(),
            script,
            fn=lambda revision, _: script._upgrade_revs("head", revision),
        ) as environment:
            environment.configure(connection=connection, transactional_ddl=True, render_as_batch=True)
            environment.run_migrations()
