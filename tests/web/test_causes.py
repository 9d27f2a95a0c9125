"""Alerts of one cause: one card, one page that names the others, one act for all."""

from datetime import timedelta

import pytest

from deutgo.wiring import Deutgo
from tests.web.conftest import NOON, Team, keep_alert

BESIDE = "같은 일로 함께 울린 경보"


@pytest.fixture
def demand_id(deutgo: Deutgo, heard: dict[str, int], alert_id: int) -> int:
    """A second alert of the topic, an hour after the first."""
    return keep_alert(
        deutgo.store,
        heard,
        key="demand-1",
        kind="demand",
        level="warning",
        began_at=NOON,
        reason="질문이 밀립니다.",
        facts={"topic": "한빛", "link": "/topics/1/demand"},
    )


def test_the_list_and_the_overview_show_one_card(team: Team, alert_id: int, demand_id: int) -> None:
    for place in ("/alerts", "/"):
        page = team.agent.get(place).text

        assert page.count('<article class="card edge-severe">') == 1
        assert '<article class="card edge-warning">' not in page
        assert f"{BESIDE} 1건" in page
        assert f'href="/alerts/{demand_id}"' in page
    assert "2건을 모두 맡겠습니다" in page
    assert [each["id"] for each in team.agent.get("/alerts.json").json()["alerts"]] == [demand_id, alert_id]


def test_what_began_on_another_day_has_a_card_of_its_own(
    deutgo: Deutgo, team: Team, heard: dict[str, int], alert_id: int
) -> None:
    keep_alert(deutgo.store, heard, key="burst-0", level="warning", began_at=NOON - timedelta(hours=9))

    page = team.agent.get("/alerts").text

    assert page.count("<article") == 2
    assert BESIDE not in page


def test_the_alerts_page_names_the_others_and_all_are_taken_at_once(
    deutgo: Deutgo, team: Team, alert_id: int, demand_id: int
) -> None:
    page = team.agent.get(f"/alerts/{alert_id}").text
    assert 'id="beside"' in page
    assert "함께 울린 것까지 모두 맡겠습니다" in page

    team.agent.post(f"/alerts/{alert_id}/acknowledge", data={"all": "1"})

    with deutgo.store.read() as work:
        assert all(work.alerts.get(each).acknowledged_at == NOON for each in (alert_id, demand_id))
    assert "모두 맡겠습니다" not in team.agent.get(f"/alerts/{alert_id}").text


def test_one_alone_is_taken_or_kept_silent_alone(
    deutgo: Deutgo, team: Team, alert_id: int, demand_id: int
) -> None:
    team.agent.post(f"/alerts/{alert_id}/acknowledge")
    team.agent.post(f"/alerts/{demand_id}/mute")

    with deutgo.store.read() as work:
        first, second = work.alerts.get(alert_id), work.alerts.get(demand_id)
    assert (first.acknowledged_at, first.muted_at) == (NOON, None)
    assert (second.acknowledged_at, second.muted_at) == (None, NOON)


def test_silence_can_be_kept_over_the_whole_cause(
    deutgo: Deutgo, team: Team, alert_id: int, demand_id: int
) -> None:
    team.agent.post(f"/alerts/{alert_id}/mute", data={"all": "1"})

    with deutgo.store.read() as work:
        assert all(work.alerts.get(each).muted_at == NOON for each in (alert_id, demand_id))
