"""What words mean, as vectors: Kiwi's own word vectors, turned so that synonyms of our lists lie together.

Kiwi tells how alike two morphemes are (a cosine in 256 dimensions) but not where they lie. The cosines to 256
fixed morphemes say as much, so `lexicon/meanings.npz` holds those morphemes and a linear map from the cosines
to the axes on which words of one line of `senses.txt` and `concepts.txt` differ least from each other,
compared with all words (linear discriminant analysis; `tools/question_meanings` fits it).
"""

from collections.abc import Iterable
from functools import lru_cache
from importlib.resources import as_file, files

import numpy as np
import numpy.typing as npt

from deutgo.understand.morphemes import kiwi

Vectors = npt.NDArray[np.float32]


class Meanings:
    """Unit vectors of morphemes named `form/tag`, kept once looked up; zeros where Kiwi has no vector."""

    def __init__(self, anchors: Iterable[str], axes: Vectors, origin: Vectors) -> None:
        """Take the fixed morphemes, the map [anchors, axes], and where the mean word lies [axes]."""
        self.anchors = [(form, tag) for form, _, tag in (name.rpartition("/") for name in anchors)]
        self._axes, self._origin = axes.astype(np.float64), origin.astype(np.float64)
        self._known: dict[str, Vectors] = {}

    def of(self, names: Iterable[str]) -> Vectors:
        """Return [names, axes]."""
        rows = [self._one(name) for name in names]
        return np.stack(rows) if rows else np.zeros((0, len(self._origin)), dtype=np.float32)

    def _one(self, name: str) -> Vectors:
        if name not in self._known:
            form, _, tag = name.rpartition("/")
            alike = kiwi().morpheme_similarity
            try:
                near = np.array([alike((form, tag), anchor) for anchor in self.anchors])
            except ValueError:
                self._known[name] = np.zeros(len(self._origin), dtype=np.float32)
            else:
                place = near @ self._axes - self._origin
                self._known[name] = (place / max(1e-9, float(np.linalg.norm(place)))).astype(np.float32)
        return self._known[name]


@lru_cache(maxsize=1)
def meanings() -> Meanings:
    """Load the shipped map."""
    with (
        as_file(files("deutgo.understand") / "lexicon" / "meanings.npz") as path,
        np.load(path, allow_pickle=False) as held,
    ):
        return Meanings(held["anchors"].tolist(), held["axes"], held["origin"])
