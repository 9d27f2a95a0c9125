"""What the detectors keep and read, on both databases."""

from datetime import UTC, datetime, timedelta
from math import exp, sin

import pytest

from deutgo.care.inbox import Disposition, triage
from deutgo.crisis.case import Case, CaseStatus
from deutgo.detect.ledger import KeptAlert
from deutgo.listen.mention import Mention, Precision
from deutgo.people import Actor, Role
from deutgo.speak.channel import Publication, PublicationStatus
from deutgo.speak.desk import draft
from deutgo.speak.statement import StatementKind
from deutgo.store.intake import Intake
from deutgo.store.mentions import Mentions
from deutgo.store.outbox import read_events
from deutgo.store.topics import Topics
from deutgo.store.unit_of_work import Store, UnitOfWork
from deutgo.store.views.demands import asked_between, open_now, usual_open
from deutgo.store.views.looks import looks_after, looks_of
from deutgo.store.views.stories import past_cases
from deutgo.work.demand_watch import DemandWatch
from deutgo.work.press_watch import PressWatch
from deutgo.work.views_watch import ViewsWatch

NOON = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
TEAM = Actor(person_id=1, name="합성", role=Role.ADMIN)


def heard(number: int, text: str, at: datetime, **fields: object) -> Mention:
    values = {"source": "합성", "created_at": at, "created_precision": Precision.INSTANT, **fields}
    return Mention(id=f"m{number}", text=text, **values)  # type: ignore[arg-type]


@pytest.fixture
def topic(store: Store) -> int:
    with store.begin() as work:
        return Topics(work.connection, work.workspace).add("한빛", "한빛").id


def ask_much(store: Store, *, minutes: int = 40, since: datetime = NOON) -> None:
    """Four questions a minute, as they come in a flood."""
    Intake(store).take(
        heard(
            int(since.timestamp()) + minute * 4 + n,
            f"한빛 환불은 언제 되나요? {n}",
            since + minute * MINUTE + n * timedelta(seconds=9),
        )
        for minute in range(minutes)
        for n in range(4)
    )


def publish(work: UnitOfWork, topic_id: int, text: str, at: datetime) -> None:
    case = work.cases.add(Case(title="환불", topic_id=topic_id, opened_at=at, moved_at=at))
    kept = draft(work, TEAM, kind=StatementKind.NOTICE, title="안내", text=text, case_id=case.id, at=at)
    work.publications.add(
        Publication(
            statement_id=kept.id,
            version=1,
            channel="status",
            text_hash=kept.text_hash,
            key=f"k{kept.id}",
            status=PublicationStatus.SENT,
            queued_at=at,
            sent_at=at,
        )
    )


def test_a_reply_a_decision_and_a_notice_each_close_a_question(store: Store, topic: int) -> None:
    ask_much(store, minutes=1)
    now = NOON + 30 * MINUTE
    with store.begin() as work:
        first, second, *_rest = Mentions(work.connection, work.workspace).newest(topic=topic)
        triage(work, TEAM, first.id, Disposition.ANSWERED, at=NOON + 5 * MINUTE)
        triage(work, TEAM, second.id, Disposition.NO_ANSWER_NEEDED, at=NOON + 5 * MINUTE)
        before = open_now(work, now, [topic])
        publish(work, topic, "환불은 11월 24일까지 모두 입금됩니다.", NOON + 10 * MINUTE)

        found = asked_between(work, topic, since=NOON - MINUTE, until=now)
        after = open_now(work, now, [topic])

    assert (before, after) == (2, 0)
    assert sorted(ask.ends()[1] for ask in found.asks) == ["answers", "settled", "settled", "settled"]


def test_a_notice_about_something_else_closes_nothing(store: Store, topic: int) -> None:
    ask_much(store, minutes=1)
    with store.begin() as work:
        publish(work, topic, "저희 서비스를 아껴 주셔서 감사합니다.", NOON + 10 * MINUTE)

        assert open_now(work, NOON + 30 * MINUTE) == 4


def test_open_demand_is_one_alert_that_ends_when_it_is_answered(store: Store, topic: int) -> None:
    ask_much(store)
    watch = DemandWatch(store)

    for minute in range(0, 45, 3):
        watch.turn(NOON + minute * MINUTE)
    with store.read() as work:
        (alert,) = work.alerts.find(kind="demand")
    with store.begin() as work:
        publish(work, topic, "환불은 11월 24일까지 모두 입금됩니다.", NOON + 46 * MINUTE)
    watch.turn(NOON + 50 * MINUTE)
    with store.read() as work:
        (ended,) = work.alerts.find(kind="demand")

    assert alert.is_open
    assert alert.topic_id == topic
    assert alert.raised_at <= NOON + 24 * MINUTE
    assert "‘한빛’" in alert.reason
    assert ended.ended_at == NOON + 50 * MINUTE


