"""Personal data: what is found, what is left alone, and what masking leaves behind."""

import importlib.util
import logging
import sys
import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deutgo.understand.privacy import MASKS, PersonalKind, find_personal, mask

_SPEC = importlib.util.spec_from_file_location(
    "personal_corpus", Path(__file__).parent / "personal_corpus.py"
)
assert _SPEC is not None
assert _SPEC.loader is not None
corpus = importlib.util.module_from_spec(_SPEC)
sys.modules["personal_corpus"] = corpus
_SPEC.loader.exec_module(corpus)


def kinds(text: str) -> list[tuple[str, str]]:
    return [(span.kind.value, text[span.start : span.end]) for span in find_personal(text)]


def test_the_sealed_half_of_the_marked_texts_reaches_the_required_figures() -> None:
    sealed = [text for text in corpus.read_marked() if text.sealed]

    result = corpus.score(sealed)

    assert len(sealed) > 120
    assert result.recall >= 0.95
    assert result.precision >= 0.95


def test_the_open_half_has_no_miss_and_no_false_alarm() -> None:
    result = corpus.score(text for text in corpus.read_marked() if not text.sealed)

    assert (result.recall, result.precision) == (1.0, 1.0)


@pytest.mark.parametrize(
    ("name", "least"), [("personal_texts_third.txt", 0.99), ("personal_texts_fourth.txt", 0.97)]
)
def test_other_voices_are_masked_as_well(name: str, least: float) -> None:
    result = corpus.score(corpus.read_marked(corpus.TEXTS.with_name(name)))

    assert result.marked > 40
    assert result.recall >= least
    assert result.precision >= least


def test_the_second_round_has_no_miss_and_no_false_alarm() -> None:
    result = corpus.score(corpus.read_marked(corpus.TEXTS.with_name("personal_texts_second.txt")))

    assert (result.recall, result.precision) == (1.0, 1.0)


@pytest.mark.parametrize("kind", list(PersonalKind))
def test_every_kind_has_its_own_mask_without_digits(kind: PersonalKind) -> None:
    assert not any(character.isdigit() for character in MASKS[kind])
    assert len(set(MASKS.values())) == len(PersonalKind)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("번호는 010-1234-5678이에요", [("phone", "010-1234-5678")]),
        ("공일공일이삼사오육칠팔이에요", [("phone", "공일공일이삼사오육칠팔")]),
        ("김도윤 씨가요", [("name", "김도윤")]),
        ("예금주 KIM DOYUN", [("name", "KIM DOYUN")]),
    ],
)
def test_the_span_is_the_value_and_not_the_words_around_it(text: str, found: list[tuple[str, str]]) -> None:
    assert kinds(text) == found


@pytest.mark.parametrize("hotline", ["1588-1234", "1600-0000", "1899-1234", "080-123-4567", "112", "1372"])
def test_national_hotlines_are_not_personal(hotline: str) -> None:
    assert kinds(f"고객센터 전화 {hotline} 연결이 안 돼요") == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("카드 4111-1111-1111-1111", "card"),
        ("주민번호 900101-1234567", "rrn"),
        ("M44281172 여권", "passport"),
    ],
)
def test_an_order_label_beside_the_same_digits_takes_them_out(text: str, kind: str) -> None:
    value = next(value for found, value in kinds(text) if found == kind)

    assert kinds(f"주문번호 {value}") == []


def test_a_resident_number_needs_a_possible_birth_date() -> None:
    assert kinds("주민번호 901331-1234567") == []
    assert kinds("주민번호 901231-1234567") == [("rrn", "901231-1234567")]


def test_a_public_person_keeps_the_name_and_a_clerk_of_the_same_name_does_not() -> None:
    assert kinds("유재석 씨 나온 광고") == []
    assert kinds("점장 유재석 불친절") == [("name", "유재석")]


def test_the_masked_text_holds_no_value_and_finds_nothing_more() -> None:
    for marked in corpus.read_marked():
        spans = find_personal(marked.text)
        masked = mask(marked.text, spans)

        assert all(marked.text[span.start : span.end] not in masked for span in spans)
        assert [span for span in find_personal(masked) if span.kind is not PersonalKind.NAME] == []


def test_nothing_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        find_personal("예금주 최서영 카카오뱅크 3333-07-4428891, 010-2847-5519")

    assert caplog.records == []


@given(
    st.text(
        alphabet=st.sampled_from(
            "0123456789-. 공일이삼사@at씨님김민수서울시구로길동호M가:/[]골뱅점naver.com\u200b０①"
        ),
        max_size=60,
    )
)
def test_spans_are_sorted_apart_and_inside_any_text(text: str) -> None:
    spans = find_personal(text)

    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert all(a.end <= b.start for a, b in pairwise(spans))
    assert len(mask(text, [])) == len(text)


def test_hostile_repetition_stays_linear() -> None:
    started = time.process_time()

    for piece in ("0", "공일", "1-", "a@", "김민수 ", "서울시 ", "가1", "1.1.", "at ", "( "):
        find_personal(piece * 4_000)

    assert time.process_time() - started < 10
