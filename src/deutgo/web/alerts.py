"""Alerts: the list, and one alert with its reasons, numbers to check, and what a person can do about it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Form, Response

from deutgo.crisis.room import open_case
from deutgo.detect.alert import LEVELS
from deutgo.detect.cause import causes_of, companions
from deutgo.detect.ledger import KeptAlert
from deutgo.i18n import _
from deutgo.people import Role
from deutgo.store.mentions import Mentions, StoredMention
from deutgo.store.unit_of_work import UnitOfWork
from deutgo.store.views.rooms import person_names
from deutgo.store.views.timelines import minute_series
from deutgo.web.answers import as_csv, as_json, columns_of
from deutgo.web.chart import Bucket, Chart, lay_out
from deutgo.web.delivery import told_of
from deutgo.web.evidence import all_mentions_of, counted_in, linked, mentions_of
from deutgo.web.shown import Shown, show
from deutgo.web.visitor import Problem, TheVisitor, Visitor

router = APIRouter(include_in_schema=False)
RANK = {level.value: number for number, level in enumerate(LEVELS)}
BEFORE = timedelta(hours=3)


def worst_first(alerts: list[KeptAlert]) -> list[KeptAlert]:
    """Sort by level, then by how far above normal, then the newest."""
    return sorted(alerts, key=lambda a: (RANK.get(a.level, 0), a.score, a.raised_at), reverse=True)


@router.get("/alerts")
def show_alerts(visitor: TheVisitor, lane: str = "alert", all: int = 0) -> Response:
    """List alerts: those that go on by their cause, worst first, then those that ended."""
    with visitor.deutgo.store.read() as work:
        going = work.alerts.find(ended_at=None, newest_first=True, limit=500)
        recent = work.alerts.find(newest_first=True, limit=500 if all else 60)
        names = person_names(work)
    return visitor.page(
        "alerts.html",
        title=_("경보"),
        lane=lane,
        going=causes_of(worst_first([alert for alert in going if alert.lane == lane])),
        ended=[alert for alert in recent if alert.ended_at is not None and alert.lane == lane],
        names=names,
        linked=linked,
        mentions_of=mentions_of,
        review_count=sum(alert.lane == "review" for alert in going),
    )


@router.get("/alerts.json")
def alerts_json(visitor: TheVisitor) -> Response:
    """The same as JSON."""
    with visitor.deutgo.store.read() as work:
        return as_json({"alerts": work.alerts.find(newest_first=True, limit=500)})


@router.get("/alerts.csv")
def alerts_csv(visitor: TheVisitor) -> Response:
    """The same as CSV."""
    names = ("id", "kind", "signal", "level", "lane", "began_at", "ended_at", "count", "expected", "reason")
    with visitor.deutgo.store.read() as work:
        return as_csv("alerts", columns_of(*names), work.alerts.find(newest_first=True))


@router.get("/alerts/{alert_id:int}")
def show_alert(visitor: TheVisitor, alert_id: int) -> Response:
    """Show one alert."""
    return _one(visitor, alert_id)


def _one(visitor: Visitor, alert_id: int, problem: Problem | None = None) -> Response:
    with visitor.deutgo.store.read() as work:
        alert = work.alerts.get(alert_id)
        samples = Mentions(work.connection, work.workspace).many(_samples(alert))
        beside = companions(alert, _around(work, alert))
        return visitor.page(
            "alert.html",
            title=str(alert.facts.get("topic") or _("경보")),
            problem=problem,
            alert=alert,
            parts=list(linked(alert)),
            href=mentions_of(alert),
            all_href=all_mentions_of(alert) if alert.topic_id else mentions_of(alert),
            counted=counted_in(alert),
            chart=_chart(work, alert, visitor.now),
            samples=_unlike(samples),
            cases=work.cases.find(alert_id=alert_id),
            told=told_of(work, alert_id),
            beside=beside,
            beside_waiting=[each for each in beside if each.needs_person],
            name=person_names(work).get(str(alert.acknowledged_by), "–"),
        )


def _around(work: UnitOfWork, alert: KeptAlert) -> list[KeptAlert]:
    """Return the alerts that may be of its cause: those that go on; beside an ended one, all."""
    if alert.is_open:
        return work.alerts.find(ended_at=None, lane=alert.lane, newest_first=True, limit=500)
    return work.alerts.find(lane=alert.lane, newest_first=True, limit=500)


def _unlike(samples: list[StoredMention]) -> list[Shown]:
    """Show each text once: copies say nothing new."""
    seen: dict[str, Shown] = {}
    for stored in samples:
        seen.setdefault("".join(stored.mention.text.split()).rstrip("!?.~"), show(stored))
    return list(seen.values())


def _samples(alert: KeptAlert) -> list[int]:
    facts = alert.facts
    wanted = [facts.get("first_mention"), facts.get("widest_mention"), *(facts.get("samples") or ())]
    return list(dict.fromkeys(int(each) for each in wanted if isinstance(each, int)))[:8]


def _chart(work: UnitOfWork, alert: KeptAlert, now: datetime) -> Chart | None:
    """Draw the hours around the alert, by five minutes; blind stretches are left open."""
    if alert.topic_id is None:
        return None
    step = timedelta(minutes=5)
    until = min(now, (alert.ended_at or now) + timedelta(minutes=30))
    since = max(alert.began_at - BEFORE, until - timedelta(hours=24))
    series = minute_series(work, alert.topic_id, since=since, until=until, step=step)
    buckets = [
        Bucket(
            at=at, count=count, href=f"/mentions?topic={alert.topic_id}&since={_z(at)}&until={_z(at + step)}"
        )
        for at, count in series
    ]
    window = float(alert.facts.get("window_minutes") or 60)
    expected = alert.expected * 5 / window if alert.signal == "all" else None
    return lay_out(buckets, expected=expected, began_at=alert.began_at, step=step)


def _z(moment: datetime) -> str:
    return f"{int(moment.timestamp())}"


@router.get("/alerts/{alert_id:int}.json")
def alert_json(visitor: TheVisitor, alert_id: int) -> Response:
    """The same as JSON."""
    with visitor.deutgo.store.read() as work:
        alert = work.alerts.get(alert_id)
        samples = Mentions(work.connection, work.workspace).many(_samples(alert))
        shown = [show(stored) for stored in samples]
    return as_json({"alert": alert, "parts": list(linked(alert)), "samples": shown})


def _change(
    visitor: Visitor,
    alert_id: int,
    name: str,
    change: Callable[[KeptAlert], KeptAlert],
    *,
    with_beside: bool = False,
) -> Response:
    """Carry out one act on an alert, or on all of its cause that wait, and record it."""

    def do(work: UnitOfWork) -> None:
        visitor.actor.need(Role.AGENT)
        alerts = [work.alerts.get(alert_id)]
        if with_beside:
            alerts += [each for each in companions(alerts[0], _around(work, alerts[0])) if each.needs_person]
        for before in alerts:
            after = work.alerts.save(change(before))
            if after != before:
                visitor.tell(work, name, f"alert:{before.id}")

    return visitor.act(
        do,
        then=f"/alerts/{alert_id}?done={name}",
        form="act",
        again=lambda problem: _one(visitor, alert_id, problem),
    )


@router.post("/alerts/{alert_id:int}/acknowledge")
def acknowledge(visitor: TheVisitor, alert_id: int, all: Annotated[bool, Form()] = False) -> Response:
    """Take the alert, with `all` those of its cause that wait too: the first person's name stands."""
    return _change(
        visitor,
        alert_id,
        "alert_acknowledged",
        lambda alert: alert.acknowledge(visitor.actor.person_id, at=visitor.now),
        with_beside=all,
    )


