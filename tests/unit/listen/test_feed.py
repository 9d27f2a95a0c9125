"""Feeds over real HTTP: a server that speaks ETag, 304, 429, redirects, CP949, slowly and without end."""

import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from deutgo.errors import FetchFailed, FetchRefused
from deutgo.listen.mention import Precision
from deutgo.listen.source import FeedSource
from deutgo.listen.sources import fetch
from deutgo.listen.sources.feed import FeedReader
from deutgo.listen.sources.fetch import Fetcher, FetchLimits, is_private, retry_after

NOON = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


def rss(*items: str, encoding: str = "utf-8") -> bytes:
    text = f'<?xml version="1.0" encoding="{encoding}"?><rss version="2.0"><channel><title>합성</title>'
    return (text + "".join(items) + "</channel></rss>").encode("cp949" if encoding == "euc-kr" else encoding)


def item(number: int, text: str = "합성 글입니다") -> str:
    return (
        f"<item><guid>g{number}</guid><title>제목 {number}</title><description>{text}</description>"
        "<pubDate>Sun, 22 Nov 2026 10:00:00 +0900</pubDate></item>"
    )


class Handler(BaseHTTPRequestHandler):
    server: "FeedServer"

    def do_GET(self) -> None:
        self.server.seen.append((self.path, dict(self.headers)))
        place = self.path.strip("/").split("/")[0].replace(".", "_")
        with suppress(BrokenPipeError, ConnectionResetError):  # hanging up is what some tests are about
            getattr(self, f"say_{place}", self.say_nothing)()

    def send(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def say_nothing(self) -> None:
        self.send(404)

    def say_robots_txt(self) -> None:
        self.send(200, b"User-agent: *\nDisallow: /private\n")

    def say_private(self) -> None:
        self.send(200, rss(item(1)))

    def say_feed(self) -> None:
        if self.headers.get("If-None-Match") == self.server.etag:
            self.send(304)
            return
        self.send(200, rss(*self.server.items), ETag=self.server.etag)

    def say_korean(self) -> None:
        self.send(
            200, rss(item(1, "뷁 펲시맨 햏자"), encoding="euc-kr"), Content_Type="text/xml; charset=euc-kr"
        )

    def say_busy(self) -> None:
        self.send(429, Retry_After="120")

    def say_moved(self) -> None:
        self.send(301, Location="/feed")

    def say_loop(self) -> None:
        self.send(302, Location="/loop")

    def say_inward(self) -> None:
        self.send(302, Location="http://127.0.0.1:1/secret")

    def say_page(self) -> None:
        self.send(200, "<!doctype html><html><body>점검 중</body></html>".encode(), Content_Type="text/html")

    def say_endless(self) -> None:
        self.send_response(200)
        self.end_headers()
        for _ in range(4000):
            self.wfile.write(b"<x>" * 4000)

    def say_slow(self) -> None:
        self.send_response(200)
        self.end_headers()
        for _ in range(60):
            self.wfile.write(b" ")
            self.wfile.flush()
            time.sleep(0.1)


class FeedServer(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.items = [item(1), item(2)]
        self.etag = '"one"'
        self.seen: list[tuple[str, dict[str, str]]] = []

    def log_message(self, *_: object) -> None: ...

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


Handler.log_message = lambda *_: None  # type: ignore[method-assign]


@pytest.fixture
def server() -> Iterator[FeedServer]:
    running = FeedServer()
    thread = threading.Thread(target=running.serve_forever, daemon=True)
    thread.start()
    yield running
    running.shutdown()
    running.server_close()


def reader(**limits: object) -> FeedReader:
    return FeedReader(Fetcher(FetchLimits(allow_private=True, **limits)))  # type: ignore[arg-type]


def source(url: str) -> FeedSource:
    return FeedSource(id=1, name="합성 피드", url=url, due_at=NOON)


def test_a_first_visit_reads_every_item_with_its_time(server: FeedServer) -> None:
    visit = reader().visit(source(f"{server.url}/feed"), now=NOON)

    assert [mention.id for mention in visit.mentions] == ["g1", "g2"]
    first = visit.mentions[0]
    assert first.created_at == datetime(2026, 11, 22, 1, 0, tzinfo=UTC)
    assert first.created_precision is Precision.INSTANT
    assert (first.title, first.text) == ("제목 1", "합성 글입니다")


def test_a_second_visit_asks_conditionally_and_takes_only_what_is_new(server: FeedServer) -> None:
    feed = source(f"{server.url}/feed")
    feed = feed.succeeded(reader().visit(feed, now=NOON).cursor, at=NOON)

    unchanged = reader().visit(feed, now=NOON)
    server.items.insert(0, item(3))
    server.etag = '"two"'
    changed = reader().visit(feed, now=NOON)

    assert list(unchanged.mentions) == []
    assert server.seen[-1][1]["If-None-Match"] == '"one"'
    assert [mention.id for mention in changed.mentions] == ["g3"]
    assert not changed.gap_possible


def test_a_page_without_any_known_item_may_have_a_gap(server: FeedServer) -> None:
    feed = source(f"{server.url}/feed")
    feed = feed.succeeded(reader().visit(feed, now=NOON).cursor, at=NOON)
    server.items, server.etag = [item(8), item(9)], '"later"'

    assert reader().visit(feed, now=NOON).gap_possible


def test_euc_kr_is_read_as_the_cp949_that_servers_really_send(server: FeedServer) -> None:
    visit = reader().visit(source(f"{server.url}/korean"), now=NOON)

    assert visit.mentions[0].text == "뷁 펲시맨 햏자"


def test_a_permanent_redirect_is_followed_and_remembered(server: FeedServer) -> None:
    visit = reader().visit(source(f"{server.url}/moved"), now=NOON)

    assert len(visit.mentions) == 2
    assert visit.cursor["url"] == f"{server.url}/feed"


@pytest.mark.parametrize(
    ("path", "words"),
    [("loop", "너무 많"), ("page", "HTML"), ("endless", "바이트"), ("nothing", "404")],
)
def test_what_is_no_feed_fails_with_its_reason(server: FeedServer, path: str, words: str) -> None:
    with pytest.raises(FetchFailed) as failed:
        reader(size=100_000).visit(source(f"{server.url}/{path}"), now=NOON)

    assert words in str(failed.value.facts["reason"])


def test_a_body_that_drips_is_cut_off_in_time(server: FeedServer) -> None:
    begun = time.monotonic()

    with pytest.raises(FetchFailed):
        reader(seconds=0.7).visit(source(f"{server.url}/slow"), now=NOON)

    assert time.monotonic() - begun < 4


def test_a_busy_server_says_when_to_come_back(server: FeedServer) -> None:
    with pytest.raises(FetchFailed) as failed:
        reader().visit(source(f"{server.url}/busy"), now=NOON)

    assert failed.value.facts["retry_after"] == timedelta(seconds=120)


def test_what_robots_forbids_is_not_read(server: FeedServer) -> None:
    with pytest.raises(FetchRefused):
        reader().visit(source(f"{server.url}/private"), now=NOON)

    assert [path for path, _ in server.seen] == ["/robots.txt"]


def test_inward_addresses_are_refused_unless_a_setting_allows_them(server: FeedServer) -> None:
    careful = FeedReader(Fetcher(FetchLimits()))

    with pytest.raises(FetchRefused):
        careful.visit(source(f"{server.url}/feed"), now=NOON)

    assert server.seen == []


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "169.254.169.254", "::1", "::ffff:10.0.0.1", "fe80::1%eth0", "0.0.0.0"],
)
def test_these_addresses_are_not_public(address: str) -> None:
    assert is_private(address)


