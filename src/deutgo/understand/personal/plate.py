"""Number plates: two or three digits, one syllable of the official list, four digits."""

import re
from collections.abc import Iterator

from deutgo.understand.personal.alternatives import any_of
from deutgo.understand.personal.labels import is_amount
from deutgo.understand.personal.span import PersonalKind, PersonalSpan, span

_SYLLABLES = "가나다라마거너더러머버서어저고노도로모보소오조구누두루무부수우주바사아자하허호배국합육해공"
_ALSO_WORDS = frozenset(
    "도주호수구조부두오사하고로자모서나다라어배국해공가소보우"
)  # 25도 1000, 12주 2000, 40수 3000
_REGION = r"서울|부산|대구|인천|광주|대전|울산|경기|강원|충북|충남|전북|전남|경북|경남|제주|세종"
_PLATE = re.compile(
    rf"(?:(?<![가-힣])(?:{_REGION})\s?)?(?<![0-9])(?<![0-9][.,-])([0-9]{{2,3}}|"
    rf"(?<=[가-힣\s])[0-9](?=\s?[가-힣]))(\s?)([{_SYLLABLES}])(\s?)([0-9]{{4}})(?![0-9])(?!-?[0-9])"
)
_MOTORBIKE = re.compile(rf"(?<![가-힣])(?:{_REGION})\s?[가-힣]{{2,3}}\s?[가-하]\s?[0-9]{{4}}(?![0-9])")
_VEHICLE = re.compile(
    any_of(
        "차량 번호판 차_번호 주차 뺑소니 택시 버스 트럭 오토바이 바이크 앞차 뒷차 흰색 검은 검정 은색 회색",
        "승용차 차주 운전 배달 견인 신고",
        "소나타 그랜저 아반떼 카니발 K[3579] 쏘렌토 싼타페 SUV BMW 벤츠 렌트 렌터카 화물 기사 신호위반",
        "칼치기 난폭 블랙박스 블박",
    )
    + r"|(?:^|\s)차[가는를에 ]"
)


def find_plate(text: str) -> Iterator[PersonalSpan]:
    """Find number plates; syllables that are also units or particles need a vehicle in the text."""
    for match in _PLATE.finditer(text):
        region = match.start() != match.start(1)
        if is_amount(text, match.end()):
            continue
        sure = region or (match[3] not in _ALSO_WORDS and not (match[2] and not match[4]))
        if len(match[1]) == 1 and not region:
            continue
        if sure or _VEHICLE.search(text):
            yield span(PersonalKind.PLATE, match.start(), match.end())
    for match in _MOTORBIKE.finditer(text):
        if _VEHICLE.search(text) and not is_amount(text, match.end()):
            yield span(PersonalKind.PLATE, match.start(), match.end())
