"""Reasons: an alert in one paragraph that a newcomer understands, in which every number can be followed."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from deutgo.clock import SEOUL
from deutgo.detect.alert import Alert, KnownEvent, Signal
from deutgo.i18n import _


class NextStep(StrEnum):
    """What the alert asks for."""

    WATCH = "watch"
    ANSWER = "answer"
    OPEN_CASE = "open_case"


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """A word, a question or a place, how often it came, and the mentions behind it."""

    text: str
    count: int
    mentions: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonFacts:
    """What is known about a burst. What is None or empty is left out of the paragraph."""

    topic: str
    record_days: int | None = None  # the highest in so many days
    new_words: Sequence[Counted] = ()
    questions: Sequence[Counted] = ()
    first_at: datetime | None = None
    first_place: str | None = None
    first_mention: int | None = None
    widest_place: str | None = None
    widest_views: int | None = None
    widest_mention: int | None = None
    reports: Counted | None = None  # posts that tell of harm or an accident
    press: Counted | None = None
    event: KnownEvent | None = None  # announced, and on while it was counted


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A piece of the paragraph; with a key it is a number or a name that `Reason.links` explains."""

    text: str
    key: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """The paragraph in parts, what each key stands on, and what to do next."""

    parts: tuple[Part, ...]
    links: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    next_step: NextStep = NextStep.WATCH

    @property
    def text(self) -> str:
        """The whole paragraph."""
        return "".join(part.text for part in self.parts)


SEEN = {
    Signal.ALL: "‘%(topic)s’ 언급이 %(since)s부터 %(minutes)s분 동안 %(count)s건 올라왔습니다.",
    Signal.QUESTIONS: "‘%(topic)s’에 관한 질문이 %(since)s부터 %(minutes)s분 동안 %(count)s건 올라왔습니다.",
    Signal.COMPLAINTS: "‘%(topic)s’에 관한 불만이 %(since)s부터 %(minutes)s분 동안 %(count)s건 올라왔습니다.",
    Signal.REPORTS: "‘%(topic)s’에 관한 피해·사고 글이 %(since)s부터 %(minutes)s분 동안 "
    "%(count)s건 올라왔습니다.",
}
USUAL = "평소 이 시간에는 %(expected)s건쯤이니 %(lift)s배입니다."
RARE = "평소 이 시간에는 한 건도 올라오지 않는 때가 많습니다."
BEYOND = "예고한 ‘%(event)s’에 평소의 %(event_lift)s배인 %(expected)s건쯤을 예상했지만 그 %(lift)s배입니다."
RECORD = "최근 %(days)s일 사이 가장 많습니다."
WORDS = "평소에 없던 말은 %(words)s입니다."
FIRST = "%(first_at)s %(first_place)s에서 처음 보였습니다."
WIDEST = "가장 널리 읽힌 글은 %(widest_place)s에 있고 조회수가 %(widest_views)s회입니다."
ASKED = "가장 많이 묻는 것은 %(questions)s입니다."
REPORTED = "피해나 사고를 알리는 글이 %(reports)s건 있습니다."
PRESS = "언론 보도가 %(press)s건 있습니다."
DO = {
    NextStep.WATCH: "지금 할 일: 지켜보면서 30분 뒤에 다시 확인하십시오.",
    NextStep.ANSWER: "지금 할 일: 가장 많이 묻는 것부터 사실을 확인하고 답변을 준비하십시오.",
    NextStep.OPEN_CASE: "지금 할 일: 사실을 확인할 사람을 정하고 사안을 여십시오.",
}
ITEM = "‘%(text)s’(%(count)s건)"

_MARK = re.compile("\ue000([^\ue001]*)\ue001([^\ue002]*)\ue002")
MOST_ITEMS = 3


def explain(alert: Alert, facts: ReasonFacts) -> Reason:
    """Say what happened, how far above normal, what is new, where it began and what to do.

    Every figure has a key; `links[key]` says which mentions stand behind it: `mentions` (ids) or `since`,
    `until` (epoch seconds) and `signal` of the topic.
    """
    told: list[str] = []
    links: dict[str, Mapping[str, object]] = {}
    _tell_counts(alert, facts, told, links)
    _tell_news(facts, told, links)
    _tell_places(facts, told, links)
    step = next_step(alert, facts)
    told.append(_(DO[step]))
    return Reason(parts=_parts(" ".join(told)), links=links, next_step=step)


