"""Copies kept in the background, on both databases: exactly what the finder says, however it is fed."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, func, select

from deutgo.listen.mention import Mention, Precision
from deutgo.store.intake import Intake
from deutgo.store.mentions import Mentions
from deutgo.store.tables.signals import arrival, copies, job_place
from deutgo.store.unit_of_work import Store
from deutgo.store.views.copied import copies_of, fold, rows_of
from deutgo.work.copying import CopyKeeper

NOON = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
SAID = "한빛 냉장고 문이 열린 채 세 시간이 넘게 켜져 있었다는 집이 나왔습니다"
MORE = "한빛 냉장고 문이 열린 채 서른 시간이 넘게 켜져 있었다는 집이 나왔습니다"
OTHER = "오늘 저녁은 무엇을 먹으면 좋을지 아직 정하지 못했습니다"


def heard(number: int, text: str, *, at: int | None = None) -> Mention:
    return Mention(
        id=f"m{number}",
        source="합성",
        text=text,
        created_at=NOON + timedelta(minutes=number if at is None else at),
        created_precision=Precision.INSTANT,
    )


FIVE = [heard(0, SAID), heard(1, OTHER), heard(2, SAID + "!!"), heard(3, MORE), heard(4, MORE + " ㅠㅠ")]


def found(store: Store) -> dict[str, tuple[str, str]]:
    """Return name → (name of what it repeats, what differs)."""
    with store.read() as work:
        mentions = Mentions(work.connection, work.workspace)
        names = {each.id: each.mention.id for each in mentions.newest(limit=100)}
        rows = rows_of(work, list(names))
    return {names[r.mention_id]: (names[r.copy_of], " ".join(r.differs)) for r in rows.values()}


EXPECTED = {"m2": ("m0", ""), "m3": ("m0", "number"), "m4": ("m3", "")}


def test_what_comes_in_is_told_from_what_it_repeats(store: Store) -> None:
    keeper = CopyKeeper(store)
    keeper.turn()
    Intake(store).take(FIVE)
    keeper.turn()

    assert found(store) == EXPECTED
    with store.read() as work:
        assert work.connection.execute(select(func.count()).select_from(arrival)).scalar() == 0


def test_the_past_of_a_store_is_looked_through_once(store: Store) -> None:
    Intake(store).take(FIVE)
    CopyKeeper(store).turn()

    assert found(store) == EXPECTED


def test_doing_it_again_changes_nothing(store: Store) -> None:
    Intake(store).take(FIVE)
    CopyKeeper(store).turn()
    with store.begin() as work:
        work.connection.execute(delete(job_place))
    CopyKeeper(store).turn()
    CopyKeeper(store).turn()

    assert found(store) == EXPECTED


def test_a_restarted_keeper_remembers_what_it_had_seen(store: Store) -> None:
    keeper = CopyKeeper(store)
    keeper.turn()
    Intake(store).take(FIVE[:2])
    keeper.turn()
    Intake(store).take(FIVE[2:])
    CopyKeeper(store).turn()

    assert found(store) == EXPECTED


def test_an_older_text_that_comes_in_late_is_the_first_one(store: Store) -> None:
    keeper = CopyKeeper(store)
    keeper.turn()
    Intake(store).take([heard(5, SAID), heard(6, SAID + "...")])
    keeper.turn()
    Intake(store).take([heard(1, SAID + "!!")])
    keeper.turn()

    assert found(store)["m5"] == ("m1", "")
    with store.read() as work:
        first = Mentions(work.connection, work.workspace).find("합성", "m1")
        assert first is not None
        chain = copies_of(work, first.id)
    assert len(chain.others) == 2


def test_an_edited_text_is_judged_anew(store: Store) -> None:
    keeper = CopyKeeper(store)
    keeper.turn()
    Intake(store).take([heard(0, SAID), heard(1, SAID)])
    keeper.turn()
    Intake(store).take([heard(1, OTHER)])
    keeper.turn()

    assert found(store) == {}


def test_a_list_is_folded_only_where_nothing_differs(store: Store) -> None:
    Intake(store).take(FIVE)
    CopyKeeper(store).turn()
    with store.read() as work:
        newest = Mentions(work.connection, work.workspace).newest(limit=10)
        names = {each.id: each.mention.id for each in newest}
        folded = fold(work, [each.id for each in newest])

    assert {names[shown]: [names[each] for each in rest] for shown, rest in folded.items()} == {
        "m4": ["m3"],
        "m2": ["m0"],
        "m1": [],
    }


def test_nothing_is_seen_of_another_workspace(store: Store) -> None:
    Intake(store, workspace="other").take(FIVE)
    CopyKeeper(store).turn()
    CopyKeeper(store, workspace="other").turn()

    with store.read() as work:
        ids = list(work.connection.execute(select(copies.c.mention_id)).scalars())
        assert len(ids) == 3
        assert rows_of(work, ids) == {}
        assert copies_of(work, ids[0]).row is None
