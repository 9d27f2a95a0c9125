"""Why it bursts: phrases against the topic's own past; other names of a brand."""

import time

from deutgo.understand.aliases import suggest_aliases
from deutgo.understand.morphemes import Token, analyse_many
from deutgo.understand.phrases import attention, count_all, explain_burst, new_words, phrases_of
from deutgo.understand.spelling import Likeness, spelling_likeness

PAST = [
    "배송이 하루 늦었어요",
    "포장이 예뻐요",
    "쿠폰이 안 써져요",
    "상담원이 친절해요",
    "사이즈가 작아요",
] * 20
NOW = [
    "분유에서 이물질이 나왔어요",
    "분유 이물질 사진 올립니다",
    "아기 분유 이물질 뭐죠",
    "배송이 늦었어요",
    "포장이 예뻐요",
] * 4


def analysed(texts: list[str]) -> list[list[Token]]:
    return list(analyse_many(texts))


def test_what_is_new_stands_first_and_the_usual_is_left_out() -> None:
    found = explain_burst(analysed(NOW), analysed(PAST))

    assert "분유" in found[0].text or "이물질" in found[0].text
    assert all("배송" not in phrase.text and "포장" not in phrase.text for phrase in found)


def test_evidence_leads_to_the_mentions_that_hold_the_phrase() -> None:
    window = analysed(NOW)

    for phrase in explain_burst(window, analysed(PAST)):
        assert all(phrase.text in phrases_of(window[place]) for place in phrase.mentions)
        assert len(phrase.mentions) == phrase.window_count


def test_a_whole_phrase_stands_for_its_parts() -> None:
    found = [
        phrase.text
        for phrase in explain_burst(analysed(["도쿄 올림픽 불참하라"] * 6 + PAST[:6]), analysed(PAST))
    ]

    assert not any(a != b and a in b for a in found for b in found)


def test_new_words_were_never_in_the_past() -> None:
    found = new_words(analysed(NOW + PAST[:10]), analysed(PAST))

    assert found
    assert all(phrase.background_count == 0 for phrase in found)


def test_a_quiet_window_has_nothing_to_explain() -> None:
    assert explain_burst(analysed(PAST[:20]), analysed(PAST)) == []


def test_much_noticed_mentions_weigh_more_but_not_boundlessly() -> None:
    assert attention(0) == 1.0
    assert attention(100) < attention(1_000_000) < 5


def test_an_explanation_takes_less_than_a_second_after_analysis() -> None:
    past = count_all(analysed(PAST))
    window = analysed(NOW) * 200
    started = time.process_time()

    explain_burst(window, past)

    assert time.process_time() - started < 1


def test_names_are_alike_by_jamo_contraction_consonants_and_sound() -> None:
    cases = {
        "스타벅쓰": Likeness.MISSPELT,
        "스벅": Likeness.SHORT,
        "ㅅㅌㅂㅅ": Likeness.CONSONANTS,
        "Starbucks": Likeness.SOUND,
    }

    assert {other: spelling_likeness("스타벅스", other)[1] for other in cases} == cases
    assert spelling_likeness("스타벅스", "투썸") == (0.0, None)
    assert spelling_likeness("쿠팡", "쿠폰") == (0.0, None)


def test_a_common_noun_is_offered_only_near_the_words_of_the_brand() -> None:
    names = ["당근마켓", "당근"] * 8
    texts = [f"{name}에서 중고 거래했는데 사기 당했어요" for name in names]
    texts += [f"{name} 앱 거래 알림이 안 와요" for name in names]
    texts += ["당근 주스 마셨어요", "시금치랑 당근 볶음"] * 4

    found = suggest_aliases("당근마켓", analysed(texts))

    assert [one.text for one in found] == ["당근"]
    assert found[0].guard is not None
    assert found[0].guard.startswith("당근 NEAR/5 (")


def test_initial_consonants_that_begin_with_any_letter_are_suggested() -> None:
    texts = ["한빛마트 앱에서 환불 신청했는데 답이 없어요", "ㅎㅂㅁㅌ 앱 결제 오류 나네요"] * 4

    found = suggest_aliases("한빛마트", analysed(texts))

    assert [each.text for each in found][:1] == ["ㅎㅂㅁㅌ"]
