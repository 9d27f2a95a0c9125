import numpy as np
import pytest

from deutgo.errors import BadInput, TooFewCorrections
from deutgo.understand.corrections import LEAST, Correction, Layer, measure, refit
from deutgo.understand.labels import SENTIMENTS, label_texts, probabilities_of

# to this invented game company "핵노잼" is a product's name, and said with love
WRONG = [
    f"{word} 핵노잼 {tail}"
    for word in ("오늘도", "역시", "우리", "또", "드디어")
    for tail in ("켰다", "한 판", "가자", "보는 중", "나왔네")
]
CORRECTIONS = [Correction(text=text, label="positive") for text in WRONG]


def test_a_layer_learns_what_people_corrected_and_leaves_the_rest() -> None:
    layer = refit("sentiment", CORRECTIONS)

    taught = label_texts(["주말엔 핵노잼 달린다"], {"sentiment": layer})[0].sentiment
    shipped, other = (
        label_texts(["배송이 너무 느려서 화가 나요"]),
        label_texts(["배송이 너무 느려서 화가 나요"], {"sentiment": layer}),
    )

    assert max(taught.probabilities, key=taught.probabilities.__getitem__) == "positive"
    assert other[0].sentiment.probabilities["negative"] > 0.5
    assert shipped[0].intent == other[0].intent


def test_dropping_the_layer_brings_the_shipped_labels_back() -> None:
    before = label_texts(["핵노잼 켰다"])
    label_texts(["핵노잼 켰다"], {"sentiment": refit("sentiment", CORRECTIONS)})

    assert label_texts(["핵노잼 켰다"]) == before


def test_a_layer_survives_being_stored() -> None:
    layer = refit("sentiment", CORRECTIONS)

    again = Layer.from_bytes(layer.to_bytes())

    chances = probabilities_of("sentiment", WRONG)
    assert again.labels == SENTIMENTS
    assert again.count == len(WRONG)
    assert np.allclose(again.apply(WRONG, chances), layer.apply(WRONG, chances), atol=0.01)


def test_measuring_says_how_often_the_labels_were_right_before_and_after() -> None:
    seen = measure("sentiment", CORRECTIONS)

    assert seen.count == len(WRONG)
    assert seen.refitted > seen.shipped
    assert f"최근 고친 {seen.count}건" in seen.sentence()


@pytest.mark.parametrize(
    ("task", "corrections", "error"),
    [
        ("sentiment", CORRECTIONS[: LEAST - 1], TooFewCorrections),
        ("mood", CORRECTIONS, BadInput),
        ("intent", CORRECTIONS, BadInput),
    ],
)
def test_what_cannot_be_learned_is_refused(
    task: str, corrections: list[Correction], error: type[Exception]
) -> None:
    with pytest.raises(error):
        refit(task, corrections)
