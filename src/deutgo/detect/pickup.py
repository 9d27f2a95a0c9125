"""Pickup: how the press takes a story up. Copies of one release are one story with n outlets."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from deutgo.detect.copies import CopyFinder
from deutgo.detect.spread import Tier, tier_of
from deutgo.listen.mention import Mention

_QUOTE = re.compile(r"[“\"]([^”\"\n]{4,200})[”\"]")
_WORD = re.compile(r"[가-힣A-Za-z0-9]{2,}")
_PARTICLE = re.compile(r"(?<=[가-힣]{2})(?:에서|으로|에게|까지|부터|은|는|이|가|을|를|의|에|도|와|과|로)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One story of the press: its first article, everyone who carried it, and what was quoted in it.

    `headlines` are pairs of outlet and headline.
    """

    first: Mention
    outlets: tuple[str, ...]
    article_count: int
    first_at: datetime | None
    last_at: datetime | None
    headlines: tuple[tuple[str, str], ...]
    quotes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """A word that several outlets put into their headlines, and how many did."""

    word: str
    outlet_count: int


def outlet_of(mention: Mention) -> str:
    """Name the outlet: the board (the paper's own name), else the host of the address, else the author."""
    host = re.match(r"https?://(?:www\.)?([^/]+)", mention.url or "")
    return mention.board or (host[1] if host else None) or mention.author or mention.source


def stories(mentions: Iterable[Mention], *, tiers: Mapping[str, Tier] | None = None) -> list[Story]:
    """Group press articles into stories, the earliest first; other mentions are left out."""
    articles = sorted(
        (m for m in mentions if tier_of(m, tiers) is Tier.PRESS),
        key=lambda m: (m.created_at is None, m.created_at.timestamp() if m.created_at else 0.0),
    )
    finder = CopyFinder()
    found = finder.add([(str(at), article.text) for at, article in enumerate(articles)])
    grouped: dict[str, list[Mention]] = {}
    for copy, article in zip(found, articles, strict=True):
        grouped.setdefault(copy.cluster, []).append(article)
    return [_story(group) for group in grouped.values()]


def _story(group: list[Mention]) -> Story:
    times = [article.created_at for article in group if article.created_at is not None]
    quoted = Counter(quote.strip() for article in group for quote in _QUOTE.findall(article.text))
    return Story(
        first=group[0],
        outlets=tuple(dict.fromkeys(outlet_of(article) for article in group)),
        article_count=len(group),
        first_at=min(times, default=None),
        last_at=max(times, default=None),
        headlines=tuple(
            dict.fromkeys((outlet_of(article), article.title) for article in group if article.title)
        ),
        quotes=tuple(quote for quote, _count in quoted.most_common(5)),
    )


def frames(told: Sequence[Story], *, least: int = 2, most: int = 10) -> list[Frame]:
    """Return the words that several outlets' headlines share: how the press frames it (책임 공방 …)."""
    outlets: dict[str, set[str]] = {}
    for outlet, headline in (pair for story in told for pair in story.headlines):
        for word in _WORD.findall(headline):
            outlets.setdefault(_PARTICLE.sub("", word), set()).add(outlet)
    ranked = sorted(
        (Frame(word=word, outlet_count=len(names)) for word, names in outlets.items()),
        key=lambda frame: (-frame.outlet_count, frame.word),
    )
    return [frame for frame in ranked if frame.outlet_count >= least][:most]


@dataclass(frozen=True, slots=True, kw_only=True)
class PastCase:
    """How long a past story took from its first mention to the press.

    `reached` False: it was watched for so long and was not in the press.
    """

    waited: timedelta
    reached: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PressForecast:
    """When the press may take it up, from now on, judged by past cases that had waited as long.

    `low`, `median` and `high` are the times by which 10, 50 and 90 % of such cases were in the press; None
    where past cases do not reach so far. `case_count` cases are behind it: below five, take none of it.
    """

    low: timedelta | None
    median: timedelta | None
    high: timedelta | None
    within_day: float | None
    case_count: int


def forecast_press(past: Sequence[PastCase], *, elapsed: timedelta) -> PressForecast:
    """Judge how long until press from past cases (Kaplan-Meier, given that `elapsed` has passed without)."""
    waiting = [case for case in past if case.waited > elapsed]
    survival, curve = 1.0, []
    for moment in sorted({case.waited for case in waiting if case.reached}):
        at_risk = sum(1 for case in waiting if case.waited >= moment)
        events = sum(1 for case in waiting if case.waited == moment and case.reached)
        survival *= 1.0 - events / at_risk
        curve.append((moment - elapsed, 1.0 - survival))

    def until(share: float) -> timedelta | None:
        return next((moment for moment, reached in curve if reached >= share - 1e-9), None)

    day = timedelta(days=1)
    within = [reached for moment, reached in curve if moment <= day]
    return PressForecast(
        low=until(0.1),
        median=until(0.5),
        high=until(0.9),
        within_day=(within[-1] if within else 0.0) if waiting else None,
        case_count=len(waiting),
    )
