"""Everyday misspellings: what an 어절 was probably meant to be, and other spellings of one word.

A repair only ever adds words to a document: what was written stays findable as it was written.
"""

import re
from functools import lru_cache

from deutgo.understand.morphemes import Token, analyse, kiwi

# 됬어요 햇어요 늦엇네 재미잇는: an ending whose ㅆ was typed as ㅅ; words that are spelt so are left alone
_FIRST, _LAST, _CODAS = 0xAC00, 0xD7A3, 28
_SINGLE, _DOUBLE = 19, 20  # codas ㅅ and ㅆ
_AFTER = "다어는네지습음던더을거고기나니으냐구군자단답대든"
_SPELT_SO = frozenset("벗씻웃빗솟짓붓뺏못맛멋옷것셋첫뜻곳젓긋엿깃탓훗옛덧윗뒷헛풋넛냇뱃횟찻잣갯숫쇳")
_SPELT_SO_BEFORE = re.compile("햇(?:살|빛|볕|반|님|감|과일)|갓난|삿갓|빼앗|잇몸|엇갈|엇나가|첫|곶감")
_ALWAYS = {"됬": "됐", "됫": "됐", "됏": "됐", "됀": "된", "햿": "했", "젔": "졌", "첬": "쳤"}
_Z = "(?![가-힣])"
# how endings are spoken in the regions and typed in chats → how they are spelt
_ENDINGS = (
    (f"(?<=[가-힣])믄{_Z}", "면"),
    (f"(?<=[어아여해네죠지데까세가와돼려져게구겨펴켜쳐더])(?:욤|용|염|욥|욧|유|예|영|융|효){_Z}", "요"),
    (f"(?<=[가-힣])(?:능교|는교){_Z}", "는가요"),
    (f"니꺼{_Z}", "니까"),
    (f"(?<=[간온한된먹난진린신는])데이{_Z}", "다"),
    (f"(?<=[주하보가오되])이소{_Z}", "세요"),
    (f"(?<=[하되었겠았했됐네뭐])노{_Z}", "냐"),
    (f"(?<=[는은인한된던간온])디{_Z}", "데"),
    (f"당께(?:요|롱)?{_Z}", "다니까"),
    (f"랑께(?:요|롱)?{_Z}", "라니까"),
    ("(?<=[가-힣])겄(?=[다네어지는고제슈])", "겠"),
    (f"(?<=[어아여해와져려러라가나돼])부러(?=요?{_Z})", "버려"),
    ("(?<=[어아여해와져려러라가나돼])부렀", "버렸"),
    (f"(?<=[가-힣])쥬{_Z}", "죠"),
    (f"(?<=[했됐었았겠없있좋싫많늦같])[당따댜]{_Z}", "다"),
    (f"(?<=[합입됩습랍답십])니[당닷돵]{_Z}", "니다"),
    ("(?<=[했됐었았겠없있좋싫많늦같])슴다", "습니다"),
    (f"(?<=[했됐었았겠없있])슴{_Z}", "음"),
    (f"임다{_Z}", "입니다"),
    (f"함다{_Z}", "합니다"),
    (f"됨다{_Z}", "됩니다"),
    (f"(?<=[하해가오보])[삼셈]{_Z}", "세요"),
    (f"(?<=[했됐었았겠없있])[음슴]요{_Z}", "음"),
)
_SLIPS = (
    (re.compile("(?<=[가-힣])업(?=[다어네음지는고던더을습])|^업(?=[다네음지는고던더습])"), "없"),
    (re.compile("(?:괜찬|갠찮|갠찬|괸찮|괜춘)"), "괜찮"),
    (re.compile("않(?=되|돼|된|해|하|함|됨|됐|가|와|나|좋)"), "안"),
    (re.compile("^만아(?=요|서|$)"), "많아"),
    (re.compile("^조아"), "좋아"),
    (re.compile("마[싯싰](?=[다어는네지습음던더고게])"), "맛있"),
    (re.compile("마[시싯싰]써"), "맛있어"),
    (re.compile("(?<=[안못])돼(?=[는고지면나네니기던겠])"), "되"),
    (re.compile("왠만"), "웬만"),
    (re.compile("^웬지"), "왠지"),
    (re.compile("있써|이써(?=요)"), "있어"),
    (re.compile("없써"), "없어"),
    (re.compile("(?<=[어아해])여$"), "요"),
    (re.compile("(?<=[가-힣])에여$"), "에요"),
    (re.compile("함니다"), "합니다"),
    (re.compile("어떻케"), "어떻게"),
    (re.compile("^조은"), "좋은"),
    (re.compile("^(?:시러|실어(?=요$|$))"), "싫어"),
    (re.compile("^실은(?=데)"), "싫은"),
    (re.compile("^마니"), "많이"),
    (re.compile("되(?=요|서|써)"), "돼"),
    (re.compile("어의(?=없|가없)"), "어이"),
    (re.compile("어떻해|어떡게"), "어떡해"),
    (re.compile("읍니다"), "습니다"),
    (re.compile("주새요"), "주세요"),
    (re.compile("(?<=[가-힣])내요$"), "네요"),
    (re.compile("짱나"), "짜증나"),
    (re.compile("빡치|빡쳐"), "빡치"),
    (re.compile("괞찮|괞찬|괜챃|괜찯"), "괜찮"),
    (re.compile("^갔(?=[아에]요?)"), "같"),
    (re.compile("(?<=^같)에(?=요|여|$)"), "아"),
    (re.compile("기달(?=[리렸려린릴립])"), "기다"),
    (re.compile("설레였"), "설렜"),
    (re.compile("설레임"), "설렘"),
    (re.compile("밧(?=[아았고는])"), "받"),
    (re.compile("^업(?=어)"), "없"),
    (re.compile("업써"), "없어"),
    (re.compile("되였"), "되었"),
    (re.compile("몰르"), "모르"),
    (re.compile("(?<=[가-힣])길레(?![가-힣])"), "길래"),
    (re.compile("가르켜"), "가르쳐"),
    (re.compile("바꼇|바겼|바꼈"), "바뀌었"),
    (re.compile("삿(?=[어는다습지])"), "샀"),
    (re.compile("조하(?=요|서|여|$)"), "좋아"),
    (re.compile("시른"), "싫은"),
    *((re.compile(pattern), right) for pattern, right in _ENDINGS),
)
# two spellings of one word, as people write them; the right side is the one both are found by
_VARIANTS = """
결재=결제 금새=금세 희안=희한 어의=어이 역활=역할 설겆이=설거지 오랫만=오랜만 몇일=며칠
베게=베개 찌게=찌개 육계장=육개장 떡볶기=떡볶이 떡볶끼=떡볶이 돈까스=돈가스 케익=케이크
메세지=메시지 컨텐츠=콘텐츠 악세사리=액세서리 렌트카=렌터카 비지니스=비즈니스
네비게이션=내비게이션 네비=내비 소세지=소시지 초콜렛=초콜릿 초코렛=초콜릿 쥬스=주스
스텝=스태프 리더쉽=리더십 멤버쉽=멤버십 멤버싶=멤버십 까페=카페 싸이트=사이트
써비스=서비스 써버=서버 바베큐=바비큐 앵콜=앙코르 부페=뷔페 발란스=밸런스 크레임=클레임
센타=센터 밧데리=배터리 빠데리=배터리 에어콘=에어컨 레포트=리포트 매니져=매니저 메니저=매니저
텔레비젼=텔레비전 앱스토아=앱스토어 까쓰=가스 화일=파일 재밌다=재미있다 삼가하다=삼가다
잠구다=잠그다 담구다=담그다 뿌러지다=부러지다 짤리다=잘리다 쎄다=세다 이뻐지다=예뻐지다
이쁘다=예쁘다
"""
# those that end longer words too: 고객센타, 김치찌게
_VARIANTS_AT_END = """
센타 찌게 까페 케익 쥬스 메세지 컨텐츠 써비스 싸이트 에어콘 밧데리 빠데리 돈까스 초콜렛 소세지
네비게이션 렌트카
"""
VARIANTS = {was: now for was, _, now in (pair.partition("=") for pair in _VARIANTS.split())}
_AT_END = {was: VARIANTS[was] for was in _VARIANTS_AT_END.split()}
_SWAPPED = {1: 5, 5: 1, 10: 11, 11: 15, 15: 10, 3: 7, 7: 3}  # ㅐ↔ㅔ, ㅙ→ㅚ→ㅞ, ㅒ↔ㅖ


