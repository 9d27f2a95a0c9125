"""The crisis case: what state it is in, and which moves are legal."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from deutgo.errors import IllegalMove


class CaseStatus(StrEnum):
    WATCH = "watch"  # 지켜보는 중: nobody outside has been told
    SIGNAL = "signal"
    PARACRISIS = "paracrisis"  # a visible charge that could become a crisis
    CRISIS = "crisis"
    CONTAINED = "contained"
    RECOVERING = "recovering"
    CLOSED = "closed"


_S = CaseStatus
MOVES: dict[CaseStatus, frozenset[CaseStatus]] = {
    _S.WATCH: frozenset({_S.SIGNAL, _S.PARACRISIS, _S.CRISIS, _S.CLOSED}),
    _S.SIGNAL: frozenset({_S.WATCH, _S.PARACRISIS, _S.CRISIS, _S.CLOSED}),
    _S.PARACRISIS: frozenset({_S.SIGNAL, _S.CRISIS, _S.CONTAINED, _S.CLOSED}),
    _S.CRISIS: frozenset({_S.CONTAINED}),
    _S.CONTAINED: frozenset({_S.CRISIS, _S.RECOVERING}),
    _S.RECOVERING: frozenset({_S.CRISIS, _S.CLOSED}),
    _S.CLOSED: frozenset({_S.WATCH}),  # reopening is a move like any other, and is recorded
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One matter that the team answers for. `severity` is 0 (none) to 4 (lives at stake)."""

    id: int = 0
    title: str
    status: CaseStatus = CaseStatus.SIGNAL
    severity: int = 1
    plausibility: str = "usual"  # usual, unusual, unimaginable: an axis of its own (R6-03)
    topic_id: int | None = None
    alert_id: int | None = None
    owner_id: int | None = None
    opened_at: datetime
    moved_at: datetime
    closed_at: datetime | None = None
    next_update_at: datetime | None = None  # what we promised the public

    def move(self, wanted: CaseStatus, *, at: datetime) -> "Case":
        """Return the case in its new status, or raise `IllegalMove`."""
        if wanted not in MOVES[self.status]:
            raise IllegalMove(now=self.status, wanted=wanted, allowed=sorted(MOVES[self.status]))
        closed_at = at if wanted is CaseStatus.CLOSED else None
        return replace(self, status=wanted, moved_at=at, closed_at=closed_at)

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to look at it."""
        return self.status is not CaseStatus.CLOSED
