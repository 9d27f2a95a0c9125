"""The components a public text owes its readers, found sentence by sentence.

What each kind owes follows Lewicki et al. 2016 (parts of an apology), CDC's CERC (first messages) and the
SCCT base response. A first notice during an outage owes no cause and no prevention.
"""

import re
from collections.abc import Mapping, Sequence

from deutgo.wording.report import Finding, Kind, Severity
from deutgo.wording.sentences import Sentence, outside
from deutgo.wording.tagger import shipped_tagger

COMPONENTS = ("acknowledgement", "to_whom", "cause", "remedy", "prevention", "next_update", "contact")

OWED: Mapping[Kind, tuple[str, ...]] = {
    Kind.HOLDING: ("acknowledgement", "to_whom", "next_update", "contact"),
    Kind.STATEMENT: ("acknowledgement", "to_whom", "cause", "remedy", "prevention", "contact"),
    Kind.UPDATE: ("next_update", "contact"),
    Kind.CORRECTION: ("acknowledgement", "to_whom", "cause", "remedy", "prevention", "contact"),
    Kind.APOLOGY: ("acknowledgement", "to_whom", "cause", "remedy", "prevention", "contact"),
    Kind.REPLY: ("acknowledgement", "remedy", "contact"),
    Kind.NOTICE: ("contact",),
}

