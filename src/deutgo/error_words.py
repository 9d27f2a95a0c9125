"""One Korean sentence for each error code, with the facts in it; English is in the catalogue.

A fact that a sentence names and an error lacks is shown as `…`, so that words can never hide a failure.
"""

from deutgo.errors import DeutgoError
from deutgo.i18n import translate

SENTENCES: dict[str, str] = {
    "deutgo.error": "알 수 없는 문제가 생겼습니다.",
    "bad_input": "입력을 읽을 수 없습니다: %(reason)s",
    "bad_input.row": "%(line)s번째 줄을 읽을 수 없습니다: %(reason)s",
    "bad_input.query": "검색식을 읽을 수 없습니다(%(start)s–%(end)s번째 글자): %(reason)s",
    "bad_input.setting": "설정 %(name)s의 값을 쓸 수 없습니다: %(reason)s",
    "not_found": "찾을 수 없습니다: %(what)s",
    "forbidden": "이 일을 할 권한이 없습니다. 필요한 역할: %(needed)s",
    "refused": "지금은 할 수 없습니다: %(reason)s",
    "unavailable": "%(what)s에 연결할 수 없습니다. 잠시 뒤에 다시 시도해 주십시오.",
    "unhealthy": "저장소에 문제가 있습니다: %(reason)s",
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
