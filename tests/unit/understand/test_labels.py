"""Labels of texts that are synthetic; the figures on real data are in bench/labels.py."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deutgo.errors import Unhealthy
from deutgo.understand import labels as module
from deutgo.understand.judge import Judge
from deutgo.understand.labels import INTENTS, OFFENSIVE, SENTIMENTS, Label, label_texts, models


def one(text: str) -> module.Labels:
    return label_texts([text])[0]


def best(label: Label) -> str:
    return max(label.probabilities, key=label.probabilities.__getitem__)


@pytest.mark.parametrize(
    ("text", "sentiment", "intent"),
    [
        ("잘한다 잘해 아주 ㅋㅋ 또 털렸네", "negative", "complaint"),
        ("알바생이 욕했다는게 사실인가요?", "neutral", "question"),
        ("제품 하자 인정하고 전액 보상", "positive", "report"),
        ("환불 안해주는 쓰레기", "negative", "complaint"),
        ("배송지 변경 부탁드립니다", "neutral", "request"),
        ("사장님 친절하시고 음식도 정말 맛있어요", "positive", "praise"),
        ("이걸 돈 받고 팔아요? 장난합니까", "negative", "complaint"),
        ("공장에서 불이 나 작업자 두 명이 다쳤다", "negative", "report"),
        ("다음 달 3일부터 영업시간이 바뀝니다", "neutral", "statement"),
    ],
)
def test_the_hard_short_ones_are_understood(text: str, sentiment: str, intent: str) -> None:
    said = one(text)

    assert best(said.sentiment) == sentiment
    assert best(said.intent) == intent


def test_a_polite_complaint_is_not_offensive_and_abuse_is() -> None:
    polite, rough = label_texts(
        ["안내와 다른 금액이 청구되어 매우 유감입니다", "이 개새끼들 환불이나 해 ㅅㅂ"]
    )

    assert polite.offensive.label == "clean"
    assert rough.offensive.label == "offensive"
    assert rough.anger > 0.5


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(max_size=40), min_size=1, max_size=5))
def test_probabilities_sum_to_one_whatever_is_typed_and_whatever_is_beside_it(texts: list[str]) -> None:
    together = label_texts(texts)

    for text, said in zip(texts, together, strict=True):
        for label, names in (
            (said.sentiment, SENTIMENTS),
            (said.intent, INTENTS),
            (said.offensive, OFFENSIVE),
        ):
            assert tuple(label.probabilities) == names
            assert sum(label.probabilities.values()) == pytest.approx(1, abs=1e-9)
            assert label.score == max(label.probabilities.values())
            assert label.label in (best(label), "unsure")
        alone = one(text)
        assert alone.sentiment.score == pytest.approx(said.sentiment.score, abs=2e-3)


def test_no_texts_have_no_labels() -> None:
    assert label_texts([]) == []


def test_the_open_artefact_judges_alone_where_the_share_alike_one_is_absent() -> None:
    alone = models(False)

    assert len(alone.heads) == 1
    seen = module.evidence(["정말 최고예요", "진짜 최악이에요"], alone)
    sentiment = module.judge(seen, alone.judges).sentiment
    assert sentiment[0].argmax() == SENTIMENTS.index("positive")
    assert sentiment[1].argmax() == SENTIMENTS.index("negative")


def test_missing_models_are_named_with_the_remedy(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    monkeypatch.setattr(module, "OPEN", module.Path(str(tmp_path)))
    models.cache_clear()

    with pytest.raises(Unhealthy) as refused:
        models()

    models.cache_clear()
    assert "make train" in str(refused.value.facts["reason"])


def test_all_artefacts_together_stay_small_and_carry_their_licences() -> None:
    size = sum(path.stat().st_size for path in module.MODELS.rglob("*") if path.is_file())

    assert size < 25_000_000
    assert "CC BY-SA" in (module.SHARE_ALIKE / "LICENSE.md").read_text(encoding="utf-8")
    assert "CC0" in (module.OPEN / "SOURCES.md").read_text(encoding="utf-8")


def test_each_place_has_its_own_line_of_abuse_and_all_else_the_strict_one() -> None:
    def always(odds: float) -> Judge:
        return Judge(labels=OFFENSIVE, weights=np.zeros((1, 2), np.float32), bias=np.array([0, odds], "f4"))

    plain = {name: always(0.0) for name in ("films", "games", "polarity", "neutral", "intent", "anger")}
    place = Judge(labels=("news", "elsewhere"), weights=np.array([[9, 0]], "f4"), bias=np.array([0, 5], "f4"))
    judges = plain | {"offensive": always(-3.0), "offensive_news": always(3.0), "place": place}
    seen = module.Evidence(
        names=(),
        scores=np.zeros((2, 0), np.float32),
        gates=np.zeros((2, 2), np.float32),
        table=np.zeros((2, 1), np.float32),
        place_table=np.array([[1], [0]], np.float32),
        heard_table=np.zeros((2, 0), np.float32),
    )

    news, mention = module.judge(seen, judges).offensive[:, 1]

    assert news > 0.9
    assert mention < 0.1


def test_the_heads_that_tell_a_place_do_not_feed_the_judges() -> None:
    names = ("film", "about_film", "about_game", "about_news")
    near, far = (
        module.assemble(names, np.array([[1, 0, 0, odds]], np.float32), np.zeros((1, 1), np.float32))
        for odds in (5, -5)
    )

    assert (near.table == far.table).all()
    assert (near.place_table != far.place_table).any()
