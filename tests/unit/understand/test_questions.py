"""Groups of questions and claims: what belongs together, what keeps its number, what a kill leaves."""

import json
import sys
import threading
from collections.abc import Sequence
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import numpy as np
import numpy.typing as npt
import pytest
from click.testing import CliRunner

from deutgo.cli.questions import questions, windows
from deutgo.errors import BadInput
from deutgo.understand import question_sense, question_state
from deutgo.understand import questions as grouping
from deutgo.understand.meanings import meanings
from deutgo.understand.morphemes import analyse
from deutgo.understand.question_coverage import Answered, coverage, share_answered
from deutgo.understand.question_features import AskKind, concepts, kind_of, word_senses
from deutgo.understand.question_likeness import levelled
from deutgo.understand.questions import Grouper, QuestionCluster


def _load(name: str) -> ModuleType:
    spec = spec_from_file_location(name, Path(__file__).parent / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


corpus = _load("question_corpus")
CLOSE = [
    ("a1", "환불 언제 되나요?"),
    ("b1", "환불은 계좌로 주나요 카드로 되나요?"),
    ("c1", "환불 거절당했습니다"),
    ("a2", "환불금 들어오는데 며칠 걸려요"),
    ("b2", "포인트 말고 통장으로 환불 되나요"),
    ("c2", "환불 안된다고만 하네요"),
]


def test_refund_period_method_and_refusal_are_three_groups() -> None:
    found = {each.id: each.group for each in Grouper().assign(CLOSE)}

    assert found["a1"] == found["a2"]
    assert found["b1"] == found["b2"]
    assert found["c1"] == found["c2"]
    assert len(set(found.values())) == 3


def test_scenarios_that_nothing_was_tuned_on_group_as_people_would() -> None:
    lines = [line for line in corpus.read_groups() if line.scenario in corpus.SEALED and line.round == 1]

    found = Grouper().assign([(str(n), line.text) for n, line in enumerate(lines)])

    asked = [(line.key, one.group or one.id) for line, one in zip(lines, found, strict=True) if line.group]
    assert corpus.b_cubed([gold for gold, _ in asked], [group for _, group in asked])[2] >= 0.7


def test_a_group_keeps_its_identity_while_ten_times_more_mentions_arrive(tmp_path: Path) -> None:
    lines = [line for line in corpus.read_groups() if line.group]
    first = lines[::10]
    grouper = Grouper()
    before = {
        line.text: one.group
        for line, one in zip(first, grouper.assign([("", x.text) for x in first]), strict=True)
    }

    for start in range(0, len(lines), 50):
        question_state.save(grouper, tmp_path / "state.json")
        grouper = question_state.load(tmp_path / "state.json")
        grouper.assign([("", line.text) for line in lines[start : start + 50]])
    after = {
        line.text: one.group
        for line, one in zip(first, grouper.assign([("", x.text) for x in first]), strict=True)
    }

    same = sum(before[text] == after[text] for text in before)
    assert same >= 0.9 * len(before)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("점검 언제 끝나요", AskKind.QUESTION),
        ("환불 방법 아시는 분", AskKind.QUESTION),
        ("과자에서 벌레가 나왔어요", AskKind.CLAIM),
        ("회사가 알고도 숨겼대요", AskKind.CLAIM),
        ("배송 빠르고 예뻐요 추천해요", AskKind.NONE),
        ("환급 시점 문의합니다", AskKind.QUESTION),
        ("구비서류 안내 바랍니다", AskKind.QUESTION),
        ("청소를 안 했네요 이게 5성급이라니", AskKind.CLAIM),
    ],
)
def test_a_mention_asks_claims_or_neither(text: str, kind: AskKind) -> None:
    assert kind_of(text, frozenset()) is kind


def test_a_mention_that_neither_asks_nor_claims_has_no_group() -> None:
    found = Grouper().assign([("1", "ㅋㅋㅋㅋㅋ"), ("2", "오늘 날씨가 참 좋네요")])

    assert [one.group for one in found] == [None, None]


def test_a_group_is_named_by_a_real_sentence_without_personal_data() -> None:
    grouper = Grouper()
    grouper.assign([("1", "환불 언제 되나요 010-2847-5519로 연락 주세요"), ("2", "환불 언제 돼요")])

    cluster = grouper.clusters(at_least=2)[0]

    assert cluster.name in cluster.sentences
    assert "5519" not in "".join(cluster.sentences)


def test_a_file_that_is_no_state_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "state.json").write_text('{"a": 1}')

    with pytest.raises(BadInput) as refused:
        question_state.load(tmp_path / "state.json")

    assert "state.json" in str(refused.value.facts["reason"])


