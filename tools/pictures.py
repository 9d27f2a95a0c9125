"""Takes the tutorial's pictures from a running demo: `python tools/pictures.py SIGN_IN_LINK`."""

import shutil
import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

TARGET = Path(__file__).resolve().parent.parent / "docs" / "images"
FLAGS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-sync",
]
FAULTY = (
    "표기를 두고 일부 고객께서 오해하신 것 같습니다. 당사 내부 규정에 따르면 과대 광고가 아니나, "
    "원하시는 고객께는 환불해 드리겠습니다."
)


def walk(page: Page, base: str) -> None:
    """Go through the screens in the tutorial's order."""
    page.screenshot(path=TARGET / "overview.png")
    page.goto(f"{base}/mentions?q=환불")
    page.screenshot(path=TARGET / "mentions.png")
    page.goto(f"{base}/alerts")
    page.locator("main a[href^='/alerts/']", has_text="한결카메라").first.click()
    form = page.locator("form[action$='/case']").filter(has=page.locator("input[name=title]"))
    form.locator("input[name=title]").fill("시야율 광고와 환불 문의")
    form.get_by_role("button").click()
    page.wait_for_url("**/cases/*")
    page.screenshot(path=TARGET / "case.png")
    page.locator("main a[href*='/statements/new']").first.click()
    page.locator("input[name=title]").fill("시야율 광고에 대해 말씀드립니다")
    page.locator("#text").fill(FAULTY)
    page.locator("#findings li").first.wait_for(timeout=60_000)
    page.screenshot(path=TARGET / "statement.png")
    page.goto(f"{base}/balance")
    page.screenshot(path=TARGET / "balance.png")


def main() -> None:
    """Sign in and take the pictures."""
    TARGET.mkdir(parents=True, exist_ok=True)
    link = sys.argv[1]
    with sync_playwright() as playwright:
        program = shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        page = browser.new_context(viewport={"width": 1280, "height": 860}, locale="ko-KR").new_page()
        page.goto(link)
        walk(page, link.split("/sign-in")[0])
        browser.close()


if __name__ == "__main__":
    main()
