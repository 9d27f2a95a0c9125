"""The inbox: from a mention to an answer that is linked, recorded and counted."""

from dataclasses import replace
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient

from deutgo.accounts import start_session
from deutgo.speak.channel import Receipt
from deutgo.store.intake import Intake
from deutgo.web import inbox
from deutgo.web.app import create_app
from deutgo.wiring import Deutgo
from deutgo.work.loop import Worker

from .conftest import Hands, Team, mention

ANSWER = "오래 기다리시게 해 죄송합니다. 환불은 오늘 저녁 6시까지 처리하고 이 글에 다시 알려 드리겠습니다."


@pytest.fixture(autouse=True)
def only_plain_faults_block(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep these tests apart from the rules of the wording check, which have their own."""
    faults = ("셨다면", "내부 규정")
    monkeypatch.setattr(inbox, "count_blocks", lambda text, kind: sum(fault in text for fault in faults))


@pytest.fixture
def ticket(team: Team, heard: dict[str, int]) -> str:
    answer = team.agent.post(f"/mentions/{heard['s1']}/ticket", follow_redirects=False)
    return answer.headers["location"].partition("?")[0]


def test_a_late_ticket_stands_first_and_says_so(team: Team, ticket: str, clock: Hands) -> None:
    clock.pass_(timedelta(hours=3))
    team.agent.post("/tickets", data={"title": "방금 온 문의"})

    rows = team.viewer.get("/inbox.json").json()["tickets"]
    assert [row["late"] for row in rows] == [True, False]
    assert "1시간 넘김" in team.viewer.get("/inbox").text


def test_an_answer_is_recorded_and_linked(team: Team, ticket: str) -> None:
    answer = team.agent.post(f"{ticket}/reply", data={"text": ANSWER}, follow_redirects=False)

    assert answer.status_code == 303, answer.text
    kept = team.viewer.get(f"{ticket}.json").json()
    assert kept["ticket"]["status"] == "waiting_customer"
    assert kept["replies"][0]["text"] == ANSWER
    assert kept["publications"] == []


def test_an_answer_is_not_on_the_public_page(team: Team, ticket: str) -> None:
    team.agent.post(f"{ticket}/reply", data={"text": ANSWER})

    assert ANSWER[:10] not in team.stranger.get("/status").text


def test_an_empty_answer_is_refused(team: Team, ticket: str) -> None:
    assert team.agent.post(f"{ticket}/reply", data={"text": " "}).status_code == 400


def test_a_faulty_answer_is_stopped_and_kept_in_the_form(team: Team, ticket: str) -> None:
    faulty = "내부 규정에 따라 환불이 어렵습니다."

    answer = team.agent.post(f"{ticket}/reply", data={"text": faulty})

    assert answer.status_code == 409
    assert faulty in answer.text
    assert 'name="override_reason"' in answer.text


class FakeServer:
    """A channel that keeps what it was told to post."""

    name = "mastodon"
    idempotent = True

    def __init__(self) -> None:
        self.posts: list[tuple[str, str | None]] = []

    def send(self, *, title: str, text: str, key: str, in_reply_to: str | None) -> Receipt:
        self.posts.append((text, in_reply_to))
        return Receipt(remote_id="77", url="https://m.example/77", read_back=True)


def test_a_post_on_our_server_is_answered_under_it(deutgo: Deutgo, team: Team, wording_ready: None) -> None:
    server = FakeServer()
    joined = replace(deutgo, remote_channels={"mastodon": server})
    Intake(joined.store).take([mention(9, "환불 언제 되나요?", id="4242", source="mastodon")])
    with joined.store.begin() as work:
        number = work.connection.exec_driver_sql("SELECT id FROM mention").scalar()
        secret = start_session(work, 2, at=joined.clock())
    agent = TestClient(create_app(joined))
    agent.cookies.set("deutgo_session", secret)
    place = agent.post(f"/mentions/{number}/ticket", follow_redirects=False).headers["location"]
    path = place.partition("?")[0]

    agent.post(f"{path}/reply", data={"text": ANSWER, "channel": "mastodon"})
    Worker(joined, refresh_status=lambda: None).sweeper.sweep()

    assert server.posts == [(ANSWER, "4242")]
    assert [p["status"] for p in agent.get(f"{path}.json").json()["publications"]] == ["sent"]


def test_a_resolved_ticket_can_be_opened_again(team: Team, ticket: str) -> None:
    resolved = team.agent.post(f"{ticket}/status", data={"status": "resolved"})
    team.agent.post(f"{ticket}/status", data={"status": "reopened"})

    assert "되돌리기" in resolved.text
    assert team.viewer.get(f"{ticket}.json").json()["ticket"]["reopened_count"] == 1


def test_a_ticket_is_given_to_a_person(team: Team, ticket: str) -> None:
    team.agent.post(f"{ticket}/assignee", data={"person": "2"})

    assert team.viewer.get(f"{ticket}.json").json()["ticket"]["assignee_id"] == 2
    assert team.agent.post(f"{ticket}/assignee", data={"person": "999"}).status_code == 404


def test_what_people_did_becomes_the_balance(team: Team, deutgo: Deutgo, ticket: str) -> None:
    team.agent.post(f"{ticket}/reply", data={"text": ANSWER})
    Worker(deutgo, refresh_status=lambda: None).sweeper.sweep()
    deutgo.clock.pass_(timedelta(seconds=1))  # type: ignore[attr-defined]

    found = team.viewer.get("/balance.json").json()["balance"]
    counts = {row["kind"]: row["count"] for row in found["rows"]}

    assert counts["answer"] == 1
    assert counts["listen"] >= 1
    assert team.viewer.get("/balance").text.count("<path class=") >= 2
