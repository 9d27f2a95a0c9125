"""The position ledger: what we said, where, in which version, from when to when."""

from dataclasses import dataclass, replace
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """One statement version as the public could read it on one channel."""

    id: int = 0
    case_id: int
    statement_id: int
    version: int
    channel: str
    text_hash: str
    from_at: datetime
    to_at: datetime | None = None  # None while it stands

    def end(self, *, at: datetime) -> "Position":
        """Return the position as one that no longer stands."""
        return replace(self, to_at=at)