def test_what_a_topic_asks_every_day_is_usual(store: Store, topic: int) -> None:
    for day in range(1, 6):
        ask_much(store, minutes=30, since=NOON - timedelta(days=day, hours=1))

    with store.read() as work:
        usual = usual_open(work, topic, NOON)

    assert usual == pytest.approx(120, abs=1)


def test_a_topic_of_another_workspace_is_not_counted(store: Store, topic: int) -> None:
    ask_much(store, minutes=2)
    with store.read(workspace="other") as work:
        assert open_now(work, NOON + 5 * MINUTE) == 0
        assert asked_between(work, topic, since=NOON, until=NOON + 5 * MINUTE).asks == []


def board(*, days: int = 3, fast: int | None = None, until: datetime = NOON) -> list[Mention]:
    """Looks at the posts of one board, every 20 minutes for two hours; `fast` is read twenty times as much.

    Post 0 is half an hour old at noon, post n has n hours more.
    """
    looks = []
    for number in range(days * 24):
        posted = NOON - timedelta(hours=number, minutes=30)
        for age in range(20, 121, 20):
            usual = 200 * (1 - exp(-age / 120)) * exp(0.4 * sin(number * 12.9))
            views = int(usual * (20 if number == fast else 1))
            text = f"한빛 냉장고 이야기 {number}번 글입니다"
            at = posted + age * MINUTE
            if at <= until:
                looks.append((at, heard(number, text, posted, board="자유", views=views, observed_at=at)))
    return [look for _, look in sorted(looks, key=lambda pair: pair[0])]


def test_every_look_at_a_counter_is_kept_also_those_of_one_batch(store: Store, topic: int) -> None:
    Intake(store).take(board(days=1))
    with store.read() as work:
        stored = Mentions(work.connection, work.workspace).find("합성", "m5")
        assert stored is not None
        looks = looks_of(work, stored.id)

    assert len(looks) == 6
    assert [views for _, views in looks] == sorted(views for _, views in looks)
    assert stored.mention.views == looks[-1][1]


def test_the_looks_of_one_post_are_bounded(store: Store) -> None:
    Intake(store).take(
        heard(1, "한빛", NOON, views=n, observed_at=NOON + n * timedelta(minutes=5)) for n in range(4000)
    )

    with store.read() as work:
        assert 50 < len(looks_after(work, 0)) < 100


def test_a_post_far_above_its_board_is_told_before_mentions_rise(store: Store, topic: int) -> None:
    watch = ViewsWatch(store)
    Intake(store).take(board(until=NOON - timedelta(hours=1)))
    watch.turn(NOON - timedelta(hours=1))
    with store.read() as work:
        assert work.alerts.find() == []

    Intake(store).take(board(fast=0))
    watch.turn(NOON)
    with store.read() as work:
        (alert,) = work.alerts.find()
        fast = Mentions(work.connection, work.workspace).find("합성", "m0")
    assert fast is not None

    assert (alert.kind, alert.lane, alert.topic_id) == ("views", "alert", topic)
    assert alert.facts["widest_mention"] == fast.id
    assert "언급 수는 아직 평소와 크게 다르지 않습니다" in alert.reason
    assert alert.count > 10 * alert.expected


def test_a_restarted_watch_tells_nothing_twice_and_ends_what_is_over(store: Store, topic: int) -> None:
    Intake(store).take(board(until=NOON - timedelta(hours=1)))
    first = ViewsWatch(store)
    first.turn(NOON - timedelta(hours=1))
    Intake(store).take(board(fast=0))
    first.turn(NOON)

    again = ViewsWatch(store)
    again.turn(NOON + MINUTE)
    with store.read() as work:
        assert len(work.alerts.find()) == 1
    again.turn(NOON + timedelta(hours=25))
    with store.read() as work:
        (alert,) = work.alerts.find()

    assert alert.ended_at == NOON + timedelta(hours=25)


def test_a_fast_post_that_no_topic_follows_is_not_told(store: Store) -> None:
    watch = ViewsWatch(store)
    Intake(store).take(board(until=NOON - timedelta(hours=1)))
    watch.turn(NOON - timedelta(hours=1))
    Intake(store).take(board(fast=0))
    watch.turn(NOON)

    with store.read() as work:
        assert work.alerts.find() == []