def test_a_redirect_to_an_inward_address_is_refused(
    server: FeedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = server.server_port
    # the test server itself must be reachable: only its own port counts as public here
    fetcher = Fetcher(FetchLimits())
    own = fetch.look_up
    monkeypatch.setattr(
        fetch,
        "look_up",
        lambda host, at, **guard: "127.0.0.1" if at == port else own(host, at, **guard),
    )

    with pytest.raises(FetchRefused):
        fetcher.get(f"{server.url}/inward")


def test_a_source_that_fails_is_blind_since_its_first_failure_and_asked_ever_less() -> None:
    once = source("http://example.invalid").failed("HTTP 500", at=NOON)
    twice = once.failed("HTTP 500", at=NOON + timedelta(minutes=5))

    assert twice.blind_since == NOON
    assert twice.due_at - (NOON + timedelta(minutes=5)) > once.due_at - NOON
    assert replace(twice).succeeded({}, at=NOON).health == "well"


@pytest.mark.parametrize(
    ("value", "wait"),
    [
        ("30", timedelta(seconds=30)),
        ("-5", timedelta(0)),
        ("99999999", timedelta(days=1)),
        ("Sun, 22 Nov 2026 03:01:00 GMT", timedelta(minutes=1)),
        ("soon", None),
        (None, None),
    ],
)
def test_retry_after_is_read_in_both_forms(value: str | None, wait: timedelta | None) -> None:
    assert retry_after(value, now=NOON) == wait
