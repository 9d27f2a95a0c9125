"""Activities: one act of listening, answering, creating or managing, and how long it took (R1-03)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class ActivityKind(StrEnum):
    LISTEN = "listen"  # read, triage, analyse, report
    ANSWER = "answer"  # reply, direct message, call-back
    CREATE = "create"  # content, notice, statement
    MANAGE = "manage"  # approve, meeting


IDLE_CUT = timedelta(seconds=120)  # R1-04: a page left open is not work

# event name → (kind, seconds that the act counts for when no measured time is known)
COUNTED: dict[str, tuple[ActivityKind, int]] = {
    "mention_triaged": (ActivityKind.LISTEN, 20),
    "mention_read": (ActivityKind.LISTEN, 10),
    "alert_acknowledged": (ActivityKind.LISTEN, 30),
    "fact_judged": (ActivityKind.LISTEN, 120),
    "ticket_replied": (ActivityKind.ANSWER, 120),
    "statement_drafted": (ActivityKind.CREATE, 300),
    "statement_revised": (ActivityKind.CREATE, 120),
    "publication_sent": (ActivityKind.CREATE, 0),
    "statement_approved": (ActivityKind.MANAGE, 60),
    "statement_returned": (ActivityKind.MANAGE, 60),
    "case_opened": (ActivityKind.MANAGE, 60),
    "case_moved": (ActivityKind.MANAGE, 30),
    "ticket_assigned": (ActivityKind.MANAGE, 10),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """One act. `seconds` is measured where a page reported it, else the usual time of such an act."""

    id: int = 0
    kind: ActivityKind
    act: str
    person_id: int | None
    at: datetime
    seconds: int
    measured: bool = False
    subject: str | None = None


def from_event(
    name: str, *, at: datetime, actor: str | None, subject: str | None, seconds: int | None = None
) -> Activity | None:
    """Return the activity that an event is, or None when the event is not work of a person."""
    if name not in COUNTED or actor is None:
        return None
    kind, usual = COUNTED[name]
    measured = seconds is not None
    spent = min(seconds, int(IDLE_CUT.total_seconds()) * 30) if seconds is not None else usual
    return Activity(
        kind=kind, act=name, person_id=int(actor), at=at, seconds=spent, measured=measured, subject=subject
    )
