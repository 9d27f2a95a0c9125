"""Joint movement over a topic's stored posts, on both databases: found, kept without texts, up for review."""

import random
from datetime import UTC, datetime, timedelta

import pytest

from deutgo.detect.coordination.kept import OwnAccount
from deutgo.listen.mention import Mention, Precision
from deutgo.store.intake import Intake
from deutgo.store.together import KEPT_RUNS, keep_run, last_run, look_together
from deutgo.store.topics import Topics
from deutgo.store.unit_of_work import Store
from deutgo.work.together_watch import TogetherWatch

NOON = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
WORDS = [
    "오늘",
    "냉장고",
    "문이",
    "소리",
    "정말",
    "조금",
    "크게",
    "나서",
    "밤에",
    "잠을",
    "설쳤는데",
    "가격은",
    "좋고",
    "배송도",
    "빨랐어요",
    "다음에",
    "또",
]


def crowd(dice: random.Random) -> list[Mention]:
    """Fifteen hundred posts of people who have nothing to do with one another."""
    return [
        Mention(
            id=f"c{n}",
            source="합성",
            text="한빛 " + " ".join(dice.choices(WORDS, k=8)) + f" {n}",
            author=f"person{dice.randrange(800)}",
            target=f"article{dice.randrange(100)}",
            created_at=NOON - timedelta(minutes=dice.randrange(60, 12 * 1440)),
            created_precision=Precision.INSTANT,
        )
        for n in range(1500)
    ]


def campaign(dice: random.Random) -> list[Mention]:
    """Six accounts that write nearly the same at seven articles, minutes apart."""
    return [
        Mention(
            id=f"g{place}-{account}",
            source="합성",
            text=f"한빛 냉장고만큼 조용한 제품은 없습니다 저희 집도 {place}번째 바꿨는데 모두 만족합니다"
            + "!" * account,
            author=f"joint{account}",
            target=f"article{place}",
            created_at=NOON - timedelta(hours=20 + place * 30, seconds=dice.randrange(400)),
            created_precision=Precision.INSTANT,
        )
        for place in range(7)
        for account in range(6)
    ]


@pytest.fixture
def topic(store: Store) -> int:
    with store.begin() as work:
        return Topics(work.connection, work.workspace).add("한빛", "한빛").id


def test_a_campaign_is_found_kept_without_its_words_and_up_for_review_once(store: Store, topic: int) -> None:
    dice = random.Random(7)
    Intake(store).take([*crowd(dice), *campaign(dice)])
    watch = TogetherWatch(store)

    watch.turn(NOON)
    watch.turn(NOON + timedelta(minutes=10))
    with store.read() as work:
        run = last_run(work, topic)
        (alert,) = work.alerts.find()
    assert run is not None

    (group,) = run.unexplained
    assert group["accounts"] == [f"joint{n}" for n in range(6)]
    assert "만족합니다" not in str(run.groups)
    assert (alert.kind, alert.lane, alert.count) == ("together", "review", 6)
    assert "봇" not in alert.reason
    assert "판정이 아닙니다" in alert.reason


def test_strangers_are_not_up_for_review(store: Store, topic: int) -> None:
    Intake(store).take(crowd(random.Random(8)))
    TogetherWatch(store).turn(NOON)

    with store.read() as work:
        run = last_run(work, topic)
        assert work.alerts.find() == []
    assert run is not None
    assert run.post_count == 1500


def test_our_own_accounts_are_marked(store: Store, topic: int) -> None:
    dice = random.Random(9)
    Intake(store).take([*crowd(dice), *campaign(dice)])
    with store.begin() as work:
        work.own_accounts.add(OwnAccount(name="joint3", added_by=1, added_at=NOON))
    TogetherWatch(store).turn(NOON)

    with store.read() as work:
        (alert,) = work.alerts.find()
        run = last_run(work, topic)
    assert run is not None
    assert run.unexplained[0]["own"] == ["joint3"]
    assert alert.level == "warning"
    assert "우리 쪽으로 등록된 계정" in alert.reason


def test_only_the_last_searches_of_a_topic_stay(store: Store, topic: int) -> None:
    with store.begin() as work:
        for hour in range(KEPT_RUNS + 3):
            keep_run(work, look_together(work, topic, at=NOON + timedelta(hours=hour)))

        assert len(work.together_runs.find(topic_id=topic)) == KEPT_RUNS
        newest = last_run(work, topic)
    assert newest is not None
    assert newest.at == NOON + timedelta(hours=KEPT_RUNS + 2)
