"""Alerts on their way to people: a real SMTP server and a real HTTP server on this machine take them."""

import email
import email.policy
import json
import socketserver
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from deutgo.detect.delivery import Dispatch, Recipient, Shift, Way, Why
from deutgo.detect.ledger import KeptAlert
from deutgo.detect.messengers import Chat, Mail, Message, body_for
from deutgo.errors import FetchRefused, Refused, Unavailable
from deutgo.events import Event
from deutgo.people import Person
from deutgo.settings import Settings
from deutgo.store.outbox import Sweeper
from deutgo.store.unit_of_work import Store, open_store
from deutgo.wiring import messengers_of
from deutgo.work.delivering import Deliverer, decider

NOON = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
MIDNIGHT = NOON + timedelta(hours=12)
SAID = Message(title="[경계] 환불", text="아홉 배입니다.", link="https://c.example/alerts/1", key="deutgo-1")


@dataclass
class Post:
    """A mail server: what it took, and the answers that it gives to `RCPT`, one a mail."""

    url: str = ""
    answers: list[str] = field(default_factory=list)
    took: list[EmailMessage] = field(default_factory=list)


@pytest.fixture
def post() -> Iterator[Post]:
    seen = Post()

    class Handler(socketserver.StreamRequestHandler):
        def say(self, line: str) -> None:
            self.wfile.write(f"{line}\r\n".encode())

        def handle(self) -> None:
            self.say("220 post.example ESMTP")
            while line := self.rfile.readline():
                verb = line[:4].upper()
                if verb == b"EHLO":
                    self.say("250-post.example\r\n250 SMTPUTF8")
                elif verb == b"RCPT":
                    self.say(seen.answers.pop(0) if seen.answers else "250 fine")
                elif verb == b"DATA":
                    self.say("354 go on")
                    body = b""
                    while (part := self.rfile.readline()) != b".\r\n":
                        body += part
                    seen.took.append(email.message_from_bytes(body, policy=email.policy.default))  # type: ignore[arg-type]
                    self.say("250 taken")
                elif verb == b"QUIT":
                    self.say("221 bye")
                    return
                else:
                    self.say("250 fine")

    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
    seen.url = f"smtp://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    yield seen
    server.shutdown()
    server.server_close()


@dataclass
class Room:
    """A chat: what it took, and the statuses that it answers with."""

    url: str = ""
    answers: list[int] = field(default_factory=list)
    took: list[dict[str, str]] = field(default_factory=list)


@pytest.fixture
def room() -> Iterator[Room]:
    seen = Room()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            seen.took.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(seen.answers.pop(0) if seen.answers else 200)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    seen.url = f"http://127.0.0.1:{server.server_port}/hook"
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    yield seen
    server.shutdown()
    server.server_close()


@pytest.fixture
def settings(tmp_path: Path, post: Post) -> Settings:
    return Settings(
        home=tmp_path,
        database_url=None,
        smtp_url=post.url,
        mail_from="듣고 <deutgo@example.com>",
        allow_private_addresses=True,
    )


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    opened = open_store(settings)
    yield opened
    opened.close()


def member(store: Store, login: str, **how: object) -> int:
    with store.begin() as work:
        person = work.people.add(Person(login=login, name=login, created_at=NOON))
        work.recipients.add(Recipient(person_id=person.id, **how))  # type: ignore[arg-type]
    return person.id


def ring(store: Store, name: str = "alert_raised", *, at: datetime = NOON, **changed: object) -> int:
    """Keep an alert with its event, as the watch does."""
    alert = KeptAlert(
        key=f"burst:{at}:{changed}", kind="burst", level="warning", began_at=at, raised_at=at, changed_at=at,
        reason="‘환불’ 언급이 평소의 아홉 배입니다. 연락처 010-1234-5678",
    )  # fmt: skip
    with store.begin() as work:
        kept = work.alerts.add(replace(alert, **changed))  # type: ignore[arg-type]
        work.emit(Event(name=name, at=at, workspace=store.workspace, subject=f"alert:{kept.id}"))
    return kept.id


def tell(store: Store, settings: Settings, at: datetime) -> None:
    Sweeper(store, [decider(store, lambda: at)]).sweep()
    Deliverer(store, messengers_of(settings), "https://console.example/").turn(at)


def dispatches(store: Store) -> list[Dispatch]:
    with store.read() as work:
        return work.dispatches.find()


