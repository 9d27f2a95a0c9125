"""The query language: what is read, what is refused, what is warned about."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deutgo.errors import BadQuery
from deutgo.i18n import catalogue
from deutgo.listen.query.check import check_query
from deutgo.listen.query.foreign import import_query
from deutgo.listen.query.parser import parse_query
from deutgo.listen.query.traps import ERROR, TRAPS, Trap
from deutgo.listen.query.tree import And, Field, Near, Node, Not, Or, Phrase, Prefix, Sentence, Term, Within

PIECES = st.sampled_from(
    ["환불", "배송", "AND", "OR", "NOT", "(", ")", '"', "“", "NEAR/3", "ONEAR/1", "SENTENCE", "-", "*", "환불*", "not",
     "source:naver", "rating:[3 TO 5]", "{BT}", "<<<", ">>>", "&&", "||", "title:", "age:<2h", "그리고", ":", "!", "~5"]
)  # fmt: skip


def shape(node: Node) -> str:
    """Write a tree so that binding can be seen."""
    if isinstance(node, And):
        return "(" + " & ".join(map(shape, node.children)) + ")"
    if isinstance(node, Or):
        return "(" + " | ".join(map(shape, node.children)) + ")"
    if isinstance(node, Not):
        return "!" + shape(node.child)
    if isinstance(node, Near):
        return f"[{shape(node.left)} {'>' if node.ordered else '~'}{node.distance} {shape(node.right)}]"
    if isinstance(node, Sentence):
        return f"[{shape(node.left)} . {shape(node.right)}]"
    if isinstance(node, Within):
        return f"{node.part}:{shape(node.child)}"
    if isinstance(node, Phrase):
        return f"'{node.text}'" + ("!" if node.cased else "")
    if isinstance(node, Prefix):
        return node.text + "*"
    if isinstance(node, Field):
        return f"{node.name}{node.operator}{','.join(map(str, node.values))}"
    assert isinstance(node, Term)
    return node.text


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("가 OR 나 AND 다", "(가 | (나 & 다))"),
        ("가 나 OR 다", "((가 & 나) | 다)"),
        ("가 NOT 나", "(가 & !나)"),
        ("가 AND NOT 나 NEAR/1 다", None),
        ("가 NEAR/2 나 AND 다", "([가 ~2 나] & 다)"),
        ("가 NEAR/2 나 ONEAR/3 다", "[[가 ~2 나] >3 다]"),
        ("(가 AND 나) NEAR/2 다", None),
        ("가 -나 -(다 OR 라)", "(가 & !나 & !(다 | 라))"),
        ("가 && 나 || 다", "((가 & 나) | 다)"),
        ("가&&나||다", "((가 & 나) | 다)"),
        ("가 그리고 나 또는 다 제외 라", "((가 & 나) | (다 & !라))"),
        ("“가 나” OR ‘다’", "('가 나' | '다')"),
        ('"가 나"~sp', "'가 나'"),
        ('"가 나"~3', "[가 ~3 나]"),
        ("{BT} OR case:LG", "('BT'! | 'LG'!)"),
        ("가 <<< 메모 (닫지 않은 괄호 >>> 나", "(가 & 나)"),
        ("NOT NOT 가", "가"),
        ("코로나-19 e-mail", "(코로나-19 & e-mail)"),
        ("가 SENTENCE 나", "[가 . 나]"),
        ("title:(가 OR 나) 본문:다", "(title:(가 | 나) & body:다)"),
        ("rating:[3 TO 5] views:>=1만", "(rating..3.0 & views>=10000.0)"),
        ("source:naver|daum", "source=naver,daum"),
        ('author:"홍 길동"', "author=홍 길동"),
        ("and or not", "(and & or & not)"),
    ],
)
def test_a_query_is_read_by_the_binding_order(query: str, expected: str | None) -> None:
    if expected is None:
        with pytest.raises(BadQuery):
            parse_query(query)
        return

    assert shape(parse_query(query).tree) == expected


@pytest.mark.parametrize("trap", TRAPS, ids=lambda trap: trap.code)
def test_every_trap_fires_on_its_bad_example_and_not_on_its_good_one(trap: Trap) -> None:
    bad = check_query(trap.bad, aliases=trap.aliases, topic=trap.topic)
    good = check_query(trap.good, aliases=trap.aliases, topic=trap.topic)

    found = [finding for finding in bad if finding.code == trap.code]
    assert found
    assert found[0].severity == trap.severity
    assert 0 <= found[0].start <= found[0].end <= len(trap.bad)
    assert trap.code not in [finding.code for finding in good]


@pytest.mark.parametrize("trap", TRAPS, ids=lambda trap: trap.code)
def test_every_trap_speaks_both_languages(trap: Trap) -> None:
    assert catalogue("en")[trap.message].count("%(") == trap.message.count("%(")


def test_a_quick_fix_removes_the_finding_it_belongs_to() -> None:
    fixed = 0
    for trap in TRAPS:
        for finding in check_query(trap.bad, aliases=trap.aliases, topic=trap.topic):
            if finding.code == trap.code and finding.suggestion and "○" not in finding.suggestion:
                again = check_query(finding.suggestion, aliases=trap.aliases)
                assert trap.code not in [other.code for other in again], trap.code
                fixed += 1

    assert fixed >= 6


@pytest.mark.parametrize("count", [101, 150, 5_000])
def test_many_brackets_are_refused_with_the_place(count: int) -> None:
    with pytest.raises(BadQuery) as refused:
        parse_query("(" * count + "환불" + ")" * count)

    assert refused.value.facts["problem"] == "too_deep"
    assert refused.value.facts["start"] == 100


@pytest.mark.parametrize(
    "query", ["환불 OR " * 20_000, "NOT " * 4_000 + "환불", "a NEAR/1 " * 2_000 + "b", '"' * 19_999]
)
def test_a_huge_query_ends_in_a_clear_error_or_an_answer(query: str) -> None:
    findings = check_query(query)

    assert all(finding.message for finding in findings)
    assert any(finding.severity == ERROR for finding in findings) or query.startswith("NOT")


@settings(max_examples=400, deadline=None)
@given(
    st.lists(PIECES, max_size=14).flatmap(lambda parts: st.sampled_from([" ".join(parts), "".join(parts)]))
)
def test_anything_is_read_or_refused_with_a_place_in_the_query(query: str) -> None:
    findings = check_query(query)

    for finding in findings:
        assert 0 <= finding.start <= finding.end <= max(len(query), 1)
    errors = {finding.code for finding in findings if finding.severity == ERROR} - {"unknown_alias"}
    if not errors:
        parse_query(query)
        return
    with pytest.raises(BadQuery) as refused:
        parse_query(query)
    assert errors == {refused.value.facts["problem"]}


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=60))
def test_any_text_at_all_is_read_or_refused(query: str) -> None:
    check_query(query)


def test_a_query_of_exclusions_only_is_an_error_also_inside_or() -> None:
    for query in ("NOT 광고", "-광고 -협찬", "NOT (광고 OR 협찬)", "환불 OR NOT 광고"):
        assert [finding.code for finding in check_query(query)] == ["exclusion_only"]


def test_foreign_queries_are_rewritten_with_a_list_of_what_changed() -> None:
    given_ = (
        '("apple juice"~5 OR (logitech NEAR/2f keyboard)) AND minuteOfDay:[1110 TO 1140] '
        "AND authorFollowers:[500 TO 1000] AND language:en AND -is:retweet AND customi?e"
    )

    imported = import_query(given_)

    assert imported.query == (
        '("apple juice"~5 OR (logitech ONEAR/2 keyboard)) AND time:03:30-04:00 AND lang:en AND customi*'
    )
    assert [finding for finding in check_query(imported.query) if finding.severity == ERROR] == []
    assert {"NEAR/2f", "minuteOfDay:[1110 TO 1140]", "language:en"} <= {
        change.was for change in imported.changes
    }
    assert any(change.now == "" for change in imported.changes)


def test_a_query_that_means_the_same_here_is_left_as_it_is() -> None:
    imported = import_query('(BMW OR "series 3") AND NOT bike', dialect="talkwalker")

    assert imported.query == '(BMW OR "series 3") AND NOT bike'
    assert imported.changes == ()