CLOCK = (
    r"(?:\d+\s*(?:년|월|일|시|분|주|개월|시간|영업일)|오늘|내일|모레|매일|매주|매월|매달|매시|정오|자정|"
    r"[월화수목금토일]요일|다음\s?주|다음\s?달|이번\s?주|연말|이달|한\s?시간|두\s?시간|[일이삼]주)"
)
APOLOGY = r"사과(?:드|합|하|를|의|했|문)|사죄|죄송|송구|미안|면목이\s?없|고개\s?숙"
HAPPENED = r"\d|발생|발견|중단|지연|장애|끊|멈|오기|사실을|인정"
OWN_FAULT = (
    r"(?:저희|제가|저는|당사|본사|회사|우리|병원|학교|구청|시청|공사|구단|센터|재단|은행|[가-힣]{2,}[은는이가])"
    r"[^.!?\n]{0,80}(?:못했|못하였|않았|않은\s?채|않고|잘못|틀렸|틀린|빠뜨|어겼|숨겼|속였|놓쳤|늦었|늦게|실수|소홀|과실|"
    r"끊겼|끊겨|멈췄|멈춰|유출|다쳤|나갔습니다|보냈습니다|드렸습니다|적었습니다|잃었|판매했|팔았|썼습니다|올렸습니다|"
    r"욕설|폭언|때렸|부과했|청구했|부풀|바꿔|넣어)|"
    r"(?:책임|잘못|불찰|과실|탓|실수)[은이]?\s?(?:저희|당사|제게|저에게|회사|본사|병원|학교)|"
    r"저희\s?(?:잘못|책임|불찰|실수|과실)|인정합니다|인정하|잘못(?:이었|했|입니다|된\s?(?:것|일))|틀렸습니다|"
    r"(?:이|가)\s?맞습니다|(?:오기|오류|착오)(?:입니다|였습니다)|바로잡|정정(?:합니다|하)|사실을\s?확인했"
)
PEOPLE = (
    r"고객(?!\s?(?:센터|지원|만족|상담|서비스|감동|중심))|회원|이용자|사용자|소비자|구매|피해자|피해를?\s?(?:보신|입으신|입은)|"
    r"다친\s?분|다치신|환자|보호자|학부모|부모님|"
    r"학생|승객|탑승|주민|시민|가입자|손님|관객|관람|시청자|독자|수험생|응시|신청자|예약|유족|유가족|가족|팬|팬분|직원들|노동자|"
    r"[가-힣]신\s?분|[한은던]\s?분들?께|[\d,만천백]+\s?(?:명|분)(?:께|의|이|은|에게)|점주|입주민|참가자|수강생|유저|이용객|"
    r"투숙|어르신|어린이|아이|선수|투자자|주주|조합원|선생님|님께|"
    r"[가-힣]{2,4}\s?님|\d+\s?(?:명|분)(?:께|의|이|은|에게)|쓰시는\s?분|계신\s?분|하신\s?분|받으신\s?분|오신\s?분"
)
PAST = "".join(chr(0xAC00 + 28 * i + 20) for i in range(399))  # every syllable that ends in ㅆ
CAUSE = (
    r"원인|까닭|때문|탓|이유는|경위|비롯|(?:으로|로)\s?인해|말미암|"
    r"(?:다가|바람에|면서|느라|아서|어서|하여|해서|않아|않고|않은\s?채|못해|몰라|놓쳐|빠져|빠뜨려|잘못)\s[^.!?\n]{0,60}"
    r"(?:했습니다|되었습니다|됐습니다|났습니다|멈췄습니다|끊겼습니다|보냈습니다|생겼습니다|나갔습니다|올렸습니다|적었습니다)|"
    r"(?:저희|제가|담당|직원|팀|부서|회사|업체)[^.!?\n]{0,60}(?:않았습니다|못했습니다|않은|못한|빠뜨렸|착각|잘못\s?(?:적|입력|알|보|넣|옮|읽)|"
    r"틀리게|바꾸지|확인하지|옮기며|넣어\s?보냈|실수)|고장|결함|설정|므로\s|(?:부주의|부실|미흡|소홀|과실|오류|착오|실수|"
    r"부족)(?:으?로|에서|이었|였)|로\s(?:발생한|인한|생긴)|"
    r"(?:처|실|국|과|원|팀|직원|담당자|담당|저희|제가|회사|본사|당사|업체|기사|부서|실장|팀장|부장|과장|간호사|교사|원장|운영자|대표)(?:이|가|은|는|께서|인\s제가)?"
    rf"\s(?![^.!?\n]*(?:사과드|알렸|돌려|올렸|바꿨|전화|찾아뵙|거두))[^.!?\n]{{0,60}}[{PAST}](?:습니다|고\s|고,|으며)|"
    rf"(?:잘못|거꾸로|그대로|빠뜨|바꿔|뒤섞|섞|겹쳐|두\s번|빼고|더해|놓고|모르고|착각|한\s줄|옛|"
    rf"예전)[^.!?\n]{{0,40}}[{PAST}](?:습니다|고\s|고,|으며|기\s)|"
    r"(?:어서|아서|여서|되어|라서|이라|때문에)[^.!?\n]{0,40}(?:못합니다|어렵습니다|없습니다)"
)
EXAMINING = (
    r"(?:조사|확인|파악|점검|분석|감정|검사|수사|대조)(?:을|를)?\s?(?:하고\s?있|중|받고\s?있|맡|의뢰|진행)|"
    r"아직\s?(?:모|확인되지|밝혀지지)|밝히(?:고\s?있|는\s?중)|찾고\s?있|살피고"
)
REMEDY = (
    r"(?:환불|보상|배상|교환|환급|회수|지급|돌려|물어|감면|면제|무상|수리|치료비|입원비|교통비|위약금|대체|대신|무료|재발급|재시험|"
    r"연장|취소|다시\s?(?:보내|해|치|채점|드|발급)|바꿔\s?드|새\s?제품|보내\s?드|넣어\s?드|받지\s?않|깎|할인|쿠폰|적립|입금|되살|"
    r"복구|고쳐|고쳤|바로잡|내렸|지원|식사권|도착|줍니다|주었|이용권|상품권|교체|새\s자료|상담|부담|냅니다|내겠|"
    r"쓰실\s?수\s?있|이용하실\s?수|받으실\s?수|하실\s?수\s?있|가실\s?수|보실\s?수|신청하)"
)
STRONG_REMEDY = (
    r"환불|보상|배상|교환|환급|회수|지급|돌려(?!\s?보)|물어\s?[드주]|감면|면제|무상|무료|[비료]를?\s?(?:받지|내|드|부담)|위약금|재발급|재시험|"
    r"다시\s?(?:보내|채점|드|뽑|심사|치)|바꿔\s?[드주]|바꾸어|새\s?제품|새\s?자료|교체|입금|되살|받지\s?않|"
    r"[비료][는도]?\s?\S*\s?냅니다|냅니다|내겠|줍니다|주었|"
    r"도착|식사권|이용권|상품권|고쳤|바로잡았|대체|늘렸|늘려|취소했|지원(?:하|합|금)|(?:받으|신청하|바꾸|취소하|고치)[가-힣]{0,2}실\s?수"
)
ACT = (
    r"줄이고|줄입|줄여|줄였|바꾸|바꿉|바꿔|바꿨|바꾼|설치|달겠|답니다|늘리|늘려|늘립|늘렸|두\s?(?:명|사람|번|차례)|세\s?(?:명|사람|번)|둘\s?다|점검|검사|교육|도입|"
    r"고치|고칩|고쳐|고쳤|없애|없앱|없앴|막|새로|추가|의무|중단|멈추|금지|전수|감사|공개|외부|자동|기록|확인하고|확인한\s?뒤|확인합|확인하도록|"
    r"살피|맡기|뽑|두겠|둡니다|세우|만들|나누|분리|폐기|올리고|서명|적고|정하|정했|옮기|물러|개정|갖추|보내며|맡습|맡고|보강|교체|훈련"
)
FUTURE = (
    r"겠|예정|계획|부터|까지|매일|매월|매주|매달|분기|앞으로|이후|도록|했습니다|합니다|ㅂ니다|습니다|니다"
)
PREVENTING = (
    r"재발|다시는|되풀이|반복|막(?:기|고|으|겠|습)|방지|예방|앞으로|이후|이제|부터는|부터|까지|오늘|내일|매월|매주|매일|매달|"
    r"\d+\s?월|한\s?뒤"
)
TELLING = (
    r"알려|알리|알립|알릴|안내|발표|공지|올리|올립|올려|공개|말씀|소식|전하|전해|보고|설명|"
    r"회견|답변|답하|답합|연락|문자|전화|여쭙|게시|고쳐\s?적|결과|회신|찾아뵙"
)
TOLD = (
    r"(?:알려|안내|공지|발표|말씀|연락|전화|답변|문자|공개|올려)"
    r"[^.]{0,6}(?:드렸|했|하였|받았|렸습)"
)
TROUBLE = (
    r"불편|고장|파손|깨[져진졌]|늦|지연|누락|빠[져진졌]|오류|장애|잘못|피해|다치|다쳤|하자|불량|이물|항의|불만|속상|"
    r"기다리[시게셨]|환불|취소|두\s?번|이중|멈[췄춰]|안\s?되|되지\s?않"
)
OPEN_ENDED = (
    r"검토해|검토하겠|검토\s?중|협의를\s?(?:통해|거쳐)|논의해|조사하고\s?있|조사\s?중|추후|되는\s?대로|"
    r"정해지(?:면|는)"
)
NEXT_WORD = r"다음\s?(?:안내|소식|발표|공지)\s?[:은는]"
CONTACT = (
    r"\d{2,4}[-–‑]\d{3,4}[-–‑]\d{4}|\b1[5-8]\d{2}[-–]?\d{0,4}|\b080[-–]|[\w.]+@[\w.]+|"
    r"https?://|www\.|[\w-]+\.example|"
    r"(?:문의|연락|상담|질문|궁금|신고|접수|제보|의견)[^.!?\n]{0,40}(?:주시|주십|바랍|주세요|하실\s?수|받습니다|받고|가능|물어|말씀해|남겨|전화|답해|답하|운영)|"
    r"창구[로에][^.!?\n]{0,12}(?:연락|문의|말씀|여쭈|오시)|(?:고객\s?센터|콜\s?센터|전화|채널톡|게시판|상담실|대표\s?번호|"
    r"내선)[^.!?\n]{0,24}(?:연락|문의|주십|주시|주세요|받|말씀|걸|물어|번호|여쭈)"
)


