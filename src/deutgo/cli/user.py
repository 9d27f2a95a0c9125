"""`deutgo user`: accounts and roles, also when nobody can sign in any more."""

from dataclasses import replace

import click

from deutgo.accounts import add_person, find_person, hash_password, start_session
from deutgo.clock import iso, utc_now
from deutgo.errors import NotFound
from deutgo.i18n import _
from deutgo.people import Membership, Person, Role
from deutgo.settings import load_settings
from deutgo.store.unit_of_work import UnitOfWork, open_store


@click.group()
def user() -> None:
    """사용자와 역할을 관리합니다.

    \b
    deutgo user add minji --name 김민지 --role approver
    deutgo user link minji
    """


@user.command()
@click.argument("login")
@click.option("--name", help="화면에 보일 이름. 없으면 아이디를 씁니다.")
@click.option("--role", type=click.Choice([role.value for role in Role]), default="viewer", show_default=True)
@click.option("--password", is_flag=True, help="비밀번호를 물어봅니다. 없으면 로그인 링크로 들어옵니다.")
def add(login: str, name: str | None, role: str, password: bool) -> None:
    """사용자를 만들고 로그인 링크를 보여 줍니다."""
    secret = _ask_password() if password else None
    store = open_store(load_settings())
    with store.begin() as work:
        now = utc_now()
        person = add_person(work, login=login, name=name or login, role=Role(role), at=now, password=secret)
        _show_link(start_session(work, person.id, at=now, once=True))


@user.command("list")
def list_() -> None:
    """사용자와 역할을 보여 줍니다."""
    with open_store(load_settings()).read() as work:
        roles = {membership.person_id: membership.role for membership in work.memberships.find()}
        for person in work.people.find():
            state = "-" if person.disabled_at is None else iso(person.disabled_at)
            click.echo(f"{person.login}\t{person.name}\t{roles.get(person.id, '-')}\t{state}")


@user.command()
@click.argument("login")
def link(login: str) -> None:
    """한 번 쓸 수 있는 로그인 링크를 만듭니다. 비밀번호를 잊었을 때 씁니다."""
    with open_store(load_settings()).begin() as work:
        _show_link(start_session(work, _person(work, login).id, at=utc_now(), once=True))


@user.command()
@click.argument("login")
def password(login: str) -> None:
    """비밀번호를 새로 정합니다."""
    secret = _ask_password()
    with open_store(load_settings()).begin() as work:
        work.people.save(replace(_person(work, login), password_hash=hash_password(secret)))
    click.echo(_("비밀번호를 바꾸었습니다."), err=True)


@user.command()
@click.argument("login")
@click.argument("role", type=click.Choice([role.value for role in Role]))
def role(login: str, role: str) -> None:
    """이 작업 공간에서의 역할을 바꿉니다."""
    with open_store(load_settings()).begin() as work:
        person = _person(work, login)
        known = work.memberships.find(person_id=person.id)
        if known:
            work.memberships.save(replace(known[0], role=Role(role)))
        else:
            work.memberships.add(Membership(person_id=person.id, role=Role(role)))
    click.echo(_("역할을 바꾸었습니다."), err=True)


@user.command()
@click.argument("login")
def disable(login: str) -> None:
    """더는 로그인하지 못하게 합니다. 남긴 기록은 그대로입니다."""
    with open_store(load_settings()).begin() as work:
        work.people.save(replace(_person(work, login), disabled_at=utc_now()))
    click.echo(_("로그인을 막았습니다."), err=True)


def _person(work: UnitOfWork, login: str) -> Person:
    person = find_person(work, login)
    if person is None:
        raise NotFound(what=login)
    return person


def _ask_password() -> str:
    return str(click.prompt(_("새 비밀번호"), hide_input=True, confirmation_prompt=True, err=True))


def _show_link(secret: str) -> None:
    click.echo(f"{load_settings().public_url}/sign-in/{secret}")
