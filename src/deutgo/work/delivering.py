"""Tells people of alerts: decides with the event, sends what is due, asks the next when nobody takes one.

Deciding writes one `Dispatch` a person and way, in one transaction; sending claims it first and records it
afterwards. A worker that is killed in between sends that message once more after the lease.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import structlog
from sqlalchemy import select, update

from deutgo.clock import SEOUL, Clock
from deutgo.detect.alert import Level
from deutgo.detect.cause import companions, is_news
from deutgo.detect.delivery import ESCALATE_AFTER, Dispatch, Recipient, Way, Why, decide, escalate
from deutgo.detect.ledger import KeptAlert
from deutgo.detect.messengers import Message, Messenger
from deutgo.errors import DeutgoError, Unavailable
from deutgo.i18n import _
from deutgo.store.outbox import Consumer, StoredEvent
from deutgo.store.tables import delivery
from deutgo.store.unit_of_work import Store, UnitOfWork
from deutgo.understand.privacy import find_personal, mask

log = structlog.get_logger()
STALE = timedelta(hours=6)  # older news must not flood somebody who was added today
LEASE = timedelta(minutes=2)
FIRST_WAIT, TRIES = timedelta(seconds=30), 8  # doubled at each failure: about an hour in all
LEVEL_WORDS = {Level.NOTICE: "주의", Level.WARNING: "경계", Level.SEVERE: "심각"}


def decider(store: Store, clock: Clock) -> Consumer:
    """Return the outbox consumer that writes down who is to be told; a repeated event adds nobody."""

    def handle(event: StoredEvent) -> None:
        now = clock()
        if now - event.at > STALE:
            return
        with store.begin(workspace=event.workspace) as work:
            alert = work.alerts.get(int(str(event.subject).removeprefix("alert:")))
            if work.dispatches.find(alert_id=alert.id, event_id=event.id):
                return
            knowing = _who_know(work, alert)
            for dispatch in decide(
                [each for each in standing_recipients(work) if each.person_id not in knowing],
                alert,
                alert_id=alert.id,
                event_id=event.id,
                at=now,
                on_call=on_call(work, now),
                sent_today=_sent_today(work, now),
            ):
                work.dispatches.add(dispatch)

    return Consumer(
        name="alert_delivery", events=frozenset({"alert_raised", "alert_escalated"}), handle=handle
    )


def standing_recipients(work: UnitOfWork) -> list[Recipient]:
    """Return those who may still sign in."""
    standing = {person.id for person in work.people.find(disabled_at=None)}
    return [each for each in work.recipients.find() if each.person_id in standing]


def _who_know(work: UnitOfWork, alert: KeptAlert) -> frozenset[int]:
    """Return those who were told of the alert's cause and to whom this alert is no news."""
    known = [
        each
        for each in companions(alert, work.alerts.find(ended_at=None, lane=alert.lane))
        if each.id < alert.id
    ]
    if is_news(alert, known):
        return frozenset()
    told = (dispatch for each in known for dispatch in work.dispatches.find(alert_id=each.id))
    return frozenset(dispatch.person_id for dispatch in told if dispatch.failure is None)


def _is_taken_along(alert: KeptAlert, going: Sequence[KeptAlert]) -> bool:
    """Tell whether somebody has taken another alert of the cause, and this one is no news."""
    taken = [each for each in companions(alert, going) if each.acknowledged_at is not None]
    return bool(taken) and not is_news(alert, taken)


def on_call(work: UnitOfWork, at: datetime) -> frozenset[int]:
    """Return who is on call."""
    return frozenset(shift.person_id for shift in work.shifts.find() if shift.since <= at < shift.until)


def _sent_today(work: UnitOfWork, at: datetime) -> Counter[int]:
    """Count the alerts that each person was told of at once since midnight in Seoul."""
    midnight = at.astimezone(SEOUL).replace(hour=0, minute=0, second=0, microsecond=0)
    table = delivery.dispatch.c
    query = select(table.person_id, table.alert_id).where(
        table.workspace == work.workspace, table.at >= midnight, table.why != Why.HELD
    )
    told = {(row.person_id, row.alert_id) for row in work.connection.execute(query)}
    return Counter(person for person, _alert in told)


