import pytest

from deutgo.understand.aspects import aspect_sentiments, clauses
from deutgo.understand.labels import label_texts, sentiment_table


def poles(text: str, *names: str) -> list[str]:
    found = aspect_sentiments([text], [names], sentiment_table(label_texts([text])))
    return [
        max(each.sentiment.probabilities, key=each.sentiment.probabilities.__getitem__) for each in found[0]
    ]


@pytest.mark.parametrize(
    ("text", "names", "wanted"),
    [
        ("맛은 좋은데 배달이 너무 늦어요", ("맛", "배달"), ["positive", "negative"]),
        ("주차는 불편하지만 커피는 정말 맛있어요", ("주차", "커피"), ["negative", "positive"]),
        ("누리카드 버리고 가온카드로 갈아탔어요", ("누리카드", "가온카드"), ["negative", "positive"]),
        ("하늘마트보다 바다마트가 훨씬 좋아요", ("하늘마트", "바다마트"), ["negative", "positive"]),
        ("가격도 착하고 화질도 최고예요", ("가격", "화질"), ["positive", "positive"]),
        ("도담병원 주말에도 진료하나요?", ("도담병원",), ["neutral"]),
    ],
)
def test_each_named_thing_gets_its_own_sentiment(
    text: str, names: tuple[str, ...], wanted: list[str]
) -> None:
    assert poles(text, *names) == wanted


def test_what_is_not_named_in_the_text_is_neutral() -> None:
    assert poles("배송이 너무 늦어요 최악", "주차") == ["neutral"]


def test_clauses_cover_the_text_without_gaps() -> None:
    text = "맛은 있는데, 배달이 늦어요. 그래도 또 시킬게요 ㅋㅋ 광고 보고 샀음"

    assert "".join(text[begin:end] for begin, end in clauses(text)) == text


def test_a_text_without_aspects_has_none() -> None:
    assert aspect_sentiments(["좋아요"], [[]], sentiment_table(label_texts(["좋아요"]))) == [[]]
