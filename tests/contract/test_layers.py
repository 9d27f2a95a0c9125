"""What people corrected, as a layer over the shipped labels: kept, used, changed and dropped. Texts are synthetic."""

from datetime import UTC, datetime

import pytest

from deutgo.errors import NotFound, TooFewCorrections
from deutgo.events import Event
from deutgo.listen.mention import Mention, Precision
from deutgo.store.cube import ALL
from deutgo.store.intake import Intake
from deutgo.store.layers import Layers, learn, learnable
from deutgo.store.relabelling import renew_labels, waiting_below
from deutgo.store.search import Search, ask
from deutgo.store.topics import Topics
from deutgo.store.unit_of_work import Store, UnitOfWork

NOON = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
TEXTS = [
    f"오늘 {thing} 세차 맡겼습니다 {number}번 자리"
    for number, thing in enumerate(["아침에", "낮에", "밤에"] * 10)
]


def heard(number: int, text: str) -> Mention:
    return Mention(
        id=f"m{number}", text=text, source="s", created_at=NOON, created_precision=Precision.INSTANT
    )


@pytest.fixture
def taught(store: Store) -> Store:
    """Mentions, a topic that asks for the label, and a person who says that all of them praise."""
    Intake(store).take(heard(number, text) for number, text in enumerate(TEXTS))
    with store.begin() as work:
        topic = Topics(work.connection, work.workspace).add("칭찬", "세차 sentiment:positive")
        asked = ask(topic.query)
        found = Search(work.connection, work.workspace).newest(asked, limit=None)
        Topics(work.connection, work.workspace).enter(topic, found)
        for number in ids(work):
            work.emit(
                Event(
                    name="label_corrected", at=NOON, workspace=work.workspace, actor="1",
                    subject=f"mention:{number}",
                    facts={"task": "sentiment", "label": "positive", "was": "neutral"},
                )
            )  # fmt: skip
    return store


def ids(work: UnitOfWork) -> list[int]:
    return Search(work.connection, work.workspace).newest(ask("세차"), limit=None)


def labels(store: Store) -> list[tuple[str, float]]:
    with store.read() as work:
        rows = work.connection.exec_driver_sql("SELECT sentiment, sentiment_score FROM mention ORDER BY id")
        return [(str(row[0]), float(row[1])) for row in rows]


def counted(store: Store) -> dict[tuple[int, str], int]:
    with store.read() as work:
        rows = work.connection.exec_driver_sql(
            "SELECT topic, sentiment, sum(count) FROM cube_day GROUP BY topic, sentiment HAVING sum(count) > 0"
        )
        return {(int(row[0]), str(row[1])): int(row[2]) for row in rows}


def renew(store: Store) -> None:
    while renew_labels(store):
        pass
    with store.read() as work:
        assert waiting_below(work.connection, work.workspace) is None


def test_a_layer_needs_twenty_corrections(store: Store) -> None:
    with store.begin() as work, pytest.raises(TooFewCorrections) as refused:
        learn(work, "sentiment", by=None, at=NOON)

    assert refused.value.facts == {"count": 0, "least": 20}


def test_the_last_word_on_a_mention_counts(taught: Store) -> None:
    with taught.begin() as work:
        number = ids(work)[0]
        facts = {"task": "sentiment", "label": "negative", "was": "neutral"}
        event = Event(
            name="label_corrected",
            at=NOON,
            workspace=work.workspace,
            subject=f"mention:{number}",
            facts=facts,
        )
        work.emit(event)
        work.emit(Event(name=event.name, at=NOON, workspace=work.workspace, subject=event.subject,
                        facts={"task": "intent", "label": "praise", "was": "statement"}))  # fmt: skip

        found = learnable(work, "sentiment")

    assert len(found) == len(TEXTS)
    assert [each.label for each in found].count("negative") == 1


def test_what_was_learned_labels_new_mentions_and_history_and_can_be_taken_back(taught: Store) -> None:
    before, counts = labels(taught), counted(taught)
    with taught.begin() as work:
        kept = learn(work, "sentiment", by="1", at=NOON)
        assert Layers(work.connection, work.workspace).ids_in_use() == ()
        Layers(work.connection, work.workspace).use("sentiment", kept.version)

    renew(taught)
    Intake(taught).take([heard(99, "저녁에 세차 맡겼습니다 99번 자리")])

    assert kept.refitted > kept.shipped
    assert {label for label, _ in labels(taught)} == {"positive"}
    with taught.read() as work:
        topics = Topics(work.connection, work.workspace)
        found = Search(work.connection, work.workspace).count(ask("세차 sentiment:positive"))
        assert topics.count("칭찬") == found == len(TEXTS) + 1
        topic = topics.get("칭찬").id
    assert counted(taught) == {(ALL, "positive"): len(TEXTS) + 1, (topic, "positive"): len(TEXTS) + 1}

    with taught.begin() as work:
        Layers(work.connection, work.workspace).use("sentiment", None)
    renew(taught)

    assert labels(taught)[: len(TEXTS)] == before
    assert sum(counted(taught).values()) - sum(counts.values()) in (1, 2)


def test_versions_are_kept_and_an_older_one_can_be_used_again(taught: Store) -> None:
    with taught.begin() as work:
        layers = Layers(work.connection, work.workspace)
        for _ in range(2):
            learn(work, "sentiment", by=None, at=NOON)
        layers.use("sentiment", 2)
        layers.use("sentiment", 1)

        assert [(each.version, each.in_use) for each in layers.all("sentiment")] == [(2, False), (1, True)]
        with pytest.raises(NotFound):
            layers.use("sentiment", 3)


def test_a_layer_that_changes_while_a_batch_is_read_labels_that_batch(taught: Store) -> None:
    with taught.begin() as work:
        kept = learn(work, "sentiment", by=None, at=NOON)
    intake = Intake(taught)
    intake._admit([heard(100, "새벽에 세차 맡겼습니다 100번 자리")])
    with taught.begin() as work:
        Layers(work.connection, work.workspace).use("sentiment", kept.version)

    intake._finish()

    with taught.read() as work:
        found = work.connection.exec_driver_sql("SELECT sentiment FROM mention WHERE external_id = 'm100'")
        assert found.scalar() == "positive"
