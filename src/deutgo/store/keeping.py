"""Writing a batch of mentions: row, full-text row, topic matches and counters in one transaction.

A changed mention is first withdrawn from index, matches and counters exactly as it was entered, then
entered anew; so nothing stale can stay.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import Connection, delete, select, text

from deutgo.listen.mention import Mention
from deutgo.store import fulltext
from deutgo.store.arrivals import Look, keep_looks, look_at, note_arrivals, place_of_job, set_place
from deutgo.store.cube import ALL, Countable, Delta
from deutgo.store.mentions import (
    CHUNK,
    COUNTS,
    Known,
    Verdict,
    assign_ids,
    epoch,
    find_known,
    free_numbers,
    judge,
    key_of,
)
from deutgo.store.statements import insert_many, update_many, upsert_many
from deutgo.store.tables.mentions import engagement, mention
from deutgo.store.tables.signals import copies
from deutgo.store.tables.topics import topic_match
from deutgo.understand.document import INDEX_VERSION
from deutgo.understand.understanding import Understanding

INDEX_JOB = "index_version"
WRITER_LOCK = 20091124  # PostgreSQL: one writer of mentions at a time, as SQLite has anyway
FIXED = ("id", "workspace", "source", "external_id")
CHANGING = tuple(column.name for column in mention.c if column.name not in FIXED)
LABELS = (
    "sentiment", "sentiment_score", "intent", "intent_score", "offensive", "offensive_score",
)  # fmt: skip
MATCH_COLUMNS = ("topic", "mention", "workspace")
UNTOLD = (None,) * len(COUNTS)
ENGAGEMENT_COLUMNS = ("mention", "workspace", *COUNTS, "observed_at")


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """One observation, understood; a deleted mention has no understanding and no topics."""

    mention: Mention
    content_hash: int
    understanding: Understanding | None
    topics: tuple[int, ...] = ()
    number: int | None = None  # wanted: a restored mention keeps its number where that is free
    earlier: tuple[Mention, ...] = ()  # observations just before this one; only their counters are kept


@dataclass(slots=True)
class Tally:
    """How many observations were what."""

    new: int = 0
    updated: int = 0
    duplicate: int = 0

    def count(self, verdict: Verdict) -> None:
        """Count one."""
        setattr(self, verdict.value, getattr(self, verdict.value) + 1)


def keep(connection: Connection, workspace: str, batch: Sequence[Heard], *, now: int) -> Tally:
    """Write a batch, whose keys differ, and say what it was; the caller's transaction must be a writing one.

    What was known is looked up again in here, so that two importers cannot both find a mention new.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": WRITER_LOCK})
    known = find_known(connection, workspace, [key_of(heard.mention) for heard in batch])
    tally = Tally()
    new: list[Heard] = []
    changed: list[tuple[int, Heard]] = []
    rewritten: list[int] = []
    for heard in batch:
        before = known.get(key_of(heard.mention))
        verdict = judge(heard.mention, heard.content_hash, before)
        tally.count(verdict)
        if verdict is Verdict.NEW:
            new.append(heard)
        elif before is not None and verdict is Verdict.UPDATED:
            changed.append((before.id, heard))
            if before.content_hash != heard.content_hash:
                rewritten.append(before.id)
    delta = Delta()
    if new:
        _note_version(connection, workspace)
        note_arrivals(connection, workspace, _insert(connection, workspace, new, delta, now))
    if changed:
        _replace(connection, workspace, changed, delta, now)
    _forget_copies(connection, rewritten)
    note_arrivals(connection, workspace, rewritten)
    delta.write(connection, workspace)
    return tally


def _insert(
    connection: Connection, workspace: str, new: Sequence[Heard], delta: Delta, now: int
) -> list[int]:
    free = free_numbers(connection, [each.number for each in new if each.number is not None])
    kept = [(each.number, each) for each in new if each.number is not None and each.number in free]
    rest = [each for each in new if each.number is None or each.number not in free]
    seconds = [epoch(each.mention.created_at) or epoch(each.mention.observed_at) or now for each in rest]
    numbered = [*kept, *zip(assign_ids(connection, seconds), rest, strict=True)]
    rows = [
        (number, workspace, each.mention.source, each.mention.id, *_changing(each, now))
        for number, each in numbered
    ]
    insert_many(connection, mention, FIXED + CHANGING, rows)
    _enter(connection, workspace, numbered, delta)
    # a restored mention's looks come back with the table of looks
    keep_looks(
        connection, _looks(workspace, [pair for pair in numbered if pair[1].number is None]), again=False
    )
    return [number for number, _ in numbered]


def _replace(
    connection: Connection, workspace: str, changed: Sequence[tuple[int, Heard]], delta: Delta, now: int
) -> None:
    _withdraw(connection, [number for number, _ in changed], delta)
    update_many(
        connection, mention, CHANGING, [(*_changing(each, now), number) for number, each in changed], key="id"
    )
    _enter(connection, workspace, changed, delta)
    keep_looks(connection, _looks(workspace, changed), again=True)


def reenter(connection: Connection, workspace: str, again: Sequence[tuple[int, Heard]]) -> None:
    """Write other words and labels of (number, mention) pairs that are otherwise as they were."""
    delta = Delta()
    _withdraw(connection, [number for number, _ in again], delta)
    columns = [*LABELS, "personal", "tokens"]
    places = [CHANGING.index(name) for name in columns]
    changing = [(number, _changing(each, 0)) for number, each in again]
    rows = [(*(values[place] for place in places), number) for number, values in changing]
    update_many(connection, mention, columns, rows, key="id")
    _enter(connection, workspace, again, delta)
    delta.write(connection, workspace)


