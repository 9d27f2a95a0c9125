"""What all tests share."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from deutgo.people import Actor, Role
from deutgo.settings import Settings
from deutgo.store.unit_of_work import Store, open_store

REPO = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of development data beside the checkout; tests that need it skip where it is absent."""
    folder = Path(os.environ.get("DEUTGO_SHARED", REPO.parent / "shared"))
    if not (folder / "data").is_dir():
        pytest.skip(f"development data is not at {folder}; set DEUTGO_SHARED")
    return folder


@dataclass(frozen=True, slots=True)
class Desk:
    """The real store in a new folder, and a person in every role."""

    store: Store
    viewer: Actor
    agent: Actor
    drafter: Actor
    approver: Actor
    admin: Actor


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A new desk for each test."""
    store = open_store(Settings(home=tmp_path, database_url=None))
    people = [Actor(person_id=n, name=role.value, role=role) for n, role in enumerate(Role, start=1)]
    yield Desk(store, *people)
    store.close()
