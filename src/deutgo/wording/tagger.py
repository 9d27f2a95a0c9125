"""Which components a sentence holds, by what was learned: wordings that no pattern foresaw.

A linear model over `deutgo.wording.features`, trained by `tools/train_wording/train_components.py`. Its
score is joined with whether the component's pattern was found, so that neither decides alone.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from deutgo.wording.classifier import shipped_model
from deutgo.wording.features import Floats, Nearness, looks, weigh
from deutgo.wording.sentences import Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Tagger:
    """Weights with one column for each component; `joining` has the rows score, pattern found, intercept."""

    characters: NDArray[np.int8]
    morphemes: NDArray[np.int8]
    near: Floats
    scale: Floats
    intercept: Floats
    joining: Floats
    nearness: Nearness

    def chances(self, sentence: Sentence, found: Sequence[bool]) -> Floats:
        """Return the probability of each component (0…1), given which patterns were found."""
        hashed, near = looks(sentence, self.nearness)
        score = weigh(self.intercept, hashed, (self.characters, self.morphemes), self.scale)
        score += near @ self.near
        joined = self.joining[0] * score + self.joining[1] * np.array(found) + self.joining[2]
        chance: Floats = (1 / (1 + np.exp(-joined))).astype(np.float32)
        return chance


@lru_cache(maxsize=1)
def shipped_tagger() -> Tagger | None:
    """Return the package's own weights, or None where they are not installed."""
    path, model = files("deutgo.wording") / "components.npz", shipped_model()
    if model is None or not path.is_file():
        return None
    with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as data:
        return Tagger(
            characters=data["characters"],
            morphemes=data["morphemes"],
            near=data["near"].astype(np.float32),
            scale=data["scale"].astype(np.float32),
            intercept=data["intercept"].astype(np.float32),
            joining=data["joining"].astype(np.float32),
            nearness=model.nearness,
        )
