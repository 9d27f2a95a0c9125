# ruff: noqa: ARG001
"""The document as a whole."""

from collections.abc import Sequence
from dataclasses import dataclass

from deutgo.wording.report import Finding, Kind
from deutgo.wording.sentences import Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFacts:
    """What the case knows that a text must agree with; every field may be absent."""

    victims: tuple[str, ...] = ()
    harm: str = ""
    denial_verified: bool = False
    numbers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentReview:
    findings: tuple[Finding, ...] = ()
    missing: tuple[str, ...] = ()
    rules_run: int = 0


def review(
    text: str,
    sentences: Sequence[Sentence],
    findings: Sequence[Finding],
    *,
    kind: Kind | None,
    case: CaseFacts | None,
    earlier: str | None,
) -> DocumentReview:
    """Judge components, order and agreement; nothing without a kind."""
    return DocumentReview()
