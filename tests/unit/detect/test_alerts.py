"""Alerts as people meet them: reasons, delivery, demand, back-tests."""

import re
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from deutgo.cli.detect_views import WORDS
from deutgo.detect.alert import Alert, KnownEvent, Level, Mute, Novelty, Signal, SignalCounts
from deutgo.detect.backtest import Bucket, BurstRule, CountRule, KnownBurst, backtest
from deutgo.detect.demand import DemandMinute, follow_demand, judge_notices, needs_alert
from deutgo.detect.reasons import Counted, NextStep, ReasonFacts, explain
from deutgo.detect.watch import BurstWatch
from deutgo.errors import Refused
from deutgo.i18n import catalogue, current_language

NIGHT = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)  # midnight in Seoul
MINUTE = timedelta(minutes=1)


def alert(**changes: object) -> Alert:
    facts: dict[str, object] = {
        "id": "burst:1:1",
        "topic": "1",
        "level": Level.NOTICE,
        "began_at": NIGHT,
        "raised_at": NIGHT + 3 * MINUTE,
        "window": 3 * MINUTE,
        "count": 24,
        "expected": 2.0,
        "score": 0.8,
        "total": 24,
        "peak_count": 12,
        "peak_at": NIGHT,
    }
    return Alert(**(facts | changes))  # type: ignore[arg-type]


FACTS = ReasonFacts(
    topic="가온김밥",
    record_days=9,
    new_words=(Counted(text="머리카락", count=11, mentions=(5, 6)),),
    questions=(Counted(text="환불 되나요", count=9, mentions=(7,)),),
    first_at=NIGHT,
    first_place="합성 게시판",
    first_mention=5,
    widest_place="합성 게시판",
    widest_views=8_200,
    widest_mention=6,
)


def test_a_reason_tells_what_how_much_where_and_what_to_do() -> None:
    reason = explain(alert(), FACTS)

    assert reason.text == (
        "‘가온김밥’ 언급이 11월 23일 00:00부터 3분 동안 24건 올라왔습니다. 평소 이 시간에는 2건쯤이니 12.0배입니다. "
        "최근 9일 사이 가장 많습니다. 평소에 없던 말은 ‘머리카락’(11건)입니다. "
        "가장 많이 묻는 것은 ‘환불 되나요’(9건)입니다. 00:00 합성 게시판에서 처음 보였습니다. "
        "가장 널리 읽힌 글은 합성 게시판에 있고 조회수가 8,200회입니다. "
        "지금 할 일: 가장 많이 묻는 것부터 사실을 확인하고 답변을 준비하십시오."
    )


def test_every_count_in_a_reason_can_be_followed_to_its_mentions() -> None:
    reason = explain(alert(), FACTS)

    plain = "".join(part.text for part in reason.parts if part.key is None)
    assert not re.findall(r"\d+(?=건|회|배)", plain)
    assert {part.key for part in reason.parts if part.key} <= set(reason.links)


def test_a_reason_reads_in_english_too() -> None:
    token = current_language.set("en")
    try:
        reason = explain(alert(expected=0.2), FACTS)
    finally:
        current_language.reset(token)

    assert "What to do now" in reason.text
    assert not re.search(
        "[가-힣]",
        reason.text.replace("가온김밥", "")
        .replace("머리카락", "")
        .replace("환불 되나요", "")
        .replace("합성 게시판", ""),
    )


def test_reports_of_harm_ask_for_a_case() -> None:
    facts = ReasonFacts(topic="가온김밥", reports=Counted(text="", count=3, mentions=(1, 2, 3)))

    assert explain(alert(), facts).next_step is NextStep.OPEN_CASE


def test_every_sentence_about_views_has_its_english() -> None:
    assert set(WORDS.values()) <= set(catalogue("en"))


@pytest.mark.parametrize("name", ["SEEN", "DO"])
def test_every_sentence_of_a_reason_has_its_english(name: str) -> None:
    from deutgo.detect import reasons

    assert set(getattr(reasons, name).values()) <= set(catalogue("en"))


