"""Numbers and dates as Korean writes them, brought to one form: 3만 원 = 30,000원, 세 명 = 3명.

Only for comparing two versions of one text, so a reading that is wrong in both alike does no harm.
"""

import re
from collections import Counter
from decimal import Decimal

_SINO_DIGITS = {letter: value for value, letter in enumerate("일이삼사오육칠팔구", start=1)}
_TENS = {"십": 10, "백": 100, "천": 1000}
_GREAT = {"만": 10**4, "억": 10**8, "조": 10**12}
_NATIVE = dict(
    zip(
        ["하나", "한", "둘", "두", "셋", "세", "넷", "네", "다섯", "여섯", "일곱", "여덟", "아홉"],
        (1, 1, 2, 2, 3, 3, 4, 4, 5, 6, 7, 8, 9),
        strict=True,
    )
)
_NATIVE_TENS = {"열": 10, "스무": 20, "스물": 20, "서른": 30, "마흔": 40, "쉰": 50, "예순": 60}
_ONES = "하나|한|둘|두|셋|세|넷|네|다섯|여섯|일곱|여덟|아홉"
_NATIVE_WORD = rf"(?:(?:열|스물|서른|마흔|쉰|예순)(?:{_ONES})?|스무|{_ONES})"
_UNIT = (
    "%|퍼센트|프로|포인트|만원|원|달러|엔|위안|유로|명|사람|분기|분|개월|개|번째|번|시간|시|달|살|세|곳|군데|건|배|가지|"
    "마리|대|장|잔|병|권|채|차례|차|주일|주|팀|편|줄|쪽|통|켤레|벌|판|년|월|일|초|회|점|위|층|도|호|등|킬로|미터|"
    "그램|리터|톤|평|석|박|kg|km|cm|mm|mg|ml|gb|mb|tb|g|m|l|°c|℃|m²"
)
_SAME_UNIT = {
    "퍼센트": "%",
    "프로": "%",
    "사람": "명",
    "달": "개월",
    "주일": "주",
    "군데": "곳",
    "차례": "번",
    "회": "번",
}
_SINO_UNIT = "%|퍼센트|프로|원|달러|명|개월|년|분|초|시간|주|점|위|배|도|층|일|번|건|회|인|박|세(?!요)|대"

_DATE = re.compile(
    r"\d{2,4}\s?[-./]\s?\d{1,2}\s?[-./]\s?\d{1,2}"
    r"|(?<![\d/.])(?:1[0-2]|0?[1-9])/(?:3[01]|[12]\d|0?[1-9])(?![\d/])"
    r"|(?:\d{2,4}년\s?)?(?<!\d)\d{1,2}월(?:\s?\d{1,2}일)?"
    r"|(?<!\d)(?:19|20)\d{2}년(?!\s?(?:동안|간|째|만))"
    r"|(?<![\d,.])(?:[12]?\d|3[01])일(?=자|날|에|부터|까지|\s?(?:오전|오후|새벽|아침|저녁|밤|\())"
    r"|[월화수목금토일]요일"
    r"|(?<![가-힣])(?:오늘(?!날)|내일|모레|어제|그제|그저께|글피|작년|올해|내년|재작년|"
    r"(?:지난|이번|다음|저번)\s?(?:주|달|해)|상반기|하반기)"
    r"|(?<!\d)[1-4]분기|오전|오후|새벽|정오|자정"
    r"|(?<!\d)\d{1,2}:\d{2}(?!\d)|(?<!\d)\d{1,2}시(?!간)(?:\s?\d{1,2}분|\s?반(?![가-힣]))?"
    rf"|(?<![가-힣]){_NATIVE_WORD}\s?시(?![가-힣]*간)(?=[가-힣\s]|$)(?:\s?반(?![가-힣]))?"
)
_PADDING = re.compile(r"(?<!\d)0+(?=\d)|\s")
_DIGITS = re.compile(
    rf"(?P<digits>\d[\d,]*(?:\.\d+)?)\s?(?P<great>[십백천만억조][십백천만억조\d,\s]*)?\s?여?\s?(?P<unit>{_UNIT})?",
    re.IGNORECASE,
)
_SINO = re.compile(
    rf"(?<![가-힣\d])(?P<sino>[일이삼사오육칠팔구십백천만억]{{2,}}|[일삼사오육칠팔구십백천만억])\s?"
    rf"(?P<unit>{_SINO_UNIT})(?![가-힣]*하)"
)
_SPELLED = re.compile(rf"(?<![가-힣])(?P<native>{_NATIVE_WORD})\s?(?P<unit>{_UNIT})", re.IGNORECASE)
_VAGUE = re.compile(
    rf"(?<![가-힣])(?P<vague>한두|두세|서너|두어|너댓|대여섯|하루|이틀|사흘|나흘|닷새|엿새|이레|여드레|아흐레|열흘|보름|반나절|한나절|수십|수백|수천|수만|수억|몇|여러|절반)\s?(?P<unit>{_UNIT})?"
)


def dates(text: str) -> tuple[Counter[str], str]:
    """Return the dates and clock times of a text, and the text with them blanked out."""
    matches = _DATE.findall(text)
    if not matches:
        return Counter(), text
    return Counter(_PADDING.sub("", match) for match in matches), _DATE.sub("·", text)


def numbers(text: str) -> Counter[str]:
    """Return the amounts of a text with their units, whether in digits or in words.

    >>> numbers("세 명이 3만 원") == numbers("3명이 30,000원")
    True
    """
    found: Counter[str] = Counter()
    for match in _DIGITS.finditer(text):
        found[f"{_digit_value(match['digits'], match['great'])}{_unit(match['unit'])}"] += 1
    for match in _SINO.finditer(text):
        found[f"{_sino_value(match['sino'])}{_unit(match['unit'])}"] += 1
    for match in _SPELLED.finditer(text):
        found[f"{_native_value(match['native'])}{_unit(match['unit'])}"] += 1
    for match in _VAGUE.finditer(text):
        found[f"{match['vague']}{_unit(match['unit'])}"] += 1
    return found


def _unit(unit: str | None) -> str:
    lowered = (unit or "").lower()
    return _SAME_UNIT.get(lowered, lowered)


def _plain(value: Decimal | int) -> str:
    return f"{Decimal(value).normalize():f}"


def _digit_value(digits: str, great: str | None) -> str:
    pieces = [digits.replace(",", "").rstrip("."), *re.findall(r"\d+|[십백천만억조]", great or "")]
    total = section = digit = Decimal(0)
    for piece in pieces:
        if piece in _TENS:
            section += (digit or 1) * _TENS[piece]
            digit = Decimal(0)
        elif piece in _GREAT:
            total += (section + digit or 1) * _GREAT[piece]
            section = digit = Decimal(0)
        else:
            digit = Decimal(piece)
    return _plain(total + section + digit)


def _sino_value(word: str) -> str:
    total = section = digit = 0
    for letter in word:
        if letter in _SINO_DIGITS:
            digit = _SINO_DIGITS[letter]
        elif letter in _TENS:
            section += max(digit, 1) * _TENS[letter]
            digit = 0
        else:
            total += max(section + digit, 1) * _GREAT[letter]
            section = digit = 0
    return _plain(total + section + digit)


def _native_value(word: str) -> str:
    for tens in sorted(_NATIVE_TENS, key=len, reverse=True):
        if word.startswith(tens):
            return _plain(_NATIVE_TENS[tens] + _NATIVE.get(word[len(tens) :], 0))
    return _plain(_NATIVE[word])