def test_the_command_answers_every_line_in_order_and_keeps_groups_between_runs(tmp_path: Path) -> None:
    source, state = tmp_path / "in.jsonl", tmp_path / "state.json"
    source.write_text("\n".join(json.dumps({"id": i, "text": t}) for i, t in CLOSE) + "\nnot json\n")

    runs = [CliRunner().invoke(questions, [str(source), "--state", str(state)]) for _ in range(2)]

    lines = [[json.loads(line) for line in run.stdout.splitlines()] for run in runs]
    assert [run.exit_code for run in runs] == [0, 0]
    assert [line["id"] for line in lines[0]] == [i for i, _ in CLOSE]
    assert lines[0] == lines[1]
    assert '"line":7' in runs[0].stderr.replace(" ", "")


def test_a_state_written_before_meanings_were_kept_is_still_read(tmp_path: Path) -> None:
    grouper = Grouper()
    grouper.assign(CLOSE)
    question_state.save(grouper, tmp_path / "state.json")
    document = json.loads((tmp_path / "state.json").read_text())
    document["format"] = 1
    for group in document["groups"]:
        group["ideas"] = [[*idea[:4], idea[6]] for idea in group["ideas"]]
    (tmp_path / "state.json").write_text(json.dumps(document))

    again = question_state.load(tmp_path / "state.json")

    assert [(group.id, group.sentences) for group in again.groups] == [
        (group.id, group.sentences) for group in grouper.groups
    ]
    assert again.assign([("9", "환불금 언제 들어오는지 며칠 걸려요")])[0].group == grouper.groups[0].id


def test_a_short_pattern_is_found_at_the_start_of_a_morpheme_only() -> None:
    asked, ring = "요금이 궁금해요", "금 목걸이 도금이 벗겨져요"

    assert "jewel" not in concepts(asked, analyse(asked))
    assert "jewel" in concepts(ring, analyse(ring))


def test_a_form_with_다_in_the_list_of_senses_is_a_verb_only() -> None:
    assert "=열다 오픈" in word_senses("열", "VV")
    assert "=열다 오픈" not in word_senses("열", "NNG")


def test_words_that_mean_alike_are_near_each_other() -> None:
    refund, return_, headache, unknown = meanings().of(["환불/NNG", "반품/NNG", "두통/NNG", "없는낱말/NNG"])

    assert float(refund @ return_) > 0.3 > float(refund @ headache)
    assert not unknown.any()


def test_a_mention_that_is_like_everything_is_held_back_in_its_window() -> None:
    logit = np.full((20, 20), -4.0)
    logit[0, :] = logit[:, 0] = -1.0

    level = levelled(logit)

    assert level[0, 1] < logit[0, 1]
    assert level[1, 2] > logit[1, 2]


def test_a_stream_that_falls_silent_does_not_hold_lines_back(tmp_path: Path) -> None:
    import os

    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    hold = threading.Event()

    def feed() -> None:
        with pipe.open("w") as file:
            file.write('{"id":"1","text":"환불 언제 되나요"}\n')
            file.flush()
            hold.wait(20)

    threading.Thread(target=feed, daemon=True).start()
    first = next(windows(str(pipe), seconds=0.2))
    hold.set()

    assert [record["id"] for record in first] == ["1"]


def test_the_optional_encoder_joins_what_shares_no_word(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def encode(texts: Sequence[str]) -> npt.NDArray[np.float32]:
        rows = np.full((len(texts), 384), -0.05, dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            row[:192] = 1.0 if "가나" in text or "다라" in text else -1.0
            row[192:] = -row[:192]
        return rows

    monkeypatch.setattr(question_sense, "encoder", lambda: encode)
    monkeypatch.setattr(grouping, "encoder", lambda: encode)
    grouper = Grouper()

    found = grouper.assign(
        [("1", "가나는 왜 저런가요"), ("2", "다라 왜 이런 건지"), ("3", "마바는 얼마인가요")]
    )
    question_state.save(grouper, tmp_path / "state.json")
    again = question_state.load(tmp_path / "state.json").assign([("4", "다라 왜 이런 건지")])

    assert found[0].group == found[1].group != found[2].group
    assert again[0].group == found[1].group


def cluster(*sentences: str) -> QuestionCluster:
    return QuestionCluster(id="g1", kind=AskKind.QUESTION, name=sentences[0], count=10, sentences=sentences)


@pytest.mark.parametrize(
    ("text", "answered"),
    [
        ("환불은 취소일로부터 3영업일 안에 이루어집니다.", Answered.YES),
        ("환불로 불편을 드려 죄송합니다.", Answered.PARTLY),
        ("새 제품을 소개합니다.", Answered.NO),
    ],
)
def test_a_group_is_answered_when_its_topic_and_what_it_asks_for_stand_in_one_sentence(
    text: str, answered: Answered
) -> None:
    found = coverage(cluster("환불 언제 되나요", "환불 며칠 걸려요"), [text])

    assert found.answered is answered
    assert share_answered([found], [10]) == {"answered": 1.0, "partly": 0.5, "not": 0.0}[answered.value]
