"""Reasons: an alert in one paragraph that a newcomer understands, in which every number can be followed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from deutgo.clock import SEOUL
from deutgo.detect.alert import Alert, KnownEvent, Signal
from deutgo.detect.marked import Part, mark, parts_of
from deutgo.i18n import _


class NextStep(StrEnum):
    """What the alert asks for."""

    WATCH = "watch"
    ANSWER = "answer"
    OPEN_CASE = "open_case"
    FOLLOW_CASE = "follow_case"  # one is open already
    LOOK_BACK = "look_back"  # the burst has ended


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """A word, a question or a place, how often it came, and the mentions behind it.

    These are `mentions` by number or, where given, what `find` finds: names and values of a search.
    """

    text: str
    count: int
    mentions: tuple[int, ...] = ()
    find: Mapping[str, object] = field(default_factory=dict)

    @property
    def ground(self) -> dict[str, object]:
        """What the number stands on."""
        return {"find": dict(self.find)} if self.find else {"mentions": list(self.mentions)}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonFacts:
    """What is known about a burst. What is None or empty is left out of the paragraph.

    `asked` are the questions among `heard`, all mentions of the stretch in which the alert's were counted.
    """

    topic: str
    found: Mapping[str, object] = field(default_factory=dict)  # what finds the alert's count
    total: Counted | None = None  # since the burst began
    asked: Counted | None = None
    heard: Counted | None = None
    case: str | None = None  # title of a case that is open about the topic
    record_days: int | None = None  # the highest in so many days
    new_words: Sequence[Counted] = ()
    questions: Sequence[Counted] = ()
    first_at: datetime | None = None
    first_place: str | None = None
    first_mention: int | None = None
    first_words: str | None = None  # how it begins, masked
    widest_place: str | None = None
    widest_views: int | None = None
    widest_mention: int | None = None
    reports: Counted | None = None  # posts that tell of harm or an accident
    press: Counted | None = None
    event: KnownEvent | None = None  # announced, and on while it was counted


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
HIGHEST = "가장 두드러졌을 때는 %(since)s부터 %(minutes)s분 동안 %(count)s건이었습니다."
OVER = "‘%(topic)s’ 급증이 %(ended)s에 가라앉았습니다."
USUAL = "평소 이 시간에는 %(expected)s건쯤이니 %(lift)s배입니다."
RARE = "평소 이 시간에는 한 건도 올라오지 않는 때가 많습니다."
BEYOND = "예고한 ‘%(event)s’에 평소의 %(event_lift)s배인 %(expected)s건쯤을 예상했지만 그 %(lift)s배입니다."
TOTAL = "%(began)s에 늘기 시작해 지금까지 모두 %(total)s건입니다."
TOTAL_OVER = "%(began)s에 늘기 시작해 모두 %(total)s건이었습니다."
RECORD = "최근 %(days)s일 사이 가장 많습니다."
WORDS = "평소에 없던 말은 %(words)s입니다."
FIRST = "%(first_at)s %(first_place)s에서 처음 보였습니다."
FIRST_SAID = "%(first_at)s %(first_place)s에서 처음 보였고, 그 글은 “%(quote)s”입니다."
WIDEST = "가장 널리 읽힌 글은 %(widest_place)s에 있고 조회수가 %(widest_views)s회입니다."
ASKED = "가장 많이 묻는 것은 %(questions)s입니다."
REPORTED = "피해나 사고를 알리는 글이 %(reports)s건 있습니다."
PRESS = "언론 보도가 %(press)s건 있습니다."
DO = {
    NextStep.WATCH: "지금 할 일: 지켜보면서 30분 뒤에 다시 확인하십시오.",
    NextStep.ANSWER: "지금 할 일: 가장 많이 묻는 것부터 사실을 확인하고 답변을 준비하십시오.",
    NextStep.OPEN_CASE: "지금 할 일: 사실을 확인할 사람을 정하고 사안을 여십시오.",
    NextStep.FOLLOW_CASE: "지금 할 일: 열려 있는 사안 ‘%(case)s’의 사실판에 새로 나온 내용을 더하십시오.",
    NextStep.LOOK_BACK: "지금 할 일: 답하지 못한 질문이 남았는지 확인하고, 무엇을 바꿀지 적어 두십시오.",
}
BECAUSE_CALM = "아직 피해를 알리는 글이나 언론 보도가 없고, 같은 것을 묻는 글도 많지 않기 때문입니다."
BECAUSE_ASKED = "그동안 올라온 %(heard)s건 가운데 %(asked)s건이 질문이기 때문입니다."
BECAUSE_SAME = "같은 것을 묻는 글이 %(same)s건이라, 답 하나로 여러 사람에게 답할 수 있기 때문입니다."
BECAUSE_HARM = "피해를 알리는 글이 있어, 사실을 늦게 확인할수록 피해가 커질 수 있기 때문입니다."
BECAUSE_PRESS = "언론이 다루기 시작해, 곧 회사가 무엇을 아는지 묻기 때문입니다."
BECAUSE_FAST = "이만큼 빠르게 늘면 지켜보는 동안 먼저 알릴 때를 놓치기 쉽기 때문입니다."
ITEM = "‘%(text)s’(%(count)s건)"

MOST_ITEMS = 3
SAME = 10  # mentions that ask one thing: one answer serves them all
MANY = 0.3  # of what is heard are questions: an answer is what is wanted


def explain(alert: Alert, facts: ReasonFacts) -> Reason:
    """Say what happened, how far above normal, what is new, where it began, what to do and why that.

    Every figure has a key; `links[key]` says what stands behind it: `mentions` (numbers), `find` (a search),
    `since`, `until` (epoch seconds) and `signal` of the topic, or where a baseline, event or case is shown.
    """
    told: list[str] = []
    links: dict[str, Mapping[str, object]] = {}
    _tell_counts(alert, facts, told, links)
    _tell_news(facts, told, links)
    _tell_places(facts, told, links)
    step = next_step(alert, facts)
    _tell_step(step, facts, told, links)
    return Reason(parts=parts_of(" ".join(told)), links=links, next_step=step)


def next_step(alert: Alert, facts: ReasonFacts) -> NextStep:
    """Harm or press calls for a case, questions for an answer; the rest is watched."""
    if alert.ended_at is not None:
        return NextStep.LOOK_BACK
    if facts.case is not None:
        return NextStep.FOLLOW_CASE
    if (
        alert.level == "severe"
        or _harms(facts)
        or (facts.press is not None and alert.signal is not Signal.QUESTIONS)
    ):
        return NextStep.OPEN_CASE
    if alert.signal is Signal.QUESTIONS or _asks_much(alert, facts) or _asks_the_same(facts):
        return NextStep.ANSWER
    return NextStep.OPEN_CASE if alert.level != "notice" else NextStep.WATCH


def _harms(facts: ReasonFacts) -> bool:
    return facts.reports is not None and facts.reports.count >= 2


def _asks_much(alert: Alert, facts: ReasonFacts) -> bool:
    if facts.asked is not None and facts.heard is not None:
        return facts.asked.count >= MANY * max(facts.heard.count, 1)
    return sum(question.count for question in facts.questions) >= MANY * max(alert.count, 1)


def _asks_the_same(facts: ReasonFacts) -> bool:
    return bool(facts.questions) and facts.questions[0].count >= SAME


def _tell_step(
    step: NextStep, facts: ReasonFacts, told: list[str], links: dict[str, Mapping[str, object]]
) -> None:
    """Say what to do now and why that; in an open case and after the end the reason is plain."""
    if facts.case is not None:
        links["case"] = {"case": True}
    told.append(_(DO[step]) % {"case": mark("case", facts.case or "")})
    if step is NextStep.WATCH:
        told.append(_(BECAUSE_CALM))
    elif step is NextStep.ANSWER and _asks_the_same(facts):
        links["same"] = facts.questions[0].ground
        told.append(_(BECAUSE_SAME) % {"same": mark("same", f"{facts.questions[0].count:,}")})
    elif step is NextStep.ANSWER and facts.asked is not None and facts.heard is not None:
        links["asked"], links["heard"] = facts.asked.ground, facts.heard.ground
        told.append(
            _(BECAUSE_ASKED)
            % {
                "heard": mark("heard", f"{facts.heard.count:,}"),
                "asked": mark("asked", f"{facts.asked.count:,}"),
            }
        )
    elif step is NextStep.OPEN_CASE:
        told.append(_(BECAUSE_HARM if _harms(facts) else BECAUSE_PRESS if facts.press else BECAUSE_FAST))


def _tell_counts(
    alert: Alert, facts: ReasonFacts, told: list[str], links: dict[str, Mapping[str, object]]
) -> None:
    since, until = alert.counted
    bounds = {"since": int(since.timestamp()), "until": int(until.timestamp())}
    links["count"] = {"find": dict(facts.found)} if facts.found else {"signal": alert.signal.value, **bounds}
    links["topic"] = {"topic": alert.topic}
    if alert.ended_at is not None:
        told.append(_(OVER) % {"topic": mark("topic", facts.topic), "ended": _when(alert.ended_at)})
    seen = SEEN.get(alert.signal, SEEN[Signal.ALL])
    told.append(
        _(seen if alert.ended_at is None else HIGHEST)
        % {
            "topic": mark("topic", facts.topic),
            "since": _when(since),
            "minutes": f"{max(1, round(alert.window / timedelta(minutes=1))):,}",
            "count": mark("count", f"{alert.count:,}"),
        }
    )
    _tell_usual(alert, facts, told, links)
    if facts.total is not None and facts.total.count > alert.count:
        links["total"] = facts.total.ground
        told.append(
            _(TOTAL if alert.ended_at is None else TOTAL_OVER)
            % {"began": _clock(alert.began_at), "total": mark("total", f"{facts.total.count:,}")}
        )
    if facts.record_days:
        links["record"] = {"baseline": True, "days": facts.record_days}
        told.append(_(RECORD) % {"days": mark("record", str(facts.record_days))})


def _tell_usual(
    alert: Alert, facts: ReasonFacts, told: list[str], links: dict[str, Mapping[str, object]]
) -> None:
    """Say what was to be expected, and how far above it this is."""
    if alert.expected < 1 and facts.event is None:
        told.append(_(RARE))
        return
    links["expected"] = {"baseline": True, "signal": alert.signal.value}
    figures = {
        "expected": mark("expected", f"{alert.expected:,.0f}"),
        "lift": mark("expected", f"{alert.lift:,.1f}"),
    }
    if facts.event is not None:
        links["event"] = {"events": True}
        figures["event"] = mark("event", facts.event.title)
        figures["event_lift"] = mark("event", f"{facts.event.lift:g}")
    told.append(_(USUAL if facts.event is None else BEYOND) % figures)


def _tell_news(facts: ReasonFacts, told: list[str], links: dict[str, Mapping[str, object]]) -> None:
    if facts.new_words:
        told.append(_(WORDS) % {"words": _items("word", facts.new_words, links)})
    if facts.questions:
        told.append(_(ASKED) % {"questions": _items("question", facts.questions, links)})
    if facts.reports is not None:
        links["reports"] = facts.reports.ground
        told.append(_(REPORTED) % {"reports": mark("reports", f"{facts.reports.count:,}")})
    if facts.press is not None:
        links["press"] = facts.press.ground
        told.append(_(PRESS) % {"press": mark("press", f"{facts.press.count:,}")})


def _tell_places(facts: ReasonFacts, told: list[str], links: dict[str, Mapping[str, object]]) -> None:
    if facts.first_place and facts.first_at:
        links["first"] = {"mentions": [facts.first_mention]}
        told.append(
            _(FIRST_SAID if facts.first_words else FIRST)
            % {
                "first_at": _clock(facts.first_at),
                "first_place": mark("first", facts.first_place),
                "quote": facts.first_words,
            }
        )
    if facts.widest_place and facts.widest_views:
        links["widest"] = {"mentions": [facts.widest_mention]}
        told.append(
            _(WIDEST)
            % {
                "widest_place": facts.widest_place,
                "widest_views": mark("widest", f"{facts.widest_views:,}"),
            }
        )


def _items(kind: str, items: Sequence[Counted], links: dict[str, Mapping[str, object]]) -> str:
    out = []
    for index, item in enumerate(items[:MOST_ITEMS], start=1):
        key = f"{kind}_{index}"
        links[key] = {**item.ground, "text": item.text}
        out.append(_(ITEM) % {"text": item.text, "count": mark(key, f"{item.count:,}")})
    return ", ".join(out)


def _when(moment: datetime) -> str:
    """Write the day too: an alert is often read the morning after."""
    local = moment.astimezone(SEOUL)
    return _("%(month)s월 %(day)s일 %(clock)s") % {
        "month": local.month,
        "day": local.day,
        "clock": f"{local:%H:%M}",
    }


def _clock(moment: datetime) -> str:
    return f"{moment.astimezone(SEOUL):%H:%M}"
