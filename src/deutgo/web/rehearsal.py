"""Back-test: what a topic's rule, or that of a draft query, would have told before it is switched on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Response

from deutgo.detect.backtest import BacktestResult, Firing, KnownBurst
from deutgo.detect.sensitivity import MOST_LEAST, Sensitivity, WatchRule
from deutgo.errors import BadInput
from deutgo.i18n import _
from deutgo.people import Role
from deutgo.store.announced import Announced, event_at
from deutgo.store.topics import Topic, Topics
from deutgo.store.unit_of_work import UnitOfWork
from deutgo.store.views.rehearsals import Rehearsal, rehearse
from deutgo.web.answers import as_csv, as_json, columns_of
from deutgo.web.chart import NARROW, Bucket, Chart, Moment, Stretch, lay_out
from deutgo.web.evidence import INTENTS
from deutgo.web.topics import topic_of
from deutgo.web.visitor import Problem, TheVisitor, Visitor
from deutgo.web.wordcheck import is_ready

router = APIRouter(include_in_schema=False)
SPANS = (7, 14, 28)  # days; a watch looks at whole weeks
STEPS = {timedelta(days=7): 1, timedelta(days=14): 3}  # up to so long, hours a bar


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the address asks for. `here` is the page; `base` leads its parts."""

    of: Topic | str
    rule: WatchRule
    days: int
    here: str

    def address(self, ending: str = "", **changed: object) -> str:
        """Return the address of this page or of a twin or part of it, with some values changed."""
        values: dict[str, object] = {
            "query": self.of if isinstance(self.of, str) else "",
            "days": self.days,
            "sensitivity": self.rule.sensitivity.value,
            "least_count": self.rule.least_count or "",
            **changed,
        }
        return f"{self.here}{ending}?" + urlencode({name: value for name, value in values.items() if value})


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One alert that would have been raised, with what happened then and where its count is checked."""

    firing: Firing
    known: Sequence[KnownBurst]
    event: Announced | None
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One rule beside the others."""

    rule: WatchRule
    result: BacktestResult
    href: str


def _asked(visitor: Visitor, of: Topic | str) -> Asked:
    values = visitor.request.query_params
    days = int(values.get("days", "28")) if values.get("days", "28").isdigit() else 28
    here = f"/topics/{of.id}/backtest" if isinstance(of, Topic) else "/topics/backtest"
    kept = of.rule if isinstance(of, Topic) else WatchRule()
    if "sensitivity" in values or "least_count" in values:
        kept = rule_of(values.get("sensitivity", ""), values.get("least_count", ""))
    return Asked(of=of, rule=kept, days=days if days in SPANS else 28, here=here)


def rule_of(sensitivity: str, least_count: str) -> WatchRule:
    """Read a rule from a form; raises `BadInput` for a step or a number that there is not."""
    try:
        step = Sensitivity(sensitivity or Sensitivity.USUAL)
        least = int(least_count.replace(",", "")) if least_count.strip() else None
    except ValueError as error:
        raise BadInput(reason=_("가장 적은 건수는 숫자로 적어 주십시오.")) from error
    if least is not None and not 1 <= least <= MOST_LEAST:
        raise BadInput(reason=_("가장 적은 건수는 1에서 %(most)s 사이입니다.") % {"most": f"{MOST_LEAST:,}"})
    return WatchRule(sensitivity=step, least_count=least)


def _rehearsed(visitor: Visitor, asked: Asked) -> Rehearsal:
    is_ready(within=20)
    rules = [WatchRule(sensitivity=each, least_count=asked.rule.least_count) for each in Sensitivity]
    with visitor.deutgo.store.read() as work:
        return rehearse(work, asked.of, rules, now=visitor.now, days=asked.days)


def _page(visitor: Visitor, of: Topic | str, problem: Problem | None = None) -> Response:
    asked = _asked(visitor, of)
    return visitor.page(
        "backtest.html",
        title=_("미리 돌려 보기"),
        problem=problem,
        asked=asked,
        topic=of if isinstance(of, Topic) else None,
        sensitivities=list(Sensitivity),
        spans=SPANS,
    )


def _result(visitor: Visitor, of: Topic | str) -> Response:
    asked = _asked(visitor, of)
    found = _rehearsed(visitor, asked)
    result = found.results[asked.rule]
    rows = [
        Row(rule=rule, result=each, href=asked.address(sensitivity=rule.sensitivity.value))
        for rule, each in found.results.items()
        if isinstance(rule, WatchRule)
    ]
    return visitor.page(
        "parts/backtest.html",
        asked=asked,
        topic=of if isinstance(of, Topic) else None,
        found=found,
        result=result,
        rows=rows,
        told=[_told(asked, found, firing) for firing in result.firings],
        chart=_chart(asked, found, result),
        narrow=_chart(asked, found, result, width=NARROW),
    )


def _told(asked: Asked, found: Rehearsal, firing: Firing) -> Told:
    return Told(
        firing=firing,
        known=[known for known in found.known if firing.is_within(known)],
        event=event_at(found.events, firing.began_at, firing.at),
        href=_mentions(asked, firing),
    )


