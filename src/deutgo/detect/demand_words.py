"""Open demand in words: how much waits, at what pace, and what a notice did about it."""

from collections.abc import Sequence

from deutgo.clock import SEOUL
from deutgo.detect.demand import Demand, NoticeEffect
from deutgo.detect.marked import mark, plain
from deutgo.i18n import _

LEAST_RATE = 0.05  # answers a minute; fewer are told as none

OPEN = "‘%(topic)s’에 관해 최근 세 시간에 올라온 질문과 불만 가운데 %(open)s건에 아직 답이 없습니다."
USUAL = "평소 이 시간에는 세 시간에 %(usual)s건쯤 올라옵니다."
RARE = "평소 이 시간에는 거의 올라오지 않습니다."
PACE = "지금 1분에 %(asked)s건이 올라오고 %(said)s건에 답하고 있습니다."
SILENT = "지금 1분에 %(asked)s건이 올라오는데, 최근 30분 동안 답한 것은 없습니다."
NEVER = "이대로는 줄지 않습니다."
SLOWLY = "이대로면 모두 답하는 데 %(minutes)s분이 걸립니다."
FELL = "%(at)s 안내 뒤 30분 동안 질문과 불만이 1분에 %(before)s건에서 %(after)s건으로 줄었습니다."
STOOD = (
    "%(at)s 안내 뒤 30분 동안 질문과 불만이 줄었다고 보기 어렵습니다(1분에 %(before)s건 → %(after)s건). "
    "안내가 가장 많이 묻는 것에 답했는지 살펴보십시오."
)
ASKED = "경보가 울릴 때 가장 많이 묻던 것은 %(questions)s입니다."
ITEM = "‘%(text)s’(%(count)s건)"
DO = (
    "지금 할 일: 한 사람씩 답하기 전에 가장 많이 묻는 것에 답하는 안내를 내고, 다음 안내 시각을 약속하십시오."
)


def tell_demand(topic: str, last: Demand, *, usual: float, effect: NoticeEffect | None) -> str:
    """Say how much waits, whether it will be cleared, and what to do now."""
    return plain(mark_demand(topic, last, usual=usual, effect=effect))


def mark_demand(
    topic: str,
    last: Demand,
    *,
    usual: float,
    effect: NoticeEffect | None,
    questions: Sequence[tuple[str, int]] = (),
) -> str:
    """Say the same with its figures marked: open, usual, asked_rate, said_rate, question_1 …

    `questions` are what was asked most when the alert was raised, with how often.
    """
    rates = {
        "asked": mark("asked_rate", f"{last.asked_rate:,.1f}"),
        "said": mark("said_rate", f"{last.said_rate:,.1f}"),
    }
    told = [
        _(OPEN) % {"topic": topic, "open": mark("open", f"{last.open:,}")},
        _(USUAL) % {"usual": mark("usual", f"{usual:,.0f}")} if usual >= 1 else _(RARE),
        _(PACE if last.said_rate >= LEAST_RATE else SILENT) % rates,
    ]
    clear = last.minutes_to_clear
    told.append(_(NEVER) if clear is None else _(SLOWLY) % {"minutes": f"{clear:,.0f}"})
    if questions:
        items = [
            _(ITEM) % {"text": text, "count": mark(f"question_{number}", f"{count:,}")}
            for number, (text, count) in enumerate(questions, start=1)
        ]
        told.append(_(ASKED) % {"questions": ", ".join(items)})
    if effect is not None:
        told.append(tell_effect(effect))
    return " ".join([*told, _(DO)])


def tell_effect(effect: NoticeEffect) -> str:
    """Say in one sentence what a notice did about the demand."""
    return _(FELL if effect.fell else STOOD) % {
        "at": f"{effect.at.astimezone(SEOUL):%H:%M}",
        "before": f"{effect.before_rate:,.1f}",
        "after": f"{effect.after_rate:,.1f}",
    }
