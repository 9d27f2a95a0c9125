"""Views: how many a post should have at its age on its board, and which one is far above that."""

from dataclasses import dataclass, field
from datetime import datetime
from math import exp, log, sqrt

# views saturate: half of a day's views come in the first three hours on a busy board
HALF_AGE_HOURS = 3.0
PRIOR_LOG_VIEWS = log(200.0)
PRIOR_SPREAD = 1.2  # log-normal popularity of posts
PRIOR_POSTS = 5.0
ALERT_Z = 3.5


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewReading:
    """What was to be expected of one observation; `score` 0..1, 0.5 is the threshold."""

    expected: float
    score: float
    alert: bool
    z: float


@dataclass(slots=True)
class _Board:
    posts: float = PRIOR_POSTS
    mean: float = PRIOR_LOG_VIEWS
    spread: float = PRIOR_SPREAD


@dataclass(slots=True)
class BoardWatch:
    """What is normal on each board, learnt post by post."""

    boards: dict[str, _Board] = field(default_factory=dict)
    last: dict[tuple[str, str], float] = field(default_factory=dict)

    def observe(
        self, post: str, board: str, created_at: datetime, observed_at: datetime, views: float
    ) -> ViewReading:
        """Judge one observation of a post's counter and learn from it."""
        place = self.boards.setdefault(board, _Board())
        hours = max((observed_at - created_at).total_seconds() / 3600, 0.05)
        grown = hours / (hours + HALF_AGE_HOURS)
        value = log((views + 1) / grown)
        z = (value - place.mean) / sqrt(place.spread**2 + PRIOR_SPREAD / place.posts)
        before = self.last.get((board, post))
        self.last[(board, post)] = value
        if before is None:
            place.posts += 1
            rate = max(1 / place.posts, 0.005)
            step = max(min(value - place.mean, 3 * place.spread), -3 * place.spread)
            place.mean += rate * step
            place.spread = sqrt(place.spread**2 + rate * (step**2 - place.spread**2))
        score = 1 / (1 + exp(-2 * (z - ALERT_Z)))
        return ViewReading(expected=exp(place.mean) * grown, score=score, alert=score >= 0.5, z=z)
