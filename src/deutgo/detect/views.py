"""Views: how many a post should have at its age on its board, and which one is far above that.

A board's hours pass at its own pace: a post written at night ages slowly until the readers wake. On that
clock, views follow a curve that saturates; boards differ in level, spread and curve, and a board with few
posts borrows from all others. A post is told when an outlier (five- to fiftyfold) explains it better than
the ordinary spread of that board.
"""

from dataclasses import dataclass, field
from math import exp, log, pi, sin, sqrt

from deutgo.detect.keeping import Parts

HOURS = 24
EDGES = (0.1, 0.25, 0.5, 1.0, 2.0, 3.5, 6.0, 10.0, 16.0, 24.0, 48.0, 96.0, 240.0)  # board hours
BINS = len(EDGES) + 1
CURVE_HOURS = 6.0  # prior: most views come in the first day
LEVEL, LEVEL_SPREAD = log(300.0), 1.2  # prior of a board's usual final views
POST_SPREAD, SPREAD_POSTS = 0.7, 8.0  # prior of how posts differ, and how many posts it is worth
LEAST_SPREAD = 0.3  # no board of real readers is more even
CLIP = 2.0  # spreads beyond which a post stops teaching
CLIPPED_SHARE = 0.92  # of a normal variance that is left after clipping there
RATE = 0.04  # so many posts are far out, before anything is known of one
LEAST, MOST = log(4.0), log(60.0)  # an outlier's step
YOUNG_HOURS = 96.0  # a post first seen later is old news
SLOW_HOURS = 20.0  # one that comes out on top only after so long is pinned, not hot
LEAST_VIEWS = 30.0
JUMP = 6.0  # times its own pace in one interval: wait for the next look, for it may be a machine
LEARN_DUE = 15.0  # usual views below which a post's rank says little
PACED_VIEWS = 10.0  # usual views that a post's own pace has to rest on
FOLLOWED = 3.0  # times its pace before the jump; less, and readers did not follow
KEEP_DAYS = 14.0
STEPS = 12  # points of the integral over an outlier's step


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewReading:
    """What one observation should have been. `score` is the chance (0..1) that the post is far out."""

    expected: float
    score: float
    alert: bool
    times: float  # seen over expected
    why: str  # far_above, usual, waiting, old, backwards


@dataclass(slots=True)
class Curve:
    """Log share of the final views by age bin, and how many posts taught each bin."""

    shift: list[float] = field(default_factory=lambda: [0.0] * BINS)
    posts: list[float] = field(default_factory=lambda: [0.0] * BINS)


@dataclass(slots=True)
class Board:
    """What is usual on one board."""

    level: float = LEVEL
    posts: float = 0.0
    squares: float = POST_SPREAD**2 * SPREAD_POSTS
    weight: float = SPREAD_POSTS
    curve: Curve = field(default_factory=Curve)
    pace: list[float] = field(
        default_factory=lambda: [1 + 0.7 * sin((hour - 9) / 24 * 2 * pi) for hour in range(HOURS)]
    )
    paced: list[float] = field(default_factory=lambda: [0.0] * HOURS)


@dataclass(slots=True)
class Post:
    """What is remembered of one post between looks."""

    age: float  # board hours
    at: float
    views: float
    lost: float = 0.0  # views before the counter went back
    bin: int = -1
    jump: float = 0.0  # views of a jump that readers have yet to follow
    pace: float = 1.0  # its views over the usual ones before the jump
    told: bool = False
    spread_learnt: bool = False


