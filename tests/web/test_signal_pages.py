"""The pages of the detectors: demand, spread, copies, views and joint movement, with their twins."""

import random
from datetime import timedelta

import pytest

from deutgo.accounts import add_token
from deutgo.listen.mention import Mention, Precision
from deutgo.people import Role
from deutgo.store.intake import Intake
from deutgo.store.mentions import Mentions
from deutgo.store.topics import Topics
from deutgo.store.trends import keep_points
from deutgo.store.views.looks import looks_of
from deutgo.wiring import Deutgo
from deutgo.work.copying import CopyKeeper

from .conftest import HANGUL, NOON, Hands, Team

MINUTE = timedelta(minutes=1)


def heard(name: str, text: str, **fields: object) -> Mention:
    values = {"source": "synthetic-forum", "created_precision": Precision.INSTANT, "text": text, **fields}
    return Mention(id=name, **values)  # type: ignore[arg-type]


@pytest.fixture
def topic(deutgo: Deutgo, wording_ready: None) -> int:
    """A topic about which twelve people have asked in the last hour."""
    with deutgo.store.begin() as work:
        kept = Topics(work.connection, work.workspace).add("Hanbit", "Hanbit OR 한빛")
    Intake(deutgo.store).take(
        heard(f"q{n}", f"한빛 환불은 언제 되나요? {n}", created_at=NOON - n * 5 * MINUTE)
        for n in range(1, 13)
    )
    return kept.id


def korean_left(page: str) -> list[str]:
    """Return the lines of an English page that hold Korean, but for what people wrote."""
    known = ("admin 씨", "한국어", "환불", "Hanbit OR", "합성", "마이크로블로그", "한빛", "카페")
    return [line for line in page.splitlines() if HANGUL.search(line) and not any(k in line for k in known)]


def test_open_demand_is_one_number_on_every_page_that_shows_it(team: Team, topic: int) -> None:
    twin = team.viewer.get(f"/topics/{topic}/demand.json").json()["demand"]

    assert twin["now"]["open"] == 12
    assert twin["asked"] == 12
    for path in (f"/topics/{topic}/demand", f"/topics/{topic}", "/"):
        assert '<span class="value">12<span class="unit">건</span>' in team.viewer.get(path).text


def test_the_demand_page_stands_wholly_in_english_and_empty(team: Team, topic: int) -> None:
    english = team.admin.get(f"/topics/{topic}/demand", params={"lang": "en"})
    empty = team.admin.get(f"/topics/{topic}/demand", params={"hours": "3", "lang": "ko"})

    assert korean_left(english.text) == []
    assert "이 주제의 사안에서 나간 안내가 없습니다" in empty.text


def test_the_demand_as_csv_has_a_row_a_step(team: Team, topic: int) -> None:
    table = team.viewer.get(f"/topics/{topic}/demand.csv").text

    assert table.startswith("\ufeffat,questions,complaints,answered,settled,lapsed,open,minutes")
    assert table.strip().splitlines()[-1].split(",")[6] == "12"


def test_a_topic_that_is_gone_is_not_found(team: Team) -> None:
    assert team.viewer.get("/topics/99/demand").status_code == 404


def test_a_mention_shows_how_its_views_grew(team: Team, deutgo: Deutgo, topic: int) -> None:
    posted = NOON - timedelta(hours=2)
    Intake(deutgo.store).take(
        heard("fast", "한빛 냉장고", created_at=posted, views=n * 100, observed_at=posted + n * 10 * MINUTE)
        for n in range(1, 6)
    )
    with deutgo.store.read() as work:
        stored = Mentions(work.connection, work.workspace).find("synthetic-forum", "fast")
    assert stored is not None

    page = team.viewer.get(f"/mentions/{stored.id}").text
    twin = team.viewer.get(f"/mentions/{stored.id}.json").json()

    assert "조회수가 늘어난 흐름" in page
    assert [look["views"] for look in twin["looks"]] == [100, 200, 300, 400, 500]


