"""A console on a real store: people of every role, signed in, and a few mentions (all synthetic)."""

import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from deutgo.accounts import add_person, start_session
from deutgo.detect.ledger import KeptAlert
from deutgo.listen.mention import Mention, Precision
from deutgo.people import Role
from deutgo.settings import Settings
from deutgo.store.intake import Intake
from deutgo.store.unit_of_work import Store, open_store
from deutgo.web import guard, wordcheck
from deutgo.web.app import create_app
from deutgo.wiring import Deutgo

NOON = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)  # noon in Seoul
HANGUL = re.compile(r"[가-힣]")


class Hands:
    """A clock that the test turns."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, span: timedelta) -> None:
        self.now += span


@pytest.fixture(scope="session")
def empty_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty, migrated database to copy from."""
    home = tmp_path_factory.mktemp("template")
    open_store(Settings(home=home)).close()
    return home / "deutgo.db"


@pytest.fixture(scope="session")
def wording_ready() -> None:
    """Load the wording check once, as the console does in its background."""
    wordcheck._load()


@pytest.fixture
def clock() -> Hands:
    return Hands()


@pytest.fixture
def deutgo(tmp_path: Path, empty_store: Path, clock: Hands) -> Iterator[Deutgo]:
    shutil.copy(empty_store, tmp_path / "deutgo.db")
    settings = Settings(home=tmp_path, public_url="https://status.example", mastodon_url="https://m.example")
    store = open_store(settings)
    guard._attempts.storage.reset()
    yield Deutgo(settings=settings, store=store, clock=clock, remote_channels={})
    store.close()


@dataclass(frozen=True, slots=True)
class Team:
    """Signed-in browsers, one a role, and a stranger's."""

    viewer: TestClient
    agent: TestClient
    drafter: TestClient
    approver: TestClient
    admin: TestClient
    stranger: TestClient


@pytest.fixture
def sign_in(deutgo: Deutgo) -> Callable[[str, Role], TestClient]:
    """Make a person and return their browser."""
    app = create_app(deutgo)

    def make(login: str, role: Role) -> TestClient:
        with deutgo.store.begin() as work:
            person = add_person(work, login=login, name=f"{login} 씨", role=role, at=deutgo.clock())
            secret = start_session(work, person.id, at=deutgo.clock())
        browser = TestClient(app)
        browser.cookies.set("deutgo_session", secret)
        return browser

    return make


@pytest.fixture
def team(deutgo: Deutgo, sign_in: Callable[[str, Role], TestClient]) -> Team:
    browsers = {role.value: sign_in(role.value, role) for role in Role}
    return Team(**browsers, stranger=TestClient(create_app(deutgo)))


def mention(number: int, text: str, **fields: object) -> Mention:
    """Make a synthetic mention, `number` minutes old."""
    values: dict[str, object] = {
        "id": f"s{number}",
        "source": "synthetic-forum",
        "created_at": NOON - timedelta(minutes=number),
        "created_precision": Precision.INSTANT,
        **fields,
    }
    return Mention(text=text, **values)  # type: ignore[arg-type]


TEXTS = [
    mention(1, "한빛 냉장고 환불이 왜 이렇게 늦나요?", views=500, board="가전"),
    mention(
        2, "<script>alert(1)</script> 한빛 냉장고 <img src=x onerror=alert(2)>", url="javascript:alert(3)"
    ),
    mention(3, "제 번호는 010-1234-5678이고 환불을 아직 못 받았습니다", views=9000),
    mention(4, '=HYPERLINK("http://evil.example","눌러") 한빛 냉장고', author="+cmd|calc"),
    mention(5, "한빛 냉장고 정말 만족합니다", title="후기"),
]


@pytest.fixture
def heard(deutgo: Deutgo, wording_ready: None) -> dict[str, int]:
    """Take the texts in and return the source's id → the store's number."""
    Intake(deutgo.store).take(TEXTS)
    with deutgo.store.read() as work:
        rows = work.connection.exec_driver_sql("SELECT external_id, id FROM mention").all()
    return {str(row[0]): int(row[1]) for row in rows}


@pytest.fixture
def alert_id(deutgo: Deutgo, heard: dict[str, int]) -> int:
    """Keep an open alert over the texts."""
    return keep_alert(deutgo.store, heard)


def keep_alert(store: Store, heard: dict[str, int], **changed: object) -> int:
    """Keep one alert and return its number."""
    values: dict[str, object] = {
        "key": "burst-1",
        "kind": "burst",
        "topic_id": 1,
        "level": "severe",
        "began_at": NOON - timedelta(hours=1),
        "raised_at": NOON - timedelta(minutes=50),
        "changed_at": NOON,
        "count": 88,
        "expected": 2.4,
        "score": 0.97,
        "total": 95,
        "reason": "‘한빛’ 주제의 언급이 11:00부터 60분 동안 88건으로, 평소(2.4건)를 크게 웃돕니다. 1차 입장을 준비하십시오.",
        "facts": {"topic": "한빛", "samples": [heard["s1"]], "first_mention": heard["s3"]},
        **changed,
    }
    with store.begin() as work:
        return work.alerts.add(KeptAlert(**values)).id  # type: ignore[arg-type]
