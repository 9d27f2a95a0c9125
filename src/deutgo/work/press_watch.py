"""Tells of the first press article about a matter that is going on; it also ends a mute."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from deutgo.clock import SEOUL
from deutgo.detect.ledger import KeptAlert
from deutgo.detect.marked import as_facts, mark, plain
from deutgo.events import Event
from deutgo.i18n import _
from deutgo.store.topics import Topics
from deutgo.store.unit_of_work import Store, UnitOfWork
from deutgo.store.views.stories import Article, Matter, is_story, matter_of, press_articles
from deutgo.work.raising import end_alert, follow_alert, raise_alert

KIND = "press"
MOST_LINKED = 200  # mentions that one address can name
OVER = timedelta(hours=12)  # without a new article
LATE = timedelta(hours=1)  # an article may be collected so long after it appeared
EPOCH = datetime.fromtimestamp(0, UTC)

FIRST = "‘%(topic)s’에 관한 일이 언론에 처음 나왔습니다. %(at)s %(outlet)s에 ‘%(title)s’ 기사가 실렸습니다."
AFTER = "평소를 벗어난 지 %(span)s 만입니다."
ARTICLES = "지금까지 언론사 %(outlets)s곳의 기사 %(articles)s건이 있습니다."
DO = (
    "지금 할 일: 기사를 읽고 사실판과 다른 곳을 적은 다음, 기자의 질문에 답할 사람과 1차 입장을 정하십시오. "
    "다른 언론사가 곧 같은 것을 묻기 때문입니다."
)
MINUTES, HOURS = "%(n)s분", "%(n)s시간"


class PressWatch:
    """One workspace's watch for first articles; what it told is in the alerts."""

    def __init__(self, store: Store, *, workspace: str | None = None) -> None:
        self.store = store
        self.workspace = workspace or store.workspace
        self.known: dict[Matter, tuple[datetime, list[Article]]] = {}  # until when it was looked through

    def turn(self, now: datetime) -> None:
        """Look at every topic that has an open alert or case."""
        with self.store.read(workspace=self.workspace) as work:
            alerts = work.alerts.find(ended_at=None)
            going = {alert.topic_id: alert for alert in alerts if alert.kind == KIND}
            topics = {alert.topic_id for alert in alerts if is_story(alert)} | set(going)
            topics |= {case.topic_id for case in work.cases.find() if case.is_open}
            found = {
                number: (matter, self._articles(work, matter))
                for number in sorted(topic for topic in topics if topic is not None)
                for matter in [matter_of(work, number, now)]
            }
        for number, (matter, articles) in found.items():
            alert = going.get(number)
            if alert is not None:
                self._follow(alert, matter, articles, now)
            elif articles and matter.began_at is not None and articles[0].at >= matter.began_at:
                with self.store.begin(workspace=self.workspace) as work:
                    if raise_alert(work, _alert(work, matter, articles, now)):
                        _unmute(work, number, now)
        self.known = {key: each for key, each in self.known.items() if now - each[0] < OVER}

    def _articles(self, work: UnitOfWork, matter: Matter) -> list[Article]:
        """Return the articles of a matter; what was looked through an hour ago is not read again."""
        key = replace(matter, since=matter.began_at or matter.since, until=EPOCH)
        seen_until, articles = self.known.get(key, (matter.since, []))
        fresh = press_articles(work, replace(matter, since=max(matter.since, seen_until - LATE)))
        known = {article.id for article in articles}
        articles = sorted(
            [*articles, *(article for article in fresh if article.id not in known)],
            key=lambda article: article.id,
        )
        self.known[key] = (matter.until, articles)
        return articles

    def _follow(self, alert: KeptAlert, matter: Matter, articles: Sequence[Article], now: datetime) -> None:
        with self.store.begin(workspace=self.workspace) as work:
            if matter.began_at is not None and len(articles) > alert.total:
                now_told = _alert(work, matter, articles, now)
                told = {"count": now_told.count, "reason": now_told.reason, "facts": now_told.facts}
                follow_alert(work, alert, at=now, total=len(articles), peak_count=len(articles), **told)
            elif now - alert.changed_at >= OVER:
                end_alert(work, alert, at=now)


def _unmute(work: UnitOfWork, topic_id: int, now: datetime) -> None:
    """A first article is a new kind of thing: what was kept silent is heard again."""
    for alert in work.alerts.find(topic_id=topic_id, ended_at=None):
        if alert.muted_at is None:
            continue
        work.alerts.save(replace(alert, muted_at=None, changed_at=now))
        work.emit(
            Event(
                name="alert_unmuted",
                at=now,
                workspace=work.workspace,
                subject=f"alert:{alert.id}",
                facts={"because": "first_press"},
            )
        )


def _alert(work: UnitOfWork, matter: Matter, articles: Sequence[Article], now: datetime) -> KeptAlert:
    first = articles[0]
    assert matter.began_at is not None
    names = {topic.id: topic.name for topic in Topics(work.connection, work.workspace).all()}
    outlets = list(dict.fromkeys(article.outlet for article in articles))
    spread = f"/topics/{matter.topic_id}/spread"
    numbers = [article.id for article in articles[:MOST_LINKED]]
    name = names.get(matter.topic_id, "?")
    marked = _tell(name, matter.began_at, articles, outlets)
    facts: dict[str, Any] = {
        "topic": name,
        "topic_id": matter.topic_id,
        "first_mention": first.id,
        "samples": numbers[:8],
        "articles": len(articles),
        "outlets": len(outlets),
        "places": [(outlet, sum(a.outlet == outlet for a in articles)) for outlet in outlets[:4]],
        "link": spread,
        **as_facts(
            marked, {"articles": "/mentions?ids=" + ",".join(map(str, numbers)), "outlets": f"{spread}#press"}
        ),
    }
    return KeptAlert(
        key=f"{KIND}:{matter.topic_id}:{first.id}",
        kind=KIND,
        topic_id=matter.topic_id,
        signal=KIND,
        level="warning",
        began_at=first.at,
        raised_at=now,
        changed_at=now,
        count=len(articles),
        expected=0.0,
        score=0.9,
        peak_count=len(articles),
        total=len(articles),
        reason=plain(marked),
        facts=facts,
    )


def _tell(topic: str, began_at: datetime, articles: Sequence[Article], outlets: Sequence[str]) -> str:
    first = articles[0]
    minutes = max(0, int((first.at - began_at).total_seconds() // 60))
    span = _(HOURS) % {"n": minutes // 60} if minutes >= 120 else _(MINUTES) % {"n": minutes}
    return " ".join(
        [
            _(FIRST)
            % {
                "topic": topic,
                "at": f"{first.at.astimezone(SEOUL):%m-%d %H:%M}",
                "outlet": first.outlet,
                "title": first.title.strip(),
            },
            _(AFTER) % {"span": span},
            _(ARTICLES)
            % {
                "outlets": mark("outlets", f"{len(outlets):,}"),
                "articles": mark("articles", f"{len(articles):,}"),
            },
            _(DO),
        ]
    )
