"""Which words an 어절 contains: the rules that decide what a bare term finds.

A word is taken from Kiwi's morphemes where they are trusted, and from the surface where they are not: names
and slang that Kiwi does not know are cut at wrong places, so a beginning of the 어절 whose rest is a chain of
particles and endings counts as a word too. A word inside another word does not count (배 in 배송, 환불 in
교환불가, 친절 in 불친절); a noun inside a compound of nouns does (환불 in 환불규정).
"""

import re
from collections.abc import Iterator, Sequence

from deutgo.understand.morphemes import Token
from deutgo.understand.repairs import VARIANTS, analyse_word, is_known, needs_repair, repaired, respelt

NOMINAL, BOUND, PREFIX, SUFFIX, PREDICATE, DERIVING, FUNCTION, MODIFIER, SIGN = "NBPSVDFMX"
_KIND = {
    **dict.fromkeys(("NNG", "NNP", "NP", "NR", "XR", "SL", "SH", "SN", "UN"), NOMINAL),
    "NNB": BOUND,
    "XPN": PREFIX,
    "XSN": SUFFIX,
    **dict.fromkeys(("VV", "VA", "VX", "VCN"), PREDICATE),
    **dict.fromkeys(("XSV", "XSA", "XSM"), DERIVING),
    **dict.fromkeys(("MAG", "MAJ", "MM", "IC"), MODIFIER),
    "VCP": FUNCTION,
}
# 하다, 되다 and their family make a noun's verb; all are one word to a searcher
_LIGHT = frozenset({"하", "되", "받", "당하", "시키", "드리", "안하", "안되"})
# suffixes that leave the noun what it was; any other makes a new word (은행 → 은행원, 정상 → 정상화)
_PLAIN_SUFFIXES = frozenset([*"들님씨측네용쯤째당별간께시여내외상하중후전급발금액비료률율처질류분적", "짜리"])
_CHANGING_SYLLABLES = frozenset("사원증생자가화성권단학론관장기지점국법제")
_CHANGING_PREFIXES = frozenset("불비무미반몰탈")
_ROOTED = re.compile(r"(.{2,}|맛|멋|값)(?:있|없|하|스럽|롭|시키|당하|되)")
_PARTICLES = (
    "(?:은|는|이|가|을|를|의|에|에서|에게|에겐|에선|한테|께|께서|로|으로|와|과|랑|이랑|하고|도|만|까지|까진|부터"
    "|처럼|보다|마다|조차|마저|밖에|뿐|라도|이라도|이나|든지|이든|님|씨|측|들|분|분들|이요|때문|땜|커녕|은커녕"
    "|이란|란|이라는|라는|이라고|라고|로서|로써|으로서|으로써|대로|만큼|같은|같이|라서|이라서|에도|에만|에는)"
)
_COPULA = (
    "(?:이다|입니다|이에요|예요|에요|이네|이네요|네요|이었다|였다|이였다|인데|인데요|이고|이지만|지만|이라면|라면"
    "|이잖아|잖아|이던데|던데|인가|인가요|일까|일까요|이냐|이야|이죠|이지|이면|이며)"
)
_LIGHT_FORMS = (
    "(?:안|못)?(?:하|해|했|햇|한|할|함|합|되|돼|된|될|됐|됬|됫|됨|됩|받|당하|당해|당한|당했|시키|시켜|시킨"
    "|드리|드려|드린)"
)
_TAIL = re.compile(f"{_PARTICLES}{{1,3}}(?:{_COPULA})?|{_COPULA}|{_LIGHT_FORMS}[가-힣]{{0,7}}")
_JAMO = re.compile("[ㄱ-ㅎㅏ-ㅣ]+")
_NOUNS = frozenset({"NNG", "NNP", "UN"})
_SHARDS = frozenset({"IC", "XPN", "MM"})  # what a name that Kiwi broke up begins with: 야+놀+자는
_STRONG = re.compile("(?:은|는|이|가|을|를|의|에|에서|에게|한테|께서|도|만|와|과|랑|로|으로|까지|부터){1,2}")
_JOINERS = frozenset({"SO", "SP", "SW"})  # K-POP, A/S, C++
_PIECES = 4  # the longest compound of nouns that is one word


def kind_of(tag: str) -> str:
    """Return what part a morpheme plays in finding words."""
    kind = _KIND.get(tag)
    if kind is None:
        kind = _KIND.get(tag.split("-")[0]) or (FUNCTION if tag[0] in "JEZ" else SIGN)
        _KIND[tag] = kind
    return kind


Word = tuple[int, str]  # (offset in the text, folded form)


