"""The reason of an alert as one paragraph: what, how far above normal since when, which words are new,
where it began, who is read most, and what to do next. Every number in it is a fact with mentions behind.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from deutgo.clock import SEOUL
from deutgo.detect.alert import Level
from deutgo.i18n import _

LEAST_SHARE = 0.25  # of the mentions that must be of a kind for the kind to be named
MANY_TIMES = 1.5


@dataclass(frozen=True, slots=True, kw_only=True)
class BurstFacts:
    """What is known of a burst when it is told; counts are of mentions."""

    topic: str
    level: Level
    began_at: datetime
    minutes: int
    count: int
    expected: float
    intents: Mapping[str, int] = field(default_factory=dict)
    phrases: Sequence[str] = ()
    first_place: str | None = None
    places: Sequence[tuple[str, int]] = ()
    widest_views: int | None = None


def say_reason(facts: BurstFacts) -> str:
    """Return the paragraph in the reader's language."""
    sentences = [_how_far(facts), *_kinds(facts), *_words(facts), *_where(facts), _next_step(facts)]
    return " ".join(sentences)


def _how_far(facts: BurstFacts) -> str:
    told = {
        "topic": facts.topic,
        "since": f"{facts.began_at.astimezone(SEOUL):%H:%M}",
        "minutes": facts.minutes,
        "count": facts.count,
        "expected": f"{facts.expected:.1f}",
    }
    lift = facts.count / max(facts.expected, 0.1)
    if lift < MANY_TIMES:
        return (
            _(
                "‘%(topic)s’에 관한 글이 %(since)s부터 %(minutes)s분 동안 %(count)s건 올라왔습니다. 평소에는 %(expected)s건입니다."
            )
            % told
        )
    return _(
        "‘%(topic)s’에 관한 글이 %(since)s부터 %(minutes)s분 동안 %(count)s건 올라왔습니다. 평소 같으면 %(expected)s건이니 %(lift)s배입니다."
    ) % {**told, "lift": f"{lift:.0f}"}


def _kinds(facts: BurstFacts) -> list[str]:
    total = sum(facts.intents.values())
    named = []
    for intent, sentence in (
        ("report", _("피해나 사고를 알리는 글이 %(n)s건 있습니다.")),
        ("complaint", _("불만이 %(n)s건입니다.")),
        ("question", _("묻는 글이 %(n)s건입니다.")),
    ):
        n = facts.intents.get(intent, 0)
        if n and (intent == "report" or n >= LEAST_SHARE * total):
            named.append(sentence % {"n": n})
    return named[:2]


def _words(facts: BurstFacts) -> list[str]:
    if not facts.phrases:
        return []
    quoted = ", ".join(f"‘{phrase}’" for phrase in facts.phrases[:4])
    return [_("전보다 부쩍 늘어난 말은 %(words)s입니다.") % {"words": quoted}]


def _where(facts: BurstFacts) -> list[str]:
    told = []
    if facts.first_place:
        told.append(_("처음 보인 곳은 %(place)s입니다.") % {"place": facts.first_place})
    if len(facts.places) > 1:
        listed = ", ".join(
            _("%(place)s %(n)s건") % {"place": place, "n": count} for place, count in facts.places[:3]
        )
        told.append(_("지금은 %(places)s으로 퍼져 있습니다.") % {"places": listed})
    if facts.widest_views:
        told.append(_("가장 많이 읽힌 글은 %(n)s회 읽혔습니다.") % {"n": f"{facts.widest_views:,}"})
    return told


def _next_step(facts: BurstFacts) -> str:
    if facts.intents.get("report"):
        return _("피해를 알린 글부터 읽고, 사실이 확인되기 전이라도 사안을 열어 주십시오.")
    if facts.level is not Level.NOTICE:
        return _("사안을 열고 1차 입장을 준비해 주십시오.")
    asked = facts.intents.get("question", 0)
    if asked and asked >= LEAST_SHARE * sum(facts.intents.values()):
        return _("먼저 무엇을 묻는지 읽고, 답할 수 있는 것부터 답해 주십시오.")
    return _("먼저 몇 건을 읽고, 지켜볼지 답할지 정해 주십시오.")
