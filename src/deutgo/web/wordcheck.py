"""The wording check as the console uses it: loaded once in the background, never inside a request."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import structlog

from deutgo import wording
from deutgo.errors import Busy
from deutgo.speak.statement import StatementKind
from deutgo.wording import Kind, Report

log = structlog.get_logger()
COMPONENTS = ("acknowledgement", "to_whom", "cause", "remedy", "prevention", "next_update", "contact")
_ready = threading.Event()
_started = threading.Lock()


def warm_up() -> None:
    """Begin to load the morphological model and the rules, unless that has begun."""
    if _started.acquire(blocking=False):
        threading.Thread(target=_load, daemon=True, name="wording").start()


def _load() -> None:
    began = time.monotonic()
    wording.check("점검을 준비하는 문장입니다.", kind=Kind.NOTICE)
    _ready.set()
    log.info("wording_ready", seconds=round(time.monotonic() - began, 1))


def is_ready(*, within: float = 0) -> bool:
    """Tell whether the check can answer now, waiting at most `within` seconds for it."""
    return _ready.wait(within) if within and _started.locked() else _ready.is_set()


def check(text: str, kind: StatementKind | str | None) -> Report | None:
    """Judge a text; None while the model is loading, which is not the same as nothing found."""
    if not _ready.is_set():
        return None
    return wording.check(text, kind=Kind(str(kind)) if kind else None)


def count_blocks(text: str, kind: StatementKind) -> int:
    """Count what would stop this text; an approval waits for the model rather than pass unchecked."""
    if not is_ready(within=15):
        raise Busy(place="표현 점검")
    report = check(text, kind)
    return 0 if report is None else sum(f.severity is wording.Severity.BLOCK for f in report.findings)


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A report as the editor shows it; `state` is `ready` or `loading`."""

    state: str
    report: Report | None

    @property
    def missing(self) -> tuple[str, ...]:
        """Components that this kind of text owes and lacks."""
        return self.report.missing if self.report else ()


def checked(text: str, kind: StatementKind | str | None) -> Checked:
    """Judge a text for the screen."""
    report = check(text, kind)
    return Checked(state="loading" if report is None else "ready", report=report)


def as_document(found: Checked, say: Callable[..., str]) -> dict[str, Any]:
    """Return what the editor's script reads; offsets are code points."""
    report = found.report
    if report is None:
        return {"state": "loading", "findings": [], "missing": []}
    return {
        "state": "ready",
        "verdict": report.verdict.value,
        "rules_run": report.rules_run,
        "broken": [broken.rule for broken in report.broken],
        "missing": [{"code": code, "words": say(code)} for code in report.missing],
        "findings": [
            {
                "rule": finding.rule,
                "category": finding.category,
                "severity": finding.severity.value,
                "severity_words": say(finding.severity),
                "start": finding.start,
                "end": finding.end,
                "sentence_start": finding.sentence_start,
                "sentence_end": finding.sentence_end,
                # what a whole document lacks is named by its code; only a place has a quotation
                "quote": finding.quote if finding.start is not None else say(finding.quote),
                "why": finding.why,
                "suggestion": finding.suggestion,
                "source": finding.source,
                "learned": finding.learned,
            }
            for finding in report.findings
        ],
    }
