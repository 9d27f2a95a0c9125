"""Watches view counters: one alert a topic while a post about it is read far above its board's usual."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from deutgo.detect.alert import Lane
from deutgo.detect.fastest import FastestPosts
from deutgo.detect.ledger import KeptAlert
from deutgo.detect.marked import as_facts, mark, plain
from deutgo.detect.views import BoardWatch
from deutgo.i18n import _
from deutgo.store.topics import Topics
from deutgo.store.unit_of_work import Store, UnitOfWork
from deutgo.store.views.looks import MOST, Look, looks_after, topics_of
from deutgo.work.raising import RANK, end_alert, follow_alert, raise_alert

KIND = "views"
LEARNT = timedelta(days=14)
OVER = timedelta(hours=24)  # so long without a look that is far above, and it is over
SEOUL_SECONDS = 9 * 3600  # boards live by the clock on the wall
WARNING_TIMES = 20.0
MOST_LINKED = 200  # mentions that one address can name
YOUNGEST_SECONDS = 60  # a counter that is read as the post appears says nothing about its pace

SEEN = (
    "‘%(topic)s’에 관한 글이 ‘%(place)s’에 올라온 지 %(age)s 만에 조회수 %(views)s회가 되었습니다. "
    "이 게시판에서 이만큼 지난 글은 보통 %(expected)s회쯤이니 %(times)s배입니다."
)
RECORD = "지난 이레 동안 이 게시판에 이보다 빨리 읽힌 글은 없었습니다."
SEVERAL = "이렇게 빨리 읽히는 글이 모두 %(posts)s건입니다."
QUIET = "언급 수는 아직 평소와 크게 다르지 않습니다."
DO = (
    "지금 할 일: 글을 읽고 무엇을 확인해야 하는지 적으십시오. 확인하기 전에는 믿지도 부정하지도 마십시오. "
    "많이 읽힌 글은 곧 다른 곳으로 옮겨지기 때문입니다."
)
DO_REVIEW = "지금 할 일: 글을 한 번 읽어 보십시오. 아직 이 게시판에서 드문 일은 아니기 때문입니다."
MINUTES, HOURS = "%(n)s분", "%(n)s시간"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fast:
    """One post that is read far above what is usual, as of its last look."""

    look: Look
    expected: float
    times: float
    score: float
    lane: Lane


class ViewsWatch:
    """One workspace's watch over view counters. What boards usually have it learns from the kept looks."""

    def __init__(self, store: Store, *, workspace: str | None = None) -> None:
        self.store = store
        self.workspace = workspace or store.workspace
        self.boards = BoardWatch()
        self.fastest = FastestPosts()
        self.place: int | None = None  # the last look that was read

    def turn(self, now: datetime) -> None:
        """Read the looks that came in since the last turn."""
        if self.place is None:
            self._learn(now)
        fast = self._read()
        with self.store.read(workspace=self.workspace) as work:
            going = {alert.topic_id: alert for alert in work.alerts.find(kind=KIND, ended_at=None)}
            of = topics_of(work, [each.look.mention for each in fast])
        by_topic: dict[int, list[Fast]] = {}
        for each in fast:
            for topic_id in of.get(each.look.mention, ()):
                by_topic.setdefault(topic_id, []).append(each)
        if not by_topic and not going:
            return
        with self.store.begin(workspace=self.workspace) as work:
            for topic_id, posts in by_topic.items():
                self._tell(work, topic_id, posts, going.get(topic_id), now)
            for topic, alert in going.items():
                if topic not in by_topic and now - alert.changed_at >= OVER:
                    end_alert(work, alert, at=now)

    def _learn(self, now: datetime) -> None:
        """Go through the looks of the past weeks without telling anybody."""
        self.place = 0
        since = int((now - LEARNT).timestamp())
        while True:
            with self.store.read(workspace=self.workspace) as work:
                looks = looks_after(work, self.place, since=since)
            self._judge(looks, tell=False)
            if looks:
                self.place = looks[-1].id
            if len(looks) < MOST:
                return

    def _read(self) -> list[Fast]:
        fast: list[Fast] = []
        while True:
            with self.store.read(workspace=self.workspace) as work:
                looks = looks_after(work, self.place or 0)
            fast += self._judge(looks, tell=True)
            if looks:
                self.place = looks[-1].id
            if len(looks) < MOST:
                return fast

    def _judge(self, looks: Sequence[Look], *, tell: bool) -> list[Fast]:
        fast = []
        for look in looks:
            if look.at - look.created_at < YOUNGEST_SECONDS:
                continue
            post, at = str(look.mention), float(look.at + SEOUL_SECONDS)
            found = self.boards.observe(
                post, look.place, created=float(look.created_at + SEOUL_SECONDS), at=at, views=look.views
            )
            times = self.fastest.note(look.place, post, at=at, views=look.views, expected=found.expected)
            if not found.alert:
                continue
            lane = self.fastest.lane(look.place, post, at=at, times=times, score=found.score)
            if (look.place, post) in self.fastest.told:
                lane = Lane.ALERT
            if lane is Lane.ALERT:
                self.fastest.tell(look.place, post)
            if tell and lane is not None:
                fast.append(
                    Fast(look=look, expected=found.expected, times=found.times, score=found.score, lane=lane)
                )
        return fast

    def _tell(
        self, work: UnitOfWork, topic_id: int, posts: list[Fast], going: KeptAlert | None, now: datetime
    ) -> None:
        widest = max(posts, key=lambda fast: (fast.lane is Lane.ALERT, fast.look.views))
        known = set(going.facts.get("posts", ())) if going else set()
        numbers = sorted(known | {each.look.mention for each in posts})
        alert = _alert(work, topic_id, widest, numbers, now)
        if going is None:
            raise_alert(work, alert)
            return
        if going.lane == Lane.REVIEW and alert.lane == Lane.ALERT:
            # from the daily list to a person: an alert of its own, so that it is told as a new one
            end_alert(work, going, at=now)
            raise_alert(work, alert)
            return
        if widest.look.views <= going.peak_count and set(numbers) == known:
            follow_alert(work, going, at=now)
            return
        level = alert.level if RANK[alert.level] > RANK.get(going.level, 0) else going.level
        follow_alert(
            work,
            going,
            at=now,
            level=level,
            count=alert.count,
            expected=alert.expected,
            score=max(alert.score, going.score),
            peak_count=max(alert.count, going.peak_count),
            total=len(numbers),
            reason=alert.reason,
            facts=alert.facts,
        )


