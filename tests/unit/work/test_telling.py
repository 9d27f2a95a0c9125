"""Who is told of an alert, once, when: through the worker's own consumers, to real servers on this machine."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from deutgo.detect.recipients import DispatchStatus, KeptDispatch, KeptRecipient, OnCall
from deutgo.work.asking import ask_next, sum_up
from tests.http_taker import Taker, http_taker
from tests.mail_server import Post, mail_server

from deutgo.accounts import add_person
from deutgo.detect.ledger import KeptAlert
from deutgo.events import Event
from deutgo.people import Role
from deutgo.settings import Settings
from deutgo.store import outbox
from deutgo.wiring import Deutgo, assemble
from deutgo.work import telling
from deutgo.work.loop import Worker

NOON = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)  # noon in Seoul
MINUTE = timedelta(minutes=1)
QUARTER = 15 * MINUTE
NIGHT = {"quiet_since": "22:00", "quiet_until": "07:00"}


@dataclass
class Office:
    """A worker, its clock, and the servers that take what it sends."""

    deutgo: Deutgo
    worker: Worker
    post: Post
    taker: Taker
    now: datetime = NOON

    def person(self, login: str, **changed: Any) -> int:
        with self.deutgo.store.begin() as work:
            person = add_person(work, login=login, name=login, role=Role.AGENT, at=NOON)
            values = {"addresses": {"mail": f"{login}@example.com"}, "changed_at": NOON, **changed}
            work.recipients.add(KeptRecipient(person_id=person.id, **values))
        return person.id

    def ring(self, name: str = "alert_raised", *, again: int | None = None, **changed: Any) -> int:
        """Keep an alert, or let one rise, with its event, as the watches do."""
        with self.deutgo.store.begin() as work:
            if again is not None:
                kept = work.alerts.save(replace(work.alerts.get(again), changed_at=self.now, **changed))
            else:
                times = dict.fromkeys(("began_at", "raised_at", "changed_at"), self.now)
                facts = {"topic": "한빛 환불"}
                reason = "언급이 평소의 9배입니다. 010-1234-5678"
                key = f"burst:{self.now.timestamp()}:{len(work.alerts.find())}"
                alert = KeptAlert(key=key, kind="burst", level="warning", reason=reason, facts=facts, **times)
                kept = work.alerts.add(replace(alert, **changed))
            work.emit(Event(name=name, at=self.now, workspace="default", subject=f"alert:{kept.id}"))
        return kept.id

    def turn(self, passed: timedelta = timedelta(0)) -> None:
        """Let time pass, and run what delivers."""
        self.now += passed
        ask_next(self.deutgo.store, QUARTER, self.now)
        sum_up(self.deutgo.store, self.now)
        self.worker.sweeper.sweep()
        self.worker.sweeper.sweep()  # what the first sweep decided

    def dispatches(self) -> list[KeptDispatch]:
        with self.deutgo.store.read() as work:
            return work.dispatches.find()


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    monkeypatch.setattr(outbox, "FIRST_WAIT", timedelta(0))
    with mail_server() as post, http_taker() as taker:
        settings = Settings(
            home=tmp_path,
            database_url=None,
            allow_private_addresses=True,
            public_url="https://console.example",
            smtp_url=f"smtp://127.0.0.1:{post.port}",
            mail_from="alarm@example.com",
        )
        deutgo = assemble(settings, clock=lambda: made.now)
        made = Office(deutgo, Worker(deutgo, refresh_status=lambda: None), post, taker)
        yield made
        deutgo.store.close()


def test_an_alert_goes_once_to_each_person_by_each_way_masked_and_with_its_link(office: Office) -> None:
    office.person("minji", addresses={"mail": "minji@example.com", "slack": f"{office.taker.url}/s"})
    office.person("only-severe", least="severe")
    alert_id = office.ring()

    for _again in range(3):
        office.turn(MINUTE)

    [mail], [chat] = office.post.taken, office.taker.messages
    assert office.post.recipients == ["minji@example.com"]
    assert mail["Subject"] == "[경계] 한빛 환불"
    assert "1234-5678" not in mail.get_content() + chat["text"]
    assert f"https://console.example/alerts/{alert_id}" in mail.get_content()
    assert {(each.status, each.attempts) for each in office.dispatches()} == {(DispatchStatus.SENT, 1)}


def test_a_higher_level_is_told_again_and_says_so(office: Office) -> None:
    office.person("minji", lang="en")
    alert_id = office.ring()
    office.turn()
    office.now += MINUTE
    office.ring("alert_escalated", again=alert_id, level="severe")
    office.turn()

    assert [mail["Subject"] for mail in office.post.taken] == [
        "[warning] 한빛 환불".replace("warning", office.post.taken[0]["Subject"][1:].partition("]")[0]),
        office.post.taken[1]["Subject"],
    ]
    assert office.post.taken[1]["Subject"].endswith("한빛 환불: the level has risen")


@pytest.mark.parametrize("changed", [{"lane": "review"}, {"muted_at": NOON}, {"ended_at": NOON}])
def test_review_muted_and_ended_alerts_tell_nobody(office: Office, changed: dict[str, Any]) -> None:
    office.person("minji", place=1)
    office.ring(**changed)

    office.turn()
    office.turn(QUARTER)

    assert (office.post.taken, office.dispatches()) == ([], [])


def test_old_alerts_do_not_flood_who_has_just_subscribed(office: Office) -> None:
    office.person("minji")
    office.ring()

    office.turn(timedelta(hours=7))

    assert office.post.taken == []


def test_an_address_that_fails_is_tried_again_without_repeating_the_others(office: Office) -> None:
    office.person("minji", addresses={"mail": "minji@example.com", "slack": f"{office.taker.url}/s"})
    office.taker.answers = [503]
    office.ring()

    office.worker.sweeper.sweep()
    office.worker.sweeper.sweep()
    tried = {each.way: each.status for each in office.dispatches()}
    office.turn(MINUTE)

    assert tried["slack"] is DispatchStatus.TRIED or len(office.taker.took) == 2
    assert len(office.post.taken) == 1
    assert len({headers["Idempotency-Key"] for _, headers, _ in office.taker.took}) == 1
    assert {each.status for each in office.dispatches()} == {DispatchStatus.SENT}


def test_what_is_refused_for_good_is_recorded_and_not_tried_again(office: Office) -> None:
    office.person("minji")
    office.post.to_recipient = ["550 no such person"]
    office.ring()

    for _again in range(3):
        office.turn(MINUTE)

    [kept] = office.dispatches()
    assert (kept.status, kept.attempts) == (DispatchStatus.REFUSED, 1)
    assert "SMTP 550" in str(kept.failure)


def test_a_crash_between_sending_and_recording_repeats_under_the_same_key(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    class PowerCut(BaseException):
        """Nothing after this line runs."""

    def die(*_args: Any, **_named: Any) -> None:
        raise PowerCut

    office.person("minji")
    office.ring()
    with monkeypatch.context() as cut:
        cut.setattr(telling, "_record", die)
        with pytest.raises(PowerCut):
            office.turn()
    assert [each.status for each in office.dispatches()] == [DispatchStatus.WAITING]

    monkeypatch.setattr(outbox, "time", type("Later", (), {"time_ns": staticmethod(lambda: _later())}))
    office.turn(MINUTE)
    office.turn(MINUTE)

    first, again = office.post.taken
    assert first["Message-ID"] == again["Message-ID"]
    assert [each.status for each in office.dispatches()] == [DispatchStatus.SENT]


def _later() -> int:
    """Return a time after the dead worker's claim has run out."""
    return int((datetime.now(UTC) + 2 * outbox.LEASE).timestamp() * 1_000_000_000)


