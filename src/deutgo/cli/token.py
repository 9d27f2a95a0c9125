"""`deutgo token`: bearer tokens for the HTTP API."""

from dataclasses import replace

import click

from deutgo.accounts import add_token
from deutgo.clock import iso, utc_now
from deutgo.errors import NotFound
from deutgo.i18n import _
from deutgo.people import Role
from deutgo.settings import load_settings
from deutgo.store.unit_of_work import open_store


@click.group()
def token() -> None:
    """API 토큰을 관리합니다."""


@token.command()
@click.argument("name")
@click.option("--role", type=click.Choice([role.value for role in Role]), default="viewer", show_default=True)
def add(name: str, role: str) -> None:
    """토큰을 만들어 한 번 보여 줍니다."""
    with open_store(load_settings()).begin() as work:
        click.echo(add_token(work, name=name, role=Role(role), at=utc_now()))


@token.command("list")
def list_() -> None:
    """토큰의 이름과 역할을 보여 줍니다. 값은 다시 볼 수 없습니다."""
    with open_store(load_settings()).read() as work:
        for known in work.tokens.find():
            revoked = "-" if known.revoked_at is None else iso(known.revoked_at)
            click.echo(f"{known.name}\t{known.role}\t{iso(known.created_at)}\t{revoked}")


@token.command()
@click.argument("name")
def revoke(name: str) -> None:
    """토큰을 못 쓰게 합니다."""
    with open_store(load_settings()).begin() as work:
        known = work.tokens.find(name=name, revoked_at=None)
        if not known:
            raise NotFound(what=name)
        for each in known:
            work.tokens.save(replace(each, revoked_at=utc_now()))
    click.echo(_("토큰을 없앴습니다."), err=True)
