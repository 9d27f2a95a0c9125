"""Mentions come in once, change exactly, and leave nothing stale, on either database. Texts are synthetic."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import orjson
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from deutgo.clock import SEOUL
from deutgo.errors import BadFile, BadInput, Conflict, NotFound
from deutgo.listen.mention import Mention, Precision
from deutgo.settings import Settings
from deutgo.store import fulltext
from deutgo.store.cube import Counters, Facet, Grain
from deutgo.store.export import export_workspace
from deutgo.store.intake import Intake
from deutgo.store.keeping import Tally
from deutgo.store.mentions import SEQUENCE, Mentions, assign_ids
from deutgo.store.outbox import read_events
from deutgo.store.restore import Archive
from deutgo.store.search import Search, ask
from deutgo.store.tables import cube_day, cube_hour, cube_undated, mention, topic_match
from deutgo.store.topics import Topics
from deutgo.store.unit_of_work import Store, open_store

NOON = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
REFUND = Mention(
    id="1",
    source="cafe",
    text="환불이 너무 늦어요. 언제 되나요?",
    created_at=NOON,
    created_precision=Precision.INSTANT,
    views=10,
)
PRAISE = replace(REFUND, id="2", text="배우들 연기가 정말 최고였습니다.", views=None)
ALL = [REFUND, PRAISE]


def take(store: Store, *mentions: Mention, batch: int = 100) -> Tally:
    return Intake(store).take(mentions, batch=batch)


def add_topic(store: Store, name: str, query: str) -> int:
    with store.begin() as work:
        topics = Topics(work.connection, work.workspace)
        return topics.enter(
            topics.add(name, query), Search(work.connection, work.workspace).newest(ask(query), limit=None)
        )


def matched(store: Store, name: str) -> list[str]:
    with store.read() as work:
        topic = Topics(work.connection, work.workspace).get(name)
        return [each.mention.id for each in Mentions(work.connection, work.workspace).newest(topic=topic.id)]


def assert_in_balance(store: Store) -> None:
    """Rows = full-text rows = counter sums, for all mentions and for each topic."""
    with store.read() as work:
        connection = work.connection
        standing = Mentions(connection, work.workspace).count()
        counters = Counters(connection, work.workspace)
        assert counters.total() == standing
        if connection.dialect.name == "sqlite":
            rows = connection.execute(select(func.count()).select_from(mention)).scalar()
            assert fulltext.count(connection) == rows
        instants = select(func.count()).where(mention.c.created_precision == "instant")
        instants = instants.where(mention.c.deleted_at.is_(None))
        hours = select(func.coalesce(func.sum(cube_hour.c.count), 0)).where(cube_hour.c.topic == 0)
        assert connection.execute(hours).scalar() == connection.execute(instants).scalar()
        for topic in Topics(connection, work.workspace).all():
            matches = select(func.count()).where(topic_match.c.topic == topic.id)
            assert counters.total(topic=topic.id) == connection.execute(matches).scalar()
        for table in (cube_hour, cube_day, cube_undated):
            assert connection.execute(select(func.min(table.c.count))).scalar() in (None, *range(1, 1000))
    if store.engine.dialect.name == "sqlite":
        with store.begin() as work:
            fulltext.check(work.connection)


def test_what_comes_in_is_there_with_its_labels_and_is_found(store: Store) -> None:
    tally = take(store, *ALL)

    assert tally == Tally(new=2)
    with store.read() as work:
        stored = Mentions(work.connection, work.workspace).find("cafe", "1")
        found = Search(work.connection, work.workspace).newest(ask("환불 AND 늦다"))
    assert stored is not None
    assert stored.mention == REFUND
    assert stored.sentiment in ("negative", "neutral", "positive", "unsure")
    assert found == [stored.id]
    assert_in_balance(store)


def test_the_same_again_adds_nothing(store: Store) -> None:
    take(store, *ALL)

    assert take(store, *ALL) == Tally(duplicate=2)
    assert_in_balance(store)


def test_the_last_of_several_observations_in_one_batch_stands(store: Store) -> None:
    edited = replace(REFUND, text="환불 받았어요.")

    tally = take(store, REFUND, REFUND, edited)

    assert tally == Tally(new=1, duplicate=1, updated=1)
    with store.read() as work:
        (stored,) = Mentions(work.connection, work.workspace).newest()
    assert stored.mention.text == "환불 받았어요."
    assert_in_balance(store)


def test_observations_of_one_mention_in_batches_on_their_way_follow_one_another(store: Store) -> None:
    edited = replace(REFUND, text="환불 받았어요.")

    tally = take(store, REFUND, edited, edited, REFUND, batch=1)

    assert tally == Tally(new=1, updated=2, duplicate=1)
    assert_in_balance(store)


def test_an_edited_text_leaves_no_stale_match(store: Store) -> None:
    add_topic(store, "환불", "환불")
    add_topic(store, "배송", "배송")
    take(store, *ALL)

    tally = take(store, replace(REFUND, text="배송이 너무 늦어요."))

    assert tally == Tally(updated=1)
    assert (matched(store, "환불"), matched(store, "배송")) == ([], ["1"])
    with store.read() as work:
        search = Search(work.connection, work.workspace)
        assert (search.count(ask("환불")), search.count(ask("배송"))) == (0, 1)
    assert_in_balance(store)


def test_a_changed_count_re_evaluates_the_topics_that_use_it(store: Store) -> None:
    add_topic(store, "많이 본 것", "환불 AND views:>1000")
    take(store, REFUND)

    before = matched(store, "많이 본 것")
    tally = take(store, replace(REFUND, views=2000))

    assert (before, matched(store, "많이 본 것"), tally.updated) == ([], ["1"], 1)
    assert_in_balance(store)


def test_a_count_that_is_not_told_again_keeps_standing(store: Store) -> None:
    add_topic(store, "많이 본 것", "views:>5")
    take(store, REFUND)

    take(store, replace(REFUND, text="환불이 늦어도 너무 늦어요.", views=None, likes=3))

    with store.read() as work:
        (stored,) = Mentions(work.connection, work.workspace).newest()
    assert (stored.mention.views, stored.mention.likes) == (10, 3)
    assert matched(store, "많이 본 것") == ["1"]


def test_an_older_observation_changes_nothing(store: Store) -> None:
    take(store, replace(REFUND, observed_at=NOON))

    tally = take(store, replace(REFUND, observed_at=NOON - timedelta(hours=1), views=5, text="옛 글"))

    assert tally == Tally(duplicate=1)


def test_a_deleted_mention_leaves_only_its_key(store: Store) -> None:
    add_topic(store, "환불", "환불")
    take(store, *ALL)

    take(store, replace(REFUND, deleted_at=NOON + timedelta(days=1)))
    again = take(store, REFUND)

    assert again == Tally(duplicate=1)
    with store.read() as work:
        stored = Mentions(work.connection, work.workspace).find("cafe", "1")
    assert stored is not None
    assert (stored.mention.text, stored.mention.author, stored.sentiment) == ("", None, None)
    assert matched(store, "환불") == []
    assert_in_balance(store)


def test_a_deleted_mention_that_is_seen_to_stand_again_comes_back(store: Store) -> None:
    take(store, replace(REFUND, deleted_at=NOON))

    tally = take(store, replace(REFUND, observed_at=NOON + timedelta(hours=1)))

    assert tally == Tally(updated=1)
    assert_in_balance(store)


def test_a_topic_that_is_added_later_has_its_past_and_its_future(store: Store) -> None:
    take(store, REFUND)

    past = add_topic(store, "환불", "환불")
    take(store, replace(REFUND, id="3", text="저도 환불 받고 싶어요."))

    assert past == 1
    assert matched(store, "환불") == ["3", "1"]
    assert_in_balance(store)


def test_a_topic_that_is_added_while_an_import_runs_misses_nothing(store: Store) -> None:
    def mentions_and_a_topic() -> object:
        yield REFUND
        yield PRAISE
        add_topic(store, "환불", "환불")
        yield replace(REFUND, id="3", text="환불 규정이 어떻게 되나요?")

    Intake(store).take(mentions_and_a_topic(), batch=1)  # type: ignore[arg-type]

    assert matched(store, "환불") == ["3", "1"]
    assert_in_balance(store)


def test_a_removed_topic_leaves_no_matches_and_no_counters(store: Store) -> None:
    add_topic(store, "환불", "환불")
    take(store, *ALL)

    with store.begin() as work:
        Topics(work.connection, work.workspace).remove("환불")

    with store.read() as work:
        assert Counters(work.connection, work.workspace).by_topic() == {0: 2}
        assert work.connection.execute(select(func.count()).select_from(topic_match)).scalar() == 0
        with pytest.raises(NotFound):
            Topics(work.connection, work.workspace).get("환불")


def test_two_topics_cannot_have_one_name(store: Store) -> None:
    add_topic(store, "환불", "환불")

    with pytest.raises(Conflict):
        add_topic(store, "환불", "배송")


def test_workspaces_see_nothing_of_one_another(store: Store) -> None:
    take(store, REFUND)
    Intake(store, workspace="another").take([REFUND, PRAISE])

    with store.read() as work:
        assert Mentions(work.connection, "default").count() == 1
        assert Mentions(work.connection, "another").count() == 2
        assert Search(work.connection, "default").count(ask("연기")) == 0
        assert Counters(work.connection, "default").total() == 1
        mine = Mentions(work.connection, "default").newest()[0].id
        with pytest.raises(NotFound):
            Mentions(work.connection, "another").get(mine)


def test_days_count_by_day_alone_and_the_undated_are_visible(store: Store) -> None:
    day = datetime(2026, 11, 21, 15, 0, tzinfo=UTC)  # midnight in Seoul
    take(
        store,
        REFUND,
        replace(REFUND, id="2", created_at=day, created_precision=Precision.DAY),
        replace(REFUND, id="3", created_at=None, created_precision=Precision.UNKNOWN),
    )

    with store.read() as work:
        counters = Counters(work.connection, work.workspace)
        hours = counters.series(Grain.HOUR, day, day + timedelta(days=1))
        days = counters.series(Grain.DAY, day, day + timedelta(days=2))
        undated, sources = counters.undated(), counters.totals(Facet.SOURCE)

    assert [(begin.astimezone(SEOUL).hour, count) for begin, count in hours if count] == [(12, 1)]
    assert [count for _, count in days] == [2, 0]
    assert (undated, sources) == (1, {"cafe": 3})
    assert_in_balance(store)


def test_numbers_follow_time_and_then_the_order_of_coming_in(store: Store) -> None:
    take(
        store,
        replace(REFUND, id="late", created_at=NOON + timedelta(days=1)),
        replace(REFUND, id="first"),
        replace(REFUND, id="second"),
        replace(REFUND, id="ancient", created_at=datetime(1955, 1, 1, tzinfo=UTC)),
    )

    with store.read() as work:
        newest = Mentions(work.connection, work.workspace).newest()

    assert [each.mention.id for each in newest] == ["late", "second", "first", "ancient"]


def test_a_full_second_spills_into_the_next(store: Store) -> None:
    last = (1000 << SEQUENCE) + (1 << SEQUENCE) - 1
    with store.begin() as work:
        work.connection.execute(
            mention.insert().values(
                id=last,
                workspace="default",
                source="",
                external_id="x",
                content_hash=0,
                created_precision="instant",
                imported_at=0,
                text="",
            )
        )
        ids = assign_ids(work.connection, [1000, 1001, 1000, 999])

    assert ids == [1001 << SEQUENCE, (1001 << SEQUENCE) + 1, (1001 << SEQUENCE) + 2, 999 << SEQUENCE]


TEXTS = ("환불 언제 되나요?", "배송이 늦어요", "환불 받았고 배송도 빨랐어요", "연기 최고 👍", "100% 환불!")
OBSERVATIONS = st.builds(
    Mention,
    id=st.sampled_from("abc"),
    text=st.sampled_from(TEXTS),
    title=st.sampled_from([None, "환불 안내"]),
    created_at=st.sampled_from([NOON, NOON + timedelta(days=1)]),
    created_precision=st.sampled_from([Precision.INSTANT, Precision.DAY]),
    views=st.sampled_from([None, 5, 2000]),
    deleted_at=st.sampled_from([None, None, None, NOON + timedelta(days=2)]),
)


@hypothesis_settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.lists(OBSERVATIONS, min_size=1, max_size=4), min_size=1, max_size=4))
def test_whatever_comes_in_history_agrees_with_the_topics(
    store: Store, batches: Sequence[Sequence[Mention]]
) -> None:
    queries = {"환불": "환불", "배송 없는 환불": "환불 NOT 배송", "많이 본": "views:>1000", "제목": "안내"}
    with store.read() as work:
        known = {topic.name for topic in Topics(work.connection, work.workspace).all()}
    for name in queries.keys() - known:
        add_topic(store, name, queries[name])

    for batch in batches:
        take(store, *batch, batch=2)

    with store.read() as work:
        search = Search(work.connection, work.workspace)
        for name, query in queries.items():
            ids = search.newest(ask(query), limit=None)
            assert matched(store, name) == search.source_ids(ids)
    assert_in_balance(store)


def everything(store: Store) -> dict[str, object]:
    with store.read() as work:
        counters = Counters(work.connection, work.workspace)
        return {
            "mentions": [
                (each.id, each.mention) for each in Mentions(work.connection, work.workspace).newest()
            ],
            "topics": Topics(work.connection, work.workspace).all(),
            "events": read_events(work.connection, work.workspace),
            "sentiments": counters.totals(Facet.SENTIMENT),
            "by_topic": counters.by_topic(),
        }


def test_an_export_is_read_back_completely(store: Store, settings: Settings, tmp_path: Path) -> None:
    add_topic(store, "환불", "환불")
    gone = replace(REFUND, id="4", deleted_at=NOON)
    call = replace(REFUND, id="3", title="문의", text="010-1234-5678로 전화 주세요.", created_at=None,
                   created_precision=Precision.UNKNOWN)  # fmt: skip
    take(store, *ALL, call, gone)
    export_workspace(store, tmp_path / "out", at=NOON, personal_reason="서버 이전")
    restored = open_store(Settings(home=tmp_path / "new", database_url=None))

    archive = Archive(str(tmp_path / "out"))
    kept = archive.restore_tables(restored)
    rows = [row for row in archive.mentions() if not isinstance(row, tuple) or hasattr(row, "mention")]
    numbers = {(row.mention.source, row.mention.id): row.number for row in rows}
    tally = Intake(restored, numbers=numbers).take([row.mention for row in rows])

    assert (kept, tally) == ([], Tally(new=4))
    assert everything(restored) == everything(store)
    assert_in_balance(restored)
    restored.close()


def test_an_export_masks_personal_data_unless_a_reason_is_given(store: Store, tmp_path: Path) -> None:
    take(store, replace(REFUND, text="010-1234-5678로 전화 주세요."))

    export_workspace(store, tmp_path / "masked", at=NOON)
    export_workspace(store, tmp_path / "whole", at=NOON, personal_reason="수사 기관 요청")

    (masked,) = Archive(str(tmp_path / "masked")).mentions()
    (whole,) = Archive(str(tmp_path / "whole")).mentions()
    assert masked.mention.text == "[전화번호]로 전화 주세요."
    assert whole.mention.text == "010-1234-5678로 전화 주세요."
    with store.read() as work:
        reasons = [event.facts["reason"] for event in read_events(work.connection, "default")]
    assert reasons == ["", "수사 기관 요청"]


def test_a_masked_export_never_replaces_what_the_store_has(store: Store, tmp_path: Path) -> None:
    take(store, replace(REFUND, text="010-1234-5678로 전화 주세요."))
    export_workspace(store, tmp_path / "masked", at=NOON)

    archive = Archive(str(tmp_path / "masked"))
    mentions = [row.mention for row in archive.mentions()]
    tally = Intake(store, only_new=archive.masked).take(mentions)

    assert tally == Tally(duplicate=1)
    with store.read() as work:
        assert "010-1234-5678" in Mentions(work.connection, "default").newest()[0].mention.text


def test_an_export_that_was_changed_is_refused_before_anything_is_written(
    store: Store, tmp_path: Path
) -> None:
    take(store, *ALL)
    export_workspace(store, tmp_path / "out", at=NOON)
    (part,) = (tmp_path / "out").rglob("*.parquet")
    part.write_bytes(part.read_bytes()[:-1] + b"x")

    with pytest.raises(BadFile) as refused:
        Archive(str(tmp_path / "out"))

    assert refused.value.facts["path"] == str(part)


def test_a_manifest_that_points_out_of_its_folder_is_refused(store: Store, tmp_path: Path) -> None:
    export_workspace(store, tmp_path / "out", at=NOON)
    manifest = tmp_path / "out" / "manifest.json"
    changed = orjson.loads(manifest.read_bytes())
    changed["files"][0]["path"] = "../../etc/passwd"
    manifest.write_bytes(orjson.dumps(changed))

    with pytest.raises(BadFile):
        Archive(str(tmp_path / "out"))


def test_an_export_needs_an_empty_folder(store: Store, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")

    with pytest.raises(BadInput):
        export_workspace(store, tmp_path, at=NOON)

    assert (tmp_path / "file").read_text() == "mine"
