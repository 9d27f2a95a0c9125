"""The commands that ask: shapes, exit codes and words, as scripts rely on them."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from deutgo.cli import app
from deutgo.errors import BadInput, BadQuery, Conflict, NotFound
from deutgo.listen.mention import Mention
from deutgo.settings import load_settings
from deutgo.store.intake import Intake
from deutgo.store.unit_of_work import open_store

MENTIONS = [
    {"id": "1", "text": "환불해주세요", "source": "naver", "created_at": "2026-11-01", "views": 1500},
    {"id": "2", "text": "=환불 거부당함", "source": "naver", "created_at": "2026-11-02T10:00:00"},
    {"id": "3", "text": "배송이 느렷어요", "title": "환불 후기"},
]


def run(*arguments: str, error: type[Exception] | None = None) -> Result:
    result = CliRunner().invoke(app, list(arguments))
    if error is not None:
        assert isinstance(result.exception, error)
    return result


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("DEUTGO_HOME", str(tmp_path))
    load_settings.cache_clear()
    (tmp_path / "m.jsonl").write_text("".join(json.dumps(each) + "\n" for each in MENTIONS))
    CliRunner().invoke(app, ["import", str(tmp_path / "m.jsonl")], catch_exceptions=False)
    yield tmp_path
    load_settings.cache_clear()


def test_search_counts_lists_and_writes_safe_csv(home: Path) -> None:
    lines = [json.loads(line) for line in run("search", "환불", "--format", "jsonl").stdout.splitlines()]

    assert [line["id"] for line in lines] == ["3", "2", "1"]
    assert lines[2]["created_at"] == "2026-11-01"
    assert run("search", "환불 -거부", "--count").stdout == "2\n"
    assert run("search", "환불", "--count", "--since", "2026-11-02", "--until", "2026-11-02").stdout == "1\n"
    assert len(run("search", "환불", "--limit", "1").stdout.splitlines()) == 1
    assert "'=환불 거부당함" in run("search", "거부", "--format", "csv").stdout
    assert run("search", "없는말").exit_code == 0
    assert run("search").exit_code == 2
    run("search", "(환불", error=BadQuery)
    run("search", "환불", "--since", "어제", error=BadInput)


def test_match_and_many_searches_agree_and_bad_lines_are_skipped_with_their_number(home: Path) -> None:
    queries = home / "q.jsonl"
    queries.write_text(
        '{"name":"bad","query":"환불 ("}\n{"name":"refund","query":"환불"}\n'
        '{"name":"slow","query":"굼뜨다 NEAR/1 배송","aliases":{"굼뜨다":["느리다"]}}\n'
    )

    heard = run("match", "--queries", str(queries), str(home / "m.jsonl"))
    found = run("search", "--queries", str(queries))

    assert [json.loads(line) for line in heard.stdout.splitlines()] == [
        {"id": "1", "topics": ["refund"]},
        {"id": "2", "topics": ["refund"]},
        {"id": "3", "topics": ["refund", "slow"]},
    ]
    assert [json.loads(line) for line in found.stdout.splitlines()] == [
        {"name": "refund", "count": 3, "ids": ["3", "2", "1"]},
        {"name": "slow", "count": 1, "ids": ["3"]},
    ]
    assert json.loads(heard.stderr.splitlines()[0])["line"] == 1
    queries.write_text('{"name":"bad","query":"환불 ("}\n')
    run("match", "--queries", str(queries), str(home / "m.jsonl"), error=BadInput)


def test_a_topic_finds_its_past_and_what_comes_after(home: Path) -> None:
    assert run("topic", "add", "환불", "환불 -거부").exit_code == 0
    run("topic", "add", "환불", "환불", error=Conflict)
    run("topic", "add", "최근", "환불 age:<2h", error=BadQuery)
    store = open_store(load_settings())
    Intake(store).take([Mention(id="4", text="환불 언제 되나요")])
    store.close()

    listed = [json.loads(line) for line in run("topic", "list", "--format", "json").stdout.splitlines()]

    assert listed == [{"name": "환불", "query": "환불 -거부", "aliases": {}, "count": 3}]
    assert run("topic", "remove", "환불").exit_code == 0
    run("topic", "remove", "환불", error=NotFound)


def test_check_and_explain_answer_by_their_exit_code(tmp_path: Path) -> None:
    aliases = tmp_path / "aliases.json"
    aliases.write_text('{"스타벅스": ["스벅"]}')

    checked = run("query", "check", "NOT 광고", "--format", "json")
    explained = run(
        "query", "explain", "스타벅스", "--text", "스벅은", "--aliases", str(aliases), "--format", "json"
    )

    assert checked.exit_code == 1
    assert [set(finding) for finding in json.loads(checked.stdout)] == [
        {"code", "severity", "start", "end", "message", "suggestion"}
    ]
    assert run("query", "check", "환불 or 취소").exit_code == 0
    assert explained.exit_code == 0
    assert json.loads(explained.stdout) == {
        "matched": True,
        "parts": [{"part": "스타벅스", "matched": True, "spans": [[0, 2]]}],
    }
    assert run("query", "explain", "배", "--text", "배송").exit_code == 1
    assert (
        json.loads(run("query", "import", "a NEAR/2f b", "--format", "json").stdout)["query"] == "a ONEAR/2 b"
    )
