"""Is a post that is far above its board also faster than the board's fastest of the past week?

On every board some posts are five or ten times the usual; a person is told only of what the board has not
just shown. The others go to the list that is looked through once a day.
"""

from dataclasses import dataclass, field

from deutgo.detect.alert import Lane

WEEK = 7 * 86_400.0
STEADY = 30.0  # views added to both sides, so that small counts are no great multiples
BEYOND = 1.25  # times the fastest of the week
KNOWN_POSTS = 20  # fewer in the week, and the board is not known well
SURE = 0.9  # the chance that is asked for on a board that is not known well


@dataclass(slots=True)
class FastestPosts:
    """For each board the posts of the past week, with how many times the usual they had at most."""

    boards: dict[str, dict[str, tuple[float, float]]] = field(default_factory=dict)  # post → (at, times)
    told: set[tuple[str, str]] = field(default_factory=set)
    swept_at: float = 0.0

    def note(self, board: str, post: str, *, at: float, views: float, expected: float) -> float:
        """Remember a look, and return how many times the usual it is, steadied for small counts."""
        times = (views + STEADY) / (expected + STEADY)
        posts = self.boards.setdefault(board, {})
        posts[post] = (at, max(times, posts.get(post, (0.0, 0.0))[1]))
        if at - self.swept_at > 86_400:
            self._sweep(at)
        return times

    def lane(self, board: str, post: str, *, at: float, times: float, score: float) -> Lane | None:
        """Say who hears of a post that is far above its board: a person now, the daily list, or nobody."""
        others = [
            most
            for name, (seen, most) in self.boards.get(board, {}).items()
            if name != post and at - seen <= WEEK and (board, name) not in self.told
        ]
        if len(others) < KNOWN_POSTS:
            return Lane.ALERT if score >= SURE else Lane.REVIEW
        fastest = max(others)
        if times >= BEYOND * fastest:
            return Lane.ALERT
        return Lane.REVIEW if times >= fastest or score >= SURE else None

    def tell(self, board: str, post: str) -> None:
        """A person has heard of it; it is no measure for the others any more."""
        self.told.add((board, post))

    def _sweep(self, at: float) -> None:
        self.swept_at = at
        for board, posts in list(self.boards.items()):
            kept = {post: each for post, each in posts.items() if at - each[0] <= WEEK}
            self.boards[board] = kept
        self.told = {(board, post) for board, post in self.told if post in self.boards.get(board, {})}
