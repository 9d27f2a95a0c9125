"""A newcomer can check an alert: each number in it leads to exactly so many mentions. All packs, all kinds."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi.testclient import TestClient

from deutgo.accounts import add_person, start_session
from deutgo.clock import utc_now
from deutgo.crisis.scenario.pack import load_pack, pack_ids
from deutgo.detect.ledger import KeptAlert
from deutgo.listen.mention import Mention, Precision
from deutgo.people import Role
from deutgo.settings import Settings
from deutgo.store.intake import Intake
from deutgo.store.topics import Topics
from deutgo.store.unit_of_work import Store, open_store
from deutgo.web.app import create_app
from deutgo.web.evidence import linked
from deutgo.wiring import Deutgo
from deutgo.work.press_watch import PressWatch
from deutgo.work.replaying import replay
from deutgo.work.views_watch import ViewsWatch

from .conftest import NOON

NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
AFTER = timedelta(minutes=25)  # the flood has begun, and open demand is told of
COUNTS = (
    "count",
    "total",
    "asked",
    "heard",
    "same",
    "reports",
    "press",
    "open",
    "due",
    "unanswered",
    "posts",
    "articles",
)


def is_count(key: str) -> bool:
    """Whether the number counts mentions; rates, multiples and views do not."""
    return key in COUNTS or re.fullmatch(r"(word|question)_\d+", key) is not None


def checked(browser: TestClient, alert: KeptAlert) -> Iterator[tuple[str, int, int]]:
    """Follow every count of an alert's paragraph; yield key, what it says, and what its page shows."""
    hrefs = iter([part.href for part in linked(alert)])
    for part in alert.facts["parts"]:
        href = next(hrefs)
        if part["key"] is None or not NUMBER.fullmatch(part["text"]):
            continue
        assert href, f"{part} leads nowhere"
        assert browser.get(href.split("#")[0]).status_code == 200, href
        if not is_count(part["key"]):
            continue
        parts = urlsplit(href)
        if re.fullmatch(r"/mentions/\d+", parts.path):
            shown = 1
        else:
            assert parts.path == "/mentions", f"{part['key']} leads to {href}"
            shown = browser.get(f"/mentions.json?{parts.query}").json()["count"]
        yield part["key"], int(part["text"].replace(",", "")), shown


def unlinked(alert: KeptAlert) -> list[str]:
    """Return numbers with a unit of count that no link explains."""
    plain = [part["text"] for part in alert.facts["parts"] if part["key"] is None]
    return re.findall(r"\d[\d,.]*(?=\s?(?:건|회|배|곳|명))", "".join(plain))


@pytest.fixture
def browser_of(tmp_path: Path) -> Iterator[object]:
    settings = Settings(home=tmp_path, database_url=None)
    store = open_store(settings)

    def make(now: datetime) -> TestClient:
        with store.begin() as work:
            person = add_person(work, login="newcomer", name="새 사람", role=Role.VIEWER, at=now)
            secret = start_session(work, person.id, at=now)
        browser = TestClient(
            create_app(Deutgo(settings=settings, store=store, clock=lambda: now, remote_channels={}))
        )
        browser.cookies.set("deutgo_session", secret)
        return browser

    yield store, make
    store.close()


def play(name: str, store: Store) -> tuple[datetime, list[KeptAlert]]:
    """Play a pack until well after its alert, and return what was told."""
    ends, now = None, utc_now()
    for now, result in replay(load_pack(name), store):
        if ends is None and result.alert_at is not None:
            ends = now + AFTER
        if ends is not None and now >= ends:
            break
    with store.read() as work:
        return now, work.alerts.find()


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in pack_ids() if load_pack(name).notice != "none"])
def test_every_count_of_every_alert_of_the_packs_leads_to_exactly_so_many_mentions(
    name: str, browser_of, wording_ready: None
) -> None:
    store, make = browser_of
    now, alerts = play(name, store)
    browser = make(now)

    seen = {alert.kind: list(checked(browser, alert)) for alert in alerts}

    assert load_pack(name).notice in seen
    for kind, counts in seen.items():
        assert counts, kind
        assert [(key, said, shown) for key, said, shown in counts if said != shown] == [], kind
    assert [unlinked(alert) for alert in alerts] == [[] for _ in alerts]


