"""One person's matter: its states, and the three clocks first reply, next reply, resolution."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from deutgo.errors import IllegalMove


class TicketStatus(StrEnum):
    NEW = "new"
    ASSIGNED = "assigned"
    WAITING_CUSTOMER = "waiting_customer"
    WAITING_INTERNAL = "waiting_internal"
    RESOLVED = "resolved"
    REOPENED = "reopened"


_T = TicketStatus
OPEN = frozenset({_T.NEW, _T.ASSIGNED, _T.WAITING_INTERNAL, _T.REOPENED})  # the next move is ours
MOVES: dict[TicketStatus, frozenset[TicketStatus]] = {
    _T.NEW: frozenset({_T.ASSIGNED, _T.WAITING_CUSTOMER, _T.WAITING_INTERNAL, _T.RESOLVED}),
    _T.ASSIGNED: frozenset({_T.WAITING_CUSTOMER, _T.WAITING_INTERNAL, _T.RESOLVED}),
    _T.WAITING_CUSTOMER: frozenset({_T.ASSIGNED, _T.WAITING_INTERNAL, _T.RESOLVED}),
    _T.WAITING_INTERNAL: frozenset({_T.ASSIGNED, _T.WAITING_CUSTOMER, _T.RESOLVED}),
    _T.RESOLVED: frozenset({_T.REOPENED}),
    _T.REOPENED: frozenset({_T.ASSIGNED, _T.WAITING_CUSTOMER, _T.WAITING_INTERNAL, _T.RESOLVED}),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """How soon we say that we answer, for one priority."""

    first_reply: timedelta
    next_reply: timedelta
    resolution: timedelta


PROMISES: dict[str, Promise] = {
    "urgent": Promise(
        first_reply=timedelta(minutes=15), next_reply=timedelta(minutes=30), resolution=timedelta(hours=4)
    ),
    "normal": Promise(
        first_reply=timedelta(hours=2), next_reply=timedelta(hours=4), resolution=timedelta(days=1)
    ),
    "low": Promise(
        first_reply=timedelta(hours=8), next_reply=timedelta(days=1), resolution=timedelta(days=3)
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """One matter of one person, usually begun by a mention. `waiting_since` is when it became our turn."""

    id: int = 0
    mention_id: int | None = None
    case_id: int | None = None
    title: str
    status: TicketStatus = TicketStatus.NEW
    priority: str = "normal"
    assignee_id: int | None = None
    opened_at: datetime
    waiting_since: datetime | None = None
    first_replied_at: datetime | None = None
    replied_at: datetime | None = None
    resolved_at: datetime | None = None
    reopened_count: int = 0

    def move(self, wanted: TicketStatus, *, at: datetime) -> "Ticket":
        """Return the ticket in its new status, or raise `IllegalMove`."""
        if wanted not in MOVES[self.status]:
            raise IllegalMove(now=self.status, wanted=wanted, allowed=sorted(MOVES[self.status]))
        ours = wanted in OPEN
        return replace(
            self,
            status=wanted,
            waiting_since=(self.waiting_since or at) if ours else None,
            resolved_at=at if wanted is _T.RESOLVED else None,
            reopened_count=self.reopened_count + (wanted is _T.REOPENED),
        )

    def answered(self, *, at: datetime) -> "Ticket":
        """Return the ticket after a person's reply went out: now it is the customer's turn."""
        return replace(
            self,
            status=_T.WAITING_CUSTOMER,
            first_replied_at=self.first_replied_at or at,
            replied_at=at,
            waiting_since=None,
        )

    def due_at(self) -> datetime | None:
        """Return when the clock that runs now ends; None while it is the customer's turn."""
        if self.status not in OPEN:
            return None
        promise = PROMISES[self.priority]
        if self.first_replied_at is None:
            return self.opened_at + promise.first_reply
        return (self.waiting_since or self.opened_at) + promise.next_reply

    def is_late(self, now: datetime) -> bool:
        """Whether we owe an answer that is overdue."""
        due = self.due_at()
        return due is not None and due < now
