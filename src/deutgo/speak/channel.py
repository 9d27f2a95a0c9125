"""A channel is where we speak; an edge implements it, and a publication is one text on one channel."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class PublicationStatus(StrEnum):
    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"  # the channel said no; nothing is out
    UNKNOWN = "unknown"  # no answer came, and the channel cannot tell; a person decides
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """One statement version on one channel, with its receipt once it is out.

    `key` is the idempotency key: the same for every attempt, so that a channel can tell a retry.
    """

    id: int = 0
    statement_id: int
    version: int
    channel: str
    text_hash: str
    key: str
    status: PublicationStatus = PublicationStatus.QUEUED
    queued_at: datetime
    sent_at: datetime | None = None
    remote_id: str | None = None
    url: str | None = None
    read_back: bool = False  # the remote text was fetched again and is the approved one
    attempts: int = 0
    reason: str | None = None
    in_reply_to: str | None = None  # the remote post that this one answers

    def sent(self, receipt: "Receipt", *, at: datetime) -> "Publication":
        """Return the publication with its receipt."""
        return replace(
            self,
            status=PublicationStatus.SENT,
            sent_at=at,
            remote_id=receipt.remote_id,
            url=receipt.url,
            read_back=receipt.read_back,
            attempts=self.attempts + 1,
            reason=None,
        )

    def stopped(self, status: PublicationStatus, reason: str) -> "Publication":
        """Return the publication after an attempt that did not succeed."""
        return replace(self, status=status, reason=reason, attempts=self.attempts + 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What a channel answers: the remote id, where people see it, and whether reading it back agreed."""

    remote_id: str
    url: str | None
    read_back: bool


class Channel(Protocol):
    """Sends one text; `Unavailable` may be tried again, `Refused` may not."""

    @property
    def name(self) -> str:
        """How settings, receipts and positions name it."""
        ...

    @property
    def idempotent(self) -> bool:
        """Whether repeating `key` can never make a second post."""
        ...

    def send(self, *, title: str, text: str, key: str, in_reply_to: str | None) -> Receipt:
        """Publish and read back."""
        ...
