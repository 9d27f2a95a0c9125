"""A source: where mentions come from, how far we have read, and whether we can still see."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Protocol

from deutgo.listen.mention import Mention

LONGEST_WAIT = timedelta(hours=6)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedSource:
    """One collected place. `cursor` is all that resuming needs.

    `health` is `new`, `well` or `blind`; while blind, counts of this source are unknown and never zero.
    """

    id: int = 0
    name: str
    kind: str = "feed"
    url: str
    every_seconds: int = 300
    cursor: dict[str, Any] = field(default_factory=dict)
    health: str = "new"
    blind_since: datetime | None = None
    failure: str | None = None
    failure_count: int = 0
    checked_at: datetime | None = None
    due_at: datetime
    disabled_at: datetime | None = None

    def succeeded(self, cursor: dict[str, Any], *, at: datetime) -> "FeedSource":
        """Return the source after a visit that worked."""
        return replace(
            self,
            cursor=cursor,
            health="well",
            blind_since=None,
            failure=None,
            failure_count=0,
            checked_at=at,
            due_at=at + timedelta(seconds=self.every_seconds),
        )

    def failed(self, failure: str, *, at: datetime, retry_after: timedelta | None = None) -> "FeedSource":
        """Return the source after a visit that failed: blind since the first failure, ever slower to ask."""
        count = self.failure_count + 1
        wait = min(timedelta(seconds=self.every_seconds) * 2 ** min(count - 1, 10), LONGEST_WAIT)
        return replace(
            self,
            health="blind",
            blind_since=self.blind_since or at,
            failure=failure,
            failure_count=count,
            checked_at=at,
            due_at=at + max(wait, retry_after or timedelta(0)),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """What one visit brought: mentions, where to go on, and whether items may have been missed."""

    mentions: Sequence[Mention]
    cursor: dict[str, Any]
    gap_possible: bool = False


class Source(Protocol):
    """Reads what is new since the cursor; raises `Unavailable` or `BadInput` with the reason."""

    def visit(self, source: FeedSource, *, now: datetime) -> Visit:
        """Fetch once."""
        ...
