"""Sends one message to one person: by mail over SMTP, or to a chat's incoming webhook."""

import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import parseaddr
from typing import Any, Protocol
from urllib.parse import parse_qs, unquote, urlsplit

import httpx2

from deutgo.errors import FetchRefused, Refused, Unavailable
from deutgo.listen.sources.fetch import pin

SECONDS = 15.0
TIMEOUT = httpx2.Timeout(SECONDS, connect=5.0)
DISCORD_LENGTH = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What is said: a title of one line, a text of some, and the way to the alert."""

    title: str
    text: str
    link: str
    key: str  # the same for a repeat, so that a mail reader shows one


class Messenger(Protocol):
    """A way to people."""

    def send(self, address: str, message: Message) -> None:
        """Send once. Raises `Refused` or `FetchRefused` when it can never arrive, `Unavailable` else."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """Mail by `DEUTGO_SMTP_URL`: `smtps://` is encrypted from the start, `smtp://` once the server offers."""

    url: str
    sender: str

    def send(self, address: str, message: Message) -> None:
        """Send one mail."""
        mail = EmailMessage()
        mail["Subject"], mail["From"], mail["To"] = message.title, self.sender, address
        mail["Message-ID"] = f"<{message.key}@{parseaddr(self.sender)[1].partition('@')[2] or 'deutgo'}>"
        mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office answers
        mail.set_content(f"{message.text}\n\n{message.link}\n")
        try:
            with self._open() as server:
                server.send_message(mail)
        except (
            smtplib.SMTPRecipientsRefused,
            smtplib.SMTPSenderRefused,
            smtplib.SMTPNotSupportedError,
        ) as no:
            if _passes(no):
                raise Unavailable(what="SMTP", reason=type(no).__name__) from no
            raise Refused(reason=type(no).__name__) from no
        except (smtplib.SMTPException, OSError) as error:
            raise Unavailable(what="SMTP", reason=type(error).__name__) from error

    def _open(self) -> smtplib.SMTP:
        parts = urlsplit(self.url)
        host, secure = parts.hostname or "", ssl.create_default_context()
        server: smtplib.SMTP
        if parts.scheme == "smtps":
            server = smtplib.SMTP_SSL(host, parts.port or 465, timeout=SECONDS, context=secure)
        else:
            server = smtplib.SMTP(host, parts.port or 587, timeout=SECONDS)
            server.ehlo()
            if server.has_extn("starttls"):
                server.starttls(context=secure)
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        return server


def _passes(refusal: smtplib.SMTPException) -> bool:
    """Tell whether a refusal is of the kind that passes (4xx: greylisting, a full mailbox)."""
    answers = getattr(refusal, "recipients", None)
    codes = [code for code, _ in answers.values()] if answers else [getattr(refusal, "smtp_code", 550)]
    return all(400 <= code < 500 for code in codes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chat:
    """Incoming webhooks of Slack, Discord, Teams and Telegram's bots, told apart by their hosts.

    Any other host is sent Slack's shape, which Mattermost, Rocket.Chat and others take.
    """

    allow_private: bool = False

    def send(self, address: str, message: Message) -> None:
        """Send one message."""
        parts = urlsplit(address)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise FetchRefused(url="chat", reason="http(s) 주소만 씁니다.")
        place = pin(address, allow_private=self.allow_private)
        try:
            with httpx2.Client(timeout=TIMEOUT, trust_env=False) as client:
                answer = client.post(
                    place.url,
                    json=body_for(address, message),
                    headers={"Host": place.host},
                    extensions=place.extensions,
                )
        except httpx2.TransportError as error:
            raise Unavailable(what=parts.hostname, reason=type(error).__name__) from error
        if answer.status_code in {400, 401, 403, 404, 410}:
            raise Refused(reason=f"HTTP {answer.status_code}")
        if not answer.is_success:
            raise Unavailable(what=parts.hostname, reason=f"HTTP {answer.status_code}")


def body_for(address: str, message: Message) -> dict[str, Any]:
    """Return what the chat at this address understands."""
    parts = urlsplit(address)
    host = parts.hostname or ""
    text = f"{message.title}\n{message.text}\n{message.link}"
    if _of(host, "discord.com", "discordapp.com"):
        return {"content": text[:DISCORD_LENGTH], "allowed_mentions": {"parse": []}}
    if _of(host, "api.telegram.org"):
        return {"chat_id": parse_qs(parts.query).get("chat_id", [""])[0], "text": text}
    if _of(host, "webhook.office.com", "logic.azure.com", "powerplatform.com"):
        return _card(message)
    return {"text": text}


def _card(message: Message) -> dict[str, Any]:
    """Teams: an adaptive card, which its workflows ask for and its older connectors take."""
    heading = {"type": "TextBlock", "text": message.title, "weight": "Bolder", "wrap": True}
    card = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": [heading, {"type": "TextBlock", "text": message.text, "wrap": True}],
        "actions": [{"type": "Action.OpenUrl", "title": "열기", "url": message.link}],
    }
    kind = "application/vnd.microsoft.card.adaptive"
    return {"type": "message", "attachments": [{"contentType": kind, "content": card}]}


def _of(host: str, *domains: str) -> bool:
    return any(host == domain or host.endswith(f".{domain}") for domain in domains)
