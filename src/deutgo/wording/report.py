"""What the wording check says: findings, what is missing, and whether the text may go out."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What sort of text is checked; each kind owes its readers other components."""

    HOLDING = "holding"  # 1차: said before the cause is known
    STATEMENT = "statement"  # 본
    UPDATE = "update"  # 경과
    CORRECTION = "correction"  # 정정
    APOLOGY = "apology"  # 사과
    REPLY = "reply"  # to one customer
    NOTICE = "notice"  # 안내: nothing went wrong yet, or nothing that calls for an apology


class Severity(StrEnum):
    BLOCK = "block"
    WARN = "warn"
    INFO = "info"


class Verdict(StrEnum):
    PUBLISHABLE = "publishable"
    NOT_PUBLISHABLE = "not_publishable"


SENTENCE_CATEGORIES = "ABCDEFGHIJKLMNOP"
CATEGORIES = SENTENCE_CATEGORIES + "Q"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One fault and its remedy.

    `start` and `end` are code points of the text as given, half-open; None where a whole document lacks
    something. `suggestion` may be put in place of `sentence_start:sentence_end` as it stands, apart from
    slots in square brackets that only the writer can fill.
    """

    rule: str
    category: str
    severity: Severity
    start: int | None
    end: int | None
    quote: str
    why: str
    suggestion: str
    source: str
    learned: bool = False
    probability: float | None = None
    sentence_start: int | None = None
    sentence_end: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """A rule that failed its own examples or could not be read; it did not run."""

    rule: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Silenced:
    """A rule that the organisation switched off or softened, and its reason."""

    rule: str
    action: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SentenceTactic:
    """The image-repair tactic of one sentence (`deutgo.wording.tactics`)."""

    start: int
    end: int
    tactic: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The whole answer. An empty `findings` means something only beside `rules_run` and `broken`."""

    verdict: Verdict
    findings: tuple[Finding, ...]
    missing: tuple[str, ...]
    rules_run: int
    broken: tuple[Broken, ...] = ()
    house: tuple[Silenced, ...] = ()
    tactics: tuple[SentenceTactic, ...] = ()
    learned_pass: bool = False

    @property
    def flagged(self) -> bool:
        """Tell whether anything is at least a warning."""
        return any(finding.severity is not Severity.INFO for finding in self.findings)