@dataclass(slots=True)
class BoardWatch:
    """Judges observations of view counters in time order, and learns from them; times are local seconds."""

    boards: dict[str, Board] = field(default_factory=dict)
    posts: dict[str, Post] = field(default_factory=dict)
    shared: Curve = field(default_factory=Curve)
    swept_at: float = 0.0

    @classmethod
    def resume(cls, parts: Parts) -> "BoardWatch":
        """Go on from what `dataclasses.asdict` gave of an earlier watch."""
        kept = parts["watch"]
        boards = {
            name: Board(**(board | {"curve": Curve(**board["curve"])}))
            for name, board in kept["boards"].items()
        }
        posts = {name: Post(**post) for name, post in kept["posts"].items()}
        shared = Curve(**kept["shared"])
        return cls(boards=boards, posts=posts, shared=shared, swept_at=kept["swept_at"])

    def observe(self, post: str, board: str, *, created: float, at: float, views: float) -> ViewReading:
        """Judge one look at a post's counter. Times in seconds of the local clock."""
        place = self.boards.setdefault(board, Board())
        key = f"{board}\x1f{post}"
        before = self.posts.get(key)
        at = max(at, created)
        age = before.age + _board_hours(place, before.at, at) if before else _board_hours(place, created, at)
        now = Post(age=age, at=at, views=views)
        backwards = before is not None and views < before.views
        if before:
            now.lost = before.lost + (before.views - views if backwards else 0.0)
            now.bin, now.told, now.jump, now.pace = before.bin, before.told, before.jump, before.pace
            now.spread_learnt = before.spread_learnt
        total = views + now.lost
        due = self._due(place, age)
        step = log((total + 3) / (due + 3))
        score = self._chance(place, step, due)
        reason = self._reason(place, before, now, total, score)
        self._learn(place, before, now, due, step, score)
        self.posts[key] = now
        self._sweep(at)
        alert = reason == "far_above"
        now.told |= alert
        if backwards and not alert:
            reason = "backwards"
        shown = score if alert else min(score, 0.49)
        return ViewReading(expected=due, score=shown, alert=alert, times=total / max(due, 1), why=reason)

    def _due(self, place: Board, age: float) -> float:
        """Usual views at this age, without the small-count offset."""
        return exp(place.level + self._share(place, age))

    def _share(self, place: Board, age: float) -> float:
        low, part = _bin(age)
        high = min(low + 1, BINS - 1)
        learnt = (1 - part) * self._shift(place, low) + part * self._shift(place, high)
        return log(1 - exp(-max(age, 0.02) / CURVE_HOURS)) + learnt

    def _shift(self, place: Board, index: int) -> float:
        own = place.curve.posts[index] / (place.curve.posts[index] + 6)
        return self.shared.shift[index] + own * place.curve.shift[index]

    def _chance(self, place: Board, step: float, due: float) -> float:
        """Chance that the post is far out, by Bayes; spread, unknown level and small counts all widen."""
        spread2 = max(place.squares / place.weight, LEAST_SPREAD**2)
        wide = sqrt(
            spread2 * (due / (due + 3)) ** 2 + LEVEL_SPREAD**2 * 0.6 / (place.posts + 0.6) + 1.5 / (due + 3)
        )
        usual = exp(-0.5 * (max(step, 0.0) / wide) ** 2)
        far = sum(
            exp(-0.5 * ((step - LEAST - (MOST - LEAST) * (i + 0.5) / STEPS) / wide) ** 2)
            for i in range(STEPS)
        )
        far = 1.0 * STEPS if step > MOST else far
        return RATE * far / STEPS / (RATE * far / STEPS + (1 - RATE) * usual + 1e-12)

    def _reason(self, place: Board, before: Post | None, now: Post, total: float, score: float) -> str:
        if now.told and score >= 0.5:
            return "far_above"
        if before is None:
            if score < 0.5 or total < LEAST_VIEWS:
                return "usual"
            return "far_above" if now.age <= YOUNG_HOURS else "old"
        gained = max(now.views - before.views, 0.0)
        due = self._due(place, now.age) - self._due(place, before.age)
        if now.jump:
            if gained < FOLLOWED * (due * now.pace + 1):
                now.lost, now.jump = now.lost - now.jump, 0.0  # a machine: its views do not count
                return "waiting"
            now.jump = 0.0
        elif (
            self._due(place, before.age) >= PACED_VIEWS
            and gained > 0.5 * total
            and gained > JUMP * (due * max(self._pace(place, before), 0.3) + 3)
        ):
            now.jump, now.pace = gained, max(self._pace(place, before), 0.3)
            return "waiting"
        if score < 0.5 or total < LEAST_VIEWS:
            return "usual"
        return "far_above" if now.age <= SLOW_HOURS else "old"

    def _pace(self, place: Board, post: Post) -> float:
        """How many times the usual views a post had."""
        return min((post.views + post.lost) / max(self._due(place, post.age), 1.0), 50.0)

    def _learn(
        self, place: Board, before: Post | None, now: Post, due: float, step: float, score: float
    ) -> None:
        """Learn once a post and age bin, from capped surprises; pace from what came between two looks."""
        spread = sqrt(place.squares / place.weight)
        if before is not None:
            self._learn_pace(place, before, now)
        low, part = _bin(now.age)
        index = min(low + (part >= 0.5), BINS - 1)
        if index == now.bin or now.jump or now.age > YOUNG_HOURS * 2:
            return
        wide = sqrt(spread**2 + LEVEL_SPREAD**2 / (place.posts + 0.5))
        capped = max(-CLIP * wide, min(CLIP * wide, step))
        if now.bin < 0:
            place.posts += 1
            place.level += capped / (min(place.posts, 300) + 0.5)
        if not now.spread_learnt and due >= LEARN_DUE and place.posts > 2:
            now.spread_learnt = True
            keep = 0.997
            usual = 1 - score  # what is likely far out must not widen the spread that it is judged by
            far = capped * (due + 3) / due
            square = min(far * far, (CLIP * spread) ** 2) / CLIPPED_SHARE
            place.squares = place.squares * keep + usual * square
            place.weight = place.weight * keep + usual
        own, shared = place.curve, self.shared
        own.posts[index] = min(own.posts[index] + 1, 200)
        shared.posts[index] = min(shared.posts[index] + 1, 2000)
        shared.shift[index] += capped / (shared.posts[index] + 20)
        own.shift[index] += capped / (own.posts[index] + 6)
        now.bin = index

    def _learn_pace(self, place: Board, before: Post, now: Post) -> None:
        hours = (now.at - before.at) / 3600
        if not 0.02 < hours <= 2 or before.views < 20 or now.views < before.views or now.age > 48:
            return
        hour = int((before.at + now.at) / 2 // 3600) % HOURS
        usual = self._due(place, before.age)
        due = (self._due(place, now.age) - usual) * min(max((before.views + before.lost) / usual, 0.05), 50)
        if due < 2:
            return
        ratio = min((now.views - before.views) / due, 4.0)
        place.paced[hour] = min(place.paced[hour] + 1, 200)
        moved = place.pace[hour] * (1 + (ratio - 1) / (place.paced[hour] + 10))
        place.pace[hour] = min(max(moved, 0.03), 4.0)

    def _sweep(self, at: float) -> None:
        """Forget posts that nobody has looked at for two weeks."""
        if at - self.swept_at < 86400:
            return
        self.swept_at = at
        self.posts = {key: post for key, post in self.posts.items() if at - post.at < KEEP_DAYS * 86400}


def _bin(age: float) -> tuple[int, float]:
    """Return the bin below this age and how far it is to the next, on a log scale."""
    if age <= EDGES[0]:
        return 0, 0.0
    for index in range(1, len(EDGES)):
        if age < EDGES[index]:
            return index - 1, log(age / EDGES[index - 1]) / log(EDGES[index] / EDGES[index - 1])
    return len(EDGES) - 1, 0.0


def _board_hours(place: Board, since: float, until: float) -> float:
    """Hours on the board's own clock between two instants."""
    if until - since > 30 * 86400:
        since = until - 30 * 86400
    total, at = 0.0, since
    while at < until:
        end = min(until, (at // 3600 + 1) * 3600)
        total += (end - at) / 3600 * place.pace[int(at // 3600) % HOURS]
        at = end
    return total
