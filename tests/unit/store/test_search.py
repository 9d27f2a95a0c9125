"""History answers like the stream: the index may only propose, the matcher decides."""

import importlib.util
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from deutgo.errors import BadQuery
from deutgo.listen.mention import Mention, Precision
from deutgo.listen.query.parser import parse_query
from deutgo.settings import Settings
from deutgo.store.intake import Intake
from deutgo.store.mentions import Mentions
from deutgo.store.search import Search, ask
from deutgo.store.unit_of_work import Store, open_store
from deutgo.understand.document import searchable
from deutgo.understand.match import compile_query, fields_of
from deutgo.understand.percolate import Percolator
from deutgo.understand.understanding import understand_ahead

REPO = Path(__file__).parents[3]
TRIPLES = REPO / "tests" / "unit" / "understand" / "data" / "query_triples.tsv"
NOON = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
spec = importlib.util.spec_from_file_location("generated_queries", REPO / "bench" / "_generated_queries.py")
assert spec is not None
assert spec.loader is not None
generated = importlib.util.module_from_spec(spec)
sys.modules["generated_queries"] = generated
spec.loader.exec_module(generated)


def mentions() -> list[Mention]:
    """Synthetic mentions with every field in many shapes."""
    texts = [line.split("\t")[2] for line in TRIPLES.read_text().splitlines()]
    found = []
    for number, text in enumerate(texts):
        found.append(
            Mention(
                id=f"m{number}",
                text=text,
                source=("naver", "other", "", "Naver")[number % 4],
                title=text[:8] if number % 5 == 0 else None,
                author=("a1", None, "B2")[number % 3],
                created_at=NOON + timedelta(minutes=37 * number) if number % 6 else None,
                created_precision=Precision.INSTANT if number % 6 else Precision.UNKNOWN,
                rating=float(number % 11) if number % 2 else None,
                target="영화" if number % 12 == 4 else None,
                views=number * 3 if number % 4 else None,
                likes=number % 15 if number % 7 else None,
                parent_id="p" if number % 9 == 0 else None,
                board="영화/평" if number % 8 == 0 else None,
                url="https://movie.naver.com/1" if number % 10 == 0 else None,
            )
        )
    return found


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    opened = open_store(Settings(home=tmp_path_factory.mktemp("home")))
    Intake(opened).take(mentions())
    yield opened
    opened.close()


def test_live_and_history_agree_on_generated_queries(store: Store) -> None:
    heard = mentions()
    maker = generated.Maker([mention.text for mention in heard], seed=7)
    queries: dict[str, str] = {}
    while len(queries) < 600:
        made = maker.query()
        try:
            parse_query(made)
        except BadQuery:
            continue
        queries[f"q{len(queries)}"] = made
    percolator = Percolator({n: compile_query(parse_query(q).tree) for n, q in queries.items()})
    live: set[tuple[str, str]] = set()
    understood = understand_ahead([searchable(mention.title, mention.text) for mention in heard])()
    for mention, each in zip(heard, understood, strict=True):
        labels = each.labels
        said = {
            "sentiment": labels.sentiment.label,
            "intent": labels.intent.label,
            "offensive": labels.offensive.label,
        }
        live |= {(name, mention.id) for name in percolator.names(each.document, fields_of(mention, said))}

    with store.read() as work:
        search = Search(work.connection, work.workspace)
        history = {
            (name, id_)
            for name, query in queries.items()
            for id_ in search.source_ids(search.newest(ask(query), limit=None))
        }
        counts = {name: search.count(ask(query)) for name, query in queries.items()}

    assert len(live) > 3_000
    assert {(queries[name], id_) for name, id_ in live ^ history} == set()
    assert counts == {name: sum(1 for other, _ in live if other == name) for name in queries}


def test_the_newest_come_first_and_only_as_many_as_asked(store: Store) -> None:
    with store.read() as work:
        search = Search(work.connection, work.workspace)
        for query in ("환불", '"환불"', "환불 rating:>2", "환불 NEAR/3 거부 OR 배송"):
            whole = search.newest(ask(query), limit=None)
            assert whole == sorted(whole, reverse=True)
            assert search.newest(ask(query), limit=3) == whole[:3]
            assert search.newest(ask(query), limit=0) == []


