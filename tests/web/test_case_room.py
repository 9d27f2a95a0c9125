"""The case room: clocks, facts, moves, and a timeline that writes itself."""

from datetime import timedelta

import pytest

from .conftest import Hands, Team


@pytest.fixture
def case(team: Team) -> str:
    answer = team.drafter.post("/cases", data={"title": "냉장고 문 열림"}, follow_redirects=False)
    return answer.headers["location"].partition("?")[0]


def test_an_alert_becomes_a_case_that_knows_where_it_came_from(team: Team, alert_id: int) -> None:
    team.drafter.post(f"/alerts/{alert_id}/case", data={"title": "환불 지연"})

    kept = team.viewer.get("/cases/1.json").json()
    assert kept["case"]["alert_id"] == alert_id
    assert kept["case"]["severity"] == 3
    assert team.viewer.get(f"/alerts/{alert_id}.json").json()["alert"]["acknowledged_at"]


def test_a_case_without_a_title_is_refused_beside_the_form(team: Team) -> None:
    answer = team.drafter.post("/cases", data={"title": "  "})

    assert answer.status_code == 400
    assert 'id="problem-open"' in answer.text


def test_an_illegal_move_says_where_it_can_go_in_words(team: Team, case: str) -> None:
    answer = team.drafter.post(f"{case}/status", data={"status": "recovering"})

    assert answer.status_code == 409
    assert "조짐 상태에서 회복 중 상태로는" in answer.text
    assert "recovering" not in answer.text.partition('role="alert"')[2][:300]


def test_the_timeline_writes_itself_with_names(team: Team, case: str) -> None:
    team.drafter.post(f"{case}/status", data={"status": "crisis"})
    team.agent.post(f"{case}/notes", data={"text": "품질팀과 통화했습니다"})

    lines = team.viewer.get(f"{case}.json").json()["timeline"]
    assert [line["sentence"] for line in lines] == [
        "사안을 열었습니다.",
        "사안 상태가 조짐에서 위기(으)로 바뀌었습니다.",
        "메모: 품질팀과 통화했습니다",
    ]
    assert lines[2]["actor"] == "agent 씨"


def test_a_verdict_without_a_basis_is_refused_and_nothing_typed_is_lost(team: Team, case: str) -> None:
    team.agent.post(f"{case}/facts", data={"text": "몇 대에서 열렸나"})

    refused = team.drafter.post(f"{case}/facts/1", data={"status": "verified", "basis": " "})
    kept = team.drafter.post(f"{case}/facts/1", data={"status": "verified", "basis": "품질팀 보고"})

    assert refused.status_code == 400
    assert 'id="problem-fact-1"' in refused.text
    assert "확인됨" in kept.text


def test_the_clocks_stand_on_every_page_until_they_are_met(team: Team, case: str, clock: Hands) -> None:
    clock.pass_(timedelta(minutes=20))

    late = team.viewer.get("/clocks")
    team.agent.post(f"{case}/notes", data={"text": "보고 있습니다"})
    looked_at = team.viewer.get("/clocks.json").json()

    assert "처음 확인" in late.text
    assert "5분 넘김" in late.text
    assert [c["name"] for c in looked_at["cases"][0]["clocks"]] == ["holding", "statement"]


def test_the_bar_is_empty_in_peace(team: Team) -> None:
    assert "<ul>" not in team.viewer.get("/clocks").text


def test_a_promised_time_becomes_a_clock(team: Team, case: str) -> None:
    team.drafter.post(f"{case}/promise", data={"due": "2026-11-22T15:00"})

    clocks = team.viewer.get(f"{case}.json").json()["clocks"]
    assert {"name": "next_update", "due_at": "2026-11-22T15:00:00+09:00"}.items() <= {
        key: value for clock in clocks if clock["name"] == "next_update" for key, value in clock.items()
    }.items()


@pytest.mark.parametrize("severity", ["", "9", "-1", "abc"])
def test_a_severity_off_the_scale_is_refused(team: Team, case: str, severity: str) -> None:
    answer = team.drafter.post(f"{case}/severity", data={"severity": severity, "plausibility": "usual"})

    assert answer.status_code == 400


def test_both_axes_are_kept(team: Team, case: str) -> None:
    team.drafter.post(f"{case}/severity", data={"severity": "4", "plausibility": "unusual"})

    kept = team.viewer.get(f"{case}.json").json()["case"]
    assert (kept["severity"], kept["plausibility"]) == (4, "unusual")
