"""Words read from the surface: what an 어절 begins with when only particles, endings and 하다 follow.

Kiwi cuts names, slang and crowded text at wrong places. Where its reading of an 어절 is odd (a noun straight
after an ending, 안 straight before a noun, a lone syllable before a noun) or guesses at an unknown noun, the
beginnings of the surface count as words if the rest reads like a chain of particles and endings.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from deutgo.understand.kinds import JOINERS, LIGHT, PREDICATE, SIGN
from deutgo.understand.morphemes import Token
from deutgo.understand.repairs import is_known, respelt

Word = tuple[int, str]  # (offset in the text, folded form)

_PARTICLES = (
    "(?:은|는|이|가|을|를|의|에|에서|에게|에겐|에선|엔|한테|한텐|께|께서|께선|로|으로|로선|와|과|랑|이랑|하고|도|만"
    "|까지|까진|부터|처럼|보다|마다|조차|마저|밖에|뿐|라도|이라도|이나|나|든지|이든|든|든가|님|씨|측|쪽|들|분|분들"
    "|씩|이요|때문|땜|커녕|은커녕|는커녕|이야말로|야말로|치고|치곤|이란|란|이라는|라는|이라고|라고|로서|로써|으로서"
    "|으로써|대로|만큼|같은|같이|라서|이라서|에도|에만|에는|전|후|중|시|때|관련|관련해서|탓|탓에|덕에|덕분에|덕분"
    "|발|끼리|꺼|거|서|각)"
)
_COPULA = (
    "(?:이다|입니다|이에요|예요|에요|이네|이네요|네|네요|이었다|였다|이였다|였음|이었음|인데|인데요|이고|이지만|지만"
    "|이라면|라면|이잖아|잖아|이던데|던데|인가|인가요|인지|일까|일까요|일듯|일걸|이냐|이야|야|이죠|죠|이지|지|이면|이며|요"
    "|이요|이래|래|이래요|래요|이라며|라며|이라니|라니|이라던데|라던데|이라더니|라더니|였는데|이었는데|이랍니다|랍니다"
    "|이십니다|이셨|십니다)"
)
_LIGHT_FORMS = (
    "(?:안|못|좀|다시|또)?(?:하|해|했|햇|한|할|함|합|되|돼|된|될|됐|됬|됫|됨|됩|받|당하|당해|당한|당했|시키|시켜"
    "|시킨|시켰|드리|드려|드린|드렸)"
)
TAIL = re.compile(f"{_PARTICLES}{{1,3}}(?:{_COPULA})?|{_COPULA}|{_LIGHT_FORMS}[가-힣]{{0,7}}")
_STRONG = re.compile("(?:은|는|이|가|을|를|의|에|에서|에게|한테|께서|도|만|와|과|랑|로|으로|까지|부터){1,2}")
_NOUNS = frozenset({"NNG", "NNP", "UN"})
_SHARDS = frozenset({"IC", "XPN", "MM"})  # what a name that Kiwi broke up begins with: 야+놀+자는


def beginnings(text: str, tokens: Sequence[Token], kinds: Sequence[str]) -> Iterator[Word]:
    """Yield the beginnings of the 어절 after which only particles, endings and 하다 follow."""
    if not tokens or kinds[0] == SIGN:
        return
    last = len(tokens)
    while last and kinds[last - 1] == SIGN:
        last -= 1
    if not last:
        return
    stop, begin = tokens[last - 1].end, tokens[0].start
    if not _is_inflected(tokens[:last], kinds):
        yield begin, text[begin:stop]
    yield from _before_functions(text, tokens[:last], kinds)
    if tokens[0].tag == "MM" and "".join(kinds[1:2]) == "N" and tokens[1].start == tokens[0].end:
        yield begin, text[begin : tokens[1].end]  # 이 + 물질
    for token in tokens[:last]:
        if token.tag in _NOUNS and len(token.form) > 2:
            yield from _swallowed(text[begin:stop], begin, token)
    if _is_odd(tokens[:last], kinds):
        yield from _misread(text[begin:stop], begin, lone=len(tokens[0].form) == 1)


def _before_functions(text: str, tokens: Sequence[Token], kinds: Sequence[str]) -> Iterator[Word]:
    """Yield what stands before the particles and endings at the end, where that could be one name."""
    last, begin = len(tokens), tokens[0].start
    solid = 0 if kinds[0] == PREDICATE else 1  # how many morphemes at the beginning could be one name
    while (
        solid
        and solid < last
        and (kinds[solid] in "NPSMB" or tokens[solid].tag[0] in "J" or tokens[solid].tag in JOINERS)
    ):
        solid += 1
    cut = last
    particles_only = True
    while cut > 1 and (kinds[cut - 1] in "FDB" or tokens[cut - 1].form in LIGHT):
        cut -= 1
        particles_only = particles_only and tokens[cut].tag[:2] == "JK"
        place = tokens[cut].start
        if (cut <= solid or particles_only) and place >= tokens[cut - 1].end and place - begin > 1:
            yield begin, text[begin:place]


def _is_inflected(tokens: Sequence[Token], kinds: Sequence[str]) -> bool:
    """Tell whether an 어절 is plainly a form of a word (가게 되면, 사과가): its surface is none."""
    if kinds[0] == PREDICATE:
        bare = len(tokens[0].form) > 1 and tokens[-1].end - tokens[0].start == len(tokens[0].form)
        return not bare and not any(token.tag[0] == "J" for token in tokens)  # 세차: 세차다 + 어, or the noun
    if len(tokens) > 1 and tokens[0].tag == "NNB" and all(token.tag == "JX" for token in tokens[1:]):
        return True  # 그럴 수도, 본 적도: neither 수도 nor 적도
    known = tokens[0].tag in ("NNG", "NNP") and len(tokens[0].form) > 1
    return known and len(tokens) > 1 and all(kind in "FD" for kind in kinds[1 : len(tokens)])


def _is_odd(tokens: Sequence[Token], kinds: Sequence[str]) -> bool:
    """Tell whether Kiwi's morphemes hardly follow one another so in one 어절: then it misread a name."""
    if len(tokens) < 2:
        return False
    first = tokens[0]
    if first.form == "하" and len(tokens) > 2 and tokens[2].form == "지" and tokens[2].tag == "VX":
        return True  # 해지 is no form of 하다
    if first.tag in _SHARDS or (first.tag == "MAG" and kinds[1] in "NP"):
        return True
    if len(first.form) == 1 and kinds[0] == "N" and first.tag not in ("SL", "SN") and kinds[1] in "NPMSV":
        return True
    for before, token, kind_before, kind in zip(tokens, tokens[1:], kinds, kinds[1:], strict=False):
        if kind_before == "V" and kind in "NVMPS":
            return True  # a stem without an ending
        if before.tag in ("NP", "MAG", "NR") and kind in "MF" and token.tag[0] != "J":
            return True
        if before.tag in ("EC", "EF") and kind in "NMPS":
            return True
    return False


