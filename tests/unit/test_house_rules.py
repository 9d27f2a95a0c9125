"""The rules of the house, as tests: size, names, broad catches, words in two languages, documentation."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from deutgo import errors
from deutgo.cli import COMMANDS
from deutgo.error_words import SENTENCES
from deutgo.i18n import catalogue
from deutgo.settings import Settings

REPO = Path(__file__).resolve().parents[2]
SOURCE = REPO / "src" / "deutgo"
MODULES = sorted(SOURCE.rglob("*.py"))
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|\{(\w+)\}")


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def docs() -> str:
    return "\n".join(path.read_text() for path in (REPO / "docs").rglob("*.md"))


def test_no_module_is_longer_than_400_lines() -> None:
    long = {str(p.relative_to(REPO)): n for p in MODULES if (n := len(p.read_text().splitlines())) > 400}

    assert long == {}


def test_no_function_is_longer_than_60_lines_and_most_are_short() -> None:
    lengths = {
        f"{path.relative_to(REPO)}:{node.name}": (node.end_lineno or 0) - node.lineno + 1
        for path in MODULES
        for node in functions(path)
    }

    assert {name: n for name, n in lengths.items() if n > 60} == {}
    assert sorted(lengths.values())[int(len(lengths) * 0.95)] <= 45


def test_no_module_has_a_name_that_says_nothing() -> None:
    empty = {"utils", "util", "helpers", "helper", "common", "misc", "manager"}

    assert [str(p) for p in MODULES if p.stem in empty or p.parent.name in empty] == []


def test_only_the_error_page_and_the_job_runner_catch_everything() -> None:
    allowed = {"web/app.py", "web/errors.py", "work/loop.py"}
    broad = [
        f"{path.relative_to(SOURCE)}:{node.lineno}"
        for path in MODULES
        if str(path.relative_to(SOURCE)) not in allowed
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or getattr(node.type, "id", "") in {"Exception", "BaseException"})
    ]

    assert broad == []


def _error_classes() -> list[type[errors.DeutgoError]]:
    found = [value for value in vars(errors).values() if isinstance(value, type)]
    return [value for value in found if issubclass(value, errors.DeutgoError)]


def test_every_error_has_its_own_code_and_a_korean_sentence() -> None:
    codes = [kind.code for kind in _error_classes()]

    assert len(codes) == len(set(codes))
    assert set(codes) == set(SENTENCES)


def _korean_messages() -> Iterator[tuple[str, str]]:
    for text in SENTENCES.values():
        yield "error_words.py", text
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text())):
            if (
                isinstance(node, ast.Call)
                and getattr(node.func, "id", "") == "_"
                and node.args
                and isinstance(node.args[0], ast.Constant)
            ):
                yield str(path.relative_to(SOURCE)), str(node.args[0].value)
    call = re.compile(r"""_\(\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)')\s*\)""")
    for path in sorted(SOURCE.rglob("*.html")):
        for match in call.finditer(path.read_text()):
            yield str(path.relative_to(SOURCE)), (match[1] or match[2] or "").replace('\\"', '"')


def test_every_korean_message_has_an_english_one_with_the_same_placeholders() -> None:
    english = catalogue("en")
    messages = list(_korean_messages())

    missing = [(place, text) for place, text in messages if text not in english]
    differing = [
        text
        for _, text in messages
        if text in english and sorted(PLACEHOLDER.findall(text)) != sorted(PLACEHOLDER.findall(english[text]))
    ]

    assert missing == []
    assert differing == []


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_exists_and_is_in_the_documentation(name: str) -> None:
    module = COMMANDS[name][0].split(":")[0]

    assert (SOURCE / (module.removeprefix("deutgo.").replace(".", "/") + ".py")).is_file()
    assert f"deutgo {name}" in docs()


def test_every_setting_is_in_the_documentation() -> None:
    text = docs()

    assert [name for name in Settings.model_fields if f"DEUTGO_{name.upper()}" not in text] == []


def test_every_error_code_is_in_the_documentation() -> None:
    text = docs()

    assert [kind.code for kind in _error_classes() if f"`{kind.code}`" not in text] == []


def test_no_registry_address_is_tracked() -> None:
    hosts = "|".join(["py" + r"pi\.org", "python" + "hosted", "npm" + r"js\.(com|org)", "deb" + r"ian\.org"])
    found = subprocess.run(
        ["git", "grep", "-nIE", hosts, "--", "."], cwd=REPO, capture_output=True, text=True, check=False
    )

    assert found.stdout == ""
