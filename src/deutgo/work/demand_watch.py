"""Watches open demand: one alert a topic while more is asked than answered, and what a notice did to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from deutgo.detect.demand import (
    PATIENCE,
    Ask,
    Demand,
    DemandMinute,
    DemandPolicy,
    NoticeEffect,
    follow_demand,
    judge_notices,
    minutes_of,
    stays_open,
)
from deutgo.detect.demand_words import mark_demand
from deutgo.detect.ledger import KeptAlert
from deutgo.detect.marked import as_facts, plain
from deutgo.events import Event
from deutgo.store.outbox import read_events
from deutgo.store.said import said_anew
from deutgo.store.topics import Topics
from deutgo.store.unit_of_work import Store, UnitOfWork
from deutgo.store.views.demands import asked_between, asking_topics, usual_open
from deutgo.work.raising import RANK, end_alert, follow_alert, raise_alert

KIND = "demand"
POLICY = DemandPolicy()
MOST_LINKED = 200  # mentions that one address can name
WARNING, SEVERE = 4, 20  # times the limit
NOTED = ("notice_helped", "notice_unheard")
RIPE = timedelta(minutes=35)  # after a notice: five minutes to read it, and the half hour that is judged
LOOKED_BACK = PATIENCE + timedelta(hours=1)  # the open demand, and the stretch in which it is judged


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    """What one topic's demand shows in this minute."""

    topic: str
    asks: list[Ask]
    until: datetime
    minutes: list[DemandMinute]
    followed: list[Demand]
    usual: float
    effect: NoticeEffect | None
    judged: list[tuple[int, NoticeEffect]]  # statements that went out half an hour ago, and what they did

    @property
    def limit(self) -> int:
        return POLICY.limit(self.usual)

    @property
    def last(self) -> Demand:
        return self.followed[-1]


class DemandWatch:
    """One workspace's watch over what is asked and not answered; it keeps nothing between turns."""

    def __init__(self, store: Store, *, workspace: str | None = None) -> None:
        self.store = store
        self.workspace = workspace or store.workspace

    def turn(self, now: datetime) -> None:
        """Judge every topic about which much is asked, and those whose alert goes on."""
        with self.store.read(workspace=self.workspace) as work:
            going = {alert.topic_id: alert for alert in work.alerts.find(kind=KIND, ended_at=None)}
            busy = asking_topics(work, now=now, least=POLICY.least_open)
            told_of = {case.topic_id for case in work.cases.find() if case.is_open and case.topic_id}
            names = {topic.id: topic.name for topic in Topics(work.connection, work.workspace).all()}
            seen = {
                number: _look(work, number, names[number], now)
                for number in sorted({*busy, *told_of, *(topic for topic in going if topic is not None)})
                if number in names
            }
        for number, sight in seen.items():
            for statement_id, effect in sight.judged:
                self._note(statement_id, effect, now)
            alert = going.get(number)
            if alert is None and stays_open(sight.followed, POLICY, usual=sight.usual):
                with self.store.begin(workspace=self.workspace) as work:
                    raise_alert(work, _alert(work, number, sight, now))
            elif alert is not None:
                self._follow(alert, sight, now)
        for gone in set(going) - set(seen):
            with self.store.begin(workspace=self.workspace) as work:
                end_alert(work, going[gone], at=now)

    def _note(self, statement_id: int, effect: NoticeEffect, now: datetime) -> None:
        """Write into the timeline, once, what a notice did about the demand."""
        subject = f"statement:{statement_id}"
        with self.store.begin(workspace=self.workspace) as work:
            if read_events(work.connection, work.workspace, names=NOTED, subject=subject, limit=1):
                return
            facts = {"before": round(effect.before_rate, 1), "after": round(effect.after_rate, 1)}
            work.emit(
                Event(
                    name=NOTED[0] if effect.fell else NOTED[1],
                    at=now,
                    workspace=work.workspace,
                    subject=subject,
                    facts=facts,
                )
            )

    def _follow(self, alert: KeptAlert, sight: _Seen, now: datetime) -> None:
        """Keep the figures; it is over when half of the limit is left."""
        open_ = sight.last.open
        with self.store.begin(workspace=self.workspace) as work:
            if open_ < sight.limit / 2:
                end_alert(work, alert, at=now)
                return
            new = _level(sight)
            level = new if RANK[new] > RANK.get(alert.level, 0) else alert.level
            reason, facts = tell(sight, alert.topic_id or 0, alert.facts.get("questions", ()))
            follow_alert(
                work,
                alert,
                at=now,
                level=level,
                count=open_,
                expected=sight.usual,
                peak_count=max(alert.peak_count, open_),
                total=_asked(sight.minutes),
                reason=reason,
                facts=facts,
            )


