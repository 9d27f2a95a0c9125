"""`kill -9` of the console and the worker at random moments: what was acknowledged is there once."""

import os
import random
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx2
import pytest
from sqlalchemy import text

from deutgo.accounts import add_token
from deutgo.clock import utc_now
from deutgo.people import Actor, Role
from deutgo.settings import Settings
from deutgo.speak import desk as speak
from deutgo.speak.channel import PublicationStatus
from deutgo.speak.statement import StatementKind
from deutgo.store.unit_of_work import Store, open_store
from tests.e2e.conftest import BIN, free_port, stop, wait_for
from tests.e2e.test_whole_path import posts

pytestmark = [pytest.mark.slow]
KILLS = int(os.environ.get("DEUTGO_TEST_KILLS", "4"))
WRITER = Actor(person_id=1, name="쓰는 사람", role=Role.DRAFTER)
APPROVER = Actor(person_id=2, name="승인자", role=Role.APPROVER)


class Client(threading.Thread):
    """Pushes mentions and opens tickets without pause, and remembers what was acknowledged."""

    def __init__(self, url: str, token: str) -> None:
        super().__init__(daemon=True)
        self.url, self.token = url, token
        self.done = threading.Event()
        self.mentions: list[str] = []
        self.tickets: list[int] = []

    def run(self) -> None:
        headers = {"Authorization": f"Bearer {self.token}"}
        number = 0
        while not self.done.is_set():
            number += 1
            batch = [
                {"id": f"m{number}-{part}", "source": "합성", "text": f"환불이 안 됩니다 {number}번째 {part}"}
                for part in range(5)
            ]
            try:
                with httpx2.Client(base_url=self.url, headers=headers, timeout=20) as client:
                    if client.post("/api/v1/mentions", json=batch).status_code == 200:
                        self.mentions += [each["id"] for each in batch]
                    ticket = client.post("/api/v1/tickets", json={"title": f"합성 문의 {number}"})
                    if ticket.status_code == 201:
                        self.tickets.append(ticket.json()["id"])
            except httpx2.HTTPError:
                time.sleep(0.05)


@pytest.fixture
def mastodon() -> Iterator[str]:
    port = free_port()
    command = [BIN / "mastodon_mock", "serve", "--in-memory", "--port", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wait_for(f"http://127.0.0.1:{port}/api/v2/instance")
    yield f"http://127.0.0.1:{port}"
    stop(server)


def publish(store: Store, number: int) -> int:
    now = datetime.now(UTC)
    with store.begin() as work:
        statement = speak.draft(
            work,
            WRITER,
            kind=StatementKind.NOTICE,
            title=f"안내 {number}",
            text="합성 안내입니다.",
            heard_refs=(1,),
            at=now,
        )
        speak.submit(work, WRITER, statement.id, at=now)
        speak.give_approval(
            work, APPROVER, statement.id, seen_hash=statement.text_hash, count_blocks=lambda *_: 0, at=now
        )
        (queued,) = speak.publish(work, APPROVER, statement.id, channels=["mastodon"], at=now)
    return queued.id


def test_nothing_acknowledged_is_lost_or_doubled(tmp_path: Path, mastodon: str) -> None:
    dice = random.Random(20091203)
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    environment = {
        **os.environ,
        "DEUTGO_HOME": str(tmp_path),
        "DEUTGO_MASTODON_URL": mastodon,
        "DEUTGO_MASTODON_TOKEN": "mock_token",
    }
    store = open_store(Settings(home=tmp_path, database_url=None))
    with store.begin() as work:
        token = add_token(work, name="시험", role=Role.ADMIN, at=utc_now())

    def start() -> list[subprocess.Popen[bytes]]:
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "env": environment}
        return [
            subprocess.Popen([BIN / "deutgo", "serve", "--port", str(port)], **quiet),
            subprocess.Popen([BIN / "deutgo", "work"], **quiet),
        ]

    client = Client(url, token)
    client.start()
    queued: list[int] = []
    for number in range(KILLS):
        processes = start()
        wait_for(f"{url}/healthz")
        queued += [publish(store, number * 10 + each) for each in range(2)]
        enough = len(client.mentions) + 15
        end = time.monotonic() + 40
        while len(client.mentions) < enough and time.monotonic() < end:
            time.sleep(0.1)
        time.sleep(dice.uniform(0, 0.8))
        for process in processes:
            process.send_signal(signal.SIGKILL)
            process.wait(5)
    client.done.set()
    client.join(30)

    processes = start()
    try:
        wait_for(f"{url}/healthz")
        _wait_until_sent(store, queued)
    finally:
        for process in processes:
            stop(process)

    assert client.mentions
    with store.read() as work:
        rows = work.connection.execute(text("SELECT external_id FROM mention")).scalars().all()
        indexed = work.connection.execute(text("SELECT count(*) FROM mention_fts")).scalar()
        counted = work.connection.execute(
            text(
                "SELECT (SELECT coalesce(sum(count), 0) FROM cube_day WHERE topic = 0)"
                " + (SELECT coalesce(sum(count), 0) FROM cube_undated WHERE topic = 0)"
            )
        ).scalar()
        tickets = [ticket.id for ticket in work.tickets.find()]
    assert len(rows) == len(set(rows)) == indexed == counted
    assert set(client.mentions) <= set(rows)
    assert set(client.tickets) <= set(tickets)
    told = posts(mastodon)
    assert len(told) == len(set(told)) == len(queued)
    store.close()


def _wait_until_sent(store: Store, queued: list[int]) -> None:
    end = time.monotonic() + 150  # a claim of a killed worker is free again after two minutes
    while time.monotonic() < end:
        with store.read() as work:
            if all(work.publications.get(each).status is PublicationStatus.SENT for each in queued):
                return
        time.sleep(0.5)
    raise AssertionError("some publications were not sent")
