"""What people do at the statement desk. Each function is one act in the caller's transaction."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from deutgo.crisis.case import Case
from deutgo.crisis.positions import Position
from deutgo.errors import Blank, IllegalMove, NothingHeard, Refused, WordingBlocked
from deutgo.events import Event
from deutgo.people import Actor, Role
from deutgo.repository import Outbox, Repository
from deutgo.speak.approval import Approval, approve, approved_by
from deutgo.speak.channel import Publication, PublicationStatus
from deutgo.speak.statement import Statement, StatementKind, StatementStatus, StatementVersion

BlockCount = Callable[[str, StatementKind], int]  # how many blocks the wording check finds


class SpeakWork(Outbox, Protocol):
    """What the statement desk needs of the store."""

    @property
    def cases(self) -> Repository[Case]: ...
    @property
    def statements(self) -> Repository[Statement]: ...
    @property
    def versions(self) -> Repository[StatementVersion]: ...
    @property
    def approvals(self) -> Repository[Approval]: ...
    @property
    def publications(self) -> Repository[Publication]: ...
    @property
    def positions(self) -> Repository[Position]: ...


def _emit(
    work: SpeakWork, name: str, statement: Statement, actor: Actor | None, at: datetime, **facts: object
) -> None:
    work.emit(
        Event(
            name=name,
            at=at,
            workspace=actor.workspace if actor else work.workspace,
            actor=str(actor.person_id) if actor else None,
            subject=f"statement:{statement.id}",
            facts={
                "case_id": statement.case_id,
                "ticket_id": statement.ticket_id,
                "kind": statement.kind.value,
                "version": statement.version,
                **facts,
            },
        )
    )


def _keep_version(work: SpeakWork, statement: Statement) -> None:
    work.versions.add(
        StatementVersion(
            statement_id=statement.id,
            version=statement.version,
            title=statement.title,
            text=statement.text,
            text_hash=statement.text_hash,
            author_id=statement.author_id,
            at=statement.changed_at,
        )
    )


def draft(
    work: SpeakWork,
    actor: Actor,
    *,
    kind: StatementKind,
    title: str,
    text: str,
    at: datetime,
    case_id: int | None = None,
    ticket_id: int | None = None,
    corrects_id: int | None = None,
    heard_refs: Sequence[int] = (),
) -> Statement:
    """Write the first version. Replies are an agent's work, everything else a drafter's."""
    actor.need(Role.AGENT if kind is StatementKind.REPLY else Role.DRAFTER)
    if not text.strip():
        raise Blank(field="본문")
    if case_id is not None:
        work.cases.get(case_id)
    statement = work.statements.add(
        Statement(
            kind=kind,
            title=title.strip(),
            text=text,
            case_id=case_id,
            ticket_id=ticket_id,
            corrects_id=corrects_id,
            heard_refs=tuple(heard_refs),
            author_id=actor.person_id,
            created_at=at,
            changed_at=at,
        )
    )
    _keep_version(work, statement)
    _emit(work, "statement_drafted", statement, actor, at)
    return statement


def revise(
    work: SpeakWork, actor: Actor, statement_id: int, *, title: str, text: str, at: datetime
) -> Statement:
    """Write the next version; an unchanged text makes none."""
    statement = work.statements.get(statement_id)
    actor.need(Role.AGENT if statement.kind is StatementKind.REPLY else Role.DRAFTER)
    if not text.strip():
        raise Blank(field="본문")
    if (title.strip(), text) == (statement.title, statement.text):
        return statement
    revised = work.statements.save(
        statement.revise(title=title.strip(), text=text, author_id=actor.person_id, at=at)
    )
    _keep_version(work, revised)
    _emit(work, "statement_revised", revised, actor, at)
    return revised


def link_heard(work: SpeakWork, actor: Actor, statement_id: int, mention_ids: Sequence[int]) -> Statement:
    """Record which mentions were listened to for this statement (R1-08)."""
    actor.need(Role.AGENT)
    statement = work.statements.get(statement_id)
    merged = tuple(sorted({*statement.heard_refs, *mention_ids}))
    return work.statements.save(replace(statement, heard_refs=merged))


def submit(work: SpeakWork, actor: Actor, statement_id: int, *, at: datetime) -> Statement:
    """Ask for approval; a text that rests on nothing heard is refused."""
    statement = work.statements.get(statement_id)
    actor.need(Role.AGENT if statement.kind is StatementKind.REPLY else Role.DRAFTER)
    if not statement.heard_refs and statement.ticket_id is None:
        raise NothingHeard(statement_id=statement_id)
    submitted = work.statements.save(statement.become(StatementStatus.SUBMITTED, at=at))
    _emit(work, "statement_submitted", submitted, actor, at)
    return submitted


def give_approval(
    work: SpeakWork,
    actor: Actor,
    statement_id: int,
    *,
    seen_hash: str,
    count_blocks: BlockCount,
    at: datetime,
    override_reason: str | None = None,
) -> Statement:
    """Say yes to the exact text that was read. A blocked wording needs a reason, which is kept."""
    statement = work.statements.get(statement_id)
    approval = approve(
        statement, actor, seen_hash=seen_hash, at=at, override_reason=(override_reason or "").strip() or None
    )
    blocks = count_blocks(statement.text, statement.kind)
    if blocks and approval.override_reason is None:
        raise WordingBlocked(count=blocks)
    approved = work.statements.save(statement.become(StatementStatus.APPROVED, at=at))
    work.approvals.add(approval)
    _emit(work, "statement_approved", approved, actor, at, blocks=blocks, override=bool(override_reason))
    return approved


def send_back(work: SpeakWork, actor: Actor, statement_id: int, *, reason: str, at: datetime) -> Statement:
    """Return a text to its writer, with the reason."""
    actor.need(Role.APPROVER)
    if not reason.strip():
        raise Blank(field="이유")
    statement = work.statements.get(statement_id)
    returned = work.statements.save(statement.become(StatementStatus.DRAFT, at=at))
    _emit(work, "statement_returned", returned, actor, at, reason=reason.strip())
    return returned


def publish(
    work: SpeakWork,
    actor: Actor,
    statement_id: int,
    *,
    channels: Sequence[str],
    at: datetime,
    in_reply_to: str | None = None,
) -> list[Publication]:
    """Queue the approved text on every channel at once; the work edge sends it through the outbox."""
    statement = work.statements.get(statement_id)
    actor.need(Role.AGENT if statement.kind is StatementKind.REPLY else Role.APPROVER)
    if not channels:
        raise Blank(field="채널")
    if approved_by(statement, work.approvals.find(statement_id=statement_id)) is None:
        raise Refused(reason="이 글은 아직 승인되지 않았습니다.")
    if statement.status is not StatementStatus.PUBLISHED:
        statement = work.statements.save(statement.become(StatementStatus.PUBLISHED, at=at))
    known = {p.channel for p in work.publications.find(statement_id=statement_id, version=statement.version)}
    queued = []
    for channel in channels:
        if channel in known:
            continue
        publication = work.publications.add(
            Publication(
                statement_id=statement.id,
                version=statement.version,
                channel=channel,
                text_hash=statement.text_hash,
                key=f"deutgo-{actor.workspace}-{statement.id}-{statement.version}-{channel}",
                queued_at=at,
                in_reply_to=in_reply_to,
            )
        )
        _emit(
            work, "publication_queued", statement, actor, at, publication_id=publication.id, channel=channel
        )
        queued.append(publication)
    return queued


def record_receipt(work: SpeakWork, publication: Publication, *, at: datetime) -> None:
    """Keep the outcome of an attempt, and open a position for what is now public."""
    work.publications.save(publication)
    statement = work.statements.get(publication.statement_id)
    name = f"publication_{publication.status.value}"
    facts = {"publication_id": publication.id, "channel": publication.channel, "reason": publication.reason}
    _emit(work, name, statement, None, at, **facts)
    if publication.status is PublicationStatus.SENT and statement.case_id is not None:
        work.positions.add(
            Position(
                case_id=statement.case_id,
                statement_id=statement.id,
                version=publication.version,
                channel=publication.channel,
                text_hash=publication.text_hash,
                from_at=at,
            )
        )


def resolve_unknown(
    work: SpeakWork, actor: Actor, publication_id: int, *, is_out: bool, url: str | None, at: datetime
) -> Publication:
    """A person looked at the channel and says whether the post is there."""
    actor.need(Role.APPROVER)
    publication = work.publications.get(publication_id)
    if publication.status is not PublicationStatus.UNKNOWN:
        raise IllegalMove(now=publication.status, wanted="sent", allowed=["unknown"])
    status = PublicationStatus.SENT if is_out else PublicationStatus.FAILED
    resolved = replace(publication, status=status, sent_at=at if is_out else None, url=url)
    record_receipt(work, resolved, at=at)
    return resolved


def withdraw(work: SpeakWork, actor: Actor, statement_id: int, *, reason: str, at: datetime) -> Statement:
    """Take a statement back in the open: it stays readable, marked as withdrawn with the reason."""
    actor.need(Role.APPROVER)
    if not reason.strip():
        raise Blank(field="이유")
    statement = work.statements.get(statement_id)
    withdrawn = work.statements.save(statement.become(StatementStatus.WITHDRAWN, at=at))
    for position in work.positions.find(statement_id=statement_id):
        if position.to_at is None:
            work.positions.save(position.end(at=at))
    _emit(work, "statement_withdrawn", withdrawn, actor, at, reason=reason.strip())
    return withdrawn
