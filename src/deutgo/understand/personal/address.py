"""Postal addresses: from the city or province to the last unit. A place without a number is a region."""

import re
from collections.abc import Iterator

from deutgo.understand.personal.alternatives import any_of
from deutgo.understand.personal.span import PersonalKind, PersonalSpan, span

_PROVINCE = (
    r"서울(?:특별시|시)?|부산(?:광역시|시)?|대구(?:광역시|시)?|인천(?:광역시|시)?|광주(?:광역시|시)?|"
    r"대전(?:광역시|시)?|울산(?:광역시|시)?|"
    r"세종(?:특별자치시|시)?|경기(?:도)?|강원(?:특별자치도|도)?|충청?[남북]도?|충청[남북]도|전라[남북]도|"
    r"전북(?:특별자치도)?|전남|경상[남북]도|"
    r"경북|경남|제주(?:특별자치도|도|시)?"
)
_CITY_NAMES = any_of(
    "수원 성남 의정부 안양 부천 광명 평택 동두천 안산 고양 과천 구리 남양주 오산 시흥 군포 의왕 하남 용인",
    "파주 이천 안성 김포 화성",
    "광주 양주 포천 여주 춘천 원주 강릉 동해 태백 속초 삼척 청주 충주 제천 천안 공주 보령 아산 서산 논산",
    "계룡 당진 전주 군산 익산",
    "정읍 남원 김제 목포 여수 순천 나주 광양 포항 경주 김천 안동 구미 영주 영천 상주 문경 경산 창원 진주",
    "통영 사천 김해 밀양 거제",
    "양산 제주 서귀포 마산 진해",
)
_COUNTY_NAMES = any_of(
    "가평 양평 연천 홍천 횡성 영월 평창 정선 철원 화천 양구 인제 고성 양양 보은 옥천 영동 증평 진천 괴산",
    "음성 단양 금산 부여 서천",
    "청양 홍성 예산 태안 완주 진안 무주 장수 임실 순창 고창 부안 담양 곡성 구례 고흥 보성 화순 장흥 강진",
    "해남 영암 무안 함평 영광",
    "장성 완도 진도 신안 의성 청송 영양 영덕 청도 고령 성주 칠곡 예천 봉화 울진 울릉 의령 함안 창녕 남해",
    "하동 산청 함양 거창 합천",
    "강화 옹진 기장 달성 울주 군위",
)
_WARD_NAMES = any_of(
    "종로 중 용산 성동 광진 동대문 중랑 성북 강북 도봉 노원 은평 서대문 마포 양천 강서 구로 금천 영등포",
    "동작 관악 서초 강남 송파 강동",
    "서 동 영도 부산진 동래 남 북 해운대 사하 금정 연제 수영 사상 수성 달서 미추홀 연수 남동 부평 계양 광산",
    "대덕 유성 장안 권선",
    "팔달 영통 수정 중원 분당 만안 동안 상록 단원 덕양 일산동 일산서 처인 기흥 수지 상당 서원 흥덕 청원",
    "동남 서북 완산 덕진 의창",
    "성산 마산합포 마산회원 진해 원미 소사 오정",
)
_CITY = rf"(?:{_CITY_NAMES}시|{_COUNTY_NAMES}군|{_WARD_NAMES}구)"
DISTRICT = re.compile(_CITY)
_TOWN = r"[가-힣]{1,5}(?:읍|면)"
_ROAD = r"[가-힣A-Za-z0-9·.]{1,12}(?:대로|로|길)(?:\s?[0-9]{1,4}(?:번)?(?:가|나|다|라)?길)?(?:\s?지하)?"
_LOT_PLACE = r"(?:[가-힣]{1,6}[0-9]{0,2}동|[가-힣]{1,5}리|[가-힣]{1,4}[0-9]가)"
_NUMBER = (
    r"(?:산\s?)?[0-9]{1,4}(?:\s?-\s?[0-9]{1,4})?(?:\s?번지)?"
    r"(?![0-9]|,[0-9]{3}|\s?(?:번길|번\s?출구|호선|가길|번째|인분|정도|이상|kg|km"
    r"|[개명원분시일년월박잔장회건만천억배%]))"
)
_UNIT = (
    r"(?:\s*[,.(]?\s*(?:(?:[가-힣A-Za-z0-9·]{1,14}\s?(?:아파트|빌라|빌딩|타워|오피스텔|맨션|주택|하우스|"
    r"자이|래미안|푸르지오|힐스테이트|아이파크|더샵|롯데캐슬|"
    r"e편한세상|센트럴|팰리스|파크|상가|프라자|플라자|원룸|고시원|기숙사|연립|단지|센터|캐슬|마을|리버|"
    r"시티)|[가-힣]{2,8}동\)|[가-힣0-9]{2,10}(?=\s[0-9A-Za-z가-힣]{1,4}동\s?[0-9]))\s?(?:[0-9]{1,2}\s?(?:차|"
    r"단지))?"
    r"|[A-Za-z가-하]?[0-9]{1,4}\s?동(?![가-힣])|[A-Za-z가-하]\s?동(?=\s?[0-9])|(?:지하\s?|"
    r"B)?[0-9]{1,3}\s?층|(?:지하|B)?[0-9]{1,4}\s?호(?!선)|[0-9]{3,4}\s?-\s?[0-9]{3,4}|[)])){0,6}"
)
_FULL = re.compile(
    rf"(?<![가-힣])(?:(?:{_PROVINCE})\s?)?(?:{_CITY}\s?){{0,2}}(?:{_TOWN}\s?)?(?:(?:{_LOT_PLACE})\s)?(?:{_ROAD}|{_LOT_PLACE})\s?{_NUMBER}{_UNIT}"
)
_APARTMENT = re.compile(
    rf"(?<![가-힣])(?:(?:{_PROVINCE})\s?)?(?:{_CITY}\s?){{0,2}}(?:{_LOT_PLACE}\s)?[가-힣A-Za-z0-9]{{2,12}}(?:\s?(?:아파트|빌라|오피스텔|맨션|타운|마을))?\s?(?:[0-9]{{1,2}}\s?(?:차|단지)\s?)?[0-9]{{1,4}}\s?동\s?[0-9]{{1,4}}\s?호"
)
_NUMBERED = re.compile(
    r"[로길하동리가]\s?(?:산\s?)?[0-9]"
)  # what every address has: a road or a lot, a number
_PREFIX = re.compile(rf"(?:{_PROVINCE})\s|(?:{_PROVINCE})?\s?{_CITY}")
_DOOR = re.compile(r"[0-9가-힣A-Za-z]\s?동\s?[0-9]{1,4}\s?호$")
_TRIM = re.compile(r"[\s,.(]+$")


def find_address(text: str) -> Iterator[PersonalSpan]:
    """Find addresses that lead to one building or door."""
    if not _NUMBERED.search(text):
        return
    for pattern in (_FULL, _APARTMENT):
        for match in pattern.finditer(text):
            said = match.group()
            start = match.start() + (len(said) - len(said.lstrip()))
            end = match.end() - len(said) + len(_TRIM.sub("", said))
            if _is_place(text[start:end]):
                yield span(PersonalKind.ADDRESS, start, end)


def _is_place(said: str) -> bool:
    """A number leads to a building when a city or district stands before it; a block and a door always."""
    return bool(_PREFIX.match(said) or _DOOR.search(said))