@pytest.mark.slow
@pytest.mark.parametrize("name", ["pack2", "pack6"])
def test_every_tile_and_place_of_an_alerts_page_shows_what_it_leads_to(
    name: str, browser_of, wording_ready: None
) -> None:
    store, make = browser_of
    now, alerts = play(name, store)
    browser = make(now)
    burst = next(alert for alert in alerts if alert.kind == "burst")
    page = browser.get(f"/alerts/{burst.id}").text
    tiles = re.findall(
        r'class="card tile" href="(/mentions\?[^"]+)"><span class="name">([^<]+)</span><span class="value">([\d,]+)',
        page,
    )
    places = re.findall(
        r'<a class="row spread" href="(/mentions\?[^"]+)"><span>([^<]+)</span><span>([\d,]+)건', page
    )

    assert len(tiles) >= 3
    assert len(places) >= 2
    for href, words, number in [*tiles, *places]:
        query = href.replace("&amp;", "&").split("?")[1]
        shown = browser.get(f"/mentions.json?{query}").json()["count"]
        assert shown == int(number.replace(",", "")), (words, parse_qs(query))


def heard(number: int, text: str, at: datetime, **fields: object) -> Mention:
    values = {"source": "합성", "created_precision": Precision.INSTANT, "created_at": at, **fields}
    return Mention(id=f"m{number}", text=text, **values)  # type: ignore[arg-type]


def board(until: datetime, fast: int | None = None) -> list[Mention]:
    """Three days of looks at one board's posts, every 20 minutes for two hours; `fast` is read far more."""
    looks = []
    for number in range(72):
        posted = NOON - timedelta(hours=number, minutes=30)
        for age in range(20, 121, 20):
            at = posted + timedelta(minutes=age)
            views = (20 if number == fast else 1) * (100 + age + number % 7)
            if at <= until:
                looks.append(
                    (at, heard(number, f"한빛 {number}번", posted, board="자유", views=views, observed_at=at))
                )
    return [look for _, look in sorted(looks, key=lambda pair: pair[0])]


def test_the_views_and_the_press_alert_lead_to_what_they_count_too(browser_of, wording_ready: None) -> None:
    store, make = browser_of
    with store.begin() as work:
        topic = Topics(work.connection, work.workspace).add("한빛", "한빛")
    views, press = ViewsWatch(store), PressWatch(store)
    Intake(store).take(board(NOON - timedelta(hours=1)))
    views.turn(NOON - timedelta(hours=1))
    Intake(store).take(board(NOON, fast=0))
    views.turn(NOON)
    press.turn(NOON)
    Intake(store).take(
        heard(100 + n, "한빛 소식을 전한다", NOON + timedelta(minutes=n), board=outlet, title="한빛 논란")
        for n, outlet in enumerate(("합성일보", "합성뉴스", "합성뉴스"), start=1)
    )
    press.turn(NOON + timedelta(minutes=9))
    with store.read() as work:
        alerts = {alert.kind: alert for alert in work.alerts.find(topic_id=topic.id)}
    browser = make(NOON + timedelta(minutes=10))

    assert set(alerts) == {"views", "press"}
    assert [said == shown for _, said, shown in checked(browser, alerts["press"])] == [True]
    assert list(checked(browser, alerts["views"])) == []
    assert [unlinked(alert) for alert in alerts.values()] == [[], []]
    post = next(
        part.href for part in linked(alerts["views"]) if part.href and part.href.startswith("/mentions/")
    )
    assert f"{alerts['views'].count:,}" in browser.get(post).text