def test_a_counter_that_is_pushed_again_keeps_both_looks(team: Team, deutgo: Deutgo, clock: Hands) -> None:
    with deutgo.store.begin() as work:
        secret = add_token(work, name="수집기", role=Role.DRAFTER, at=deutgo.clock())
    headers = {"Authorization": f"Bearer {secret}"}
    at = (NOON - 10 * MINUTE).isoformat()
    record = {"id": "p1", "source": "board", "text": "한빛 냉장고", "created_at": at, "views": 10}
    for views in (10, 400):
        answer = team.stranger.post("/api/v1/mentions", json=[record | {"views": views}], headers=headers)
        assert answer.status_code == 200, answer.text
        clock.pass_(20 * MINUTE)

    with deutgo.store.read() as work:
        stored = Mentions(work.connection, work.workspace).find("board", "p1")
        assert stored is not None
        assert [views for _, views in looks_of(work, stored.id)] == [10, 400]


@pytest.fixture
def rumour(deutgo: Deutgo, topic: int) -> int:
    """A rumour that changes its number on the way from a board over a network to two outlets."""
    told = (
        "한빛 냉장고 문이 열린 채 {n}이 넘게 켜져 있었다는 집이 나왔고 고객센터는 확인해 줄 수 없다고 합니다"
    )
    article = "한빛 냉장고가 문이 열린 채 켜져 있었다는 제보가 잇따르고 있다. 010-1234-5678로 제보를 받는다."
    places = [
        ("카페", told.format(n="3시간"), 50, {}),
        ("카페", told.format(n="3시간"), 45, {}),
        ("마이크로블로그", told.format(n="30시간"), 30, {"views": 9000, "author": "far"}),
        ("합성일보", article, 20, {"title": "한빛 냉장고 책임 공방"}),
        ("합성신문", article, 15, {"title": "한빛 냉장고 논란, 책임 공방"}),
    ]
    Intake(deutgo.store).take(
        heard(f"r{at}", text, created_at=NOON - at * MINUTE, board=board, **more)
        for board, text, at, more in places
    )
    return topic


def test_the_way_of_a_rumour_is_traced_from_board_to_press(team: Team, rumour: int) -> None:
    twin = team.viewer.get(f"/topics/{rumour}/spread.json").json()["spread"]
    page = team.viewer.get(f"/topics/{rumour}/spread").text

    assert [step["tier"] for step in twin["steps"]][-2:] == ["sns", "press"]
    assert twin["steps"][-1]["lag"] == 600
    assert twin["press"][0]["outlets"] == ["합성일보", "합성신문"]
    assert {"책임", "공방"} <= {frame["word"] for frame in twin["frames"]}
    assert twin["carriers"][0]["author"] == "far"
    assert twin["trees"][0]["variants"][-1]["differs"] == ["number"]
    assert "숫자가 달라짐" in page
    assert "010-1234-5678" not in page


def test_below_five_past_cases_nothing_is_said_about_the_time_until_press(team: Team, topic: int) -> None:
    page = team.viewer.get(f"/topics/{topic}/spread").text
    twin = team.viewer.get(f"/topics/{topic}/spread.json").json()["spread"]

    assert twin["forecast"] is None
    assert "언제 나올지는 말하지 않습니다" in page


def test_the_spread_page_stands_wholly_in_english_and_without_mentions(team: Team, rumour: int) -> None:
    page = team.admin.get(f"/topics/{rumour}/spread", params={"lang": "en"}).text
    empty = team.admin.get(f"/topics/{rumour}/spread", params={"words": "아무도 하지 않은 말", "lang": "ko"})

    assert korean_left(page) == []
    assert "아직 길을 그릴 글이 없습니다" in empty.text


def test_a_topics_list_shows_the_same_text_once(team: Team, deutgo: Deutgo, topic: int) -> None:
    Intake(deutgo.store).take(
        heard(
            f"c{n}",
            "한빛 냉장고가 문을 닫아도 꺼지지 않는다고 합니다" + "!" * n,
            created_at=NOON - n * MINUTE,
        )
        for n in range(1, 5)
    )
    CopyKeeper(deutgo.store).turn()

    page = team.viewer.get(f"/mentions?topic={topic}").text
    twin = team.viewer.get(f"/mentions.json?topic={topic}").json()
    whole = team.viewer.get(f"/mentions.json?topic={topic}&fold=0").json()
    table = team.viewer.get(f"/mentions.csv?topic={topic}").text

    assert "같은 글 3건</a>" in page
    assert twin["count"] == whole["count"] == 16
    assert len(whole["mentions"]) == 16
    assert len(twin["mentions"]) == 16 - twin["folded"]
    assert table.count("한빛 냉장고가") == 4
    shown = next(each for each in twin["mentions"] if "냉장고" in each["text"])
    assert "먼저 나온 글" in team.viewer.get(f"/mentions/{shown['id']}").text
    assert "같은 글을 하나로 세면" in team.viewer.get(f"/topics/{topic}").text


