"""Alerts of one cause: shown as one, taken as one, and told once.

A burst seldom comes alone: the same posts are read fast, ask questions that nobody answers and reach the
press, and several topics match them. Alerts belong together when they began within `TOGETHER` of the first
one and either are of one topic or rest on the same mentions. The first one is the middle of a cause, so
causes never grow into one another like links of a chain.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from deutgo.detect.alert import LEVELS, Level
from deutgo.detect.ledger import KeptAlert

TOGETHER = timedelta(hours=6)
SHARED = 2  # mentions that two alerts show as evidence; or the first one of either
ALONE = frozenset({"silence", "source"})  # about ourselves and our sources, not about what people write
NEWS = frozenset({"press"})  # kinds that a person hears of even when the cause is known
NEWS_SIGNALS = frozenset({"reports"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """The alert that a cause is shown by, the worst one, and the others."""

    head: KeptAlert
    others: tuple[KeptAlert, ...] = ()

    @property
    def alerts(self) -> tuple[KeptAlert, ...]:
        """All of them, the head first."""
        return (self.head, *self.others)


def mentions_of(alert: KeptAlert) -> frozenset[int]:
    """Return the mentions that an alert shows as its evidence."""
    facts = alert.facts
    shown = [facts.get("first_mention"), facts.get("widest_mention"), *(facts.get("samples") or ())]
    return frozenset(each for each in shown if isinstance(each, int))


def is_of_one_cause(first: KeptAlert, other: KeptAlert) -> bool:
    """Tell whether an alert stems from what raised an earlier one."""
    if first.kind in ALONE or other.kind in ALONE or first.lane != other.lane:
        return False
    if abs(other.began_at - first.began_at) > TOGETHER:
        return False
    if first.topic_id is not None and first.topic_id == other.topic_id:
        return True
    ours, theirs = mentions_of(first), mentions_of(other)
    firsts = {first.facts.get("first_mention"), other.facts.get("first_mention")} - {None}
    return len(ours & theirs) >= SHARED or bool(firsts & ours & theirs)


def causes_of(alerts: Sequence[KeptAlert]) -> list[Cause]:
    """Put alerts together by cause; the order of the heads is that of `alerts`."""
    groups: list[list[KeptAlert]] = []
    for alert in sorted(alerts, key=lambda each: (each.began_at, each.id)):
        home = next((group for group in groups if is_of_one_cause(group[0], alert)), None)
        if home is None:
            groups.append([alert])
        else:
            home.append(alert)
    place = {alert.id: number for number, alert in enumerate(alerts)}
    causes = []
    for group in groups:
        head, *others = sorted(group, key=lambda each: (-_rank(each.level), place[each.id]))
        causes.append(Cause(head=head, others=tuple(others)))
    return sorted(causes, key=lambda cause: place[cause.head.id])


def companions(alert: KeptAlert, alerts: Sequence[KeptAlert]) -> tuple[KeptAlert, ...]:
    """Return the other alerts of an alert's cause."""
    for cause in causes_of([alert, *(each for each in alerts if each.id != alert.id)]):
        if any(each.id == alert.id for each in cause.alerts):
            return tuple(each for each in cause.alerts if each.id != alert.id)
    return ()


def is_news(alert: KeptAlert, known: Sequence[KeptAlert]) -> bool:
    """Tell whether somebody who knows of these alerts of the cause must hear of this one too.

    A higher level is news, and so are the first press article and the first reports of harm.
    """
    if not known or _rank(alert.level) > max(_rank(each.level) for each in known):
        return True
    new_kind = alert.kind in NEWS and all(each.kind != alert.kind for each in known)
    return new_kind or (alert.signal in NEWS_SIGNALS and all(each.signal != alert.signal for each in known))


def _rank(level: str) -> int:
    return LEVELS.index(Level(level))
