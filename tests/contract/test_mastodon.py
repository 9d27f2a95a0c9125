"""Publishing to a real Mastodon API server on loopback: once, read back, and once again never."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx2
import pytest

from deutgo.errors import Refused, Unavailable
from deutgo.speak import desk as speak
from deutgo.speak.channel import PublicationStatus
from deutgo.speak.channels.mastodon import MastodonChannel, plain
from deutgo.speak.statement import StatementKind
from deutgo.store.outbox import Sweeper
from deutgo.work.publishing import publisher

NOON = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
TOKEN = "mock_token"


@pytest.fixture(scope="module")
def mastodon() -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [Path(sys.executable).parent / "mastodon_mock", "serve", "--in-memory", "--port", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}"
    for _ in range(300):
        try:
            if httpx2.get(f"{url}/api/v2/instance", timeout=2).status_code < 500:
                break
        except httpx2.HTTPError:
            time.sleep(0.2)
    yield url
    server.terminate()
    server.wait(10)


def channel(url: str, token: str = TOKEN) -> MastodonChannel:
    return MastodonChannel(url=url, token=token, status_page="http://127.0.0.1/status")


def posts(url: str) -> list[str]:
    headers = {"Authorization": f"Bearer {TOKEN}"}
    me = httpx2.get(f"{url}/api/v1/accounts/verify_credentials", headers=headers).json()
    statuses = httpx2.get(f"{url}/api/v1/accounts/{me['id']}/statuses", headers=headers).json()
    return [plain(status["content"]) for status in statuses]


def test_a_post_is_read_back_and_a_repeated_key_makes_no_second_one(mastodon: str) -> None:
    words = {"title": "한 번만", "text": "접속 장애를 확인하고 있습니다.", "key": "k1", "in_reply_to": None}

    first = channel(mastodon).send(**words)
    second = channel(mastodon).send(**words)

    assert first.read_back
    assert first.remote_id == second.remote_id
    assert sum("한 번만" in post for post in posts(mastodon)) == 1


def test_a_forgotten_key_still_makes_no_second_post(mastodon: str) -> None:
    words = {"title": "두 번째 열쇠", "text": "같은 글입니다.", "in_reply_to": None}

    first = channel(mastodon).send(key="k2", **words)
    second = channel(mastodon).send(key="k2-forgotten", **words)

    assert first.remote_id == second.remote_id


def test_a_wrong_token_is_refused_and_a_dead_server_is_unavailable(mastodon: str) -> None:
    words = {"title": "제목", "text": "글", "key": "k3", "in_reply_to": None}

    with pytest.raises(Refused):
        channel(mastodon, token="wrong").send(**words)
    with pytest.raises(Unavailable):
        channel("http://127.0.0.1:9").send(**words)


def publish_one(desk, text: str):
    with desk.store.begin() as work:
        statement = speak.draft(
            work, desk.drafter, kind=StatementKind.NOTICE, title="안내", text=text, heard_refs=(1,), at=NOON
        )
        speak.submit(work, desk.drafter, statement.id, at=NOON)
        speak.give_approval(
            work,
            desk.approver,
            statement.id,
            seen_hash=statement.text_hash,
            count_blocks=lambda text, kind: 0,
            at=NOON,
        )
        (queued,) = speak.publish(work, desk.approver, statement.id, channels=["mastodon"], at=NOON)
    return queued


def test_a_worker_killed_between_sending_and_recording_sends_nothing_twice(desk, mastodon: str) -> None:
    queued = publish_one(desk, "죽었다 살아난 작업자의 글")
    real = channel(mastodon)
    real.send(
        title="안내", text="죽었다 살아난 작업자의 글", key=queued.key, in_reply_to=None
    )  # then it was killed

    Sweeper(desk.store, [publisher(desk.store, {"mastodon": real}, lambda: NOON)]).sweep()

    with desk.store.read() as work:
        kept = work.publications.get(queued.id)
    assert kept.status is PublicationStatus.SENT
    assert kept.read_back
    assert sum("죽었다 살아난" in post for post in posts(mastodon)) == 1


def test_a_refused_publication_says_why_and_an_unreachable_one_waits(desk) -> None:
    queued = publish_one(desk, "닿지 않는 글")
    dead = channel("http://127.0.0.1:9")

    Sweeper(desk.store, [publisher(desk.store, {"mastodon": dead}, lambda: NOON)]).sweep()
    with desk.store.read() as work:
        assert work.publications.get(queued.id).status is PublicationStatus.QUEUED

    other = publish_one(desk, "채널이 없는 글")
    Sweeper(desk.store, [publisher(desk.store, {}, lambda: NOON)]).sweep()
    with desk.store.read() as work:
        failed = work.publications.get(other.id)
    assert failed.status is PublicationStatus.FAILED
    assert "mastodon" in (failed.reason or "")
