"""D8: from the last key to the mark, in Chromium, in a text of a thousand characters."""

import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import httpx2
from playwright.sync_api import Page, sync_playwright

BIN = Path(sys.executable).parent
FLAGS = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
CLEAN = (
    "저희 앱의 결제 기능이 11월 24일 오전 9시 10분부터 10시 35분까지 멈췄습니다. 원인은 인증 서버의 설정 "
    "오류였고, 같은 날 10시 35분에 되돌렸습니다. 그동안 두 번 결제된 분께는 11월 27일까지 모두 돌려드립니다. "
)
FAULTY = "이번 일로 오해를 드린 점 유감으로 생각합니다"
LETTERS, TRIES = 985, 15
# from the key's own event to the frame in which the mark stands
WATCH = """(text) => new Promise((done) => {
  const area = document.querySelector("#text"), under = area.form.querySelector(".under");
  let pressed = 0;
  const seen = new MutationObserver(() => {
    if (pressed && under.querySelector("mark")) {
      seen.disconnect();
      requestAnimationFrame(() => done(performance.now() - pressed));
    }
  });
  seen.observe(under, { childList: true });
  area.addEventListener("input", () => { pressed = performance.now(); }, { once: true });
  area.value = text;
  area.dispatchEvent(new InputEvent("input", { bubbles: true }));
})"""


def rows() -> list[tuple[str, str, str]]:
    """Measure and return (what, figure, how measured)."""
    program = shutil.which("chromium")
    if program is None:
        return [("D8 last key to mark", "not measured", "Chromium is absent")]
    with tempfile.TemporaryDirectory(prefix="deutgo-bench-") as folder, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        return _measured(folder, port, program)


def _measured(folder: str, port: int, program: str) -> list[tuple[str, str, str]]:
    environment = {"DEUTGO_HOME": folder, "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}
    run = {"env": environment, "check": True, "capture_output": True, "text": True}
    subprocess.run([BIN / "deutgo", "user", "add", "writer", "--role", "drafter"], **run)  # type: ignore[call-overload]
    base = f"http://127.0.0.1:{port}"
    server = subprocess.Popen([BIN / "deutgo", "serve", "--port", str(port)], env=environment)
    try:
        _wait(base)
        link = subprocess.run([BIN / "deutgo", "user", "link", "writer"], **run).stdout.split()[-1]  # type: ignore[call-overload]
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
            page = browser.new_page()
            page.goto(base + link[link.index("/sign-in") :])
            page.goto(f"{base}/statements/new")
            spent = _times(page)
            browser.close()
    finally:
        server.terminate()
        server.wait(10)
    spent.sort()
    figure = f"{spent[len(spent) // 2]:.0f} ms; {spent[0]:.0f}-{spent[-1]:.0f} ms"
    how = (
        f"median and range of {TRIES} texts of {LETTERS} characters, never the same, server on the same cores"
    )
    return [("D8 last key to mark", figure, how)]


def _wait(base: str) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            httpx2.get(base, timeout=2)
        except httpx2.HTTPError:
            time.sleep(0.2)
        else:
            return
    raise TimeoutError(base)


def _times(page: Page) -> list[float]:
    """Type a new last letter each time; the first text waits until the check is loaded."""
    page.locator("#text").fill(FAULTY + ".")
    page.locator("#findings li").first.wait_for(timeout=60_000)
    spent = []
    for number in range(TRIES):
        body = f"{number + 1}차 안내입니다. " + CLEAN * 12
        text = body[: LETTERS - len(FAULTY) - 2] + " " + FAULTY + "."
        page.locator("#text").fill(text[:-1].replace(FAULTY, ""))
        page.wait_for_timeout(900)  # the answer about this text is there before the measured key
        spent.append(float(page.evaluate(WATCH, text)))
    return spent


if __name__ == "__main__":
    print(rows())
