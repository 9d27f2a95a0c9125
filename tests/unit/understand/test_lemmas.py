from deutgo.understand.lemmas import lemmas
from deutgo.understand.morphemes import Token, analyse


def test_nouns_stay_and_predicates_take_their_dictionary_form() -> None:
    found = lemmas(analyse("배송이 너무 늦어서 환불했어요"))

    assert found == ["배송", "너무", "늦다", "환불하다"]


def test_a_suffix_without_a_word_before_it_is_left_out() -> None:
    assert lemmas([Token("하", "XSV", 0, 1), Token("다", "EF", 1, 2)]) == []
