"""The whole product as its users meet it: real processes, a real browser, a real Mastodon API server."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import httpx2
import pytest
from playwright.sync_api import Browser, sync_playwright

from deutgo.clock import utc_now
from deutgo.crisis.scenario.pack import load_pack
from deutgo.people import Actor, Role
from deutgo.settings import Settings
from deutgo.store.unit_of_work import open_store
from deutgo.work.replaying import Stage
from deutgo.work.watching import Watcher

BIN = Path(sys.executable).parent
FLAGS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(url: str, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            if httpx2.get(url, timeout=2).status_code < 500:
                return
        except httpx2.HTTPError:
            time.sleep(0.2)
    raise TimeoutError(url)


def stop(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(5)


@dataclass(frozen=True, slots=True)
class Running:
    """A running Deutgo: where it is, and how to make a sign-in link."""

    url: str
    mastodon: str
    environment: dict[str, str]

    def link(self, login: str) -> str:
        command = [BIN / "deutgo", "user", "link", login]
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, check=True)
        return done.stdout.strip()


def seed(home: Path) -> None:
    """Play pack 3 until a few minutes after its onset, which was just now."""
    store = open_store(Settings(home=home, database_url=None))
    pack = load_pack("pack3")
    now = utc_now()
    team = Actor(person_id=1, name="합성", role=Role.ADMIN)
    stage = Stage(pack, store, team, shift=now - timedelta(minutes=12) - pack.onset_at)
    stage.play(now - timedelta(minutes=13))
    watcher = Watcher(store)
    for minute in range(12, -1, -1):
        at = now - timedelta(minutes=minute)
        stage.play(at)
        watcher.turn(at)
    store.close()


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    home = tmp_path_factory.mktemp("home")
    port, peer = free_port(), free_port()
    environment = {
        **os.environ,
        "DEUTGO_HOME": str(home),
        "DEUTGO_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "DEUTGO_MASTODON_URL": f"http://127.0.0.1:{peer}",
        "DEUTGO_MASTODON_TOKEN": "mock_token",
    }
    for login, role in (("minji", "admin"), ("seojun", "approver")):
        subprocess.run([BIN / "deutgo", "user", "add", login, "--role", role], env=environment, check=True)
    seed(home)
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    mastodon = subprocess.Popen([BIN / "mastodon_mock", "serve", "--in-memory", "--port", str(peer)], **quiet)
    with (home / "serve.log").open("wb") as log:
        command = [BIN / "deutgo", "serve", "--port", str(port), "--work"]
        server = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    try:
        wait_for(f"http://127.0.0.1:{port}/healthz")
        wait_for(f"http://127.0.0.1:{peer}/api/v2/instance")
        yield Running(f"http://127.0.0.1:{port}", f"http://127.0.0.1:{peer}", environment)
    finally:
        stop(server)
        stop(mastodon)


@pytest.fixture(scope="module")  # its event loop must be gone before other tests run theirs
def chromium() -> Iterator[Browser]:
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        pytest.skip("Chromium is not installed; tools/system-packages says how")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()