SURE = 0.8  # a learned warning below this does not take a sentence's component away
# the chance from which a component counts, with its pattern and without; chosen on documents in folds
ENOUGH: Mapping[str, tuple[float, float]] = {
    "acknowledgement": (0.7, 0.7),
    "to_whom": (0.8, 0.9),
    "cause": (0.6, 0.8),
    "remedy": (0.6, 0.8),
    "prevention": (0.8, 0.8),
    "next_update": (0.8, 0.9),
    "contact": (0.7, 0.95),
}


def holds(pattern: str, text: str) -> bool:
    """Tell whether the pattern is there."""
    return re.search(pattern, text) is not None


def spoken(sentence: Sentence) -> str:
    """Return the sentence without other people's words."""
    return outside(sentence.text, list(sentence.quoted)) if sentence.quoted else sentence.text


def present(sentences: Sequence[Sentence], findings: Sequence[Finding]) -> set[str]:
    """Return the components that the text has: each sentence's patterns, weighed with what was learned."""
    has = {name for s in sentences for name in _held(s, faults_of(s, findings))}
    return has | {"acknowledgement"} if _apologises_for_something(sentences) else has


def _apologises_for_something(sentences: Sequence[Sentence]) -> bool:
    """Tell whether the text apologises in one sentence and says what happened in that or another."""
    lines = [spoken(s) for s in sentences]
    return any(holds(APOLOGY, line) for line in lines) and any(
        holds(HAPPENED, line) and not holds(CONTACT, line) and not holds(r"겠|예정|까지", line)
        for line in lines
    )


def _held(sentence: Sentence, fault: set[str]) -> set[str]:
    found = dict(zip(COMPONENTS, patterns_found(sentence, fault), strict=True))
    tagger = shipped_tagger()
    if tagger is None:
        return {name for name, there in found.items() if there}
    chances = zip(COMPONENTS, tagger.chances(sentence, list(found.values())), strict=True)
    return {name for name, chance in chances if chance >= ENOUGH[name][0 if found[name] else 1]}


