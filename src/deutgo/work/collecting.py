"""Visits sources that are due.

What was read is written first and how far we are afterwards: a worker killed in between reads the same
items again, and the store tells them as duplicates.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta

import structlog

from deutgo.clock import Clock
from deutgo.errors import BadInput, Unavailable
from deutgo.events import Event
from deutgo.listen.mention import Mention
from deutgo.listen.source import FeedSource, Source
from deutgo.listen.sources.feed import FeedReader
from deutgo.listen.sources.fetch import Fetcher, FetchLimits
from deutgo.store.intake import Intake
from deutgo.store.unit_of_work import Store
from deutgo.wiring import Deutgo

log = structlog.get_logger()
LEASE = timedelta(minutes=2)  # a worker that was killed during a visit loses its claim after this
TakeIn = Callable[[Sequence[Mention]], int]  # writes mentions, returns how many are new


class Collector:
    """Visits one workspace's sources."""

    def __init__(self, store: Store, reader: Source, take_in: TakeIn, clock: Clock) -> None:
        self.store = store
        self.reader = reader
        self.take_in = take_in
        self.clock = clock

    def turn(self) -> int:
        """Visit every source that is due and return how many new mentions came in."""
        return sum(self.visit(source) for source in self._claim())

    def _claim(self) -> list[FeedSource]:
        now = self.clock()
        with self.store.read() as work:
            if not any(source.due_at <= now for source in work.sources.find(disabled_at=None)):
                return []
        with self.store.begin(durable=False) as work:
            due = [source for source in work.sources.find(disabled_at=None) if source.due_at <= now]
            return [work.sources.save(replace(source, due_at=now + LEASE)) for source in due]

    def visit(self, source: FeedSource) -> int:
        """Visit one source; a failure is kept as its health and never as silence."""
        now = self.clock()
        try:
            visit = self.reader.visit(source, now=now)
        except (Unavailable, BadInput) as failure:
            wait = failure.facts.get("retry_after")
            failed = source.failed(
                str(failure.facts.get("reason", failure.code)),
                at=now,
                retry_after=wait if isinstance(wait, timedelta) else None,
            )
            self._keep(failed, was=source.health)
            return 0
        new = self.take_in(visit.mentions) if visit.mentions else 0
        with self.store.begin(durable=False) as work:
            work.sources.save(source.succeeded(visit.cursor, at=now))
            if visit.gap_possible:
                work.emit(self._event("source_gap_possible", source))
            if source.health == "blind":
                work.emit(self._event("source_recovered", source))
        log.info("mentions_collected", source_id=source.id, count=new)
        return new

    def _keep(self, failed: FeedSource, *, was: str) -> None:
        with self.store.begin(durable=False) as work:
            work.sources.save(failed)
            if was != "blind":
                work.emit(self._event("source_went_blind", failed))
        log.warning("source_failed", source_id=failed.id, count=failed.failure_count)

    def _event(self, name: str, source: FeedSource) -> Event:
        return Event(
            name=name, at=self.clock(), workspace=self.store.workspace, subject=f"source:{source.id}"
        )


def make_collector(deutgo: Deutgo) -> Collector:
    """Return the collector of feeds, writing through the intake."""
    limits = FetchLimits(allow_private=deutgo.settings.allow_private_addresses)

    def take_in(mentions: Sequence[Mention]) -> int:
        return Intake(deutgo.store).take(mentions).new

    return Collector(deutgo.store, FeedReader(Fetcher(limits)), take_in, deutgo.clock)
