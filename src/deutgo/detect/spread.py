"""Spread: where it was first seen, who carried it on, from where to where, with what lag.

Pure functions on mentions. The kinds of place are told by words in `source`, `board` and `url`; a caller
who knows better passes `tiers`. Mentions with a date but no clock time are left out of lags.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import numpy as np

from deutgo.listen.mention import Mention, Precision


class Tier(StrEnum):
    BOARD = "board"  # 게시판, 카페, 커뮤니티
    SNS = "sns"
    PORTAL = "portal"  # 포털의 댓글, 지식인, 실시간 글
    PRESS = "press"
    OWN = "own"  # 우리 채널에 달린 글
    OTHER = "other"


# first match wins: comments under news are not press, a press board is not a board
_WORDS: tuple[tuple[Tier, re.Pattern[str]], ...] = (
    (Tier.PORTAL, re.compile(r"뉴스\s?댓글|news_comment|지식인|kin\.naver|네이트판|pann\.nate")),
    (Tier.OWN, re.compile(r"공식\s?계정|고객\s?게시판|고객센터")),
    (
        Tier.SNS,
        re.compile(
            r"마이크로블로그|트위터|twitter|인스타|instagram|facebook|페이스북|threads|스레드|mastodon|bluesky|bsky|"
            r"youtube|유튜브|tiktok|틱톡|me2day|미투데이|카카오스토리|(?<![a-z])sns|(?<![\w.])x(?:\.com)?(?![\w.])"
        ),
    ),
    (
        Tier.PRESS,
        re.compile(
            r"(?<![a-z])news(?![a-z])|뉴스|신문|일보|통신사|방송국|기사|(?<![a-z])press|언론|매체|경제지|데일리|타임스"
        ),
    ),
    (
        Tier.BOARD,
        re.compile(
            r"게시판|카페|커뮤니티|동호회|갤러리|블로그|cafe|blog|tistory|(?<![a-z])board|clien|클리앙|dcinside|디시|"
            r"fmkorea|펨코|ruliweb|루리웹|theqoo|더쿠|ppomppu|뽐뿌|82cook|보배드림|mlbpark|reddit|wordpress"
        ),
    ),
)


def tier_of(mention: Mention, tiers: Mapping[str, Tier] | None = None) -> Tier:
    """Say what kind of place a mention stands in; `tiers` maps a source or board to its kind."""
    for name in (mention.board, mention.source):
        if tiers and name and name in tiers:
            return tiers[name]
    for place in (mention.board, mention.source, mention.url):
        lowered = (place or "").lower()
        for tier, words in _WORDS:
            if words.search(lowered):
                return tier
    return Tier.OTHER


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """The first arrival at one kind of place. `lag` counts from the step before, zero at the first."""

    tier: Tier
    first: Mention
    at: datetime
    lag: timedelta
    since_origin: timedelta
    mention_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Carrier:
    """An author who carried it on, with how many answered, shared or saw what they wrote."""

    author: str
    first_at: datetime
    mention_count: int
    reach: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """The way of one story. `steps` in order of arrival; `undated` mentions could not be placed in time."""

    origin: Mention | None
    steps: tuple[Step, ...]
    carriers: tuple[Carrier, ...]
    undated: int


def spread(
    mentions: Iterable[Mention], *, tiers: Mapping[str, Tier] | None = None, carriers: int = 10
) -> Spread:
    """Trace how a story travelled, from mentions in any order."""
    given = list(mentions)
    timed = sorted(
        ((at, mention) for mention in given if (at := _instant(mention)) is not None),
        key=lambda pair: (pair[0], pair[1].id),
    )
    firsts: dict[Tier, tuple[datetime, Mention]] = {}
    counts: dict[Tier, int] = {}
    for at, mention in timed:
        tier = tier_of(mention, tiers)
        firsts.setdefault(tier, (at, mention))
        counts[tier] = counts.get(tier, 0) + 1
    steps: list[Step] = []
    for tier, (at, mention) in firsts.items():  # in order of arrival, as they were inserted
        steps.append(
            Step(
                tier=tier,
                first=mention,
                at=at,
                lag=at - steps[-1].at if steps else timedelta(0),
                since_origin=at - timed[0][0],
                mention_count=counts[tier],
            )
        )
    return Spread(
        origin=timed[0][1] if timed else None,
        steps=tuple(steps),
        carriers=_carriers(timed, carriers),
        undated=len(given) - len(timed),
    )


def _instant(mention: Mention) -> datetime | None:
    return mention.created_at if mention.created_precision is Precision.INSTANT else None


def _carriers(timed: Sequence[tuple[datetime, Mention]], most: int) -> tuple[Carrier, ...]:
    """Rank authors by the most that any one of their mentions reached, then by who came first."""
    found: dict[str, Carrier] = {}
    for at, mention in timed:
        if not mention.author:
            continue
        reach = (mention.views or 0) + 10 * ((mention.shares or 0) + (mention.replies or 0))
        known = found.get(mention.author)
        found[mention.author] = Carrier(
            author=mention.author,
            first_at=known.first_at if known else at,
            mention_count=known.mention_count + 1 if known else 1,
            reach=max(known.reach if known else 0, reach),
        )
    ranked = sorted(found.values(), key=lambda carrier: (-carrier.reach, carrier.first_at))
    return tuple(ranked[:most])


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """How many buckets one series runs ahead of another (negative: behind), and how well it fits, 0 to 1."""

    buckets: int
    fit: float


def lead_of(trend: Sequence[float], posts: Sequence[float], *, most: int = 48) -> Lead | None:
    """Say by how much a trend (say, searches) rises before posts do, from two series of equal buckets.

    Correlates the changes of log(1 + value). None when a series is shorter than eight buckets, does not
    move, or nothing fits (below 0.3).
    """
    if len(trend) != len(posts) or len(trend) < 8:
        return None
    one, other = (np.diff(np.log1p(np.asarray(values, dtype=np.float64))) for values in (trend, posts))
    best: Lead | None = None
    limit = min(most, len(one) - 6)
    for shift in sorted(range(-limit, limit + 1), key=abs):
        early = one[: len(one) - shift] if shift >= 0 else one[-shift:]
        late = other[shift:] if shift >= 0 else other[: len(other) + shift]
        if early.std() == 0 or late.std() == 0:
            continue
        fit = float(np.corrcoef(early, late)[0, 1]) * (len(early) / len(one)) ** 0.5
        if fit >= 0.3 and (best is None or fit > best.fit):
            best = Lead(buckets=shift, fit=round(fit, 3))
    return best
