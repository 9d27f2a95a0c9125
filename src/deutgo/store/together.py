"""Searches a topic's last days for accounts that moved together more than chance allows."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, select

from deutgo.detect.coordination import Post, find_coordination
from deutgo.detect.coordination.kept import OwnAccount, TogetherRun, as_kept
from deutgo.store.mentions import SEQUENCE
from deutgo.store.tables.mentions import mention
from deutgo.store.tables.signals import own_account, together_run
from deutgo.store.tables.topics import topic_match
from deutgo.store.unit_of_work import UnitOfWork

DAYS = timedelta(days=14)
MOST = 50_000  # posts, the newest; about two seconds of one core
GROUPS = 20
KEPT_RUNS = 10  # of one topic


def look_together(work: UnitOfWork, topic_id: int, *, at: datetime) -> TogetherRun:
    """Search the topic's posts of the last days; nothing is written yet."""
    since = at - DAYS
    rows = _posts(work, topic_id, since, at)
    posts = [
        Post(
            id=str(row.id),
            account=row.author,
            text=row.text,
            object=place,
            at=float(row.id >> SEQUENCE),
        )
        for row in rows
        if row.created_precision == "instant" and (place := row.target or row.parent_id or row.board)
    ]
    own = [account.name for account in work.own_accounts.find()]
    places = {post.object for post in posts}
    report = find_coordination(posts, own=own)
    accounts = {post.account for post in posts}
    return TogetherRun(
        topic_id=topic_id,
        at=at,
        since=since,
        post_count=len(posts),
        account_count=len(accounts),
        undated_count=len({row.author for row in rows} - accounts),
        groups={"found": [as_kept(group, places) for group in report.groups[:GROUPS]]},
    )


def _posts(work: UnitOfWork, topic_id: int, since: datetime, until: datetime) -> Sequence[Any]:
    begin, end = (int(moment.timestamp()) << SEQUENCE for moment in (since, until))
    query = select(
        mention.c.id, mention.c.author, mention.c.text, mention.c.target, mention.c.parent_id,
        mention.c.board, mention.c.created_precision,
    )  # fmt: skip
    query = query.join(topic_match, topic_match.c.mention == mention.c.id)
    query = query.where(topic_match.c.topic == topic_id, mention.c.workspace == work.workspace)
    query = query.where(mention.c.id >= begin, mention.c.id < end, mention.c.deleted_at.is_(None))
    query = query.where(mention.c.author.is_not(None)).order_by(mention.c.id.desc()).limit(MOST)
    return work.connection.execute(query).all()


def keep_run(work: UnitOfWork, run: TogetherRun) -> TogetherRun:
    """Keep a search; of each topic only the last few stay."""
    kept = work.together_runs.add(run)
    old = select(together_run.c.id).where(
        together_run.c.topic_id == run.topic_id, together_run.c.workspace == work.workspace
    )
    gone = list(work.connection.execute(old.order_by(together_run.c.id.desc()).offset(KEPT_RUNS)).scalars())
    if gone:
        work.connection.execute(delete(together_run).where(together_run.c.id.in_(gone)))
    return kept


def forget_own(work: UnitOfWork, accounts: Sequence[OwnAccount]) -> None:
    """Take accounts off the list of our own."""
    ids = [account.id for account in accounts]
    mine = own_account.c.workspace == work.workspace
    work.connection.execute(delete(own_account).where(mine, own_account.c.id.in_(ids)))


def last_run(work: UnitOfWork, topic_id: int) -> TogetherRun | None:
    """Return the newest search of a topic."""
    runs = work.together_runs.find(topic_id=topic_id, newest_first=True, limit=1)
    return runs[0] if runs else None


def fresh_posts(work: UnitOfWork, topic_id: int, *, since: datetime, until: datetime) -> int:
    """Count the topic's posts with a known author in [since, until)."""
    begin, end = (int(moment.timestamp()) << SEQUENCE for moment in (since, until))
    query = select(func.count()).select_from(topic_match)
    query = query.join(mention, mention.c.id == topic_match.c.mention)
    query = query.where(topic_match.c.topic == topic_id, topic_match.c.workspace == work.workspace)
    query = query.where(topic_match.c.mention >= begin, topic_match.c.mention < end)
    return int(work.connection.execute(query.where(mention.c.author.is_not(None))).scalar_one())
