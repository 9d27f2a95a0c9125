"""Open demand: what is asked and not answered, when it is an alert, and what a notice did about it."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from deutgo.detect.demand import (
    PATIENCE,
    Ask,
    DemandPolicy,
    follow_demand,
    judge_notices,
    minutes_of,
    stays_open,
)
from deutgo.detect.demand_words import tell_demand

NOON = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def asks(per_minute: int, minutes: int, *, since: datetime = NOON) -> list[Ask]:
    return [Ask(at=since + minute * MINUTE) for minute in range(minutes) for _ in range(per_minute)]


moments = st.integers(0, 400).map(lambda minute: NOON + minute * MINUTE)


@given(
    st.lists(
        st.builds(
            Ask,
            at=moments,
            complaint=st.booleans(),
            answered_at=st.none() | moments,
            settled_at=st.none() | moments,
        )
    )
)
def test_what_is_open_is_exactly_what_has_no_end_yet(given_asks: list[Ask]) -> None:
    until = NOON + timedelta(minutes=300)
    followed = follow_demand(minutes_of(given_asks, [], since=NOON, until=until))

    waiting = [ask for ask in given_asks if ask.at < until and ask.ends()[0] >= until]

    assert followed[-1].open == len(waiting)


def test_a_question_lapses_when_nobody_waits_for_it_any_more() -> None:
    minutes = minutes_of([Ask(at=NOON)], [], since=NOON, until=NOON + PATIENCE + 2 * MINUTE)

    assert [minute.lapsed for minute in minutes][-2:] == [1, 0]
    assert follow_demand(minutes)[-1].open == 0


def test_demand_that_stays_open_and_grows_is_told_and_one_that_is_answered_is_not() -> None:
    until = NOON + timedelta(minutes=40)
    waiting = follow_demand(minutes_of(asks(4, 40), [], since=NOON, until=until))
    answered = [Ask(at=ask.at, answered_at=ask.at + 5 * MINUTE) for ask in asks(4, 40)]

    assert stays_open(waiting)
    assert not stays_open(follow_demand(minutes_of(answered, [], since=NOON, until=until)))


def test_what_is_usual_for_a_busy_topic_is_not_told() -> None:
    followed = follow_demand(minutes_of(asks(1, 120), [], since=NOON, until=NOON + timedelta(minutes=120)))

    assert stays_open(followed, usual=0)
    assert not stays_open(followed, usual=150)
    assert DemandPolicy().limit(150) > 300


def test_a_moment_of_much_is_not_yet_an_alert() -> None:
    minutes = minutes_of(asks(50, 2), [], since=NOON, until=NOON + 5 * MINUTE)

    assert not stays_open(follow_demand(minutes))


def test_a_notice_that_made_fewer_people_ask_is_told_from_one_that_did_not() -> None:
    notice = NOON + timedelta(minutes=30)
    fell = asks(5, 30) + asks(1, 40, since=notice)
    stood = asks(5, 30) + asks(5, 40, since=notice)

    effects = [
        judge_notices(minutes_of(each, [notice], since=NOON, until=NOON + timedelta(minutes=70)))[0]
        for each in (fell, stood)
    ]

    assert [effect.fell for effect in effects] == [True, False]


def test_the_paragraph_says_how_much_waits_and_at_what_pace() -> None:
    followed = follow_demand(minutes_of(asks(4, 40), [], since=NOON, until=NOON + timedelta(minutes=40)))

    told = tell_demand("한빛", followed[-1], usual=0.2, effect=None)

    assert "160건에 아직 답이 없습니다" in told
    assert "평소 이 시간에는 거의 올라오지 않습니다" in told
    assert "1분에 4.0건이 올라오는데, 최근 30분 동안 답한 것은 없습니다" in told
    assert "줄지 않습니다" in told
