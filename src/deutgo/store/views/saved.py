"""Saved views: a name for one address of the mentions page, the same for everybody in the workspace."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row, delete, insert, select

from deutgo.errors import Conflict, NotFound
from deutgo.store.tables.views import saved_view
from deutgo.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedView:
    """A named view; `/views/ID` leads to `address` for as long as it is kept."""

    id: int
    name: str
    address: str
    made_by: str | None
    made_at: datetime


def saved_views(work: UnitOfWork) -> list[SavedView]:
    """Return all of them, by name."""
    query = select(saved_view).where(saved_view.c.workspace == work.workspace).order_by(saved_view.c.name)
    return [_view(row) for row in work.connection.execute(query)]


def view_of(work: UnitOfWork, number: int) -> SavedView:
    """Return one, or raise `NotFound`."""
    for each in saved_views(work):
        if each.id == number:
            return each
    raise NotFound(what=f"view {number}")


def save_view(work: UnitOfWork, name: str, address: str, *, by: str | None, at: datetime) -> SavedView:
    """Keep a view; `Conflict` when the name is taken."""
    if any(each.name == name for each in saved_views(work)):
        raise Conflict(reason=name)
    work.connection.execute(
        insert(saved_view).values(
            workspace=work.workspace, name=name, address=address, made_by=by, made_at=int(at.timestamp())
        )
    )
    return next(each for each in saved_views(work) if each.name == name)


def forget_view(work: UnitOfWork, number: int) -> SavedView:
    """Remove one and return what it was; raises `NotFound`."""
    gone = view_of(work, number)
    work.connection.execute(delete(saved_view).where(saved_view.c.id == gone.id))
    return gone


def _view(row: Row[Any]) -> SavedView:
    return SavedView(
        id=row.id,
        name=row.name,
        address=row.address,
        made_by=row.made_by,
        made_at=datetime.fromtimestamp(row.made_at, UTC),
    )
