"""The worker's loop: hand on events, collect, watch; one failing part does not stop the others."""

import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

import structlog

from deutgo.speak.channel import Channel
from deutgo.store.outbox import Sweeper
from deutgo.store.relabelling import renew_labels
from deutgo.store.rereading import read_again
from deutgo.wiring import Deutgo
from deutgo.work.alerting import alert_sender, webhook_of
from deutgo.work.collecting import make_collector
from deutgo.work.copying import CopyKeeper
from deutgo.work.delivering import Deliverer, decider
from deutgo.work.publishing import StatusPage, publisher
from deutgo.work.recording import recorder
from deutgo.work.signals import SignalWatch
from deutgo.work.silence import watch_silence
from deutgo.work.together_watch import TogetherWatch
from deutgo.work.watching import Watcher

log = structlog.get_logger()
PAUSE_SECONDS = 0.5
LONGEST_REST_SECONDS = 60.0


class Worker:
    """Runs what is due. Several workers may run beside each other: leases and unique keys keep them apart."""

    def __init__(self, deutgo: Deutgo, *, refresh_status: Callable[[], None]) -> None:
        self.deutgo = deutgo
        page = StatusPage(url=deutgo.status_url, refresh=refresh_status)
        channels: dict[str, Channel] = {"status": page, **deutgo.remote_channels}
        consumers = [publisher(deutgo.store, channels, deutgo.clock), recorder(deutgo.store)]
        webhook = webhook_of(deutgo.settings)
        if webhook is not None:
            consumers.append(alert_sender(deutgo.store, webhook, deutgo.settings.public_url, deutgo.clock))
        consumers.append(decider(deutgo.store, deutgo.clock))
        deliverer = Deliverer(deutgo.store, deutgo.messengers, deutgo.settings.public_url)
        self.sweeper = Sweeper(deutgo.store, consumers)
        self.watcher = Watcher(deutgo.store)
        self.signals = SignalWatch(deutgo.store)
        self.parts: dict[str, tuple[timedelta, Callable[[], object]]] = {
            "events_handed_on": (timedelta(0), self.sweeper.sweep),
            "people_told": (timedelta(seconds=5), self._now(deliverer.turn)),
            "sources_visited": (timedelta(seconds=5), make_collector(deutgo).turn),
            "topics_watched": (timedelta(seconds=5), self._now(self.watcher.turn)),
            "words_renewed": (timedelta(seconds=2), lambda: read_again(deutgo.store)),
            "labels_renewed": (timedelta(seconds=2), lambda: renew_labels(deutgo.store)),
            "silence_watched": (timedelta(minutes=1), self._now(partial(watch_silence, deutgo.store))),
            "views_watched": (timedelta(minutes=1), self._now(self.signals.views.turn)),
            "demand_watched": (timedelta(minutes=1), self._now(self.signals.demand.turn)),
            "press_watched": (timedelta(minutes=1), self._now(self.signals.press.turn)),
            "joint_movement_looked_for": (
                timedelta(minutes=10),
                self._now(TogetherWatch(deutgo.store).turn),
            ),
            "copies_found": (timedelta(seconds=10), CopyKeeper(deutgo.store).turn),
        }
        self.ran_at: dict[str, datetime] = {}
        self.failures: dict[str, int] = {}
        self.rests_until: dict[str, float] = {}

    def add(self, name: str, part: Callable[[], object]) -> None:
        """Run another part at every turn, before the others."""
        self.parts = {name: (timedelta(0), part), **self.parts}

    def _now(self, turn: Callable[[datetime], None]) -> Callable[[], None]:
        """Let a watch take its turn at the product's own clock."""
        return lambda: turn(self.deutgo.clock())

    def turn(self) -> None:
        """Run every part that is due once; one that fails rests ever longer before it is tried again."""
        for name, (every, part) in self.parts.items():
            now, wall = self.deutgo.clock(), time.monotonic()
            waits = name in self.ran_at and now - self.ran_at[name] < every
            if waits or wall < self.rests_until.get(name, 0.0):
                continue
            self.ran_at[name] = now
            try:
                part()
            except Exception as error:  # the job runner: a defect in one part must not end the others
                self.failures[name] = self.failures.get(name, 0) + 1
                rest = min(PAUSE_SECONDS * 2 ** self.failures[name], LONGEST_REST_SECONDS)
                self.rests_until[name] = wall + rest
                log.error("part_failed", part=name, error=type(error).__name__, exc_info=error)
            else:
                self.failures.pop(name, None)

    def run(self, stop: threading.Event) -> None:
        """Take turns until told to stop."""
        while not stop.is_set():
            self.turn()
            stop.wait(PAUSE_SECONDS)
