"""Labels that people corrected, from the audit log: what they said, and how often the product was right."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from deutgo.store.outbox import read_events
from deutgo.store.unit_of_work import UnitOfWork

RECENT = 200  # what "your last corrections" means


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrected:
    """A person's word on one label of one mention; `was` is what the product had said."""

    mention_id: int
    task: str
    label: str
    was: str
    at: datetime
    person: str | None


def corrections(
    work: UnitOfWork, *, mention_id: int | None = None, task: str | None = None, limit: int = RECENT
) -> list[Corrected]:
    """Return corrections, the newest first: of one mention or all, of one task or all."""
    subject = None if mention_id is None else f"mention:{mention_id}"
    events = read_events(
        work.connection,
        work.workspace,
        names=["label_corrected"],
        subject=subject,
        newest_first=True,
        limit=limit,
        fact=None if task is None else ("task", task),
    )
    return [
        Corrected(
            mention_id=int(str(event.subject or "mention:0").partition(":")[2]),
            task=str(event.facts.get("task")),
            label=str(event.facts.get("label")),
            was=str(event.facts.get("was")),
            at=event.at,
            person=event.actor,
        )
        for event in events
    ]


def agreement(found: list[Corrected]) -> Mapping[str, tuple[int, int]]:
    """Return task → (how often the product was right, how many it had decided and people judged)."""
    counted: dict[str, tuple[int, int]] = {}
    for each in found:
        if each.was == "unsure":
            continue
        right, judged = counted.get(each.task, (0, 0))
        counted[each.task] = (right + (each.was == each.label), judged + 1)
    return counted
