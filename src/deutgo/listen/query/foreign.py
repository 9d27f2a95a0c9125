"""Queries of Brandwatch and Talkwalker, rewritten as far as meanings agree, with a list of what changed."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

from deutgo.clock import iso
from deutgo.i18n import _
from deutgo.listen.query.fields import BY_NAME


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One rewriting; `now` is empty for what was left out because nothing here means the same."""

    was: str
    now: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """A query in our own language, and how it differs from the one given."""

    query: str
    changes: tuple[Change, ...]


Note = Callable[[str, str, str], str]

_FIELD = re.compile(r"(?<![\w:/])-?([A-Za-z_]{2,}):(\[[^\]]*\]|\"[^\"]*\"|[^\s()]+)")
_RENAMED = {
    "authorfollowers": None,
    "followers": None,
    "engagement": None,
    "sourcetype": "source",
    "pagetype": "source",
    "language": "lang",
    "parentpostid": "parent",
    "site": "url",
    "domainurl": "url",
    "host_url": "url",
    "channel": "board",
    "channelid": "board",
    "subreddit": "board",
    "message": "body",
}


def _clock(hit: re.Match[str]) -> str:
    start, end = ((int(hit[number]) + 540) % 1440 for number in (1, 2))
    return f"time:{start // 60:02}:{start % 60:02}-{end // 60:02}:{end % 60:02}"


def _since(hit: re.Match[str]) -> str:
    seconds = int(hit[2][:10])
    return f"{'since' if hit[1] == '>' else 'until'}:{iso(datetime.fromtimestamp(seconds, UTC))}"


def _unwild(hit: re.Match[str]) -> str:
    word = hit[0]
    stem = re.split(r"[?*]", word.lstrip("*"))[0]
    return f"{stem}*" if stem and not word.startswith("*") else stem


Rewrite = Callable[[re.Match[str]], str]
# pattern, what it becomes, why; messages are translated when they are shown
_RULES: tuple[tuple[re.Pattern[str], Rewrite, str], ...] = (
    (
        re.compile(r"minuteOfDay:\[(\d+) TO (\d+)\]", re.IGNORECASE),
        _clock,
        "UTC의 분을 서울 시각으로 바꿨습니다.",
    ),
    (
        re.compile(r"\bNEAR/(\d+)f\b"),
        lambda hit: f"ONEAR/{hit[1]}",
        "앞뒤가 정해진 거리입니다. 거리는 어절로 셉니다.",
    ),
    (re.compile(r"published:([<>])=?(\d{10,13})"), _since, "시각을 서울 시각으로 적었습니다."),
    (
        re.compile(r"engagementType:(?:REPLY|COMMENT)", re.IGNORECASE),
        lambda _hit: "is:reply",
        "답글을 가리키는 필드의 이름이 다릅니다.",
    ),
    (
        re.compile(r"-?is:(?:retweet|copy)|-?engagementType:(?:RETWEET|QUOTE)", re.IGNORECASE),
        lambda _hit: "",
        "옮긴 글을 가리는 필드가 없어 뺐습니다. 복제는 detect copies가 찾습니다.",
    ),
    (
        re.compile(r"mention:@?([\w.]+)"),
        lambda hit: f"@{hit[1]}",
        "이름을 부른 글은 @이름을 낱말로 찾습니다.",
    ),
    (re.compile(r"\bSENTENCE/\d+\b"), lambda _hit: "SENTENCE", "한 문장 안에서만 찾습니다."),
    (
        re.compile(r"(?<![\w\"])[\w가-힣]*\?[\w가-힣?*]+|(?<!\S)\*[\w가-힣]+"),
        _unwild,
        "별표는 끝에만 쓸 수 있어 앞부분만 남겼습니다.",
    ),
)


def import_query(text: str, *, dialect: str = "brandwatch") -> Imported:
    """Rewrite a query of another tool; the result may still have to be checked.

    Both dialects are read alike: what they share means the same, and what only one has is told apart by
    its spelling. `dialect` is kept for what may differ later.
    """
    del dialect
    changes: list[Change] = []

    def note(was: str, now: str, message: str) -> str:
        if was != now:
            changes.append(Change(was=was, now=now, message=_(message)))
        return now

    for pattern, rewrite, message in _RULES:
        text = pattern.sub(partial(_rewritten, rewrite, message, note), text)
    text = _FIELD.sub(lambda hit: _renamed(hit, note), text)
    text = _tidied(text)
    if re.search(r"NEAR|\"~\d", text):
        message = "거리를 낱말이 아니라 어절로 셉니다. 한국어에서는 거리를 줄이는 편이 좋습니다."
        changes.append(Change(was="NEAR", now="NEAR", message=_(message)))
    return Imported(query=text, changes=tuple(changes))


def _rewritten(rewrite: Rewrite, message: str, note: Note, hit: re.Match[str]) -> str:
    return note(hit[0], rewrite(hit), message)


def _renamed(hit: re.Match[str], note: Note) -> str:
    name, value = hit[1], hit[2]
    if name.lower() in ("http", "https"):
        return hit[0]
    known = _RENAMED.get(name.lower(), name.lower() if name.lower() in BY_NAME else None)
    if known is None:
        return note(hit[0], "", "같은 뜻의 필드가 없어 뺐습니다.")
    minus = "-" if hit[0].startswith("-") else ""
    renamed = f"{minus}{known}:{value}"
    if known == name:
        return hit[0]
    return note(hit[0], renamed, "필드의 이름이 다릅니다.")


def _tidied(text: str) -> str:
    """Close the gaps that left-out parts leave behind."""
    before = None
    while before != text:
        before = text
        text = re.sub(r"\(\s*\)", "", text)
        text = re.sub(r"\b(AND|OR|NOT)\s+(?=(?:AND|OR)\b|\)|$)", "", text)
        text = re.sub(r"(?:^|(?<=\())\s*(?:AND|OR)\s+", "", text)
        text = re.sub(r"\s+", " ", text).strip()
    return text
