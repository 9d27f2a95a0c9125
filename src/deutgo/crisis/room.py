"""What people do in the case room. Each function is one act in the caller's transaction."""

from dataclasses import replace
from datetime import datetime
from typing import Protocol

from deutgo.crisis.case import Case, CaseStatus
from deutgo.crisis.facts import Fact, FactStatus
from deutgo.crisis.positions import Position
from deutgo.errors import BadInput, Blank, NeedsBasis
from deutgo.events import Event
from deutgo.people import Actor, Role
from deutgo.repository import Outbox, Repository


class CaseWork(Outbox, Protocol):
    """What the case room needs of the store."""

    @property
    def cases(self) -> Repository[Case]: ...
    @property
    def facts(self) -> Repository[Fact]: ...
    @property
    def positions(self) -> Repository[Position]: ...


def _event(name: str, case_id: int, actor: Actor, at: datetime, **facts: object) -> Event:
    return Event(
        name=name,
        at=at,
        workspace=actor.workspace,
        actor=str(actor.person_id),
        subject=f"case:{case_id}",
        facts=facts,
    )


def open_case(
    work: CaseWork,
    actor: Actor,
    *,
    title: str,
    at: datetime,
    topic_id: int | None = None,
    alert_id: int | None = None,
    severity: int = 1,
) -> Case:
    """Open a case, usually from an alert; the person who opens it owns it until it is handed over."""
    actor.need(Role.DRAFTER)
    if not title.strip():
        raise Blank(field="제목")
    case = work.cases.add(
        Case(
            title=title.strip(),
            topic_id=topic_id,
            alert_id=alert_id,
            severity=severity,
            owner_id=actor.person_id,
            opened_at=at,
            moved_at=at,
        )
    )
    work.emit(_event("case_opened", case.id, actor, at, alert_id=alert_id, topic_id=topic_id))
    return case


def move_case(work: CaseWork, actor: Actor, case_id: int, wanted: CaseStatus, *, at: datetime) -> Case:
    """Move a case; an illegal move raises `IllegalMove`, which says where it can go."""
    actor.need(Role.DRAFTER)
    case = work.cases.get(case_id)
    moved = work.cases.save(case.move(wanted, at=at))
    work.emit(_event("case_moved", case_id, actor, at, now=case.status.value, wanted=wanted.value))
    return moved


def judge_severity(
    work: CaseWork, actor: Actor, case_id: int, *, severity: int, plausibility: str, at: datetime
) -> Case:
    """Set both axes: how bad it would be (0-4), and whether people can imagine it."""
    actor.need(Role.DRAFTER)
    if severity not in range(5) or plausibility not in {"usual", "unusual", "unimaginable"}:
        raise BadInput(reason=f"severity {severity}, plausibility {plausibility}")
    case = replace(work.cases.get(case_id), severity=severity, plausibility=plausibility)
    work.emit(_event("case_judged", case_id, actor, at, severity=severity, plausibility=plausibility))
    return work.cases.save(case)


def note(work: CaseWork, actor: Actor, case_id: int, text: str, *, at: datetime) -> None:
    """Write a line into the timeline: a decision, a call, what was heard."""
    actor.need(Role.AGENT)
    work.cases.get(case_id)
    if not text.strip():
        raise Blank(field="메모")
    work.emit(_event("case_noted", case_id, actor, at, note=text.strip()))


def add_fact(
    work: CaseWork,
    actor: Actor,
    case_id: int,
    text: str,
    *,
    at: datetime,
    owner_id: int | None = None,
    due_at: datetime | None = None,
) -> Fact:
    """Put a fact, or a question that needs one, on the board."""
    actor.need(Role.AGENT)
    work.cases.get(case_id)
    if not text.strip():
        raise Blank(field="사실")
    fact = work.facts.add(
        Fact(case_id=case_id, text=text.strip(), owner_id=owner_id, due_at=due_at, changed_at=at)
    )
    work.emit(_event("fact_added", case_id, actor, at, fact_id=fact.id))
    return fact


def judge_fact(
    work: CaseWork, actor: Actor, fact_id: int, status: FactStatus, *, basis: str, at: datetime
) -> Fact:
    """Say how well a fact is known, and what that rests on; a verdict without a basis is refused."""
    actor.need(Role.DRAFTER)
    if status in {FactStatus.VERIFIED, FactStatus.FALSE, FactStatus.PARTLY} and not basis.strip():
        raise NeedsBasis()
    fact = work.facts.save(work.facts.get(fact_id).judge(status, basis=basis.strip(), at=at))
    work.emit(_event("fact_judged", fact.case_id, actor, at, fact_id=fact.id, status=status.value))
    return fact
