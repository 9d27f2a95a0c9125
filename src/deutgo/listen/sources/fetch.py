"""Fetches one document politely and safely: limits on time, size and hops, robots, no private addresses."""

import ipaddress
import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import partial
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

import httpx2
from protego import Protego

from deutgo.errors import FetchFailed, FetchRefused

AGENT = "Deutgo/0.1 (+https://localhost; listens before it speaks)"
ROBOTS_LIFE_SECONDS = 3600.0
REDIRECTS = {301, 302, 303, 307, 308}


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchLimits:
    """How much one fetch may cost: bytes, seconds in all, seconds of silence, redirects."""

    size: int = 5_000_000
    seconds: float = 20.0
    silence: float = 8.0
    hops: int = 5
    allow_private: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """What came back; `status` is 200 or 304. `moved_to` is set after a permanent redirect."""

    status: int
    body: bytes
    headers: Mapping[str, str]
    url: str
    moved_to: str | None = None


@dataclass(slots=True)
class Fetcher:
    """Keeps robots rules for an hour; one a worker."""

    limits: FetchLimits = field(default_factory=FetchLimits)
    _robots: dict[str, tuple[float, Protego]] = field(default_factory=dict)

    def get(self, url: str, *, headers: Mapping[str, str] | None = None) -> Fetched:
        """Fetch a document.

        Raises `FetchRefused` where we must not go (private address, robots, not http) and `FetchFailed`
        where it did not work, with `retry_after` (a timedelta) when the server named one.
        """
        deadline = time.monotonic() + self.limits.seconds
        moved_to = None
        for _hop in range(self.limits.hops + 1):
            self._ask_robots(url, deadline)
            answer = self._once(url, headers or {}, deadline)
            if answer.status not in REDIRECTS:
                return Fetched(
                    status=answer.status,
                    body=answer.body,
                    headers=answer.headers,
                    url=url,
                    moved_to=moved_to,
                )
            place = answer.headers.get("location")
            if not place:
                raise FetchFailed(url=url, reason="리다이렉트에 주소가 없습니다.")
            url = urljoin(url, place)
            if answer.status in {301, 308}:
                moved_to = url
        raise FetchFailed(url=url, reason="리다이렉트가 너무 많습니다.")

    def _once(self, url: str, headers: Mapping[str, str], deadline: float) -> Fetched:
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise FetchRefused(url=url, reason="http(s) 주소만 읽습니다.")
        place = pin(url, allow_private=self.limits.allow_private)
        timeout = httpx2.Timeout(self.limits.silence, connect=min(5.0, self.limits.silence))
        with httpx2.Client(timeout=timeout, trust_env=False) as client:
            request = client.build_request(
                "GET",
                place.url,
                headers={"User-Agent": AGENT, **headers, "Host": place.host},
                extensions=place.extensions,
            )
            try:
                answer = client.send(request, stream=True)
                body = self._read(answer, url, deadline)
            except httpx2.TimeoutException as error:
                raise FetchFailed(url=url, reason="응답이 너무 늦습니다.") from error
            except (httpx2.TransportError, httpx2.DecodingError) as error:
                raise FetchFailed(url=url, reason=type(error).__name__) from error
        return Fetched(status=answer.status_code, body=body, headers=answer.headers, url=url)

    def _read(self, answer: httpx2.Response, url: str, deadline: float) -> bytes:
        status = answer.status_code
        if status == 304 or status in REDIRECTS:
            answer.close()
            return b""
        if status != 200:
            answer.close()
            wait = retry_after(answer.headers.get("retry-after"), now=datetime.now(UTC))
            raise FetchFailed(url=url, reason=f"HTTP {status}", status=status, retry_after=wait)
        chunks, size = [], 0
        try:
            for chunk in answer.iter_bytes():
                size += len(chunk)
                if size > self.limits.size:
                    raise FetchFailed(url=url, reason=f"{self.limits.size:,}바이트를 넘습니다.")
                if time.monotonic() > deadline:
                    raise FetchFailed(url=url, reason=f"{self.limits.seconds:.0f}초 안에 끝나지 않았습니다.")
                chunks.append(chunk)
        finally:
            answer.close()
        return b"".join(chunks)

    def _ask_robots(self, url: str, deadline: float) -> None:
        parts = urlsplit(url)
        root = f"{parts.scheme}://{parts.netloc}"
        read_at, rules = self._robots.get(root, (float("-inf"), None))
        if rules is None or time.monotonic() - read_at > ROBOTS_LIFE_SECONDS:
            rules = self._read_robots(root, deadline)
            self._robots[root] = (time.monotonic(), rules)
        if not rules.can_fetch(url, "Deutgo"):
            raise FetchRefused(url=url, reason="이 사이트의 robots.txt가 허락하지 않습니다.")

    def _read_robots(self, root: str, deadline: float) -> Protego:
        allow_all = partial(Protego.parse, "")
        try:
            answer = self._once(f"{root}/robots.txt", {}, deadline)
        except FetchFailed as failure:
            status = failure.facts.get("status")
            if isinstance(status, int) and 400 <= status < 500 and status != 429:
                return allow_all()  # no such file: nothing is forbidden (RFC 9309)
            raise
        return Protego.parse(answer.body.decode("utf-8", "replace")) if answer.body else allow_all()


class Pinned(NamedTuple):
    """Where a request goes: to the address that was checked, under the name that was asked for."""

    url: httpx2.URL
    host: str  # for the Host header
    extensions: dict[str, str]  # the name that the certificate must bear


def pin(url: str, *, allow_private: bool) -> Pinned:
    """Look the host of an http(s) address up once, since a second look-up could give another address.

    Raises `FetchRefused` if it is private and `FetchFailed` if there is none.
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    address = look_up(host, port, allow_private=allow_private)
    return Pinned(
        httpx2.URL(url).copy_with(host=address), parts.netloc.rpartition("@")[2], {"sni_hostname": host}
    )


def look_up(host: str, port: int, *, allow_private: bool) -> str:
    """Return the address to connect to; raises `FetchRefused` if any is private, `FetchFailed` if none."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise FetchFailed(url=host, reason="주소를 찾을 수 없습니다.") from error
    addresses = [str(entry[4][0]) for entry in found]
    if not allow_private and any(is_private(address) for address in addresses):
        raise FetchRefused(url=host, reason="내부 주소는 읽지 않습니다(DEUTGO_ALLOW_PRIVATE_ADDRESSES).")
    return addresses[0]


def is_private(address: str) -> bool:
    """Tell whether an address is anything but public: loopback, private, link-local, reserved, mapped."""
    parsed = ipaddress.ip_address(address.partition("%")[0])
    mapped = getattr(parsed, "ipv4_mapped", None)
    return not (mapped or parsed).is_global or (mapped or parsed).is_multicast


def retry_after(value: str | None, *, now: datetime) -> timedelta | None:
    """Read a Retry-After header: seconds or an HTTP date; never more than a day, never negative."""
    if not value:
        return None
    try:
        wait = timedelta(seconds=int(value))
    except (ValueError, OverflowError):
        try:
            wait = parsedate_to_datetime(value) - now
        except (ValueError, TypeError):
            return None
    return min(max(wait, timedelta(0)), timedelta(days=1))
