"""The mention: one piece of content by someone, as observed once."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Precision(StrEnum):
    INSTANT = "instant"
    DAY = "day"  # counts by day and never in hourly counters
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """One observation of a post, comment, review, article or note.

    `id` is the source's own id, unique within `source`. Instants are UTC-aware. Engagement counts are
    those seen at `observed_at`, None when the source does not tell.
    """

    id: str
    text: str
    source: str = ""
    url: str | None = None
    title: str | None = None
    author: str | None = None
    created_at: datetime | None = None
    created_precision: Precision = Precision.UNKNOWN
    observed_at: datetime | None = None
    parent_id: str | None = None
    target: str | None = None
    board: str | None = None
    rating: float | None = None
    views: int | None = None
    likes: int | None = None
    shares: int | None = None
    replies: int | None = None
    lang: str | None = None
    deleted_at: datetime | None = None


def derive_id(*, source: str, author: str | None, created: str, text: str) -> str:
    """Make a stable id for a mention that came without one.

    `created` is the time as it was given, empty when absent.
    """
    parts = "\x1f".join((source, author or "", created, text))
    return "d" + hashlib.sha256(parts.encode()).hexdigest()[:23]
