"""The silence gap: what was heard, needed an answer, and did not get one in time (R1-06)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

ANSWER_WITHIN = timedelta(hours=2)  # the promise of a normal ticket's first reply
LOOK_BACK = timedelta(hours=1)  # of what fell due in this stretch
ALARM_AT = 0.5  # first_hour.md M12; editable
LEAST_COUNT = 5  # a gap over fewer is noise


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """One mention that needs an answer; `answered_at` is when a linked answer went out."""

    heard_at: datetime
    answered_at: datetime | None
    mention_id: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SilenceGap:
    """`due_count` mentions whose time is up, `answered_count` of them answered within it."""

    due_count: int
    answered_count: int

    @property
    def gap(self) -> float:
        """1 − answered ÷ due, 0 when nothing is due."""
        return 1 - self.answered_count / self.due_count if self.due_count else 0.0

    @property
    def is_alarming(self) -> bool:
        """Whether a person should be told."""
        return self.due_count >= LEAST_COUNT and self.gap > ALARM_AT


def measure(
    heard: Iterable[Heard],
    *,
    now: datetime,
    within: timedelta = ANSWER_WITHIN,
    look_back: timedelta | None = None,
) -> SilenceGap:
    """Count what fell due by `now`, in the past `look_back` or, without it, ever.

    A mention still inside its time is not due, answered or not, so that fast answers cannot hide old silence.
    """
    due = fallen_due(heard, now=now, within=within, look_back=look_back)
    answered = [each for each in due if each.answered_at and each.answered_at <= each.heard_at + within]
    return SilenceGap(due_count=len(due), answered_count=len(answered))


def fallen_due(
    heard: Iterable[Heard],
    *,
    now: datetime,
    within: timedelta = ANSWER_WITHIN,
    look_back: timedelta | None = None,
) -> list[Heard]:
    """Return what fell due by `now`, as `measure` counts it."""
    return [
        each
        for each in heard
        if each.heard_at + within <= now and (look_back is None or each.heard_at + within > now - look_back)
    ]