def test_an_announced_event_is_expected_and_the_same_counts_unannounced_are_not() -> None:
    def raised(announce: bool) -> int:
        watch = BurstWatch()
        if announce:
            watch.announce(
                KnownEvent(
                    topic="1", title="출시", since=NIGHT + 120 * MINUTE, until=NIGHT + 200 * MINUTE, lift=20
                )
            )
        changes = []
        for minute in range(150):
            seen = 8 if minute >= 120 else int(minute % 3 == 0)
            changes += watch.observe(NIGHT + minute * MINUTE, {"1": SignalCounts(all=seen)})
        return len(changes)

    assert raised(announce=True) == 0
    assert raised(announce=False) > 0


def test_when_collection_comes_back_the_gap_is_unknown_and_raises_nothing() -> None:
    watch = BurstWatch()
    changes = []

    for minute in range(600):
        down = 300 <= minute < 420
        counts = SignalCounts(known=False) if down else SignalCounts(all=2 + minute % 3)
        changes += watch.observe(NIGHT + minute * MINUTE, {"1": counts})

    assert changes == []


def test_two_signals_of_one_topic_are_one_alert() -> None:
    watch = BurstWatch()
    changes = []

    for minute in range(140):
        seen = 9 if minute >= 120 else int(minute % 4 == 0)
        counts = SignalCounts(all=seen, questions=seen // 2)
        changes += watch.observe(NIGHT + minute * MINUTE, {"1": counts})

    assert len({change.alert.id for change in changes}) == 1
    assert {watch.open["1"].signal, *watch.open["1"].also} >= {Signal.ALL, Signal.QUESTIONS}


def test_a_mute_ends_when_a_new_kind_of_thing_happens() -> None:
    mute = Mute(topic="1", since=NIGHT, known=frozenset({Novelty.NEW_QUESTION}))

    assert mute.holds(alert(), frozenset({Novelty.NEW_QUESTION}), at=NIGHT + MINUTE)
    assert not mute.holds(alert(), frozenset({Novelty.FIRST_PRESS}), at=NIGHT + MINUTE)
    assert not mute.holds(alert(level=Level.SEVERE), frozenset(), at=NIGHT + MINUTE)


def test_an_alert_is_acknowledged_by_the_first_person_and_never_before_it_was_raised() -> None:
    taken = alert().acknowledge("박지안", at=NIGHT + 5 * MINUTE)

    assert taken.acknowledge("최도윤", at=NIGHT + 6 * MINUTE).acknowledged_by == "박지안"
    with pytest.raises(Refused):
        alert().acknowledge("박지안", at=NIGHT)


def test_demand_falls_after_a_notice_that_answers_it_and_not_after_one_that_does_not() -> None:
    def minutes(after: int) -> list[DemandMinute]:
        return [
            DemandMinute(at=NIGHT + m * MINUTE, questions=6 if m <= 60 else after, notices=int(m == 60))
            for m in range(120)
        ]

    assert judge_notices(minutes(1))[0].fell is True
    assert judge_notices(minutes(6))[0].fell is False


def test_open_demand_that_grows_unanswered_is_an_alert_of_its_own() -> None:
    flood = follow_demand([DemandMinute(at=NIGHT + m * MINUTE, questions=4) for m in range(60)])
    answered = follow_demand([DemandMinute(at=NIGHT + m * MINUTE, questions=4, answers=4) for m in range(60)])

    assert needs_alert(flood[-1])
    assert flood[-1].open == 240
    assert not needs_alert(answered[-1])


def hours(days: int, *, burst_at: int, seed: int = 1) -> list[Bucket]:
    rng = np.random.default_rng(seed)
    counts = rng.poisson(10, days * 24)
    counts[burst_at : burst_at + 3] *= 8
    return [Bucket(at=NIGHT + timedelta(hours=h), count=int(count)) for h, count in enumerate(counts)]


def test_a_back_test_says_when_a_rule_would_have_fired_and_what_it_would_have_missed() -> None:
    past = hours(21, burst_at=400)
    known = [
        KnownBurst(title="장애", since=past[400].at, until=past[403].at),
        KnownBurst(title="없던 일", since=past[300].at, until=past[303].at),
    ]

    result = backtest(BurstRule(), past, known=known)

    assert [burst.title for burst in result.missed] == ["없던 일"]
    assert result.found[0][1] <= timedelta(hours=1)
    assert not result.is_noisy


def test_a_rule_that_fires_every_day_is_called_noisy() -> None:
    result = backtest(CountRule(least=10), hours(21, burst_at=400))

    assert result.is_noisy
    assert result.a_week > 7
