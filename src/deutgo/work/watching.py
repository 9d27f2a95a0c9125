"""Watches topics minute by minute and keeps the alerts: raised once, risen, fallen, ended."""

from datetime import UTC, datetime, timedelta

import structlog

from deutgo.detect.alert import AlertChange, Change, SignalCounts
from deutgo.detect.ledger import KeptAlert, keep
from deutgo.detect.watch import BurstWatch
from deutgo.events import Event
from deutgo.store.announced import announced
from deutgo.store.minutes import Arrivals, MinuteSpan, as_signals, count_minutes
from deutgo.store.reasons import explain_alert
from deutgo.store.topics import Topics
from deutgo.store.unit_of_work import Store, UnitOfWork

log = structlog.get_logger()
MINUTE = timedelta(minutes=1)
HISTORY = timedelta(days=7)
WINDOW = 60  # minutes in which a late mention is still news


class Watcher:
    """One workspace's watch. It learns what is normal from the store at its first turn."""

    def __init__(self, store: Store, *, workspace: str | None = None) -> None:
        self.store = store
        self.workspace = workspace or store.workspace
        self.watch = BurstWatch()
        self.arrivals = Arrivals(window=WINDOW)
        self.done: int | None = None  # the last minute that was judged

    def turn(self, now: datetime) -> None:
        """Judge every minute that has ended since the last turn."""
        ended = int(now.timestamp()) // 60 - 1
        if self.done is None:
            self._learn(ended)
        assert self.done is not None
        self._tune(_instant(max(self.done + 1, ended - WINDOW)))
        for minute in range(max(self.done + 1, ended - WINDOW), ended + 1):
            self._judge(minute)
            self.done = minute

    def _tune(self, since: datetime) -> None:
        """Take up what people chose: each topic's rule, and the events that were announced."""
        with self.store.read(workspace=self.workspace) as work:
            topics = Topics(work.connection, work.workspace).all()
            self.watch.policies = {str(topic.id): topic.rule.policy for topic in topics}
            self.watch.events = [event.known for event in announced(work, after=since)]

    def _learn(self, ended: int) -> None:
        """Replay the past week without telling anybody, and take up the alerts that are open."""
        since = ended - int(HISTORY / MINUTE)
        self._tune(_instant(since))
        with self.store.read(workspace=self.workspace) as work:
            counts = count_minutes(work.connection, self.workspace, MinuteSpan(since=since, until=ended))
            first = min((minute for _, minute in counts), default=ended)
            by_minute: dict[int, dict[str, SignalCounts]] = {}
            for (topic, minute), by_intent in counts.items():
                by_minute.setdefault(minute, {})[str(topic)] = as_signals(by_intent)
            for minute in range(first, ended):
                self.watch.observe(_instant(minute), by_minute.get(minute, {}))
        recent = {key: value for key, value in counts.items() if key[1] > ended - WINDOW}
        self.arrivals.take(recent)
        self.done = ended - 1

    def _judge(self, minute: int) -> None:
        with self.store.read(workspace=self.workspace) as work:
            span = MinuteSpan(since=minute - WINDOW + 1, until=minute + 1)
            fresh = self.arrivals.take(count_minutes(work.connection, self.workspace, span))
            known = _can_see(work)
        counts = {str(topic): as_signals(by_intent) for topic, by_intent in fresh.items()}
        if not known:
            counts = {topic: SignalCounts(known=False) for topic, _ in self.watch.rows}
        changes = self.watch.observe(_instant(minute), counts)
        if changes:
            with self.store.begin(workspace=self.workspace) as work:
                for change in changes:
                    keep_change(work, change)


def _can_see(work: UnitOfWork) -> bool:
    """Whether at least one source answers; without any sources, mentions are imported and always known."""
    sources = work.sources.find(disabled_at=None)
    return not sources or any(source.health != "blind" for source in sources)


def keep_change(work: UnitOfWork, change: AlertChange) -> KeptAlert | None:
    """Write one change of an alert, with its reason in words and its event."""
    alert = change.alert
    topic_id = int(alert.topic)
    known = work.alerts.find(key=alert.id)
    reason, facts = explain_alert(work, alert, at=change.at)
    if change.change is Change.RAISED or not known:
        if known or change.change is Change.ENDED:
            return None
        kept = work.alerts.add(keep(alert, topic_id=topic_id, reason=reason, facts=facts))
    else:
        kept = work.alerts.save(known[0].follow(change, reason=reason, facts=facts))
    work.emit(
        Event(
            name=f"alert_{change.change.value}",
            at=change.at,
            workspace=work.workspace,
            subject=f"alert:{kept.id}",
            facts={"topic_id": topic_id, "level": kept.level, "lane": kept.lane, "count": kept.count},
        )
    )
    log.info("alert_changed", alert_id=kept.id, change=change.change.value, level=kept.level)
    return kept


def _instant(minute: int) -> datetime:
    return datetime.fromtimestamp(minute * 60, UTC)