def test_an_alert_reaches_its_person_by_mail_and_chat_once_and_masked(
    store: Store, settings: Settings, post: Post, room: Room
) -> None:
    member(store, "minji", mail="minji@example.com", chat=room.url)
    alert = ring(store)

    tell(store, settings, NOON)
    tell(store, settings, NOON + timedelta(minutes=1))

    [mail], [said] = post.took, room.took
    assert mail["Subject"] == "[경계] ‘환불’ 언급이 평소의 아홉 배입니다"
    assert mail["To"] == "minji@example.com"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert f"https://console.example/alerts/{alert}" in mail.get_content()
    assert "1234-5678" not in mail.get_content() + said["text"]
    assert "[전화번호]" in said["text"]
    assert [each.sent_at for each in dispatches(store)] == [NOON, NOON]


SAME = {"facts": {"samples": [4, 5, 6]}}


def test_one_cause_is_told_once_and_again_when_it_is_worse_or_in_the_press(
    store: Store, settings: Settings, post: Post
) -> None:
    member(store, "minji", mail="minji@example.com")
    ring(store, **SAME)
    tell(store, settings, NOON)
    ring(store, at=NOON + timedelta(minutes=9), kind="demand", reason="질문이 밀립니다.", **SAME)
    tell(store, settings, NOON + timedelta(minutes=9))
    assert len(post.took) == 1

    ring(store, at=NOON + timedelta(minutes=12), kind="press", reason="첫 기사가 나왔습니다.", **SAME)
    ring(store, at=NOON + timedelta(minutes=13), level="severe", reason="다른 주제도 같은 글입니다.", **SAME)
    ring(store, at=NOON + timedelta(minutes=14), reason="다른 일입니다.", facts={"samples": [40, 50]})
    tell(store, settings, NOON + timedelta(minutes=14))

    assert [mail["Subject"] for mail in post.took[1:]] == [
        "[경계] 첫 기사가 나왔습니다",
        "[심각] 다른 주제도 같은 글입니다",
        "[경계] 다른 일입니다",
    ]


def test_somebody_who_was_not_told_of_the_cause_hears_of_what_follows(
    store: Store, settings: Settings, post: Post
) -> None:
    ring(store, **SAME)
    tell(store, settings, NOON)
    member(store, "minji", mail="minji@example.com")
    ring(store, at=NOON + timedelta(minutes=9), kind="demand", reason="질문이 밀립니다.", **SAME)

    tell(store, settings, NOON + timedelta(minutes=9))

    assert len(post.took) == 1


def test_who_took_one_alert_of_a_cause_is_not_overtaken_by_the_chain(
    store: Store, settings: Settings, post: Post
) -> None:
    member(store, "minji", mail="minji@example.com", chain_place=1, least="severe")
    alert = ring(store, **SAME)
    ring(store, at=NOON + timedelta(minutes=2), kind="demand", **SAME)
    with store.begin() as work:
        work.alerts.save(work.alerts.get(alert).acknowledge(7, at=NOON + timedelta(minutes=3)))

    tell(store, settings, NOON + timedelta(minutes=30))

    assert (post.took, dispatches(store)) == ([], [])


def test_what_came_at_night_is_told_in_the_morning_in_one_message(
    store: Store, settings: Settings, post: Post
) -> None:
    member(store, "minji", mail="minji@example.com", quiet_since="22:00", quiet_until="07:00")
    ring(store, at=MIDNIGHT)
    ring(store, at=MIDNIGHT + timedelta(hours=1), reason="배송 문의가 몰립니다.")

    tell(store, settings, MIDNIGHT + timedelta(hours=1))
    assert post.took == []
    tell(store, settings, MIDNIGHT + timedelta(hours=7))

    [mail] = post.took
    assert mail["Subject"] == "쉬시는 동안 경보 2건이 있었습니다"
    assert "배송 문의가 몰립니다." in mail.get_content()
    assert {each.why for each in dispatches(store)} == {Why.HELD}
    assert all(each.sent_at for each in dispatches(store))


def test_nobody_comes_so_the_next_of_the_chain_is_asked(store: Store, settings: Settings, post: Post) -> None:
    member(store, "minji", mail="minji@example.com", chain_place=1, least="severe")
    ring(store)

    tell(store, settings, NOON)
    assert post.took == []
    for minutes in (16, 17, 40):
        tell(store, settings, NOON + timedelta(minutes=minutes))

    [mail] = post.took
    assert mail["Subject"].startswith("[경계] 아무도 맡지 않은 경보: ")


