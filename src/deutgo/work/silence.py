"""Watches the silence gap: one alert while we hear and do not answer, ended when we answer again."""

from datetime import datetime, timedelta

from deutgo.balance.silence import ANSWER_WITHIN, LOOK_BACK, SilenceGap, measure
from deutgo.detect.ledger import KeptAlert
from deutgo.i18n import _
from deutgo.store.heard import heard_mentions
from deutgo.store.unit_of_work import Store, UnitOfWork
from deutgo.work.raising import end_alert, raise_alert

KIND = "silence"


def watch_silence(store: Store, now: datetime) -> None:
    """Raise, follow or end the alert about the silence gap."""
    with store.read() as work:
        heard = heard_mentions(work, since=now - ANSWER_WITHIN - LOOK_BACK - timedelta(minutes=1))
        gap = measure(heard, now=now, look_back=LOOK_BACK)
        standing = work.alerts.find(kind=KIND, ended_at=None)
    if gap.is_alarming and not standing:
        with store.begin() as work:
            _raise(work, gap, now)
    elif standing and not gap.is_alarming and gap.due_count:
        with store.begin() as work:
            end_alert(work, standing[0], at=now)


def _raise(work: UnitOfWork, gap: SilenceGap, now: datetime) -> None:
    unanswered = gap.due_count - gap.answered_count
    reason = _(
        "최근 한 시간 사이에 답할 때가 된 글 %(due)s건 가운데 %(unanswered)s건에 답하지 못했습니다. "
        "듣고도 답하지 않으면 침묵으로 읽힙니다. 문의함에서 오래 기다린 순서로 답해 주십시오."
    ) % {"due": gap.due_count, "unanswered": unanswered}
    raise_alert(
        work,
        KeptAlert(
            key=f"{KIND}:{int(now.timestamp())}",
            kind=KIND,
            level="warning",
            began_at=now - LOOK_BACK,
            raised_at=now,
            changed_at=now,
            count=unanswered,
            expected=0.0,
            score=gap.gap,
            total=gap.due_count,
            reason=reason,
            facts={"due": gap.due_count, "unanswered": unanswered, "link": "/inbox"},
        ),
    )
