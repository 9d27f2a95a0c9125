"""Minute counts of topics, straight from the time-ordered numbers of mentions: what the watch looks at."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, text

from deutgo.detect.alert import SignalCounts
from deutgo.store.mentions import SEQUENCE

Counts = dict[tuple[int, int], dict[str, int]]  # (topic, minute since the epoch) → intent → mentions

_COUNT = f"""
    SELECT tm.topic AS topic, (m.id >> {SEQUENCE}) / 60 AS minute, m.intent AS intent, COUNT(*) AS count
    FROM mention m JOIN topic_match tm ON tm.mention = m.id
    WHERE m.id >= :since AND m.id < :until AND m.workspace = :workspace
      AND m.created_precision = 'instant' AND m.deleted_at IS NULL
    """  # noqa: S608 - the only insertion is a constant of ours
COUNT = text(f"{_COUNT} GROUP BY 1, 2, 3")
COUNT_ONE = text(f"{_COUNT} AND tm.topic = :topic GROUP BY 1, 2, 3")


@dataclass(frozen=True, slots=True, kw_only=True)
class MinuteSpan:
    """Minutes since the epoch, half-open."""

    since: int
    until: int


def count_minutes(
    connection: Connection, workspace: str, span: MinuteSpan, *, topic: int | None = None
) -> Counts:
    """Count mentions dated to the instant, of one topic or of all, by topic, minute and intent."""
    bounds: dict[str, object] = {
        "since": (span.since * 60) << SEQUENCE,
        "until": (span.until * 60) << SEQUENCE,
        "workspace": workspace,
    }
    asked = COUNT if topic is None else COUNT_ONE
    counts: Counts = {}
    for row in connection.execute(asked, bounds if topic is None else {**bounds, "topic": topic}):
        counts.setdefault((int(row.topic), int(row.minute)), {})[row.intent or "unsure"] = int(
            row._mapping["count"]
        )
    return counts


def as_signals(by_intent: Mapping[str, int]) -> SignalCounts:
    """Put intents into the signals that the watch knows."""
    return SignalCounts(
        all=sum(by_intent.values()),
        questions=by_intent.get("question", 0),
        complaints=by_intent.get("complaint", 0),
        reports=by_intent.get("report", 0),
    )


class Arrivals:
    """Tells what arrived since the last look, counting each mention once however late it comes in.

    A source is read every few minutes, so a mention of 10:00 may come in at 10:07. It is counted in the
    minute in which it arrived, if it is younger than `window` minutes; an older one is a back-fill and is
    never news.
    """

    def __init__(self, *, window: int = 60) -> None:
        self.window = window
        self._seen: dict[tuple[int, int, str], int] = {}

    def take(self, counts: Counts) -> dict[int, dict[str, int]]:
        """Return topic → intent → new mentions, given the counts of the whole window up to now."""
        fresh: dict[int, dict[str, int]] = {}
        present: dict[tuple[int, int, str], int] = {}
        for (topic, minute), by_intent in counts.items():
            for intent, count in by_intent.items():
                key = (topic, minute, intent)
                present[key] = max(count, self._seen.get(key, 0))
                new = count - self._seen.get(key, 0)
                if new > 0:
                    topics = fresh.setdefault(topic, {})
                    topics[intent] = topics.get(intent, 0) + new
        self._seen = present
        return fresh


def quiet(topics: Iterable[int], *, known: bool) -> dict[int, SignalCounts]:
    """Return empty counts, known or unknown, for every topic."""
    return {topic: SignalCounts(known=known) for topic in topics}
