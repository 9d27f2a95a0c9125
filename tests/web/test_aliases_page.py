"""Other spellings on a topic's page: suggested from the mentions, added by a person alone. Texts are synthetic."""

import pytest

from deutgo.store.intake import Intake
from deutgo.store.outbox import read_events
from deutgo.store.topics import Topics
from deutgo.wiring import Deutgo
from tests.web.conftest import Team, mention

TEXTS = [
    *[f"한빛마트 앱에서 쿠폰 결제가 안 되고 배송 조회도 느려요 {n}" for n in range(8)],
    *[f"한빛마투 앱에서 쿠폰 결제가 안 되고 배송 조회도 느려요 {n}" for n in range(5)],
    *[f"오늘 점심은 국수를 먹고 산책했다 {n}" for n in range(6)],
]


@pytest.fixture
def topic_id(deutgo: Deutgo, team: Team, wording_ready: None) -> int:
    Intake(deutgo.store).take(mention(n, text) for n, text in enumerate(TEXTS, start=1))
    made = team.drafter.post(
        "/topics", data={"name": "한빛", "query": "한빛마트 -국수"}, follow_redirects=False
    )
    return int(made.headers["location"].split("/")[2].split("?")[0])


def topic(deutgo: Deutgo):  # type: ignore[no-untyped-def]
    with deutgo.store.read() as work:
        topics = Topics(work.connection, work.workspace)
        return topics.get("한빛"), topics.count("한빛")


def test_a_misspelling_is_suggested_and_nothing_changes_by_itself(
    team: Team, deutgo: Deutgo, topic_id: int
) -> None:
    told = team.viewer.get(f"/topics/{topic_id}/aliases.json").json()["aliases"]
    part = team.viewer.get(f"/topics/{topic_id}/aliases", headers={"hx-request": "true"}).text
    page = team.viewer.get(f"/topics/{topic_id}/aliases").text

    assert told["name"] == "한빛마트"
    assert told["names"] == ["한빛마트"]
    assert [(each["text"], each["looks"]) for each in told["found"][:1]] == [("한빛마투", "misspelt")]
    assert "<html" not in part
    assert "<html" in page
    assert topic(deutgo)[1] == 8


def test_an_added_spelling_finds_the_past_and_keeps_the_topics_number(
    team: Team, deutgo: Deutgo, topic_id: int
) -> None:
    path, form = f"/topics/{topic_id}/aliases", {"name": "한빛마트", "other": "한빛마투"}

    refused = team.agent.post(path, data=form)
    added = team.drafter.post(path, data=form)
    again = team.drafter.post(path, data=form)
    Intake(deutgo.store).take([mention(99, "한빛마투 또 먹통이네요")])

    kept, count = topic(deutgo)
    assert [refused.status_code, added.status_code, again.status_code] == [403, 200, 200]
    assert (kept.id, dict(kept.aliases)) == (topic_id, {"한빛마트": ("한빛마투",)})
    assert count == 14
    assert "한빛마투" in team.viewer.get(f"/topics/{topic_id}").text
    with deutgo.store.read() as work:
        assert len(read_events(work.connection, work.workspace, names=["topic_changed"])) == 2
        shown = work.connection.exec_driver_sql(f"SELECT sum(count) FROM cube_day WHERE topic = {topic_id}")
        assert shown.scalar() == 14


def test_a_guarded_word_becomes_a_part_of_the_query(team: Team, deutgo: Deutgo, topic_id: int) -> None:
    guard = "마투 NEAR/5 (쿠폰 OR 배송)"

    added = team.drafter.post(f"/topics/{topic_id}/aliases", data={"name": "한빛마트", "guard": guard})

    assert added.status_code == 200
    assert topic(deutgo)[0].query == f"(한빛마트 -국수) OR ({guard})"


def test_empty_and_foreign_names_are_refused(team: Team, topic_id: int) -> None:
    path = f"/topics/{topic_id}/aliases"

    assert team.drafter.post(path, data={"name": "한빛마트", "other": " "}).status_code == 400
    assert team.drafter.post(path, data={"name": "국수", "other": "국시"}).status_code == 400
    assert team.drafter.post(path, data={"name": "한빛마트", "guard": "마투 AND"}).status_code == 400
    assert team.viewer.get("/topics/999/aliases").status_code == 404