def next_step(alert: Alert, facts: ReasonFacts) -> NextStep:
    """Harm or press calls for a case, questions for an answer; the rest is watched."""
    if facts.reports is not None and facts.reports.count >= 2:
        return NextStep.OPEN_CASE
    if facts.press is not None and alert.signal is not Signal.QUESTIONS:
        return NextStep.OPEN_CASE
    asked = sum(question.count for question in facts.questions)
    if alert.signal is Signal.QUESTIONS or asked >= 0.3 * max(alert.count, 1):
        return NextStep.ANSWER
    return NextStep.OPEN_CASE if alert.level != "notice" else NextStep.WATCH


def _tell_counts(
    alert: Alert, facts: ReasonFacts, told: list[str], links: dict[str, Mapping[str, object]]
) -> None:
    until = alert.began_at + alert.window
    links["count"] = {
        "signal": alert.signal.value,
        "since": int(alert.began_at.timestamp()),
        "until": int(until.timestamp()),
    }
    links["topic"] = {"topic": alert.topic}
    template = SEEN.get(alert.signal, SEEN[Signal.ALL])
    told.append(
        _(template)
        % {
            "topic": _mark("topic", facts.topic),
            "since": _clock(alert.began_at),
            "minutes": f"{max(1, round(alert.window / timedelta(minutes=1))):,}",
            "count": _mark("count", f"{alert.count:,}"),
        }
    )
    if alert.expected < 1 and facts.event is None:
        told.append(_(RARE))
    else:
        links["expected"] = {"baseline": True, "signal": alert.signal.value}
        figures = {
            "expected": _mark("expected", f"{alert.expected:,.0f}"),
            "lift": _mark("expected", f"{alert.lift:,.1f}"),
        }
        if facts.event is not None:
            links["event"] = {"events": True}
            figures["event"] = _mark("event", facts.event.title)
            figures["event_lift"] = _mark("event", f"{facts.event.lift:g}")
        told.append(_(USUAL if facts.event is None else BEYOND) % figures)
    if facts.record_days:
        links["record"] = {"baseline": True, "days": facts.record_days}
        told.append(_(RECORD) % {"days": _mark("record", str(facts.record_days))})


def _tell_news(facts: ReasonFacts, told: list[str], links: dict[str, Mapping[str, object]]) -> None:
    if facts.new_words:
        told.append(_(WORDS) % {"words": _items("word", facts.new_words, links)})
    if facts.questions:
        told.append(_(ASKED) % {"questions": _items("question", facts.questions, links)})
    if facts.reports is not None:
        links["reports"] = {"mentions": list(facts.reports.mentions)}
        told.append(_(REPORTED) % {"reports": _mark("reports", f"{facts.reports.count:,}")})
    if facts.press is not None:
        links["press"] = {"mentions": list(facts.press.mentions)}
        told.append(_(PRESS) % {"press": _mark("press", f"{facts.press.count:,}")})


def _tell_places(facts: ReasonFacts, told: list[str], links: dict[str, Mapping[str, object]]) -> None:
    if facts.first_place and facts.first_at:
        links["first"] = {"mentions": [facts.first_mention]}
        told.append(
            _(FIRST) % {"first_at": _clock(facts.first_at), "first_place": _mark("first", facts.first_place)}
        )
    if facts.widest_place and facts.widest_views:
        links["widest"] = {"mentions": [facts.widest_mention]}
        told.append(
            _(WIDEST)
            % {
                "widest_place": facts.widest_place,
                "widest_views": _mark("widest", f"{facts.widest_views:,}"),
            }
        )


def _items(kind: str, items: Sequence[Counted], links: dict[str, Mapping[str, object]]) -> str:
    out = []
    for index, item in enumerate(items[:MOST_ITEMS], start=1):
        key = f"{kind}_{index}"
        links[key] = {"mentions": list(item.mentions), "text": item.text}
        out.append(_(ITEM) % {"text": item.text, "count": _mark(key, f"{item.count:,}")})
    return ", ".join(out)


def _clock(moment: datetime) -> str:
    return f"{moment.astimezone(SEOUL):%H:%M}"


def _mark(key: str, shown: str) -> str:
    clean = re.sub("[\ue000-\ue002]", "", shown)
    return f"\ue000{key}\ue001{clean}\ue002"


def _parts(marked: str) -> tuple[Part, ...]:
    parts: list[Part] = []
    at = 0
    for found in _MARK.finditer(marked):
        if found.start() > at:
            parts.append(Part(text=marked[at : found.start()]))
        parts.append(Part(text=found[2], key=found[1]))
        at = found.end()
    if at < len(marked):
        parts.append(Part(text=marked[at:]))
    return tuple(parts)
