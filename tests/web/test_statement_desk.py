"""The statement desk: four eyes on one exact text, then the public page."""

import pytest

from deutgo.web import statements
from deutgo.wiring import Deutgo
from deutgo.work.loop import Worker

from .conftest import Team

GOOD = (
    "11월 20일부터 사흘 동안 환불이 늦어져 기다리신 고객 여러분께 사과드립니다. "
    "결제 시스템을 바꾸며 저희가 검사를 빠뜨린 탓입니다. 11월 24일까지 모두 환불하고 문자로 알려 드리겠습니다."
)
FAULTY = "일부 고객님께서 불편을 느끼셨다면 유감입니다."


@pytest.fixture(autouse=True)
def only_plain_faults_block(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep these tests apart from the rules of the wording check, which have their own."""
    faults = ("셨다면", "내부 규정")
    monkeypatch.setattr(statements, "count_blocks", lambda text, kind: sum(fault in text for fault in faults))


@pytest.fixture
def draft(team: Team, heard: dict[str, int]) -> str:
    data = {"kind": "notice", "title": "환불 지연 안내", "text": GOOD, "heard": str(heard["s1"])}
    answer = team.drafter.post("/statements", data=data, follow_redirects=False)
    return answer.headers["location"].partition("?")[0]


def submit(team: Team, draft: str, text: str = GOOD) -> str:
    """Ask for approval and return the hash of what will be read."""
    data = {"title": "환불 지연 안내", "text": text, "then": "submit"}
    answer = team.drafter.post(draft, data=data, follow_redirects=False)
    assert answer.status_code == 303, answer.text
    return str(team.viewer.get(f"{draft}.json").json()["text_hash"])


def approve(team: Team, draft: str, seen: str, **more: str) -> int:
    data = {"seen_hash": seen, "decision": "approve", **more}
    return team.approver.post(f"{draft}/approval", data=data, follow_redirects=False).status_code


def test_a_text_goes_out_after_another_person_approved_exactly_it(
    team: Team, deutgo: Deutgo, draft: str
) -> None:
    seen = submit(team, draft)

    assert approve(team, draft, seen) == 303
    sent = team.approver.post(f"{draft}/publication", data={"channel": "status"}, follow_redirects=False)
    Worker(deutgo, refresh_status=lambda: None).sweeper.sweep()

    assert sent.status_code == 303
    assert GOOD[:20] in team.stranger.get("/status").text
    kept = team.viewer.get(f"{draft}.json").json()
    assert [p["status"] for p in kept["publications"]] == ["sent"]


def test_nobody_approves_their_own_text(team: Team, heard: dict[str, int]) -> None:
    data = {"kind": "notice", "title": "안내", "text": GOOD, "heard": str(heard["s1"])}
    place = team.approver.post("/statements", data=data, follow_redirects=False).headers["location"]
    draft = place.partition("?")[0]
    team.approver.post(draft, data={"title": "안내", "text": GOOD, "then": "submit"})
    seen = team.viewer.get(f"{draft}.json").json()["text_hash"]

    assert approve(team, draft, seen) == 409
    assert team.viewer.get(f"{draft}.json").json()["approvals"] == []


def test_a_text_that_changed_since_it_was_read_is_not_approved(team: Team, draft: str) -> None:
    seen = submit(team, draft)
    submit(team, draft, text=GOOD + " 다시 한번 사과드립니다.")

    assert approve(team, draft, seen) == 409


def test_a_drafter_cannot_approve(team: Team, draft: str) -> None:
    seen = submit(team, draft)

    answer = team.drafter.post(f"{draft}/approval", data={"seen_hash": seen, "decision": "approve"})

    assert answer.status_code == 403


def test_blocked_wording_needs_a_reason_which_is_kept(team: Team, draft: str) -> None:
    seen = submit(team, draft, text=FAULTY)

    assert approve(team, draft, seen) == 409
    assert approve(team, draft, seen, override_reason="시각을 다툽니다") == 303
    assert "시각을 다툽니다" in team.viewer.get(draft).text


def test_without_anything_heard_approval_cannot_be_asked_and_the_text_stays(
    team: Team, wording_ready: None
) -> None:
    data = {"kind": "notice", "title": "안내", "text": GOOD}
    place = team.drafter.post("/statements", data=data, follow_redirects=False).headers["location"]
    answer = team.drafter.post(
        place.partition("?")[0], data={"title": "안내", "text": GOOD + " 새 문장입니다.", "then": "submit"}
    )

    assert answer.status_code == 409
    assert "새 문장입니다." in answer.text


def test_a_place_left_open_by_a_rewrite_is_not_sent_for_approval(team: Team, draft: str) -> None:
    answer = team.drafter.post(
        draft, data={"title": "안내", "text": "[누구]께 사과드립니다.", "then": "submit"}
    )

    assert answer.status_code == 400
    assert "[누구]" in answer.text


def test_an_approver_returns_a_text_with_a_reason(team: Team, draft: str) -> None:
    seen = submit(team, draft)

    empty = team.approver.post(f"{draft}/approval", data={"seen_hash": seen, "decision": "return"})
    team.approver.post(f"{draft}/approval", data={"decision": "return", "reason": "날짜를 확인해 주십시오"})

    assert empty.status_code == 400
    assert team.viewer.get(f"{draft}.json").json()["statement"]["status"] == "draft"


def test_what_went_out_cannot_be_edited_but_withdrawn_in_the_open(
    team: Team, deutgo: Deutgo, draft: str
) -> None:
    approve(team, draft, submit(team, draft))
    team.approver.post(f"{draft}/publication", data={"channel": "status"})
    Worker(deutgo, refresh_status=lambda: None).sweeper.sweep()

    edited = team.drafter.post(draft, data={"title": "x", "text": "고친 글입니다."})
    team.approver.post(f"{draft}/withdrawal", data={"reason": "날짜가 틀렸습니다"})

    assert edited.status_code == 409
    public = team.stranger.get("/status").text
    assert GOOD[:20] in public
    assert "거두었습니다" in public


def test_versions_can_be_compared(team: Team, draft: str) -> None:
    team.drafter.post(draft, data={"title": "환불 지연 안내", "text": GOOD.replace("11월 24일", "11월 25일")})

    page = team.viewer.get(draft, params={"diff": 1}).text

    assert "<del>" in page
    assert "<ins>" in page


def test_the_check_answers_with_places_reasons_and_better_words(team: Team, wording_ready: None) -> None:
    found = team.drafter.post("/statements/check", data={"text": FAULTY, "kind": "apology"}).json()

    assert found["state"] == "ready"
    first = next(f for f in found["findings"] if f["start"] is not None)
    assert FAULTY[first["start"] : first["end"]] == first["quote"]
    assert first["why"]


def test_the_public_page_is_cacheable_and_the_same_for_everybody(team: Team, draft: str) -> None:
    mine, strangers = team.admin.get("/status"), team.stranger.get("/status")
    again = team.stranger.get("/status", headers={"if-none-match": strangers.headers["etag"]})

    assert mine.text == strangers.text
    assert "public" in strangers.headers["cache-control"]
    assert again.status_code == 304
    assert again.text == ""


def test_a_draft_is_not_public(team: Team, draft: str) -> None:
    submit(team, draft)

    assert team.stranger.get("/status.json").json() == {"entries": []}
    assert GOOD[:10] not in team.stranger.get("/status/feed.atom").text
