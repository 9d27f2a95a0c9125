"""What a report promises: places, quotations, kinds, house rules, learned warnings."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deutgo.errors import BadInput
from deutgo.wording import CaseFacts, Kind, Severity, check, check_many, read_case, read_house
from deutgo.wording.report import SENTENCE_CATEGORIES


def rules_of(text: str, **more: object) -> set[str]:
    return {f.rule for f in check(text, **more).findings}  # type: ignore[arg-type]


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.sampled_from(["오해를 사게 되었습니다.", "😀 알림", "\n\n", "**약 100%**", "확인했습니다. "]),
        max_size=8,
    )
)
def test_every_place_is_the_quotation_in_code_points(parts: list[str]) -> None:
    text = "".join(parts)

    for finding in check(text).findings:
        assert finding.start is not None
        assert text[finding.start : finding.end] == finding.quote


def test_without_a_kind_only_sentences_are_judged() -> None:
    report = check("혹시라도 불편하셨다면 사과드립니다.")

    assert report.missing == ()
    assert {f.category for f in report.findings} <= set(SENTENCE_CATEGORIES)
    assert report.rules_run > 40


def test_a_quotation_of_the_customer_and_words_taken_back_are_left_alone() -> None:
    assert "A01" not in rules_of("고객님께서 “제가 오해한 건가요?”라고 물으셨습니다.")
    assert "A01" not in rules_of("“오해를 사게 됐다”는 저희의 첫 해명은 잘못이었습니다.")


def test_our_own_spokesperson_in_quotation_marks_is_us() -> None:
    assert "P01" in rules_of("회사 관계자는 “제기된 의혹은 사실무근입니다”라고 밝혔습니다.")


def test_a_first_notice_during_an_outage_owes_no_cause_and_no_prevention() -> None:
    text = (
        "오늘 14시 5분부터 앱에 들어오실 수 없습니다. 기다리고 계신 고객께 죄송합니다. 원인은 아직 모릅니다. "
        "다음 안내는 14시 40분에 올립니다. 문의 1588-0000."
    )

    report = check(text, kind=Kind.HOLDING)

    assert report.missing == ()
    assert report.verdict == "publishable"


def test_a_reply_that_only_informs_owes_no_acknowledgement() -> None:
    text = "안녕하세요, 고객님. 주차장은 아침 7시에 열고 밤 11시에 닫습니다. 문의는 02-000-1234입니다."

    assert check(text, kind=Kind.REPLY).missing == ()
    assert "acknowledgement" in check("불편하셨다니 안타깝습니다. 문의 1588-0000.", kind=Kind.REPLY).missing


def test_components_are_found_in_words_that_no_pattern_has() -> None:
    text = (
        "11월 20일 저희 식당이 상한 굴을 손님 여덟 분께 냈습니다. 여덟 분께 사과드립니다. "
        "받은 굴을 냉장고에 넣지 않고 세 시간 밖에 두었습니다. 병원비와 식사값을 모두 드립니다. "
        "오늘부터 조리장이 굴의 채취일을 확인하고 사진을 남깁니다. 02-000-1234로 말씀해 주십시오."
    )

    assert check(text, kind=Kind.APOLOGY).missing == ()


def test_what_was_learned_of_components_does_not_see_them_in_empty_phrases() -> None:
    text = (
        "심려를 끼쳐 드려 송구합니다. 여러 요인이 있었습니다. 후속 절차를 밟겠습니다. 더 꼼꼼히 살피겠습니다."
    )

    assert set(check(text, kind=Kind.APOLOGY).missing) >= {"cause", "remedy", "prevention", "contact"}


def test_a_hedge_that_a_public_number_gained_blocks() -> None:
    found = rules_of("시야율 약 100% 제품입니다.", kind=Kind.NOTICE, earlier="시야율 100% 제품입니다.")

    assert "Q05" in found


def test_a_changed_number_without_a_correction_blocks_and_with_one_does_not() -> None:
    before = "피해 고객은 214명입니다."

    assert "Q05" in rules_of("피해 고객은 241명입니다. 문의 1588-0000.", kind=Kind.NOTICE, earlier=before)
    assert "Q05" not in rules_of(
        "214명을 바로잡습니다. 피해 고객은 241명입니다.", kind=Kind.NOTICE, earlier=before
    )


def test_the_case_names_those_who_must_appear() -> None:
    case = read_case({"victims": ["투숙객"], "harm": "injury"})

    assert "Q08" in rules_of("불편을 드려 죄송합니다.", kind=Kind.APOLOGY, case=case)


def test_a_case_that_is_no_object_is_refused() -> None:
    with pytest.raises(BadInput):
        read_case([])
    assert read_case({}) == CaseFacts()


def test_many_texts_get_the_same_answers_as_one(tmp_path: Path) -> None:
    texts = ["오해가 생겼습니다.", "접수되었습니다.", "선처 없이 고소하겠습니다."]

    assert list(check_many(texts, [None] * 3)) == [check(text) for text in texts]


def test_the_learned_pass_only_warns_and_says_so() -> None:
    findings = check("저희 농담이 통하지 않은 세대 차이라고 생각합니다. 조금만 침착하셨으면 합니다.").findings

    learned = [f for f in findings if f.learned]
    assert learned
    assert all(f.severity is Severity.WARN and f.rule.endswith("-learned") for f in learned)


def test_the_learned_pass_never_takes_a_rule_s_finding_away() -> None:
    from deutgo.wording.engine import sentence_findings
    from deutgo.wording.rules import shipped
    from deutgo.wording.sentences import split

    text = "감사합니다. 규정상 환불은 불가합니다. 다음 안내는 18시입니다."
    sentences = split(text)
    by_rule = {f.rule for i in range(len(sentences)) for f in sentence_findings(shipped(), sentences, i)}

    assert by_rule
    assert by_rule <= rules_of(text)


def test_a_house_file_silences_with_a_reason_that_is_shown(tmp_path: Path) -> None:
    path = tmp_path / "house.toml"
    path.write_text('[change.A01]\naction = "silence"\nreason = "법무와 합의한 표현"\n', encoding="utf-8")

    report = check("서로의 오해에서 비롯된 일입니다.", house=read_house(path))

    assert "A01" not in {f.rule for f in report.findings}
    assert [(h.rule, h.reason) for h in report.house] == [("A01", "법무와 합의한 표현")]


def test_a_house_change_without_a_reason_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "house.toml"
    path.write_text('[change.A01]\naction = "silence"\n', encoding="utf-8")

    with pytest.raises(BadInput):
        read_house(path)


def test_a_rewrite_keeps_the_register_and_the_facts() -> None:
    hedged = next(f for f in check("시야율은 약 100%입니다.").findings if f.rule == "J03")
    short = next(f for f in check("사용자 부주의로 인한 고장임.").findings if f.rule == "A02")

    assert hedged.suggestion == "시야율은 100%입니다."
    assert short.suggestion.endswith("음.")


def test_each_sentence_has_a_tactic() -> None:
    tactics = [
        t.tactic for t in check("저희가 날짜를 잘못 적었습니다. 협력사의 잘못으로 벌어진 일입니다.").tactics
    ]

    assert tactics == ["mortification", "shift_blame"]
