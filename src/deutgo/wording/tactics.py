# ruff: noqa: ARG001
"""The image-repair tactic of a sentence, after Benoit."""

from collections.abc import Sequence

from deutgo.wording.report import Finding, SentenceTactic
from deutgo.wording.sentences import Sentence


def label(sentence: Sentence, findings: Sequence[Finding]) -> SentenceTactic:
    """Name the tactic."""
    return SentenceTactic(start=sentence.start, end=sentence.end, tactic="none", label="")
