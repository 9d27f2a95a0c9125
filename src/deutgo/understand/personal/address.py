"""Postal addresses: from the city or province to the last unit. A place without a number is a region."""

import re
from collections.abc import Iterator

from deutgo.understand.personal.span import PersonalKind, PersonalSpan, span

_PROVINCE = (
    r"서울(?:특별시|시)?|부산(?:광역시|시)?|대구(?:광역시|시)?|인천(?:광역시|시)?|광주(?:광역시|시)?|대전(?:광역시|시)?|울산(?:광역시|시)?|"
    r"세종(?:특별자치시|시)?|경기(?:도)?|강원(?:특별자치도|도)?|충청?[남북]도?|충청[남북]도|전라[남북]도|전북(?:특별자치도)?|전남|경상[남북]도|"
    r"경북|경남|제주(?:특별자치도|도|시)?"
)
_CITY = r"[가-힣]{1,4}(?:시|군|구)"
_TOWN = r"[가-힣]{1,5}(?:읍|면)"
_ROAD = r"[가-힣A-Za-z0-9·.]{1,12}(?:대로|로|길)(?:\s?[0-9]{1,4}(?:번)?(?:가|나|다|라)?길)?(?:\s?지하)?"
_LOT_PLACE = r"[가-힣]{1,6}[0-9]{0,2}(?:동|리|가)"
_NUMBER = r"(?:산\s?)?[0-9]{1,4}(?:\s?-\s?[0-9]{1,4})?(?:\s?번지)?(?![0-9]|\s?(?:번길|번\s?출구|호선|가길))"
_UNIT = (
    r"(?:\s*[,.(]?\s*(?:(?:[가-힣A-Za-z0-9·]{1,14}\s?(?:아파트|빌라|빌딩|타워|오피스텔|맨션|주택|하우스|자이|래미안|푸르지오|힐스테이트|아이파크|더샵|롯데캐슬|"
    r"e편한세상|센트럴|팰리스|파크|상가|프라자|플라자|원룸|고시원|기숙사|연립|단지|센터|캐슬|마을|리버|시티)|[가-힣]{2,8}동\)|[가-힣0-9]{2,10}(?=\s[0-9A-Za-z가-힣]{1,4}동\s?[0-9]))\s?(?:[0-9]{1,2}\s?(?:차|단지))?"
    r"|[A-Za-z가-하]?[0-9]{1,4}\s?동(?![가-힣])|[A-Za-z가-하]\s?동(?=\s?[0-9])|(?:지하\s?|B)?[0-9]{1,3}\s?층|(?:지하|B)?[0-9]{1,4}\s?호(?!선)|[0-9]{3,4}\s?-\s?[0-9]{3,4}|[)])){0,6}"
)
_FULL = re.compile(
    rf"(?<![가-힣])(?:(?:{_PROVINCE})\s?)?(?:{_CITY}\s?){{0,2}}(?:{_TOWN}\s?)?(?:(?:{_LOT_PLACE})\s)?(?:{_ROAD}|{_LOT_PLACE})\s?{_NUMBER}{_UNIT}"
)
_APARTMENT = re.compile(
    rf"(?<![가-힣])(?:(?:{_PROVINCE})\s?)?(?:{_CITY}\s?){{0,2}}(?:{_LOT_PLACE}\s)?[가-힣A-Za-z0-9]{{2,12}}(?:\s?(?:아파트|빌라|오피스텔|맨션|타운|마을))?\s?(?:[0-9]{{1,2}}\s?(?:차|단지)\s?)?[0-9]{{1,4}}\s?동\s?[0-9]{{1,4}}\s?호"
)
_PREFIX = re.compile(
    rf"(?:(?:{_PROVINCE})\s|(?:{_PROVINCE})(?=[가-힣]{{1,3}}(?:시|군|구)\s))|[가-힣]{{1,3}}(?:시|군|구)\s?(?=[가-힣0-9])"
)
_TRIM = re.compile(r"[\s,.(]+$")


def find_address(text: str) -> Iterator[PersonalSpan]:
    """Find addresses that lead to one building or door."""
    for pattern in (_FULL, _APARTMENT):
        for match in pattern.finditer(text):
            said = match.group()
            start = match.start() + (len(said) - len(said.lstrip()))
            end = match.end() - len(said) + len(_TRIM.sub("", said))
            if _is_place(text[start:end]):
                yield span(PersonalKind.ADDRESS, start, end)


def _is_place(said: str) -> bool:
    """A door needs a city, province or district before it, or a unit after a road's number."""
    starts = bool(_PREFIX.match(said))
    if said.count(")") > said.count("("):
        said = said.rstrip(")")
    return starts and any(c.isdigit() for c in said)
