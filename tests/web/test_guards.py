"""What guards every page: origin, size, headers, roles."""

import pytest

from .conftest import Team


def test_a_form_of_another_site_changes_nothing(team: Team) -> None:
    forged = team.drafter.post(
        "/cases", data={"title": "위조"}, headers={"origin": "https://evil.example"}, follow_redirects=False
    )
    marked = team.drafter.post(
        "/cases", data={"title": "위조"}, headers={"sec-fetch-site": "cross-site"}, follow_redirects=False
    )

    assert (forged.status_code, marked.status_code) == (403, 403)
    assert team.drafter.get("/cases.json").json() == {"cases": []}


def test_the_own_site_may_change_things(team: Team) -> None:
    answer = team.drafter.post(
        "/cases",
        data={"title": "배송 지연"},
        headers={"origin": "http://testserver", "sec-fetch-site": "same-origin"},
        follow_redirects=False,
    )

    assert answer.status_code == 303


def test_pages_forbid_inline_scripts_and_framing(team: Team) -> None:
    policy = team.viewer.get("/").headers["content-security-policy"]

    assert "default-src 'self'" in policy
    assert "script-src" not in policy
    assert "frame-ancestors 'none'" in policy


def test_a_page_of_a_person_is_never_cached(team: Team) -> None:
    assert team.viewer.get("/").headers["cache-control"] == "no-store"


def test_a_body_that_is_too_large_is_refused_before_it_is_read(team: Team) -> None:
    answer = team.drafter.post("/cases", content=b"", headers={"content-length": str(10**9)})

    assert answer.status_code == 413


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("/cases", {"title": "보기만 하는 사람"}),
        ("/topics", {"name": "주제", "query": "환불"}),
        ("/statements", {"text": "글", "kind": "notice"}),
        ("/sources", {"name": "곳", "url": "https://feed.example"}),
        ("/tickets", {"title": "문의"}),
    ],
)
def test_a_viewer_can_change_nothing_and_keeps_what_was_typed(
    team: Team, wording_ready: None, path: str, data: dict[str, str]
) -> None:
    answer = team.viewer.post(path, data=data)

    assert answer.status_code == 403
    assert 'data-code="forbidden"' in answer.text


def test_a_page_that_does_not_exist_says_so_in_words(team: Team) -> None:
    answer = team.viewer.get("/cases/4711")

    assert answer.status_code == 404
    assert 'data-code="not_found"' in answer.text
