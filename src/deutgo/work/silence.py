"""Watches the silence gap: one alert while we hear and do not answer, ended when we answer again."""

from datetime import datetime, timedelta

from deutgo.balance.silence import ANSWER_WITHIN, LOOK_BACK, Heard, SilenceGap, fallen_due, measure
from deutgo.detect.ledger import KeptAlert
from deutgo.detect.marked import as_facts, mark, plain
from deutgo.i18n import _
from deutgo.store.heard import heard_mentions
from deutgo.store.unit_of_work import Store, UnitOfWork
from deutgo.work.raising import end_alert, raise_alert

KIND = "silence"
SOME = (
    "답하기로 하고 두 시간이 지난 글이 최근 한 시간 사이에 %(due)s건이었는데, 그 가운데 %(unanswered)s건에 "
    "제때 답하지 못했습니다."
)
NONE = (
    "답하기로 하고 두 시간이 지난 글이 최근 한 시간 사이에 %(due)s건이었는데, 한 건도 제때 답하지 못했습니다."
)
DO = (
    "지금 할 일: 문의함에서 오래 기다린 순서로 답하고, 바로 답할 수 없으면 언제 답할지부터 알리십시오. "
    "듣고도 답하지 않으면 침묵으로 읽히기 때문입니다."
)
MOST_LINKED = 200  # mentions that one address can name


def watch_silence(store: Store, now: datetime) -> None:
    """Raise, follow or end the alert about the silence gap."""
    with store.read() as work:
        heard = heard_mentions(work, since=now - ANSWER_WITHIN - LOOK_BACK - timedelta(minutes=1))
        gap = measure(heard, now=now, look_back=LOOK_BACK)
        standing = work.alerts.find(kind=KIND, ended_at=None)
    if gap.is_alarming and not standing:
        with store.begin() as work:
            _raise(work, gap, fallen_due(heard, now=now, look_back=LOOK_BACK), now)
    elif standing and not gap.is_alarming and gap.due_count:
        with store.begin() as work:
            end_alert(work, standing[0], at=now)


def _raise(work: UnitOfWork, gap: SilenceGap, due: list[Heard], now: datetime) -> None:
    unanswered = [
        each for each in due if each.answered_at is None or each.answered_at > each.heard_at + ANSWER_WITHIN
    ]
    figures = {"due": mark("due", f"{len(due):,}"), "unanswered": mark("unanswered", f"{len(unanswered):,}")}
    marked = _(SOME if len(unanswered) < len(due) else NONE) % figures + " " + _(DO)
    grounds = {"due": _address(due), "unanswered": _address(unanswered)}
    raise_alert(
        work,
        KeptAlert(
            key=f"{KIND}:{int(now.timestamp())}",
            kind=KIND,
            level="warning",
            began_at=now - LOOK_BACK,
            raised_at=now,
            changed_at=now,
            count=len(unanswered),
            expected=0.0,
            score=gap.gap,
            total=gap.due_count,
            reason=plain(marked),
            facts={
                "due": len(due),
                "unanswered": len(unanswered),
                "link": "/inbox",
                **as_facts(marked, grounds),
            },
        ),
    )


def _address(heard: list[Heard]) -> str:
    numbers = [str(each.mention_id) for each in heard]
    return "/mentions?ids=" + ",".join(numbers) if len(numbers) <= MOST_LINKED else "/inbox"
