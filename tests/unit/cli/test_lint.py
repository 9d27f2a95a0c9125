"""`deutgo lint` on the command line: shapes, exit codes, SARIF."""

from pathlib import Path

import orjson
from click.testing import CliRunner

from deutgo.cli.lint import lint


def run(*args: str, given: str = "") -> tuple[int, str]:
    done = CliRunner().invoke(lint, args, input=given)
    return done.exit_code, done.stdout


def test_a_fault_ends_with_one_and_a_clean_text_with_zero() -> None:
    assert run(given="서로의 오해에서 비롯된 일입니다.")[0] == 1
    assert run(given="접수되었습니다.")[0] == 0


def test_json_has_the_contract_s_fields() -> None:
    _code, out = run("--format", "json", "--kind", "holding", given="불편하셨다면 사과드립니다.")

    answer = orjson.loads(out)
    assert answer["verdict"] == "not_publishable"
    assert "next_update" in answer["missing"]
    assert {"rule", "category", "severity", "start", "end", "quote", "why", "suggestion"} <= set(
        answer["findings"][0]
    )
    assert all(f["start"] is None for f in answer["findings"] if f["category"] == "Q")


def test_one_line_out_for_each_line_in_with_its_id() -> None:
    lines = '{"id":"1","text":"접수되었습니다."}\n{"id":"2","text":"선처 없이 고소합니다.","kind":"notice"}\n'

    code, out = run("--jsonl", given=lines)

    answers = [orjson.loads(line) for line in out.splitlines()]
    assert code == 1
    assert [a["id"] for a in answers] == ["1", "2"]
    assert answers[0]["missing"] == []


def test_sarif_names_the_version_and_the_places(tmp_path: Path) -> None:
    path = tmp_path / "글.md"
    path.write_text("# 알림\n서로의 오해에서 비롯된 일입니다.\n", encoding="utf-8")

    _code, out = run(str(path), "--format", "sarif")

    log = orjson.loads(out)
    first = next(r for r in log["runs"][0]["results"] if r["ruleId"] == "A01")
    assert log["version"] == "2.1.0"
    assert first["level"] == "error"
    assert first["locations"][0]["physicalLocation"]["region"]["startLine"] == 2


def test_explain_shows_the_examples() -> None:
    code, out = run("--explain", "A01")

    assert code == 0
    assert "✗" in out
    assert "✓" in out