def _look(work: UnitOfWork, topic_id: int, name: str, now: datetime) -> _Seen:
    since = now - LOOKED_BACK
    found = asked_between(work, topic_id, since=since - PATIENCE, until=now)
    minutes = minutes_of(found.asks, [notice.at for notice in found.notices], since=since, until=now)
    effects = {each.at: each for each in judge_notices(minutes) if each.fell is not None}
    judged = [
        (notice.statement_id, effects[at])
        for notice in found.notices
        if (at := notice.at.replace(second=0, microsecond=0)) in effects and now - notice.at >= RIPE
    ]
    return _Seen(
        topic=name,
        asks=found.asks,
        until=now,
        minutes=minutes,
        followed=follow_demand(minutes),
        usual=usual_open(work, topic_id, now),
        effect=judged[-1][1] if judged else None,
        judged=judged,
    )


def _asked(minutes: list[DemandMinute]) -> int:
    return sum(minute.questions + minute.complaints for minute in minutes)


def _level(sight: _Seen) -> str:
    if sight.last.open >= SEVERE * sight.limit:
        return "severe"
    return "warning" if sight.last.open >= WARNING * sight.limit else "notice"


def _alert(work: UnitOfWork, topic_id: int, sight: _Seen, now: datetime) -> KeptAlert:
    above = [demand.at for demand in sight.followed if demand.open >= sight.limit]
    topic = next(each for each in Topics(work.connection, work.workspace).all() if each.id == topic_id)
    asked = said_anew(work, topic, since=now - PATIENCE, until=now).questions
    questions = [{"text": each.text, "count": each.count, "mentions": list(each.mentions)} for each in asked]
    reason, facts = tell(sight, topic_id, questions)
    return KeptAlert(
        key=f"{KIND}:{topic_id}:{int(now.timestamp())}",
        kind=KIND,
        topic_id=topic_id,
        signal=KIND,
        level=_level(sight),
        began_at=above[0] if above else now,
        raised_at=now,
        changed_at=now,
        count=sight.last.open,
        expected=sight.usual,
        score=min(0.99, sight.last.open / (sight.last.open + sight.limit)),
        peak_count=sight.last.open,
        total=_asked(sight.minutes),
        reason=reason,
        facts=facts,
    )


def tell(sight: _Seen, topic_id: int, questions: Sequence[Mapping[str, Any]]) -> tuple[str, dict[str, Any]]:
    """Return the reason as one paragraph, and its figures with where each can be checked."""
    last, here = sight.last, f"/topics/{topic_id}/demand"
    marked = mark_demand(
        sight.topic,
        last,
        usual=sight.usual,
        effect=sight.effect,
        questions=[(each["text"], each["count"]) for each in questions],
    )
    grounds = dict.fromkeys(("usual", "asked_rate", "said_rate"), here) | {
        "open": _open_address(sight, topic_id)
    }
    for number, each in enumerate(questions, start=1):
        grounds[f"question_{number}"] = _address(each["mentions"])
    return plain(marked), {
        "topic": sight.topic,
        "topic_id": topic_id,
        "open": last.open,
        "usual": round(sight.usual),
        "asked": round(last.asked_rate, 1),
        "said": round(last.said_rate, 1),
        "questions": list(questions),
        "found": _open_search(sight, topic_id),
        "link": here,
        **as_facts(marked, grounds),
    }


def _open_address(sight: _Seen, topic_id: int) -> str:
    """Return where what is open can be read: a search that finds just that, the numbers, or the page."""
    search = _open_search(sight, topic_id)
    if search is not None:
        return "/mentions?" + urlencode(search)
    waiting = _waiting(sight)
    if len(waiting) == sight.last.open and len(waiting) <= MOST_LINKED:
        return _address([ask.mention_id for ask in waiting])
    return f"/topics/{topic_id}/demand"


def _open_search(sight: _Seen, topic_id: int) -> dict[str, Any] | None:
    """Return the search for what is open, if everything since the oldest of it is."""
    waiting = _waiting(sight)
    if not waiting or len(waiting) != sight.last.open:
        return None
    oldest = waiting[0].at
    if sum(ask.at >= oldest for ask in sight.asks) != len(waiting):
        return None
    bounds = {"since": int(oldest.timestamp()), "until": int(sight.until.timestamp()) - 1}
    return {"topic": topic_id, **bounds, "q": "intent:question|complaint"}


def _waiting(sight: _Seen) -> list[Ask]:
    """Return what is open at the end of the last minute, the oldest first."""
    end = sight.last.at + timedelta(minutes=1)
    return sorted((ask for ask in sight.asks if ask.ends()[0] >= end), key=lambda ask: ask.at)


def _address(numbers: Sequence[int]) -> str:
    return "/mentions?ids=" + ",".join(map(str, numbers))
