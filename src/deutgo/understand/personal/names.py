"""Names of private persons, found by what stands beside them: 씨, 님, a role, 예금주, 이름은, a phone number.

A name alone is not enough: 이해, 정신 and 주문 are shaped like names. Public persons and characters are not
masked; neither is a form of address without a name (고객님, 김씨).
"""

import re
from collections.abc import Iterator, Sequence

from deutgo.understand.personal.address import DISTRICT
from deutgo.understand.personal.alternatives import any_of
from deutgo.understand.personal.name_words import (
    COMMON_SURNAMES,
    DOUBLE_SURNAMES,
    GIVEN,
    NOT_NAMES,
    ORDINARY_PAIRS,
    PLAIN_GIVEN,
    PUBLIC,
    SURNAMES,
)
from deutgo.understand.personal.span import PersonalKind, PersonalSpan, span

_FULL = rf"(?:(?:{'|'.join(DOUBLE_SURNAMES)})[가-힣]{{1,2}}|[{SURNAMES}][가-힣]{{2}})"
_SHORT = rf"[{COMMON_SURNAMES}][가-힣]"
_PARTICLE = any_of(
    "이?라고 이?라는 이?란 입니다 이에요 예요 이예요 이고요? 이요 인데 이며 이?었 였 은 는 이 가 을 를 의",
    "도 만 께서 께",
    "에게 한테 와 과 랑 하고 으?로 씨 님 군 양 이다 임 아 야 네 쪽",
)
_END = rf"(?=$|[^가-힣A-Za-z]|{_PARTICLE})"
_AFTER_TITLE = any_of(
    "$ [^가-힣] 가 는 를 을 은 이 의 도 에게 께 한테 와 과 랑 하고 라는 라고 라서 인 입니다 처럼 만 부터",
    "까지 로 으로 네 예요",
    "이에요 때문 연락 전화 께서 이신 댁 측 본인 명의 앞 아 들",
)
_ROLE = any_of(
    "점장 부점장 과장 대리 부장 차장 팀장 실장 매니저 상담사 상담원 직원 사원 주임 간호사 선생님? 쌤 기사",
    "고객 회원 학생",
    "어르신 할머니 할아버지 점주 사장 원장 담임 조교 환자 보호자 주무관 경위 경장 순경 경사 반장 소장 이장",
    "어린이 계장 부원장",
    "설계사 코디 플래너 디자이너 아르바이트 알바생 알바 캐셔 크루 파트너 강사 전도사 집사 권사 이병 일병",
    "상병 병장 중사 하사",
    "주민 아주머니 아저씨 부부",
)
_PUBLIC_ROLE = re.compile(
    r"\s?(?:전\s)?"
    + any_of(
        "대통령 의원 장관 총리 시장 도지사 지사 구청장 군수 대표 회장 부회장 이사장 총재 감독 배우 선수",
        "가수 작가 교수 앵커 기자",
        "PD 피디 아나운서 판사 검사 변호사 코치 셰프 쉐프 후보 위원장? 청장 총장 대사 대변인 시인 화백 화가",
        "개그맨 코미디언 MC",
        "모델 아이돌 유튜버 스트리머 BJ 성우 소설가 평론가 장군 대왕 왕 박사 행장 사령관 디렉터 CEO 목사",
        "신부 스님 추기경",
    )
)
_PUBLIC_BEFORE = re.compile(
    any_of(
        "대통령 의원 장관 총리 시장 도지사 대표 회장 감독 배우 선수 가수 작가 교수 앵커 기자 PD 피디",
        "아나운서 개그맨 개그우먼",
        "코미디언 MC 모델 아이돌 유튜버 스트리머 셰프 쉐프 성우 소설가 시인 화가 주연 출연 주인공 캐릭터",
        "방송인 연예인 연기자",
        "탤런트 멤버 트로트 래퍼 영화 드라마 소설 만화 웹툰 장군 의사 열사",
    )
    + r"\s?(?:인|의|은|는|이|가|에서|인물|속)?\s?[:：]?\s?['\"‘“]?$"
)
_STAGE = re.compile(
    any_of(
        "영화 연기 배우 주연 출연 감독 드라마 캐스팅 스크린 흥행 작품 앨범 콘서트 팬미팅 신곡 노래 뮤비",
        "예능 무대 축구 야구 경기력",
        "골_넣 홈런 선거 대선 총선 국회 정당 여당 야당 장관 대통령 조연 더빙 성우 주인공 캐릭터 만화 소설",
        "웹툰 연출 시나리오 개봉",
        "극장 명작 평점 별점 역할 매력 미모 팬 멋있 데뷔 몰입 스토리 다큐 상영 본방 결말 액션 스릴러 로맨스",
        "다시_보고 출현 재미있",
        "재밌 잼있 심사위원 셰프 로드무비 주제곡 멜로 감동적 유머 몸매 명품연기",
    )
)
_CONTEXT_BEFORE = any_of(
    "예금주 입금자명? 성명 성함 이름 본명 실명 받는_(?:분|사람|이) 보내는_(?:분|사람|이) 받으시는_분 수령인",
    "수취인 수신인 발신인",
    "신청자 신청인 주문자 주문인 구매자 계약자 피보험자 가입자 환자명? 고객명? 회원명? 담당자 담당 책임자",
    "예약자명? 대표자 보호자",
    "학부모 기사분? 배송기사 직원 점장 점원 점주 상담사 상담원 상담자 알바생? 아르바이트생 매니저 사장 의사",
    "간호사 선생님? 담임",
    "친구 동생 언니 누나 형 오빠 남편 아내 와이프 아들 딸 엄마 아빠 어머니 아버지 학생 피해자 제보자 작성자",
    "글쓴이 본인 명의자 명의",
    "소유자 차주 세입자 집주인 임차인 임대인 참가자 당첨자 name",
)
_LABEL = re.compile(
    rf"(?<![가-힣]){_CONTEXT_BEFORE}\s?(?:이름|성함|성명|명)?\s?(?:은|는|이|가|인|되시는)?\s?[:：=(,/\-]?\s?"
    rf"(?<=[\s:：=(,/\-])(?!{_CONTEXT_BEFORE})(?P<name>{_FULL}){_END}",
    re.IGNORECASE,
)
_STRONG_LABEL = re.compile(
    any_of(
        "예금주 입금자명? 성명 성함 이름 본명 실명 받는_(?:분|사람) 보내는_(?:분|사람) 수령인 수취인 환자명",
        "고객명 예약자명?",
        "신청자명? 주문자명? name",
    )
    + r"\s?(?:은|는|이|가)?\s?[:：=(]?\s?(?:(?P<name>[가-힣]{2,4}?)"
    + rf"(?=$|[^가-힣]|{_PARTICLE}(?=$|[^가-힣]))"
    + r"|(?P<latin>[A-Z][A-Za-z]{1,12}(?:[ ,\-]{1,2}[A-Z][A-Za-z]{1,12}){1,2}))"
)
_TITLE = re.compile(
    rf"(?<![가-힣])(?P<name>{_FULL})\s?(?:씨|님|{_ROLE}(?:님|분|이)?)(?={_AFTER_TITLE})"
    rf"|(?<![가-힣])(?P<short>{_SHORT})\s?씨(?={_AFTER_TITLE})"
)
_SHORT_ROLE = re.compile(rf"(?<![가-힣])(?P<name>{_SHORT})\s{_ROLE}(?:님|분)?(?={_AFTER_TITLE})")
_KIN = re.compile(
    rf"(?<![가-힣])(?P<name>{_FULL})\s?(?:이라는|라는|이란|란)\s?(?:{_ROLE}|분|사람|남자|여자|놈|친구|"
    rf"애)(?![가-힣]{{3}})"
)
_SELF = re.compile(
    r"(?:저는|나는|전|제가|본인은|안녕하세요,?|안녕하십니까,?)\s"
    r"(?:[가-힣0-9]{1,8}(?:에|에서|의)?\s(?:사는|거주하는|근무하는|다니는)\s)?"
    rf"(?P<name>{_FULL})(?:입니다|이라고|라고|이에요|예요|인데요)"
)
_CALLED = re.compile(
    rf"(?<![가-힣])(?P<name>{_FULL})(?:이?라고\s(?:합니다|해요|하는데|하고)|\s?\((?:만\s?)?[0-9]{{2}}세?[,)])"
)
_SIGNED = re.compile(
    rf"(?<![가-힣])(?P<name>{_FULL})\s?(?:드림|올림|배상(?=\s*$)|앞으로|명의|본인|외\s?[0-9]명|이름으로|"
    rf"으?로\s?(?:예약|입금|주문|접수|신청|가입|결제))"
    rf"|(?:^|[.,!?\n]\s?)(?P<said>{_FULL})\s?(?:입니다|이라고\s?합니다|라고\s?합니다)"
)
_POLITE = re.compile(r"\s?(?:씨|님|아저씨|할머니|할아버지|선생|쌤|어린이|학생|일병|아주머니|기사|강사)")
_SPACED = re.compile(
    r"(?:예금주|성명|성함|이름|받는\s?(?:분|사람)|수령인)\s?(?:은|는|"
    r"이)?\s?[:：]?\s?(?P<spaced>[가-힣]\s[가-힣](?:\s[가-힣])?)(?![가-힣])"
)
_GIVEN = re.compile(rf"(?<![가-힣])(?P<name>[가-힣]{{2}})\s?씨(?={_AFTER_TITLE})")
_NEIGHBOUR = re.compile(rf"(?<![가-힣])(?P<name>{_FULL}){_END}")
_TITLES = frozenset(
    {"이사", "부장", "원장", "교수", "소장", "대리", "주임", "선생", "기사", "실장", "형사", "판사", "검사"}
    | {"영화", "사장", "회장", "전무", "상무", "차장", "여사", "양반", "도사", "선수", "국장", "과장"}
)
_OWNED = frozenset(
    {
        PersonalKind.PHONE,
        PersonalKind.ACCOUNT,
        PersonalKind.RRN,
        PersonalKind.ADDRESS,
        PersonalKind.CARD,
        PersonalKind.EMAIL,
    }
)
_INSIDE = slice(len("(?:"), -len(")"))
TRIGGER = re.compile(  # one flat list: only then does `re` skip the characters that begin none of it
    "씨|님|라고|라는|입니다|받는|보내는|Name|name|드림|올림|배상|앞으로|명의|로 ?(?:예약|입금|접수)|"
    + _ROLE[_INSIDE]
    + "|"
    + _CONTEXT_BEFORE[_INSIDE]
)


