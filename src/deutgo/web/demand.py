"""Communication demand of a topic: what is asked and not answered, and what each notice did about it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from fastapi import APIRouter, Response

from deutgo.detect.demand import (
    Demand,
    DemandMinute,
    NoticeEffect,
    follow_demand,
    judge_notices,
    minutes_of,
)
from deutgo.detect.demand_words import tell_effect
from deutgo.i18n import _
from deutgo.store.topics import Topic
from deutgo.store.unit_of_work import UnitOfWork
from deutgo.store.views.demands import Notice, asked_between, demand_since, usual_open
from deutgo.web.answers import as_csv, as_json, columns_of
from deutgo.web.lines import LineChart, lay_lines
from deutgo.web.topics import topic_of
from deutgo.web.visitor import TheVisitor

router = APIRouter(include_in_schema=False)
HOURS = (3, 6, 24, 72)
POINTS = 180  # of a line; more cannot be seen
SETTLING = timedelta(minutes=35)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A few minutes: what was asked and said in them, and what was open at their end."""

    at: datetime
    questions: int
    complaints: int
    answered: int
    settled: int
    lapsed: int
    open: int
    minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One notice, and in one sentence what it did; None while it is too early to tell."""

    notice: Notice
    effect: NoticeEffect | None
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandView:
    """What the page shows of one topic."""

    topic: Topic
    since: datetime
    until: datetime
    now: Demand | None
    usual: float
    asked: int
    answered: int
    settled: int
    lapsed: int
    steps: list[Step]
    notices: list[Told]


def demand_of(work: UnitOfWork, topic: Topic, *, hours: int, now: datetime) -> DemandView:
    """Gather the demand of a topic over the last hours."""
    load, since = demand_since(now, hours)
    found = asked_between(work, topic.id, since=load, until=now)
    minutes = minutes_of(found.asks, [notice.at for notice in found.notices], since=since, until=now)
    followed = follow_demand(minutes)
    effects = {effect.at: effect for effect in judge_notices(minutes)}
    fresh = minutes[1:]  # the first minute holds what was open before
    return DemandView(
        topic=topic,
        since=since,
        until=now,
        now=followed[-1] if followed else None,
        usual=usual_open(work, topic.id, now),
        asked=sum(minute.questions + minute.complaints for minute in fresh),
        answered=sum(minute.answers for minute in fresh),
        settled=sum(minute.settled for minute in fresh),
        lapsed=sum(minute.lapsed for minute in fresh),
        steps=_steps(minutes, followed),
        notices=[_told(notice, effects, now) for notice in reversed(found.notices) if notice.at >= since],
    )


def _steps(minutes: list[DemandMinute], followed: list[Demand]) -> list[Step]:
    each = max(1, -(-len(minutes) // POINTS))
    return [
        Step(
            at=part[0].at,
            questions=sum(minute.questions for minute in part),
            complaints=sum(minute.complaints for minute in part),
            answered=sum(minute.answers for minute in part),
            settled=sum(minute.settled for minute in part),
            lapsed=sum(minute.lapsed for minute in part),
            open=followed[place + len(part) - 1].open,
            minutes=len(part),
        )
        for place in range(1, len(minutes), each)
        if (part := minutes[place : place + each])
    ]


def _told(notice: Notice, effects: dict[datetime, NoticeEffect], now: datetime) -> Told:
    effect = effects.get(notice.at.replace(second=0, microsecond=0))
    if effect is None or now - notice.at < SETTLING:
        return Told(
            notice=notice,
            effect=None,
            sentence=_("안내가 나간 지 35분이 지나면 질문이 줄었는지 알 수 있습니다."),
        )
    if effect.fell is None:
        return Told(
            notice=notice, effect=effect, sentence=_("앞뒤로 올라온 질문이 적어 줄었는지 말할 수 없습니다.")
        )
    return Told(notice=notice, effect=effect, sentence=tell_effect(effect))


def draw_demand(view: DemandView) -> tuple[LineChart, LineChart]:
    """Lay out what is open, and what is asked and answered in a minute."""
    marks = [told.notice.at for told in view.notices]
    steps = view.steps
    smooth = max(1, 10 // max(1, steps[0].minutes if steps else 1))

    def rate(name: str) -> list[tuple[datetime, float | None]]:
        values: list[tuple[datetime, float | None]] = []
        for place, step in enumerate(steps):
            part = steps[max(0, place - smooth + 1) : place + 1]
            minutes = sum(each.minutes for each in part)
            values.append((step.at, sum(_count(each, name) for each in part) / minutes))
        return values

    opened = lay_lines({"open": [(step.at, float(step.open)) for step in steps]}, marks=marks)
    rates = lay_lines({"asked": rate("asked"), "said": rate("said")}, marks=marks)
    return opened, rates


def _count(step: Step, name: str) -> int:
    return step.questions + step.complaints if name == "asked" else step.answered + step.settled


def _hours(text: str) -> int:
    return int(text) if text.isdigit() and int(text) in HOURS else 6


@router.get("/topics/{topic_id:int}/demand")
def show_demand(visitor: TheVisitor, topic_id: int, hours: str = "") -> Response:
    """Show what is asked and not answered."""
    with visitor.deutgo.store.read() as work:
        topic = topic_of(work, topic_id)
        view = demand_of(work, topic, hours=_hours(hours), now=visitor.now)
        alerts = work.alerts.find(topic_id=topic_id, kind="demand", ended_at=None)
        cases = [case for case in work.cases.find(topic_id=topic_id, newest_first=True) if case.is_open]
    opened, rates = draw_demand(view)
    return visitor.page(
        "demand.html",
        title=_("%(topic)s: 질문과 답") % {"topic": topic.name},
        topic=topic,
        view=view,
        opened=opened,
        rates=rates,
        hours=_hours(hours),
        choices=HOURS,
        alert=alerts[0] if alerts else None,
        cases=cases,
    )


@router.get("/topics/{topic_id:int}/demand.json")
def demand_json(visitor: TheVisitor, topic_id: int, hours: str = "") -> Response:
    """The same as JSON."""
    with visitor.deutgo.store.read() as work:
        topic = topic_of(work, topic_id)
        return as_json({"demand": demand_of(work, topic, hours=_hours(hours), now=visitor.now)})


@router.get("/topics/{topic_id:int}/demand.csv")
def demand_csv(visitor: TheVisitor, topic_id: int, hours: str = "") -> Response:
    """The steps as CSV."""
    with visitor.deutgo.store.read() as work:
        topic = topic_of(work, topic_id)
        view = demand_of(work, topic, hours=_hours(hours), now=visitor.now)
    return as_csv(f"demand-{topic_id}", columns_of(*Step.__dataclass_fields__), view.steps)
