"""Gathers what an alert's reason is made of: where it began, who carries it, which words are new."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select

from deutgo.detect.alert import Alert
from deutgo.detect.reasons import Counted, ReasonFacts, explain
from deutgo.store.announced import announced, event_at
from deutgo.store.mentions import SEQUENCE
from deutgo.store.tables.mentions import engagement, mention
from deutgo.store.tables.topics import topic, topic_match
from deutgo.store.unit_of_work import UnitOfWork
from deutgo.understand.morphemes import analyse_many
from deutgo.understand.phrases import explain_burst

SAMPLES = 5
MOST = 2_000  # mentions of a burst that are looked at
PHRASES = 5
MOST_LINKED = 50
WINDOW_TEXTS, PAST_TEXTS = 200, 400  # texts that the new words are drawn from
PAST = timedelta(days=7)


def explain_alert(work: UnitOfWork, alert: Alert, *, at: datetime) -> tuple[str, dict[str, Any]]:
    """Return the reason as one paragraph, and its facts: parts with keys, and what each key stands on."""
    topic_id = int(alert.topic)
    facts = gather(work, topic_id, since=alert.began_at, until=at)
    facts["phrases"] = new_phrases(work, topic_id, facts["topic"], since=alert.began_at, until=at)
    reports = facts["reports"]
    # the count was seen in a window that may have begun after the burst did
    since, until = alert.counted
    told = replace(alert, began_at=since)
    event = event_at(announced(work, topic_id, after=since), since, until)
    reason = explain(
        told,
        ReasonFacts(
            topic=facts["topic"],
            new_words=[
                Counted(text=each["phrase"], count=each["count"], mentions=tuple(each["mentions"]))
                for each in facts["phrases"]
            ],
            first_at=_second_of(facts["first_mention"]),
            first_place=facts["first_place"],
            first_mention=facts["first_mention"],
            widest_place=facts["widest_place"],
            widest_views=facts["widest_views"],
            widest_mention=facts["widest_mention"],
            reports=Counted(text="report", count=len(reports), mentions=tuple(reports)) if reports else None,
            event=None if event is None else event.known,
        ),
    )
    facts |= {
        "count": alert.count,
        "expected": round(alert.expected, 1),
        "window_minutes": max(1, int(alert.window / timedelta(minutes=1))),
        "signal": alert.signal.value,
        "since": int(alert.began_at.timestamp()),
        "until": int(at.timestamp()),
        "parts": [{"text": part.text, "key": part.key} for part in reason.parts],
        "stands_on": {key: dict(value) for key, value in reason.links.items()},
        "next_step": reason.next_step.value,
    }
    return reason.text, facts


def gather(work: UnitOfWork, topic_id: int, *, since: datetime, until: datetime) -> dict[str, Any]:
    """Return the facts of a topic's stretch: first mention, boards, widest reach, intents, samples."""
    begin, end = int(since.timestamp()) << SEQUENCE, int(until.timestamp()) << SEQUENCE
    query = (
        select(mention.c.id, mention.c.board, mention.c.source, mention.c.intent, engagement.c.views)
        .join(topic_match, topic_match.c.mention == mention.c.id)
        .outerjoin(engagement, engagement.c.mention == mention.c.id)
        .where(topic_match.c.topic == topic_id, mention.c.workspace == work.workspace)
        .where(mention.c.id >= begin, mention.c.id < end)
        .order_by(mention.c.id)
        .limit(MOST)
    )
    rows = work.connection.execute(query).all()
    name = work.connection.execute(select(topic.c.name).where(topic.c.id == topic_id)).scalar() or "?"
    widest = max(rows, key=lambda row: row.views or 0, default=None)
    boards = Counter(row.board or row.source for row in rows)
    return {
        "topic": name,
        "topic_id": topic_id,
        "first_mention": rows[0].id if rows else None,
        "first_place": (rows[0].board or rows[0].source) if rows else None,
        "widest_mention": widest.id if widest is not None and widest.views else None,
        "widest_place": (widest.board or widest.source) if widest is not None else None,
        "widest_views": widest.views if widest is not None else None,
        "places": boards.most_common(4),
        "intents": dict(Counter(row.intent or "unsure" for row in rows)),
        "reports": [row.id for row in rows if row.intent == "report"][:MOST_LINKED],
        "samples": [row.id for row in rows[:: max(1, len(rows) // SAMPLES)]][:SAMPLES],
        "total": len(rows),
    }


def _second_of(number: int | None) -> datetime | None:
    return None if number is None else datetime.fromtimestamp(number >> SEQUENCE, UTC)


def new_phrases(
    work: UnitOfWork, topic_id: int, topic_name: str, *, since: datetime, until: datetime
) -> list[dict[str, Any]]:
    """Return the phrases that set a stretch apart from the topic's own past, each with its mentions.

    The topic's own name, whole or cut up by the analyser, is in all of them and explains nothing.
    """
    window = _texts(work, topic_id, since=since, until=until, limit=WINDOW_TEXTS)
    past = _texts(work, topic_id, since=since - PAST, until=since, limit=PAST_TEXTS)
    found = explain_burst(
        list(analyse_many(text for _, text in window)),
        list(analyse_many(text for _, text in past)),
        k=PHRASES * 2,
    )
    told = [(text, phrase) for phrase in found if (text := _beside(phrase.text, topic_name))]
    return [
        {
            "phrase": text,
            "count": phrase.window_count,
            "mentions": [window[place][0] for place in phrase.mentions[:SAMPLES]],
        }
        for text, phrase in told[:PHRASES]
    ]


def _beside(phrase: str, topic_name: str) -> str:
    """Return the phrase without leading pieces of the topic's name."""
    words = phrase.split()
    while words and words[0] in topic_name:
        words = words[1:]
    return " ".join(words)


def _texts(
    work: UnitOfWork, topic_id: int, *, since: datetime, until: datetime, limit: int
) -> list[tuple[int, str]]:
    begin, end = int(since.timestamp()) << SEQUENCE, int(until.timestamp()) << SEQUENCE
    query = (
        select(mention.c.id, mention.c.text)
        .join(topic_match, topic_match.c.mention == mention.c.id)
        .where(topic_match.c.topic == topic_id, mention.c.workspace == work.workspace)
        .where(mention.c.id >= begin, mention.c.id < end)
        .order_by(mention.c.id.desc())
        .limit(limit)
    )
    return [(int(row.id), row.text) for row in work.connection.execute(query)]
