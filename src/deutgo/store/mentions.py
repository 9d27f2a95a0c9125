"""Mentions in the store: their keys, their time-ordered numbers, and how one observation follows another."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from hashlib import blake2b
from typing import Any

import orjson
from sqlalchemy import Connection, Row, func, select

from deutgo.errors import NotFound
from deutgo.listen.mention import Mention, Precision
from deutgo.store.tables.mentions import engagement, mention
from deutgo.understand.privacy import PersonalKind, PersonalSpan, find_personal, mask

SEQUENCE = 20  # bits below the second: a million mentions a second, and 52 bits in all until 2106
CHUNK = 500  # keys in one look-up
COUNTS = ("views", "likes", "shares", "replies")

Key = tuple[str, str]  # (source, the source's own id)


class Verdict(Enum):
    """What an observation is to the store."""

    NEW = "new"
    UPDATED = "updated"
    DUPLICATE = "duplicate"


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the store knows of a mention that is seen again."""

    id: int
    content_hash: int
    observed_at: int | None
    deleted_at: int | None
    counts: tuple[int | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredMention:
    """A mention as it stands in the store; `id` is the store's number, newest is largest.

    Labels are None while unknown, `unsure` when the product abstains. Spans are code points of `text`.
    """

    id: int
    mention: Mention
    imported_at: datetime
    sentiment: str | None
    sentiment_score: float | None
    intent: str | None
    intent_score: float | None
    offensive: str | None
    offensive_score: float | None
    personal: tuple[PersonalSpan, ...]

    @property
    def personal_in_title(self) -> tuple[PersonalSpan, ...]:
        """Personal data in the title, code points of it; only those of the text are kept."""
        return tuple(find_personal(self.mention.title)) if self.mention.title else ()

    @property
    def masked_title(self) -> str | None:
        """The title as it may be shown."""
        title = self.mention.title
        return mask(title, self.personal_in_title) if title else title


def epoch(moment: datetime | None) -> int | None:
    """Return whole epoch seconds."""
    return None if moment is None else int(moment.timestamp() // 1)


def key_of(heard: Mention) -> Key:
    """Return what makes a mention the same one when it is seen again."""
    return heard.source, heard.id


def hash_content(heard: Mention) -> int:
    """Hash everything but the counts and the time of observation: 64 bits, signed."""
    parts = (
        heard.title, heard.text, heard.author, epoch(heard.created_at), heard.created_precision, heard.url,
        heard.parent_id, heard.target, heard.board, heard.rating, heard.lang, epoch(heard.deleted_at),
    )  # fmt: skip
    return int.from_bytes(blake2b(orjson.dumps(parts), digest_size=8).digest(), "big", signed=True)


def judge(heard: Mention, content_hash: int, known: Known | None) -> Verdict:
    """Say whether an observation is new, changes what is known, or adds nothing.

    An older one adds nothing, and what was deleted stays so unless it was seen to stand since then.
    """
    if known is None:
        return Verdict.NEW
    observed = epoch(heard.observed_at)
    if observed is not None and known.observed_at is not None and observed < known.observed_at:
        return Verdict.DUPLICATE
    gone = known.deleted_at is not None and heard.deleted_at is None
    if gone and (observed is None or observed <= (known.deleted_at or 0)):
        return Verdict.DUPLICATE
    if content_hash != known.content_hash:
        return Verdict.UPDATED
    for name, before in zip(COUNTS, known.counts, strict=True):
        now = getattr(heard, name)
        if now is not None and now != before:
            return Verdict.UPDATED
    return Verdict.DUPLICATE


def find_known(connection: Connection, workspace: str, keys: Iterable[Key]) -> dict[Key, Known]:
    """Look up which of these mentions the store has."""
    by_source: dict[str, list[str]] = {}
    for source, external in keys:
        by_source.setdefault(source, []).append(external)
    columns = (
        mention.c.id, mention.c.source, mention.c.external_id, mention.c.content_hash, mention.c.observed_at,
        mention.c.deleted_at, *(engagement.c[name] for name in COUNTS),
    )  # fmt: skip
    base = select(*columns).outerjoin(engagement, engagement.c.mention == mention.c.id)
    found: dict[Key, Known] = {}
    for source, externals in by_source.items():
        here = base.where(mention.c.workspace == workspace, mention.c.source == source)
        for start in range(0, len(externals), CHUNK):
            query = here.where(mention.c.external_id.in_(externals[start : start + CHUNK]))
            for number, of, external, content_hash, observed, deleted, *counts in connection.execute(query):
                found[of, external] = Known(
                    id=number,
                    content_hash=content_hash,
                    observed_at=observed,
                    deleted_at=deleted,
                    counts=tuple(counts),
                )
    return found


def free_numbers(connection: Connection, wanted: Sequence[int]) -> set[int]:
    """Return those of the wanted numbers that no mention has."""
    taken: set[int] = set()
    for start in range(0, len(wanted), CHUNK):
        query = select(mention.c.id).where(mention.c.id.in_(wanted[start : start + CHUNK]))
        taken.update(connection.execute(query).scalars())
    return set(wanted) - taken


def assign_ids(connection: Connection, seconds: Sequence[int]) -> list[int]:
    """Return one free number a mention: its second, then a sequence within it, in the order given.

    The caller holds the writer's lock, so that what is free stays free.
    """
    free: dict[int, int] = {}
    ids = []
    for wanted in seconds:
        second = wanted
        while True:
            if second not in free:
                free[second] = _first_free(connection, second)
            if free[second] >> SEQUENCE == second:
                break
            second += 1  # that one is full
        ids.append(free[second])
        free[second] += 1
    return ids


def _first_free(connection: Connection, second: int) -> int:
    begin, end = second << SEQUENCE, (second + 1) << SEQUENCE
    query = select(func.max(mention.c.id)).where(mention.c.id >= begin, mention.c.id < end)
    last = connection.execute(query).scalar()
    return begin if last is None else int(last) + 1


class Mentions:
    """The stored mentions of one workspace, for reading."""

    def __init__(self, connection: Connection, workspace: str) -> None:
        self._connection = connection
        self._workspace = workspace

    def get(self, id: int) -> StoredMention:
        """Return one mention by the store's number, or raise `NotFound`."""
        found = self.many([id])
        if not found:
            raise NotFound(what=f"mention:{id}")
        return found[0]

    def many(self, ids: Sequence[int]) -> list[StoredMention]:
        """Return mentions in the order of `ids`; what is not there is left out."""
        found: dict[int, StoredMention] = {}
        for start in range(0, len(ids), CHUNK):
            query = (
                select(mention, *(engagement.c[name] for name in COUNTS))
                .outerjoin(engagement, engagement.c.mention == mention.c.id)
                .where(mention.c.id.in_(ids[start : start + CHUNK]))
            )
            for row in self._connection.execute(query):
                if row.workspace == self._workspace:  # in SQL, SQLite would walk the workspace's whole index
                    found[row.id] = stored_mention(row)
        return [found[number] for number in ids if number in found]

    def find(self, source: str, external_id: str) -> StoredMention | None:
        """Return the mention that a source knows by this id."""
        known = find_known(self._connection, self._workspace, [(source, external_id)])
        return self.get(known[source, external_id].id) if known else None

    def newest(
        self, *, topic: int | None = None, before: int | None = None, limit: int = 50
    ) -> list[StoredMention]:
        """Return the newest mentions, of a topic if one is named, older than the number `before`."""
        from deutgo.store.tables.topics import topic_match

        if topic is None:
            place = mention.c.id
            query = select(place).where(
                mention.c.workspace == self._workspace, mention.c.deleted_at.is_(None)
            )
        else:
            place = topic_match.c.mention
            query = select(place).where(topic_match.c.topic == topic)
            query = query.where(topic_match.c.workspace == self._workspace)
        if before is not None:
            query = query.where(place < before)
        ids = self._connection.execute(query.order_by(place.desc()).limit(limit)).scalars().all()
        return self.many(ids)

    def count(self) -> int:
        """Count the mentions that stand (deleted ones leave only their key)."""
        query = select(func.count()).select_from(mention)
        query = query.where(mention.c.workspace == self._workspace, mention.c.deleted_at.is_(None))
        return int(self._connection.execute(query).scalar_one())


def stored_mention(row: Row[Any]) -> StoredMention:
    """Build the value from a row of `mention` with the four counts beside it."""
    return StoredMention(
        id=row.id,
        mention=Mention(
            id=row.external_id,
            text=row.text,
            source=row.source,
            url=row.url,
            title=row.title,
            author=row.author,
            created_at=_instant(row.created_at),
            created_precision=Precision(row.created_precision),
            observed_at=_instant(row.observed_at),
            parent_id=row.parent_id,
            target=row.target,
            board=row.board,
            rating=row.rating,
            views=row.views,
            likes=row.likes,
            shares=row.shares,
            replies=row.replies,
            lang=row.lang,
            deleted_at=_instant(row.deleted_at),
        ),
        imported_at=datetime.fromtimestamp(row.imported_at, UTC),
        sentiment=row.sentiment,
        sentiment_score=row.sentiment_score,
        intent=row.intent,
        intent_score=row.intent_score,
        offensive=row.offensive,
        offensive_score=row.offensive_score,
        personal=tuple(
            PersonalSpan(kind=PersonalKind(kind), start=start, end=end)
            for kind, start, end in orjson.loads(row.personal or "[]")
        ),
    )


def _instant(seconds: int | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
