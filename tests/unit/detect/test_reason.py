"""The reason of an alert tells a newcomer what happened, where it began and what to do."""

from datetime import UTC, datetime

from deutgo.detect.alert import Level
from deutgo.detect.reason import BurstFacts, say_reason
from deutgo.i18n import current_language

BEGAN = datetime(2009, 9, 9, 2, 0, tzinfo=UTC)  # 11:00 in Seoul


def facts(**more: object) -> BurstFacts:
    known = {
        "topic": "A 베이커리",
        "level": Level.NOTICE,
        "began_at": BEGAN,
        "minutes": 2,
        "count": 8,
        "expected": 0.2,
    }
    return BurstFacts(**(known | more))  # type: ignore[arg-type]


def test_it_says_what_how_far_and_since_when() -> None:
    said = say_reason(facts())

    assert "‘A 베이커리’에 관한 글이 11:00부터 2분 동안 8건" in said
    assert "평소 같으면 0.2건이니 40배" in said


def test_a_report_of_harm_changes_what_to_do_next() -> None:
    harm = say_reason(facts(intents={"report": 1, "statement": 7}))
    questions = say_reason(facts(intents={"question": 6, "statement": 2}))
    severe = say_reason(facts(level=Level.SEVERE))

    assert "피해나 사고를 알리는 글이 1건" in harm
    assert harm.endswith("사안을 열어 주십시오.")
    assert "답할 수 있는 것부터" in questions
    assert "1차 입장" in severe


def test_where_it_began_and_who_is_read_most_are_told_when_known() -> None:
    said = say_reason(
        facts(
            first_place="육아카페",
            places=[("커뮤니티", 5), ("육아카페", 3)],
            widest_views=20878,
            phrases=["이물질"],
        )
    )

    assert "처음 보인 곳은 육아카페" in said
    assert "커뮤니티 5건, 육아카페 3건" in said
    assert "20,878회" in said
    assert "‘이물질’" in said


def test_it_speaks_english_too() -> None:
    token = current_language.set("en")
    try:
        said = say_reason(facts(intents={"complaint": 8}))
    finally:
        current_language.reset(token)

    assert "8 mentions of “A 베이커리” came within 2 minutes since 11:00" in said
    assert not any("가" <= letter <= "힣" for letter in said.replace("베이커리", ""))
