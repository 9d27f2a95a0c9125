"""History that an older version read is read again: words, labels, matches and counters. Texts are synthetic."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import update

from deutgo.listen.mention import Mention, Precision
from deutgo.store import fulltext, rereading
from deutgo.store.arrivals import set_place
from deutgo.store.intake import Intake
from deutgo.store.keeping import INDEX_JOB
from deutgo.store.rereading import count_unread, read_again, unread_below
from deutgo.store.search import Search, ask
from deutgo.store.tables.mentions import mention
from deutgo.store.topics import Topics
from deutgo.store.unit_of_work import Store, UnitOfWork

NOON = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
COUNT = 12


def heard(number: int) -> Mention:
    text = f"{number}번째 환불 신청했어요"
    return Mention(
        id=f"m{number}",
        text=text,
        source="s",
        created_at=NOON,
        created_precision=Precision.INSTANT,
        views=number,
    )


def whole(work: UnitOfWork) -> dict[str, object]:
    """Everything that hangs on the words of mentions."""
    asked = ask("환불 신청하다")
    ask_ = work.connection.exec_driver_sql
    return {
        "rows": ask_("SELECT id, tokens, sentiment, imported_at, observed_at FROM mention ORDER BY id").all(),
        "cube": ask_("SELECT topic, sum(count) FROM cube_day GROUP BY topic HAVING sum(count) <> 0").all(),
        "views": ask_("SELECT mention, views, observed_at FROM engagement ORDER BY mention").all(),
        "found": Search(work.connection, work.workspace).newest(asked, limit=None),
        "topic": Topics(work.connection, work.workspace).count("환불"),
    }


@pytest.fixture
def fresh(store: Store) -> Store:
    with store.begin() as work:
        Topics(work.connection, work.workspace).add("환불", "환불")
    Intake(store).take(heard(number) for number in range(COUNT))
    return store


def make_old(store: Store) -> dict[str, object]:
    """Leave the store as a version that knew neither 환불 nor this record would have: words found otherwise."""
    with store.read() as work:
        now = whole(work)
    original = rereading.understand_ahead

    def older(texts: list[str], layering: object) -> object:
        return original([text.replace("환불", "환급") for text in texts], layering)  # type: ignore[arg-type]

    with store.begin() as work:
        set_place(work.connection, work.workspace, INDEX_JOB, 0)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rereading, "understand_ahead", older)
        assert read_again(store) == COUNT
    with store.begin() as work:
        set_place(work.connection, work.workspace, INDEX_JOB, 0)
        set_place(work.connection, work.workspace, rereading.BELOW_JOB, rereading.NEWEST)
        assert whole(work) != now
        assert Search(work.connection, work.workspace).count(ask("환불")) == 0
    return now


def finish(store: Store) -> int:
    changed = 0
    for _ in range(20):
        with store.read() as work:
            if unread_below(work.connection, work.workspace) is None:
                return changed
        changed += read_again(store, chunks=1)
    raise AssertionError("never finished")


def test_a_new_store_has_nothing_to_read_again(fresh: Store) -> None:
    with fresh.read() as work:
        assert count_unread(work.connection, work.workspace) == 0

    assert read_again(fresh) == 0


def test_history_of_an_older_version_becomes_what_it_would_be_today(
    fresh: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    today = make_old(fresh)
    monkeypatch.setattr(rereading, "CHUNK", 5)

    with fresh.read() as work:
        assert count_unread(work.connection, work.workspace) == COUNT
    changed = finish(fresh)

    assert changed == COUNT
    with fresh.read() as work:
        assert whole(work) == today
    if fresh.engine.dialect.name == "sqlite":
        with fresh.begin() as work:
            fulltext.check(work.connection)


def test_a_killed_worker_goes_on_where_it_was(fresh: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    make_old(fresh)
    monkeypatch.setattr(rereading, "CHUNK", 5)

    assert read_again(fresh, chunks=1) == 5
    with fresh.read() as work:
        assert count_unread(work.connection, work.workspace) == COUNT - 5


def test_what_was_written_meanwhile_is_left_alone(fresh: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    make_old(fresh)
    original = rereading.understand_ahead

    def slow(texts: list[str], layering: object) -> object:
        with fresh.begin() as work:  # somebody edits one while it is being read
            edited = work.connection.execute(
                update(mention).where(mention.c.external_id == "m3").values(text="다른 글")
            )
            assert edited.rowcount == 1
        return original(texts, layering)  # type: ignore[arg-type]

    monkeypatch.setattr(rereading, "understand_ahead", slow)

    assert read_again(fresh, chunks=1) == COUNT - 1