def patterns_found(sentence: Sentence, fault: set[str]) -> list[bool]:
    """Tell for each component whether its patterns are in the sentence."""
    line = spoken(sentence)
    return [test(line, fault) for test in _TESTS.values()]


def faults_of(sentence: Sentence, findings: Sequence[Finding]) -> set[str]:
    """Return the letters of one sentence's faults; those of blocking rules stand in lower case as well."""
    here = [f for f in findings if f.start is not None and sentence.start <= f.start < sentence.end]
    letters = {
        f.category
        for f in here
        if f.severity is not Severity.INFO and (not f.learned or (f.probability or 0) >= SURE)
    }
    return letters | {f.category.lower() for f in here if f.severity is Severity.BLOCK}


def _owns(line: str, fault: set[str]) -> bool:
    return holds(OWN_FAULT, line) and not fault & set("acdgip")


def _names_people(line: str, _fault: set[str]) -> bool:
    return holds(PEOPLE, line)


def _gives_cause(line: str, fault: set[str]) -> bool:
    return not fault & set("HMN") and (holds(CAUSE, line) or holds(EXAMINING, line))


NOT_GIFTS = re.compile(
    r"사과|말씀|알려|안내|전화|연락|감사|답변|답|인사|부탁|설명|공지|찾아|끼쳐|전해|약속|보고|당부|양해|위로|안겨|실망시켜|여쭤|기다리"
)
LATER = r"부터|까지|매월|매일|매주|매달|앞으로|이제|이후|다음|한\s?뒤에만|[가-힣]때에만|이때|마다|올해|내년"


def gives(line: str) -> bool:
    """Tell whether something is handed over: “…해 드립니다”, but not an apology or a word."""
    return any(not NOT_GIFTS.search(m[1]) for m in re.finditer(r"(\S+)\s?드(?:립|리|렸|릴|림)", line))


def changes_practice(line: str) -> bool:
    """Tell whether it says what is done differently from some time on, not given, told or answered."""
    if holds(CONTACT, line) or gives(line) or holds(r"(?:알려|안내|발표|공개)[^.]{0,4}드|사과", line):
        return False
    return (
        holds(LATER, line)
        and holds(r"(?:니다|겠|함|임|음|예정)[.\s]*$", line)
        and not holds(rf"[{PAST}]습니다[.\s]*$", line)
    )


def _repairs(line: str, fault: set[str]) -> bool:
    return (holds(STRONG_REMEDY, line) or gives(line)) and not (
        fault & set("HMN") and not holds(r"환불|보상금|교환|돌려|치료비", line)
    )


def _prevents(line: str, fault: set[str]) -> bool:
    changes = holds(ACT, line) and holds(PREVENTING, line) and holds(FUTURE, line)
    return (
        (changes or changes_practice(line))
        and not {"h", "H"} & fault
        and not holds(r"검사비|치료비|입원비|비용", line)
    )


def _tells_when(line: str, _fault: set[str]) -> bool:
    says_when = holds(CLOCK, line) and holds(TELLING, line) and not holds(TOLD, line)
    return (says_when and holds(r"겠|니다|예정|음|함|임|올림|드림|세요|게요|다음", line)) or (
        holds(NEXT_WORD, line) and holds(r"\d", line)
    )


def _can_be_reached(line: str, _fault: set[str]) -> bool:
    return holds(CONTACT, line)


_TESTS = {
    "acknowledgement": _owns,
    "to_whom": _names_people,
    "cause": _gives_cause,
    "remedy": _repairs,
    "prevention": _prevents,
    "next_update": _tells_when,
    "contact": _can_be_reached,
}


def _only_informs(whole: str, findings: Sequence[Finding]) -> bool:
    """Tell whether a reply answers a plain question: nothing went wrong, and nothing in it is at fault."""
    return not holds(rf"{APOLOGY}|{TROUBLE}", whole) and all(f.severity is Severity.INFO for f in findings)


def missing(kind: Kind, sentences: Sequence[Sentence], findings: Sequence[Finding]) -> tuple[str, ...]:
    """Return what this kind of text owes and lacks, in the contract's order.

    A text that leaves something open (being examined, being discussed) owes the time of its next word too.
    """
    has = present(sentences, findings)
    owed = set(OWED[kind])
    whole = " ".join(spoken(s) for s in sentences)
    if kind is Kind.REPLY and _only_informs(whole, findings):
        owed = {"contact"}
    if kind in (Kind.STATEMENT, Kind.APOLOGY, Kind.NOTICE) and holds(OPEN_ENDED, whole):
        owed.add("next_update")
    return tuple(name for name in COMPONENTS if name in owed and name not in has)
