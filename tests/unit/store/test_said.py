"""What is told of a stretch reads as people wrote it: whole words, no tail of laughter."""

import pytest

from deutgo.store.said import _mended, _short


@pytest.mark.parametrize(
    ("phrase", "texts", "told"),
    [
        ("센터 전화", ["고객센터 전화 안 받아요", "고객센터 전화도 안 됩니다"], "고객센터 전화"),
        ("오류", ["로그인 오류", "(오류 또 났네"], "오류"),
        ("환불", ["환불 되나요", "전액환불 되나요"], "환불"),
        ("이벤트 참여", ["이벤트참여 안 돼요", "이벤트 참여 막힘"], "이벤트 참여"),
    ],
)
def test_a_phrase_is_mended_only_where_most_texts_write_it_so(
    phrase: str, texts: list[str], told: str
) -> None:
    assert _mended(phrase, texts) == told


def test_a_question_keeps_its_mark_and_loses_its_tail() -> None:
    assert _short("환불 되나요? ㅠㅠ") == "환불 되나요?"
    assert _short("언제 복구되나요 ;;") == "언제 복구되나요"
    assert len(_short("아" * 90)) == 40
