"""Reads history again after the rules of words changed: a chunk a transaction, the newest first.

What is searched is what was found in a text when it came in. A version that finds other words must read the
older texts again, or history would answer otherwise than the stream. A killed worker goes on where it was.
"""

from collections.abc import Sequence

from sqlalchemy import Connection, Select, func, select
from sqlalchemy import text as sql_text

from deutgo.store.arrivals import place_of_job, set_place
from deutgo.store.intake import TopicMatcher
from deutgo.store.keeping import INDEX_JOB, WRITER_LOCK, Heard, reenter
from deutgo.store.layers import Layers
from deutgo.store.mentions import Mentions, StoredMention, hash_content
from deutgo.store.tables.mentions import mention
from deutgo.store.topics import Topics
from deutgo.store.unit_of_work import Store
from deutgo.understand.document import INDEX_VERSION, searchable
from deutgo.understand.understanding import Understanding, understand_ahead

CHUNK = 500
BELOW_JOB = f"index_{INDEX_VERSION}_below"
NEWEST = 2**62


def read_again(store: Store, *, workspace: str | None = None, chunks: int = 2) -> int:
    """Read up to `chunks` chunks of history again and return how many mentions changed; 0 when done."""
    changed = 0
    for _ in range(chunks):
        with store.read(workspace=workspace) as work:
            below = unread_below(work.connection, work.workspace)
            if below is None:
                break
            waiting = _standing(work.workspace, below)
            tokens = {row.id: row.tokens for row in work.connection.execute(waiting.limit(CHUNK))}
            stored = Mentions(work.connection, work.workspace).many(list(tokens))
            layering = Layers(work.connection, work.workspace).in_use()
        texts = [searchable(each.mention.title, each.mention.text) for each in stored]
        understood = understand_ahead(texts, layering)()
        with store.begin(durable=False, workspace=workspace) as work:
            if work.connection.dialect.name == "postgresql":
                work.connection.execute(
                    sql_text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": WRITER_LOCK}
                )
            if unread_below(work.connection, work.workspace) != below:
                continue  # another worker was faster
            if tokens:
                set_place(work.connection, work.workspace, BELOW_JOB, min(tokens))
                pairs = zip(stored, understood, strict=True)
                differing = [(each, new) for each, new in pairs if new.document.encode() != tokens[each.id]]
                changed += _write(work.connection, work.workspace, differing)
            else:
                set_place(work.connection, work.workspace, INDEX_JOB, INDEX_VERSION)
    return changed


def unread_below(connection: Connection, workspace: str) -> int | None:
    """Return the number below which mentions may have an older version's words; None when none has."""
    version = place_of_job(connection, workspace, INDEX_JOB)
    if version is not None and version >= INDEX_VERSION:
        return None
    if version is None:  # a store older than this record, or an empty one
        first = connection.execute(select(mention.c.id).where(mention.c.workspace == workspace).limit(1))
        if first.first() is None:
            return None
    return place_of_job(connection, workspace, BELOW_JOB) or NEWEST


def count_unread(connection: Connection, workspace: str) -> int:
    """Count the mentions that are still to be read again."""
    below = unread_below(connection, workspace)
    if below is None:
        return 0
    waiting = _standing(workspace, below).order_by(None).subquery()
    return int(connection.execute(select(func.count()).select_from(waiting)).scalar_one())


def _standing(workspace: str, below: int) -> Select[int, str]:
    query = select(mention.c.id, mention.c.tokens).where(
        mention.c.workspace == workspace, mention.c.deleted_at.is_(None), mention.c.id < below
    )
    return query.order_by(mention.c.id.desc())


def _write(
    connection: Connection, workspace: str, differing: Sequence[tuple[StoredMention, Understanding]]
) -> int:
    """Write what was found, unless a mention was written by somebody else meanwhile."""
    now = {each.id: each for each in Mentions(connection, workspace).many([each.id for each, _ in differing])}
    matcher = TopicMatcher(Topics(connection, workspace).all())
    again = [
        (
            each.id,
            Heard(
                mention=now[each.id].mention,
                content_hash=hash_content(each.mention),
                understanding=understood,
                topics=matcher.ids(now[each.id].mention, understood),
            ),
        )
        for each, understood in differing
        if each.id in now and hash_content(now[each.id].mention) == hash_content(each.mention)
    ]
    reenter(connection, workspace, again)
    return len(again)
