"""The fact board: what we know, how well, who finds out the rest, and by when."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum


class FactStatus(StrEnum):
    VERIFIED = "verified"
    PARTLY = "partly"
    UNVERIFIED = "unverified"
    FALSE = "false"
    UNKNOWN = "unknown"  # a question that must be answered


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One thing that matters to the case; `basis` says where the knowledge comes from."""

    id: int = 0
    case_id: int
    text: str
    status: FactStatus = FactStatus.UNKNOWN
    basis: str = ""
    owner_id: int | None = None
    due_at: datetime | None = None
    changed_at: datetime

    def judge(self, status: FactStatus, *, basis: str, at: datetime) -> "Fact":
        """Return the fact with a new status and what it rests on."""
        return replace(self, status=status, basis=basis, changed_at=at)

    def is_late(self, now: datetime) -> bool:
        """Whether its due time passed while it is still open."""
        settled = self.status in {FactStatus.VERIFIED, FactStatus.FALSE}
        return not settled and self.due_at is not None and self.due_at < now
