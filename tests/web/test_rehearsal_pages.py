"""Back-tests and announced events as people meet them: pages, twins, forms, the way back, the shell."""

import json
import re
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from click.testing import CliRunner

from deutgo.cli import app
from deutgo.detect.sensitivity import Sensitivity, WatchRule
from deutgo.listen.mention import Mention, Precision
from deutgo.settings import load_settings
from deutgo.store.announced import Announced, announce
from deutgo.store.intake import Intake
from deutgo.store.topics import Topics
from deutgo.wiring import Deutgo
from tests.web.conftest import HANGUL, NOON, Team, keep_alert

BURST = NOON - timedelta(hours=20)


@pytest.fixture
def topic_id(deutgo: Deutgo, wording_ready: None) -> int:
    """A topic with a day and a half of mentions and one burst in them, twenty hours ago."""
    with deutgo.store.begin() as work:
        kept = Topics(work.connection, work.workspace).add("한빛", "한빛")
    rng = np.random.default_rng(4)
    heard: list[Mention] = []
    for minute in range(36 * 60):
        at = NOON - timedelta(minutes=36 * 60 - minute)
        rate = 4.0 if BURST <= at < BURST + timedelta(minutes=40) else 0.1
        heard += [
            Mention(
                id=f"{minute}-{number}",
                source="synthetic-forum",
                text=f"한빛 이야기 {minute} {number}",
                created_at=at,
                created_precision=Precision.INSTANT,
            )
            for number in range(int(rng.poisson(rate)))
        ]
    Intake(deutgo.store).take(heard)
    return kept.id


def test_a_back_test_shows_when_it_would_have_fired_and_each_count_can_be_checked(
    team: Team, topic_id: int
) -> None:
    page = team.viewer.get(f"/topics/{topic_id}/backtest").text
    result = team.viewer.get(f"/topics/{topic_id}/backtest/result?days=7").text
    count = re.search(r'<a href="(/mentions\?[^"]+)">([\d,]+)건</a>', result)

    assert f"/topics/{topic_id}/backtest/result" in page
    assert 'class="fired"' in result
    assert count is not None
    target = count[1].replace("&amp;", "&").replace("/mentions?", "/mentions.json?")
    assert team.viewer.get(target).json()["count"] == int(count[2])


def test_a_back_test_names_the_alerts_and_cases_that_the_rule_would_have_missed(
    deutgo: Deutgo, team: Team, topic_id: int
) -> None:
    other = BURST + timedelta(hours=8)
    for key, began in (("a", BURST), ("b", other)):
        keep_alert(
            deutgo.store,
            {"s1": 1, "s3": 1},
            key=key,
            topic_id=topic_id,
            began_at=began,
            raised_at=began + timedelta(minutes=2),
            ended_at=began + timedelta(hours=1),
        )
    told = team.viewer.get(f"/topics/{topic_id}/backtest.json?days=7").json()
    result = team.viewer.get(f"/topics/{topic_id}/backtest/result?days=7").text
    by_step = {rule["sensitivity"]: rule for rule in told["rules"]}

    assert [each["place"] for each in by_step["usual"]["missed"]] == ["/alerts/2"]
    assert 'id="missed"' in result
    assert 'href="/alerts/2"' in result.split('id="missed"')[1]
    assert 'href="/alerts/1"' not in result.split('id="missed"')[1]


def test_a_rule_is_switched_on_from_its_back_test_and_taken_back(
    deutgo: Deutgo, team: Team, topic_id: int
) -> None:
    done = team.drafter.post(
        f"/topics/{topic_id}/rule", data={"sensitivity": "calm", "least_count": "25"}, follow_redirects=False
    )
    page = team.drafter.get(done.headers["location"]).text
    with deutgo.store.read() as work:
        kept = Topics(work.connection, work.workspace).get("한빛").rule

    assert kept == WatchRule(sensitivity=Sensitivity.CALM, least_count=25)
    assert "드물게 · 25건보다 적으면 알리지 않음" in page
    assert 'name="sensitivity" value="usual"' in page
    assert (
        team.agent.post(
            f"/topics/{topic_id}/rule", data={"sensitivity": "keen"}, follow_redirects=False
        ).status_code
        == 403
    )
    for data in ({"sensitivity": "loud"}, {"least_count": "0"}, {"least_count": "없음"}):
        answer = team.drafter.post(f"/topics/{topic_id}/rule", data=data, follow_redirects=False)
        assert answer.status_code == 400
        assert 'role="alert"' in answer.text


def test_a_draft_is_back_tested_from_beside_its_preview(team: Team, topic_id: int) -> None:
    preview = team.drafter.get("/topics/preview", params={"query": "한빛"}).text
    result = team.drafter.get("/topics/backtest/result", params={"query": "한빛", "days": "7"}).text
    told = team.drafter.get("/topics/backtest.json", params={"query": "한빛", "days": "7"}).json()

    assert 'hx-get="/topics/backtest/result?query=%ED%95%9C%EB%B9%9B"' in preview
    assert 'class="fired"' in result
    assert [len(rule["fired"]) > 0 for rule in told["rules"]] == [True] * 3
    assert team.drafter.get("/topics/backtest", params={"query": "한빛"}).status_code == 200
    assert team.drafter.get("/topics/backtest.json", params={"query": "한빛 AND"}).status_code == 400


