"""Keeps alerts that are not bursts: raised once, followed, ended, each change with its event."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import structlog

from deutgo.detect.alert import LEVELS
from deutgo.detect.ledger import KeptAlert
from deutgo.events import Event
from deutgo.store.unit_of_work import UnitOfWork

log = structlog.get_logger()
RANK = {level.value: number for number, level in enumerate(LEVELS)}


def raise_alert(work: UnitOfWork, alert: KeptAlert) -> KeptAlert | None:
    """Keep a new alert; None when its cause, named by the key, has had one already."""
    if work.alerts.find(key=alert.key):
        return None
    kept = work.alerts.add(alert)
    _tell(work, "alert_raised", kept)
    return kept


def follow_alert(work: UnitOfWork, alert: KeptAlert, *, at: datetime, **changed: Any) -> KeptAlert:
    """Keep the present figures; a higher level needs a person again and ends a mute."""
    now = replace(alert, changed_at=at, **changed)
    higher = RANK.get(now.level, 0) > RANK.get(alert.level, 0)
    if higher:
        now = replace(now, acknowledged_by=None, acknowledged_at=None, muted_at=None)
    work.alerts.save(now)
    if higher:
        _tell(work, "alert_escalated", now)
    return now


def end_alert(work: UnitOfWork, alert: KeptAlert, *, at: datetime) -> KeptAlert:
    """Say that it is over."""
    ended = work.alerts.save(replace(alert, ended_at=at, changed_at=at))
    _tell(work, "alert_ended", ended)
    return ended


def _tell(work: UnitOfWork, name: str, alert: KeptAlert) -> None:
    facts = {
        "kind": alert.kind,
        "topic_id": alert.topic_id,
        "level": alert.level,
        "lane": alert.lane,
        "count": alert.count,
    }
    work.emit(
        Event(
            name=name,
            at=alert.changed_at,
            workspace=work.workspace,
            subject=f"alert:{alert.id}",
            facts=facts,
        )
    )
    log.info("alert_changed", alert_id=alert.id, kind=alert.kind, change=name, level=alert.level)
