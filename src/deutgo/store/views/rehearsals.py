"""Rehearsals: what a topic's rule would have told in the past days, before anybody switches it on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select

from deutgo.detect.alert import SignalCounts
from deutgo.detect.backtest import (
    SEOUL_SECONDS,
    BacktestResult,
    Bucket,
    CountRule,
    KnownBurst,
    backtest,
    weigh,
)
from deutgo.detect.rewatch import Past, rewatch
from deutgo.detect.sensitivity import WatchRule
from deutgo.store.announced import Announced, announced
from deutgo.store.mentions import CHUNK, SEQUENCE
from deutgo.store.minutes import MinuteSpan, as_signals, count_minutes
from deutgo.store.search import Search, ask
from deutgo.store.tables.mentions import mention
from deutgo.store.topics import Topic
from deutgo.store.unit_of_work import UnitOfWork
from deutgo.store.views.timelines import blind_spells
from deutgo.understand.match import Aliases

DAYS = 28
MOST_DAYS = 182
LEARNT = timedelta(days=7)  # a watch learns so long before it tells anything
MOST = 200_000  # mentions of a draft that are counted; of more, the newest
TOLD = ("burst", "demand", "views", "press")  # kinds of alerts that are about one topic
BEFORE_CASE = timedelta(hours=12)  # so long before a case is opened, an alert would have served it
HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal:
    """One past, what is known to have happened in it, and each rule's result.

    `since` is when the topic's mentions begin, if that is later than what was asked for.
    """

    since: datetime
    until: datetime
    past: Past
    known: Sequence[KnownBurst]
    events: Sequence[Announced]
    results: Mapping[WatchRule | CountRule, BacktestResult]

    @property
    def count(self) -> int:
        """Mentions within the rehearsed days."""
        first = int(self.since.timestamp()) // 60
        return sum(seen.all for minute, seen in self.past.minutes.items() if minute >= first)

    def counts(self, step: timedelta) -> list[tuple[datetime, int]]:
        """Return (begin, mentions) of each step of the rehearsed days."""
        return _counts(self.past, self.since, self.until, step)


def rehearse(
    work: UnitOfWork,
    of: Topic | str,
    rules: Sequence[WatchRule | CountRule],
    *,
    now: datetime,
    days: int = DAYS,
    aliases: Aliases | None = None,
) -> Rehearsal:
    """Replay rules over a topic, or over what a draft query would have matched; raises `BadQuery`.

    An archive without fresh mentions is judged by its own last days. Mentions count at the minute in which
    they were made, also those that came in late.
    """
    until = _end(work, now, days)
    since = until - timedelta(days=days)
    events = announced(work, of.id, after=since - LEARNT) if isinstance(of, Topic) else []
    minutes = (
        _of_topic(work, of, since - LEARNT, until)
        if isinstance(of, Topic)
        else _of_draft(work, of, aliases, since - LEARNT, until)
    )
    past = Past(since=since, until=until, minutes=minutes, events=[event.known for event in events])
    seen = [minute for minute, counts in minutes.items() if counts.all]
    began = max(since, datetime.fromtimestamp(min(seen) * 60, UTC)) if seen else since
    known = _known(work, of.id, since, until) if isinstance(of, Topic) else []
    watched = [rule for rule in rules if isinstance(rule, WatchRule)]
    results: dict[WatchRule | CountRule, BacktestResult] = {
        rule: weigh(firings, known, span=until - began)
        for rule, firings in zip(
            watched, rewatch(past, watched) if seen else [()] * len(watched), strict=True
        )
    }
    buckets = [Bucket(at=at, count=count) for at, count in _counts(past, began, until, HOUR)]
    for rule in rules:
        if isinstance(rule, CountRule):
            results[rule] = backtest(rule, buckets, known=known)
    return Rehearsal(since=began, until=until, past=past, known=known, events=events, results=results)


def _end(work: UnitOfWork, now: datetime, days: int) -> datetime:
    newest = select(func.max(mention.c.id)).where(mention.c.workspace == work.workspace)
    number = work.connection.execute(newest).scalar()
    if number is None:
        return now
    last = datetime.fromtimestamp(int(number) >> SEQUENCE, UTC)
    return now if last > now - timedelta(days=days) else last + timedelta(minutes=1)


def _of_topic(work: UnitOfWork, topic: Topic, since: datetime, until: datetime) -> dict[int, SignalCounts]:
    span = MinuteSpan(since=_minute(since), until=_minute(until) + 1)
    counts = count_minutes(work.connection, work.workspace, span, topic=topic.id)
    minutes = {minute: as_signals(by_intent) for (_topic, minute), by_intent in counts.items()}
    for begin, end in blind_spells(work):
        for minute in range(max(_minute(begin), span.since), min(_minute(end or until), span.until)):
            minutes.setdefault(minute, SignalCounts(known=False))
    return minutes


def _of_draft(
    work: UnitOfWork, query: str, aliases: Aliases | None, since: datetime, until: datetime
) -> dict[int, SignalCounts]:
    asked = ask(query, aliases=aliases, since=str(int(since.timestamp())), until=str(int(until.timestamp())))
    ids = Search(work.connection, work.workspace).newest(asked, limit=MOST)
    by_minute: dict[int, dict[str, int]] = {}
    for start in range(0, len(ids), CHUNK):
        query_ = select(mention.c.id, mention.c.intent).where(mention.c.id.in_(ids[start : start + CHUNK]))
        query_ = query_.where(mention.c.created_precision == "instant", mention.c.deleted_at.is_(None))
        for row in work.connection.execute(query_):
            intents = by_minute.setdefault((int(row.id) >> SEQUENCE) // 60, {})
            intent = row.intent or "unsure"
            intents[intent] = intents.get(intent, 0) + 1
    return {minute: as_signals(intents) for minute, intents in by_minute.items()}


def _known(work: UnitOfWork, topic_id: int, since: datetime, until: datetime) -> list[KnownBurst]:
    """Return what people were told or acted on: alerts that were raised, cases that were opened."""
    told = [
        KnownBurst(
            title=alert.kind,
            since=alert.began_at,
            until=max(alert.ended_at or until, alert.raised_at + timedelta(minutes=1)),
            place=f"/alerts/{alert.id}",
        )
        for alert in work.alerts.find(topic_id=topic_id, lane="alert", kind=TOLD)
        if since <= alert.raised_at < until
    ]
    opened = [
        KnownBurst(
            title=case.title,
            since=case.opened_at - BEFORE_CASE,
            until=case.opened_at + HOUR,
            place=f"/cases/{case.id}",
        )
        for case in work.cases.find(topic_id=topic_id)
        if since <= case.opened_at < until
    ]
    return sorted([*told, *opened], key=lambda known: known.since)


def _counts(past: Past, since: datetime, until: datetime, step: timedelta) -> list[tuple[datetime, int]]:
    """Count by steps of Seoul's clock, so that a day begins with a step."""
    width = int(step.total_seconds())
    first = (int(since.timestamp()) + SEOUL_SECONDS) // width
    last = -(-(int(until.timestamp()) + SEOUL_SECONDS) // width)
    counts = dict.fromkeys(range(first, last), 0)
    for minute, seen in past.minutes.items():
        place = (minute * 60 + SEOUL_SECONDS) // width
        if place in counts:
            counts[place] += seen.all
    return [
        (datetime.fromtimestamp(place * width - SEOUL_SECONDS, UTC), count) for place, count in counts.items()
    ]


def _minute(moment: datetime) -> int:
    return int(moment.timestamp()) // 60
