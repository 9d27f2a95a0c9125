"""The case, its fact board and its timeline."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deutgo.crisis.case import MOVES, Case, CaseStatus
from deutgo.crisis.clocks import countdowns
from deutgo.crisis.facts import Fact, FactStatus
from deutgo.crisis.room import add_fact, judge_fact, judge_severity, move_case, note, open_case
from deutgo.crisis.timeline import tell
from deutgo.errors import BadInput, Blank, Forbidden, IllegalMove, NeedsBasis, NotFound
from deutgo.store.outbox import read_events

NOON = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)  # noon in Seoul


@given(now=st.sampled_from(CaseStatus), wanted=st.sampled_from(CaseStatus))
def test_a_case_moves_only_where_the_table_says(now: CaseStatus, wanted: CaseStatus) -> None:
    case = Case(title="배송 지연 불만", status=now, opened_at=NOON, moved_at=NOON)
    later = NOON + timedelta(minutes=1)

    if wanted in MOVES[now]:
        moved = case.move(wanted, at=later)
        assert (moved.status, moved.moved_at) == (wanted, later)
        assert (moved.closed_at is not None) == (wanted is CaseStatus.CLOSED)
    else:
        with pytest.raises(IllegalMove) as refused:
            case.move(wanted, at=later)
        assert refused.value.facts["allowed"] == sorted(MOVES[now])


def test_every_status_can_be_reached_and_left() -> None:
    reached = set().union(*MOVES.values())

    assert reached == set(CaseStatus)
    assert all(MOVES.values())


def test_opening_a_case_is_recorded_with_who_did_it(desk) -> None:
    with desk.store.begin() as work:
        case = open_case(work, desk.drafter, title=" 환불 지연 ", at=NOON, alert_id=7)

    with desk.store.read() as work:
        kept = work.cases.get(case.id)
        (event,) = read_events(work.connection, work.workspace, subject=f"case:{case.id}")
    assert kept.title == "환불 지연"
    assert (event.name, event.actor, event.facts["alert_id"]) == ("case_opened", "3", 7)


def test_an_agent_cannot_open_a_case_and_nothing_is_kept(desk) -> None:
    with pytest.raises(Forbidden), desk.store.begin() as work:
        open_case(work, desk.agent, title="환불", at=NOON)

    with desk.store.read() as work:
        assert work.cases.find() == []


def test_blank_words_are_refused(desk) -> None:
    with desk.store.begin() as work:
        case = open_case(work, desk.drafter, title="환불", at=NOON)
        with pytest.raises(Blank):
            open_case(work, desk.drafter, title="  ", at=NOON)
        with pytest.raises(Blank):
            note(work, desk.agent, case.id, " ", at=NOON)
        with pytest.raises(Blank):
            add_fact(work, desk.agent, case.id, "", at=NOON)


def test_a_verdict_on_a_fact_needs_its_basis(desk) -> None:
    with desk.store.begin() as work:
        case = open_case(work, desk.drafter, title="환불", at=NOON)
        fact = add_fact(
            work, desk.agent, case.id, "환불 대상은 몇 명인가", at=NOON, due_at=NOON + timedelta(hours=1)
        )
        with pytest.raises(NeedsBasis):
            judge_fact(work, desk.drafter, fact.id, FactStatus.VERIFIED, basis=" ", at=NOON)
        judged = judge_fact(work, desk.drafter, fact.id, FactStatus.VERIFIED, basis="결제 기록", at=NOON)

    assert (judged.status, judged.basis) == (FactStatus.VERIFIED, "결제 기록")
    assert not judged.is_late(NOON + timedelta(days=1))


def test_an_open_fact_is_late_after_its_due_time() -> None:
    fact = Fact(case_id=1, text="원인", due_at=NOON, changed_at=NOON)

    assert fact.is_late(NOON + timedelta(seconds=1))
    assert not fact.is_late(NOON)


def test_the_timeline_writes_itself_in_order_with_names(desk) -> None:
    with desk.store.begin() as work:
        case = open_case(work, desk.drafter, title="환불", at=NOON)
        move_case(work, desk.drafter, case.id, CaseStatus.CRISIS, at=NOON + timedelta(minutes=2))
        note(work, desk.agent, case.id, "고객센터와 통화함", at=NOON + timedelta(minutes=1))
        judge_severity(
            work, desk.drafter, case.id, severity=3, plausibility="unusual", at=NOON + timedelta(minutes=3)
        )

    with desk.store.read() as work:
        lines = tell(read_events(work.connection, work.workspace, subject=f"case:{case.id}"), {"3": "김민지"})
    assert [line.sentence for line in lines] == [
        "사안을 열었습니다.",
        "메모: 고객센터와 통화함",
        "사안 상태가 signal에서 crisis(으)로 바뀌었습니다.",
    ]
    assert lines[0].actor == "김민지"


@pytest.mark.parametrize(("severity", "plausibility"), [(5, "usual"), (-1, "usual"), (1, "likely")])
def test_axes_take_only_their_own_values(desk, severity: int, plausibility: str) -> None:
    with desk.store.begin() as work:
        case = open_case(work, desk.drafter, title="환불", at=NOON)
        with pytest.raises(BadInput):
            judge_severity(work, desk.drafter, case.id, severity=severity, plausibility=plausibility, at=NOON)


def test_a_case_of_another_workspace_does_not_exist(desk) -> None:
    with desk.store.begin() as work:
        case = open_case(work, desk.drafter, title="환불", at=NOON)

    with desk.store.read(workspace="other") as work, pytest.raises(NotFound):
        work.cases.get(case.id)


def test_clocks_run_until_their_milestone_is_met() -> None:
    case = Case(title="환불", opened_at=NOON, moved_at=NOON, next_update_at=NOON + timedelta(hours=2))

    running = list(countdowns(case, met=frozenset({"first_look"}), now=NOON + timedelta(minutes=61)))

    assert [(clock.name, clock.overdue) for clock in running] == [
        ("holding", True),
        ("statement", False),
        ("next_update", False),
    ]
