"""The timeline that writes itself: events of a case in order, in words a reader understands."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from deutgo.events import Event
from deutgo.i18n import _

SENTENCES: Mapping[str, str] = {
    "alert_raised": "경보가 울렸습니다.",
    "row_replayed": "[실제 사례] %(text)s (출처: %(source)s)",
    "case_opened": "사안을 열었습니다.",
    "case_moved": "사안 상태가 %(now)s에서 %(wanted)s(으)로 바뀌었습니다.",
    "case_noted": "메모: %(note)s",
    "fact_added": "확인할 사실을 올렸습니다.",
    "fact_judged": "사실의 상태를 %(status)s(으)로 판정했습니다.",
    "statement_drafted": "입장문 초안을 썼습니다(%(kind)s).",
    "statement_revised": "입장문을 고쳤습니다(%(version)s판).",
    "statement_submitted": "입장문 승인을 요청했습니다(%(version)s판).",
    "statement_approved": "입장문을 승인했습니다(%(version)s판).",
    "statement_returned": "입장문을 돌려보냈습니다: %(reason)s",
    "publication_queued": "%(channel)s 게시를 예약했습니다.",
    "publication_sent": "%(channel)s에 게시했습니다.",
    "publication_failed": "%(channel)s 게시에 실패했습니다: %(reason)s",
    "publication_unknown": "%(channel)s 게시 여부를 알 수 없습니다. 사람이 확인해야 합니다.",
    "statement_withdrawn": "입장문을 거두었습니다: %(reason)s",
    "notice_helped": "안내 뒤 30분 동안 질문과 불만이 1분에 %(before)s건에서 %(after)s건으로 줄었습니다.",
    "notice_unheard": "안내 뒤 30분이 지났지만 질문과 불만이 줄었다고 보기 어렵습니다"
    "(1분에 %(before)s건 → %(after)s건).",
    "ticket_opened": "문의를 접수했습니다.",
    "ticket_replied": "문의에 답했습니다.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineEntry:
    """One line of the timeline; `actor` is a person's name, None when the system acted."""

    at: datetime
    name: str
    sentence: str
    actor: str | None
    subject: str | None


class _Facts(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return "…"


def tell(events: Iterable[Event], names: Mapping[str, str]) -> list[TimelineEntry]:
    """Put events into words, oldest first; events without words are left out."""
    entries = [
        TimelineEntry(
            at=event.at,
            name=event.name,
            sentence=_(SENTENCES[event.name]) % _Facts(event.facts),
            actor=names.get(event.actor or ""),
            subject=event.subject,
        )
        for event in events
        if event.name in SENTENCES
    ]
    return sorted(entries, key=lambda entry: entry.at)
