"""A draft query tried on the last days, beside its form, as JSON and on the shell."""

import pytest

from deutgo.cli import main
from deutgo.settings import load_settings
from deutgo.wiring import Deutgo
from tests.web.conftest import Team


def test_a_draft_shows_how_many_a_day_and_marks_where_it_matches(team: Team, heard: dict[str, int]) -> None:
    told = team.viewer.get("/topics/preview.json", params={"query": "환불 OR 취소선"}).json()
    page = team.viewer.get("/topics/preview", params={"query": "환불 OR 취소선"}).text

    assert told["count"] == 2
    assert len(told["days"]) == 30
    assert told["days"][-1] == {"day": "2026-11-22", "count": 2}
    assert [(branch["text"], branch["count"]) for branch in told["branches"]] == [("환불", 2), ("취소선", 0)]
    assert "<mark>환불</mark>" in page
    assert 'data-code="silent_branch"' in page
    assert "010-1234-5678" not in page + str(told)


def test_a_quick_fix_is_one_click_and_changes_the_field(team: Team, heard: dict[str, int]) -> None:
    page = team.drafter.get("/topics/preview", params={"query": "환불 and 취소"}).text
    fixed = team.drafter.get("/topics/preview", params={"query": "환불 AND 취소", "fixed": "yes"}).text
    form = team.drafter.get("/topics", params={"query": "환불 AND 취소"}).text

    assert (
        'hx-get="/topics/preview?fixed=yes&amp;query=%ED%99%98%EB%B6%88%20AND%20%EC%B7%A8%EC%86%8C"' in page
    )
    assert 'value="환불 AND 취소"' in fixed
    assert "hx-swap-oob" in fixed
    assert 'value="환불 AND 취소"' in form


@pytest.mark.parametrize(
    ("query", "code"), [("환불 AND", "missing_operand"), ("환불 is:copy", "others_in_topic")]
)
def test_a_draft_that_cannot_be_kept_says_why_and_counts_nothing(
    team: Team, heard: dict[str, int], query: str, code: str
) -> None:
    told = team.viewer.get("/topics/preview.json", params={"query": query}).json()

    assert told["count"] is None
    assert code in [finding["code"] for finding in told["findings"]]


def test_an_empty_archive_and_an_empty_draft_are_no_errors(team: Team) -> None:
    assert team.viewer.get("/topics/preview").status_code == 200
    assert team.viewer.get("/topics/preview.json", params={"query": "환불"}).json()["count"] == 0


def test_the_shell_previews_too(
    deutgo: Deutgo, heard: dict[str, int], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DEUTGO_HOME", str(deutgo.settings.home))
    load_settings.cache_clear()
    monkeypatch.setattr("sys.argv", ["deutgo", "query", "preview", "환불 OR 취소선", "--days", "366"])

    with pytest.raises(SystemExit) as left:
        main()
    printed = capsys.readouterr().out
    load_settings.cache_clear()

    assert left.value.code in (0, None)
    assert "2건" in printed
    assert "취소선" in printed
    assert "010-1234-5678" not in printed
