"""What was just done, said once on the next page, with the way back where there is one."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from fastapi import Request

from deutgo.i18n import _

SAID: dict[str, str] = {
    "case_opened": "사안을 열었습니다. 먼저 무엇을 알고 무엇을 모르는지 사실판에 적어 주십시오.",
    "case_moved": "사안 상태를 바꾸었습니다.",
    "judged": "판정을 적었습니다.",
    "noted": "타임라인에 적었습니다.",
    "fact_added": "사실판에 올렸습니다.",
    "promised": "다음 소식을 약속한 시각을 적었습니다.",
    "alert_acknowledged": "이 경보를 맡으셨습니다.",
    "alert_muted": "새로운 일이 생길 때까지 이 경보를 조용히 둡니다.",
    "alert_unmuted": "경보를 다시 켰습니다.",
    "triaged": "갈래를 정했습니다.",
    "triage_undone": "앞서 정한 갈래로 되돌렸습니다.",
    "linked": "사안에 이었습니다.",
    "label_corrected": "고친 뜻을 적어 두었습니다. 다음 학습에 쓰입니다.",
    "label_layer_learned": "고친 것에서 새로 배웠습니다. 잰 값을 보고 쓸지 정해 주십시오.",
    "label_layer_used": "이 판을 씁니다. 새 글에 바로 붙고, 지난 글은 뒤에서 차례로 바뀝니다.",
    "label_layer_dropped": "기본 이름표로 되돌렸습니다. 지난 글도 뒤에서 차례로 되돌립니다.",
    "saved": "저장했습니다.",
    "together_searched": "함께 움직인 흔적을 찾아보았습니다.",
    "submitted": "승인을 요청했습니다. 쓴 사람이 아닌 승인자가 읽고 결정합니다.",
    "approved": "이 글을 승인했습니다.",
    "returned": "글을 돌려보냈습니다.",
    "publishing": "게시를 시작했습니다. 채널마다 나갔는지 아래에 적힙니다.",
    "withdrawn": "글을 거두었습니다. 공식 안내에는 거두었다는 표시가 남습니다.",
    "resolved_unknown": "게시 여부를 적었습니다.",
    "topic_added": "주제를 저장하고 지난 글에서도 찾았습니다.",
    "view_saved": "이 보기를 저장했습니다. 주소는 그대로 남습니다.",
    "view_removed": "저장한 보기를 지웠습니다. 언급은 그대로 있습니다.",
    "alias_added": "다른 표기를 더하고 지난 글에서도 다시 찾았습니다.",
    "rule_changed": "경보 기준을 바꾸었습니다. 다음 1분부터 이 기준으로 봅니다.",
    "event_announced": "예고한 일을 적었습니다. 그동안은 예상한 만큼 늘어도 알리지 않습니다.",
    "event_called_off": "예고한 일을 지웠습니다.",
    "topic_removed": "주제를 지웠습니다. 언급은 그대로 있습니다.",
    "ticket_opened": "문의로 만들었습니다.",
    "assigned": "담당자를 정했습니다.",
    "ticket_moved": "문의 상태를 바꾸었습니다.",
    "replied": "답을 보냈습니다.",
    "recipient_saved": "알림 받는 방법을 저장했습니다.",
    "test_sent": "시험 알림을 보냈습니다. 오지 않으면 주소를 다시 확인해 주십시오.",
    "shift_added": "당직을 더했습니다.",
    "shift_removed": "당직에서 뺐습니다.",
    "source_added": "수집원을 더했습니다. 곧 처음으로 읽습니다.",
    "source_disabled": "이 수집원은 더 읽지 않습니다.",
    "source_enabled": "이 수집원을 다시 읽습니다.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """One sentence, and the address and fields of the form that takes it back."""

    words: str
    undo: str | None = None
    fields: Mapping[str, str] = field(default_factory=dict)


def done_of(request: Request) -> Done | None:
    """Read from the address what was just done; an unknown word says nothing."""
    name = request.query_params.get("done", "")
    if name not in SAID:
        return None
    path = request.url.path
    before = request.query_params.get("undo", "")
    words = _(SAID[name])
    if name == "alert_muted":
        return Done(words=words, undo=f"{path}/unmute")
    if name == "source_disabled" and before.isdigit():
        return Done(words=words, undo=f"/sources/{before}/enable")
    if name == "topic_removed" and ":" in before:
        topic, _sign, query = before.partition(":")
        return Done(words=words, undo="/topics", fields={"name": topic, "query": query})
    if name == "event_called_off" and before.count("|") >= 3:
        since, until, lift, title = before.split("|", 3)
        fields = {"since": since, "until": until, "lift": lift, "title": title}
        return Done(words=words, undo=f"{path}/events", fields=fields)
    if name == "rule_changed" and before.count("|") == 1:
        sensitivity, least = before.split("|")
        return Done(
            words=words, undo=f"{path}/rule", fields={"sensitivity": sensitivity, "least_count": least}
        )
    if name == "ticket_moved" and before:
        return Done(words=words, undo=f"{path}/status", fields={"status": before})
    return Done(words=words)
