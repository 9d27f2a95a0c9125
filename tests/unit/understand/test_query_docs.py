"""The documentation of queries is run: every operator's example, and every trap is named with its words."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from deutgo.i18n import translate
from deutgo.listen.query.fields import SPECS
from deutgo.listen.query.parser import parse_query
from deutgo.listen.query.traps import TRAPS
from deutgo.understand.document import read_document
from deutgo.understand.match import compile_query
from deutgo.understand.morphemes import analyse

DOCS = Path(__file__).parents[3] / "docs"
ROW = re.compile(r"\| ([^`]*) \| `(.+)` \| (.+) \| ([○×]) \|")
FIELDS = {
    "source": "naver", "author": "a1", "board": "영화/평", "url": "https://movie.naver.com/1", "lang": "ko",
    "parent_id": "p", "copy_of": 7, "similarity": 0.93, "sentiment": "negative", "intent": "complaint", "rating": 4.0, "views": 1500,
    "created_at": 1_795_316_400, "created_precision": "instant",
}  # fmt: skip
NOW = datetime(2026, 11, 22, 4, tzinfo=UTC)
OPERATORS = (
    "AND", "OR", "NOT", "()", '"', "NEAR/", "ONEAR/", "SENTENCE", "*", "title:", "author:", "board:", "source:",
    "lang:", "views:", "is:", "type:", "similarity:", "time:", "#", "{", "<<<",
)  # fmt: skip


def examples(lang: str) -> list[tuple[str, str, bool]]:
    rows = ROW.findall((DOCS / lang / "query.md").read_text())
    return [(query.replace("\\|", "|"), text, sign == "○") for _, query, text, sign in rows]


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_every_example_in_the_documentation_answers_as_it_says(lang: str) -> None:
    found = examples(lang)

    assert len(found) > 35
    for query, text, should in found:
        title, _, body = text.partition("⏎")
        whole = f"{title}\n{body}" if body else text
        fields = {**FIELDS, "title": title if body else None}
        matcher = compile_query(parse_query(query).tree, aliases={"스타벅스": ("스벅",)}, now=NOW)
        assert matcher.match(read_document(whole, analyse(whole)), fields) is should, query


def test_every_operator_and_field_is_in_an_example() -> None:
    written = " ".join(query for query, _, _ in examples("ko"))
    page = (DOCS / "ko" / "query.md").read_text()

    assert [sign for sign in OPERATORS if sign.strip("()") not in written] == []
    assert [
        spec.name
        for spec in SPECS
        if f"{spec.name}:" not in page and spec.name not in ("target", "parent", "case")
    ] == []


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_every_trap_is_documented_in_its_own_words(lang: str) -> None:
    page = (DOCS / lang / "query.md").read_text()

    for trap in TRAPS:
        assert f"| `{trap.code}` | {trap.severity} | {translate(trap.message, lang=lang)} |" in page
