"""The kept alert: one row a burst, from its first raise to its end, with what people did about it."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from deutgo.detect.alert import Alert, AlertChange, Change


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptAlert:
    """An alert as a person sees it. `facts` are the numbers of the reason, each with what it links to.

    `kind` is `burst`, `silence`, `demand`, `views` or `source`; `key` names the cause, so that one cause is
    one alert. `level` is notice, warning or severe; `lane` is alert or review.
    """

    id: int = 0
    key: str
    kind: str
    topic_id: int | None = None
    signal: str = "all"
    level: str
    lane: str = "alert"
    began_at: datetime
    raised_at: datetime
    changed_at: datetime
    ended_at: datetime | None = None
    count: int = 0
    expected: float = 0.0
    score: float = 0.0
    peak_count: int = 0
    total: int = 0
    reason: str
    facts: dict[str, Any] = field(default_factory=dict)
    acknowledged_by: int | None = None
    acknowledged_at: datetime | None = None
    muted_at: datetime | None = None  # silent until something new happens

    @property
    def is_open(self) -> bool:
        """Whether the burst still goes on."""
        return self.ended_at is None

    @property
    def needs_person(self) -> bool:
        """Whether nobody has taken it yet."""
        return (
            self.is_open and self.lane == "alert" and self.acknowledged_at is None and self.muted_at is None
        )

    def acknowledge(self, person_id: int, *, at: datetime) -> "KeptAlert":
        """Say that a named person has taken it; the first one counts."""
        if self.acknowledged_at is not None:
            return self
        return replace(self, acknowledged_by=person_id, acknowledged_at=at)

    def follow(self, change: AlertChange, *, reason: str, facts: dict[str, Any]) -> "KeptAlert":
        """Return the row after a later change; a higher level needs a person again and ends a mute."""
        alert = change.alert
        higher = change.change is Change.ESCALATED
        return replace(
            self,
            level=alert.level.value,
            lane=alert.lane.value,
            changed_at=change.at,
            ended_at=alert.ended_at,
            count=alert.count,
            expected=alert.expected,
            score=alert.score,
            peak_count=alert.peak_count,
            total=alert.total,
            reason=reason,
            facts=facts,
            acknowledged_by=None if higher else self.acknowledged_by,
            acknowledged_at=None if higher else self.acknowledged_at,
            muted_at=None if higher else self.muted_at,
        )


def keep(alert: Alert, *, topic_id: int, reason: str, facts: dict[str, Any]) -> KeptAlert:
    """Turn a raised burst into its row."""
    return KeptAlert(
        key=alert.id,
        kind="burst",
        topic_id=topic_id,
        signal=alert.signal.value,
        level=alert.level.value,
        lane=alert.lane.value,
        began_at=alert.began_at,
        raised_at=alert.raised_at,
        changed_at=alert.raised_at,
        count=alert.count,
        expected=alert.expected,
        score=alert.score,
        peak_count=alert.peak_count,
        total=alert.total,
        reason=reason,
        facts=facts,
    )