def respelt_end(form: str) -> str | None:
    """Return a compound with the usual spelling of its last word, None where it ends in none of those.

    >>> respelt_end("고객센타")
    '고객센터'
    """
    for length in (2, 3, 4, 5):
        if length < len(form) and (other := _AT_END.get(form[-length:])) is not None:
            return form[:-length] + other
    return None


def needs_repair(surface: str) -> bool:
    """Tell quickly whether an 어절 may hold a slip; most do not."""
    return _SUSPECT.search(surface) is not None


def repaired(surface: str) -> str | None:
    """Return the 어절 as it was probably meant, None when nothing looks misspelt.

    >>> repaired("늦엇네요")
    '늦었네요'
    """
    meant = _codas(surface)
    for pattern, right in _SLIPS:
        meant = pattern.sub(right, meant)
    return meant if meant != surface else None


def _codas(surface: str) -> str:
    chars = list(surface)
    for at, char in enumerate(chars):
        if char in _ALWAYS:
            chars[at] = _ALWAYS[char]
            continue
        following = chars[at + 1] if at + 1 < len(chars) else ""
        if not _FIRST <= ord(char) <= _LAST or (ord(char) - _FIRST) % _CODAS != _SINGLE:
            continue
        if following and following in _AFTER and char not in _SPELT_SO and not _spelt_so(surface, at):
            chars[at] = chr(ord(char) + _DOUBLE - _SINGLE)
    return "".join(chars)


