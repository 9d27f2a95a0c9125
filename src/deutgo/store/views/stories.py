"""One matter of a topic: the mentions that tell it, when the press took it up, and how past ones went."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select

from deutgo.crisis.case import Case
from deutgo.detect.ledger import KeptAlert
from deutgo.detect.pickup import PastCase
from deutgo.detect.spread import Tier, tier_of
from deutgo.listen.mention import Mention
from deutgo.store.mentions import SEQUENCE, Mentions, StoredMention
from deutgo.store.tables.mentions import mention
from deutgo.store.tables.topics import topic_match
from deutgo.store.unit_of_work import UnitOfWork

BEFORE = timedelta(days=14)  # a burst may have begun with a post long before it
WEEK = timedelta(days=7)
MOST = 6_000  # mentions of one matter that are looked at, the earliest first
SCANNED = 60_000
WORDS = 3  # new phrases of an alert that name its matter
STORY_KINDS = ("burst", "views", "demand")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """What is asked for: a topic's mentions in [since, until) that hold one of the words; none: all."""

    topic_id: int
    since: datetime
    until: datetime
    words: tuple[str, ...] = ()
    began_at: datetime | None = None  # of the burst or case that it is about


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """A press article of a matter, as far as finding it needs."""

    id: int
    at: datetime
    outlet: str
    title: str


def matter_of(work: UnitOfWork, topic_id: int, now: datetime) -> Matter:
    """Return the matter that a topic is about now: its open alert or case, else all of the last week."""
    alerts = [alert for alert in work.alerts.find(topic_id=topic_id, ended_at=None) if is_story(alert)]
    cases = [case for case in work.cases.find(topic_id=topic_id) if case.is_open]
    if not alerts and not cases:
        return Matter(topic_id=topic_id, since=now - WEEK, until=now)
    if cases and not alerts:
        alerts = [alert for case in cases for alert in work.alerts.find(id=case.alert_id or 0)]
    began = min([alert.began_at for alert in alerts] or [case.opened_at for case in cases])
    words = next((words_of(alert) for alert in alerts if words_of(alert)), ())
    since = began - BEFORE if words else began - timedelta(hours=1)
    return Matter(topic_id=topic_id, since=since, until=now, words=words, began_at=began)


def is_story(alert: KeptAlert) -> bool:
    """Whether an alert tells of something that happens outside, and of one topic."""
    return alert.kind in STORY_KINDS and alert.topic_id is not None and alert.lane == "alert"


def words_of(alert: KeptAlert) -> tuple[str, ...]:
    """Return the new phrases that name the matter of an alert."""
    phrases = [str(each.get("phrase", "")) for each in alert.facts.get("phrases") or ()]
    return tuple(phrase for phrase in phrases if len(_SPACE.sub("", phrase)) >= 2)[:WORDS]


def mentions_of_matter(work: UnitOfWork, matter: Matter) -> tuple[list[StoredMention], bool]:
    """Return its mentions, the earliest first, and whether there are more than are looked at."""
    ids: list[int] = []
    for row in _rows(work, matter):
        ids.append(int(row.id))
        if len(ids) > MOST:
            break
    return Mentions(work.connection, work.workspace).many(ids[:MOST]), len(ids) > MOST


def press_articles(work: UnitOfWork, matter: Matter) -> list[Article]:
    """Return the press articles of a matter, the earliest first."""
    places: dict[tuple[str, str | None], Tier] = {}
    found = []
    for row in _rows(work, matter):
        place = (row.source, row.board)
        if place not in places:
            places[place] = tier_of(Mention(id="", text="", source=row.source, board=row.board))
        tier = places[place]
        if tier is Tier.OTHER and row.url:
            tier = tier_of(Mention(id="", text="", source=row.source, board=row.board, url=row.url))
        if tier is Tier.PRESS:
            found.append(
                Article(
                    id=int(row.id),
                    at=datetime.fromtimestamp(int(row.id) >> SEQUENCE, UTC),
                    outlet=row.board or row.source,
                    title=row.title or row.text[:60],
                )
            )
    return found


def _rows(work: UnitOfWork, matter: Matter) -> Iterator[Any]:
    """Yield the rows of a matter, the earliest first; only what is dated to the instant."""
    begin, end = (int(moment.timestamp()) << SEQUENCE for moment in (matter.since, matter.until))
    query = select(
        mention.c.id, mention.c.source, mention.c.board, mention.c.url, mention.c.title, mention.c.text
    ).join(topic_match, topic_match.c.mention == mention.c.id)
    query = query.where(topic_match.c.topic == matter.topic_id, mention.c.workspace == work.workspace)
    query = query.where(mention.c.id >= begin, mention.c.id < end, mention.c.deleted_at.is_(None))
    query = query.where(mention.c.created_precision == "instant").order_by(mention.c.id).limit(SCANNED)
    words = [_SPACE.sub("", word) for word in matter.words]
    for row in work.connection.execute(query):
        if not words or holds(words, row.title, row.text):
            yield row


def holds(words: Sequence[str], title: str | None, text: str) -> bool:
    """Whether a text holds one of the words, blanks left aside on both sides."""
    squeezed = _SPACE.sub("", f"{title or ''}{text}")
    return any(word in squeezed for word in words)


def past_cases(work: UnitOfWork, *, but: int | None, now: datetime) -> list[PastCase]:
    """Return how long each earlier case took until the press had it; `but` is the topic in question.

    Cases of the same topic count when they are closed. One that the press never took up counts for as long
    as it was watched.
    """
    found = []
    for case in work.cases.find():
        if case.topic_id is None or (case.topic_id == but and case.is_open):
            continue
        found.append(_past(work, case, now))
    return found


def _past(work: UnitOfWork, case: Case, now: datetime) -> PastCase:
    assert case.topic_id is not None
    alerts = work.alerts.find(id=case.alert_id) if case.alert_id else []
    began = alerts[0].began_at if alerts else case.opened_at
    end = case.closed_at or now
    words = words_of(alerts[0]) if alerts else ()
    matter = Matter(topic_id=case.topic_id, since=began, until=end, words=words)
    articles = press_articles(work, matter)
    if articles:
        return PastCase(waited=articles[0].at - began, reached=True)
    return PastCase(waited=max(end - began, timedelta(0)), reached=False)
