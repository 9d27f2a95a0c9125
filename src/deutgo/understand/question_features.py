"""What a mention asks or claims, as the ideas in it: facets (when, where, how much), topics, and words.

Customers name one idea in many ways (환불, 돈 돌려받, 청약철회), so ideas come from a list of patterns,
matched in the text without blanks. A second list has broader senses (늦다, 지연, 연착), found by morpheme, so
that trades that nobody listed are read too. What neither knows is carried by Kiwi's content morphemes.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files

from ahocorasick_rs import AhoCorasick

from deutgo.understand.morphemes import Token

_BLANK = re.compile(r"[\s?!.,~…ㅠㅜㅋㅎ;()'\"“”‘’]+")
_CONTENT = ("NN", "VV", "VA", "XR", "SL", "MA")
_EMPTY_WORDS = frozenset("하되있없것거수저나이그때좀안못주보같알오가받들등분제내더또다") | {
    "대하",
    "그거",
    "이거",
    "너무",
    "진짜",
    "정말",
}
_AMOUNT = re.compile(
    r"얼마(?!나?\s?(?:더\s?)?(?:만에|걸|기다))|얼만[지가]|몇\s?(?:만\s?)?원|몇\s?(?:프로|퍼)"
)
_TIME = re.compile(r"언제|며칠|몇일|몇\s?시|얼마나?\s?(?:더\s?)?(?:만에|걸|기다)")
_CAUSE = re.compile(r"왜|이유|원인|사유|까닭|뭐\s?때[문매]|무엇\s?때문")
_MANNER = re.compile(r"어떻게\s?(?!되)|어케|어떡|방법|절차|하는\s?법|어디로")
_ASKS = re.compile(
    r"(?:나요|까요|가요|니까|는지|은지|건지|인지|할지|냐|까|나여|나용|죠|지요|려나|인가|던가|을까|나|(?<!라)니)"
    r"(?:\s*궁금\S*)?[ㅠㅜㅋㅎ.!~…\s]*$"
)
_ASKING_WORDS = re.compile(
    r"언제|며칠\s?(?:이나\s?)?(?:걸|뒤|정도)|몇일|어디|어떻게|어케|왜|얼마|몇\s?[가-힣]|무엇|무슨|뭔가|뭐예|뭐에|뭐임|뭐죠|뭘|어떤|어느|궁금|알려\s?주세|알려\s?주실|알려\s?줘"
    r"|문의(?:합|드|요|$)|여쭤|여쭙|알고\s?싶|(?:안내|설명|확인|답변|회신|조회|견적|규정|금액|방법|절차)\s?(?:좀|부탁|바랍|바라|해\s?주[세시])"
    r"|[을를할될볼올갈줄낼댈]까요|[는은]지(?:요|\s?확인|\s?알려|\s?문의|\s?여부)|나여|(?:인|은|는)가요|아시는\s?분|아는\s?분|계신가|방법\s?좀|하는\s?법|설명\s?좀|설명해\s?주"
)
_PRAISE = re.compile(r"좋네요|좋아요|예뻐요|맛있|감사합니다|최고예요|추천해요|만족")
_TELLS = re.compile(
    r"대요|다네요|답니다|다던데|라던데|다고\s?(?:함|하|들)|당했|않|안\s|못|없|나왔|나옴|됐|됨|떴|뜸|ㅡㅡ|어이없|화나|짜증"
)


_BESIDE = frozenset({"?refuse", "?noanswer", "?neg"})  # what a claim holds as well
_PREDICATES = frozenset({"able?", "true?"})
_SENSED = frozenset({"NN", "VV", "VA", "XR", "SL", "MA", "VX"})
_MEANT = frozenset({"NN", "VV", "VA", "XR", "SL", "MA", "NP"})
_SHORT = 3  # a pattern this short is found at the start of a morpheme only: 금 is not in 궁금
_PRICES = "비료값"  # 학원비, 이용료, 전기값: what ends so is a price


class AskKind(StrEnum):
    """Whether a mention asks, claims, or neither."""

    QUESTION = "question"
    CLAIM = "claim"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Idea:
    """One mention's ideas: names of facets and topics of the lists, and content words."""

    kind: AskKind
    facets: frozenset[str]
    topics: frozenset[str]
    words: frozenset[str]
    asks: frozenset[str] = frozenset()  # what is asked by `asks.txt`; ?none and ?told beside them
    meant: frozenset[str] = frozenset()  # morphemes whose meaning is compared, `form/tag`
    sense: bytes = b""  # from the optional encoder, see `question_sense`