def keep_burst(store: Store, topic_id: int, **changed: object) -> int:
    values: dict[str, object] = {
        "key": "burst-1",
        "kind": "burst",
        "topic_id": topic_id,
        "level": "warning",
        "began_at": NOON,
        "raised_at": NOON,
        "changed_at": NOON,
        "reason": "급증",
        "facts": {"phrases": [{"phrase": "이물", "count": 3, "mentions": []}]},
        **changed,
    }
    with store.begin() as work:
        return work.alerts.add(KeptAlert(**values)).id  # type: ignore[arg-type]


def test_the_first_article_about_a_burst_is_told_once_and_ends_a_mute(store: Store, topic: int) -> None:
    burst = keep_burst(store, topic, muted_at=NOON + MINUTE)
    watch = PressWatch(store)
    watch.turn(NOON + 5 * MINUTE)
    article = "한빛 빵 봉지에서 이물이 나왔다는 제보가 이어지고 있다. 회사는 확인하고 있다고 밝혔다."
    Intake(store).take(
        [
            heard(1, article, NOON + 30 * MINUTE, board="합성일보", title="한빛 이물 책임 공방"),
            heard(2, "한빛 신제품 발표회가 열렸다", NOON + 20 * MINUTE, board="합성경제신문"),
            heard(3, article, NOON + 40 * MINUTE, board="합성뉴스", title="한빛 이물 논란"),
        ]
    )
    watch.turn(NOON + 45 * MINUTE)
    watch.turn(NOON + 46 * MINUTE)
    PressWatch(store).turn(NOON + 47 * MINUTE)

    with store.read() as work:
        (press,) = work.alerts.find(kind="press")
        assert work.alerts.get(burst).muted_at is None
    assert press.began_at == NOON + 30 * MINUTE
    assert press.total == 2
    assert "합성일보에 ‘한빛 이물 책임 공방’ 기사" in press.reason
    assert "언론사 2곳의 기사 2건" in press.reason


def test_a_matter_that_the_press_had_before_is_no_first_article(store: Store, topic: int) -> None:
    Intake(store).take([heard(1, "한빛 이물 제보", NOON - timedelta(days=2), board="합성일보")])
    keep_burst(store, topic)
    Intake(store).take([heard(2, "한빛 이물 논란", NOON + 5 * MINUTE, board="합성뉴스")])
    PressWatch(store).turn(NOON + 10 * MINUTE)

    with store.read() as work:
        assert work.alerts.find(kind="press") == []


def test_articles_of_a_quiet_topic_are_not_told(store: Store, topic: int) -> None:
    Intake(store).take([heard(1, "한빛 신제품", NOON, board="합성일보")])
    PressWatch(store).turn(NOON + 10 * MINUTE)

    with store.read() as work:
        assert work.alerts.find() == []


def test_past_cases_say_how_long_the_press_took(store: Store, topic: int) -> None:
    Intake(store).take([heard(1, "한빛 이물 논란", NOON + timedelta(hours=3), board="합성일보")])
    with store.begin() as work:
        for closed in (timedelta(hours=2), timedelta(hours=5)):
            work.cases.add(
                Case(
                    title="지난 일",
                    topic_id=topic,
                    opened_at=NOON,
                    moved_at=NOON,
                    status=CaseStatus.CLOSED,
                    closed_at=NOON + closed,
                )
            )
        past = past_cases(work, but=topic, now=NOON + timedelta(days=1))

    assert [(case.waited, case.reached) for case in past] == [
        (timedelta(hours=2), False),
        (timedelta(hours=3), True),
    ]


def test_what_a_notice_did_is_written_into_the_timeline_once(store: Store, topic: int) -> None:
    ask_much(store, minutes=90)
    with store.begin() as work:
        publish(work, topic, "저희 서비스를 아껴 주셔서 감사합니다.", NOON + 40 * MINUTE)
    watch = DemandWatch(store)
    watch.turn(NOON + 70 * MINUTE)
    with store.read() as work:
        assert read_events(work.connection, work.workspace, names=["notice_unheard"]) == []
    watch.turn(NOON + 76 * MINUTE)
    DemandWatch(store).turn(NOON + 77 * MINUTE)

    with store.read() as work:
        (event,) = read_events(work.connection, work.workspace, names=["notice_unheard", "notice_helped"])
        (alert,) = work.alerts.find(kind="demand")
    assert event.name == "notice_unheard"
    assert event.facts == {"before": 4.0, "after": 4.0}
    assert "줄었다고 보기 어렵습니다" in alert.reason
