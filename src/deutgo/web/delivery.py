"""Who is told of alerts: one's own ways and hours; for admins the team, the chain, and who is on call."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import datetime, time
from email.utils import parseaddr
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Form, Response
from sqlalchemy import delete

from deutgo.clock import parse_time
from deutgo.detect.alert import LEVELS, Level
from deutgo.detect.delivery import Dispatch, Recipient, Shift, Way
from deutgo.detect.messengers import Message
from deutgo.errors import BadInput, DeutgoError, Refused
from deutgo.i18n import _
from deutgo.people import Person, Role
from deutgo.store.tables import delivery
from deutgo.store.unit_of_work import UnitOfWork
from deutgo.web.answers import as_json
from deutgo.web.visitor import Problem, TheVisitor, Visitor

router = APIRouter(include_in_schema=False)
Text = Annotated[str, Form()]
PLACE = "/notifications"
LARGEST_BUDGET = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A person of the team and how they are told; `on_call` now."""

    person: Person
    how: Recipient
    on_call: bool


def recipient_of(work: UnitOfWork, person_id: int) -> Recipient:
    """Return how a person is told; a plain one, not kept yet, for who never said."""
    found = work.recipients.find(person_id=person_id)
    return found[0] if found else Recipient(person_id=person_id)


@router.get(PLACE)
def show(visitor: TheVisitor, person: int | None = None) -> Response:
    """Show one's own settings; an admin may look after anybody's."""
    return _page(visitor, person)


def _page(visitor: Visitor, person: int | None = None, problem: Problem | None = None) -> Response:
    whose = person if person is not None and visitor.actor.can("admin") else visitor.actor.person_id
    with visitor.deutgo.store.read() as work:
        members = _members(work, visitor.now)
        shifts = [shift for shift in work.shifts.find() if shift.until > visitor.now]
        mine = recipient_of(work, whose)
        owner = work.people.get(whose)
    return visitor.page(
        "notifications.html",
        title=_("알림 받기"),
        problem=problem,
        mine=mine,
        owner=owner,
        levels=[level.value for level in LEVELS],
        mail_works=Way.MAIL in visitor.deutgo.messengers,
        members=members,
        shifts=sorted(shifts, key=lambda shift: shift.since),
        names={member.person.id: member.person.name for member in members},
    )


def _members(work: UnitOfWork, now: datetime) -> list[Member]:
    called = {shift.person_id for shift in work.shifts.find() if shift.since <= now < shift.until}
    found = [
        Member(person=person, how=recipient_of(work, person.id), on_call=person.id in called)
        for person in work.people.find(disabled_at=None)
    ]
    return sorted(found, key=lambda each: (each.how.chain_place is None, each.how.chain_place or 0))


@router.get(f"{PLACE}.json")
def show_json(visitor: TheVisitor) -> Response:
    """The same as JSON: the team for admins, else oneself; chat addresses are secrets and stay out."""
    with visitor.deutgo.store.read() as work:
        members = _members(work, visitor.now)
        shifts = work.shifts.find()
    if not visitor.actor.can("admin"):
        members = [each for each in members if each.person.id == visitor.actor.person_id]
    rows = [
        {
            "name": each.person.name,
            "on_call": each.on_call,
            **asdict(each.how),
            "chat": urlsplit(each.how.chat).hostname or "",
        }
        for each in members
    ]
    return as_json({"recipients": rows, "shifts": shifts})


@router.post(PLACE)
def save(
    visitor: TheVisitor,
    person_id: Text = "",
    mail: Text = "",
    chat: Text = "",
    least: Text = "notice",
    quiet_since: Text = "",
    quiet_until: Text = "",
    budget: Text = "8",
    chain_place: Text = "",
) -> Response:
    """Keep how a person is told; only an admin may do so for others, and order the chain."""
    whose = int(person_id) if person_id.isdecimal() else visitor.actor.person_id

    def do(work: UnitOfWork) -> None:
        if whose != visitor.actor.person_id:
            visitor.actor.need(Role.ADMIN)
        work.people.get(whose)
        before = recipient_of(work, whose)
        place = before.chain_place
        if visitor.actor.can("admin"):
            place = int(chain_place) if chain_place.isdecimal() else None
        now = replace(
            before,
            mail=_mail(mail),
            chat=_chat(chat),
            least=_level(least),
            quiet_since=_clock(quiet_since),
            quiet_until=_clock(quiet_until),
            budget=_budget(budget),
            chain_place=place,
        )
        if bool(now.quiet_since) != bool(now.quiet_until):
            raise BadInput(reason=_("조용한 시간은 언제부터 언제까지인지 둘 다 적어 주십시오."))
        (work.recipients.save if before.id else work.recipients.add)(now)
        visitor.tell(work, "recipient_changed", f"person:{whose}")

    return visitor.act(
        do,
        then=f"{PLACE}?person={whose}&done=recipient_saved",
        form="mine",
        again=lambda problem: _page(visitor, whose, problem),
        mail=mail,
        chat=chat,
        least=least,
        quiet_since=quiet_since,
        quiet_until=quiet_until,
        budget=budget,
        chain_place=chain_place,
    )


