"""Signs that a person would name: question endings, requests, sarcasm, incident words, news style.

The patterns are data, in `lexicon/cues.txt`; each looks at a folded text (see `normalize.fold`). The label
models weigh them beside n-grams.
"""

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

_TAIL = r"[ .!~ㅋㅎㅠ^;ㅡ]*$"


def _read() -> dict[str, re.Pattern[str]]:
    lines = (Path(__file__).parent / "lexicon/cues.txt").read_text(encoding="utf-8").splitlines()
    pairs = (line.split("\t", 1) for line in lines if line and not line.startswith("#"))
    return {name: re.compile(pattern.replace("{tail}", _TAIL), re.MULTILINE) for name, pattern in pairs}


_PATTERNS = _read()
_COMPILED = tuple(_PATTERNS.values())
NAMES = (*_PATTERNS, "length", "short", "long")


def cues(folded: Sequence[str]) -> NDArray[np.float32]:
    """Return [texts, cues]: 1 where a cue is present; then log length and the shares of short and long.

    Each text is a line of one long text, which a pattern reads at once: folded texts have no line breaks.
    """
    table = np.zeros((len(folded), len(NAMES)), np.float32)
    size = np.fromiter(map(len, folded), np.int64, count=len(folded))
    begins = np.cumsum(size + 1) - size - 1
    lines = "\n".join(folded)
    for column, pattern in enumerate(_COMPILED):
        found = np.fromiter((hit.start() for hit in pattern.finditer(lines)), np.int64)
        table[np.searchsorted(begins, found, side="right") - 1, column] = 1
    table[:, -3] = np.log1p(size) / 4
    table[:, -2] = size < 10
    table[:, -1] = size > 80
    return table
