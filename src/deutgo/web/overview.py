"""The first screen: what needs a person now, worst first, and how much is being said."""

from dataclasses import dataclass
from datetime import timedelta

from fastapi import APIRouter, Response

from deutgo.balance.silence import SilenceGap, measure
from deutgo.care.ticket import Ticket
from deutgo.clock import SEOUL
from deutgo.crisis.case import Case
from deutgo.crisis.clocks import Countdown
from deutgo.detect.cause import Cause, causes_of
from deutgo.detect.ledger import KeptAlert
from deutgo.i18n import _
from deutgo.listen.source import FeedSource
from deutgo.speak.statement import Statement, StatementStatus
from deutgo.store.cube import ALL
from deutgo.store.heard import heard_mentions
from deutgo.store.topics import Topics
from deutgo.store.unit_of_work import UnitOfWork
from deutgo.store.views.demands import open_now
from deutgo.store.views.rooms import case_clocks, person_names
from deutgo.store.views.trends import TopicRow, day_counts, newest_day, topic_rows, trend
from deutgo.web.alerts import worst_first
from deutgo.web.answers import as_json
from deutgo.web.evidence import linked, mentions_of
from deutgo.web.inbox import OURS, by_clock
from deutgo.web.statements import KINDS
from deutgo.web.topics import draw
from deutgo.web.visitor import TheVisitor, Visitor

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """What needs a person, and the counts around it."""

    alerts: list[Cause]
    taken: list[KeptAlert]
    cases: list[Case]
    clocks: dict[int, list[Countdown]]
    approvals: list[Statement]
    to_publish: list[Statement]
    tickets: list[Ticket]
    late: list[Ticket]
    blind: list[FeedSource]
    gap: SilenceGap
    today: int
    yesterday: int
    topics: list[TopicRow]
    open_count: int
    demands: list[KeptAlert]


def overview_of(visitor: Visitor, work: UnitOfWork) -> Overview:
    """Gather the screen; everything that counts mentions comes from the counters."""
    now, actor = visitor.now, visitor.actor
    alerts = worst_first(work.alerts.find(ended_at=None, lane="alert", newest_first=True, limit=200))
    cases = [case for case in work.cases.find(newest_first=True, limit=200) if case.is_open]
    submitted = work.statements.find(status=StatementStatus.SUBMITTED, kind=KINDS)
    tickets = by_clock(work.tickets.find(status=OURS, limit=1000))
    topics = topic_rows(work, Topics(work.connection, work.workspace).all(), now, totals=False)
    midnight = now.astimezone(SEOUL).replace(hour=0, minute=0, second=0, microsecond=0)
    may_approve = actor.can("approver")
    return Overview(
        alerts=causes_of([alert for alert in alerts if alert.needs_person]),
        taken=[alert for alert in alerts if not alert.needs_person and alert.muted_at is None],
        cases=sorted(cases, key=lambda case: (-case.severity, case.opened_at)),
        clocks={case.id: case_clocks(work, case, now) for case in cases},
        approvals=[s for s in submitted if may_approve and s.author_id != actor.person_id],
        to_publish=work.statements.find(status=StatementStatus.APPROVED, kind=KINDS) if may_approve else [],
        tickets=tickets,
        late=[ticket for ticket in tickets if ticket.is_late(now)],
        blind=work.sources.find(health="blind", disabled_at=None),
        gap=measure(heard_mentions(work, since=now - timedelta(days=7)), now=now),
        today=day_counts(work, [ALL], midnight).get(ALL, 0),
        yesterday=day_counts(work, [ALL], midnight - timedelta(days=1)).get(ALL, 0),
        topics=topics[:8],
        open_count=open_now(work, now),
        demands=[alert for alert in alerts if alert.kind == "demand"],
    )


@router.get("/")
def overview(visitor: TheVisitor) -> Response:
    """Show what needs a person now."""
    with visitor.deutgo.store.read() as work:
        found = overview_of(visitor, work)
        newest = newest_day(work)
        past = newest is not None and newest < visitor.now - timedelta(days=7)
        until = newest if past and newest is not None else visitor.now
        series = trend(work, span="month" if past else "week", until=until)
        names = person_names(work)
    return visitor.page(
        "overview.html",
        title=_("지금 할 일"),
        found=found,
        chart=draw(series, None, width=420),
        trend=series,
        names=names,
        linked=linked,
        mentions_of=mentions_of,
    )


@router.get("/overview.json")
def overview_json(visitor: TheVisitor) -> Response:
    """The same as JSON."""
    with visitor.deutgo.store.read() as work:
        return as_json(overview_of(visitor, work))