@lru_cache(maxsize=1)
def _patterns() -> tuple[AhoCorasick, list[str]]:
    text = (files("deutgo.understand") / "lexicon" / "concepts.txt").read_text(encoding="utf-8")
    pairs: list[tuple[str, str]] = []
    for line in text.splitlines():
        if line and not line.startswith("#"):
            name, patterns = line.split("\t")
            pairs += [(pattern.lower(), name) for pattern in patterns.split()]
    return AhoCorasick([pattern for pattern, _ in pairs]), [name for _, name in pairs]


def concepts(text: str, tokens: Sequence[Token] | None = None) -> frozenset[str]:
    """Return the names of all listed ideas in a text; facets end in `?`. Morphemes keep chance hits out."""
    machine, names = _patterns()
    lowered = text.lower()
    blank = {place for found in _BLANK.finditer(lowered) for place in range(*found.span())}
    places = [place for place in range(len(lowered)) if place not in blank]
    squeezed = "".join(lowered[place] for place in places)
    starts = set(places) if tokens is None else {token.start for token in tokens}
    return frozenset(
        names[index]
        for index, start, end in machine.find_matches_as_indexes(squeezed, overlapping=True)
        if end - start > _SHORT or places[start] in starts
    )


@lru_cache(maxsize=1)
def _senses() -> tuple[AhoCorasick, list[str], dict[str, frozenset[str]]]:
    text = (files("deutgo.understand") / "lexicon" / "senses.txt").read_text(encoding="utf-8")
    by_form: dict[str, set[str]] = {}
    long: list[tuple[str, str]] = []
    for line in text.splitlines():
        if line and not line.startswith("#"):
            forms = line.split()
            name = f"={forms[0]} {forms[1]}"
            for form in forms:
                by_form.setdefault(form, set()).add(name)
                if len(form) >= 3 and not form.endswith("다"):
                    long.append((form, name))
    machine = AhoCorasick([form for form, _ in long])
    return machine, [name for _, name in long], {form: frozenset(names) for form, names in by_form.items()}


def _within(text: str) -> frozenset[str]:
    machine, names, _ = _senses()
    squeezed = _BLANK.sub("", text.lower())
    return frozenset(
        names[index] for index, _, _ in machine.find_matches_as_indexes(squeezed, overlapping=True)
    )


@lru_cache(maxsize=1 << 16)
def word_senses(form: str, tag: str) -> frozenset[str]:
    """Return the senses of one morpheme, named `=` and the first two words of a line of `senses.txt`."""
    _, _, by_form = _senses()
    form = form.lower()
    found = by_form.get(f"{form}다" if tag[0] == "V" else form) or by_form.get(form, frozenset())
    if len(form) >= 3:
        found |= _within(form)
        if tag[:2] == "NN":
            found |= by_form.get(form[:2], frozenset()) | by_form.get(form[-2:], frozenset())
            if form[-1] in _PRICES:
                found |= by_form["가격"]
    return found


def senses_of(text: str, tokens: Sequence[Token]) -> frozenset[str]:
    """Return the senses of a text."""
    held = (word_senses(token.form, token.tag) for token in tokens if token.tag[:2] in _SENSED)
    return _within(text).union(*held)


