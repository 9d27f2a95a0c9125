"""One repository for every kind of value whose fields are its table's columns."""

from dataclasses import asdict, dataclass, fields
from typing import Any, ClassVar, Generic, Protocol, TypeVar

from sqlalchemy import Connection, Table, insert, select, update

from deutgo.errors import NotFound


class Value(Protocol):
    """A frozen dataclass with an integer `id`."""

    __dataclass_fields__: ClassVar[dict[str, Any]]

    @property
    def id(self) -> int: ...


V = TypeVar("V", bound=Value)


@dataclass(frozen=True, slots=True)
class Rows(Generic[V]):
    """Implements `deutgo.repository.Repository` over one table; rows of other workspaces do not exist."""

    connection: Connection
    table: Table
    kind: type[V]
    workspace: str

    def get(self, id: int) -> V:
        """Return one value, or raise `NotFound`."""
        columns = self.table.c
        query = select(self.table).where(columns.id == id, columns.workspace == self.workspace)
        row = self.connection.execute(query).mappings().first()
        if row is None:
            raise NotFound(what=f"{self.table.name} {id}")
        return self._value(row)

    def add(self, value: V) -> V:
        """Keep a new value and return it with its id."""
        columns = self._columns(value)
        result = self.connection.execute(insert(self.table).values(workspace=self.workspace, **columns))
        assert result.inserted_primary_key is not None
        return self.kind(**{**self._fields(value), "id": int(result.inserted_primary_key[0])})

    def save(self, value: V) -> V:
        """Replace the row that has the value's id."""
        columns = self.table.c
        query = (
            update(self.table)
            .where(columns.id == value.id, columns.workspace == self.workspace)
            .values(**self._columns(value))
        )
        if self.connection.execute(query).rowcount == 0:
            raise NotFound(what=f"{self.table.name} {value.id}")
        return value

    def find(self, *, newest_first: bool = False, limit: int | None = None, **equals: object) -> list[V]:
        """Return the values whose fields equal those given; a list or tuple means any of its members."""
        query = select(self.table).where(self.table.c.workspace == self.workspace)
        for name, wanted in equals.items():
            column = self.table.c[name]
            if isinstance(wanted, list | tuple | set | frozenset):
                query = query.where(column.in_(list(wanted)))
            else:
                query = query.where(column.is_(None) if wanted is None else column == wanted)
        order = self.table.c.id.desc() if newest_first else self.table.c.id
        query = query.order_by(order).limit(limit)
        return [self._value(row) for row in self.connection.execute(query).mappings()]

    def _value(self, row: Any) -> V:
        return self.kind(**{name: row[name] for name in self.kind.__dataclass_fields__})

    def _fields(self, value: V) -> dict[str, Any]:
        return {field.name: getattr(value, field.name) for field in fields(value)}

    def _columns(self, value: V) -> dict[str, Any]:
        columns = asdict(value)
        columns.pop("id")
        return columns
