"""The statement: drafts in versions, one of which is approved and goes out."""

import hashlib
import unicodedata
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from deutgo.errors import IllegalMove, Immutable


class StatementKind(StrEnum):
    HOLDING = "holding"  # 1차 입장
    STATEMENT = "statement"  # 본 입장
    UPDATE = "update"  # 경과
    CORRECTION = "correction"  # 정정
    APOLOGY = "apology"  # 사과
    REPLY = "reply"  # 한 사람에게 하는 답
    NOTICE = "notice"  # 안내


class StatementStatus(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


def hash_text(title: str, text: str) -> str:
    """Return the SHA-256 that an approval binds to: NFC, line ends as LF, nothing else changed."""
    joined = unicodedata.normalize("NFC", f"{title}\n\n{text}").replace("\r\n", "\n")
    return hashlib.sha256(joined.encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A text that speaks for the organisation. `version` counts from 1 and names the present text."""

    id: int = 0
    case_id: int | None = None
    ticket_id: int | None = None  # a reply to one person
    corrects_id: int | None = None  # the statement that this one corrects or follows
    kind: StatementKind
    title: str
    text: str
    version: int = 1
    status: StatementStatus = StatementStatus.DRAFT
    author_id: int  # who wrote the present version
    heard_refs: tuple[int, ...] = ()  # mentions that were listened to before this was written (R1-08)
    created_at: datetime
    changed_at: datetime
    published_at: datetime | None = None

    @property
    def text_hash(self) -> str:
        """The hash of the present text."""
        return hash_text(self.title, self.text)

    def revise(self, *, title: str, text: str, author_id: int, at: datetime) -> "Statement":
        """Return the next version; what was approved no longer is, and what went out cannot change."""
        if self.status in {StatementStatus.PUBLISHED, StatementStatus.WITHDRAWN}:
            raise Immutable(statement_id=self.id)
        return replace(
            self,
            title=title,
            text=text,
            version=self.version + 1,
            author_id=author_id,
            status=StatementStatus.DRAFT,
            changed_at=at,
        )

    def become(self, wanted: StatementStatus, *, at: datetime) -> "Statement":
        """Return the statement in a later status, or raise `IllegalMove`."""
        if wanted not in NEXT[self.status]:
            raise IllegalMove(now=self.status, wanted=wanted, allowed=sorted(NEXT[self.status]))
        published_at = at if wanted is StatementStatus.PUBLISHED else self.published_at
        return replace(self, status=wanted, changed_at=at, published_at=published_at)


NEXT: dict[StatementStatus, frozenset[StatementStatus]] = {
    StatementStatus.DRAFT: frozenset({StatementStatus.SUBMITTED, StatementStatus.WITHDRAWN}),
    StatementStatus.SUBMITTED: frozenset(
        {StatementStatus.DRAFT, StatementStatus.APPROVED, StatementStatus.WITHDRAWN}
    ),
    StatementStatus.APPROVED: frozenset({StatementStatus.PUBLISHED, StatementStatus.WITHDRAWN}),
    StatementStatus.PUBLISHED: frozenset({StatementStatus.WITHDRAWN}),
    StatementStatus.WITHDRAWN: frozenset(),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementVersion:
    """One version as it was written, kept for ever."""

    id: int = 0
    statement_id: int
    version: int
    title: str
    text: str
    text_hash: str
    author_id: int
    at: datetime
