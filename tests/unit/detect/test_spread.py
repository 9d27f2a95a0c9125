"""Spread: who carried it on, what it became on the way, and when the press took it up."""

from datetime import UTC, datetime, timedelta

import pytest

from deutgo.detect.differs import Difference
from deutgo.detect.mutation import mutation_trees
from deutgo.detect.pickup import PastCase, forecast_press, frames, stories
from deutgo.detect.spread import Tier, lead_of, spread, tier_of
from deutgo.listen.mention import Mention, Precision

START = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
RUMOUR = "합성식품 빵에서 이물이 나왔고 피해자가 3명이라고 합니다 조심하세요"


def mention(number: int, minutes: float, text: str = RUMOUR, **fields: object) -> Mention:
    """Make a synthetic mention some minutes after the start."""
    given: dict[str, object] = {
        "id": str(number),
        "text": text,
        "created_at": START + timedelta(minutes=minutes),
        "created_precision": Precision.INSTANT,
    }
    return Mention(**(given | fields))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("fields", "tier"),
    [
        ({"board": "합성 카페"}, Tier.BOARD),
        ({"board": "합성 뉴스댓글"}, Tier.PORTAL),
        ({"board": "합성 마이크로블로그"}, Tier.SNS),
        ({"source": "x"}, Tier.SNS),
        ({"source": "naver_news"}, Tier.PRESS),
        ({"board": "합성일보"}, Tier.PRESS),
        ({"board": "합성 공식계정 댓글"}, Tier.OWN),
        ({"url": "https://blog.example.com/fedex.com"}, Tier.BOARD),
        ({"source": "box"}, Tier.OTHER),
    ],
)
def test_a_place_is_told_by_its_name(fields: dict[str, object], tier: Tier) -> None:
    assert tier_of(mention(1, 0, **fields)) is tier


def test_the_path_names_each_kind_of_place_once_with_its_lag() -> None:
    day_only = mention(9, 0, board="합성 카페", created_precision=Precision.DAY)
    found = spread(
        [
            mention(4, 300, board="합성일보", author="기자", views=9000),
            mention(1, 0, board="합성 카페", author="첫 글"),
            mention(2, 20, board="합성 카페"),
            mention(3, 50, source="x", author="전한 이", shares=3),
            day_only,
        ]
    )

    assert found.origin is not None
    assert found.origin.id == "1"
    assert [(step.tier, step.lag, step.mention_count) for step in found.steps] == [
        (Tier.BOARD, timedelta(0), 2),
        (Tier.SNS, timedelta(minutes=50), 1),
        (Tier.PRESS, timedelta(minutes=250), 1),
    ]
    assert [carrier.author for carrier in found.carriers] == ["기자", "전한 이", "첫 글"]
    assert found.undated == 1


def test_what_a_caller_knows_about_a_place_wins() -> None:
    assert tier_of(mention(1, 0, board="합성 카페"), {"합성 카페": Tier.PRESS}) is Tier.PRESS


def test_a_rumour_that_changes_its_number_grows_a_tree() -> None:
    worse = RUMOUR.replace("3명", "30명")
    tree = mutation_trees(
        [
            mention(1, 0, author="a"),
            mention(2, 1, RUMOUR + "!!!", author="b"),
            mention(3, 2, worse, author="c"),
            mention(4, 3, worse, author="d"),
            mention(5, 4, worse.replace("이물이 나왔고", "이물이 안 나왔고")),
            mention(6, 5, "전혀 다른 이야기입니다"),
        ]
    )[0]

    assert [(wording.id, wording.parent_id, wording.differs) for wording in tree.wordings] == [
        ("1", None, ()),
        ("3", "1", (Difference.NUMBER,)),
        ("5", "3", (Difference.NEGATION,)),
    ]
    assert [wording.mention_count for wording in tree.wordings] == [2, 2, 1]
    assert [wording.depth for wording in tree.wordings] == [0, 1, 2]
    assert [wording.id for wording in tree.changed] == ["3", "5"]


def test_copies_of_one_release_are_one_story_with_its_outlets() -> None:
    release = "합성식품은 오늘 “전량 회수하겠다”고 밝혔다. 회사는 원인을 조사하고 있다고 설명했다."
    told = stories(
        [
            mention(1, 0, release, board="합성일보", title="합성식품 책임 공방"),
            mention(2, 5, release + " (끝)", board="합성신문", title="합성식품의 책임 공방 번져"),
            mention(
                3,
                9,
                "합성시는 위생 점검 결과를 다음 주에 내놓기로 했다.",
                board="합성뉴스",
                title="점검 예고",
            ),
            mention(4, 9, "댓글입니다 댓글입니다", board="합성 카페"),
        ]
    )

    assert [(story.outlets, story.article_count) for story in told] == [
        (("합성일보", "합성신문"), 2),
        (("합성뉴스",), 1),
    ]
    assert told[0].quotes == ("전량 회수하겠다",)
    assert {frame.word for frame in frames(told)} == {"합성식품", "책임", "공방"}


def test_the_forecast_counts_only_cases_that_had_waited_as_long() -> None:
    hours = [2, 4, 6, 8, 10]
    past = [PastCase(waited=timedelta(hours=hour), reached=True) for hour in hours]

    forecast = forecast_press(past, elapsed=timedelta(hours=5))

    assert forecast.case_count == 3
    assert (forecast.low, forecast.median, forecast.high) == (
        timedelta(hours=1),
        timedelta(hours=3),
        timedelta(hours=5),
    )
    assert forecast.within_day == pytest.approx(1.0)


def test_cases_that_never_reached_the_press_hold_the_forecast_back() -> None:
    past = [PastCase(waited=timedelta(days=3), reached=False)] * 9
    past.append(PastCase(waited=timedelta(hours=1), reached=True))

    forecast = forecast_press(past, elapsed=timedelta(0))

    assert (forecast.low, forecast.median) == (timedelta(hours=1), None)
    assert forecast.within_day == pytest.approx(0.1)


def test_without_past_cases_nothing_is_forecast() -> None:
    forecast = forecast_press([], elapsed=timedelta(hours=1))

    assert (forecast.median, forecast.within_day, forecast.case_count) == (None, None, 0)


def test_searches_that_rise_two_buckets_before_posts_lead_by_two() -> None:
    trend = [3, 4, 3, 5, 40, 90, 60, 30, 12, 6, 4, 3, 5, 4, 3]
    posts = [0, 0, *trend[:-2]]

    lead = lead_of(trend, posts)

    assert lead is not None
    assert lead.buckets == 2


def test_a_flat_series_leads_nothing() -> None:
    assert lead_of([1.0] * 20, [2.0] * 20) is None
