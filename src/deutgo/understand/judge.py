"""Judges: from the scores of many heads and the cues of a text to the probabilities of one question."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Table = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Judge:
    """Softmax regression: `weights` [features, labels] over squashed scores and cues, `bias` [labels]."""

    labels: tuple[str, ...]
    weights: Table
    bias: Table

    def probabilities(self, table: Table) -> Table:
        """Return [texts, labels], each row summing to 1."""
        return softmax(table @ self.weights + self.bias)


def softmax(logits: Table) -> Table:
    """Turn log-odds into probabilities, row by row."""
    raised = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True), dtype=np.float32)


def squash(scores: Table) -> Table:
    """Bring log-odds to about the size of cues."""
    return np.asarray(np.clip(scores, -8, 8) / 4, dtype=np.float32)


def features(scores: Table, gates: Table, cues: Table) -> Table:
    """Join what a judge sees: squashed scores, the same scores by kind of text, and cues.

    `scores` [texts, heads] are log-odds, `gates` [texts, kinds] say in 0…1 how much a text is a film or a
    game review, so that a judge may trust each head where it was trained.
    """
    squashed = squash(scores)
    by_kind = [squashed * gates[:, kind : kind + 1] for kind in range(gates.shape[1])]
    return np.concatenate([squashed, *by_kind, gates, cues], axis=1)


def load_judges(path: Path) -> dict[str, Judge]:
    """Read the judges of one artefact."""
    with np.load(path, allow_pickle=False) as file:
        names = sorted({key.split("/")[0] for key in file.files})
        return {
            name: Judge(
                labels=tuple(str(label) for label in file[f"{name}/labels"]),
                weights=file[f"{name}/weights"],
                bias=file[f"{name}/bias"],
            )
            for name in names
        }


def save_judges(path: Path, judges: dict[str, Judge]) -> None:
    """Write judges side by side."""
    arrays: dict[str, NDArray[np.generic]] = {}
    for name, judge in judges.items():
        arrays[f"{name}/labels"] = np.array(judge.labels)
        arrays[f"{name}/weights"] = judge.weights
        arrays[f"{name}/bias"] = judge.bias
    np.savez_compressed(path, **arrays)  # type: ignore[arg-type]
