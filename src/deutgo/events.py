"""Past-tense facts that travel back through the outbox; they are the audit log too.

A stage returns events beside its values; the unit of work writes both in one transaction.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that has happened.

    `name` is past tense (`statement_approved`); `facts` hold ids, counts and
    at most a note that a person typed; logs print names and ids alone.
    """

    name: str
    at: datetime
    workspace: str = "default"
    actor: str | None = None  # the person's id; None when the system did it
    subject: str | None = None  # "statement:12"
    facts: Mapping[str, object] = field(default_factory=dict)
