"""Looks now and again for accounts that move together; what no ordinary cause explains is for review."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from deutgo.detect.coordination.kept import TogetherRun, tell_kept
from deutgo.detect.ledger import KeptAlert
from deutgo.store.together import DAYS, fresh_posts, keep_run, last_run, look_together
from deutgo.store.topics import Topics
from deutgo.store.unit_of_work import Store, UnitOfWork
from deutgo.work.raising import end_alert, follow_alert, raise_alert

KIND = "together"
EVERY = timedelta(hours=6)
LEAST_POSTS = 300  # with known authors; among fewer nothing can be told from chance
LEAST_NEW = 30
KNOWN_FOR = timedelta(days=14)  # so long the same accounts are not raised again


class TogetherWatch:
    """One workspace's watch; a turn searches one topic at most."""

    def __init__(self, store: Store, *, workspace: str | None = None) -> None:
        self.store = store
        self.workspace = workspace or store.workspace

    def turn(self, now: datetime) -> None:
        """Search the topic that was left alone for longest, if any has enough that is new."""
        with self.store.read(workspace=self.workspace) as work:
            due = self._due(work, now)
            run = look_together(work, due, at=now) if due is not None else None
        if run is not None:
            with self.store.begin(durable=False, workspace=self.workspace) as work:
                judge_run(work, keep_run(work, run), now=now)

    def _due(self, work: UnitOfWork, now: datetime) -> int | None:
        waiting: list[tuple[datetime, int]] = []
        for topic in Topics(work.connection, work.workspace).all():
            last = last_run(work, topic.id)
            if last is not None and now - last.at < EVERY:
                continue
            since = last.at if last else now - DAYS
            least = LEAST_NEW if last else LEAST_POSTS
            if fresh_posts(work, topic.id, since=since, until=now) >= least:
                waiting.append((since, topic.id))
        return min(waiting)[1] if waiting else None


def judge_run(work: UnitOfWork, run: TogetherRun, *, now: datetime) -> None:
    """Raise, follow or end the topic's entry for review."""
    going = work.alerts.find(kind=KIND, topic_id=run.topic_id, ended_at=None)
    found = run.unexplained
    if not found:
        for alert in going:
            end_alert(work, alert, at=now)
        return
    alert = _alert(work, run, found, now)
    if going:
        follow_alert(
            work,
            going[0],
            at=now,
            count=alert.count,
            total=alert.total,
            peak_count=max(alert.count, going[0].peak_count),
            score=alert.score,
            reason=alert.reason,
            facts=alert.facts,
        )
    elif not _known(work, run.topic_id, set(alert.facts["accounts"]), now):
        raise_alert(work, alert)


def _known(work: UnitOfWork, topic_id: int, accounts: set[str], now: datetime) -> bool:
    """Whether most of these accounts were up for review not long ago."""
    return any(
        len(accounts & set(alert.facts.get("accounts", ()))) * 2 >= len(accounts)
        for alert in work.alerts.find(kind=KIND, topic_id=topic_id, newest_first=True, limit=20)
        if now - alert.changed_at <= KNOWN_FOR
    )


def _alert(work: UnitOfWork, run: TogetherRun, found: list[dict[str, Any]], now: datetime) -> KeptAlert:
    strongest: Mapping[str, Any] = found[0]
    names = {topic.id: topic.name for topic in Topics(work.connection, work.workspace).all()}
    accounts = sorted({account for group in found for account in group["accounts"]})
    mentions = [number for moment in strongest["moments"] for number in moment["mentions"]]
    here = f"/topics/{run.topic_id}/together"
    own = any(group["own"] for group in found)
    return KeptAlert(
        key=f"{KIND}:{run.topic_id}:{run.id}",
        kind=KIND,
        topic_id=run.topic_id,
        signal=KIND,
        level="warning" if own else "notice",
        lane="review",
        began_at=now if not mentions else run.since,
        raised_at=now,
        changed_at=now,
        count=len(accounts),
        expected=0.0,
        score=min(0.99, -strongest["log10_p"] / (6 - strongest["log10_p"])),
        peak_count=len(accounts),
        total=len(mentions),
        reason=tell_kept(strongest),
        facts={
            "topic": names.get(run.topic_id, "?"),
            "topic_id": run.topic_id,
            "accounts": accounts,
            "groups": len(found),
            "samples": mentions[:8],
            "links": {"account_count": here, "objects": here},
            "account_count": len(strongest["accounts"]),
            "objects": strongest["objects"],
            "link": here,
        },
    )
