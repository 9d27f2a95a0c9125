"""Alerts, topics, sources, balance, and what every page has: twins, two languages, an empty state."""

import io
from datetime import timedelta

import openpyxl
import pytest

from deutgo.i18n import catalogue
from deutgo.listen.source import FeedSource
from deutgo.web.done import SAID
from deutgo.web.words import WORDS
from deutgo.wiring import Deutgo

from .conftest import HANGUL, NOON, Team

PAGES = ["/", "/mentions", "/alerts", "/topics", "/cases", "/statements", "/inbox", "/balance", "/sources"]
TABLES = ["/mentions", "/alerts", "/topics", "/cases", "/statements", "/inbox", "/balance", "/sources"]


@pytest.mark.parametrize("path", PAGES)
def test_an_empty_page_stands_in_korean_and_wholly_in_english(team: Team, path: str) -> None:
    korean = team.admin.get(path)
    english = team.admin.get(path, params={"lang": "en"})

    assert (korean.status_code, english.status_code) == (200, 200)
    assert '<html lang="ko">' in korean.text
    left = [
        line
        for line in english.text.splitlines()
        if HANGUL.search(line) and not any(known in line for known in ("admin 씨", "한국어", "환불 NEAR"))
    ]
    assert left == []


@pytest.mark.parametrize("path", TABLES)
def test_every_table_has_its_twins(team: Team, path: str) -> None:
    as_json, as_csv = team.viewer.get(f"{path}.json"), team.viewer.get(f"{path}.csv")

    assert as_json.headers["content-type"] == "application/json"
    assert as_csv.headers["content-type"].startswith("text/csv")
    assert as_csv.text.startswith("\ufeff")


def test_every_word_and_every_answer_has_its_english() -> None:
    english = catalogue("en")

    assert [word for word in (*WORDS.values(), *SAID.values()) if word not in english] == []


def test_pages_have_no_inline_handlers(team: Team, alert_id: int) -> None:
    for path in [*PAGES, f"/alerts/{alert_id}"]:
        page = team.admin.get(path).text

        assert " onclick=" not in page
        assert "<script>" not in page


def test_every_count_of_an_alert_leads_to_its_mentions(team: Team, alert_id: int) -> None:
    page = team.viewer.get(f"/alerts/{alert_id}").text

    assert '<a href="/mentions?topic=1&amp;since=' in page
    assert ">88</a>건으로" in page
    assert '">1</a>차' not in page


def test_an_alert_is_taken_by_the_first_person(team: Team, alert_id: int) -> None:
    team.agent.post(f"/alerts/{alert_id}/acknowledge")
    team.drafter.post(f"/alerts/{alert_id}/acknowledge")

    assert team.viewer.get(f"/alerts/{alert_id}.json").json()["alert"]["acknowledged_by"] == 2


def test_a_mute_can_be_taken_back(team: Team, alert_id: int) -> None:
    muted = team.agent.post(f"/alerts/{alert_id}/mute")
    team.agent.post(f"/alerts/{alert_id}/unmute")

    assert f'action="/alerts/{alert_id}/unmute"' in muted.text
    assert team.viewer.get(f"/alerts/{alert_id}.json").json()["alert"]["muted_at"] is None


def test_the_overview_begins_with_what_is_worst(team: Team, deutgo: Deutgo, alert_id: int) -> None:
    page = team.viewer.get("/").text

    assert 'class="card edge-severe"' in page
    assert "평소(" in page


def test_a_topic_finds_its_past_and_has_a_digest(team: Team, heard: dict[str, int]) -> None:
    added = team.drafter.post("/topics", data={"name": "환불", "query": "환불"})
    book = team.viewer.get("/topics/1/digest.xlsx")

    assert team.viewer.get("/topics.json").json()["topics"][0]["total"] == 2
    assert "환불" in added.text
    cells = [
        cell
        for sheet in openpyxl.load_workbook(io.BytesIO(book.content))
        for row in sheet.iter_rows(values_only=True)
        for cell in row
    ]
    assert any("[전화번호]" in str(cell) for cell in cells)
    assert not any(str(cell).startswith(("=", "+", "@")) for cell in cells)


def test_a_topic_that_cannot_be_read_is_refused_and_kept_in_the_form(team: Team, wording_ready: None) -> None:
    answer = team.drafter.post("/topics", data={"name": "틀린 주제", "query": "(환불 OR"})

    assert answer.status_code == 400
    assert 'value="(환불 OR"' in answer.text


def test_a_topic_name_is_taken_only_once(team: Team, heard: dict[str, int]) -> None:
    team.drafter.post("/topics", data={"name": "환불", "query": "환불"})

    assert team.drafter.post("/topics", data={"name": "환불", "query": "취소"}).status_code == 409


def test_removing_a_topic_offers_it_back(team: Team, heard: dict[str, int]) -> None:
    team.drafter.post("/topics", data={"name": "환불", "query": "환불 NOT 광고"})

    page = team.drafter.post("/topics/1/remove").text

    assert 'name="query" value="환불 NOT 광고"' in page
    assert team.viewer.get("/topics.json").json()["topics"] == []


def test_a_blind_source_is_said_on_the_overview_and_never_a_zero(team: Team, deutgo: Deutgo) -> None:
    since = NOON - timedelta(hours=3)
    with deutgo.store.begin() as work:
        work.sources.add(
            FeedSource(name="가전 게시판", url="https://f", due_at=NOON, health="blind", blind_since=since)
        )

    page = team.viewer.get("/").text

    assert "2026-11-22 09:00부터 보이지 않습니다" in page
    assert 'class="blind"' in page


def test_a_source_is_added_stopped_and_started(team: Team) -> None:
    bad = team.admin.post("/sources", data={"name": "곳", "url": "file:///etc/passwd"})
    team.admin.post("/sources", data={"name": "곳", "url": "https://feed.example/rss"})
    stopped = team.admin.post("/sources/1/disable")
    team.admin.post("/sources/1/enable")

    assert bad.status_code == 400
    assert 'value="file:///etc/passwd"' in bad.text
    assert 'action="/sources/1/enable"' in stopped.text
    assert team.viewer.get("/sources.json").json()["sources"][0]["disabled_at"] is None


def test_the_chosen_language_stays(team: Team) -> None:
    team.viewer.post("/language", data={"lang": "en"})

    assert '<html lang="en">' in team.viewer.get("/").text
