"""Which words an 어절 contains: the rules that decide what a bare term finds.

A word is taken from Kiwi's morphemes where they are trusted, and from the surface where they are not: names
and slang that Kiwi does not know are cut at wrong places, so a beginning of the 어절 whose rest is a chain of
particles and endings counts as a word too. A word inside another word does not count (배 in 배송, 환불 in
교환불가, 친절 in 불친절); a noun inside a compound of nouns does (환불 in 환불규정).
"""

import re
from collections.abc import Iterator, Sequence

from deutgo.understand.beginnings import Word, beginnings
from deutgo.understand.kinds import BOUND, JOINERS, LATIN, LIGHT, PREDICATE, PREFIX, SIGN, SUFFIX, kind_of
from deutgo.understand.morphemes import Token
from deutgo.understand.repairs import VARIANTS, analyse_word, needs_repair, repaired, respelt, respelt_end

# suffixes that leave the noun what it was; any other makes a new word (은행 → 은행원, 정상 → 정상화)
_PLAIN_SUFFIXES = frozenset(
    [*"들님씨측네용쯤째당별간께씩시여내외상하중후전급발금액비료률율처질류분적", "짜리"]
)
_CHANGING_SYLLABLES = frozenset("사원증생자가화성권단학론관장기지점국법제")
_CHANGING_PREFIXES = frozenset("불비무미반몰탈")
# what a firm's name goes on with while people call it by the beginning: 스타벅스코리아, 남양유업
_FIRM = re.compile(
    r"(.{2,}?)(?:코리아|그룹|홀딩스|전자|식품|유업|제과|제약|건설|커피|치킨|피자|버거|푸드|푸드빌|본사)"
)
_OURS = frozenset(
    ["은행", "카드", "금융", "금융그룹", "금융지주", "증권", "투자증권", "캐피탈", "저축은행", "자산운용"]
)  # 우리은행 is no 우리
_TOGETHER = {"물어보": "묻다"}  # what Kiwi reads as one verb and people as two
_ROOTED = re.compile(r"(.{2,}|맛|멋|값)(?:있|없|하|스럽|롭|시키|당하|되)")
_JAMO = re.compile("[ㄱ-ㅎㅏ-ㅣ]+")
_BETWEEN_LETTERS = re.compile("(?<=[a-z])[/&._·-](?=[a-z])")
NEGATIONS = frozenset({"안", "못"})
BETWEEN = frozenset(
    {"이", "가", "을", "를", "도", "만", "은", "는"}
)  # noun and verb are one word all the same
SUPPORTING = LIGHT | {"나", "내", "없", "있", "들", "걸리", "빠지", "떨어지"}
_APART = frozenset({("비", "추천")})  # Kiwi reads 비 as rain, which 비피해 and 비소식 do begin with
_FROZEN = {"다른": "다르다", "이런": "이렇다", "그런": "그렇다", "저런": "저렇다", "어떤": "어떻다"}
# stems that lose their ㄹ before these endings and are then spelt like another verb: 파는, 여시는
_DROPPED = {"파": "팔", "무": "물", "부": "불", "여": "열", "노": "놀", "우": "울", "거": "걸"}
_DROPPING = frozenset("는니넨ᆸ시세신십나냐")
_PIECES = 4  # the longest compound of nouns that is one word


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
        elif (other := respelt_end(form)) is not None:
            found.add((at, other))
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
            if not _is_swallowed(tokens, kinds, at):
                yield token.start, token.form.lower()
            yield from _of_modifier(tokens, kinds, at)
            if (
                token.form in NEGATIONS
                and kinds[at + 1 : at + 2] == ["N"]
                and tokens[at + 1].start == token.end
            ):
                at = _run_end(tokens, kinds, at + 1)  # 안 + 전화: nobody denies a noun so
                continue
        elif kinds[at] == SIGN:
            yield from _of_sign(text, token)
        at += 1
    yield from beginnings(text, tokens, kinds)


def _run_end(tokens: Sequence[Token], kinds: Sequence[str], at: int) -> int:
    """Return where the run of touching nominal pieces that begins at `at` ends."""
    stop = at + 1
    while stop < len(tokens) and tokens[stop].start == tokens[stop - 1].end:
        counted = kinds[stop] == BOUND and tokens[stop - 1].tag in ("SN", "NR")
        if kinds[stop] not in "NPS" and not counted and not _is_joiner(tokens, stop):
            break
        stop += 1
    return stop


def without_joiners(form: str) -> str:
    """Write A/S as AS and K-POP as KPOP, which people do not tell apart.

    >>> without_joiners("a/s")
    'as'
    """
    return _BETWEEN_LETTERS.sub("", form)


def _is_joiner(tokens: Sequence[Token], at: int) -> bool:
    """Tell whether a sign stands between Latin letters or digits: A/S, K-POP, C&C."""
    inside = tokens[at].tag in JOINERS and 0 < at < len(tokens) - 1
    return inside and tokens[at - 1].tag in LATIN and tokens[at + 1].tag in LATIN