def test_who_is_taken_care_of_before_the_turn_is_not_asked(
    store: Store, settings: Settings, post: Post
) -> None:
    member(store, "minji", mail="minji@example.com", chain_place=1, least="severe")
    alert = ring(store)
    with store.begin() as work:
        work.alerts.save(work.alerts.get(alert).acknowledge(7, at=NOON + timedelta(minutes=3)))

    tell(store, settings, NOON + timedelta(minutes=20))

    assert (post.took, dispatches(store)) == ([], [])


def test_a_greylisting_server_is_tried_again_and_a_wrong_address_is_not(
    store: Store, settings: Settings, post: Post
) -> None:
    member(store, "minji", mail="minji@example.com")
    ring(store)
    post.answers = ["451 later"]

    tell(store, settings, NOON)
    assert post.took == []
    tell(store, settings, NOON + timedelta(seconds=10))
    assert post.took == []
    tell(store, settings, NOON + timedelta(seconds=31))
    assert len(post.took) == 1

    ring(store, at=NOON + timedelta(hours=1))
    post.answers = ["550 unknown"]
    tell(store, settings, NOON + timedelta(hours=1))
    assert [each.failure for each in dispatches(store)] == [None, "SMTPRecipientsRefused"]
    tell(store, settings, NOON + timedelta(hours=2))
    assert len(post.took) == 1


def test_a_worker_that_dies_after_sending_sends_once_more_after_the_lease(
    store: Store, settings: Settings, post: Post
) -> None:
    member(store, "minji", mail="minji@example.com")
    ring(store)
    Sweeper(store, [decider(store, lambda: NOON)]).sweep()
    dying = Deliverer(store, messengers_of(settings), "https://console.example")
    [bundle] = dying._claim(NOON)
    assert len(bundle) == 1

    tell(store, settings, NOON + timedelta(minutes=1))
    assert post.took == []
    tell(store, settings, NOON + timedelta(minutes=3))
    tell(store, settings, NOON + timedelta(minutes=4))

    assert len(post.took) == 1


def test_who_is_on_call_is_woken_and_who_has_left_is_not_told(
    store: Store, settings: Settings, post: Post
) -> None:
    night = {"quiet_since": "22:00", "quiet_until": "07:00"}
    called = member(store, "seojun", mail="seojun@example.com", **night)
    gone = member(store, "hana", mail="hana@example.com")
    with store.begin() as work:
        work.shifts.add(
            Shift(person_id=called, since=MIDNIGHT - timedelta(hours=1), until=MIDNIGHT + timedelta(hours=8))
        )
        work.people.save(replace(work.people.get(gone), disabled_at=NOON))
    ring(store, at=MIDNIGHT)

    tell(store, settings, MIDNIGHT)

    assert [mail["To"] for mail in post.took] == ["seojun@example.com"]


def test_without_a_mail_server_the_record_says_that_there_is_no_way(store: Store, settings: Settings) -> None:
    member(store, "minji", mail="minji@example.com")
    ring(store)

    tell(store, settings.model_copy(update={"smtp_url": None}), NOON)

    assert [(each.way, each.failure) for each in dispatches(store)] == [(Way.MAIL, "no_way")]


@pytest.mark.parametrize(
    ("address", "part", "wanted"),
    [
        (
            "https://hooks.slack.com/services/T/B/x",
            "text",
            "[경계] 환불\n아홉 배입니다.\nhttps://c.example/alerts/1",
        ),
        ("https://discord.com/api/webhooks/1/x", "allowed_mentions", {"parse": []}),
        ("https://api.telegram.org/bot1:x/sendMessage?chat_id=-42", "chat_id", "-42"),
        ("https://acme.webhook.office.com/webhookb2/x", "type", "message"),
        ("https://notdiscord.com/x", "text", "[경계] 환불\n아홉 배입니다.\nhttps://c.example/alerts/1"),
    ],
)
def test_each_chat_is_spoken_to_in_its_own_shape(address: str, part: str, wanted: object) -> None:
    assert body_for(address, SAID)[part] == wanted


def test_a_chat_at_a_private_address_or_that_is_gone_is_refused_and_a_busy_one_is_not(room: Room) -> None:
    with pytest.raises(FetchRefused):
        Chat().send(room.url, SAID)
    with pytest.raises(FetchRefused):
        Chat(allow_private=True).send("ftp://chat.example/x", SAID)
    room.answers = [404, 429]
    with pytest.raises(Refused):
        Chat(allow_private=True).send(room.url, SAID)
    with pytest.raises(Unavailable):
        Chat(allow_private=True).send(room.url, SAID)


def test_a_mail_server_that_is_not_there_is_unavailable() -> None:
    with pytest.raises(Unavailable):
        Mail(url="smtp://127.0.0.1:9", sender="a@example.com").send("b@example.com", SAID)
