"""Signs that a person would name: question endings, requests, sarcasm, incident words, news style.

The patterns are data, in `lexicon/cues.txt`; each looks at a folded text (see `normalize.fold`). The label
models weigh them beside n-grams.
"""

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

_TAIL = r"[\s.!~ㅋㅎㅠ^;ㅡ]*$"


def _read() -> dict[str, re.Pattern[str]]:
    lines = (Path(__file__).parent / "lexicon/cues.txt").read_text(encoding="utf-8").splitlines()
    pairs = (line.split("\t", 1) for line in lines if line and not line.startswith("#"))
    return {name: re.compile(pattern.replace("{tail}", _TAIL)) for name, pattern in pairs}


_PATTERNS = _read()
_COMPILED = tuple(_PATTERNS.values())
NAMES = (*_PATTERNS, "length", "short", "long")


def cues(folded: Sequence[str]) -> NDArray[np.float32]:
    """Return [texts, cues]: 1 where a cue is present; then log length and the shares of short and long."""
    table = np.zeros((len(folded), len(NAMES)), np.float32)
    for column, pattern in enumerate(_COMPILED):
        table[:, column] = [found is not None for found in map(pattern.search, folded)]
    size = np.fromiter(map(len, folded), np.float32, count=len(folded))
    table[:, -3] = np.log1p(size) / 4
    table[:, -2] = size < 10
    table[:, -1] = size > 80
    return table
