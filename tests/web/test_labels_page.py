"""The page of automatic labels: learning from corrections, using a version, going back."""

from datetime import UTC, datetime

from deutgo.events import Event
from deutgo.store.intake import Intake
from deutgo.store.outbox import read_events
from deutgo.wiring import Deutgo
from tests.web.conftest import Team, mention

NOON = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


def teach(deutgo: Deutgo, count: int) -> None:
    Intake(deutgo.store).take([mention(n, f"오늘 세차 맡겼습니다 {n}번 자리") for n in range(count)])
    with deutgo.store.begin() as work:
        for (number,) in work.connection.exec_driver_sql("SELECT id FROM mention").all():
            facts = {"task": "sentiment", "label": "positive", "was": "neutral"}
            work.emit(Event(name="label_corrected", at=NOON, subject=f"mention:{number}", facts=facts))


def test_with_few_corrections_the_page_says_how_many_are_needed(team: Team, deutgo: Deutgo) -> None:
    teach(deutgo, 19)

    refused = team.approver.post("/labels/sentiment/learn")

    assert refused.status_code == 409
    assert "19건뿐입니다" in refused.text
    assert "20건부터" in team.viewer.get("/labels").text


def test_an_approver_learns_uses_and_goes_back_and_the_log_keeps_it(team: Team, deutgo: Deutgo) -> None:
    teach(deutgo, 24)
    assert team.drafter.post("/labels/sentiment/learn").status_code == 403

    learned = team.approver.post("/labels/sentiment/learn")
    used = team.approver.post("/labels/sentiment/use", data={"version": "1"})
    told = team.viewer.get("/labels.json").json()
    page = team.viewer.get("/labels").text
    dropped = team.approver.post("/labels/sentiment/use", data={"version": ""})

    assert [learned.status_code, used.status_code, dropped.status_code] == [200, 200, 200]
    assert "최근 고친 24건에서" in learned.text
    assert "지난 교정 24건에서 0% 맞았습니다." in page
    assert "1판 쓰는 중" in page
    assert told["renewing"] is True
    assert [layer["in_use"] for layer in told["tasks"]["sentiment"]["layers"]] == [True]
    assert "packed" not in told["tasks"]["sentiment"]["layers"][0]
    assert "기본 이름표로 되돌렸습니다" in dropped.text
    with deutgo.store.read() as work:
        names = ["label_layer_learned", "label_layer_used", "label_layer_dropped"]
        assert [event.name for event in read_events(work.connection, work.workspace, names=names)] == names


def test_unknown_tasks_and_versions_are_refused(team: Team, deutgo: Deutgo) -> None:
    assert team.approver.post("/labels/anger/learn").status_code == 400
    assert team.approver.post("/labels/sentiment/use", data={"version": "x"}).status_code == 400
    assert team.approver.post("/labels/sentiment/use", data={"version": "7"}).status_code == 404