def test_a_search_can_be_bounded_in_time(store: Store) -> None:
    with store.read() as work:
        search = Search(work.connection, work.workspace)
        found = search.newest(ask("환불", since="2026-11-23", until="2026-11-24"), limit=None)
        dates = {each.mention.created_at for each in Mentions(work.connection, work.workspace).many(found)}

    assert dates
    assert min(dates) >= datetime(2026, 11, 22, 15, 0, tzinfo=UTC)
    assert max(dates) < datetime(2026, 11, 24, 15, 0, tzinfo=UTC)


def test_a_changed_or_deleted_mention_leaves_no_stale_match(tmp_path: Path) -> None:
    store = open_store(Settings(home=tmp_path))
    first = Mention(id="1", text="환불이 안 돼요", source="s", created_at=NOON)
    Intake(store).take([first, Mention(id="2", text="환불 거부", source="s", created_at=NOON)])

    Intake(store).take([Mention(id="1", text="배송이 느려요", source="s", created_at=NOON)])
    Intake(store).take([Mention(id="2", text="환불 거부", source="s", created_at=NOON, deleted_at=NOON)])

    with store.read() as work:
        search = Search(work.connection, work.workspace)
        for query in ("환불", '"환불"', "환불*", "source:s NOT 배송", "환불 NEAR/2 거부"):
            assert search.count(ask(query)) == 0, query
        assert search.source_ids(search.newest(ask("배송 느리다"))) == ["1"]


def test_nothing_crosses_from_one_workspace_to_another(tmp_path: Path) -> None:
    store = open_store(Settings(home=tmp_path))
    Intake(store).take([Mention(id="1", text="환불", created_at=NOON)])
    Intake(store, workspace="other").take([Mention(id="2", text="환불 취소", created_at=NOON)])

    with store.read() as work:
        for query in ("환불", '"환불"', "환불 OR source:x", "환불 NOT 배송"):
            search = Search(work.connection, work.workspace)
            assert search.source_ids(search.newest(ask(query))) == ["1"]
            assert search.count(ask(query)) == 1


@pytest.mark.parametrize(
    "query",
    [
        "(" * 90 + "환불" + ")" * 90,
        "(" * 60 + "환불" + " OR 배송) AND 환불)" * 30,
        " OR ".join(f"낱말{number}" for number in range(1_500)) + " OR 환불",
        "환불 " + " ".join(f"NOT 낱말{number}" for number in range(400)),
        '"환" OR 환불',
        "환불' OR 1=1 --",
        '환불 OR "); DROP TABLE mention; --"',
        "환불 source:%' OR 환불 author:a_",
    ],
)
def test_deep_wide_and_hostile_queries_are_answered(store: Store, query: str) -> None:
    with store.read() as work:
        search = Search(work.connection, work.workspace)

        assert search.count(ask(query)) == len(search.newest(ask(query), limit=None))


def test_copies_that_the_worker_noted_are_searched_and_without_its_table_nothing_is_one(
    tmp_path: Path,
) -> None:
    store = open_store(Settings(home=tmp_path))
    Intake(store).take(mentions()[:40])
    asked = [
        ask(query, now=NOON) for query in ("is:copy", "is:copy similarity:>0.9", "(환불 OR 배송) NOT is:copy")
    ]
    with store.read() as work:
        search = Search(work.connection, work.workspace)
        ids = search.newest(ask("since:1990-01-01 OR until:2090-01-01"), limit=None)
        before = [search.newest(each, limit=None) for each in asked[:1]]
    with store.begin() as work:
        connection = work.connection
        connection.exec_driver_sql("DROP TABLE IF EXISTS copies")
        connection.exec_driver_sql(
            "CREATE TABLE copies (mention_id INTEGER PRIMARY KEY, workspace TEXT, copy_of INTEGER, cluster INTEGER,"
            " similarity FLOAT, differs TEXT)"
        )
        for number, similarity in zip(ids[:2], (0.85, 0.95), strict=True):
            connection.exec_driver_sql(
                "INSERT INTO copies VALUES (?, 'default', ?, ?, ?, '')", (number, ids[5], ids[5], similarity)
            )

    with store.read() as work:
        search = Search(work.connection, work.workspace)
        found = [search.newest(each, limit=None) for each in asked]
        counts = [search.count(each) for each in asked]

    assert before == [[]]
    assert found[0] == ids[:2]
    assert found[1] == ids[1:2]
    assert counts == [len(each) for each in found]
    assert not set(found[2]) & set(ids[:2])
    store.close()
