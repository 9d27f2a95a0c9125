"""Who may do what: a person has one role in each workspace that they belong to."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from deutgo.errors import Forbidden


class Role(StrEnum):
    """Each role may do everything that the roles before it may."""

    VIEWER = "viewer"
    AGENT = "agent"  # answers customers
    DRAFTER = "drafter"  # opens cases, writes statements
    APPROVER = "approver"  # says yes to an exact text
    ADMIN = "admin"


ORDER = tuple(Role)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """An account. `password_hash` is argon2id; a disabled person cannot sign in and stays in the records."""

    id: int = 0
    login: str
    name: str
    password_hash: str | None = None
    created_at: datetime
    disabled_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """One person's role in the workspace that holds this row."""

    id: int = 0
    person_id: int
    role: Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """The person who acts now, in one workspace."""

    person_id: int
    name: str
    role: Role
    workspace: str = "default"

    def need(self, role: Role) -> None:
        """Raise `Forbidden` unless this actor's role is at least `role`."""
        if ORDER.index(self.role) < ORDER.index(role):
            raise Forbidden(needed=role.value, has=self.role.value)

    def can(self, role: str) -> bool:
        """Tell whether this actor's role is at least `role`."""
        return ORDER.index(self.role) >= ORDER.index(Role(role))


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A signed-in browser, or a one-time sign-in link (`once`). Only the secret's SHA-256 is kept."""

    id: int = 0
    secret_hash: str
    person_id: int
    once: bool = False
    created_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiToken:
    """A bearer token for the HTTP API, with the role that it may act in."""

    id: int = 0
    secret_hash: str
    name: str
    role: Role
    created_at: datetime
    revoked_at: datetime | None = None