def words_in(text: str, start: int, end: int, tokens: Sequence[Token]) -> set[Word]:
    """Return the words of the 어절 `text[start:end]`, also those it was probably meant to hold."""
    found = set(words_of(text, tokens))
    surface = text[start:end]
    if needs_repair(surface) and (meant := repaired(surface)) is not None:
        again = words_of(meant, analyse_word(meant))
        found.update((start + min(at, end - start - 1), form) for at, form in again)
    for at, form in tuple(found):
        stem = form.removesuffix("하다")
        other = VARIANTS.get(form) or VARIANTS.get(stem)
        if other is not None:
            found.add((at, other if form in VARIANTS else other + "하다"))
    return found


def words_of(text: str, tokens: Sequence[Token]) -> Iterator[Word]:
    """Yield the words of one 어절 of `text`, whose morphemes are `tokens`; duplicates may occur."""
    kinds = [kind_of(token.tag) for token in tokens]
    at = 0
    while at < len(tokens):
        if kinds[at] in "NPS":
            stop = _run_end(tokens, kinds, at)
            yield from _of_run(tokens, kinds, at, stop)
            at = stop
            continue
        token = tokens[at]
        if kinds[at] == PREDICATE:
            yield from _of_predicate(text, tokens, kinds, at)
        elif kinds[at] in "MB":
            yield token.start, token.form.lower()
        elif kinds[at] == SIGN:
            yield from _of_sign(text, token)
        at += 1
    yield from _beginnings(text, tokens, kinds)


def _run_end(tokens: Sequence[Token], kinds: Sequence[str], at: int) -> int:
    """Return where the run of touching nominal pieces that begins at `at` ends."""
    stop = at + 1
    while stop < len(tokens) and tokens[stop].start == tokens[stop - 1].end:
        counted = kinds[stop] == BOUND and tokens[stop - 1].tag in ("SN", "NR")
        if kinds[stop] not in "NPS" and not counted:
            break
        stop += 1
    return stop


def _of_run(tokens: Sequence[Token], kinds: Sequence[str], first: int, stop: int) -> Iterator[Word]:
    """Yield the nouns of a compound, alone and joined, and the verbs they make with what follows."""
    forms = [token.form.lower() for token in tokens[first:stop]]
    after = tokens[stop] if stop < len(tokens) and tokens[stop].start == tokens[stop - 1].end else None
    after_kind = kinds[stop] if after else ""
    light = after is not None and (after_kind in "DV") and after.form in _LIGHT
    for left in range(len(forms)):
        if not _may_begin(tokens, kinds, first, first + left):
            continue
        joined = ""
        for right in range(left, min(len(forms), left + _PIECES)):
            joined += forms[right]
            if not _may_end(tokens, kinds, first, first + right, stop, len(joined)):
                continue
            yield tokens[first + left].start, joined
            if right == len(forms) - 1 and after is not None and after_kind in "DV":
                yield tokens[first + left].start, joined + ("하다" if light else after.form + "다")
    other = _respelt(tokens, first, stop, forms)
    if other is not None:
        yield tokens[first].start, other
    if len(forms) > _PIECES:
        yield tokens[first].start, "".join(forms)


def _respelt(tokens: Sequence[Token], first: int, stop: int, forms: Sequence[str]) -> str | None:
    """Return the noun that a guessed or broken-up one would be with the other of two like vowels."""
    if stop - first == 1:
        guessed = tokens[first].tag in ("NNP", "UN") and 1 < len(forms[0]) < 6
        return respelt(forms[0]) if guessed else None
    broken = stop - first < 4 and all(len(form) == 1 for form in forms)
    return respelt("".join(forms)) if broken and tokens[first].tag[0] == "N" else None


def _may_begin(tokens: Sequence[Token], kinds: Sequence[str], first: int, at: int) -> bool:
    if kinds[at] == SUFFIX:
        return False
    if at == first:
        return True
    before = tokens[at - 1]
    if kinds[at - 1] == PREFIX:
        return before.form not in _CHANGING_PREFIXES
    return not (before.tag == "NNP" and len(before.form) == 1)  # 박+대준: a surname cut off its name


def _may_end(
    tokens: Sequence[Token], kinds: Sequence[str], first: int, at: int, stop: int, length: int
) -> bool:
    whole = at == stop - 1
    if kinds[at] == PREFIX:
        return False
    if length == 1 and tokens[at].tag not in ("SL", "SN", "SH"):
        alone = stop - first == 1 or (at > first and tokens[at - 1].tag == "NP" and whole)
        if not alone:
            return False
    if whole:
        return True
    after = tokens[at + 1]
    if kinds[at + 1] == SUFFIX:
        return after.form in _PLAIN_SUFFIXES
    return not (len(after.form) == 1 and after.tag == "NNG" and after.form in _CHANGING_SYLLABLES)


