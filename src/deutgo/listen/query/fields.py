"""The fields a query may name, how their values are written, and which of them a topic may use."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from deutgo.clock import SEOUL, parse_time
from deutgo.errors import BadInput

SENTIMENTS = ("positive", "negative", "neutral", "unsure")
INTENTS = ("question", "complaint", "request", "praise", "report", "statement", "unsure")
OFFENSIVE = ("offensive", "clean", "unsure")
RELATIONS = ("reply", "original", "copy")
TYPES = ("post", "comment", "review")  # what a mention itself can tell
# kinds of media: which of them a source is, no mention tells
MEDIA = frozenset(
    (
        "board",
        "sns",
        "news",
        "news_comment",
        "blog",
        "article",
        "video",
        "search",
        "게시판",
        "뉴스",
        "기사",
        "블로그",
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec:
    """One field: the kind of its values, other names for it, and whether it needs to know the present."""

    name: str
    kind: str  # text, contains, label, number, since, until, clock, age, relation, part
    also: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    relative_to_now: bool = False


SPECS = (
    Spec(name="source", kind="text", also=("sourcetype", "출처", "수집원")),
    Spec(name="author", kind="text", also=("from", "작성자")),
    Spec(name="board", kind="text", also=("channel", "subreddit", "cafe", "게시판", "카페")),
    Spec(name="target", kind="text", also=("대상",)),
    Spec(name="url", kind="contains", also=("site", "domainurl", "host_url", "사이트")),
    Spec(name="lang", kind="text", also=("language", "언어")),
    Spec(name="parent", kind="text", also=("parentpostid", "engagingwith")),
    Spec(name="sentiment", kind="label", values=SENTIMENTS, also=("감성",)),
    Spec(name="intent", kind="label", values=INTENTS, also=("의도",)),
    Spec(name="offensive", kind="label", values=OFFENSIVE),
    Spec(name="rating", kind="number", also=("평점", "별점")),
    Spec(name="views", kind="number", also=("조회수",)),
    Spec(name="likes", kind="number", also=("recommend", "추천", "좋아요")),
    Spec(name="shares", kind="number", also=("공유",)),
    Spec(name="replies", kind="number", also=("댓글수",)),
    Spec(name="since", kind="since", also=("after", "부터")),
    Spec(name="until", kind="until", also=("before", "까지")),
    Spec(name="time", kind="clock", also=("시각",)),
    Spec(name="age", kind="age", relative_to_now=True),
    Spec(name="is", kind="relation", values=RELATIONS, also=("engagementtype",)),
    Spec(name="type", kind="type", values=TYPES, also=("유형",)),
    Spec(name="similarity", kind="number", also=("dup", "닮음")),
    Spec(name="title", kind="part", also=("제목",)),
    Spec(name="body", kind="part", also=("message", "본문")),
    Spec(name="case", kind="cased"),
    Spec(name="alias", kind="alias", also=("별칭",)),
)
BY_NAME = {name: spec for spec in SPECS for name in (spec.name, *spec.also)}

_NUMBER = re.compile(r"(-?\d[\d,]*(?:\.\d+)?)(천|만|억|k|K|m|M)?")
_SCALE = {None: 1.0, "천": 1e3, "k": 1e3, "K": 1e3, "만": 1e4, "m": 1e6, "M": 1e6, "억": 1e8}
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})\s*(?:-|~|–)\s*(\d{1,2}):(\d{2})")
_AGE = re.compile(r"<=?\s*(\d+)\s*(m|h|d|분|시간|일)")
_MINUTES = {"m": 1, "분": 1, "h": 60, "시간": 60, "d": 1440, "일": 1440}
_RANGE = re.compile(r"\[?\s*(\S+?)\s*(?:TO|\.\.)\s*([^\s\]]+)\s*\]?")
_COMPARED = re.compile(r"(>=|<=|>|<|=)\s*(.+)")

Condition = tuple[str, tuple[str | float, ...], float | None]  # operator, values, upper bound


def depends_on_others(name: str, values: tuple[str | float, ...]) -> bool:
    """Tell whether a condition asks how a mention compares with others: then it is for search only."""
    return name == "similarity" or (name == "is" and "copy" in values)


def read_condition(spec: Spec, value: str) -> Condition | None:
    """Read what stands after `name:`; None when it cannot be read."""
    reader = _READERS.get(spec.kind)
    return reader(spec, value.strip()) if reader else None


def _text(spec: Spec, value: str) -> Condition | None:
    del spec
    values = tuple(part.strip() for part in value.split("|") if part.strip())
    return ("=", values, None) if values else None


def _label(spec: Spec, value: str) -> Condition | None:
    values = tuple(part.strip().lower() for part in value.split("|") if part.strip())
    return ("=", values, None) if values and all(part in spec.values for part in values) else None


def _number_of(text: str) -> float | None:
    found = _NUMBER.fullmatch(text.strip())
    return float(found[1].replace(",", "")) * _SCALE[found[2]] if found else None


def _number(spec: Spec, value: str) -> Condition | None:
    del spec
    ranged = _RANGE.fullmatch(value)
    if ranged:
        low, high = _number_of(ranged[1]), _number_of(ranged[2])
        return None if low is None or high is None else ("..", (low,), high)
    compared = _COMPARED.fullmatch(value)
    number = _number_of(compared[2] if compared else value)
    return None if number is None else (compared[1] if compared else "=", (number,), None)


def since_second(value: str) -> int:
    """Return the first epoch second that counts."""
    return int(-(-parse_time(value)[0].timestamp() // 1))


def until_second(value: str) -> int:
    """Return the last epoch second that counts; a date without a clock part counts whole."""
    moment, clocked = parse_time(value)
    if not clocked:
        moment = (moment.astimezone(SEOUL) + timedelta(days=1)).astimezone(SEOUL) - timedelta(seconds=1)
    return int(moment.timestamp() // 1)


def _since(spec: Spec, value: str) -> Condition | None:
    del spec
    try:
        return (">=", (float(since_second(value.lstrip(">="))),), None)
    except BadInput:
        return None


def _until(spec: Spec, value: str) -> Condition | None:
    del spec
    try:
        return ("<=", (float(until_second(value.lstrip("<="))),), None)
    except BadInput:
        return None


def _clock(spec: Spec, value: str) -> Condition | None:
    del spec
    found = _CLOCK.fullmatch(value)
    if not found:
        return None
    hours = [int(found[1]), int(found[3])]
    minutes = [int(found[2]), int(found[4])]
    if max(hours) > 24 or max(minutes) > 59:
        return None
    return ("..", (float(hours[0] * 60 + minutes[0]),), float(hours[1] * 60 + minutes[1]))


def _age(spec: Spec, value: str) -> Condition | None:
    del spec
    found = _AGE.fullmatch(value)
    return ("<", (float(int(found[1]) * _MINUTES[found[2]] * 60),), None) if found else None


_READERS: dict[str, Callable[[Spec, str], Condition | None]] = {
    "text": _text,
    "contains": _text,
    "label": _label,
    "relation": _label,
    "type": _label,
    "number": _number,
    "since": _since,
    "until": _until,
    "clock": _clock,
    "age": _age,
}
