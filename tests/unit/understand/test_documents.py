"""Documents are read in batches, and each 어절 once: the answers are those of reading each text alone."""

from hypothesis import given
from hypothesis import strategies as st

from deutgo.understand.document import read_document, read_documents
from deutgo.understand.lexeme import fold, pairs, pairs_of
from deutgo.understand.morphemes import analyse, analyse_ahead

TEXTS = [
    "배송 지연 때문에 환불 해주세요. 짜증 나요 ㅠㅠ 진짜",
    "환불 해주세요 배송 지연",
    "환불",
    "  ",
    "가게에서 배송지연이라고만 하네요? A/S는 #환불각 @shop 😀",
    "ＡＳ 문의",
    "재밌어요 근데 배송 지연",
    "연기가 재미있네요",
    "환불 해주세요",
]


def test_a_text_reads_the_same_alone_and_among_others() -> None:
    together = list(read_documents(TEXTS, analyse_ahead(TEXTS)))

    alone = [read_document(text, analyse(text)) for text in TEXTS]
    backwards = list(read_documents(TEXTS[::-1], analyse_ahead(TEXTS[::-1])))

    assert together == alone
    assert backwards[::-1] == alone


def test_words_that_are_written_apart_depend_on_what_follows() -> None:
    before_noun, before_full_stop = (
        read_document(text, analyse(text)) for text in ("배송 지연", "배송. 지연")
    )

    assert "k배송지연" in before_noun.tokens
    assert "k배송지연" not in before_full_stop.tokens


@given(st.lists(st.text(alphabet="가나다 ab\n\ud800😀\U0010ffff.ㅋ", max_size=6), max_size=6))
def test_pairs_of_many_texts_are_those_of_each(texts: list[str]) -> None:
    folded = [fold(text) for text in texts]

    assert [found.split() for found in pairs_of(folded)] == [pairs(text) for text in folded]


@given(st.text(alphabet="가나다 ab\n", max_size=6))
def test_a_text_has_a_pair_less_than_letters(text: str) -> None:
    letters = "".join(text.split())

    found = pairs(text)

    assert len(found) == max(len(letters) - 1, 0)
    assert found == [pairs(letters[at : at + 2])[0] for at in range(len(letters) - 1)]
