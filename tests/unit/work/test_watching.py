"""The watcher on a real store: it goes by each topic's rule, and what was announced is no surprise."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from tests.conftest import Desk

from deutgo.detect.alert import KnownEvent, SignalCounts
from deutgo.detect.rewatch import Past, rewatch
from deutgo.detect.sensitivity import Sensitivity, WatchRule
from deutgo.errors import BadInput, Blank, NotFound
from deutgo.listen.mention import Mention, Precision
from deutgo.store.announced import Announced, announce, announced, call_off
from deutgo.store.intake import Intake
from deutgo.store.reasons import count_at
from deutgo.store.topics import Topic, Topics
from deutgo.store.unit_of_work import Store
from deutgo.store.views.rehearsals import rehearse
from deutgo.work.watching import Watcher

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
BEGIN = datetime(2026, 11, 20, 0, 0, tzinfo=UTC)
LAUNCH = BEGIN + 2 * DAY + 4 * HOUR
END = LAUNCH + 3 * HOUR


def mentions(*, surge: float, usual: float = 0.2) -> Iterator[Mention]:
    """Two days of `usual` mentions a minute, then an hour of `surge`, then an hour as usual."""
    rng = np.random.default_rng(7)
    minutes = int((LAUNCH + 2 * HOUR - BEGIN) / MINUTE)
    for minute in range(minutes):
        at = BEGIN + minute * MINUTE
        rate = surge if LAUNCH <= at < LAUNCH + HOUR else usual
        for number in range(int(rng.poisson(rate))):
            yield Mention(
                id=f"{minute}-{number}",
                source="synthetic-forum",
                text=f"한빛 냉장고 이야기 {minute} {number}",
                created_at=at,
                created_precision=Precision.INSTANT,
            )


def topic_in(store: Store) -> Topic:
    with store.begin() as work:
        return Topics(work.connection, work.workspace).add("한빛", "한빛")


def watched(store: Store, heard: list[Mention]) -> list[tuple[datetime, str]]:
    """Let the minutes pass as the worker does; return what was raised for a person."""
    before = [each for each in heard if each.created_at and each.created_at < LAUNCH - HOUR]
    Intake(store).take(before)
    watcher = Watcher(store)
    coming = heard[len(before) :]
    now = LAUNCH - HOUR
    while now < LAUNCH + 2 * HOUR:
        due = [each for each in coming if each.created_at and now <= each.created_at < now + MINUTE]
        if due:
            Intake(store).take(due)
        now += MINUTE
        watcher.turn(now)
    with store.read() as work:
        return [(alert.raised_at, alert.reason) for alert in work.alerts.find(kind="burst", lane="alert")]


def event(topic: Topic, **changed: object) -> Announced:
    values: dict[str, object] = {
        "topic": topic.id,
        "title": "신제품 공개",
        "since": LAUNCH,
        "until": LAUNCH + HOUR,
        "lift": 12.0,
        "announced_at": BEGIN,
    }
    return Announced(**(values | changed))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("announces", "surge", "alarms"), [(False, 2.0, True), (True, 2.0, False), (True, 20.0, True)]
)
def test_an_announced_surge_is_no_alert_unless_it_goes_far_beyond(
    desk: Desk, announces: bool, surge: float, alarms: bool
) -> None:
    topic = topic_in(desk.store)
    if announces:
        with desk.store.begin() as work:
            announce(work, event(topic))

    raised = watched(desk.store, list(mentions(surge=surge)))

    assert bool([at for at, _ in raised if at >= LAUNCH]) is alarms
    assert [at for at, _ in raised if at < LAUNCH] == []


def test_an_alert_during_an_announced_event_names_it(desk: Desk) -> None:
    topic = topic_in(desk.store)
    with desk.store.begin() as work:
        announce(work, event(topic))

    raised = watched(desk.store, list(mentions(surge=20.0)))

    assert "‘신제품 공개’" in raised[0][1]
    assert "12배" in raised[0][1]


def test_a_topic_with_a_floor_is_silent_below_it(desk: Desk) -> None:
    topic = topic_in(desk.store)
    with desk.store.begin() as work:
        Topics(work.connection, work.workspace).watch_by(topic, WatchRule(least_count=60))

    assert watched(desk.store, list(mentions(surge=2.0))) == []


def test_the_rehearsal_fires_where_the_watcher_did(desk: Desk) -> None:
    topic = topic_in(desk.store)
    raised = watched(desk.store, list(mentions(surge=2.0)))
    rules = [WatchRule(), WatchRule(least_count=60)]

    with desk.store.read() as work:
        found = rehearse(work, topic, rules, now=END, days=1)
    usual, floored = (found.results[rule] for rule in rules)

    assert len(raised) == 1
    assert [abs(at - raised[0][0]) <= 2 * MINUTE for at in usual.fired_at] == [True]
    assert usual.missed == ()
    assert [known.place for known in floored.missed] == ["/alerts/1"]
    assert floored.firings == ()


def test_a_draft_is_rehearsed_on_what_it_would_have_matched(desk: Desk) -> None:
    topic = topic_in(desk.store)
    heard = list(mentions(surge=2.0))
    Intake(desk.store).take(heard)

    with desk.store.read() as work:
        kept = rehearse(work, topic, [WatchRule()], now=END, days=1)
        draft = rehearse(work, "한빛", [WatchRule()], now=END, days=1)
        other = rehearse(work, "서라벌", [WatchRule()], now=END, days=1)

    assert draft.results[WatchRule()].fired_at == kept.results[WatchRule()].fired_at
    assert 300 < draft.count == kept.count < len(heard)  # the last day's alone
    assert other.count == 0
    assert other.results[WatchRule()].firings == ()


def test_the_rehearsal_honours_announced_events(desk: Desk) -> None:
    topic = topic_in(desk.store)
    Intake(desk.store).take(mentions(surge=2.0))

    with desk.store.begin() as work:
        before = rehearse(work, topic, [WatchRule()], now=END, days=1).results[WatchRule()]
        announce(work, event(topic))
        after = rehearse(work, topic, [WatchRule()], now=END, days=1).results[WatchRule()]

    assert len(before.firings) == 1
    assert after.firings == ()


def test_an_event_needs_a_title_an_order_and_a_multiple(desk: Desk) -> None:
    topic = topic_in(desk.store)
    with desk.store.begin() as work:
        with pytest.raises(Blank):
            announce(work, event(topic, title=" "))
        with pytest.raises(BadInput):
            announce(work, event(topic, until=LAUNCH))
        for lift in (0.0, 1.0, float("nan"), float("inf"), 1e9):
            with pytest.raises(BadInput):
                announce(work, event(topic, lift=lift))
        kept = announce(work, event(topic))
        assert announced(work, topic.id) == [kept]
        assert announced(work, topic.id, after=kept.until) == []
        with pytest.raises(NotFound):
            call_off(work, topic.id + 1, kept.id)
        assert call_off(work, topic.id, kept.id) == kept
        assert announced(work) == []


def test_a_topic_takes_its_rule_and_its_events_with_it(desk: Desk) -> None:
    topic = topic_in(desk.store)
    rule = WatchRule(sensitivity=Sensitivity.CALM, least_count=30)
    with desk.store.begin() as work:
        topics = Topics(work.connection, work.workspace)
        topics.watch_by(topic, rule)
        announce(work, event(topic))
        assert topics.get("한빛").rule == rule
        with pytest.raises(BadInput):
            topics.watch_by(topic, WatchRule(least_count=0))
        topics.remove("한빛")
        assert announced(work) == []


def rising(rng: np.random.Generator, days: int, bursts: dict[float, float]) -> dict[int, SignalCounts]:
    """Counts of minutes from `BEGIN` on; `bursts` begin so many days later, with so many more a minute."""
    counts = rng.poisson(0.3, days * 1440)
    for day, rate in bursts.items():
        counts[int(day * 1440) :][:40] += rng.poisson(rate, 40)
    first = int(BEGIN.timestamp()) // 60
    return {first + n: SignalCounts(all=int(count)) for n, count in enumerate(counts) if count}


def test_each_step_of_sensitivity_tells_at_least_what_the_calmer_one_told() -> None:
    bursts = {2.4: 0.7, 3.4: 1.2, 4.4: 4.0, 5.4: 0.5, 6.4: 2.0}
    past = Past(
        since=BEGIN + 2 * DAY, until=BEGIN + 7 * DAY, minutes=rising(np.random.default_rng(3), 7, bursts)
    )

    calm, usual, keen = rewatch(past, [WatchRule(sensitivity=each) for each in Sensitivity])

    assert 0 < len(calm) <= len(usual) <= len(keen)
    assert len(calm) < len(keen)
    assert all(any(abs(c.at - k.at) <= HOUR for k in keen) for c in calm)


@pytest.mark.slow
def test_weeks_are_replayed_beside_each_other_without_looking_ahead() -> None:
    minutes = rising(np.random.default_rng(5), 15, {2.4: 3.0, 9.4: 3.0, 14.4: 3.0})
    event = KnownEvent(topic="1", title="출시", since=BEGIN + 9.4 * DAY, until=BEGIN + 9.5 * DAY, lift=30.0)
    since = BEGIN + DAY
    whole = Past(since=since, until=BEGIN + 15 * DAY, minutes=minutes)
    cut = Past(since=since, until=BEGIN + 8 * DAY, minutes=minutes)
    told = rewatch(whole, [WatchRule()])[0]

    assert [round((firing.at - BEGIN) / DAY, 1) for firing in told] == [2.4, 9.4, 14.4]
    assert rewatch(cut, [WatchRule()])[0] == told[:1]
    excused = rewatch(replace(whole, events=[event]), [WatchRule()])[0]
    assert [round((firing.at - BEGIN) / DAY, 1) for firing in excused] == [2.4, 14.4]


def test_what_a_slow_source_hands_over_is_told_at_the_time_it_was_made(desk: Desk) -> None:
    topic = topic_in(desk.store)
    heard = list(mentions(surge=3.0, usual=0.05))
    before = [each for each in heard if each.created_at and each.created_at < LAUNCH]
    Intake(desk.store).take(before)
    watcher, coming = Watcher(desk.store), heard[len(before) :]
    for minute in range(31):
        now = LAUNCH + minute * MINUTE
        if minute % 10 == 0:
            due = [each for each in coming if each.created_at and each.created_at < now]
            coming = coming[len(due) :]
            Intake(desk.store).take(due)
        watcher.turn(now)

    with desk.store.read() as work:
        (alert,) = work.alerts.find(kind="burst")
        counted = alert.facts["found"]
        shown = count_at(work, topic, counted)
    made = [int(each.created_at.timestamp()) for each in heard if each.created_at]

    assert alert.facts["count"] == shown
    assert shown == sum(counted["since"] <= at <= counted["until"] for at in made)
    assert counted["until"] - counted["since"] > 5 * 60
    assert abs(alert.facts["since"] - LAUNCH.timestamp()) <= 120