def find_names(text: str, others: Sequence[PersonalSpan]) -> Iterator[PersonalSpan]:
    """Find names of private persons; `others` are the numbers found, beside which a bare name counts."""
    on_stage = bool(_STAGE.search(text))
    for pattern in (_STRONG_LABEL, _SPACED, _LABEL, _KIN, _SELF, _CALLED, _SIGNED):
        for match in pattern.finditer(text):
            yield from _judged(text, match, strong=pattern is _STRONG_LABEL)
    if not on_stage:
        for pattern in (_TITLE, _SHORT_ROLE, _GIVEN):
            for match in pattern.finditer(text):
                yield from _judged(text, match, strong=False)
    for other in others:
        yield from _beside(text, other)


def _judged(text: str, match: re.Match[str], *, strong: bool) -> Iterator[PersonalSpan]:
    for group, name in match.groupdict().items():
        if name is None:
            continue
        start = match.start(group)
        if match.re is _GIVEN:
            private = name in PLAIN_GIVEN
        elif group == "spaced":
            private = is_full_name("".join(name.split()))
        elif group == "latin":
            private = True
        else:
            private = is_full_name(name) and (strong or not _is_public(text, name, start))
        if private:
            yield span(PersonalKind.NAME, start, start + len(name))


def is_full_name(name: str) -> bool:
    """Say whether a word can be a surname and a given name.

    >>> is_full_name("김민수"), is_full_name("이해가"), is_full_name("주문은")
    (True, False, False)
    """
    if name in NOT_NAMES or name[:2] in ORDINARY_PAIRS or DISTRICT.fullmatch(name):
        return False
    surname = 2 if name.startswith(DOUBLE_SURNAMES) and len(name) > 2 else 1
    if surname == 1 and name[0] not in SURNAMES:
        return False
    given = name[surname:]
    if given in _TITLES:
        return False
    return 1 <= len(given) <= 2 and all(c in GIVEN for c in given)


def _is_public(text: str, name: str, start: int) -> bool:
    """A listed person behind 씨 or 님 alone, or anyone beside a public role."""
    if name in PUBLIC and _POLITE.match(text, start + len(name)):
        return True
    return bool(
        _PUBLIC_ROLE.match(text, start + len(name)) or _PUBLIC_BEFORE.search(text[max(0, start - 12) : start])
    )


def _beside(text: str, other: PersonalSpan) -> Iterator[PersonalSpan]:
    """Find a bare name within a few characters of a number that belongs to somebody."""
    if other.kind not in _OWNED:
        return
    for match in _NEIGHBOUR.finditer(text, max(0, other.start - 10), min(len(text), other.end + 10)):
        start, end = match.span("name")
        gap = text[other.end : start] if start >= other.end else text[end : other.start]
        if (start < other.end and end > other.start) or len(gap) > 6 or any(c in "!?\n" for c in gap):
            continue
        if is_full_name(match["name"]) and not _is_public(text, match["name"], start):
            yield span(PersonalKind.NAME, start, end)