@lru_cache(maxsize=1)
def _asks() -> dict[str, re.Pattern[str]]:
    text = (files("deutgo.understand") / "lexicon" / "asks.txt").read_text(encoding="utf-8")
    pairs = (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
    return {f"?{name}": re.compile(pattern) for name, pattern in pairs}


def asks_of(text: str, kind: AskKind) -> frozenset[str]:
    """Return what a text asks for: `?when`, `?howmuch` …; `?none` where nothing, `?told` of a claim."""
    lowered = text.lower()
    found = {name for name, pattern in _asks().items() if pattern.search(lowered)}
    if not found - _BESIDE:
        found.add("?none")
    if kind is not AskKind.QUESTION:
        found.add("?told")
    return frozenset(found)


@lru_cache(maxsize=1)
def _empty() -> frozenset[str]:
    text = (files("deutgo.understand") / "lexicon" / "empty_words.txt").read_text(encoding="utf-8")
    return frozenset(word for line in text.splitlines() if not line.startswith("#") for word in line.split())


def _facets(text: str, listed: frozenset[str]) -> frozenset[str]:
    """Return what is asked: the listed facets, put right by the plain question words."""
    facets = set(listed)
    asks_time, asks_amount = bool(_TIME.search(text)), bool(_AMOUNT.search(text))
    if asks_time and not asks_amount:
        facets.discard("howmuch?")
    for name, asked in (
        ("when?", asks_time),
        ("howmuch?", asks_amount),
        ("why?", _CAUSE.search(text)),
        ("how?", _MANNER.search(text)),
    ):
        if asked:
            facets.add(name)
    if len(facets) > 1:
        facets -= _PREDICATES  # 언제 되나요 asks when; 되나요 alone asks whether
    return frozenset(facets)


def kind_of(text: str, topics: frozenset[str], tokens: Sequence[Token] = ()) -> AskKind:
    """Say whether a mention asks, claims, or neither; in doubt it claims, since a claim left out is lost.

    >>> kind_of("환불은 언제 되나요", frozenset()).value, kind_of("벌레가 나왔어요", frozenset()).value
    ('question', 'claim')
    """
    if "?" in text or "？" in text or _ASKING_WORDS.search(text):
        return AskKind.QUESTION
    if any(_ASKS.search(part) for part in re.split(r"[.!~\n]+", text) if part.strip()):
        return AskKind.QUESTION
    if _PRAISE.search(text) and not _TELLS.search(text):
        return AskKind.NONE
    if topics or _TELLS.search(text) or _told(tokens):
        return AskKind.CLAIM
    return AskKind.NONE


def _told(tokens: Sequence[Token]) -> bool:
    """A noun, and something that happened (past), is seen (가르치네요) or jotted down (데려감, 나옴)."""
    tags = {token.tag for token in tokens}
    past = any(token.tag == "EP" and token.form in {"었", "았", "였"} for token in tokens)
    seen = any(token.tag == "EF" and token.form.startswith(("네", "더", "ㄴ다", "는다")) for token in tokens)
    happens = past or "ETN" in tags or "JKS" in tags or (seen and bool(tags & {"VV", "VCP"}))
    return bool(tags & {"NNG", "NNP", "SL"}) and happens


def idea_of(text: str, tokens: Sequence[Token], sense: bytes = b"") -> Idea:
    """Read one mention, with its morphemes."""
    found = concepts(text, tokens)
    listed = frozenset(name for name in found if name.endswith("?"))
    topics = found - listed
    words = frozenset(
        token.form for token in tokens if token.tag[:2] in _CONTENT and token.form not in _EMPTY_WORDS
    )
    kind = kind_of(text, topics, tokens)
    return Idea(
        kind=kind,
        facets=_facets(text, listed),
        topics=topics | senses_of(text, tokens),
        words=words,
        asks=asks_of(text, kind),
        meant=frozenset(
            f"{token.form}/{token.tag}"
            for token in tokens
            if token.tag[:2] in _MEANT and token.form not in _empty()
        ),
        sense=sense,
    )
