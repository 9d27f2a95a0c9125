"""`deutgo import` and `deutgo export` as scripts see them. Texts are synthetic."""

import gzip
from collections.abc import Callable
from pathlib import Path

import orjson
import pytest
from sqlalchemy import event

from deutgo.cli import main
from deutgo.errors import Damaged, DiskFull
from deutgo.listen.mention import Mention
from deutgo.settings import Settings, load_settings
from deutgo.store.intake import Intake
from deutgo.store.mentions import Mentions
from deutgo.store.unit_of_work import open_store

Run = Callable[..., tuple[int, str, str]]
ROWS = "id,text,날짜\n1,환불이 늦어요,2026-11-22\n2,,2026-11-22\n3,배송이 빨라요,어제쯤\n4,연기가 최고예요,2026-11-21\n"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.setenv("DEUTGO_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("DEUTGO_DATABASE_URL", raising=False)
    load_settings.cache_clear()

    def run(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["deutgo", *map(str, arguments)])
        with pytest.raises(SystemExit) as left:
            main()
        printed = capsys.readouterr()
        return int(left.value.code or 0), printed.out, printed.err

    yield run
    load_settings.cache_clear()


def test_an_import_prints_exactly_the_counts_of_the_contract(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(ROWS)

    code, out, err = run("import", tmp_path / "a.csv", "--format", "json", "--reject", tmp_path / "bad.jsonl")

    counts = orjson.loads(out)
    assert code == 0
    assert list(counts) == ["read", "new", "updated", "duplicate", "rejected", "seconds"]
    assert counts | {"seconds": 0} == {
        "read": 4, "new": 2, "updated": 0, "duplicate": 0, "rejected": 2, "seconds": 0,
    }  # fmt: skip
    rejects = [orjson.loads(line) for line in (tmp_path / "bad.jsonl").read_bytes().splitlines()]
    assert [(each["line"], each["reason"]) for each in rejects] == [
        (3, "글(text)이 비어 있습니다."),
        (4, "시각으로 읽을 수 없는 값입니다: created_at = 어제쯤"),
    ]
    assert "날짜 → created_at" in err


def test_the_same_file_twice_adds_nothing_and_an_edited_one_changes_only_what_was_edited(
    run: Run, tmp_path: Path
) -> None:
    (tmp_path / "a.csv").write_text(ROWS)
    (tmp_path / "b.csv").write_text(ROWS.replace("환불이 늦어요", "배송이 늦어요"))
    run("import", tmp_path / "a.csv")

    again = orjson.loads(run("import", tmp_path / "a.csv", "--format", "json")[1])
    edited = orjson.loads(run("import", tmp_path / "b.csv", "--format", "json")[1])

    assert (again["new"], again["updated"], again["duplicate"]) == (0, 0, 2)
    assert (edited["new"], edited["updated"], edited["duplicate"]) == (0, 1, 1)
    assert run("search", "환불", "--count")[1].strip() == "0"
    assert run("search", "배송", "--count")[1].strip() == "1"


def test_rejected_rows_are_shown_when_no_file_was_named_for_them(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("text,author\n" + ",김\n" * 15 + "하나,이\n")

    code, out, err = run("import", tmp_path / "a.csv")

    assert code == 0
    assert "거절 15행" in out
    assert "2번째 줄: 글(text)이 비어 있습니다." in err
    assert "5개 더" in err


def test_a_file_without_one_readable_row_ends_with_two(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("text,author\n,김\n")

    code, out, err = run("import", tmp_path / "a.csv", "--format", "json")

    assert code == 2
    assert orjson.loads(out)["rejected"] == 1
    assert "읽을 수 있는 행이 없습니다" in err


def test_a_file_with_a_header_alone_is_an_empty_result(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("text,author\n")

    assert run("import", tmp_path / "a.csv")[0] == 0


def test_the_readable_files_of_several_are_taken(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("text\n하나\n")
    (tmp_path / "c.csv").write_text("text\n둘\n")

    code, out, err = run(
        "import", tmp_path / "a.csv", tmp_path / "b.csv", tmp_path / "c.csv", "--format", "json"
    )

    assert (code, orjson.loads(out)["new"]) == (2, 2)
    assert "b.csv" in err


def test_a_reject_file_that_cannot_be_made_is_named_before_anything_is_read(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("text\n하나\n")

    code, _, err = run("import", tmp_path / "a.csv", "--reject", tmp_path / "no" / "such" / "bad.jsonl")

    assert code == 2
    assert "--reject" in err


def test_an_export_and_its_import_give_the_same_search(run: Run, tmp_path: Path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(ROWS.encode()))
    run("topic", "add", "환불", "환불")
    run("import", tmp_path / "a.csv.gz", "--source", "카페")
    before = run("search", "환불 OR 연기", "--format", "jsonl")[1]

    exported = run("export", "--to", tmp_path / "out")
    monkeypatch.setenv("DEUTGO_HOME", str(tmp_path / "another"))
    load_settings.cache_clear()
    counts = orjson.loads(run("import", tmp_path / "out", "--format", "json")[1])

    assert exported[0] == 0
    assert (counts["read"], counts["new"]) == (2, 2)
    assert run("search", "환불 OR 연기", "--format", "jsonl")[1] == before
    assert run("topic", "list")[1] == "환불\t1\t환불\n"


def test_personal_data_leaves_only_with_a_reason(run: Run, tmp_path: Path) -> None:
    code, _, err = run("export", "--to", tmp_path / "out", "--include-personal")

    assert code == 2
    assert "--reason" in err
    assert not (tmp_path / "out").exists()


def test_a_full_disk_keeps_what_was_acknowledged_and_says_what_to_do(tmp_path: Path) -> None:
    store = open_store(Settings(home=tmp_path, database_url=None))
    event.listen(store.engine, "connect", _small)
    store.engine.dispose()  # the next connections are small ones
    mentions = [Mention(id=str(number), text=f"{number}번째 글, 환불이 늦어요") for number in range(2000)]

    with pytest.raises(DiskFull) as full:
        Intake(store).take(mentions, batch=200)

    assert full.value.facts["place"] == str(tmp_path / "deutgo.db")
    store.close()
    roomy = open_store(Settings(home=tmp_path, database_url=None))
    with roomy.read() as work:
        kept = Mentions(work.connection, "default").count()
    tally = Intake(roomy).take(mentions, batch=200)
    assert kept > 0
    assert (tally.duplicate, tally.new) == (kept, 2000 - kept)
    roomy.close()


def _small(connection, record) -> None:  # type: ignore[no-untyped-def]
    connection.execute("PRAGMA max_page_count=220")


def test_a_file_that_is_no_database_is_named_with_the_remedy(tmp_path: Path) -> None:
    (tmp_path / "deutgo.db").write_bytes(b"this is not a database, but a text" * 100)

    with pytest.raises(Damaged) as damaged:
        open_store(Settings(home=tmp_path, database_url=None))

    assert damaged.value.facts["place"] == str(tmp_path / "deutgo.db")
