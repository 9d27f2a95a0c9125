"""The first stage: what each head learns, from which texts, and its scores on texts it did not see."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from logistic import Vector, balance, fit, fit_with_contrast
from numpy.typing import NDArray

FOLDS = 5
SEED = 20261123
FEW = 100_000  # texts; with fewer, only the grams that they hold are fitted

# KOTE's 44 emotions folded; the numbers are its own, see its README
EMOTIONS: dict[str, frozenset[int]] = {
    "anger": frozenset({6, 31, 22}),
    "displeasure": frozenset({0, 3, 20, 21, 23, 37}),
    "sorrow": frozenset({5, 10, 19, 25, 27, 36, 38}),
    "fear": frozenset({18, 41}),
    "joy": frozenset({1, 2, 4, 7, 13, 14, 16, 28, 32, 40, 42, 43}),
    "doubt": frozenset({12}),
    "none": frozenset({24}),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One head to learn: rows of one or more corpora, a yes or no for each, and how much each counts."""

    name: str
    rows: NDArray[np.int64]  # of the whole matrix
    target: NDArray[np.bool_] | Vector
    weight: Vector
    penalty: float
    group: NDArray[np.int64] | None = None  # rows of one group stay on one side of a fold
    contrasted: float | None = None  # the penalty of a second fit, see `fit_with_contrast`


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """A learned head and its out-of-fold log-odds for the rows it learned from."""

    name: str
    weights: Vector
    bias: float
    rows: NDArray[np.int64]
    unseen: Vector


def learn(
    matrix: sp.csr_matrix,
    task: Task,
    *,
    folds: int = FOLDS,
    rounds: int = 60,
    prior: tuple[Vector, float] | None = None,
    say: Callable[[str], None] = print,
) -> Head:
    """Fit a head on everything, and again without each fold to score that fold."""
    texts = matrix[task.rows]
    few = sp.issparse(texts) and texts.shape[0] < FEW
    used = np.unique(texts.indices) if few else np.arange(texts.shape[1])
    texts = texts[:, used] if len(used) < texts.shape[1] else texts
    if prior is not None:
        whole, prior = prior[0], (prior[0][used], prior[1])
    else:
        whole = np.zeros(matrix.shape[1], np.float32)
    rng = np.random.default_rng(SEED)
    if task.group is None:
        fold = rng.permutation(len(task.rows)) % max(folds, 1)
    else:
        _, group = np.unique(task.group, return_inverse=True)
        fold = rng.permutation(group.max() + 1)[group] % max(folds, 1)
    unseen = np.zeros(len(task.rows), np.float32)
    for part in range(folds):
        out = fold == part
        weights, bias = _fit(texts, task, ~out, rounds, prior)
        unseen[out] = texts[out] @ weights + bias
    weights, bias = _fit(texts, task, np.ones(len(task.rows), np.bool_), rounds, prior)
    if folds:
        right = balanced_accuracy(unseen > 0, task.target)
        say(f"{task.name:14} rows {len(task.rows):7} balanced accuracy on unseen folds {right:.4f}")
    spread = whole.copy()
    spread[used] = weights
    rows = task.rows if folds else task.rows[:0]
    return Head(name=task.name, weights=spread, bias=bias, rows=rows, unseen=unseen[: len(rows)])


def _fit(
    texts: sp.csr_matrix,
    task: Task,
    kept: NDArray[np.bool_],
    rounds: int,
    prior: tuple[Vector, float] | None,
) -> tuple[Vector, float]:
    """Fit a task on some of its rows."""
    texts, target, weight = texts[kept], task.target[kept], task.weight[kept]
    if task.contrasted is None:
        return fit(texts, target, weight=weight, penalty=task.penalty, rounds=rounds, prior=prior)
    return fit_with_contrast(
        texts,
        target > 0,
        weight=weight,
        penalty=task.penalty,
        contrasted=task.contrasted,
        rounds=rounds,
        prior=prior,
    )


def balanced_accuracy(said: NDArray[np.bool_], target: NDArray[np.bool_]) -> float:
    """Return the mean of the accuracies on both classes."""
    return float((np.mean(said[target]) + np.mean(~said[~target])) / 2)


def one_against_rest(
    prefix: str,
    labels: Sequence[str],
    rows: NDArray[np.int64],
    gold: Sequence[str],
    group: NDArray[np.int64],
    voice: NDArray[np.int64],
) -> list[Task]:
    """Make one task for each label; rows whose gold label is empty are left out. Folds part by voice."""
    told = np.array([bool(each) for each in gold])
    rows, group, voice, gold = rows[told], group[told], voice[told], [each for each in gold if each]
    crowd = np.bincount(group)[group].astype(np.float32) ** 0.5
    tasks = []
    for label in labels:
        target = np.array([each == label for each in gold])
        weight = balance(target) / crowd
        tasks.append(
            Task(name=f"{prefix}_{label}", rows=rows, target=target, weight=weight, penalty=1.0, group=voice)
        )
    return tasks
