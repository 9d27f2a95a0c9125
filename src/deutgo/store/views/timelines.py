"""Series for charts: mentions of a topic by minutes, with the stretches in which nobody could see."""

from collections import Counter
from datetime import datetime, timedelta

from sqlalchemy import select

from deutgo.store.mentions import SEQUENCE
from deutgo.store.tables.mentions import mention
from deutgo.store.tables.topics import topic_match
from deutgo.store.unit_of_work import UnitOfWork


def blind_spells(work: UnitOfWork) -> list[tuple[datetime, datetime | None]]:
    """Return when nothing could be seen: every source that is read was blind. Open at the end if still so."""
    sources = work.sources.find(disabled_at=None)
    if not sources or any(source.blind_since is None for source in sources):
        return []
    return [(max(source.blind_since for source in sources if source.blind_since), None)]


def is_blind(at: datetime, until: datetime, spells: list[tuple[datetime, datetime | None]]) -> bool:
    """Tell whether a bucket lies wholly or partly in a stretch that nobody saw."""
    return any(begin < until and (end is None or at < end) for begin, end in spells)


def minute_series(
    work: UnitOfWork, topic_id: int, *, since: datetime, until: datetime, step: timedelta
) -> list[tuple[datetime, int | None]]:
    """Return (begin of bucket, mentions) in [since, until); None where we were blind."""
    width = int(step.total_seconds())
    first = int(since.timestamp()) // width * width
    last = int(until.timestamp()) // width * width + width
    query = select(mention.c.id).join(topic_match, topic_match.c.mention == mention.c.id)
    query = query.where(topic_match.c.topic == topic_id, topic_match.c.workspace == work.workspace)
    query = query.where(mention.c.id >= first << SEQUENCE, mention.c.id < last << SEQUENCE)
    query = query.where(mention.c.created_precision == "instant")
    rows = work.connection.execute(query)
    seen = Counter((int(row[0]) >> SEQUENCE) // width * width for row in rows)
    spells = blind_spells(work)
    found: list[tuple[datetime, int | None]] = []
    for second in range(first, last, width):
        begin = datetime.fromtimestamp(second, since.tzinfo)
        blind = is_blind(begin, begin + step, spells) and not seen[second]
        found.append((begin, None if blind else seen[second]))
    return found
