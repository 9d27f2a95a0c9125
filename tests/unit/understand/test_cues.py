"""Cues are found in a batch at once; each text must get its own and no other's."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from deutgo.understand.cues import NAMES, cues
from deutgo.understand.normalize import fold

PIECES = [
    "또 ",
    "나요",
    "?",
    "!",
    " ",
    "안 ",
    "벌레충",
    "충",
    "3일째",
    "일째",
    "[속보]",
    "출시",
    "ㅋㅋ",
    "습니다.",
    "",
    "^^",
]


@given(st.lists(st.lists(st.sampled_from(PIECES), max_size=5).map("".join).map(fold), min_size=1, max_size=6))
def test_a_text_has_the_same_cues_in_any_batch(texts: list[str]) -> None:
    together = cues(texts)

    assert np.array_equal(together, np.concatenate([cues([text]) for text in texts]))


def test_what_must_stand_before_a_word_is_asked_for() -> None:
    found = cues(
        ["또 늦네", "하나 또 늦네", "모또 늦네", "3일째", "일째", "안 좋다", "문안 편지", "맘충", "충"]
    )

    assert found[:, NAMES.index("again")].tolist() == [1, 1, 0, 1, 0, 0, 0, 0, 0]
    assert found[:, NAMES.index("not")].tolist() == [0, 0, 0, 0, 0, 1, 0, 0, 0]
    assert found[:, NAMES.index("swear")].tolist() == [0, 0, 0, 0, 0, 0, 0, 1, 0]
