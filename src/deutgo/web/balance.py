"""Balance: how time and volume divide between listening and speaking, and what was heard but not answered."""

from dataclasses import dataclass
from datetime import timedelta

from fastapi import APIRouter, Response

from deutgo.balance.activity import Activity, ActivityKind
from deutgo.balance.pie import TARGETS, Pie, divide
from deutgo.balance.silence import ANSWER_WITHIN, SilenceGap, measure
from deutgo.i18n import _
from deutgo.store.heard import heard_mentions
from deutgo.store.mentions import Mentions
from deutgo.store.unit_of_work import UnitOfWork
from deutgo.store.views.rooms import person_names
from deutgo.store.views.week import activities_between, unanswered
from deutgo.web.answers import as_csv, as_json, columns_of
from deutgo.web.chart import ring
from deutgo.web.shown import show
from deutgo.web.visitor import TheVisitor, Visitor

router = APIRouter(include_in_schema=False)
WEEK = timedelta(days=7)
LIST = 30  # unanswered mentions on the page


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One kind of activity, this week against the week before; seconds and shares of the time."""

    kind: ActivityKind
    seconds: int
    count: int
    share: float
    share_before: float
    target: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """What the page shows."""

    days: int
    rows: list[Row]
    total_seconds: int
    total: timedelta
    measured_share: float
    listen_share: float
    speak_share: float
    gap: SilenceGap


def balance_of(visitor: Visitor, work: UnitOfWork, *, days: int, target: str) -> Balance:
    """Add up the last days and compare them with as many before."""
    length = timedelta(days=days)
    now = visitor.now
    present = activities_between(work, now - length, now)
    pie, before = divide(present), divide(activities_between(work, now - 2 * length, now - length))
    heard = heard_mentions(work, since=now - length)
    wanted = dict(zip(list(ActivityKind)[:3], TARGETS[target], strict=True)) if target in TARGETS else {}
    return Balance(
        days=days,
        rows=[_row(kind, pie, before, wanted.get(kind)) for kind in ActivityKind],
        total_seconds=pie.total_seconds,
        total=timedelta(seconds=pie.total_seconds),
        measured_share=_measured(present),
        listen_share=pie.listen_share,
        speak_share=pie.speak_share,
        gap=measure(heard, now=now),
    )


def _row(kind: ActivityKind, pie: Pie, before: Pie, target: float | None) -> Row:
    return Row(
        kind=kind,
        seconds=pie.seconds[kind],
        count=pie.counts[kind],
        share=pie.share(kind),
        share_before=before.share(kind),
        target=target,
    )


def _measured(activities: list[Activity]) -> float:
    return sum(activity.measured for activity in activities) / len(activities) if activities else 0.0


def _days(text: str) -> int:
    return min(max(int(text), 1), 366) if text.isdigit() else 7


@router.get("/balance")
def show_balance(visitor: TheVisitor, days: str = "7", target: str = "listen_25") -> Response:
    """Show the pie, the silence gap and what waits for an answer."""
    with visitor.deutgo.store.read() as work:
        found = balance_of(visitor, work, days=_days(days), target=target)
        waiting = unanswered(work, since=visitor.now - timedelta(days=max(found.days, 2)), limit=LIST)
        mentions = Mentions(work.connection, work.workspace).many([row.mention_id for row in waiting])
        recent = activities_between(work, visitor.now - timedelta(days=found.days), visitor.now)[-12:]
        names = person_names(work)
    return visitor.page(
        "balance.html",
        title=_("듣기·말하기"),
        balance=found,
        ring=ring([(row.kind.value, row.share) for row in found.rows]),
        waiting={row.mention_id: row for row in waiting},
        mentions=[show(stored) for stored in mentions],
        within=ANSWER_WITHIN,
        target=target,
        targets=TARGETS,
        recent=list(reversed(recent)),
        names=names,
    )


@router.get("/balance.json")
def balance_json(visitor: TheVisitor, days: str = "7", target: str = "listen_25") -> Response:
    """The same as JSON."""
    with visitor.deutgo.store.read() as work:
        found = balance_of(visitor, work, days=_days(days), target=target)
    return as_json({"balance": found, "silence_gap": found.gap.gap})


@router.get("/balance.csv")
def balance_csv(visitor: TheVisitor, days: str = "7") -> Response:
    """The activities as CSV."""
    with visitor.deutgo.store.read() as work:
        rows = activities_between(work, visitor.now - timedelta(days=_days(days)), visitor.now)
    names = ("at", "kind", "act", "person_id", "seconds", "measured")
    return as_csv("activities", columns_of(*names), rows)
