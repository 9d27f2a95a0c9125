"""Gathers what an alert's reason is made of: where it began, who carries it, which words are new."""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from deutgo.clock import SEOUL
from deutgo.detect.alert import Alert
from deutgo.i18n import _
from deutgo.store.mentions import SEQUENCE
from deutgo.store.tables.mentions import engagement, mention
from deutgo.store.tables.topics import topic, topic_match
from deutgo.store.unit_of_work import UnitOfWork

SAMPLES = 5
MOST = 2_000  # mentions of a burst that are looked at


def explain_alert(work: UnitOfWork, alert: Alert, *, at: datetime) -> tuple[str, dict[str, Any]]:
    """Return the reason as one paragraph in Korean, and its numbers with the mentions behind them."""
    facts = gather(work, int(alert.topic), since=alert.began_at, until=at)
    facts |= {
        "count": alert.count,
        "expected": round(alert.expected, 1),
        "window_minutes": int(alert.window / timedelta(minutes=1)),
        "signal": alert.signal.value,
        "since": int(alert.began_at.timestamp()),
        "until": int(at.timestamp()),
    }
    return _say(alert, facts), facts


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
        "widest_views": widest.views if widest is not None else None,
        "places": boards.most_common(4),
        "intents": dict(Counter(row.intent or "unsure" for row in rows)),
        "samples": [row.id for row in rows[:: max(1, len(rows) // SAMPLES)]][:SAMPLES],
        "total": len(rows),
    }


def _say(alert: Alert, facts: dict[str, Any]) -> str:
    begun = alert.began_at.astimezone(SEOUL)
    sentences = [
        _(
            "‘%(topic)s’ 주제의 언급이 %(since)s부터 %(minutes)s분 동안 %(count)s건으로, 평소(%(expected)s건)를 크게 웃돕니다."
        )
        % {
            "topic": facts["topic"],
            "since": f"{begun:%H:%M}",
            "minutes": facts["window_minutes"],
            "count": facts["count"],
            "expected": facts["expected"],
        }
    ]
    if facts["first_place"]:
        sentences.append(_("처음 보인 곳은 %(place)s입니다.") % {"place": facts["first_place"]})
    return " ".join(sentences)