def test_an_event_is_announced_shown_on_the_chart_removed_and_brought_back(team: Team, topic_id: int) -> None:
    fields = {
        "title": "<b>신제품</b> 공개",
        "since": "2026-11-21T16:00",
        "until": "2026-11-21T18:00",
        "lift": "60",
    }
    before = len(team.viewer.get(f"/topics/{topic_id}/backtest.json?days=7").json()["rules"][1]["fired"])
    team.drafter.post(f"/topics/{topic_id}/events", data=fields)
    page = team.viewer.get(f"/topics/{topic_id}").text
    after = team.viewer.get(f"/topics/{topic_id}/backtest.json?days=7").json()
    gone = team.drafter.post(f"/topics/{topic_id}/events/1/remove", follow_redirects=False)
    offered = team.drafter.get(gone.headers["location"]).text
    back = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', offered))

    assert before == 1
    assert len(after["rules"][1]["fired"]) == 0
    assert 'class="band"' in page
    assert "&lt;b&gt;신제품&lt;/b&gt; 공개" in page
    assert team.viewer.get(f"/topics/{topic_id}/events.json").json()["events"] == []
    assert back == {
        "next": f"/topics/{topic_id}",
        "title": "&lt;b&gt;신제품&lt;/b&gt; 공개",
        **{k: fields[k] for k in ("since", "until", "lift")},
    }


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": " "},
        {"until": "2026-11-21T15:00"},
        {"since": "내일"},
        {"since": ""},
        {"lift": "많이"},
        {"lift": "0"},
    ],
)
def test_an_event_that_makes_no_sense_is_refused_with_what_was_typed(
    team: Team, topic_id: int, wrong: dict[str, str]
) -> None:
    fields = {
        "title": "점검 안내",
        "since": "2026-11-21T16:00",
        "until": "2026-11-21T18:00",
        "lift": "3",
        **wrong,
    }
    answer = team.drafter.post(f"/topics/{topic_id}/events", data=fields)

    assert answer.status_code in {400, 422}
    assert 'id="problem-event"' in answer.text
    assert team.viewer.get(f"/topics/{topic_id}/events.json").json()["events"] == []


def test_the_pages_read_in_english_and_an_agent_may_change_nothing(
    deutgo: Deutgo, team: Team, topic_id: int
) -> None:
    with deutgo.store.begin() as work:
        announce(
            work,
            Announced(
                topic=topic_id,
                title="Launch",
                since=BURST,
                until=NOON,
                lift=3,
                announced_at=datetime.now(UTC),
            ),
        )
    english = {"accept-language": "en"}
    for path in (f"/topics/{topic_id}/backtest", f"/topics/{topic_id}/backtest/result?days=7"):
        text = team.viewer.get(path, headers=english).text.split("<main")[-1].split("</main>")[0]
        assert not HANGUL.search(text.replace("한빛", "")), path
    events = f"/topics/{topic_id}/events"
    assert team.agent.post(events, data={"title": "x"}).status_code == 403
    assert team.agent.post(f"{events}/1/remove").status_code == 403
    assert len(team.viewer.get(f"{events}.json").json()["events"]) == 1


def test_the_shell_back_tests_and_announces_too(
    deutgo: Deutgo, topic_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DEUTGO_HOME", str(deutgo.settings.home))
    monkeypatch.setattr("deutgo.cli.topic_watch.utc_now", lambda: NOON)
    load_settings.cache_clear()

    def run(*words: str) -> str:
        return CliRunner().invoke(app, ["topic", *words], catch_exceptions=False).stdout

    told = json.loads(run("backtest", "한빛", "--days", "2", "--format", "json"))
    hourly = json.loads(run("backtest", "한빛", "--days", "2", "--hourly", "20", "--format", "json"))
    often = json.loads(run("backtest", "--query", "한빛", "--days", "2", "--hourly", "1", "--format", "json"))

    assert [len(told["fired"]), told["noisy"], told["rule"]["sensitivity"]] == [1, False, "usual"]
    assert [len(hourly["fired"]), hourly["rule"]["hourly"]] == [1, 20]
    assert len(often["fired"]) > 1
    assert "경보 1번" in run("backtest", "한빛", "--days", "2")
    run("watch", "한빛", "--at-least", "500")
    assert json.loads(run("backtest", "한빛", "--days", "2", "--format", "json"))["fired"] == []
    run("announce", "한빛", "출시", "--from", "2026-11-22", "--until", "2026-11-22")
    assert "2026-11-22T00:00:00+09:00\t2026-11-23T00:00:00+09:00" in run("events", "한빛")
    assert run("events", "한빛", "--remove", "1") == ""
    load_settings.cache_clear()
