"""What a near-copy changes in meaning, and what it does not. All sentences are made up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deutgo.detect.differs import differences
from deutgo.detect.quantities import dates, numbers

CHANGED = [
    ("환불까지 3일 걸려요", "환불까지 7일 걸려요", "number"),
    ("피해자는 세 명입니다", "피해자는 네 명입니다", "number"),
    ("3천원 올랐다", "3만원 올랐다", "number"),
    ("수십 명이 항의했다", "수백 명이 항의했다", "number"),
    ("한두 명이 봤다", "서너 명이 봤다", "number"),
    ("열흘 뒤에 답한다", "보름 뒤에 답한다", "number"),
    ("버전 1.5에서 고쳤다", "버전 15에서 고쳤다", "number"),
    ("시야율 약 100%입니다", "시야율 100%입니다", "hedge"),
    ("최대 50만원 보상", "50만원 보상", "hedge"),
    ("한 시간쯤 늦었다", "한 시간 늦었다", "hedge"),
    ("5천원가량 올랐다", "5천원 올랐다", "hedge"),
    ("100명 정도 모였다", "100명 모였다", "hedge"),
    ("일부 제품에서 나왔다", "제품에서 나왔다", "hedge"),
    ("대체로 만족합니다", "만족합니다", "hedge"),
    ("100여 명이 왔다", "100명이 왔다", "hedge"),
    ("환불 됩니다", "환불 안 됩니다", "negation"),
    ("환불됩니다", "환불안됩니다", "negation"),
    ("확인했다", "확인하지 못했다", "negation"),
    ("사실이다", "사실이 아니다", "negation"),
    ("책임이 있다", "책임이 없다", "negation"),
    ("교환이 가능합니다", "교환이 불가능합니다", "negation"),
    ("이 제품을 사세요", "이 제품을 사지 마세요", "negation"),
    ("대금을 지급했다", "대금을 미지급했다", "negation"),
    ("이렇게 판단됩니다", "이렇게 판단안 됩니다", "negation"),
    ("S6 구역을 분양한다", "S13 구역을 분양한다", "number"),
    ("회원 173명을 대표해서 말한다", "회원 173명쯤을 대표해서 말한다", "hedge"),
    ("한번 이사비용을 냈다", "두번 이사비용을 냈다", "number"),
    ("12월 3일 발표", "12월 5일 발표", "date"),
    ("오후 3시 공지", "오후 5시 공지", "date"),
    ("11/22 발표", "11/23 발표", "date"),
    ("월요일에 발표", "화요일에 발표", "date"),
    ("김가나 대표가 사과", "박다라 대표가 사과", "name"),
    ("서울 매장에서", "부산 매장에서", "name"),
]
UNCHANGED = [
    ("세 명이 다쳤다", "3명이 다쳤다"),
    ("3만 원을 냈다", "30,000원을 냈다"),
    ("100% 환불", "100퍼센트 환불"),
    ("안 나왔다", "나오지 않았다"),
    ("환불 신청을 했습니다", "환불신청을했습니다"),
    ("정말 실망했습니다", "정말 실망했어요!!"),
    ("약을 먹고 아팠다", "약을 먹고 아팠어요"),
    ("3만원 환불을 이틀 안에", "이틀 안에 3만원 환불을"),
    ("안내가 있었다", "안내가 있었어요"),
    ("그 연기자가 나온 영화", "그 연기자 나온 영화"),
]
FRAMES = ["{}", "속보입니다 {} 그렇다네요", "{} 다들 어떻게 생각하세요"]


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize(("source", "copy", "kind"), CHANGED)
def test_a_change_of_meaning_is_named_both_ways(source: str, copy: str, kind: str, frame: str) -> None:
    one, other = frame.format(source), frame.format(copy)

    assert [found.value for found in differences(one, other)] == [kind]
    assert [found.value for found in differences(other, one)] == [kind]


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize(("source", "copy"), UNCHANGED)
def test_another_way_to_write_it_is_no_difference(source: str, copy: str, frame: str) -> None:
    assert differences(frame.format(source), frame.format(copy)) == ()


@given(st.integers(1, 9_999))
def test_an_amount_in_ten_thousands_equals_its_digits(value: int) -> None:
    assert numbers(f"{value}만 원") == numbers(f"{value * 10_000:,}원")


@given(st.text(alphabet="가나 12일월약안못없만십.,!", max_size=40))
def test_a_text_never_differs_from_itself_or_its_spacing(text: str) -> None:
    assert differences(text, text) == ()
    assert differences(text, text.replace(" ", "")) == ()


def test_dates_are_taken_out_before_numbers_are_read() -> None:
    found, rest = dates("2026년 11월 22일에 3명이")

    assert dict(found) == {"2026년11월22일": 1}
    assert dict(numbers(rest)) == {"3명": 1}