def _note_version(connection: Connection, workspace: str) -> None:
    """Note with a workspace's first mention which rules of words its history was read by."""
    known = place_of_job(connection, workspace, INDEX_JOB)
    if (
        known is None
        and connection.execute(select(mention.c.id).where(mention.c.workspace == workspace).limit(1)).first()
        is None
    ):
        set_place(connection, workspace, INDEX_JOB, INDEX_VERSION)


def _forget_copies(connection: Connection, rewritten: Sequence[int]) -> None:
    """What an old wording repeated says nothing about the new one; the worker looks at it again."""
    for start in range(0, len(rewritten), CHUNK):
        gone = rewritten[start : start + CHUNK]
        connection.execute(delete(copies).where(copies.c.mention_id.in_(gone)))


def _looks(workspace: str, numbered: Sequence[tuple[int, Heard]]) -> list[Look]:
    looks = (
        look_at(workspace, number, seen)
        for number, each in numbered
        for seen in (*each.earlier, each.mention)
    )
    return [look for look in looks if look is not None]


def _enter(
    connection: Connection, workspace: str, numbered: Sequence[tuple[int, Heard]], delta: Delta
) -> None:
    """Write what hangs on the rows: index, matches, counters, engagement."""
    indexed: list[tuple[int, str]] = []
    matches: list[tuple[int, int, str]] = []
    engaged: list[tuple[Any, ...]] = []
    for number, each in numbered:
        heard = each.mention
        counts = (heard.views, heard.likes, heard.shares, heard.replies)
        if counts != UNTOLD:
            engaged.append((number, workspace, *counts, epoch(heard.observed_at)))
        if each.understanding is None:
            indexed.append((number, ""))  # FTS5's own check wants every row of `mention` in the index
            continue
        indexed.append((number, each.understanding.document.encode()))
        matches.extend((topic, number, workspace) for topic in each.topics)
        delta.add(_countable(each), (ALL, *each.topics))
    fulltext.add(connection, indexed)
    insert_many(connection, topic_match, MATCH_COLUMNS, matches)
    latest = ", ".join(
        f"{name} = coalesce(excluded.{name}, engagement.{name})" for name in (*COUNTS, "observed_at")
    )
    upsert_many(connection, engagement, ENGAGEMENT_COLUMNS, engaged, on_conflict=latest)


def _withdraw(connection: Connection, ids: Sequence[int], delta: Delta) -> None:
    """Undo exactly what `_enter` wrote for the rows as they stand."""
    columns = (
        mention.c.id, mention.c.source, mention.c.created_at, mention.c.created_precision,
        mention.c.sentiment, mention.c.intent, mention.c.deleted_at, mention.c.tokens,
    )  # fmt: skip
    for start in range(0, len(ids), CHUNK):
        chunk = ids[start : start + CHUNK]
        topics: defaultdict[int, list[int]] = defaultdict(list)
        pairs = select(topic_match.c.mention, topic_match.c.topic).where(topic_match.c.mention.in_(chunk))
        for number, topic in connection.execute(pairs):
            topics[number].append(topic)
        rows = connection.execute(select(*columns).where(mention.c.id.in_(chunk))).all()
        standing = [row for row in rows if row.deleted_at is None]
        for row in standing:
            was = Countable(
                created_at=row.created_at,
                precision=row.created_precision,
                source=row.source,
                sentiment=row.sentiment or "",
                intent=row.intent or "",
            )
            delta.add(was, (ALL, *topics[row.id]), -1)
        fulltext.remove(connection, [(row.id, row.tokens) for row in rows])
        connection.execute(delete(topic_match).where(topic_match.c.mention.in_(chunk)))


def _countable(each: Heard) -> Countable:
    assert each.understanding is not None
    labels = each.understanding.labels
    return Countable(
        created_at=epoch(each.mention.created_at),
        precision=each.mention.created_precision.value,
        source=each.mention.source,
        sentiment=labels.sentiment.label,
        intent=labels.intent.label,
    )


def _changing(each: Heard, now: int) -> tuple[Any, ...]:
    """Return the row's values in the order of `CHANGING`; a deleted mention leaves no words behind."""
    heard, understood = each.mention, each.understanding
    head = (
        each.content_hash,
        epoch(heard.created_at),
        heard.created_precision.value,
        epoch(heard.observed_at),
        now,
        epoch(heard.deleted_at),
    )
    if understood is None:
        return (*head, *[None] * 15, "", "")
    labels = understood.labels
    return (
        *head,
        heard.author,
        heard.url,
        heard.parent_id,
        heard.target,
        heard.board,
        heard.rating,
        heard.lang,
        labels.sentiment.label,
        labels.sentiment.score,
        labels.intent.label,
        labels.intent.score,
        labels.offensive.label,
        labels.offensive.score,
        _personal(heard, understood),
        heard.title,
        heard.text,
        understood.document.encode(),
    )


def _personal(heard: Mention, understood: Understanding) -> str | None:
    """Write the spans that lie in the text, counted from its beginning and not from the title's."""
    if not understood.personal:
        return None
    shift = len(heard.title) + 1 if heard.title else 0
    spans = [
        (span.kind, span.start - shift, span.end - shift)
        for span in understood.personal
        if span.start >= shift
    ]
    return orjson.dumps(spans).decode() if spans else None


__all__ = ["Heard", "Known", "Tally", "keep"]
