import pytest
from hypothesis import given
from hypothesis import strategies as st

from deutgo.understand.normalize import HANDLE, STEPS, URL, fold, fold_many, normalize


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("진짜 최고오오오!!!!", "진짜 최고오오!!"),
        ("ㅋㅎㅋㅎㅋㅋㅋㅋ 웃김", "ㅋㅋ 웃김"),
        ("망했다ㅠㅜㅠㅠㅠㅠ", "망했다ㅠㅠ"),
        ("됬어요 어의없네", "됐어요 어이없네"),
        ("배송이 느렷다 재밋다", "배송이 느렷다 재밌다"),
        ("ＡＳ　문의", "AS 문의"),
        ("줄\u200b바꿈\n\n 없음", "줄바꿈 없음"),
        ("Q&amp;A 보세요<br>네", "Q&A 보세요 네"),
        ("https://example.com/a?b=1 보세요", f"{URL} 보세요"),
        ("@deutgo_help 도와주세요", f"{HANDLE} 도와주세요"),
        ("한글", "한글"),
    ],
)
def test_what_is_typed_in_many_ways_is_read_in_one(written: str, read: str) -> None:
    assert normalize(written).text == read


@pytest.mark.parametrize(
    "kept", ["햇살이 좋다", "대구지하철", "이어 잇는 다리", "안돼요", "10,000원", "광고 최고"]
)
def test_words_that_only_look_like_slips_stay(kept: str) -> None:
    assert normalize(kept).text == kept


def test_the_raw_text_and_the_steps_that_changed_it_are_kept() -> None:
    seen = normalize("됬다!!!!")

    assert seen.raw == "됬다!!!!"
    assert seen.changed == ("runs", "slips")


@given(st.text(max_size=60))
def test_a_normalised_text_is_a_fixed_point_of_each_step_but_slips(text: str) -> None:
    once = normalize(text).text

    assert STEPS["blanks"](once) == once
    assert STEPS["feelings"](once) == once
    assert len(fold(text)) <= 4 * len(text) + 4


@given(
    st.lists(
        st.text(alphabet="가나ㅋㅠ !?.@a1&;<br>\n\t\u200b\u0301\u3000\uff21\uffff", max_size=12), max_size=6
    )
)
def test_a_batch_is_folded_like_each_text_alone(texts: list[str]) -> None:
    assert fold_many(texts) == [fold(text) for text in texts]