@router.post(f"{PLACE}/test")
def send_test(visitor: TheVisitor, way: Text = "") -> Response:
    """Send oneself a message by one of the ways that are kept; no transaction waits for the other side."""
    person_id = visitor.actor.person_id
    with visitor.deutgo.store.read() as work:
        mine = recipient_of(work, person_id)
    failure: DeutgoError | None = None
    try:
        _send_test(visitor, mine, way)
    except DeutgoError as error:
        failure = error

    def do(work: UnitOfWork) -> None:
        if failure is not None:
            raise failure
        visitor.tell(work, "recipient_tested", f"person:{person_id}", way=way)

    return visitor.act(
        do, then=f"{PLACE}?done=test_sent", form="test", again=lambda problem: _page(visitor, None, problem)
    )


def _send_test(visitor: Visitor, mine: Recipient, way: str) -> None:
    address = next((each for name, each in mine.addresses.items() if name == way), None)
    messenger = next((each for name, each in visitor.deutgo.messengers.items() if name == way), None)
    if address is None or messenger is None:
        raise Refused(reason=_("먼저 받을 곳을 적고 저장해 주십시오."))
    messenger.send(
        address,
        Message(
            title=_("시험 알림"),
            text=_("듣고가 보낸 시험 알림입니다. 이 글이 보이면 경보도 이곳으로 옵니다."),
            link=f"{visitor.deutgo.settings.public_url.rstrip('/')}{PLACE}",
            key=f"deutgo-test-{mine.person_id}-{int(visitor.now.timestamp())}",
        ),
    )


@router.post(f"{PLACE}/shifts")
def add_shift(visitor: TheVisitor, person_id: Text = "", since: Text = "", until: Text = "") -> Response:
    """Put somebody on call."""

    def do(work: UnitOfWork) -> None:
        visitor.actor.need(Role.ADMIN)
        person = work.people.get(int(person_id) if person_id.isdecimal() else 0)
        (begin, _clock_part), (end, _clock_part) = parse_time(since), parse_time(until)
        if end <= begin:
            raise BadInput(reason=_("당직은 끝이 시작보다 뒤여야 합니다."))
        shift = work.shifts.add(Shift(person_id=person.id, since=begin, until=end))
        visitor.tell(work, "shift_added", f"shift:{shift.id}")

    return _of_shifts(visitor, do, "shift_added", person_id=person_id, since=since, until=until)


@router.post(f"{PLACE}/shifts/{{shift_id:int}}/remove")
def remove_shift(visitor: TheVisitor, shift_id: int) -> Response:
    """Take somebody off call."""

    def do(work: UnitOfWork) -> None:
        visitor.actor.need(Role.ADMIN)
        work.shifts.get(shift_id)
        table = delivery.shift
        work.connection.execute(
            delete(table).where(table.c.id == shift_id, table.c.workspace == work.workspace)
        )
        visitor.tell(work, "shift_removed", f"shift:{shift_id}")

    return _of_shifts(visitor, do, "shift_removed")


def _of_shifts(visitor: Visitor, do: Callable[[UnitOfWork], None], done: str, **typed: str) -> Response:
    def again(problem: Problem) -> Response:
        return _page(visitor, None, problem)

    return visitor.act(do, then=f"{PLACE}?done={done}#shifts", form="shift", again=again, **typed)


def told_of(work: UnitOfWork, alert_id: int) -> list[tuple[str, Dispatch]]:
    """Return who was told of an alert, with their names."""
    names = {person.id: person.name for person in work.people.find()}
    return [
        (names.get(each.person_id, "–"), each) for each in work.dispatches.find(alert_id=alert_id, limit=200)
    ]


def _mail(text: str) -> str:
    address = text.strip()
    if address and (parseaddr(address)[1] != address or address.count("@") != 1 or address[-1] == "@"):
        raise BadInput(reason=_("전자우편 주소를 다시 확인해 주십시오."))
    return address


def _chat(text: str) -> str:
    address = text.strip()
    if address and (urlsplit(address).scheme not in {"http", "https"} or not urlsplit(address).hostname):
        raise BadInput(reason=_("대화방 주소는 https://로 시작하는 수신 웹훅이어야 합니다."))
    return address


def _level(text: str) -> Level:
    if text not in {level.value for level in LEVELS}:
        raise BadInput(reason=text)
    return Level(text)


def _clock(text: str) -> str:
    if not text.strip():
        return ""
    try:
        return f"{time.fromisoformat(text.strip()):%H:%M}"
    except ValueError as error:
        raise BadInput(reason=_("시각은 22:00처럼 적어 주십시오.")) from error


def _budget(text: str) -> int:
    if not text.isdecimal() or int(text) > LARGEST_BUDGET:
        raise BadInput(reason=_("하루에 받을 수는 0에서 200 사이로 적어 주십시오."))
    return int(text)