def _mentions(asked: Asked, firing: Firing) -> str:
    """Return the address of the mentions that a firing counted; an address includes its last second."""
    values: dict[str, object] = {
        "since": int(firing.began_at.timestamp()),
        "until": int(firing.at.timestamp()) - 1,
    }
    values |= {"q": asked.of} if isinstance(asked.of, str) else {"topic": asked.of.id, "fold": 0}
    if firing.signal in INTENTS:
        values["intent"] = INTENTS[firing.signal]
    return "/mentions?" + urlencode(values)


def _chart(asked: Asked, found: Rehearsal, result: BacktestResult, width: float = 1080) -> Chart:
    hours = next((hours for span, hours in STEPS.items() if found.until - found.since <= span), 6)
    step = timedelta(hours=hours)
    of = f"topic={asked.of.id}" if isinstance(asked.of, Topic) else urlencode({"q": asked.of})
    buckets = [
        Bucket(
            at=at,
            count=count,
            href=f"/mentions?{of}&since={int(at.timestamp())}&until={int((at + step).timestamp()) - 1}",
        )
        for at, count in found.counts(step)
    ]
    return lay_out(
        buckets,
        step=step,
        width=width,
        stretches=[Stretch(since=each.since, until=each.until, words=each.title) for each in found.events],
        moments=[
            Moment(at=firing.at, href=f"#fired-{number}", words=_words(firing))
            for number, firing in enumerate(result.firings, start=1)
        ],
    )


def _words(firing: Firing) -> str:
    return _("%(count)s건, 평소 %(expected)s건의 %(times)s배") % {
        "count": f"{firing.count:,}",
        "expected": f"{firing.expected:,.1f}",
        "times": f"{firing.lift:,.1f}",
    }


def _json(visitor: Visitor, of: Topic | str) -> Response:
    asked = _asked(visitor, of)
    found = _rehearsed(visitor, asked)
    results = [
        {
            "sensitivity": rule.sensitivity,
            "least_count": rule.least_count,
            "fired": result.firings,
            "a_week": round(result.a_week, 2),
            "noisy": result.is_noisy,
            "missed": result.missed,
        }
        for rule, result in found.results.items()
        if isinstance(rule, WatchRule)
    ]
    whole = {"since": found.since, "until": found.until, "count": found.count}
    return as_json({**whole, "known": found.known, "events": found.events, "rules": results})


@router.get("/topics/backtest")
def show_draft(visitor: TheVisitor, query: str = "") -> Response:
    """Show the page for a query that is not kept yet."""
    return _page(visitor, query)


@router.get("/topics/backtest/result")
def show_draft_result(visitor: TheVisitor, query: str = "") -> Response:
    """Replay a draft; the page loads this later, as it takes seconds."""
    return _result(visitor, query)


@router.get("/topics/backtest.json")
def draft_json(visitor: TheVisitor, query: str = "") -> Response:
    """The same as JSON."""
    return _json(visitor, query)


def _topic(visitor: Visitor, topic_id: int) -> Topic:
    with visitor.deutgo.store.read() as work:
        return topic_of(work, topic_id)


@router.get("/topics/{topic_id:int}/backtest")
def show_topic(visitor: TheVisitor, topic_id: int) -> Response:
    """Show the page for a topic."""
    return _page(visitor, _topic(visitor, topic_id))


@router.get("/topics/{topic_id:int}/backtest/result")
def show_topic_result(visitor: TheVisitor, topic_id: int) -> Response:
    """Replay a topic; the page loads this later, as it takes seconds."""
    return _result(visitor, _topic(visitor, topic_id))


@router.get("/topics/{topic_id:int}/backtest.json")
def topic_json(visitor: TheVisitor, topic_id: int) -> Response:
    """The same as JSON."""
    return _json(visitor, _topic(visitor, topic_id))


@router.get("/topics/{topic_id:int}/backtest.csv")
def topic_csv(visitor: TheVisitor, topic_id: int) -> Response:
    """What would have been told, as CSV."""
    asked = _asked(visitor, _topic(visitor, topic_id))
    names = ("at", "began_at", "until", "signal", "level", "count", "expected", "lift", "total")
    firings = _rehearsed(visitor, asked).results[asked.rule].firings
    return as_csv(f"backtest-{topic_id}", columns_of(*names), firings)


@router.post("/topics/{topic_id:int}/rule")
def choose(
    visitor: TheVisitor,
    topic_id: int,
    sensitivity: Annotated[str, Form()] = "",
    least_count: Annotated[str, Form()] = "",
) -> Response:
    """Let a topic be watched by this rule from now on."""

    def do(work: UnitOfWork) -> WatchRule:
        visitor.actor.need(Role.DRAFTER)
        before = topic_of(work, topic_id)
        rule = rule_of(sensitivity, least_count)
        Topics(work.connection, work.workspace).watch_by(before, rule)
        if rule != before.rule:
            facts = {"sensitivity": rule.sensitivity.value, "least_count": rule.least_count}
            visitor.tell(work, "topic_rule_changed", f"topic:{topic_id}", **facts)
        return before.rule

    return visitor.act(
        do,
        then=lambda was: (
            f"/topics/{topic_id}?"
            + urlencode({"done": "rule_changed", "undo": f"{was.sensitivity.value}|{was.least_count or ''}"})
        ),
        form="rule",
        again=lambda problem: _page(visitor, _topic(visitor, topic_id), problem),
        sensitivity=sensitivity,
        least_count=least_count,
    )
