"""Plays all packs at once on a fast clock, so that the demo moves; everything in it is synthetic."""

from datetime import datetime, timedelta

import structlog

from deutgo.care.inbox import open_ticket
from deutgo.clock import ReplayClock, utc_now
from deutgo.crisis.room import open_case
from deutgo.crisis.scenario.pack import MARK, Pack, load_pack
from deutgo.detect.ledger import KeptAlert
from deutgo.events import Event
from deutgo.people import Actor
from deutgo.store.mentions import Mentions
from deutgo.store.topics import Topics
from deutgo.store.unit_of_work import UnitOfWork
from deutgo.wiring import Deutgo
from deutgo.work.replaying import Stage

log = structlog.get_logger()
PACKS = ("pack3", "pack2", "pack6", "pack4", "pack5", "pack1")
BEHIND = timedelta(hours=8)  # the demo's clock starts so far back and catches up with the wall's
FIRST_ONSET = timedelta(minutes=20)
BETWEEN = timedelta(minutes=40)
FLOOD = 60  # tickets that the flood pack opens at most


class Demo:
    """The stage director of `deutgo demo`."""

    def __init__(self, deutgo: Deutgo, clock: ReplayClock, team: Actor) -> None:
        self.deutgo = deutgo
        self.clock = clock
        self.team = team
        start = clock()
        self.stages = []
        for number, name in enumerate(PACKS):
            pack = load_pack(name)
            begins = pack.answers_stop_at or pack.onset_at
            shift = start + FIRST_ONSET + number * BETWEEN - begins
            self.stages.append(Stage(pack, deutgo.store, team, shift=shift))
        self._cases: set[int] = set()
        self._tickets = 0

    def load_past(self) -> None:
        """Take in the quiet day before, so that the watch knows what is normal."""
        now = self.clock()
        for stage in self.stages:
            stage.play(now)

    def turn(self) -> None:
        """Play what is due, and open the cases and tickets that a team would open."""
        now = self.clock()
        for stage in self.stages:
            stage.play(now)
        with self.deutgo.store.begin(durable=False) as work:
            topics = {topic.id: topic.name for topic in Topics(work.connection, work.workspace).all()}
            for alert in work.alerts.find(kind="burst", lane="alert"):
                pack = self._pack_of(topics.get(alert.topic_id or 0))
                if pack is not None and alert.topic_id not in self._cases:
                    self._cases.add(alert.topic_id or 0)
                    self._open(work, pack, alert, now)
        if self.clock.speed > 1 and now >= utc_now():
            self.clock.set_speed(1.0)

    def _pack_of(self, firm: str | None) -> Pack | None:
        return next((stage.pack for stage in self.stages if stage.pack.firm == firm), None)

    def _open(self, work: UnitOfWork, pack: Pack, alert: KeptAlert, now: datetime) -> None:
        if pack.id == "pack5":
            self._flood(work, alert, now)
            return
        if pack.id == "pack3":  # this one is left to the person at the console
            return
        case = open_case(
            work,
            self.team,
            title=f"[{MARK}] {pack.title}",
            at=now,
            topic_id=alert.topic_id,
            alert_id=alert.id,
        )
        tell_rows(work, pack, case.id)
        log.info("demo_case_opened", case_id=case.id, pack=pack.id)

    def _flood(self, work: UnitOfWork, alert: KeptAlert, now: datetime) -> None:
        newest = Mentions(work.connection, work.workspace).newest(topic=alert.topic_id, limit=FLOOD)
        for stored in newest:
            title = stored.mention.text[:60]
            open_ticket(work, self.team, title=title, at=now, mention_id=stored.id)


def tell_rows(work: UnitOfWork, pack: Pack, case_id: int) -> None:
    """Write the pack's sourced rows into a case's timeline, at their real dates."""
    for row in pack.rows:
        work.emit(
            Event(
                name="row_replayed",
                at=row.at,
                workspace=work.workspace,
                subject=f"case:{case_id}",
                facts={"text": row.text, "source": row.source, "precision": row.precision},
            )
        )
