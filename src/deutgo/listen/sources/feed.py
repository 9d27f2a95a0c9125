"""RSS and Atom feeds, as a resumable source: conditional requests, known items skipped, Korean encodings."""

import calendar
import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from html import unescape
from typing import Any

import feedparser

from deutgo.errors import FetchFailed
from deutgo.listen.mention import Mention, Precision
from deutgo.listen.source import FeedSource, Visit
from deutgo.listen.sources.fetch import Fetched, Fetcher

REMEMBERED = 500  # item keys a feed; far more than any feed shows at once
KOREAN = {"euc-kr", "euckr", "ks_c_5601-1987", "ksc5601", "cp949", "ms949", "x-windows-949"}
DECLARED = re.compile(rb"""^\s*<\?xml[^>]*encoding=["']([\w.-]+)["']""")
TAG = re.compile(r"<[^>]+>")
BREAK = re.compile(r"<(?:br|/p|/div|/li)\b[^>]*>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class FeedReader:
    """Implements `Source` for feeds."""

    fetcher: Fetcher

    def visit(self, source: FeedSource, *, now: datetime) -> Visit:
        """Fetch once; raises `FetchRefused` or `FetchFailed`."""
        cursor = source.cursor
        url = str(cursor.get("url") or source.url)
        headers = {"Accept": "application/atom+xml, application/rss+xml, application/xml;q=0.9, */*;q=0.1"}
        if cursor.get("etag"):
            headers["If-None-Match"] = str(cursor["etag"])
        if cursor.get("last_modified"):
            headers["If-Modified-Since"] = str(cursor["last_modified"])
        answer = self.fetcher.get(url, headers=headers)
        if answer.status == 304:
            return Visit(mentions=(), cursor=cursor)
        entries = parse(answer)
        known = set(cursor.get("seen", ()))
        fresh = [(key, entry) for key, entry in entries if key not in known]
        mentions = [mention for key, entry in fresh if (mention := read_entry(source.name, key, entry, now))]
        # Nothing on the page is known although we have been here: items may have passed between two visits.
        gap = bool(known) and bool(entries) and len(fresh) == len(entries)
        seen = [key for key, _ in entries] + [key for key in cursor.get("seen", ()) if key]
        return Visit(
            mentions=mentions,
            cursor={
                "url": answer.moved_to or url,
                "etag": answer.headers.get("etag"),
                "last_modified": answer.headers.get("last-modified"),
                "seen": list(dict.fromkeys(seen))[:REMEMBERED],
            },
            gap_possible=gap,
        )


def parse(answer: Fetched) -> list[tuple[str, Any]]:
    """Return (key, entry) of a feed; a page that is no feed raises `FetchFailed` and says what it was."""
    text = decode(answer)
    parsed = feedparser.parse(
        text.encode(), response_headers={"content-type": "application/xml; charset=utf-8"}
    )
    if not parsed.version and not parsed.entries:
        looks_html = re.search(r"<html|<!doctype html", text[:2000], re.IGNORECASE)
        what = "피드가 아니라 HTML 문서입니다." if looks_html else "피드로 읽을 수 없습니다."
        raise FetchFailed(url=answer.url, reason=what)
    return [(key_of(entry), entry) for entry in parsed.entries]


def decode(answer: Fetched) -> str:
    """Decode a feed. Declared EUC-KR is read as CP949, its superset that Korean servers really send."""
    declared = DECLARED.match(answer.body)
    charset = declared[1].decode() if declared else ""
    if not charset:
        found = re.search(r"charset=([\w.-]+)", answer.headers.get("content-type", ""))
        charset = found[1] if found else "utf-8"
    if charset.lower() in KOREAN:
        charset = "cp949"
    try:
        text = answer.body.decode(charset)
    except LookupError:
        text = answer.body.decode("utf-8", "replace")
    except UnicodeDecodeError:
        text = _second_guess(answer.body)
    return DECLARED.sub(b'<?xml version="1.0" encoding="utf-8"', text.encode(), count=1).decode()


def _second_guess(body: bytes) -> str:
    for charset in ("utf-8", "cp949"):
        try:
            return body.decode(charset)
        except UnicodeDecodeError:
            continue
    return body.decode("utf-8", "replace")


def key_of(entry: Any) -> str:
    """Return what makes an item the same at the next visit: its id, else link, else a hash of its words."""
    known = entry.get("id") or entry.get("link")
    if known:
        return str(known)
    words = f"{entry.get('title', '')}\x1f{entry.get('published', '')}\x1f{entry.get('summary', '')}"
    return hashlib.sha256(words.encode()).hexdigest()[:32]


def read_entry(source: str, key: str, entry: Any, now: datetime) -> Mention | None:
    """Turn one item into a mention; an item without any words is none."""
    contents = [part.get("value", "") for part in entry.get("content", [])]
    body = plain(max([*contents, entry.get("summary", "")], key=len))
    title = plain(entry.get("title", "")) or None
    text = body or title or ""
    if not text:
        return None
    stamp = entry.get("published_parsed") or entry.get("updated_parsed")
    created = datetime.fromtimestamp(calendar.timegm(stamp), UTC) if stamp else None
    return Mention(
        id=key,
        source=source,
        url=entry.get("link"),
        title=title if body else None,
        text=text,
        author=entry.get("author"),
        created_at=created,
        created_precision=Precision.INSTANT if created else Precision.UNKNOWN,
        observed_at=now,
    )


def plain(html: str) -> str:
    """Return the words of a piece of HTML. Marks inside a word leave no space behind."""
    return re.sub(r"[ \t]*\n\s*", "\n", unescape(TAG.sub("", BREAK.sub("\n", html)))).strip()
