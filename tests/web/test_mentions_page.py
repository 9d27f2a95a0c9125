"""The mentions page: nothing is executed, nothing personal is shown, what matched is marked."""

import pytest

from deutgo.store.intake import Intake
from deutgo.store.outbox import read_events
from deutgo.wiring import Deutgo

from .conftest import Team, mention


def test_script_tags_in_mentions_are_text(team: Team, heard: dict[str, int]) -> None:
    page = team.viewer.get("/mentions").text

    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert" not in page
    assert "<img src=x" not in page


def test_what_is_personal_is_masked_in_a_title_and_below_one(team: Team, deutgo: Deutgo) -> None:
    Intake(deutgo.store).take(
        [mention(7, "제 번호는 010-1234-5678입니다", title="010-9876-5432로 연락 주세요")]
    )

    page = team.viewer.get("/mentions").text

    assert "010-1234-5678" not in page
    assert "010-9876-5432" not in page
    assert page.count("[전화번호]") == 2


def test_an_address_that_would_run_is_not_linked(team: Team, heard: dict[str, int]) -> None:
    assert "javascript:" not in team.viewer.get(f"/mentions/{heard['s2']}").text


def test_personal_data_is_masked_on_the_page_and_in_its_twins(team: Team, heard: dict[str, int]) -> None:
    for path in ("/mentions", "/mentions.json", "/mentions.csv", f"/mentions/{heard['s3']}"):
        shown = team.viewer.get(path).text

        assert "1234-5678" not in shown
        assert "[전화번호]" in shown


def test_what_matched_is_marked(team: Team, heard: dict[str, int]) -> None:
    page = team.viewer.get("/mentions", params={"q": "환불"}).text

    assert page.count("<mark>환불</mark>") == 2


def test_a_query_that_cannot_be_read_is_explained_and_kept(team: Team, heard: dict[str, int]) -> None:
    answer = team.viewer.get("/mentions", params={"q": '환불 AND ("취소'})

    assert answer.status_code == 400
    assert "notice-bad" in answer.text
    assert "&#34;취소" in answer.text


def test_a_hundred_and_fifty_brackets_are_refused_with_words(team: Team, heard: dict[str, int]) -> None:
    answer = team.viewer.get("/mentions", params={"q": "(" * 150 + "환불" + ")" * 150})

    assert answer.status_code == 400
    assert 'data-code="too_deep"' in answer.text


def test_a_quick_fix_stands_beside_the_finding(team: Team, wording_ready: None) -> None:
    fragment = team.viewer.get("/mentions/check", params={"q": "(환불 OR 취소"}).text

    assert 'data-code="unbalanced_bracket"' in fragment
    assert "/mentions?q=" in fragment


def test_no_cell_of_the_csv_begins_like_a_formula(team: Team, heard: dict[str, int]) -> None:
    table = team.viewer.get("/mentions.csv").text

    assert "'+cmd" in table
    assert ",=HYPERLINK" not in table
    assert "'=HYPERLINK" in table


def test_the_address_reproduces_the_view(team: Team, heard: dict[str, int]) -> None:
    by_reach = team.viewer.get("/mentions.json", params={"q": "환불", "sort": "reach"}).json()
    filtered = team.viewer.get("/mentions.json", params={"board": "가전"}).json()

    assert [row["views"] for row in by_reach["mentions"]] == [9000, 500]
    assert by_reach["facets"]["source"] == {"synthetic-forum": 2}
    assert filtered["count"] == 1


def test_a_range_of_time_bounds_what_is_found(team: Team, heard: dict[str, int]) -> None:
    found = team.viewer.get("/mentions.json", params={"since": "2026-11-22 11:58"}).json()

    assert found["count"] == 2


def test_a_decision_about_a_mention_is_kept_with_the_person(
    team: Team, deutgo: Deutgo, heard: dict[str, int]
) -> None:
    path = f"/mentions/{heard['s5']}/triage"
    answer = team.agent.post(path, data={"disposition": "no_answer_needed", "next": "/mentions?q=만족"})

    assert answer.status_code == 200
    assert "답이 필요 없음" in answer.text
    with deutgo.store.read() as work:
        assert [each.disposition for each in work.triages.find()] == ["no_answer_needed"]


