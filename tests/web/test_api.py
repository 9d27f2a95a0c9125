"""The HTTP API: bearer tokens, the contract's fields, and what a token may not do."""

import pytest
from fastapi.testclient import TestClient

from deutgo.accounts import add_token
from deutgo.people import Role
from deutgo.store.outbox import read_events
from deutgo.web.app import create_app
from deutgo.wiring import Deutgo

CONTRACT = {
    "id", "source", "url", "title", "text", "author", "created_at", "created_precision", "observed_at",
    "parent_id", "target", "board", "rating", "views", "likes", "shares", "replies", "lang", "deleted_at",
}  # fmt: skip


@pytest.fixture
def program(deutgo: Deutgo) -> TestClient:
    with deutgo.store.begin() as work:
        secret = add_token(work, name="수집기", role=Role.DRAFTER, at=deutgo.clock())
    return TestClient(create_app(deutgo), headers={"authorization": f"Bearer {secret}"})


def test_without_a_token_the_api_answers_401_in_json(deutgo: Deutgo) -> None:
    answer = TestClient(create_app(deutgo)).get("/api/v1/mentions")

    assert answer.status_code == 401
    assert answer.json()["error"]["code"] == "unauthenticated"


def test_what_is_pushed_in_is_found_with_the_fields_of_the_contract(
    program: TestClient, heard: dict[str, int]
) -> None:
    pushed = {
        "id": "p1",
        "source": "push",
        "text": "교환 신청했는데 답이 없네요",
        "created_at": "2026-11-22T10:00:00",
    }

    taken = program.post("/api/v1/mentions", json=[pushed, {"text": " "}]).json()
    again = program.post("/api/v1/mentions", json={"mentions": [pushed]}).json()
    found = program.get("/api/v1/mentions", params={"q": "교환"}).json()

    assert (taken["new"], taken["rejected"][0]["index"]) == (1, 1)
    assert (again["new"], again["duplicate"]) == (0, 1)
    assert found["count"] == 1
    assert set(found["mentions"][0]) >= CONTRACT
    assert found["mentions"][0]["created_at"] == "2026-11-22T10:00:00+09:00"


def test_a_day_stays_a_day(program: TestClient, wording_ready: None) -> None:
    program.post("/api/v1/mentions", json={"text": "날짜만 아는 글입니다", "created_at": "2026-11-20"})

    row = program.get("/api/v1/mentions").json()["mentions"][0]
    assert (row["created_at"], row["created_precision"]) == ("2026-11-20", "day")


@pytest.mark.parametrize(
    "name", ["mentions", "topics", "alerts", "cases", "statements", "tickets", "balance"]
)
def test_every_resource_of_the_contract_answers(program: TestClient, name: str) -> None:
    assert program.get(f"/api/v1/{name}").status_code == 200


def test_a_bad_query_is_an_error_with_its_place(program: TestClient, wording_ready: None) -> None:
    answer = program.get("/api/v1/mentions", params={"q": "(환불"})

    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == "bad_input.query"


def test_a_program_writes_but_does_not_approve(program: TestClient, wording_ready: None) -> None:
    case = program.post("/api/v1/cases", json={"title": "환불 지연"}).json()
    written = program.post(
        "/api/v1/statements", json={"kind": "notice", "text": "안내입니다.", "case_id": case["id"]}
    )
    approved = program.post(f"/statements/{written.json()['id']}/approval", data={"decision": "approve"})

    assert written.status_code == 201
    assert approved.status_code == 403


def test_a_topic_is_added_and_removed(program: TestClient, heard: dict[str, int]) -> None:
    added = program.post("/api/v1/topics", json={"name": "환불", "query": "환불"})
    listed = program.get("/api/v1/topics").json()["topics"]
    removed = program.delete(f"/api/v1/topics/{added.json()['id']}")

    assert (added.status_code, listed[0]["count"], removed.status_code) == (201, 2, 204)


def test_the_api_describes_itself(program: TestClient) -> None:
    paths = program.get("/api/v1/openapi.json").json()["paths"]

    assert {"/api/v1/mentions", "/api/v1/statements/check"} <= set(paths)
    assert not any(path.startswith(("/cases", "/sign-in")) for path in paths)


def test_the_metrics_are_counts_without_texts(program: TestClient, heard: dict[str, int]) -> None:
    text = program.get("/metrics").text

    assert "deutgo_mentions 5" in text
    assert "환불" not in text


def test_masked_data_is_revealed_to_an_approvers_token_with_a_reason_which_is_kept(
    deutgo: Deutgo, program: TestClient, heard: dict[str, int]
) -> None:
    with deutgo.store.begin() as work:
        secret = add_token(work, name="감사", role=Role.APPROVER, at=deutgo.clock())
    approver = TestClient(create_app(deutgo), headers={"authorization": f"Bearer {secret}"})
    path = f"/api/v1/mentions/{heard['s3']}/reveal"

    refused = [program.post(path, json={"reason": "궁금"}), approver.post(path, json={"reason": " "})]
    shown = approver.post(path, json={"reason": "본인 확인"})

    assert [answer.status_code for answer in refused] == [403, 400]
    assert all("1234-5678" not in answer.text for answer in refused)
    assert "010-1234-5678" in shown.json()["text"]
    with deutgo.store.read() as work:
        kept = read_events(work.connection, work.workspace, names=["personal_data_shown"])
    assert [dict(event.facts) for event in kept] == [
        {"reason": "본인 확인", "through": "api", "token": "감사"}
    ]
    assert "1234-5678" not in str(kept)
