"""Heads over gists: what words mean, found by their letters."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deutgo.understand.gist import GistHeads, KnownParts, letters_of
from deutgo.understand.labels import models


@pytest.fixture(scope="module")
def small() -> GistHeads:
    """One head that knows three beginnings and two ends."""
    return GistHeads(
        names=("late",),
        parts=KnownParts(["배송", "보일러", "배"], ["요", "니다"]),
        of_beginnings=np.array([[0], [3], [5], [7]], np.float32),
        of_last_beginnings=np.array([[0], [10], [20], [30]], np.float32),
        of_ends=np.array([[0], [2], [4]], np.float32),
        of_last_ends=np.array([[0], [100], [200]], np.float32),
        scale=np.ones((4, 1), np.float32),
        bias=np.array([0.5], np.float32),
    )


def test_the_longest_known_beginning_and_end_count_whatever_signs_stand_around(small: GistHeads) -> None:
    first, second = small.score(["(배송이) 늦어요!!", "배는 보일러입니다"])

    assert first == pytest.approx(0.5 + 3 + 10 + 2 + 100)  # 늦어요 begins with nothing known, 배송이 ends so
    assert second == pytest.approx(0.5 + (7 + 5) / 2 + 20 + 4 + 200)


def test_a_text_without_known_words_has_the_bias_alone(small: GistHeads) -> None:
    assert small.score(["...", "", "zzz"]).ravel().tolist() == [0.5, 0.5, 0.5]
    assert small.score([]).shape == (0, 1)


@settings(deadline=None)
@given(st.lists(st.text(alphabet="배송보일러요니다 !", max_size=12), max_size=6))
def test_the_texts_beside_it_change_nothing(texts: list[str]) -> None:
    heads = models(False).gist_heads

    together = heads.score(texts)

    for row, text in zip(together, texts, strict=True):
        assert np.array_equal(row, heads.score([text])[0])


def test_what_is_told_of_one_thing_is_understood_of_another() -> None:
    heads = models(False).gist_heads
    report = heads.names.index("gist_wants_report")

    burst, opens = heads.score(["제습기가 터져 행인이 다쳤다", "제습기는 평일 아홉 시에 엽니다"])

    assert burst[report] > 0 > opens[report]


def test_an_eojeol_of_signs_has_no_letters() -> None:
    assert letters_of("^^!") == ""
    assert letters_of("ㅋㅋ..") == "ㅋㅋ"
