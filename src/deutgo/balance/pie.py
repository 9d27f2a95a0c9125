"""The pie: how time divides between listening, answering, creating and managing (R1-05, R1-12)."""

from collections.abc import Iterable
from dataclasses import dataclass

from deutgo.balance.activity import Activity, ActivityKind

# share of listening, answering, creating; two divisions of a day that the field discusses
TARGETS: dict[str, tuple[float, float, float]] = {
    "listen_25": (0.25, 0.50, 0.25),
    "listen_20": (0.20, 0.40, 0.40),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Pie:
    """Seconds and acts by kind; shares are of all seconds, 0 when there are none."""

    seconds: dict[ActivityKind, int]
    counts: dict[ActivityKind, int]

    @property
    def total_seconds(self) -> int:
        """All seconds."""
        return sum(self.seconds.values())

    def share(self, kind: ActivityKind) -> float:
        """One kind's share of the time, 0 to 1."""
        return self.seconds[kind] / self.total_seconds if self.total_seconds else 0.0

    @property
    def listen_share(self) -> float:
        """Time of listening over all time."""
        return self.share(ActivityKind.LISTEN)

    @property
    def speak_share(self) -> float:
        """Time of answering and creating over all time."""
        return self.share(ActivityKind.ANSWER) + self.share(ActivityKind.CREATE)


def divide(activities: Iterable[Activity]) -> Pie:
    """Add activities up by kind."""
    seconds = dict.fromkeys(ActivityKind, 0)
    counts = dict.fromkeys(ActivityKind, 0)
    for activity in activities:
        seconds[activity.kind] += activity.seconds
        counts[activity.kind] += 1
    return Pie(seconds=seconds, counts=counts)