@router.post("/alerts/{alert_id:int}/mute")
def mute(visitor: TheVisitor, alert_id: int, all: Annotated[bool, Form()] = False) -> Response:
    """Keep it silent until something new happens, with `all` those of its cause that wait too."""
    return _change(
        visitor,
        alert_id,
        "alert_muted",
        lambda alert: replace(alert, muted_at=visitor.now),
        with_beside=all,
    )


@router.post("/alerts/{alert_id:int}/unmute")
def unmute(visitor: TheVisitor, alert_id: int) -> Response:
    """Take a mute back."""
    return _change(visitor, alert_id, "alert_unmuted", lambda alert: replace(alert, muted_at=None))


@router.post("/alerts/{alert_id:int}/case")
def make_case(visitor: TheVisitor, alert_id: int, title: Annotated[str, Form()] = "") -> Response:
    """Open a case from the alert; whoever does has also taken the alert."""

    def do(work: UnitOfWork) -> int:
        alert = work.alerts.get(alert_id)
        case = open_case(
            work,
            visitor.actor,
            title=title or str(alert.facts.get("topic") or ""),
            at=visitor.now,
            topic_id=alert.topic_id,
            alert_id=alert_id,
            severity=1 + RANK.get(alert.level, 0),
        )
        work.alerts.save(alert.acknowledge(visitor.actor.person_id, at=visitor.now))
        return case.id

    return visitor.act(
        do,
        then=lambda case_id: f"/cases/{case_id}?done=case_opened",
        form="case",
        again=lambda problem: _one(visitor, alert_id, problem),
        title=title,
    )
