"""What a near-copy changes in meaning: a number, a negation, a hedge, a name, a date.

Each kind is read from both texts by rules and the two readings are compared, so a word that merely moved,
or a number written in another way, is no difference. No model: a reader can check every rule.
"""

import re
from collections import Counter
from enum import StrEnum

from deutgo.detect.quantities import dates, numbers


class Difference(StrEnum):
    NUMBER = "number"
    NEGATION = "negation"
    HEDGE = "hedge"
    NAME = "name"
    DATE = "date"


MARGIN = 12  # letters kept on each side of what changed: the longest date with its neighbours
_AMOUNT = (
    r"(?:\d|[일이삼사오육칠팔구십백천만억]|수[십백천만]|몇|한|두|세|네|다섯|여섯|일곱|여덟|아홉|열|절반)"
)
_NOT = re.compile(
    r"(?<![가-힣])안\s+(?=[가-힣])(?!(?:에|으로|의|은|을|쪽|팎)(?![가-힣]))"
    r"|(?<![가-힣])안(?=되|돼|된|됨|될|됩|됐|됬|하|해|했|한|할|합|함|와|오|왔|온|올|가[고는려지]|갔|간다|먹|나|보[이여]|받|"
    r"좋|사[고요]|샀|주|줘|줬|줌|써|쓰|팔|맞|걸|들|믿|열|통|그|본|볼|봐|봤|있|어울|웃|무섭|재|아깝|아까|끝|변|바)"
    r"|(?<=[가-힣])(?<![불편제방보대치공평미])안(?=해[요줘주]|했|합니|함(?![가-힣])|와요|왔|나[와오옴])"
    r"|(?<=[가-힣])안\s?(?=되|돼|된|됨|될|됩|됐|됬)"
    r"|(?<![잘연])못(?!지)|않|없|모르|모른|몰랐|아니|아닌|아닐|아님|아닙|아냐|아녔|지\s?(?:말[고아라자았]|마[세라요십]|맙시)"
    r"|불(?=가능|가(?![가-힣])|가(?:합|하|입|함)|확실|충분|합격|필요|공정|일치)"
    r"|미(?=확인|완료|지급|해결|포함|이행|준수|처리|승인|검증|등록|공개|사용|발송|배송)"
    r"|비(?=공개|정상|공식)|무(?=혐의|관하|관한|죄|효)|부(?=적합|적절|정확|동의)"
)
_HEDGE = re.compile(
    rf"(?<![가-힣])약(?=\s?{_AMOUNT})|최대(?!한)|최소(?!한|화)|정도|가량|(?<=[가-힣\d%])\s?쯤|남짓|안팎|내외|대략|대체로|대개|"
    r"(?<![가-힣])거의|일부(?!러|터)|대부분|아마(?!존|추)|추정|추산|±|"
    rf"(?<=[\d십백천만억])\s?여(?=\s?(?:명|개|곳|건|년|차례|원|대|편|번|일|가지))|"
    r"(?<=[\d%원명개건일년월번살점도간곳주회대배분초])\s?(?:이상|이하|이내|미만|초과)(?![한하해])|"
    r"(?:것|거)\s?같|수도\s있|로\s?보(?:인다|입니다|임|이는|여)"
)
_SURNAMES = (
    "김이박최정강조윤장임한오서신권황안송류유전홍고문양손배백허남심노하곽성차주우구민진지엄채원천방공현함변염여추소석선설마길연위표"
    "명기반왕금옥"
)
_TITLES = (
    "씨|대표|회장|부회장|사장|부사장|의원|장관|차관|기자|교수|팀장|본부장|전무|상무|이사|배우|감독|선수|작가|변호사|"
    "시장|지사|총리|대통령|위원장|원장|대변인|검사|판사|앵커|PD"
)
# what may follow a title: 이사비용 and 대표해서 are none
_ENDING = r"(?=님|은|는|이(?!다)|가|을|를|의|에게|께|도|와|과|[^가-힣]|$)"
_PERSON = re.compile(
    rf"(?<![가-힣])(?:([{_SURNAMES}][가-힣]{{2}})\s?(?:{_TITLES}){_ENDING}"
    rf"|([{_SURNAMES}][가-힣]?)\s?씨{_ENDING}|([김박최정강조윤임오권황])\s(?:{_TITLES}){_ENDING})"
)
_BODIES = re.compile(
    r"[가-힣A-Za-z]{1,8}(?:전자|텔레콤|은행|그룹|카드|통신|항공|백화점|마트|제과|건설|화학|제약|자동차|증권|보험|생명|화재|"
    r"병원|대학교|식품|신문|일보|방송|공사|공단|구청|시청|군청|도청)|(?<![A-Za-z])[A-Z]사(?![가-힣])"
)
_PLACES = re.compile(
    r"(?<![가-힣])(?:서울|부산|대구|인천|광주|대전|울산|세종|경기|강원|충북|충남|전북|전남|경북|경남|제주|수원|성남|고양|"
    r"용인|창원|청주|천안|전주|포항|화성|안산|안양|김해|평택|파주|구미|춘천|원주|강릉|여수|순천|목포|군산|익산|경주|진주)"
)
_LATIN = re.compile(r"[A-Za-z][A-Za-z&+]+")
_SPACE = re.compile(r"\s+")


