"""Labels history anew after another layer came into use: a chunk a transaction, the newest first.

A killed worker goes on where it was, because the place is written with each chunk. Only labels that change
are written, together with the counters and the topics that ask for them.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, delete, select, update
from sqlalchemy import text as sql_text

from deutgo.store.cube import ALL, Countable, Delta
from deutgo.store.intake import TopicMatcher
from deutgo.store.keeping import LABELS, WRITER_LOCK
from deutgo.store.layers import Layers
from deutgo.store.mentions import Mentions, StoredMention, epoch
from deutgo.store.statements import insert_many, update_many
from deutgo.store.tables.layers import label_renewal
from deutgo.store.tables.mentions import mention
from deutgo.store.tables.topics import topic_match
from deutgo.store.topics import Topics
from deutgo.store.unit_of_work import Store
from deutgo.understand.document import decode_document, searchable
from deutgo.understand.labels import Labels, label_texts
from deutgo.understand.understanding import Understanding

CHUNK = 500


def renew_labels(store: Store, *, workspace: str | None = None, chunks: int = 4) -> int:
    """Label up to `chunks` chunks of history anew and return how many labels changed; 0 when done."""
    changed = 0
    for _ in range(chunks):
        with store.read(workspace=workspace) as work:
            if waiting_below(work.connection, work.workspace) is None:
                break
        with store.begin(durable=False, workspace=workspace) as work:
            changed += _chunk(work.connection, work.workspace)
    return changed


def waiting_below(connection: Connection, workspace: str) -> int | None:
    """Return the number below which mentions still have older labels, None when all are renewed."""
    query = select(label_renewal.c.below).where(label_renewal.c.workspace == workspace)
    return connection.execute(query).scalar()


def _chunk(connection: Connection, workspace: str) -> int:
    if connection.dialect.name == "postgresql":
        connection.execute(sql_text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": WRITER_LOCK})
    mine = label_renewal.c.workspace == workspace
    below = waiting_below(connection, workspace)
    if below is None:
        return 0  # another worker has finished it
    query = select(mention.c.id, mention.c.tokens).where(
        mention.c.workspace == workspace, mention.c.deleted_at.is_(None), mention.c.id < below
    )
    rows = connection.execute(query.order_by(mention.c.id.desc()).limit(CHUNK)).all()
    if not rows:
        connection.execute(delete(label_renewal).where(mine))
        return 0
    connection.execute(update(label_renewal).where(mine).values(below=rows[-1].id))
    tokens = {row.id: row.tokens or "" for row in rows}
    stored = Mentions(connection, workspace).many(list(tokens))
    texts = [searchable(each.mention.title, each.mention.text) for each in stored]
    labels = label_texts(texts, Layers(connection, workspace).in_use().by_task)
    differing = [
        (each, text, said)
        for each, text, said in zip(stored, texts, labels, strict=True)
        if _values(said) != (each.sentiment, each.sentiment_score, each.intent, each.intent_score,
                             each.offensive, each.offensive_score)
    ]  # fmt: skip
    _write(connection, workspace, differing, tokens)
    return len(differing)


def _values(said: Labels) -> tuple[Any, ...]:
    return (
        said.sentiment.label, said.sentiment.score, said.intent.label, said.intent.score,
        said.offensive.label, said.offensive.score,
    )  # fmt: skip


def _write(
    connection: Connection,
    workspace: str,
    differing: Sequence[tuple[StoredMention, str, Labels]],
    tokens: dict[int, str],
) -> None:
    """Write labels, and move counters and topic matches along with them."""
    matcher = TopicMatcher(Topics(connection, workspace).all())
    ids = [each.id for each, _, _ in differing]
    before: dict[int, list[int]] = {}
    pairs = select(topic_match.c.mention, topic_match.c.topic).where(topic_match.c.mention.in_(ids))
    for number, topic in connection.execute(pairs):
        before.setdefault(number, []).append(topic)
    delta = Delta()
    matches: list[tuple[int, int, str]] = []
    for each, text, said in differing:
        document = decode_document(text, tokens[each.id])
        understood = Understanding(document=document, labels=said, personal=())
        topics = matcher.ids(each.mention, understood)
        old = _countable(each, each.sentiment or "", each.intent or "")
        delta.add(old, (ALL, *before.get(each.id, ())), -1)
        delta.add(_countable(each, said.sentiment.label, said.intent.label), (ALL, *topics))
        matches.extend((topic, each.id, workspace) for topic in topics)
    connection.execute(delete(topic_match).where(topic_match.c.mention.in_(ids)))
    insert_many(connection, topic_match, ("topic", "mention", "workspace"), matches)
    rows = [(*_values(said), each.id) for each, _, said in differing]
    update_many(connection, mention, LABELS, rows, key="id")
    delta.write(connection, workspace)


def _countable(each: StoredMention, sentiment: str, intent: str) -> Countable:
    return Countable(
        created_at=epoch(each.mention.created_at),
        precision=each.mention.created_precision.value,
        source=each.mention.source,
        sentiment=sentiment,
        intent=intent,
    )
