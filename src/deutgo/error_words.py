"""One Korean sentence for each error code, with the facts in it; English is in the catalogue.

A fact that a sentence names and an error lacks is shown as `…`, so that words can never hide a failure.
"""

from deutgo.errors import DeutgoError
from deutgo.i18n import translate

SENTENCES: dict[str, str] = {
    "deutgo.error": "알 수 없는 문제가 생겼습니다.",
    "bad_input": "입력을 읽을 수 없습니다: %(reason)s",
    "bad_input.file": "%(path)s 파일을 읽을 수 없습니다: %(reason)s",
    "bad_input.row": "%(line)s번째 줄을 읽을 수 없습니다: %(reason)s",
    "bad_input.query": "검색식을 읽을 수 없습니다(%(start)s–%(end)s번째 글자): %(reason)s",
    "bad_input.setting": "설정 %(name)s의 값을 쓸 수 없습니다: %(reason)s",
    "bad_input.blank": "%(field)s 칸을 비워 둘 수 없습니다.",
    "bad_input.needs_basis": "사실을 판정하려면 그 근거를 적어 주십시오.",
    "bad_input.fetch_refused": "%(url)s 주소는 읽지 않습니다: %(reason)s",
    "unavailable.fetch_failed": "%(url)s 주소를 읽지 못했습니다: %(reason)s",
    "not_found": "찾을 수 없습니다: %(what)s",
    "sign_in_failed": "아이디나 비밀번호가 맞지 않거나, 로그인 링크가 이미 쓰였습니다.",
    "unauthenticated": "먼저 로그인해 주십시오.",
    "too_many": "시도가 너무 잦습니다. %(seconds)s초 뒤에 다시 시도해 주십시오.",
    "forbidden": "이 일을 할 권한이 없습니다. 필요한 역할: %(needed)s",
    "refused": "지금은 할 수 없습니다: %(reason)s",
    "refused.illegal_move": "%(now)s 상태에서 %(wanted)s 상태로는 바꿀 수 없습니다. 바꿀 수 있는 상태: %(allowed)s",
    "refused.self_approval": "자기가 쓴 글은 스스로 승인할 수 없습니다. 다른 승인자에게 요청해 주십시오.",
    "refused.text_changed": "그 사이에 글이 바뀌었습니다. 새 글을 다시 읽고 결정해 주십시오.",
    "refused.nothing_heard": "승인을 요청하기 전에, 무엇을 듣고 쓴 글인지 언급을 하나 이상 이어 주십시오.",
    "refused.wording_blocked": "표현 점검에서 막힌 곳이 %(count)s건 있습니다. 고치거나, 두 사람이 이유를 남기고 넘겨야 합니다.",
    "refused.immutable": "이미 나간 글은 고칠 수 없습니다. 정정문을 내거나 거두어 주십시오.",
    "refused.conflict": "이미 있거나, 가리키는 것이 없어 저장하지 못했습니다(%(reason)s). 화면을 새로 고친 뒤 다시 해 주십시오.",
    "refused.too_few_corrections": "고친 이름표가 %(count)s건뿐입니다. 적어도 %(least)s건이 모이면 다시 맞출 수 있습니다.",
    "unavailable": "%(what)s에 연결할 수 없습니다. 잠시 뒤에 다시 시도해 주십시오.",
    "unhealthy": "저장소에 문제가 있습니다: %(reason)s",
    "unavailable.busy": "다른 작업이 저장소(%(place)s)에 쓰고 있습니다. 잠시 뒤에 다시 시도해 주십시오.",
    "unhealthy.disk_full": "디스크가 가득 차서 %(place)s에 더 쓸 수 없습니다. 이미 저장된 것은 그대로입니다. "
    "공간을 비우고 같은 명령을 다시 실행하면 이어서 저장합니다.",
    "unhealthy.damaged": "%(place)s을(를) 데이터베이스로 읽을 수 없습니다(%(reason)s). "
    "파일을 다른 곳에 옮겨 두고 백업에서 되돌리거나, 내보낸 폴더를 새 저장소로 가져와 주십시오.",
    "unhealthy.newer_store": "%(place)s은(는) 더 새로운 판의 Deutgo가 만든 저장소입니다(%(found)s). "
    "Deutgo를 올린 뒤 다시 실행해 주십시오.",
}


class _Facts(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return "…"


def sentence(error: DeutgoError, *, lang: str = "ko") -> str:
    """Say what went wrong in the reader's language, falling back to the parent code's sentence."""
    code = error.code
    while code not in SENTENCES and "." in code:
        code = code.rsplit(".", 1)[0]
    template = SENTENCES.get(code, SENTENCES["deutgo.error"])
    return translate(template, lang=lang) % _Facts(error.facts)