def _alert(work: UnitOfWork, topic_id: int, fast: Fast, numbers: Sequence[int], now: datetime) -> KeptAlert:
    look = fast.look
    name = next(t.name for t in Topics(work.connection, work.workspace).all() if t.id == topic_id)
    rising = bool(work.alerts.find(topic_id=topic_id, kind="burst", ended_at=None))
    urgent = fast.lane is Lane.ALERT and (fast.times >= WARNING_TIMES or len(numbers) > 1)
    marked = mark_views(name, fast, posts=len(numbers), rising=rising)
    here = f"/mentions/{look.mention}"
    looks, posts = f"{here}#looks", "/mentions?ids=" + ",".join(map(str, list(numbers)[-MOST_LINKED:]))
    facts: dict[str, Any] = {
        "topic": name,
        "topic_id": topic_id,
        "posts": list(numbers)[-50:],
        "post_count": len(numbers),
        "first_mention": min(numbers),
        "widest_mention": look.mention,
        "widest_views": look.views,
        "samples": list(numbers)[-8:],
        "usual_views": round(fast.expected),
        "times": round(fast.times, 1),
        "links": {"post_count": posts},
        "link": here,
        **as_facts(marked, {"views": here, "expected": looks, "times": looks, "posts": posts}),
    }
    return KeptAlert(
        key=f"{KIND}:{topic_id}:{look.mention}:{fast.lane.value}",
        kind=KIND,
        topic_id=topic_id,
        signal=KIND,
        level="warning" if urgent else "notice",
        lane=fast.lane.value,
        began_at=datetime.fromtimestamp(look.created_at, UTC),
        raised_at=now,
        changed_at=now,
        count=look.views,
        expected=fast.expected,
        score=min(fast.score, 0.99),
        peak_count=look.views,
        total=len(numbers),
        reason=plain(marked),
        facts=facts,
    )


def mark_views(topic: str, fast: Fast, *, posts: int, rising: bool) -> str:
    """Say what is read, how far above the usual, whether mentions rise too, and what to do now.

    Its figures are marked: views, expected, times, posts.
    """
    look = fast.look
    told = [
        _(SEEN)
        % {
            "topic": topic,
            "place": look.board or look.source,
            "age": _age(look.at - look.created_at),
            "views": mark("views", f"{look.views:,}"),
            "expected": mark("expected", f"{fast.expected:,.0f}"),
            "times": mark("times", f"{fast.times:,.1f}"),
        }
    ]
    if fast.lane is Lane.ALERT:
        told.append(_(RECORD))
    if posts > 1:
        told.append(_(SEVERAL) % {"posts": mark("posts", f"{posts:,}")})
    if not rising:
        told.append(_(QUIET))
    return " ".join([*told, _(DO if fast.lane is Lane.ALERT else DO_REVIEW)])


def _age(seconds: int) -> str:
    minutes = max(1, seconds // 60)
    return _(HOURS) % {"n": minutes // 60} if minutes >= 120 else _(MINUTES) % {"n": minutes}
