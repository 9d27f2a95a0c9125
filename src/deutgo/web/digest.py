"""The daily digest of a topic: what was said, asked and done on one day, as a page and as a workbook."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from fastapi import Response

from deutgo.clock import SEOUL, iso, parse_time
from deutgo.detect.ledger import KeptAlert
from deutgo.errors import BadInput
from deutgo.i18n import _
from deutgo.store.cube import Counters, Facet, Grain
from deutgo.store.topics import Topic
from deutgo.store.unit_of_work import UnitOfWork
from deutgo.store.views.finding import Wanted, find
from deutgo.store.views.trends import day_counts, newest_day
from deutgo.web.answers import as_xlsx
from deutgo.web.shown import Shown, show
from deutgo.web.words import word

ROWS = 500  # mentions in the workbook, those with the widest reach
TOP = 10  # mentions on the page


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """One Seoul day of one topic. `answered_count` of the mentions were answered or made somebody's job."""

    topic: Topic
    title: str
    day: datetime
    total: int
    before: int
    hours: list[tuple[datetime, int]]
    intents: list[tuple[str, int]]
    sentiments: list[tuple[str, int]]
    sources: list[tuple[str, int]]
    alerts: list[KeptAlert]
    mentions: list[Shown]
    answered_count: int
    dispositions: list[tuple[str, int]]


def digest_of(work: UnitOfWork, topic: Topic, day: str, now: datetime) -> Digest:
    """Gather a day: the one named as 2026-11-22, else today, else the newest day that has mentions."""
    begin = _day(day) if day else _today(work, topic, now)
    end = begin + timedelta(days=1)
    counters = Counters(work.connection, work.workspace)

    def parts(facet: Facet) -> list[tuple[str, int]]:
        return list(counters.totals(facet, topic=topic.id, since=begin, until=end).items())

    wanted = Wanted(
        topic=topic,
        since=str(int(begin.timestamp())),
        until=str(int(end.timestamp()) - 1),
        filters={},
        sort="reach",
        size=ROWS,
    )
    found = find(work, wanted, now)
    decided = work.triages.find(mention_id=[each.id for each in found.mentions]) if found.mentions else []
    newest = {decision.mention_id: decision.disposition for decision in decided}
    counted = Counter(str(disposition) for disposition in newest.values())
    alerts = work.alerts.find(topic_id=topic.id, newest_first=True, limit=200)
    return Digest(
        topic=topic,
        title=_("%(topic)s · %(day)s 모니터링 일지") % {"topic": topic.name, "day": f"{begin:%Y-%m-%d}"},
        day=begin,
        total=day_counts(work, [topic.id], begin).get(topic.id, 0),
        before=day_counts(work, [topic.id], begin - timedelta(days=1)).get(topic.id, 0),
        hours=counters.series(Grain.HOUR, begin, end, topic=topic.id),
        intents=parts(Facet.INTENT),
        sentiments=parts(Facet.SENTIMENT),
        sources=parts(Facet.SOURCE),
        alerts=[a for a in alerts if a.began_at < end and (a.ended_at is None or a.ended_at >= begin)],
        mentions=[show(stored) for stored in found.mentions],
        answered_count=counted["answered"] + counted["will_answer"],
        dispositions=counted.most_common(),
    )


def _day(text: str) -> datetime:
    moment, clocked = parse_time(text)
    if clocked:
        raise BadInput(reason=text)
    return moment.astimezone(SEOUL)


def _today(work: UnitOfWork, topic: Topic, now: datetime) -> datetime:
    midnight = now.astimezone(SEOUL).replace(hour=0, minute=0, second=0, microsecond=0)
    newest = newest_day(work, topic.id)
    return newest if newest is not None and newest < midnight else midnight


def digest_sheets(digest: Digest) -> Response:
    """Write the workbook: summary, hours, mentions."""
    summary: list[tuple[object, ...]] = [
        (_("주제"), digest.topic.name),
        (_("검색식"), digest.topic.query),
        (_("날짜(서울)"), f"{digest.day:%Y-%m-%d}"),
        (_("언급(건)"), digest.total),
        (_("전날(건)"), digest.before),
        (_("답했거나 답할 것(건)"), digest.answered_count),
        *((word(value, "label"), count) for value, count in (*digest.intents, *digest.sentiments)),
        *((value or _("수집원 없음"), count) for value, count in digest.sources),
        *((word(alert.level, "level"), alert.reason) for alert in digest.alerts),
    ]
    mentions = (
        (
            iso(each.created_at) if each.created_at else "",
            each.source,
            each.board,
            each.author,
            each.views,
            each.likes,
            " ".join(f"{label.words}" for label in each.labels),
            each.url,
            f"{each.title}\n{each.text}".strip(),
        )
        for each in digest.mentions
    )
    heads = ("때", "수집원", "게시판", "작성자", "조회", "추천", "분류", "주소", "글")
    return as_xlsx(
        f"digest-{digest.topic.id}-{digest.day:%Y-%m-%d}",
        {
            _("요약"): ((_("항목"), _("값")), summary),
            _("시간대"): ((_("시각(서울)"), _("언급(건)")), ((f"{at:%H:%M}", n) for at, n in digest.hours)),
            _("언급"): (tuple(_(head) for head in heads), mentions),
        },
    )
