"""Gathers what an alert's reason is made of: where it began, who carries it, what is said and asked anew.

Every count comes from the very search that its link runs, so that a page never shows another number than the
paragraph did. Mentions are counted where they were made, also those that came in minutes later.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select

from deutgo.crisis.case import Case
from deutgo.detect.alert import Alert, Signal
from deutgo.detect.reasons import Counted, ReasonFacts, explain
from deutgo.detect.spread import Tier, tier_of
from deutgo.errors import BadQuery
from deutgo.listen.mention import Mention
from deutgo.store.announced import Announced, announced, event_at
from deutgo.store.mentions import SEQUENCE
from deutgo.store.said import Said, said_anew
from deutgo.store.tables.mentions import engagement, mention
from deutgo.store.tables.topics import topic_match
from deutgo.store.topics import Topic, Topics
from deutgo.store.unit_of_work import UnitOfWork
from deutgo.store.views.finding import Wanted, count_of
from deutgo.understand.privacy import find_personal, mask

SAMPLES = 5
QUOTED = 50  # characters of the first mention in the paragraph
MOST = 2_000  # mentions of a burst that are looked at for places and reach
MOST_LINKED = 50
LATE = timedelta(hours=1)  # a mention may be collected so long after it was made
BEFORE = timedelta(hours=1)  # a burst's first mention may be so much older than the burst
INTENTS = {Signal.QUESTIONS: "question", Signal.COMPLAINTS: "complaint", Signal.REPORTS: "report"}
Ground = dict[str, Any]  # of a search: topic, since and until (both included, epoch seconds), filters, q


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    """One mention of a burst, as far as places and reach need it."""

    id: int
    place: str
    intent: str
    views: int | None
    press: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Look:
    """What is known about a burst. `here` finds what the alert counts, `whole` all since it began."""

    topic: Topic
    told: Alert
    mine: Mapping[str, str]  # the intent that the alert's signal counts
    here: Ground
    whole: Ground
    seen: list[_Seen]
    own: list[_Seen]
    said: Said
    words: list[Counted]
    first: int | None
    first_place: str | None
    widest: _Seen | None
    case: Case | None
    event: Announced | None


def explain_alert(work: UnitOfWork, alert: Alert, *, at: datetime) -> tuple[str, dict[str, Any]]:
    """Return the reason as one paragraph, and its facts: parts with keys, and what each key stands on."""
    look = _look(work, alert, at)
    reason = explain(look.told, _facts_of(work, look))
    return reason.text, {
        "topic": look.topic.name,
        "topic_id": look.topic.id,
        "count": look.told.count,
        "expected": round(look.told.expected, 1),
        "window_minutes": max(1, int(look.told.window / timedelta(minutes=1))),
        "signal": alert.signal.value,
        "since": int(look.told.began_at.timestamp()),
        "until": int(at.timestamp()),
        "total": count_at(work, look.topic, {**look.whole, **look.mine}),
        "first_mention": look.first,
        "said_first": look.first if look.said.fresh else None,
        "first_place": look.first_place,
        "widest_mention": None if look.widest is None else look.widest.id,
        "widest_place": None if look.widest is None else look.widest.place,
        "widest_views": None if look.widest is None else look.widest.views,
        "places": Counter(each.place for each in look.own).most_common(4),
        "intents": dict(Counter(each.intent or "unsure" for each in look.seen).most_common()),
        "reports": [each.id for each in look.seen if each.intent == "report"][:MOST_LINKED],
        "samples": [each.id for each in look.own[:: max(1, len(look.own) // SAMPLES)]][:SAMPLES],
        "phrases": [
            {"phrase": each.text, "count": each.count, "mentions": list(each.mentions[:SAMPLES])}
            for each in look.words
        ],
        "case_id": None if look.case is None else look.case.id,
        "found": {**look.here, **look.mine},
        "parts": [{"text": part.text, "key": part.key} for part in reason.parts],
        "stands_on": {key: dict(value) for key, value in reason.links.items()},
        "next_step": reason.next_step.value,
    }


def _look(work: UnitOfWork, alert: Alert, at: datetime) -> _Look:
    topic = _topic(work, int(alert.topic))
    mine = {"intent": INTENTS[alert.signal]} if alert.signal in INTENTS else {}
    told = _told(work, topic, alert, mine)
    since, until = told.counted
    whole = _ground(topic, told.began_at, at)
    seen = _seen(work, topic, told.began_at, at)
    own = [each for each in seen if not mine or each.intent == mine["intent"]]
    said = said_anew(work, topic, since=told.began_at, until=at)
    words = _words(work, topic, said, whole)
    first = _first(work, topic, told, said.fresh, at) or (own[0].id if own else None)
    widest = max(own, key=lambda each: each.views or 0, default=None)
    return _Look(
        topic=topic,
        told=told,
        mine=mine,
        here=_ground(topic, since, until),
        whole=whole,
        seen=seen,
        own=own,
        said=said,
        words=words,
        first=first,
        first_place=None if first is None else _place(work, first),
        widest=widest if widest is not None and widest.views else None,
        case=next((c for c in work.cases.find(topic_id=topic.id, newest_first=True) if c.is_open), None),
        event=event_at(announced(work, topic.id, after=since), since, until),
    )


def _facts_of(work: UnitOfWork, look: _Look) -> ReasonFacts:
    topic, widest = look.topic, look.widest
    return ReasonFacts(
        topic=topic.name,
        found={**look.here, **look.mine},
        total=_counted(work, topic, {**look.whole, **look.mine}),
        asked=_counted(work, topic, {**look.here, "intent": "question"}),
        heard=_counted(work, topic, look.here),
        case=None if look.case is None else look.case.title,
        new_words=look.words,
        questions=look.said.questions,
        first_at=None if look.first is None else datetime.fromtimestamp(look.first >> SEQUENCE, UTC),
        first_place=look.first_place,
        first_mention=look.first,
        first_words=None if look.first is None else _begins(work, look.first),
        widest_place=None if widest is None else widest.place,
        widest_views=None if widest is None else widest.views,
        widest_mention=None if widest is None else widest.id,
        reports=_counted(work, topic, {**look.whole, "intent": "report"}),
        press=_press(look.seen),
        event=None if look.event is None else look.event.known,
    )


def _topic(work: UnitOfWork, number: int) -> Topic:
    """Return the topic; one that was removed while its alert went on has lost its name."""
    gone = Topic(id=number, name="?", query="", aliases={})
    return next((each for each in Topics(work.connection, work.workspace).all() if each.id == number), gone)


def count_at(work: UnitOfWork, topic: Topic, ground: Mapping[str, Any]) -> int:
    """Count what the search of a ground finds, as its page will show it."""
    filters = {name: str(ground[name]) for name in ("intent", "board", "source") if name in ground}
    wanted = Wanted(
        query=str(ground.get("q", "")),
        topic=topic,
        since=str(ground["since"]),
        until=str(ground["until"]),
        filters=filters,
    )
    return count_of(work, wanted, datetime.fromtimestamp(ground["until"], UTC))


def _ground(topic: Topic, since: datetime, until: datetime) -> Ground:
    return {"topic": topic.id, "since": int(since.timestamp()), "until": int(until.timestamp()) - 1}


def _counted(work: UnitOfWork, topic: Topic, ground: Ground) -> Counted | None:
    count = count_at(work, topic, ground)
    return Counted(text="", count=count, find=ground) if count else None


def _told(work: UnitOfWork, topic: Topic, alert: Alert, mine: Mapping[str, str]) -> Alert:
    """Return the alert with its count where the mentions were made.

    The watch counts what comes in; a source that is read every ten minutes hands over ten minutes at once.
    The stretch then reaches back to the oldest of them, and what is expected grows with it.
    """
    since, until = alert.counted
    ids = _ids(work, topic, since - LATE, until, mine, alert.count)
    if len(ids) >= alert.count:
        oldest = datetime.fromtimestamp((ids[-1] >> SEQUENCE) // 60 * 60, UTC)
        since = oldest if oldest < since else since
    count = count_at(work, topic, {**_ground(topic, since, until), **mine})
    longer = (until - since) / alert.window
    earlier = [each.facts.get("since") for each in work.alerts.find(key=alert.id)]
    began = [datetime.fromtimestamp(second, UTC) for second in earlier if second]
    return replace(
        alert,
        began_at=min([alert.began_at, since, *began]),
        window=until - since,
        counted_at=until,
        count=count or alert.count,
        expected=alert.expected * longer,
    )


def _ids(
    work: UnitOfWork, topic: Topic, since: datetime, until: datetime, mine: Mapping[str, str], limit: int
) -> list[int]:
    """Return the newest mentions of a stretch, newest first."""
    begin, end = int(since.timestamp()) << SEQUENCE, int(until.timestamp()) << SEQUENCE
    query = select(mention.c.id).join(topic_match, topic_match.c.mention == mention.c.id)
    query = query.where(topic_match.c.topic == topic.id, mention.c.workspace == work.workspace)
    query = query.where(mention.c.id >= begin, mention.c.id < end)
    for name, value in mine.items():
        query = query.where(mention.c[name] == value)
    return [int(row[0]) for row in work.connection.execute(query.order_by(mention.c.id.desc()).limit(limit))]


def _seen(work: UnitOfWork, topic: Topic, since: datetime, until: datetime) -> list[_Seen]:
    begin, end = int(since.timestamp()) << SEQUENCE, int(until.timestamp()) << SEQUENCE
    query = (
        select(mention.c.id, mention.c.board, mention.c.source, mention.c.intent, engagement.c.views)
        .join(topic_match, topic_match.c.mention == mention.c.id)
        .outerjoin(engagement, engagement.c.mention == mention.c.id)
        .where(topic_match.c.topic == topic.id, mention.c.workspace == work.workspace)
        .where(mention.c.id >= begin, mention.c.id < end)
        .order_by(mention.c.id)
        .limit(MOST)
    )
    kinds: dict[tuple[str | None, str], bool] = {}
    found = []
    for row in work.connection.execute(query):
        kind = (row.board, row.source)
        if kind not in kinds:
            stands = Mention(id="", source=row.source, board=row.board, text="-")
            kinds[kind] = tier_of(stands) is Tier.PRESS
        place = row.board or row.source
        found.append(
            _Seen(id=row.id, place=place, intent=row.intent or "", views=row.views, press=kinds[kind])
        )
    return found


def _press(seen: list[_Seen]) -> Counted | None:
    articles = [each.id for each in seen if each.press][:MOST_LINKED]
    return Counted(text="", count=len(articles), mentions=tuple(articles)) if articles else None


def _words(work: UnitOfWork, topic: Topic, said: Said, whole: Ground) -> list[Counted]:
    """Count each new phrase by the search that its link runs; one that no search finds leads to numbers."""
    words = []
    for each in said.phrases:
        ground = {**whole, "q": f'"{each.text}"'}
        try:
            count = count_at(work, topic, ground)
        except BadQuery:
            count = 0
        words.append(replace(each, count=count, find=ground) if 2 * count >= each.count else each)
    return words


def _first(work: UnitOfWork, topic: Topic, alert: Alert, fresh: Sequence[str], until: datetime) -> int | None:
    """Return the oldest mention, from an hour before the burst on, that says what nobody had said before.

    What an earlier look found stands: the words that are new change while a burst goes on.
    """
    known = [each.facts.get("said_first") for each in work.alerts.find(key=alert.id)]
    found = [int(number) for number in known if number]
    bare = ["".join(phrase.split()) for phrase in fresh]
    begin, end = int((alert.began_at - BEFORE).timestamp()) << SEQUENCE, int(until.timestamp()) << SEQUENCE
    query = select(mention.c.id, mention.c.text).join(topic_match, topic_match.c.mention == mention.c.id)
    query = query.where(topic_match.c.topic == topic.id, mention.c.workspace == work.workspace)
    query = query.where(mention.c.id >= begin, mention.c.id < end).order_by(mention.c.id).limit(MOST)
    for row in work.connection.execute(query) if bare else ():
        text = "".join(row.text.split())
        if any(phrase in text for phrase in bare):
            found.append(int(row.id))
            break
    return min(found, default=None)


def _begins(work: UnitOfWork, number: int) -> str:
    """Return how a mention begins, in one line and masked."""
    text = work.connection.execute(select(mention.c.text).where(mention.c.id == number)).scalar() or ""
    line = " ".join(mask(text, find_personal(text)).split())
    return line if len(line) <= QUOTED else line[: QUOTED - 1].rstrip() + "…"


def _place(work: UnitOfWork, number: int) -> str:
    row = work.connection.execute(
        select(mention.c.board, mention.c.source).where(mention.c.id == number)
    ).one()
    return row.board or row.source or ""
