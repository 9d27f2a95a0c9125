"""Four eyes: a named person's yes to one exact text, given by somebody who did not write it.

A reply to one customer is the exception: the agent who sends it answers for it by name.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from deutgo.errors import Forbidden, SelfApproval, TextChanged
from deutgo.people import Actor, Role
from deutgo.speak.statement import Statement, StatementKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """`text_hash` is the hash of the text that the approver read."""

    id: int = 0
    statement_id: int
    version: int
    text_hash: str
    approver_id: int
    at: datetime
    override_reason: str | None = None  # why it goes out although the wording check blocks it


def approve(
    statement: Statement, actor: Actor, *, seen_hash: str, at: datetime, override_reason: str | None = None
) -> Approval:
    """Return the approval, or say why it cannot be given."""
    is_reply = statement.kind is StatementKind.REPLY
    actor.need(Role.AGENT if is_reply else Role.APPROVER)
    if actor.person_id == 0:  # a token is nobody who could answer for a text
        raise Forbidden(needed="이름이 있는 사람", has=actor.name)
    if seen_hash != statement.text_hash:
        raise TextChanged(statement_id=statement.id, version=statement.version)
    if actor.person_id == statement.author_id and not is_reply:
        raise SelfApproval(statement_id=statement.id)
    return Approval(
        statement_id=statement.id,
        version=statement.version,
        text_hash=seen_hash,
        approver_id=actor.person_id,
        at=at,
        override_reason=override_reason,
    )


def approved_by(statement: Statement, approvals: Iterable[Approval]) -> Approval | None:
    """Return the approval that covers exactly the present text, if there is one."""
    own_word_counts = statement.kind is StatementKind.REPLY
    for approval in approvals:
        other = approval.approver_id != statement.author_id
        if approval.text_hash == statement.text_hash and (other or own_word_counts):
            return approval
    return None
