"""An open page misses nothing: not while its stream is still connecting, nor while one of its parts is being fetched."""

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.e2e.conftest import Running

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def open_cases(running: Running, chromium: Browser) -> Page:
    page = chromium.new_context(base_url=running.url, locale="ko-KR").new_page()
    page.goto(running.link("minji"))
    return page


def open_case(page: Page, title: str) -> None:
    """Open a case beside the page, as a colleague would."""
    answer = page.request.post("/cases", form={"title": title}, max_redirects=0)
    assert answer.status == 303, answer.text()


def test_what_happens_before_the_stream_stands_is_shown(running: Running, chromium: Browser) -> None:
    page = open_cases(running, chromium)
    refused: list[str] = []

    def refuse_once(route: Route) -> None:
        if refused:
            route.continue_()
            return
        open_case(page, "흐름이 서기 전의 사안")
        refused.append(route.request.url)
        route.abort()

    page.route("**/live?*", refuse_once)
    page.goto("/cases")

    expect(page.locator("#cases")).to_contain_text("흐름이 서기 전의 사안", timeout=15_000)
    assert len(refused) == 1


def test_what_happens_while_a_part_is_fetched_is_shown(running: Running, chromium: Browser) -> None:
    page = open_cases(running, chromium)
    held: list[Route] = []

    def hold_first(route: Route) -> None:
        if route.request.headers.get("hx-request") and not held:
            held.append(route)
            return
        route.continue_()

    page.goto("/cases")
    page.route("**/cases", hold_first)
    open_case(page, "먼저 연 사안")
    while not held:
        page.wait_for_timeout(100)
    answer = held[0].fetch()
    open_case(page, "가져오는 동안 연 사안")
    page.wait_for_timeout(2500)  # the stream tells of it meanwhile; it polls once a second
    held[0].fulfill(response=answer)

    expect(page.locator("#cases")).to_contain_text("먼저 연 사안")
    expect(page.locator("#cases")).to_contain_text("가져오는 동안 연 사안")