def differences(source: str, copy: str) -> tuple[Difference, ...]:
    """Name the kinds of meaning in which a copy differs from its source, in a fixed order.

    >>> [kind.value for kind in differences("시야율 100%입니다", "시야율 약 97%입니다")]
    ['number', 'hedge']
    """
    if source == copy or _SPACE.sub("", source) == _SPACE.sub("", copy):
        return ()
    source, copy = _changed(source, copy)
    their_dates, their_rest = dates(source)
    our_dates, our_rest = dates(copy)
    found = []
    if numbers(their_rest) != numbers(our_rest):
        found.append(Difference.NUMBER)
    if len(_NOT.findall(source)) != len(_NOT.findall(copy)):
        found.append(Difference.NEGATION)
    if _counted(_HEDGE, source) != _counted(_HEDGE, copy):
        found.append(Difference.HEDGE)
    if _renamed(source, copy):
        found.append(Difference.NAME)
    if their_dates != our_dates:
        found.append(Difference.DATE)
    return tuple(found)


def _changed(source: str, copy: str) -> tuple[str, str]:
    """Cut off what both begin and end with, but for a margin that the rules may need to look at."""
    start = _agree(source, copy)
    rest = min(len(source), len(copy)) - start
    tail = _agree(source[::-1][:rest], copy[::-1][:rest])
    start = max(source.rfind(" ", 0, max(start - MARGIN, 0)), 0)
    tail = max(tail - MARGIN, 0)
    end = source.find(" ", len(source) - tail)
    tail = len(source) - end if end >= 0 else 0
    return source[start : len(source) - tail], copy[start : len(copy) - tail]


def _agree(one: str, other: str) -> int:
    """Return how many characters two strings share at their beginning."""
    low, high = 0, min(len(one), len(other))
    while low < high:  # halving: slices compare in C
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _counted(pattern: re.Pattern[str], text: str) -> Counter[str]:
    return Counter(_SPACE.sub("", match) for match in pattern.findall(text))


def _renamed(source: str, copy: str) -> bool:
    """Say whether a person appeared or vanished, or a body, place or foreign word gave way to another."""
    if set(_PERSON.findall(source)) != set(_PERSON.findall(copy)):
        return True
    theirs = set(_BODIES.findall(source)) | set(_PLACES.findall(source))
    ours = set(_BODIES.findall(copy)) | set(_PLACES.findall(copy))
    if theirs - ours and ours - theirs:
        return True
    theirs = {word.lower() for word in _LATIN.findall(source)}
    ours = {word.lower() for word in _LATIN.findall(copy)}
    return bool(theirs - ours and ours - theirs)
