"""Sends alerts to a signed webhook: when one is raised, and again at each higher level."""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import httpx2
import orjson

from deutgo.clock import Clock, iso
from deutgo.detect.ledger import KeptAlert
from deutgo.errors import FetchRefused, Unavailable
from deutgo.listen.sources.fetch import pin
from deutgo.settings import Settings
from deutgo.store.outbox import Consumer, StoredEvent
from deutgo.store.unit_of_work import Store
from deutgo.understand.privacy import find_personal, mask

STALE = timedelta(hours=6)  # as long as the outbox tries; older news must not flood a webhook that is new
TIMEOUT = httpx2.Timeout(15.0, connect=5.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """An address that takes signed JSON by POST; any 2xx answer means that it was taken."""

    url: str
    secret: str
    allow_private: bool = False

    def send(self, message: dict[str, Any], *, key: str, at: datetime) -> None:
        """Send once; raises `FetchRefused` for a private address and `Unavailable` for any other failure.

        The receiver drops a repeated `Idempotency-Key`, and checks `Deutgo-Signature: t=…,v1=…`, where v1 is
        the hexadecimal HMAC-SHA-256 of "<t>.<body>".
        """
        body = orjson.dumps(message)
        parts = urlsplit(self.url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise FetchRefused(url="DEUTGO_ALERT_WEBHOOK_URL", reason="http(s) 주소만 씁니다.")
        place = pin(self.url, allow_private=self.allow_private)
        headers = {
            "Content-Type": "application/json",
            "Host": place.host,
            "Idempotency-Key": key,
            "Deutgo-Signature": sign(self.secret, body, at=at),
        }
        try:
            with httpx2.Client(timeout=TIMEOUT, trust_env=False) as client:
                answer = client.post(place.url, content=body, headers=headers, extensions=place.extensions)
        except httpx2.TransportError as error:
            raise Unavailable(what=parts.hostname, reason=type(error).__name__) from error
        if not answer.is_success:
            raise Unavailable(what=parts.hostname, reason=f"HTTP {answer.status_code}")


def sign(secret: str, body: bytes, *, at: datetime) -> str:
    """Return the value of `Deutgo-Signature` for a body sent at this instant."""
    stamp = str(int(at.timestamp()))
    digest = hmac.new(secret.encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={stamp},v1={digest}"


def webhook_of(settings: Settings) -> Webhook | None:
    """Return the webhook of these settings, if both its address and its secret are set."""
    if not settings.alert_webhook_url or not settings.alert_webhook_secret:
        return None
    return Webhook(
        url=settings.alert_webhook_url,
        secret=settings.alert_webhook_secret,
        allow_private=settings.allow_private_addresses,
    )


def alert_sender(store: Store, webhook: Webhook, console: str, clock: Clock) -> Consumer:
    """Return the outbox consumer that sends. It sends at least once; the key makes a repeat harmless."""

    def handle(event: StoredEvent) -> None:
        now = clock()
        with store.read(workspace=event.workspace) as work:
            alert = work.alerts.get(int(str(event.subject).removeprefix("alert:")))
        silent = alert.lane != "alert" or alert.muted_at is not None or alert.ended_at is not None
        if silent or now - event.at > STALE:
            return
        message = message_of(alert, event, console)
        webhook.send(message, key=f"{event.workspace}:event:{event.id}", at=now)

    return Consumer(
        name="alert_webhook", events=frozenset({"alert_raised", "alert_escalated"}), handle=handle
    )


def message_of(alert: KeptAlert, event: StoredEvent, console: str) -> dict[str, Any]:
    """Return what is sent: the paragraph, masked, and the way to the alert."""
    return {
        "event": event.name,
        "alert": alert.id,
        "workspace": event.workspace,
        "kind": alert.kind,
        "level": alert.level,
        "began_at": iso(alert.began_at),
        "text": mask(alert.reason, find_personal(alert.reason)),
        "link": f"{console.rstrip('/')}/alerts/{alert.id}",
    }
