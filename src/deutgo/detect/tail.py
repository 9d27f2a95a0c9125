"""Tail: how unlikely so many mentions are, when counts come in clumps (negative binomial)."""

from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.special import betainc

Floats = npt.NDArray[np.floating[Any]]

SCREEN = 2.3  # standard deviations below which nobody would look twice
ORDINARY = 0.3  # evidence given to what the screen lets pass: about one bucket in two
TINIEST = 1e-290


def evidence(seen: Floats, mean: Floats, variance: Floats) -> Floats:
    """Return -log10 P(X >= seen) of a negative binomial with this mean and variance, all of shape (n,).

    The exact tail is the regularised incomplete beta function (Johnson, Kemp and Kotz, Univariate Discrete
    Distributions, 5.6), which also takes the fractional counts of smoothed sums. It is computed only beyond
    `SCREEN`, because that is what costs time; the rest is `ORDINARY`.
    """
    out = np.full(seen.shape, ORDINARY, dtype=np.float32)
    far = np.flatnonzero((seen - mean) ** 2 > SCREEN**2 * variance)
    far = far[seen[far] > mean[far]]
    if len(far) == 0:
        return out
    m = mean[far].astype(np.float64)
    v = np.maximum(variance[far], 1.02 * m)
    p = m / v
    chance = betainc(seen[far].astype(np.float64), m * p / (1 - p), 1 - p)
    out[far] = -np.log10(np.maximum(chance, TINIEST))
    return out
