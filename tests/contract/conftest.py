"""One contract, two databases: every test that asks for `store` runs on SQLite and on PostgreSQL 15.

The PostgreSQL cluster is thrown away afterwards. Its server refuses to run as root, so there it runs as the
unprivileged user that Debian's package makes.
"""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from deutgo.settings import Settings
from deutgo.store.unit_of_work import Store, open_store

BINARIES = Path("/usr/lib/postgresql/15/bin")
UNPRIVILEGED = "postgres"


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The URL of a PostgreSQL server that lives as long as the session."""
    user = _server_user()
    folder = Path(tempfile.mkdtemp(prefix="deutgo-postgres-"))
    if user:
        shutil.chown(folder, user)
    port = _free_port()
    settings = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off"
    data = folder / "data"
    try:
        _run(user, BINARIES / "initdb", "-D", data, "-U", "deutgo", "-A", "trust", "-E", "UTF8", "--no-sync")
        _run(user, BINARIES / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", settings, "start")
        try:
            yield f"postgresql://deutgo@127.0.0.1:{port}"
        finally:
            _run(user, BINARIES / "pg_ctl", "-D", data, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """Settings of an empty store on either database."""
    if request.param == "sqlite":
        return Settings(home=tmp_path, database_url=None)
    server = request.getfixturevalue("postgres")
    name = f"test_{tmp_path.name[-40:].lower()}_{os.getpid()}".replace("-", "_")
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    return Settings(home=tmp_path, database_url=f"{server}/{name}")


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    """An empty store."""
    opened = open_store(settings)
    yield opened
    opened.close()


def _server_user() -> str | None:
    if not (BINARIES / "postgres").exists():
        pytest.skip(f"PostgreSQL's server is not at {BINARIES}; apt-get install postgresql-15")
    if os.geteuid() != 0:
        return None
    try:
        pwd.getpwnam(UNPRIVILEGED)
    except KeyError:
        pytest.skip(f"PostgreSQL refuses to run as root, and there is no user `{UNPRIVILEGED}`")
    return UNPRIVILEGED


def _run(user: str | None, *command: object) -> None:
    done = subprocess.run(
        [str(part) for part in command],
        user=user,
        cwd="/",
        env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stdout.decode()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