@pytest.mark.parametrize("disposition", ["", "deleted"])
def test_an_unknown_decision_is_refused(team: Team, heard: dict[str, int], disposition: str) -> None:
    answer = team.agent.post(f"/mentions/{heard['s5']}/triage", data={"disposition": disposition})

    assert answer.status_code == 400


def test_a_mention_becomes_one_ticket_however_often_it_is_asked(team: Team, heard: dict[str, int]) -> None:
    first = team.agent.post(f"/mentions/{heard['s1']}/ticket", follow_redirects=False)
    second = team.agent.post(f"/mentions/{heard['s1']}/ticket", follow_redirects=False)

    assert first.headers["location"] == second.headers["location"]


def test_a_mention_linked_to_a_case_stands_in_its_timeline(team: Team, heard: dict[str, int]) -> None:
    team.drafter.post("/cases", data={"title": "환불 지연"})

    team.agent.post(f"/mentions/{heard['s1']}/case", data={"case_id": "1"})

    assert f"/mentions/{heard['s1']}" in team.viewer.get("/cases/1").text


def test_an_empty_store_teaches_the_next_step(team: Team) -> None:
    assert "deutgo import" in team.viewer.get("/mentions").text


def test_a_corrected_label_is_kept_with_the_person_and_measured(team: Team, heard: dict[str, int]) -> None:
    path = f"/mentions/{heard['s5']}"

    refused = team.agent.post(f"{path}/label", data={"task": "intent", "label": "spam"})
    page = team.agent.post(f"{path}/label", data={"task": "sentiment", "label": "positive"}).text

    assert refused.status_code == 400
    assert "agent 씨 님이 확인함" in page
    assert "최근 사람이 확인한" in page


def test_named_mentions_are_shown_exactly(team: Team, heard: dict[str, int]) -> None:
    chosen = f"{heard['s1']},{heard['s4']}"

    found = team.viewer.get("/mentions.json", params={"ids": chosen}).json()

    assert {row["id"] for row in found["mentions"]} == {heard["s1"], heard["s4"]}


def test_what_people_ask_is_read_after_the_page(team: Team, heard: dict[str, int]) -> None:
    team.drafter.post("/topics", data={"name": "냉장고", "query": "냉장고"})

    page = team.viewer.get("/topics/1").text
    reading = team.viewer.get("/topics/1/reading.json").json()["reading"]

    assert 'hx-get="/topics/1/reading"' in page
    assert reading["count"] + reading["past"] == 4


def test_masked_data_is_shown_to_an_approver_with_a_reason_which_is_kept(
    team: Team, deutgo: Deutgo, heard: dict[str, int]
) -> None:
    path = f"/mentions/{heard['s3']}/unmask"

    refused = [team.drafter.post(path, data={"reason": "궁금해서"}), team.approver.post(path, data={})]
    shown = team.approver.post(path, data={"reason": "본인 확인"})

    assert [answer.status_code for answer in refused] == [403, 400]
    assert all("1234-5678" not in answer.text for answer in refused)
    assert "010-1234-5678" in shown.text
    with deutgo.store.read() as work:
        kept = read_events(work.connection, work.workspace, names=["personal_data_shown"])
    assert [(event.actor, event.facts["reason"]) for event in kept] == [("4", "본인 확인")]


def test_what_is_masked_stays_masked_behind_a_title_and_in_it(
    team: Team, deutgo: Deutgo, wording_ready: None
) -> None:
    words = "김나래 씨 010-2231-4471로 주세요, 메일은 narae@example.com 입니다"
    Intake(deutgo.store).take([mention(50, words, title="연락처 010-9982-1177 후기")])
    with deutgo.store.read() as work:
        number = work.connection.exec_driver_sql("SELECT id FROM mention WHERE external_id = 's50'").scalar()

    pages = [
        team.viewer.get("/mentions", params={"q": "메일"}).text,
        team.viewer.get("/mentions.json").text,
        team.viewer.get("/mentions.csv").text,
        team.viewer.get(f"/mentions/{number}").text,
        team.viewer.get(f"/mentions/{number}.json").text,
    ]
    opened = team.approver.post(f"/mentions/{number}/unmask", data={"reason": "본인 확인"}).text

    for page in pages:
        assert [part for part in ("2231", "4471", "narae", "나래", "9982", "1177") if part in page] == []
        assert "[전화번호]" in page
    assert "010-2231-4471" in opened
    assert "010-9982-1177" in opened
