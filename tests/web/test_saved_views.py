"""Saved views: a lasting address for a search with its range, filters and order."""

from tests.web.conftest import Team


def test_a_saved_view_opens_the_same_search_again(team: Team, heard: dict[str, int]) -> None:
    address = "/mentions?q=%ED%99%98%EB%B6%88&sort=reach&sentiment=negative&p=3&evil=1"

    saved = team.agent.post("/views", data={"name": "환불 불만", "address": address}, follow_redirects=False)
    listed = team.viewer.get("/views.json").json()["views"]
    opened = team.viewer.get(f"/views/{listed[0]['id']}", follow_redirects=False)
    page = team.viewer.get(f"/views/{listed[0]['id']}").text

    assert saved.status_code == opened.status_code == 303
    assert opened.headers["location"] == "/mentions?q=%ED%99%98%EB%B6%88&sort=reach&sentiment=negative"
    assert [view["name"] for view in listed] == ["환불 불만"]
    assert 'aria-current="true">환불 불만</a>' in page


def test_a_view_leads_nowhere_else_and_a_name_is_taken_once(team: Team, heard: dict[str, int]) -> None:
    for address in ("https://evil.example/mentions", "//evil.example/mentions", "/sign-out", "/mentionsx"):
        assert team.agent.post("/views", data={"name": "밖", "address": address}).status_code == 400
    form = {"name": "환불", "address": "/mentions?q=환불"}

    assert team.viewer.post("/views", data=form).status_code == 403
    assert team.agent.post("/views", data={**form, "name": " "}).status_code == 400
    assert team.agent.post("/views", data=form).status_code == 200
    assert team.agent.post("/views", data=form).status_code == 409


def test_a_removed_view_is_gone(team: Team, heard: dict[str, int]) -> None:
    team.agent.post("/views", data={"name": "환불", "address": "/mentions?q=환불"})

    removed = team.agent.post("/views/1/remove")

    assert removed.status_code == 200
    assert team.viewer.get("/views/1").status_code == 404
    assert team.viewer.get("/views.json").json() == {"views": []}
