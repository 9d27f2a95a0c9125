"""Copies: exact similarity, found in a stream, whatever the size of the batches."""

from pathlib import Path

import numpy as np
import orjson
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from deutgo.cli.detect_copies import copies
from deutgo.detect.copies import Copy, CopyFinder
from deutgo.detect.fold import fold, gram_table, grams, pair_similarity, similarity

TEXTS = [
    "환불 신청한 지 2주가 지났는데 아직 연락이 없습니다",
    "환불신청한지 2주가 지났는데 아직 연락이 없습니다!!!",
    "오늘 점심은 김치찌개를 먹었어요",
    "환불 신청한 지 3주가 지났는데 아직 연락이 없습니다",
    "오늘 점심은 김치찌개를 먹었어요",
]
short_korean = st.text(alphabet="가나다라마바 ㅋ!a1", min_size=1, max_size=14).filter(str.strip)


def find(texts: list[str], size: int = 100, finder: CopyFinder | None = None) -> list[Copy]:
    """Run texts through a finder in batches of a size; ids are their positions."""
    finder = CopyFinder() if finder is None else finder
    entries = [(str(at), text) for at, text in enumerate(texts)]
    return [copy for at in range(0, len(entries), size) for copy in finder.add(entries[at : at + size])]


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("정말  재밌어요!!! ㅋㅋㅋㅋ", "정말재밌어요ㅋㅋ"),
        ("ㅋ ㅋ ㅋ ㅋ", "ㅋㅋ"),
        ("@kim 보세요 https://example.com/a?b=1 HOT", "보세요hot"),
        ("\u1112\u1161\u11ab글", "한글"),  # decomposed input
        ("😀 😀", "😀😀"),
        ("https://example.com/", "https://example.com/"),
    ],
)
def test_a_fold_keeps_letters_and_digits_alone(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.lists(short_korean, min_size=1, max_size=12))
def test_the_table_of_grams_says_what_the_sets_say(texts: list[str]) -> None:
    folds = [fold(text) for text in texts]
    codes, starts = gram_table(folds)
    rows = np.arange(len(texts))
    pairs = [(one, other) for one in rows for other in rows]
    left, right = (np.array(side) for side in zip(*pairs, strict=True))

    scores = pair_similarity(left, right, codes=codes, starts=starts)

    assert [int(size) for size in np.diff(starts)] == [len(grams(folded)) for folded in folds]
    assert list(scores) == [similarity(texts[one], texts[other]) for one, other in pairs]


def test_a_copy_names_its_nearest_earlier_text_and_what_changed() -> None:
    found = find(TEXTS)

    assert [copy.copy_of for copy in found] == [None, "0", None, "0", "2"]
    assert [copy.cluster for copy in found] == ["0", "0", "2", "0", "2"]
    assert found[1].similarity == 1.0
    assert found[1].differs == ()
    assert found[3].similarity == similarity(TEXTS[0], TEXTS[3])
    assert [kind.value for kind in found[3].differs] == ["number"]


@given(st.lists(short_korean, max_size=30), st.integers(1, 31))
def test_batches_of_any_size_find_the_same(texts: list[str], size: int) -> None:
    assert find(texts, size) == find(texts, 1)


def test_a_post_that_is_observed_again_is_not_its_own_copy() -> None:
    finder = CopyFinder()

    again = finder.add([("a", TEXTS[0]), ("a", TEXTS[0])])[1]

    assert (again.copy_of, again.cluster) == (None, "a")


def test_only_the_newest_texts_are_remembered() -> None:
    finder = CopyFinder(keep=50)
    texts = [f"{number}번째 손님이 남긴 서로 다른 이야기 {number * 7919}" for number in range(400)]

    find(texts, 20, finder)

    assert len(finder) <= 62
    assert finder.add([("late", texts[399])])[0].similarity == 1.0


def test_the_state_file_carries_on_where_the_stream_stopped(tmp_path: Path) -> None:
    lines = [orjson.dumps({"id": str(at), "text": text}) + b"\n" for at, text in enumerate(TEXTS)]
    state = tmp_path / "copies.state"
    whole = CliRunner().invoke(copies, [], input=b"".join(lines))

    first = CliRunner().invoke(copies, ["--state", str(state)], input=b"".join(lines[:2]))
    second = CliRunner().invoke(copies, ["--state", str(state)], input=b"".join(lines[2:]))

    assert whole.exit_code == first.exit_code == second.exit_code == 0
    assert first.stdout_bytes + second.stdout_bytes == whole.stdout_bytes
    assert orjson.loads(whole.stdout_bytes.splitlines()[3]) == {
        "id": "3",
        "cluster": "0",
        "copy_of": "0",
        "similarity": similarity(TEXTS[0], TEXTS[3]),
        "differs": ["number"],
    }


@pytest.mark.parametrize("damaged", [b"", b"not zstd at all"])
def test_a_damaged_state_file_is_refused_with_its_name(tmp_path: Path, damaged: bytes) -> None:
    state = tmp_path / "copies.state"
    state.write_bytes(damaged)

    result = CliRunner().invoke(copies, ["--state", str(state)], input=b'{"text": "a"}\n')

    assert result.exit_code == 1
    assert "copies.state" in str(result.exception)
    assert state.read_bytes() == damaged
