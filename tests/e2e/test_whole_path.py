"""From the alert to the public and back to one customer, in Chromium: by mouse, on a phone, by keyboard."""

import re

import feedparser
import httpx2
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect

from deutgo.speak.channels.mastodon import plain
from tests.e2e.conftest import Running

pytestmark = [pytest.mark.browser, pytest.mark.slow]

DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
FAULTY = "당사 내부 규정에 따르면 과대 광고가 아니지만 원하시는 고객께는 환불해 드리겠습니다."
GOOD = (
    "K7의 시야율을 ‘100%’라고 광고했으나 실제와 달랐습니다. 저희 잘못이며 K7을 사신 고객께 사과드립니다. "
    "사신 분은 누구나 조건 없이 환불받으실 수 있습니다. 신청 방법과 측정 결과는 오늘 18시에 이곳에서 "
    "안내하겠습니다. 문의: 고객센터 080-000-0000"
)

REPLY = (
    "K7의 시야율을 실제와 다르게 광고한 것은 저희 잘못입니다. 고객님께 사과드립니다. 광고에 잘못된 수치가 실린 "
    "원인은 조사하고 있습니다. 환불 신청은 오늘 18시부터 고객센터(080-000-0000)에서 받습니다."
)


class Hand:
    """Acts by mouse or touch."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, target: Locator) -> None:
        target.click()

    def write(self, target: Locator, text: str) -> None:
        target.fill(text)

    def tick(self, target: Locator) -> None:
        target.check()


class Keys(Hand):
    """Acts by keyboard alone: Tab to the place, then Enter, Space or letters."""

    def reach(self, target: Locator) -> None:
        expect(target).to_be_visible()
        for _ in range(400):
            if target.evaluate("element => element === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab never reaches {target}")

    def press(self, target: Locator) -> None:
        self.reach(target)
        self.page.keyboard.press("Enter")

    def write(self, target: Locator, text: str) -> None:
        self.reach(target)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.insert_text(text)

    def tick(self, target: Locator) -> None:
        self.reach(target)
        if not target.is_checked():
            self.page.keyboard.press("Space")


def look(page: Page) -> None:
    """Serious accessibility problems and sideways scrolling are failures on every screen of the path."""
    found = Axe().run(page).response["violations"]
    serious = [
        f"{each['id']}: {each['nodes'][0]['html'][:120]}"
        for each in found
        if each["impact"] in {"serious", "critical"}
    ]
    assert serious == [], page.url
    too_wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert too_wide <= 1, f"{page.url} scrolls sideways by {too_wide} px"


def posts(url: str) -> list[str]:
    headers = {"Authorization": "Bearer mock_token"}
    me = httpx2.get(f"{url}/api/v1/accounts/verify_credentials", headers=headers).json()
    place = f"{url}/api/v1/accounts/{me['id']}/statuses"
    statuses = httpx2.get(place, headers=headers, params={"limit": 40}).json()
    return [plain(status["content"]) for status in statuses]


def open_case(hand: Hand, page: Page, title: str) -> None:
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    look(page)
    page.goto("/alerts")
    look(page)
    hand.press(page.locator("main a[href^='/alerts/']").first)
    expect(page.locator("#reason")).to_contain_text("한결카메라")
    look(page)
    form = page.locator("form[action$='/case']").filter(has=page.locator("input[name=title]"))
    hand.write(form.locator("input[name=title]"), title)
    hand.press(form.get_by_role("button"))
    expect(page).to_have_url(re.compile(r"/cases/\d+"))
    expect(page.locator(".timeline")).to_contain_text("사안을 열었습니다")
    look(page)


def write_statement(hand: Hand, page: Page, title: str) -> str:
    hand.press(page.locator("main a[href*='/statements/new']").first)
    hand.write(page.locator("input[name=title]"), title)
    hand.tick(page.locator("input[name=heard]").first)
    hand.write(page.locator("#text"), FAULTY)
    finding = page.locator("#findings li").first
    expect(finding).to_be_visible(timeout=60_000)
    look(page)
    hand.write(page.locator("#text"), GOOD)
    expect(page.locator("#findings .finding-block")).to_have_count(0, timeout=20_000)
    hand.press(page.locator("#write button").first)
    expect(page).to_have_url(re.compile(r"/statements/\d+"))
    hand.press(page.locator("#write button[value=submit]"))
    expect(page.locator("#approval")).to_be_visible()
    expect(page.locator("#present-text")).to_contain_text("조건 없이 환불")
    look(page)
    return page.url


def answer_customer(hand: Hand, page: Page) -> None:
    page.goto("/mentions")
    look(page)
    hand.press(page.locator("main a[href^='/mentions/']").first)
    expect(page).to_have_url(re.compile(r"/mentions/\d+"))
    look(page)
    hand.press(page.locator("form[action$='/ticket'] button").first)
    expect(page).to_have_url(re.compile(r"/tickets/\d+"))
    look(page)
    hand.write(page.locator("#text"), REPLY)
    hand.press(page.locator("form[action$='/reply'] button.primary"))
    refusals = page.locator("#reply .notice-bad")
    assert refusals.count() == 0, refusals.all_inner_texts()
    expect(page.locator("#conversation")).to_contain_text("오늘 18시부터")
    page.goto("/inbox")
    look(page)


@pytest.mark.parametrize(
    ("kind", "viewport", "hand_of"),
    [("desktop", DESKTOP, Hand), ("phone", PHONE, Hand), ("keyboard", DESKTOP, Keys)],
)
def test_the_whole_path(
    running: Running, chromium: Browser, kind: str, viewport: dict[str, int], hand_of: type[Hand]
) -> None:
    title = f"시야율 광고 정정과 환불 ({kind})"
    writer = chromium.new_context(base_url=running.url, viewport=viewport, locale="ko-KR").new_page()
    approver = chromium.new_context(base_url=running.url, viewport=viewport, locale="ko-KR").new_page()
    troubles: list[str] = []
    writer.on("pageerror", lambda error: troubles.append(str(error)))
    writer.goto(running.link("minji"))
    approver.goto(running.link("seojun"))
    hand, other = hand_of(writer), hand_of(approver)

    open_case(hand, writer, f"환불 문의 급증 ({kind})")
    statement = write_statement(hand, writer, title)
    expect(writer.locator("button[value=approve]")).to_have_count(0)
    approver.goto(statement)
    other.press(approver.locator("button[value=approve]"))
    other.press(approver.locator("form[action$='/publication'] button"))
    expect(approver.locator("#receipts")).to_contain_text("다시 읽어 같은 글임을 확인", timeout=30_000)

    status = httpx2.get(f"{running.url}/status").text
    (entry,) = [e for e in feedparser.parse(f"{running.url}/status/feed.atom").entries if e.title == title]
    assert title in status
    assert entry.content[0].value == GOOD
    post, wait = [], 0
    while not post and wait < 60:
        post = [each for each in posts(running.mastodon) if title in each]
        wait += 1
        writer.wait_for_timeout(500)
    assert len(post) == 1
    assert "조건 없이 환불" in post[0]

    answer_customer(hand, writer)
    writer.wait_for_timeout(1500)
    writer.goto("/balance")
    expect(writer.locator("main")).to_contain_text("듣기")
    look(writer)
    counts = httpx2.get(
        f"{running.url}/balance.json", cookies={c["name"]: c["value"] for c in writer.context.cookies()}
    ).json()
    assert counts
    assert troubles == []


def test_a_script_in_a_mention_is_shown_and_never_run(running: Running, chromium: Browser) -> None:
    page = chromium.new_context(base_url=running.url, viewport=DESKTOP).new_page()
    ran: list[str] = []
    page.on("dialog", lambda dialog: (ran.append(dialog.message), dialog.dismiss()))
    page.goto(running.link("minji"))

    page.goto("/mentions?q=%3Cscript%3Ealert(1)%3C%2Fscript%3E")
    page.goto("/mentions?q=%22%3E%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E")
    page.wait_for_timeout(300)

    assert ran == []
