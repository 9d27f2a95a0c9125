# ruff: noqa: ARG001
"""The learned second pass; thin until its weights are trained."""

from collections.abc import Sequence

from deutgo.wording.report import Finding
from deutgo.wording.sentences import Sentence


def available() -> bool:
    """Tell whether weights are installed."""
    return False


def second_pass(sentences: Sequence[Sentence], by_rule: Sequence[Sequence[Finding]]) -> list[list[Finding]]:
    """Return learned warnings for each sentence."""
    return [[] for _ in sentences]