def test_the_days_budget_holds_and_begins_anew_at_midnight_in_seoul(office: Office) -> None:
    office.person("minji", budget=2)
    for _each in range(3):
        office.ring()
        office.turn(MINUTE)
    before = len(office.post.taken)
    office.now = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)
    office.ring()
    office.turn()

    assert (before, len(office.post.taken)) == (2, 3)
    assert [each.status.value for each in office.dispatches()] == ["sent", "sent", "spent", "sent"]


def test_quiet_hours_over_midnight_are_told_in_one_message_in_the_morning(office: Office) -> None:
    office.person("minji", **NIGHT)
    for hour in (13, 15, 20):  # 22:00, midnight and 05:00 in Seoul
        office.now = datetime(2026, 11, 22, hour, 0, tzinfo=UTC)
        office.ring()
        office.turn()
    office.now = datetime(2026, 11, 22, 21, 59, tzinfo=UTC)
    office.turn()
    at_night = len(office.post.taken)

    office.turn(MINUTE)
    office.turn(MINUTE)

    [mail] = office.post.taken
    assert at_night == 0
    assert mail["Subject"] == "조용한 시간에 온 경보 3건"
    assert mail.get_content().count("https://console.example/alerts/") == 3
    assert [each.status.value for each in office.dispatches()] == ["summed"] * 3 + ["sent"]


def test_severe_alerts_and_who_is_on_call_pass_through_the_night(office: Office) -> None:
    office.now = datetime(2026, 11, 22, 16, 0, tzinfo=UTC)
    office.person("asleep", **NIGHT)
    guard = office.person("guard", budget=0, **NIGHT)
    with office.deutgo.store.begin() as work:
        work.on_call.add(OnCall(person_id=guard, since=office.now - MINUTE, until=office.now + QUARTER))

    office.ring()
    office.turn()
    usual = list(office.post.recipients)
    office.ring(level="severe")
    office.turn()

    assert usual == ["guard@example.com"]
    assert sorted(office.post.recipients[1:]) == ["asleep@example.com", "guard@example.com"]


def test_nobody_takes_it_so_the_chain_is_asked_one_by_one_and_stops_when_somebody_does(
    office: Office,
) -> None:
    for place, login in enumerate(("first", "second", "third"), start=1):
        office.person(login, place=place, least="warning")
    alert_id = office.ring()
    office.turn()
    office.post.recipients.clear()

    office.turn(14 * MINUTE)
    too_early = list(office.post.recipients)
    office.turn(MINUTE)
    office.turn(MINUTE)
    office.turn(QUARTER)
    with office.deutgo.store.begin() as work:
        alert = work.alerts.get(alert_id)
        work.alerts.save(alert.acknowledge(1, at=office.now))
    office.turn(QUARTER)

    assert too_early == []
    assert office.post.recipients == ["first@example.com", "second@example.com"]
    assert "아직 맡은 사람이 없습니다" in office.post.taken[-1]["Subject"]


def test_a_pause_of_the_worker_does_not_wake_the_whole_chain_at_once(office: Office) -> None:
    for place, login in enumerate(("first", "second"), start=1):
        office.person(login, place=place)
    office.ring()
    office.turn()
    office.post.recipients.clear()

    office.turn(timedelta(hours=2))

    assert office.post.recipients == ["first@example.com"]