class Deliverer:
    """Sends what is due and walks up the chain."""

    def __init__(self, store: Store, messengers: Mapping[Way, Messenger], console: str) -> None:
        self._store = store
        self._messengers = messengers
        self._console = console.rstrip("/")

    def turn(self, now: datetime) -> None:
        """Ask the next of the chain where nobody has come, then send."""
        self._escalate(now)
        for bundle in self._claim(now):
            self._send(bundle, now)

    def _escalate(self, now: datetime) -> None:
        with self._store.read() as work:
            going = work.alerts.find(ended_at=None)
            waiting = [
                alert
                for alert in going
                if alert.needs_person
                and ESCALATE_AFTER <= now - alert.raised_at <= STALE
                and not _is_taken_along(alert, going)
            ]
        if not waiting:
            return
        with self._store.begin() as work:
            recipients = standing_recipients(work)
            for alert in waiting:
                asked = frozenset(d.person_id for d in work.dispatches.find(alert_id=alert.id, event_id=0))
                for dispatch in escalate(recipients, alert, alert_id=alert.id, at=now, asked=asked):
                    work.dispatches.add(dispatch)

    def _claim(self, now: datetime) -> list[list[Dispatch]]:
        """Lease what is due; what was held is one bundle a person and way."""
        table = delivery.dispatch.c
        due = (table.sent_at.is_(None), table.failure.is_(None), table.due_at <= now)
        with self._store.read() as work:
            mine = select(table.id).where(table.workspace == work.workspace, *due)
            if work.connection.execute(mine.limit(1)).first() is None:
                return []
        with self._store.begin(durable=False) as work:
            query = update(delivery.dispatch).where(table.workspace == work.workspace, *due)
            taken = query.values(due_at=now + LEASE).returning(table.id)
            numbers = [row[0] for row in work.connection.execute(taken)]
            claimed = [work.dispatches.get(number) for number in numbers]
        bundles: defaultdict[tuple[int, ...], list[Dispatch]] = defaultdict(list)
        for each in claimed:
            key = (each.person_id, list(Way).index(each.way)) if each.why is Why.HELD else (-each.id,)
            bundles[key].append(each)
        return list(bundles.values())

    def _send(self, bundle: Sequence[Dispatch], now: datetime) -> None:
        first = bundle[0]
        with self._store.read() as work:
            alerts = [work.alerts.get(each.alert_id) for each in bundle]
            recipients = work.recipients.find(person_id=first.person_id)
        address = recipients[0].addresses.get(first.way) if recipients else None
        messenger = self._messengers.get(first.way)
        try:
            if address is None or messenger is None:
                outcome = [replace(each, failure="no_way") for each in bundle]
            elif first.why is Why.ESCALATED and not alerts[0].needs_person:
                outcome = [replace(each, failure="taken") for each in bundle]
            else:
                messenger.send(address, self._message(bundle, alerts))
                outcome = [replace(each, sent_at=now, attempts=each.attempts + 1) for each in bundle]
        except Unavailable as error:
            outcome = [_again(each, now, error) for each in bundle]
        except DeutgoError as error:
            outcome = [replace(each, attempts=each.attempts + 1, failure=_reason(error)) for each in bundle]
        with self._store.begin(durable=False) as work:
            for each in outcome:
                work.dispatches.save(each)
        log.info("alert_told", alert_id=first.alert_id, count=len(bundle), way=first.way.value)

    def _message(self, bundle: Sequence[Dispatch], alerts: Sequence[KeptAlert]) -> Message:
        key = f"deutgo-{bundle[0].id}"
        if bundle[0].why is Why.HELD and len(alerts) > 1:
            lines = [f"· {_level(alert)} {_ended(alert)}{_masked(alert)}" for alert in alerts]
            title = _("쉬시는 동안 경보 %(count)s건이 있었습니다") % {"count": len(alerts)}
            return Message(title=title, text="\n".join(lines), link=f"{self._console}/alerts", key=key)
        [alert] = alerts
        prefix = _("아무도 맡지 않은 경보: ") if bundle[0].why is Why.ESCALATED else ""
        text = _masked(alert)
        title = f"{_level(alert)} {prefix}{text.split('. ')[0].rstrip('.')}"
        return Message(title=title[:120], text=text, link=f"{self._console}/alerts/{alert.id}", key=key)


def _again(each: Dispatch, now: datetime, error: Unavailable) -> Dispatch:
    attempts = each.attempts + 1
    failure = _reason(error) if attempts >= TRIES else None
    return replace(each, attempts=attempts, due_at=now + FIRST_WAIT * 2**each.attempts, failure=failure)


def _reason(error: DeutgoError) -> str:
    return str(error.facts.get("reason", error.code))[:200]


def _level(alert: KeptAlert) -> str:
    return f"[{_(LEVEL_WORDS[Level(alert.level)])}]"


def _ended(alert: KeptAlert) -> str:
    return _("(끝남) ") if alert.ended_at is not None else ""


def _masked(alert: KeptAlert) -> str:
    return " ".join(mask(alert.reason, find_personal(alert.reason)).split())
