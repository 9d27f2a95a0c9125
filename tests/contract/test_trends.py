"""Series beside mentions, on both databases: kept once, laid beside the counters, and which moves first."""

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from deutgo.cli.topic import read_series
from deutgo.errors import BadInput
from deutgo.listen.mention import Mention, Precision
from deutgo.store.intake import Intake
from deutgo.store.topics import Topics
from deutgo.store.trends import compare, forget_series, keep_points, points_of
from deutgo.store.unit_of_work import Store

NOON = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def wave(hour: int) -> int:
    return random.Random(hour // 3).randrange(1, 14)


@pytest.fixture
def topic(store: Store) -> int:
    with store.begin() as work:
        kept = Topics(work.connection, work.workspace).add("한빛", "한빛")
    Intake(store).take(
        Mention(
            id=f"m{hour}-{n}",
            source="합성",
            text="한빛",
            created_at=NOON - hour * HOUR + timedelta(minutes=n),
            created_precision=Precision.INSTANT,
        )
        for hour in range(60, 0, -1)
        for n in range(wave(hour))
    )
    return kept.id


def test_searches_that_rise_two_hours_before_posts_are_said_to_lead(store: Store, topic: int) -> None:
    searches = [(NOON - (hour + 2) * HOUR, 10.0 * wave(hour)) for hour in range(58, 0, -1)]
    with store.begin() as work:
        keep_points(work, topic, "검색량", searches)
        keep_points(work, topic, "검색량", searches)
        (found,) = compare(work, topic, since=NOON - 3 * HOUR, until=NOON)

    assert found.lead is not None
    assert (found.step, found.lead.buckets) == (HOUR, 2)
    assert found.lead.fit > 0.8
    assert len(found.trend) == len(found.posts) == 58


def test_a_series_with_a_gap_says_nothing(store: Store, topic: int) -> None:
    with store.begin() as work:
        keep_points(
            work, topic, "검색량", [(NOON - h * HOUR, float(wave(h))) for h in range(40, 0, -1) if h != 20]
        )
        (found,) = compare(work, topic, since=NOON - 3 * HOUR, until=NOON)

    assert found.lead is None
    assert sum(value is None for _, value in found.trend) == 1


def test_a_series_goes_with_its_topic_and_when_it_is_replaced(store: Store, topic: int) -> None:
    with store.begin() as work:
        keep_points(work, topic, "검색량", [(NOON, 1.0)])
        keep_points(work, topic, "다른 것", [(NOON, 2.0)])
        forget_series(work, topic, "다른 것")
        assert list(points_of(work, topic, since=NOON, until=NOON + HOUR)) == ["검색량"]
        Topics(work.connection, work.workspace).remove("한빛")

        assert points_of(work, topic, since=NOON, until=NOON + HOUR) == {}


def test_a_csv_is_read_and_a_bad_row_is_named(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "searches.csv"
    file.write_text(
        '시각,값\n2026-11-22 12:00,"1,200"\n2026-11-22 13:00,많음\n1795320000,7\n', encoding="utf-8"
    )

    points = list(read_series(str(file)))

    assert points[0] == (NOON, 1200.0)
    assert len(points) == 2
    assert '"line":3' in capfd.readouterr().err
    file.write_text("a,b\nc,d\n", encoding="utf-8")
    with pytest.raises(BadInput):
        list(read_series(str(file)))
