"""Signing in: passwords as argon2id, sessions and one-time links of which only a hash is kept."""

import hashlib
import secrets
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Protocol

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from deutgo.errors import BadInput, Blank, Conflict, SignInFailed
from deutgo.events import Event
from deutgo.people import Actor, ApiToken, Membership, Person, Role, Session
from deutgo.repository import Outbox, Repository

SESSION_LIFE = timedelta(days=14)
LINK_LIFE = timedelta(hours=12)
LEAST_PASSWORD = 10
_hasher = PasswordHasher()
_nobody = _hasher.hash("nobody has this password")  # so that an unknown login takes as long as a wrong one


class AccountWork(Outbox, Protocol):
    """What accounts need of the store."""

    @property
    def people(self) -> Repository[Person]: ...
    @property
    def memberships(self) -> Repository[Membership]: ...
    @property
    def sessions(self) -> Repository[Session]: ...
    @property
    def tokens(self) -> Repository[ApiToken]: ...


def hash_secret(secret: str) -> str:
    """Return the SHA-256 under which a random secret is kept; it is long enough to need no salt."""
    return hashlib.sha256(secret.encode()).hexdigest()


def add_person(
    work: AccountWork, *, login: str, name: str, role: Role, at: datetime, password: str | None = None
) -> Person:
    """Make an account with a role in this workspace; without a password it signs in by link."""
    login = login.strip().lower()
    if not login or not name.strip():
        raise Blank(field="아이디와 이름")
    if work.people.find(login=login):
        raise Conflict(reason=login)
    person = work.people.add(
        Person(
            login=login,
            name=name.strip(),
            password_hash=None if password is None else hash_password(password),
            created_at=at,
        )
    )
    work.memberships.add(Membership(person_id=person.id, role=role))
    work.emit(
        Event(
            name="person_added",
            at=at,
            workspace=work.workspace,
            subject=f"person:{person.id}",
            facts={"role": role.value},
        )
    )
    return person


def hash_password(password: str) -> str:
    """Hash a password; a short one is refused."""
    if len(password) < LEAST_PASSWORD:
        raise BadInput(reason=f"비밀번호는 {LEAST_PASSWORD}자 이상이어야 합니다.")
    return _hasher.hash(password)


def find_person(work: AccountWork, login: str) -> Person | None:
    """Return the account with this login, if it may sign in."""
    for person in work.people.find(login=login.strip().lower()):
        if person.disabled_at is None:
            return person
    return None


def check_password(work: AccountWork, login: str, password: str) -> Person:
    """Return the person, or raise `SignInFailed`, which does not say what was wrong."""
    person = find_person(work, login)
    stored = person.password_hash if person and person.password_hash else _nobody
    try:
        _hasher.verify(stored, password)
    except (VerificationError, InvalidHashError) as error:
        raise SignInFailed() from error
    if person is None or person.password_hash is None:
        raise SignInFailed()
    return person


def start_session(work: AccountWork, person_id: int, *, at: datetime, once: bool = False) -> str:
    """Begin a session, or make a one-time sign-in link, and return its secret."""
    secret = secrets.token_urlsafe(32)
    work.sessions.add(
        Session(
            secret_hash=hash_secret(secret),
            person_id=person_id,
            once=once,
            created_at=at,
            expires_at=at + (LINK_LIFE if once else SESSION_LIFE),
        )
    )
    return secret


def use_link(work: AccountWork, secret: str, *, at: datetime) -> str:
    """Exchange a one-time link for a session's secret; a second use is refused."""
    for link in work.sessions.find(secret_hash=hash_secret(secret), once=True):
        if link.expires_at > at:
            end_session(work, secret, at=at, once=True)
            return start_session(work, link.person_id, at=at)
    raise SignInFailed()


def end_session(work: AccountWork, secret: str, *, at: datetime, once: bool = False) -> None:
    """Make a secret worthless from now on."""
    for session in work.sessions.find(secret_hash=hash_secret(secret), once=once):
        work.sessions.save(replace(session, expires_at=at))


def who_is(work: AccountWork, secret: str, *, at: datetime) -> Actor | None:
    """Return the person of a running session with their role in this workspace."""
    for session in work.sessions.find(secret_hash=hash_secret(secret), once=False):
        if session.expires_at <= at:
            continue
        person = work.people.get(session.person_id)
        for membership in work.memberships.find(person_id=person.id):
            if person.disabled_at is None:
                return Actor(
                    person_id=person.id, name=person.name, role=membership.role, workspace=work.workspace
                )
    return None


def add_token(work: AccountWork, *, name: str, role: Role, at: datetime) -> str:
    """Make an API token and return it; it is shown this once."""
    secret = "dgo_" + secrets.token_urlsafe(32)
    work.tokens.add(ApiToken(secret_hash=hash_secret(secret), name=name, role=role, created_at=at))
    work.emit(Event(name="token_added", at=at, workspace=work.workspace, facts={"role": role.value}))
    return secret


def token_actor(work: AccountWork, secret: str) -> Actor | None:
    """Return the actor of a bearer token that was not revoked; its person id is 0."""
    for token in work.tokens.find(secret_hash=hash_secret(secret), revoked_at=None):
        return Actor(person_id=0, name=token.name, role=token.role, workspace=work.workspace)
    return None
