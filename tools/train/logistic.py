"""Logistic regression on sparse matrices by L-BFGS, toward zero or toward weights already learned."""

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.optimize import minimize

Vector = NDArray[np.float32]


def balance(target: NDArray[np.bool_]) -> Vector:
    """Give both classes half of the whole weight."""
    share = float(np.mean(target))
    return np.where(target, 0.5 / share, 0.5 / (1 - share)).astype(np.float32)


def contrast(texts: sp.csr_matrix, target: NDArray[np.bool_]) -> Vector:
    """Return how unevenly each gram falls on yes and no: the size of its naive-Bayes log-odds."""
    held = (texts > 0).astype(np.float32)
    yes, no = (np.asarray(held[side].sum(axis=0)).ravel() + 1 for side in (target, ~target))
    ratio = np.abs(np.log(yes / yes.sum()) - np.log(no / no.sum()))
    return np.maximum(ratio, 1e-3).astype(np.float32)


def fit_with_contrast(
    texts: sp.csr_matrix,
    target: NDArray[np.bool_],
    *,
    weight: Vector,
    penalty: float,
    contrasted: float,
    rounds: int = 60,
    prior: tuple[Vector, float] | None = None,
) -> tuple[Vector, float]:
    """Return the mean of two fits: the plain one, and one where telling grams are spared the penalty.

    The second multiplies each gram by its `contrast`, under the penalty `contrasted`; the mean is one head.
    """
    plain, bias = fit(texts, target, weight=weight, penalty=penalty, rounds=rounds, prior=prior)
    ratio = contrast(texts, target)
    scaled = (texts @ sp.diags_array(ratio)).tocsr().astype(np.float32)
    from_prior = None if prior is None else (prior[0] / ratio, prior[1])
    other, other_bias = fit(
        scaled, target, weight=weight, penalty=contrasted, rounds=rounds, prior=from_prior
    )
    return (plain + other * ratio) / 2, (bias + other_bias) / 2


def fit(
    texts: sp.csr_matrix,
    target: NDArray[np.bool_] | Vector,
    *,
    weight: Vector,
    penalty: float,
    rounds: int = 60,
    prior: tuple[Vector, float] | None = None,
) -> tuple[Vector, float]:
    """Return (weights, bias) of least weighted log-loss plus `penalty`/2 × squared distance to `prior`.

    `target` is yes or no, or the wanted probability of yes.
    """
    wanted = target.astype(np.float32)
    size = texts.shape[1]
    turned = texts.T
    origin, origin_bias = prior if prior is not None else (np.zeros(size, np.float32), 0.0)

    def loss(step: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        odds = texts @ (origin + step[:size].astype(np.float32)) + np.float32(origin_bias + step[size])
        pull = weight * (1 / (1 + np.exp(-np.clip(odds, -60, 60))) - wanted)
        value = float((weight * (np.logaddexp(0, odds) - wanted * odds)).sum())
        value += penalty / 2 * float(step[:size] @ step[:size])
        slope = np.concatenate([turned @ pull + penalty * step[:size], [pull.sum()]])
        return value, slope

    best = minimize(
        loss, np.zeros(size + 1), jac=True, method="L-BFGS-B", options={"maxiter": rounds, "maxcor": 6}
    )
    return origin + best.x[:size].astype(np.float32), float(origin_bias + best.x[size])