def _of_run(tokens: Sequence[Token], kinds: Sequence[str], first: int, stop: int) -> Iterator[Word]:
    """Yield the nouns of a compound, alone and joined, and the verbs they make with what follows."""
    forms = [token.form.lower() for token in tokens[first:stop]]
    after = tokens[stop] if stop < len(tokens) and tokens[stop].start == tokens[stop - 1].end else None
    after_kind = kinds[stop] if after else ""
    light = after is not None and (after_kind in "DV") and after.form in LIGHT
    for left in range(len(forms)):
        if not _may_begin(tokens, kinds, first, first + left):
            continue
        joined = ""
        for right in range(left, min(len(forms), left + _PIECES)):
            joined += forms[right]
            if not _may_end(tokens, kinds, first, first + right, stop, len(joined)):
                continue
            yield tokens[first + left].start, joined
            plain = without_joiners(joined)
            if plain != joined:
                yield tokens[first + left].start, plain
            if right == len(forms) - 1 and after is not None and after_kind in "DV":
                yield tokens[first + left].start, joined + ("하다" if light else after.form + "다")
    for token in tokens[first:stop]:
        firm = (
            _FIRM.fullmatch(token.form) if token.tag in ("NNP", "UN", "NNG") and len(token.form) > 3 else None
        )
        if firm:
            yield token.start, firm[1].lower()
    if after is not None and after.form in BETWEEN and tokens[stop + 1 : stop + 2]:
        verb = tokens[stop + 1]  # 어이가없네, 짜증이나네: as with blanks, see `document._around_particle`
        if tokens[stop - 1].tag in ("NNG", "XR") and kinds[stop + 1] == PREDICATE and verb.form in SUPPORTING:
            yield tokens[stop - 1].start, forms[-1] + ("하다" if verb.form in LIGHT else verb.form + "다")
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
    if kinds[at] == SUFFIX or tokens[at].tag in JOINERS:
        return False
    if at == first:
        return True
    before = tokens[at - 1]
    if kinds[at - 1] == PREFIX:
        return before.form not in _CHANGING_PREFIXES
    if (before.form, tokens[at].form) in _APART:
        return False
    return not (before.tag == "NNP" and len(before.form) == 1)  # 박+대준: a surname cut off its name


def _may_end(
    tokens: Sequence[Token], kinds: Sequence[str], first: int, at: int, stop: int, length: int
) -> bool:
    whole = at == stop - 1
    if kinds[at] == PREFIX or tokens[at].tag in JOINERS:
        return False
    if length == 1 and tokens[at].tag not in ("SL", "SN", "SH"):
        alone = stop - first == 1 or (at > first and tokens[at - 1].tag == "NP" and whole)
        if not alone:
            return False
    if whole:
        return True
    after = tokens[at + 1]
    if tokens[at].form == "우리" and after.form in _OURS:
        return False
    if kinds[at + 1] == SUFFIX:
        return after.form in _PLAIN_SUFFIXES or (at + 2 == stop and after.form in "이가")  # 직방이, 접수가
    return not (len(after.form) == 1 and after.tag == "NNG" and after.form in _CHANGING_SYLLABLES)


def _is_swallowed(tokens: Sequence[Token], kinds: Sequence[str], at: int) -> bool:
    """Tell whether a lone syllable ends a word that Kiwi does not know (출 + 차); a counted unit does not."""
    if kinds[at] != BOUND or len(tokens[at].form) > 1 or at == 0:
        return False
    before = tokens[at - 1]
    return kinds[at - 1] == "N" and before.tag not in ("SN", "NR") and before.end == tokens[at].start


def _of_modifier(tokens: Sequence[Token], kinds: Sequence[str], at: int) -> Iterator[Word]:
    """Yield 안되다 for 안 + 되다, 다르다 for 다른, and 알다 where Kiwi reads an exclamation (아시는)."""
    token = tokens[at]
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    if token.form in NEGATIONS and following is not None and kinds[at + 1] in "VD":
        yield token.start, token.form + following.form + "다"
    elif token.form == "아" and following is not None and following.tag == "EP":
        yield token.start, "알다"
    elif token.form in _FROZEN and token.tag == "MM":
        yield token.start, _FROZEN[token.form]


def _of_predicate(text: str, tokens: Sequence[Token], kinds: Sequence[str], at: int) -> Iterator[Word]:
    """Yield a verb's or adjective's dictionary form, the noun it is made of, and 찾아보다 for 찾아 + 보다."""
    token = tokens[at]
    yield token.start, token.form + "다"
    if token.form in _TOGETHER:
        yield token.start, _TOGETHER[token.form]
    if token.form == "지" and (at == 0 or tokens[at - 1].tag != "EC"):
        yield token.start, "짓다"  # 지었대: no 어 stands before it, so it is no 지다
    if token.form.endswith("워지") and len(token.form) > 2:  # 뜨거워지다 is 뜨겁다, become
        adjective = analyse_word(token.form[:-1])
        if adjective and kind_of(adjective[0].tag) == PREDICATE:
            yield token.start, adjective[0].form + "다"
    if token.form in _DROPPED and at + 1 < len(tokens) and tokens[at + 1].form[:1] in _DROPPING:
        yield token.start, _DROPPED[token.form] + "다"
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


def is_jamo(form: str) -> bool:
    """Tell whether a form is nothing but loose jamo: ㅋㅋ, ㅠㅠ, 초성."""
    return _JAMO.fullmatch(form) is not None