def _spelt_so(surface: str, at: int) -> bool:
    char = surface[at]
    if char in "낫잇" and at == 0:
        return char == "낫"
    return _SPELT_SO_BEFORE.search(surface) is not None


_WITH_CODA = "".join(chr(code) for code in range(_FIRST, _LAST + 1) if (code - _FIRST) % _CODAS == _SINGLE)
_SUSPECT = re.compile(
    f"[{''.join(sorted(set(_WITH_CODA) - _SPELT_SO))}](?=[{_AFTER}])|[{''.join(_ALWAYS)}]"
    "|업[다어네음지는고던더을습]|괜찬|갠[찮찬]|괸찮|괜춘|않[되돼된해하함됨됐가와나좋]|^만아|^조[아은]|^시러|^실[어은]|^마니"
    "|되[요서써]|어의|어떻해|어떡게|읍니다|마[싯싰]|마시써|[안못]돼[는고지면나네니기던겠]|왠만|^웬지|[있이없]써|[어아해에]여$|함니다|어떻케|주새요|내요$|짱나"
    "|괞|괜[챃찯]|^갔[아에]|^같에|기달[리렸려린릴립]|설레[였임]|밧[아았고는]|^업어|업써|몰르|길레|가르켜|바[꼇겼꼈]|삿[어는다습지]"
    "|조하[요서여]|조하$|시른|되였" + "".join(f"|{pattern}" for pattern, _ in _ENDINGS)
)


@lru_cache(maxsize=50_000)
def analyse_word(form: str) -> tuple[Token, ...]:
    """Analyse one 어절 by itself; the same ones come again and again."""
    return tuple(analyse(form))


@lru_cache(maxsize=100_000)
def is_known(form: str) -> bool:
    """Tell whether Kiwi's dictionary has a form as one word (a guess at an unknown word has not)."""
    found = kiwi().tokenize(form)
    return len(found) == 1 and found[0].form == form and not found[0].oov


@lru_cache(maxsize=50_000)
def is_noun(form: str) -> bool:
    """Tell whether Kiwi's language model has a form as a common noun, whatever else it is (하자, 보고)."""
    try:
        kiwi().morpheme_similarity((form, "NNG"), (form, "NNG"))
    except ValueError:
        return False
    return True


@lru_cache(maxsize=50_000)
def respelt(form: str) -> str | None:
    """Return the known noun that an unknown one becomes when ㅐ and ㅔ, or ㅙ, ㅚ and ㅞ, are exchanged.

    >>> respelt("베송")
    '배송'
    """
    for at, char in enumerate(form):
        place = ord(char) - _FIRST
        if not 0 <= place <= _LAST - _FIRST:
            return None
        lead, rest = divmod(place, 588)
        vowel, coda = divmod(rest, _CODAS)
        if vowel in _SWAPPED:
            other = form[:at] + chr(_FIRST + lead * 588 + _SWAPPED[vowel] * _CODAS + coda) + form[at + 1 :]
            if is_known(other):
                return None if is_known(form) else other
    return None