def is_phrase_name(form: str, tokens: Sequence[Token], kinds: Sequence[str]) -> bool:
    """Tell whether a word that somebody looks for is a name made of a phrase: 여기어때, 오늘의집.

    Kiwi reads such a name as the phrase, in other ways each time; it must be looked for by its letters.
    """
    if len(form) < 3 or form.endswith("다") or is_known(form):
        return False
    pairs = pairwise(kinds)
    return _is_odd(tokens, kinds) or any(
        (one in "NMB" and other in "VM") or (one == "F" and other in "NVM") for one, other in pairs
    )


def _misread(form: str, begin: int, *, lone: bool) -> Iterator[Word]:
    """Yield the beginnings of an 어절 that was misread: dictionary words, and names of three syllables."""
    for part in _peeled(form):
        if len(part) > 3 or (len(part) == 3 and lone) or is_known(part):
            yield begin, part
        elif lone and (other := respelt(part)) is not None:
            yield begin, other  # 베 + 송이
    if lone:
        yield from ((begin, part) for part in _peeled(form, least=3, tail=_STRONG))


def _swallowed(form: str, begin: int, token: Token) -> Iterator[Word]:
    """Yield the names inside a noun that Kiwi does not know and so may have swallowed a particle with."""
    parts = [part for part in _peeled(form) if token.start < begin + len(part) < token.end]
    if parts and not is_known(token.form):
        yield from ((begin, part) for part in parts)


def _peeled(form: str, *, least: int = 2, tail: re.Pattern[str] = TAIL) -> Iterator[str]:
    """Yield the beginnings of `least` or more syllables whose rest reads like particles or endings."""
    for cut in range(least, len(form)):
        if tail.fullmatch(form, cut):
            yield form[:cut]
