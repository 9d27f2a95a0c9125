"""What a stage may ask of the store: typed repositories, bound to one workspace and one transaction."""

from typing import Protocol, TypeVar

from deutgo.events import Event

T = TypeVar("T")


class Repository(Protocol[T]):
    """Keeps frozen values that have an integer `id`, 0 until they are added."""

    def get(self, id: int) -> T:
        """Return one value, or raise `NotFound`."""
        ...

    def add(self, value: T) -> T:
        """Keep a new value and return it with its id."""
        ...

    def save(self, value: T) -> T:
        """Replace the value that has the same id and return it."""
        ...

    def find(self, *, newest_first: bool = False, limit: int | None = None, **equals: object) -> list[T]:
        """Return the values whose fields equal those given, by id."""
        ...


class Outbox(Protocol):
    """Takes events in the transaction of the facts that they tell of."""

    @property
    def workspace(self) -> str:
        """The workspace of this transaction."""
        ...

    def emit(self, event: Event) -> int:
        """Write one event and return its number; it is sent on after the commit."""
        ...
