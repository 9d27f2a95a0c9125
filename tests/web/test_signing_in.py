"""Signing in: guessing is slowed, links work once, and nobody is led to another site."""

from datetime import timedelta

import pytest
from fastapi.testclient import TestClient

from deutgo.accounts import add_person, start_session
from deutgo.people import Role
from deutgo.web.app import create_app
from deutgo.wiring import Deutgo


@pytest.fixture
def browser(deutgo: Deutgo) -> TestClient:
    with deutgo.store.begin() as work:
        add_person(
            work, login="minji", name="민지", role=Role.AGENT, at=deutgo.clock(), password="correct horse"
        )
    return TestClient(create_app(deutgo))


def try_password(browser: TestClient, password: str, **form: str) -> int:
    answer = browser.post(
        "/sign-in", data={"login": "minji", "password": password, **form}, follow_redirects=False
    )
    return answer.status_code


def test_the_right_password_opens_the_console(browser: TestClient) -> None:
    assert try_password(browser, "correct horse") == 303
    assert browser.get("/").status_code == 200


def test_a_flood_of_passwords_is_refused_and_what_was_typed_stays(browser: TestClient) -> None:
    tries = [try_password(browser, f"guess {n}") for n in range(9)]
    answer = browser.post("/sign-in", data={"login": "minji", "password": "guess"})

    assert tries[:5] == [401] * 5
    assert set(tries[5:]) == {429}
    assert answer.status_code == 429
    assert 'value="minji"' in answer.text


def test_an_unknown_login_is_told_the_same_as_a_wrong_password(browser: TestClient) -> None:
    wrong = browser.post("/sign-in", data={"login": "minji", "password": "wrong wrong"})
    unknown = browser.post("/sign-in", data={"login": "nobody", "password": "wrong wrong"})

    assert wrong.text.replace("minji", "x") == unknown.text.replace("nobody", "x")


@pytest.mark.parametrize("place", ["//evil.example", "https://evil.example", "/\\evil.example"])
def test_signing_in_never_leads_to_another_site(browser: TestClient, place: str) -> None:
    answer = browser.post(
        "/sign-in",
        data={"login": "minji", "password": "correct horse", "next": place},
        follow_redirects=False,
    )

    assert answer.headers["location"] == "/"


def test_a_page_asked_for_before_signing_in_comes_back_with_its_query(browser: TestClient) -> None:
    answer = browser.get("/mentions?q=환불&sort=reach", follow_redirects=False)

    assert answer.status_code == 303
    assert "next=/mentions%3Fq%3D" in answer.headers["location"]


def test_a_link_signs_in_once(deutgo: Deutgo, browser: TestClient) -> None:
    with deutgo.store.begin() as work:
        secret = start_session(work, 1, at=deutgo.clock(), once=True)

    first = browser.get(f"/sign-in/{secret}", follow_redirects=False)
    second = TestClient(create_app(deutgo)).get(f"/sign-in/{secret}")

    assert first.status_code == 303
    assert second.status_code == 401


def test_signing_out_ends_the_session_on_the_server(browser: TestClient) -> None:
    try_password(browser, "correct horse")
    secret = browser.cookies["deutgo_session"]

    browser.post("/sign-out")
    browser.cookies.set("deutgo_session", secret)

    assert browser.get("/", follow_redirects=False).headers["location"].startswith("/sign-in")


def test_a_session_ends_by_itself(deutgo: Deutgo, browser: TestClient, clock: object) -> None:
    try_password(browser, "correct horse")

    clock.pass_(timedelta(days=15))  # type: ignore[attr-defined]

    assert browser.get("/", follow_redirects=False).status_code == 303


def test_the_session_cookie_is_out_of_reach_of_scripts(browser: TestClient) -> None:
    answer = browser.post(
        "/sign-in", data={"login": "minji", "password": "correct horse"}, follow_redirects=False
    )

    assert "httponly" in answer.headers["set-cookie"].lower()
    assert "samesite=lax" in answer.headers["set-cookie"].lower()
