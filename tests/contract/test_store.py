"""What a store promises, whichever database it stands on."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text

from deutgo.errors import Conflict, NewerStore, Unhealthy
from deutgo.events import Event
from deutgo.settings import Settings
from deutgo.store.outbox import RETRIES, Consumer, StoredEvent, Sweeper, given_up, read_events
from deutgo.store.tables import operations, people
from deutgo.store.tables.schema import metadata
from deutgo.store.unit_of_work import Store, open_store

NOON = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
APPROVED = Event(name="statement_approved", at=NOON, actor="7", subject="statement:12", facts={"version": 3})


def emit(store: Store, *names: str) -> list[int]:
    with store.begin() as work:
        return [work.emit(Event(name=name, at=NOON)) for name in names]


def test_the_migrations_make_exactly_the_tables_that_the_code_knows(store: Store) -> None:
    assert {people.person, operations.ticket} <= set(metadata.tables.values())

    with store.engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), metadata)

    ours = [difference for difference in differences if "mention_fts" not in str(difference)]
    assert ours == []


def test_every_table_carries_a_workspace() -> None:
    assert [table.name for table in metadata.sorted_tables if "workspace" not in table.c] == []


def test_a_store_that_is_opened_twice_is_left_as_it_is(settings: Settings, store: Store) -> None:
    emit(store, "statement_approved")

    again = open_store(settings)

    with again.read() as work:
        assert [event.name for event in read_events(work.connection, "default")] == ["statement_approved"]
    again.close()


def test_a_store_of_a_later_version_is_not_touched(settings: Settings, store: Store) -> None:
    with store.begin() as work:
        work.connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(NewerStore) as refused:
        open_store(settings)

    assert refused.value.facts["found"] == "9999"


def test_what_a_failed_unit_wrote_never_happened(store: Store) -> None:
    def fail_half_way() -> None:
        with store.begin() as work:
            work.emit(APPROVED)
            raise KeyError

    with pytest.raises(KeyError):
        fail_half_way()

    with store.read() as work:
        assert read_events(work.connection, "default") == []


def test_nothing_can_be_written_in_a_reading_unit(store: Store) -> None:
    with pytest.raises(Unhealthy), store.read() as work:
        work.emit(APPROVED)

    assert emit(store, "statement_approved")  # and the next writer is not hindered


def test_an_event_comes_back_as_it_was_emitted(store: Store) -> None:
    with store.begin() as work:
        number = work.emit(APPROVED)

    with store.read() as work:
        (event,) = read_events(work.connection, "default", subject="statement:12")

    assert event == StoredEvent(
        id=number,
        name="statement_approved",
        at=NOON,
        actor="7",
        subject="statement:12",
        facts={"version": 3},
    )


def test_events_of_another_workspace_are_not_seen(store: Store) -> None:
    with store.begin() as work:
        work.emit(Event(name="statement_approved", at=NOON, workspace="another"))

    with store.read() as work:
        assert read_events(work.connection, "default") == []


@pytest.mark.parametrize("change", ["DELETE FROM outbox", "UPDATE outbox SET actor = 'nobody'"])
def test_the_audit_log_can_only_grow(store: Store, change: str) -> None:
    emit(store, "statement_approved")

    with pytest.raises((Conflict, Unhealthy)), store.begin() as work:
        work.connection.execute(text(change))

    with store.read() as work:
        assert len(read_events(work.connection, "default")) == 1


def test_each_event_is_handed_to_its_consumer_once(store: Store) -> None:
    told: list[int] = []
    sweeper = Sweeper(
        store, [Consumer(name="desk", events=frozenset({"heard"}), handle=lambda e: told.append(e.id))]
    )
    numbers = emit(store, "heard", "unrelated", "heard")

    counts = [sweeper.sweep(), sweeper.sweep()]

    assert told == [numbers[0], numbers[2]]
    assert counts == [2, 0]


def test_a_restarted_worker_does_not_repeat_what_was_settled(store: Store) -> None:
    told: list[int] = []
    consumer = Consumer(name="desk", events=frozenset({"heard"}), handle=lambda e: told.append(e.id))
    numbers = emit(store, "heard")
    Sweeper(store, [consumer]).sweep()

    later = emit(store, "heard")
    Sweeper(store, [consumer]).sweep()

    assert told == numbers + later


def test_an_event_whose_handling_failed_is_offered_again_when_it_is_due(store: Store) -> None:
    attempts: list[int] = []

    def fail_once(event: StoredEvent) -> None:
        attempts.append(event.id)
        if len(attempts) == 1:
            raise OSError("not now")

    sweeper = Sweeper(store, [Consumer(name="desk", events=frozenset({"heard"}), handle=fail_once)])
    (number,) = emit(store, "heard")

    first, at_once = sweeper.sweep(), sweeper.sweep()
    make_due(store)
    later = sweeper.sweep()

    assert (first, at_once, later) == (0, 0, 1)
    assert attempts == [number, number]


def test_an_event_that_always_fails_is_given_up_and_shown_to_a_person(store: Store) -> None:
    def fail(event: StoredEvent) -> None:
        raise OSError("never")

    sweeper = Sweeper(store, [Consumer(name="desk", events=frozenset({"heard"}), handle=fail)])
    (number,) = emit(store, "heard")

    for _ in range(RETRIES + 2):
        sweeper.sweep()
        make_due(store)

    with store.read() as work:
        ((event, consumer, failure),) = given_up(work.connection, "default")
    assert (event.id, consumer) == (number, "desk")
    assert "never" in failure


def test_a_claim_of_a_killed_worker_lapses(store: Store) -> None:
    told: list[int] = []

    def die(event: StoredEvent) -> None:
        raise SystemExit

    (number,) = emit(store, "heard")
    with pytest.raises(SystemExit):
        Sweeper(store, [Consumer(name="desk", events=frozenset({"heard"}), handle=die)]).sweep()
    alive = Sweeper(
        store, [Consumer(name="desk", events=frozenset({"heard"}), handle=lambda e: told.append(e.id))]
    )

    before = alive.sweep()
    make_due(store)
    after = alive.sweep()

    assert (before, after, told) == (0, 1, [number])


def make_due(store: Store) -> None:
    """Let the time pass that a claim or a failure waits for."""
    with store.begin() as work:
        work.connection.execute(
            text("UPDATE outbox_delivery SET due_us = due_us - :wait WHERE due_us IS NOT NULL"),
            {"wait": timedelta(days=1) // timedelta(microseconds=1)},
        )


def test_the_sqlite_file_is_private_to_its_user(tmp_path: Path) -> None:
    home = tmp_path / "home"
    open_store(Settings(home=home, database_url=None)).close()

    assert (home.stat().st_mode & 0o077, (home / "deutgo.db").stat().st_mode & 0o077) == (0, 0)