@pytest.fixture
def joint(deutgo: Deutgo, topic: int) -> int:
    """Six accounts that write nearly the same at ten articles, with a phone number in it; and a crowd."""
    dice = random.Random(7)
    words = [
        "오늘",
        "냉장고",
        "문이",
        "소리",
        "정말",
        "조금",
        "크게",
        "나서",
        "밤에",
        "잠을",
        "설쳤는데",
        "가격은",
        "좋고",
        "배송도",
        "빨랐어요",
    ]
    Intake(deutgo.store).take(
        heard(
            f"b{n}",
            "한빛 " + " ".join(dice.choices(words, k=8)) + f" {n}",
            author=f"person{dice.randrange(800)}",
            target=f"article{dice.randrange(100)}",
            created_at=NOON - timedelta(minutes=dice.randrange(60, 12 * 1440)),
        )
        for n in range(1500)
    )
    Intake(deutgo.store).take(
        heard(
            f"g{place}-{account}",
            f"한빛 냉장고만큼 조용한 제품은 없습니다 {place}번째 바꿨는데 만족합니다 010-1234-5678"
            + "!" * account,
            author=f"joint{account}",
            target=f"article{place}",
            created_at=NOON - timedelta(hours=20 + place * 30, minutes=account),
        )
        for place in range(10)
        for account in range(6)
    )
    return topic


def test_joint_movement_is_searched_on_request_and_shown_masked(team: Team, joint: int) -> None:
    before = team.viewer.get(f"/topics/{joint}/together").text
    team.agent.post(f"/topics/{joint}/together")
    page = team.viewer.get(f"/topics/{joint}/together").text
    twin = team.viewer.get(f"/topics/{joint}/together.json").json()
    table = team.viewer.get(f"/topics/{joint}/together.csv").text

    assert "아직 찾아본 적이 없습니다" in before
    assert twin["searched"]["posts"] == 1560
    assert twin["groups"][0]["accounts"] == [f"joint{n}" for n in range(6)]
    assert "joint0 ↔" in page
    assert "010-1234-5678" not in page + str(twin)
    assert table.count("joint") == 6
    assert korean_left(team.admin.get(f"/topics/{joint}/together", params={"lang": "en"}).text) == []


def test_our_accounts_are_listed_by_an_approver_and_marked(team: Team, joint: int) -> None:
    here = f"/topics/{joint}/together"
    refused = team.agent.post(f"{here}/own", data={"names": "joint1"})
    team.approver.post(f"{here}/own", data={"names": "joint1\n\njoint1\nother"})
    team.approver.post(f"{here}/own", data={"names": "joint1"})
    team.agent.post(here)

    assert refused.status_code == 403
    assert team.viewer.get(f"{here}.json").json()["own_accounts"] == ["joint1"]
    assert "joint1 · 우리 쪽" in team.viewer.get(here).text


def test_a_viewer_may_not_search(team: Team, joint: int) -> None:
    assert team.viewer.post(f"/topics/{joint}/together").status_code == 403


def test_searches_stand_beside_posts_on_the_spread_page(team: Team, deutgo: Deutgo, topic: int) -> None:
    with deutgo.store.begin() as work:
        keep_points(work, topic, "searches", [(NOON - n * timedelta(hours=1), 5.0 + n) for n in range(1, 9)])

    page = team.viewer.get(f"/topics/{topic}/spread").text
    twin = team.viewer.get(f"/topics/{topic}/spread.json").json()["spread"]

    assert "무엇이 먼저인가: searches, 글" in page
    assert len(twin["trends"][0]["trend"]) == 8
