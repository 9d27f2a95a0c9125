"""Personal data in a text: found as spans, masked by kind, and never kept, logged or raised.

`find_personal` costs a few microseconds on a text without digits, an at-sign or a word that announces
a name; that is nearly every comment.
"""

import re
from collections.abc import Sequence

from deutgo.understand.personal import address, contact, names, numbers, plate
from deutgo.understand.personal.fold import fold
from deutgo.understand.personal.span import PersonalKind, PersonalSpan

__all__ = ["MASKS", "PersonalKind", "PersonalSpan", "find_personal", "mask"]

MASKS: dict[PersonalKind, str] = {
    PersonalKind.RRN: "[주민등록번호]",
    PersonalKind.PHONE: "[전화번호]",
    PersonalKind.CARD: "[카드번호]",
    PersonalKind.ACCOUNT: "[계좌번호]",
    PersonalKind.BUSINESS_NO: "[사업자등록번호]",
    PersonalKind.EMAIL: "[이메일]",
    PersonalKind.ADDRESS: "[주소]",
    PersonalKind.NAME: "[이름]",
    PersonalKind.PLATE: "[차량번호]",
    PersonalKind.IP: "[IP주소]",
    PersonalKind.PASSPORT: "[여권번호]",
}
# each with the digits that it needs at least; the earlier rule keeps the place where two claim it
_NUMBER_RULES = (
    (13, numbers.find_rrn),
    (0, contact.find_email),
    (0, contact.find_ip),
    (7, numbers.find_passport),
    (15, numbers.find_card),
    (7, contact.find_phone),
    (1, address.find_address),
    (4, plate.find_plate),
    (10, numbers.find_business),
    (10, numbers.find_account),
)
_DIGIT = re.compile("[0-9]")
_ANY_NUMBER = re.compile(
    r"[0-9@＠０-９①-⑨⓪]|골뱅이|닷\s?[컴넷]|[점쩜]\s?[컴콤넷]|[공영령일이삼사오육륙칠팔구]{4}|[공영]\s?일\s?[공영]|\s[Aa][Tt]\s|[at@앳][\])]|[oO][1lI][oO]|ㅇ1ㅇ|\d"
)


def find_personal(text: str) -> list[PersonalSpan]:
    """Find personal data: code points of `text`, sorted, not overlapping.

    >>> [(s.kind.value, s.start, s.end) for s in find_personal("연락처는 010-1234-5678입니다")]
    [('phone', 5, 18)]
    """
    found: list[PersonalSpan] = []
    if _ANY_NUMBER.search(text):
        folded = fold(text)
        digits = len(_DIGIT.findall(folded))
        for least, rule in _NUMBER_RULES:
            if digits >= least:
                for candidate in rule(folded):
                    _claim(found, candidate)
    if found or names.TRIGGER.search(text):
        for candidate in names.find_names(text, tuple(found)):
            _claim(found, candidate)
    found.sort(key=lambda each: each.start)
    return found


def _claim(found: list[PersonalSpan], candidate: PersonalSpan) -> None:
    if all(candidate.end <= each.start or candidate.start >= each.end for each in found):
        found.append(candidate)


def mask(text: str, spans: Sequence[PersonalSpan]) -> str:
    """Put the kind in brackets where a value stood; nothing of the value remains.

    >>> mask("연락처는 010-1234-5678입니다", find_personal("연락처는 010-1234-5678입니다"))
    '연락처는 [전화번호]입니다'
    """
    parts: list[str] = []
    at = 0
    for each in sorted(spans, key=lambda one: one.start):
        parts += (text[at : each.start], MASKS[each.kind])
        at = max(at, each.end)
    return "".join((*parts, text[at:]))
