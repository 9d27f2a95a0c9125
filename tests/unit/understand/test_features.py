import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from deutgo.understand.features import grams

TEXTS = st.lists(st.text(max_size=20), min_size=1, max_size=6)


@given(TEXTS)
def test_a_text_has_the_same_grams_alone_as_in_a_batch(texts: list[str]) -> None:
    whole = grams(texts)

    for number, text in enumerate(texts):
        alone = grams([text]).hashes
        inside = whole.hashes[whole.bounds[number] : whole.bounds[number + 1]]
        assert np.array_equal(np.sort(alone), np.sort(inside))


def test_words_and_word_pairs_do_not_depend_on_what_stands_before() -> None:
    first, second = (set(grams([text]).hashes.tolist()) for text in ("배송 느려요", "진짜 배송 느려요"))

    assert len(first & second) > len(first) // 2


def test_no_texts_have_no_grams() -> None:
    assert len(grams([]).hashes) == 0
    assert grams([]).bounds.tolist() == [0]
