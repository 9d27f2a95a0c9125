"""The second stage: small logistic judges over the heads' scores and the cues.

A judge may learn from rows that allow several labels (an utterance known only to be no question), and
each row counts by its weight.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

Table = NDArray[np.float64]


def fit_judge(
    table: NDArray[np.float32], allowed: NDArray[np.bool_], weight: NDArray[np.float32], *, penalty: float
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return (weights [features, labels], bias [labels]) that make the allowed labels likely.

    `allowed` is [rows, labels]; the loss is minus the log of the summed probability of the allowed ones.
    """
    size, labels = table.shape[1], allowed.shape[1]
    data = table.astype(np.float64)
    total = float(weight.sum())

    def loss(flat: Table) -> tuple[float, Table]:
        grid = flat.reshape(size + 1, labels)
        logits = data @ grid[:-1] + grid[-1]
        logits -= logits.max(axis=1, keepdims=True)
        chance = np.exp(logits)
        chance /= chance.sum(axis=1, keepdims=True)
        kept = chance * allowed
        mass = np.maximum(kept.sum(axis=1), 1e-12)
        pull = (chance - kept / mass[:, None]) * (weight / total)[:, None]
        value = -float((weight * np.log(mass)).sum()) / total + penalty / 2 * float((grid[:-1] ** 2).sum())
        slope = np.concatenate([data.T @ pull + penalty * grid[:-1], pull.sum(axis=0)[None]])
        return value, slope.ravel()

    best = minimize(
        loss, np.zeros((size + 1) * labels), jac=True, method="L-BFGS-B", options={"maxiter": 400}
    )
    grid = best.x.reshape(size + 1, labels)
    return grid[:-1].astype(np.float32), grid[-1].astype(np.float32)
