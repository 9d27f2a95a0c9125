"""Alerts of one cause belong together, and nothing else does."""

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from deutgo.detect.cause import TOGETHER, causes_of, companions, is_news
from deutgo.detect.ledger import KeptAlert

NOON = datetime(2026, 3, 2, 3, tzinfo=UTC)


def alert(number: int, minutes: float = 0, **changed: Any) -> KeptAlert:
    at = NOON + timedelta(minutes=minutes)
    fields: dict[str, Any] = {"kind": "burst", "level": "notice", "topic_id": 1, "reason": "r"} | changed
    return KeptAlert(id=number, key=str(number), began_at=at, raised_at=at, changed_at=at, **fields)


def numbers(alerts: list[KeptAlert]) -> list[list[int]]:
    return [[each.id for each in cause.alerts] for cause in causes_of(alerts)]


def test_one_topic_in_one_afternoon_is_one_cause_shown_by_its_worst_alert() -> None:
    burst, demand = alert(1), alert(2, 20, kind="demand", level="severe")
    press = alert(3, 90, kind="press", level="warning")

    assert numbers([burst, press, demand]) == [[2, 3, 1]]


def test_two_topics_belong_together_when_they_rest_on_the_same_mentions() -> None:
    ours = alert(1, facts={"samples": [7, 8, 9]})
    same = alert(2, 5, topic_id=2, facts={"samples": [8, 9, 30]})
    one_in_common = alert(3, 5, topic_id=3, facts={"samples": [9, 40]})
    begun_by_ours = alert(4, 5, topic_id=4, facts={"first_mention": 7})

    assert numbers([ours, same, one_in_common, begun_by_ours]) == [[1, 2, 4], [3]]


def test_the_same_words_on_another_day_are_another_cause() -> None:
    before, after = alert(1), alert(2, TOGETHER / timedelta(minutes=1) + 1)

    assert numbers([before, after]) == [[1], [2]]


def test_a_chain_of_alerts_does_not_grow_without_end() -> None:
    hourly = [alert(number, 60 * number) for number in range(20)]

    causes = causes_of(hourly)

    assert all(
        max(a.began_at for a in c.alerts) - min(a.began_at for a in c.alerts) <= TOGETHER for c in causes
    )
    assert sorted(a.id for c in causes for a in c.alerts) == list(range(20))


def test_what_concerns_ourselves_or_our_sources_stands_alone() -> None:
    assert numbers([alert(1), alert(2, kind="silence", topic_id=None), alert(3, kind="source")]) == [
        [1],
        [2],
        [3],
    ]


def test_the_review_lane_does_not_hide_behind_an_alert() -> None:
    assert numbers([alert(1), alert(2, lane="review")]) == [[1], [2]]


@given(
    st.lists(
        st.tuples(st.integers(0, 900), st.integers(1, 3), st.sampled_from(["notice", "severe"])), max_size=12
    )
)
def test_every_alert_is_in_exactly_one_cause(drawn: list[tuple[int, int, str]]) -> None:
    alerts = [alert(n, m, topic_id=t, level=level) for n, (m, t, level) in enumerate(drawn)]

    assert sorted(a.id for c in causes_of(alerts) for a in c.alerts) == list(range(len(alerts)))


def test_companions_are_the_others_of_the_cause() -> None:
    burst, demand, other = alert(1), alert(2, 20, kind="demand"), alert(3, 20, topic_id=2)

    assert [each.id for each in companions(demand, [burst, demand, other])] == [1]
    assert companions(other, [burst, demand, other]) == ()


def test_a_higher_level_the_first_article_and_the_first_reports_of_harm_are_news() -> None:
    known = [alert(1, level="warning")]

    assert is_news(alert(2, level="severe"), known)
    assert is_news(alert(2, kind="press"), known)
    assert is_news(alert(2, signal="reports"), known)
    assert not is_news(alert(2, kind="demand", level="warning"), known)
    assert not is_news(alert(3, kind="press"), [*known, alert(2, kind="press")])
    assert is_news(alert(2), [])
