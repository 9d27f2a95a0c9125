"""Mastodon: one post a publication, made once however often it is tried, and read back.

`Idempotency-Key` makes a repeated request harmless, but servers forget keys after about an hour; so a later
attempt first looks through our own newest posts.
"""

import re
from dataclasses import dataclass
from html import unescape
from typing import Any

import httpx2

from deutgo.errors import Refused, Unavailable
from deutgo.speak.channel import Receipt

DEFAULT_LIMIT = 500  # characters, where the server does not tell its own
TIMEOUT = httpx2.Timeout(15.0, connect=5.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class MastodonChannel:
    """Speaks as one account. `status_page` is where the whole text stands when a post must be shorter."""

    url: str
    token: str
    status_page: str
    name: str = "mastodon"
    idempotent: bool = True

    def send(self, *, title: str, text: str, key: str, in_reply_to: str | None) -> Receipt:
        """Publish and read back; raises `Unavailable` (try again) or `Refused` (do not)."""
        with httpx2.Client(
            base_url=self.url, headers={"Authorization": f"Bearer {self.token}"}, timeout=TIMEOUT
        ) as client:
            post = shorten(title, text, limit=self._limit(client), link=self.status_page)
            status = self._find(client, post, in_reply_to) or self._post(client, post, key, in_reply_to)
            seen = self._call(client, "GET", f"/api/v1/statuses/{status['id']}")
        return Receipt(
            remote_id=str(status["id"]),
            url=status.get("url") or status.get("uri"),
            read_back=_bare(plain(str(seen.get("content", "")))) == _bare(post),
        )

    def _post(self, client: httpx2.Client, post: str, key: str, in_reply_to: str | None) -> dict[str, Any]:
        form = {"status": post, "language": "ko", "visibility": "public"}
        if in_reply_to:
            form["in_reply_to_id"] = in_reply_to
        answer = self._call(client, "POST", "/api/v1/statuses", data=form, headers={"Idempotency-Key": key})
        return dict(answer)

    def _find(self, client: httpx2.Client, post: str, in_reply_to: str | None) -> dict[str, Any] | None:
        me = self._call(client, "GET", "/api/v1/accounts/verify_credentials")
        for status in self._call(
            client, "GET", f"/api/v1/accounts/{me['id']}/statuses", params={"limit": 40}
        ):
            same_thread = (status.get("in_reply_to_id") or None) == in_reply_to
            if same_thread and _bare(plain(str(status.get("content", "")))) == _bare(post):
                return dict(status)
        return None

    def _limit(self, client: httpx2.Client) -> int:
        try:
            instance = self._call(client, "GET", "/api/v2/instance")
            return int(instance["configuration"]["statuses"]["max_characters"])
        except (Refused, KeyError, TypeError):
            return DEFAULT_LIMIT

    def _call(self, client: httpx2.Client, method: str, path: str, **options: Any) -> Any:
        try:
            answer = client.request(method, path, **options)
        except httpx2.TransportError as error:
            raise Unavailable(what=self.name, reason=type(error).__name__) from error
        if answer.status_code == 429 or answer.status_code >= 500:
            raise Unavailable(what=self.name, reason=str(answer.status_code))
        if answer.status_code >= 400:
            raise Refused(reason=f"{self.name}: HTTP {answer.status_code}")
        try:
            return answer.json()
        except ValueError as error:
            raise Refused(reason=f"{self.name}: not JSON") from error


def shorten(title: str, text: str, *, limit: int, link: str) -> str:
    """Fit a text to a channel: whole, or its title and first whole sentences with a link to the rest.

    >>> shorten("안내", "복구했습니다. 원인은 확인 중입니다.", limit=25, link="https://a.kr/s")
    '안내\\n\\n전문: https://a.kr/s'
    """
    whole = f"{title}\n\n{text}".strip() if title else text.strip()
    if len(whole) <= limit:
        return whole
    tail = f"\n\n전문: {link}"
    kept = title
    for sentence in re.split(r"(?<=[.!?。])\s+", text.strip()):
        longer = f"{kept}\n\n{sentence}" if kept == title else f"{kept} {sentence}"
        if len(longer) + len(tail) > limit:
            break
        kept = longer
    return (kept + tail).strip()


def plain(html: str) -> str:
    """Return the text of a post's HTML."""
    broken = re.sub(r"<br\s*/?>|</p>\s*<p[^>]*>", "\n", html)
    return unescape(re.sub(r"<[^>]+>", "", broken)).strip()


def _bare(text: str) -> str:
    return re.sub(r"\s+", "", text)