def _of_predicate(text: str, tokens: Sequence[Token], kinds: Sequence[str], at: int) -> Iterator[Word]:
    """Yield a verb's or adjective's dictionary form, the noun it is made of, and 찾아보다 for 찾아 + 보다."""
    token = tokens[at]
    yield token.start, token.form + "다"
    rooted = _ROOTED.fullmatch(token.form)
    if rooted:
        yield token.start, rooted[1]
    follows = at + 2 < len(tokens) and tokens[at + 1].tag == "EC" and kinds[at + 2] == PREDICATE
    if follows and tokens[at + 2].start <= tokens[at + 1].end:
        yield token.start, text[token.start : tokens[at + 2].start] + tokens[at + 2].form + "다"


def _of_sign(text: str, token: Token) -> Iterator[Word]:
    """Yield emoji, hashtags, mentions, and ㅋㅋ in its two-letter form."""
    form = text[token.start : token.end]
    if token.tag == "W_HASHTAG":
        yield token.start, form
        yield token.start + 1, form[1:]
        inside = analyse_word(form[1:])
        for at, part in words_of(form[1:], inside):
            yield token.start + 1 + at, part
    elif token.tag in ("W_MENTION", "W_URL", "W_EMAIL", "W_SERIAL", "W_EMOJI"):
        yield token.start, form
    else:
        for run in _JAMO.finditer(form):
            yield token.start + run.start(), squeeze_jamo(run[0])
        if any(ord(char) > 0x2190 and not 0x3130 <= ord(char) < 0x3190 for char in form):
            yield token.start, form


def squeeze_jamo(run: str) -> str:
    """Write ㅋㅋㅋㅋ as ㅋㅋ, so that the length of a laugh does not matter.

    >>> squeeze_jamo("ㅋㅋㅋㅋ")
    'ㅋㅋ'
    """
    return re.sub(r"(.)\1{2,}", r"\1\1", run)


def _beginnings(text: str, tokens: Sequence[Token], kinds: Sequence[str]) -> Iterator[Word]:
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
    solid = 0 if kinds[0] == PREDICATE else 1  # how many morphemes at the beginning could be one name
    while (
        solid
        and solid < last
        and (kinds[solid] in "NPSMB" or tokens[solid].tag[0] in "J" or tokens[solid].tag in _JOINERS)
    ):
        solid += 1
    cut = last
    particles_only = True
    while cut > 1 and (kinds[cut - 1] in "FDB" or tokens[cut - 1].form in _LIGHT):
        cut -= 1
        particles_only = particles_only and tokens[cut].tag[:2] == "JK"
        place = tokens[cut].start
        if (cut <= solid or particles_only) and place >= tokens[cut - 1].end and place - begin > 1:
            yield begin, text[begin:place]
    for token in tokens[:last]:
        if token.tag in _NOUNS and len(token.form) > 2:
            yield from _swallowed(text[begin:stop], begin, token)
    if last > 2 and (tokens[0].tag in _SHARDS or len(tokens[0].form) == 1):
        yield from ((begin, part) for part in _peeled(text[begin:stop], least=3, tail=_STRONG))


def _is_inflected(tokens: Sequence[Token], kinds: Sequence[str]) -> bool:
    """Tell whether an 어절 is plainly a form of a word (가게 되면, 사과가): its surface is none."""
    if kinds[0] == PREDICATE:
        return not any(token.tag[0] == "J" for token in tokens)
    known = tokens[0].tag in ("NNG", "NNP") and len(tokens[0].form) > 1
    return known and len(tokens) > 1 and all(kind in "FD" for kind in kinds[1 : len(tokens)])


def _swallowed(form: str, begin: int, token: Token) -> Iterator[Word]:
    """Yield the names inside a noun that Kiwi does not know and so may have swallowed a particle with."""
    parts = [part for part in _peeled(form) if token.start < begin + len(part) < token.end]
    if parts and not is_known(token.form):
        yield from ((begin, part) for part in parts)


def _joins(tag: str) -> bool:
    return tag[0] == "J" or tag in _JOINERS


def _peeled(form: str, *, least: int = 2, tail: re.Pattern[str] = _TAIL) -> Iterator[str]:
    """Yield the beginnings of `least` or more syllables whose rest reads like particles or endings."""
    for cut in range(least, len(form)):
        if tail.fullmatch(form, cut):
            yield form[:cut]


def is_jamo(form: str) -> bool:
    """Tell whether a form is nothing but loose jamo: ㅋㅋ, ㅠㅠ, 초성."""
    return _JAMO.fullmatch(form) is not None
