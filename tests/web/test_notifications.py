"""Who is told of alerts, set by people: one's own ways, the team, on call, a test message."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from deutgo.detect.delivery import Dispatch, Way, Why
from deutgo.people import Person
from deutgo.wiring import Deutgo

from .conftest import NOON, Team
from .test_signal_pages import korean_left

PLACE = "/notifications"
MINE = {
    "mail": "minji@example.com", "chat": "https://hooks.slack.com/services/T/B/x", "least": "warning",
    "quiet_since": "22:00", "quiet_until": "07:00", "budget": "5",
}  # fmt: skip


@pytest.fixture
def room() -> Iterator[tuple[str, list[dict[str, str]]]]:
    took: list[dict[str, str]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            took.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(204)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/hook", took
    server.shutdown()
    server.server_close()


def people(deutgo: Deutgo) -> dict[str, Person]:
    with deutgo.store.read() as work:
        return {person.login: person for person in work.people.find()}


def test_a_person_says_how_they_are_told_and_finds_it_again(team: Team) -> None:
    saved = team.viewer.post(PLACE, data=MINE, follow_redirects=True)
    page = team.viewer.get(PLACE).text
    [twin] = team.viewer.get(f"{PLACE}.json").json()["recipients"]

    assert "알림 받는 방법을 저장했습니다" in saved.text
    assert 'value="minji@example.com"' in page
    assert (twin["quiet_since"], twin["budget"], twin["least"]) == ("22:00", 5, "warning")
    assert twin["chat"] == "hooks.slack.com"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"mail": "minji"}, "전자우편 주소"),
        ({"chat": "slack"}, "수신 웹훅"),
        ({"quiet_until": ""}, "둘 다"),
        ({"quiet_since": "밤"}, "22:00처럼"),
        ({"budget": "-1"}, "0에서 200"),
    ],
)
def test_what_cannot_be_used_is_said_beside_the_form_and_stays(
    team: Team, wrong: dict[str, str], said: str
) -> None:
    answer = team.viewer.post(PLACE, data=MINE | wrong)

    assert answer.status_code == 400
    assert said in answer.text
    assert next(iter(wrong.values())) in answer.text


def test_only_an_admin_looks_after_others_and_orders_the_chain(team: Team, deutgo: Deutgo) -> None:
    person = people(deutgo)["agent"]
    data = MINE | {"person_id": str(person.id), "chain_place": "1"}

    assert team.viewer.post(PLACE, data=data).status_code == 403
    assert (
        team.viewer.post(PLACE, data=MINE | {"chain_place": "1"}, follow_redirects=False).status_code == 303
    )
    team.admin.post(PLACE, data=data)
    rows = team.admin.get(f"{PLACE}.json").json()["recipients"]

    assert [row["person_id"] for row in rows if row["chain_place"] == 1] == [person.id]
    assert "1번째로 부름" in team.admin.get(PLACE).text
    assert "다른 사람" not in team.viewer.get(f"{PLACE}?person={person.id}").text
    assert "내 알림" in team.viewer.get(f"{PLACE}?person={person.id}").text


def test_shifts_are_added_and_removed_by_admins(team: Team, deutgo: Deutgo) -> None:
    person = people(deutgo)["agent"]
    shift = {"person_id": str(person.id), "since": "2026-11-22T11:00", "until": "2026-11-22T20:00"}

    assert team.agent.post(f"{PLACE}/shifts", data=shift).status_code == 403
    backwards = team.admin.post(f"{PLACE}/shifts", data=shift | {"until": "2026-11-22T10:00"})
    added = team.admin.post(f"{PLACE}/shifts", data=shift, follow_redirects=True)
    [kept] = team.admin.get(f"{PLACE}.json").json()["shifts"]

    assert "끝이 시작보다 뒤" in backwards.text
    assert "당직 중" in added.text
    team.admin.post(f"{PLACE}/shifts/{kept['id']}/remove")
    assert team.admin.get(f"{PLACE}.json").json()["shifts"] == []


def test_a_test_message_goes_where_alerts_would(
    team: Team, deutgo: Deutgo, room: tuple[str, list[dict[str, str]]]
) -> None:
    url, took = room
    assert "받을 곳을 적고" in team.viewer.post(f"{PLACE}/test", data={"way": "chat"}).text
    team.viewer.post(PLACE, data=MINE | {"chat": url})

    refused = team.viewer.post(f"{PLACE}/test", data={"way": "chat"})
    assert refused.status_code >= 400
    assert took == []
    object.__setattr__(
        deutgo, "settings", deutgo.settings.model_copy(update={"allow_private_addresses": True})
    )
    sent = team.viewer.post(f"{PLACE}/test", data={"way": "chat"}, follow_redirects=True)

    assert "시험 알림을 보냈습니다" in sent.text
    assert took[0]["text"].startswith("시험 알림")


def test_the_alert_says_who_was_told(team: Team, deutgo: Deutgo, alert_id: int) -> None:
    person = people(deutgo)["agent"]
    told = {"alert_id": alert_id, "event_id": 1, "person_id": person.id, "at": NOON, "due_at": NOON}
    with deutgo.store.begin() as work:
        work.dispatches.add(Dispatch(**told, way=Way.MAIL, why=Why.ON_CALL, sent_at=NOON))  # type: ignore[arg-type]
        work.dispatches.add(Dispatch(**told, way=Way.CHAT, why=Why.ON_CALL, failure="HTTP 404"))  # type: ignore[arg-type]

    page = team.viewer.get(f"/alerts/{alert_id}").text

    assert "누구에게 알렸나" in page
    assert f"{person.name} · 전자우편" in page
    assert "가지 않음" in page


def test_the_page_stands_wholly_in_english(team: Team) -> None:
    team.admin.post(PLACE, data=MINE | {"chain_place": "2"})
    shown = team.admin.get(PLACE, params={"lang": "en"}).text

    assert [line for line in korean_left(shown) if " 씨" not in line] == []
