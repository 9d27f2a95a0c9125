"""Sensitivity: how soon a topic's burst is worth a person's attention, in three steps that have names."""

from dataclasses import dataclass, replace
from enum import StrEnum

from deutgo.detect.watch import WatchPolicy


class Sensitivity(StrEnum):
    """What a person chooses for a topic."""

    CALM = "calm"  # few alerts: only what stands out by far
    USUAL = "usual"
    KEEN = "keen"  # early and often, where a few posts matter


POLICIES: dict[Sensitivity, WatchPolicy] = {
    Sensitivity.CALM: WatchPolicy(
        alert_evidence=3.5,
        review_evidence=1.5,
        least_count=10,
        least_lift=3.0,
        carried_count=12,
        carried_lift=8.0,
    ),
    Sensitivity.USUAL: WatchPolicy(),
    Sensitivity.KEEN: WatchPolicy(
        alert_evidence=0.8,
        review_evidence=0.0,
        least_count=3,
        least_lift=1.5,
        carried_count=4,
        carried_lift=4.0,
    ),
}
MOST_LEAST = 100_000  # a floor above which no topic would ever be told


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchRule:
    """A topic's rule: its sensitivity, and if wanted the least number of mentions that is an alert at all."""

    sensitivity: Sensitivity = Sensitivity.USUAL
    least_count: int | None = None

    @property
    def policy(self) -> WatchPolicy:
        """What the watch goes by. A floor only ever makes it quieter."""
        policy = POLICIES[self.sensitivity]
        if self.least_count is None:
            return policy
        return replace(
            policy,
            least_count=max(policy.least_count, self.least_count),
            carried_count=max(policy.carried_count, self.least_count),
        )
