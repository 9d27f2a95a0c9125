"""The clocks of an open case: fifteen minutes, one hour, four hours, and what we promised (R2-04)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from deutgo.crisis.case import Case

MILESTONES: dict[str, timedelta] = {
    "first_look": timedelta(minutes=15),
    "holding": timedelta(hours=1),
    "statement": timedelta(hours=4),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Countdown:
    """One due time; `left` is negative once it passed."""

    name: str
    due_at: datetime
    left: timedelta

    @property
    def overdue(self) -> bool:
        """Whether the due time passed."""
        return self.left < timedelta(0)


def countdowns(case: Case, *, met: frozenset[str], now: datetime) -> Iterator[Countdown]:
    """Yield the clocks that still run. `met` names milestones already reached."""
    for name, allowed in MILESTONES.items():
        if name not in met:
            due = case.opened_at + allowed
            yield Countdown(name=name, due_at=due, left=due - now)
    if case.next_update_at is not None:
        yield Countdown(name="next_update", due_at=case.next_update_at, left=case.next_update_at - now)
