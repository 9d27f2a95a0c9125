"""Alerts on their way to a webhook: a real HTTP server on this machine takes them."""

import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from deutgo.detect.ledger import KeptAlert
from deutgo.events import Event
from deutgo.settings import Settings
from deutgo.store import outbox
from deutgo.store.outbox import Sweeper
from deutgo.store.unit_of_work import Store, open_store
from deutgo.wiring import assemble
from deutgo.work.alerting import Webhook, alert_sender
from deutgo.work.loop import Worker

NOON = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
SECRET = "a-shared-secret"


@dataclass
class Taker:
    """What the server took, and the statuses that it answers with, one a request."""

    url: str = ""
    answers: list[int] = field(default_factory=list)
    took: list[tuple[dict[str, str], bytes]] = field(default_factory=list)


@pytest.fixture
def taker() -> Iterator[Taker]:
    seen = Taker()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            seen.took.append((dict(self.headers), body))
            self.send_response(seen.answers.pop(0) if seen.answers else 204)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    seen.url = f"http://127.0.0.1:{server.server_port}/hook"
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    yield seen
    server.shutdown()
    server.server_close()


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.setattr(outbox, "FIRST_WAIT", timedelta(0))
    opened = open_store(Settings(home=tmp_path, database_url=None))
    yield opened
    opened.close()


def ring(store: Store, name: str = "alert_raised", *, at: datetime = NOON, **changed: object) -> int:
    """Keep an alert with its event, as the watch does."""
    alert = KeptAlert(
        key=f"burst:{name}",
        kind="burst",
        level="warning",
        began_at=NOON,
        raised_at=NOON,
        changed_at=NOON,
        reason="‘환불’ 언급이 평소의 아홉 배입니다. 010-1234-5678",
    )
    with store.begin() as work:
        kept = work.alerts.add(replace(alert, **changed))  # type: ignore[arg-type]
        work.emit(Event(name=name, at=at, workspace=store.workspace, subject=f"alert:{kept.id}"))
    return kept.id


def sweeper(store: Store, taker: Taker, *, allow_private: bool = True) -> Sweeper:
    webhook = Webhook(url=taker.url, secret=SECRET, allow_private=allow_private)
    return Sweeper(store, [alert_sender(store, webhook, "https://console.example/", lambda: NOON)])


def test_an_alert_is_sent_once_signed_and_masked(store: Store, taker: Taker) -> None:
    alert_id = ring(store)
    sending = sweeper(store, taker)

    sending.sweep()
    sending.sweep()

    [(headers, body)] = taker.took
    message = json.loads(body)
    stamp, _, given = headers["Deutgo-Signature"].removeprefix("t=").partition(",v1=")
    assert given == hmac.new(SECRET.encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
    assert message["link"] == f"https://console.example/alerts/{alert_id}"
    assert message["text"].startswith("‘환불’ 언급이 평소의 아홉 배입니다.")
    assert "1234-5678" not in body.decode()


def test_a_failed_sending_is_tried_again_under_the_same_key(store: Store, taker: Taker) -> None:
    taker.answers = [500]
    ring(store)
    sending = sweeper(store, taker)

    assert sending.sweep() == 0
    assert sending.sweep() == 1

    keys = [headers["Idempotency-Key"] for headers, _ in taker.took]
    assert len(keys) == 2
    assert len(set(keys)) == 1


def test_a_higher_level_is_sent_again_under_another_key(store: Store, taker: Taker) -> None:
    ring(store)
    ring(store, "alert_escalated", level="severe")

    sweeper(store, taker).sweep()

    assert [json.loads(body)["level"] for _, body in taker.took] == ["warning", "severe"]
    assert len({headers["Idempotency-Key"] for headers, _ in taker.took}) == 2


@pytest.mark.parametrize("changed", [{"lane": "review"}, {"muted_at": NOON}, {"ended_at": NOON}])
def test_review_muted_and_ended_alerts_stay_in_the_console(
    store: Store, taker: Taker, changed: dict[str, object]
) -> None:
    ring(store, **changed)

    settled = sweeper(store, taker).sweep()

    assert (settled, taker.took) == (1, [])


def test_a_new_webhook_is_not_flooded_with_old_alerts(store: Store, taker: Taker) -> None:
    ring(store, at=NOON - timedelta(days=1))

    settled = sweeper(store, taker).sweep()

    assert (settled, taker.took) == (1, [])


def test_private_addresses_need_the_setting(store: Store, taker: Taker) -> None:
    ring(store)

    settled = sweeper(store, taker, allow_private=False).sweep()

    assert (settled, taker.took) == (0, [])


def test_the_worker_sends_when_address_and_secret_are_set(tmp_path: Path, taker: Taker) -> None:
    settings = Settings(
        home=tmp_path,
        database_url=None,
        alert_webhook_url=taker.url,
        alert_webhook_secret=SECRET,
        allow_private_addresses=True,
    )
    deutgo = assemble(settings, clock=lambda: NOON)
    ring(deutgo.store)

    Worker(deutgo, refresh_status=lambda: None).sweeper.sweep()

    assert len(taker.took) == 1
    deutgo.store.close()
