"""Replays a pack through the real pipeline: mentions in, topics matched, minutes watched, alerts kept."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from deutgo.care.inbox import Disposition, open_ticket, record_reply, triage
from deutgo.clock import iso
from deutgo.crisis.scenario.pack import MARK, Pack
from deutgo.detect.ledger import KeptAlert
from deutgo.listen.mention import Mention
from deutgo.people import Actor, Role
from deutgo.speak.desk import draft
from deutgo.speak.statement import StatementKind
from deutgo.store.intake import Intake
from deutgo.store.mentions import Mentions
from deutgo.store.topics import Topics
from deutgo.store.unit_of_work import Store, UnitOfWork
from deutgo.work.signals import SignalWatch
from deutgo.work.silence import watch_silence
from deutgo.work.watching import Watcher

MINUTE = timedelta(minutes=1)
REPLY_AFTER = timedelta(minutes=40)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayResult:
    """When the pack's alert came. `quiet_alerts` counts alerts raised in the quiet day before the onset."""

    pack: str
    onset_at: datetime
    alert_at: datetime | None
    quiet_alerts: int

    def as_dict(self) -> dict[str, object]:
        """Return the shape of `deutgo replay --format json`; the lag is None without an alert."""
        lag = None if self.alert_at is None else int((self.alert_at - self.onset_at).total_seconds())
        return {
            "pack": self.pack,
            "onset_at": iso(self.onset_at),
            "alert_at": None if self.alert_at is None else iso(self.alert_at),
            "lag_seconds": lag,
            "quiet_alerts": self.quiet_alerts,
        }


class Stage:
    """One pack on its way: hands over each minute's mentions, and plays the team where the pack has one.

    `shift` moves the pack in time, so that several can be played at once and now.
    """

    def __init__(self, pack: Pack, store: Store, actor: Actor, *, shift: timedelta = timedelta(0)) -> None:
        self.pack = pack
        self.store = store
        self.actor = actor
        self.shift = shift
        self._coming = pack.mentions()
        self._next: Mention | None = next(self._coming, None)
        self._owed: list[tuple[datetime, int]] = []  # (answer at, ticket)
        with store.begin() as work:
            topics = Topics(work.connection, work.workspace)
            if pack.firm not in {topic.name for topic in topics.all()}:
                topics.add(pack.firm, pack.query)

    def due(self, until: datetime) -> Iterator[Mention]:
        """Yield the mentions made before `until`, in their shifted time."""
        while self._next is not None and self._next.created_at is not None:
            at = self._next.created_at + self.shift
            if at >= until:
                return
            yield replace(self._next, created_at=at, observed_at=at)
            self._next = next(self._coming, None)

    def play(self, until: datetime) -> int:
        """Take in what is due and let the team act; return the number of mentions."""
        heard = list(self.due(until))
        if heard:
            Intake(self.store).take(heard)
        if self.pack.answers_stop_at is not None:
            self._read_and_answer(heard, until)
        return len(heard)

    def _read_and_answer(self, heard: list[Mention], now: datetime) -> None:
        """Read every question at once; answer a while later, until the day on which answers stop."""
        assert self.pack.answers_stop_at is not None
        stop = self.pack.answers_stop_at + self.shift
        questions = [mention for mention in heard if mention.text.rstrip(" ㅠㅋ.!;").endswith("?")]
        if not questions and not any(at <= now for at, _ in self._owed):
            return
        with self.store.begin(durable=False) as work:
            for mention in questions:
                self._hear(work, mention, stop)
            for at, ticket_id in [owed for owed in self._owed if owed[0] <= now]:
                self._answer(work, ticket_id, at)
        self._owed = [owed for owed in self._owed if owed[0] > now]

    def _hear(self, work: UnitOfWork, mention: Mention, stop: datetime) -> None:
        assert mention.created_at is not None
        stored = Mentions(work.connection, work.workspace).find(mention.source, mention.id)
        if stored is None:
            return
        if mention.created_at >= stop:
            triage(work, self.actor, stored.id, Disposition.WILL_ANSWER, at=mention.created_at)
            return
        ticket = open_ticket(
            work, self.actor, title=mention.text[:60], at=mention.created_at, mention_id=stored.id
        )
        self._owed.append((mention.created_at + REPLY_AFTER, ticket.id))

    def _answer(self, work: UnitOfWork, ticket_id: int, at: datetime) -> None:
        reply = draft(
            work,
            self.actor,
            kind=StatementKind.REPLY,
            title="",
            text=f"[{MARK}] 문의 주셔서 감사합니다. 확인한 내용을 안내해 드립니다.",
            ticket_id=ticket_id,
            at=at,
        )
        record_reply(work, self.actor, ticket_id, statement_id=reply.id, public=True, at=at)


def replay(pack: Pack, store: Store) -> Iterator[tuple[datetime, ReplayResult]]:
    """Play a pack minute by minute as fast as the machine can, yielding the result so far each minute."""
    team = Actor(person_id=0, name=MARK, role=Role.ADMIN, workspace=store.workspace)
    stage = Stage(pack, store, team)
    watcher, signals = Watcher(store), SignalWatch(store)
    now = pack.starts_at
    while now < pack.ends_at:
        now += MINUTE
        stage.play(now)
        watcher.turn(now)
        watch_silence(store, now)
        signals.turn(now)
        with store.read() as work:
            yield now, judge(pack, work.alerts.find(lane="alert"))


def judge(pack: Pack, alerts: list[KeptAlert]) -> ReplayResult:
    """Say which alert answers the planted onset, and how many came while nothing was planted."""
    kinds = {"burst": {"burst"}, "silence": {"silence"}, "none": set()}[pack.notice]
    after = [alert.raised_at for alert in alerts if alert.raised_at >= pack.onset_at and alert.kind in kinds]
    return ReplayResult(
        pack=pack.id,
        onset_at=pack.onset_at,
        alert_at=min(after, default=None),
        quiet_alerts=sum(alert.raised_at < pack.onset_at for alert in alerts),
    )
