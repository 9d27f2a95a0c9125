"""What people corrected, as a small layer of one organisation over the shipped models.

A layer adds to the shipped log-odds what the corrections ask for, by hashed n-grams with a strong pull
toward zero: without corrections it changes nothing, and a text that resembles none stays as it was. A layer
is a value: keep the bytes of the old one and you can go back; drop it and the shipped labels return.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.optimize import minimize

from deutgo.errors import BadInput, TooFewCorrections
from deutgo.i18n import _
from deutgo.understand.features import grams
from deutgo.understand.judge import softmax
from deutgo.understand.labels import TASKS, probabilities_of
from deutgo.understand.normalize import fold_many

BUCKETS = 1 << 13
LEAST = 20
RECENT = 200  # what "your last corrections" means
PENALTY = 0.05
STIFF = 50.0  # how much more a shift of all texts costs than one word's
_FOLDS = 5
_SEED = 5

Table = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """A person's word on one text: `label` is right, whether or not the product had said so."""

    text: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Layer:
    """What corrections add in log-odds: `weights` [buckets, labels] and `bias` [labels]."""

    task: str
    labels: tuple[str, ...]
    count: int
    weights: Table
    bias: Table

    def apply(self, texts: Sequence[str], chances: Table) -> Table:
        """Return the shipped probabilities [texts, labels] as the corrections would have them."""
        if not texts:
            return chances
        return softmax(np.log(np.maximum(chances, 1e-6)) + _matrix(texts) @ self.weights + self.bias)

    def to_bytes(self) -> bytes:
        """Pack for storing; about 10 kB."""
        with BytesIO() as file:
            np.savez_compressed(
                file,
                task=self.task,
                labels=np.array(self.labels),
                count=self.count,
                weights=self.weights.astype(np.float16),
                bias=self.bias,
            )
            return file.getvalue()

    @classmethod
    def from_bytes(cls, packed: bytes) -> "Layer":
        """Unpack what `to_bytes` packed."""
        with np.load(BytesIO(packed), allow_pickle=False) as file:
            return cls(
                task=str(file["task"]),
                labels=tuple(str(label) for label in file["labels"]),
                count=int(file["count"]),
                weights=file["weights"].astype(np.float32),
                bias=file["bias"],
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """How often labels agreed with the last corrections: as shipped, and with a layer that saw the rest."""

    count: int
    shipped: float
    refitted: float

    def sentence(self) -> str:
        """Say it to the person who decides whether to switch the layer on."""
        words = _(
            "최근 고친 %(count)d건에서 기본 이름표는 %(shipped)d%%, "
            "고친 내용을 배운 이름표는 %(refitted)d%% 맞았습니다."
        )
        return words % {
            "count": self.count,
            "shipped": round(100 * self.shipped),
            "refitted": round(100 * self.refitted),
        }


def _matrix(texts: Sequence[str]) -> sp.csr_matrix:
    hashed = grams(fold_many(texts))
    columns = (hashed.hashes % np.uint64(BUCKETS)).astype(np.int32)
    lengths = np.diff(hashed.bounds)
    data = np.repeat(1 / np.sqrt(np.maximum(lengths, 1)), lengths).astype(np.float32)
    return sp.csr_matrix((data, columns, hashed.bounds), shape=(len(texts), BUCKETS))


def _check(task: str, corrections: Sequence[Correction]) -> tuple[str, ...]:
    labels = TASKS.get(task)
    if labels is None:
        raise BadInput(reason=f"{task}: {', '.join(TASKS)}")
    wrong = sorted({each.label for each in corrections} - set(labels))
    if wrong:
        raise BadInput(reason=f"{', '.join(wrong)}: {', '.join(labels)}")
    if len(corrections) < LEAST:
        raise TooFewCorrections(count=len(corrections), least=LEAST)
    return labels


def refit(task: str, corrections: Sequence[Correction]) -> Layer:
    """Fit a layer; raises `TooFewCorrections`, or `BadInput` for a task or label we don't have.

    A few seconds for thousands of corrections; the same corrections always give the same layer.
    """
    labels = _check(task, corrections)
    texts = [each.text for each in corrections]
    gold = np.array([labels.index(each.label) for each in corrections])
    return _fit(task, labels, texts, gold, probabilities_of(task, texts))


def _fit(
    task: str, labels: tuple[str, ...], texts: Sequence[str], gold: NDArray[np.int64], chances: Table
) -> Layer:
    data = _matrix(texts)
    turned = data.T.tocsr()
    start = np.log(np.maximum(chances, 1e-6)).astype(np.float64)
    target = np.eye(len(labels))[gold]
    shape = (BUCKETS + 1, len(labels))
    penalty = np.full((BUCKETS + 1, 1), PENALTY * len(texts) ** 0.5)
    penalty[-1] *= STIFF

    def loss(flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        grid = flat.reshape(shape)
        logits = start + data @ grid[:-1] + grid[-1]
        logits -= logits.max(axis=1, keepdims=True)
        log_chance = logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))
        pull = np.exp(log_chance) - target
        value = -float((log_chance * target).sum()) + float((penalty * grid**2).sum()) / 2
        slope = np.concatenate([turned @ pull, pull.sum(axis=0)[None]]) + penalty * grid
        return value, slope.ravel()

    best = minimize(loss, np.zeros(shape).ravel(), jac=True, method="L-BFGS-B", options={"maxiter": 100})
    grid = best.x.reshape(shape).astype(np.float32)
    return Layer(task=task, labels=labels, count=len(texts), weights=grid[:-1], bias=grid[-1])


def measure(task: str, corrections: Sequence[Correction]) -> Measured:
    """Compare on the last `RECENT` corrections (newest last); a layer never sees what it is measured on."""
    labels = _check(task, corrections)
    texts = [each.text for each in corrections]
    gold = np.array([labels.index(each.label) for each in corrections])
    chances = probabilities_of(task, texts)
    fold_of = np.random.default_rng(_SEED).permutation(len(texts)) % _FOLDS
    learned = np.zeros(len(texts), bool)
    for part in range(_FOLDS):
        out = np.flatnonzero(fold_of == part)
        rest = np.flatnonzero(fold_of != part)
        layer = _fit(task, labels, [texts[row] for row in rest], gold[rest], chances[rest])
        said = layer.apply([texts[row] for row in out], chances[out])
        learned[out] = np.argmax(said, axis=1) == gold[out]
    shipped = np.argmax(chances, axis=1) == gold
    last = slice(max(0, len(texts) - RECENT), None)
    return Measured(
        count=min(len(texts), RECENT),
        shipped=float(shipped[last].mean()),
        refitted=float(learned[last].mean()),
    )
