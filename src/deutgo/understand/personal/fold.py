"""One spelling for digits and signs, character for character, so that offsets stay those of the text.

Full-width and circled digits, key-cap emoji, all dashes, letters that stand in for digits (O1O) and digits
spelled as syllables (공일공 일이삼사) become plain ASCII. The length never changes.
"""

import re
import unicodedata

_NOTHING = "\u200b"  # what an invisible character becomes; patterns treat it as a separator


def _table() -> dict[int, str]:
    table = {ord(dash): "-" for dash in "‐‑‒–—―−－ー﹣⁃➖ㅡ"}
    table |= {ord(dot): "." for dot in "․。．∙•‧・"} | {ord("·"): "·", ord("ㆍ"): "·"}
    table |= {ord(blank): " " for blank in "\u00a0\u2002\u2003\u2009\u202f\u3000\u3164"}
    table |= {ord(mark): _NOTHING for mark in "\u200b\u200c\u200d\u2060\ufeff\ufe0f\u20e3"}
    table |= {0xFF01 + i: chr(0x21 + i) for i in range(94) if chr(0xFF01 + i) not in "－．"}
    for digit in "⓪①②③④⑤⑥⑦⑧⑨⓿➊➋➌➍➎➏➐➑➒❶❷❸❹❺❻❼❽❾₀₁₂₃₄₅₆₇₈₉⁰¹²³⁴⁵⁶⁷⁸⁹":
        table[ord(digit)] = str(unicodedata.digit(digit))
    for first in (0x1D7CE, 0x1D7D8, 0x1D7E2, 0x1D7EC, 0x1D7F6):  # mathematical digits
        table |= {first + i: str(i) for i in range(10)}
    return table


_TABLE = _table()
_SYLLABLES = dict(
    zip("공영령빵일이삼사오육륙칠팔구〇一二三四五六七八九", "0000123456678901234567889", strict=False)
)
_SYLLABLES = {
    **dict.fromkeys("공영령빵〇", "0"),
    **{c: str(i) for i, c in enumerate("일이삼사오육칠팔구", start=1)},
    **{c: str(i) for i, c in enumerate("一二三四五六七八九", start=1)},
    "륙": "6",
}
_SAID = "".join(_SYLLABLES)
_SPELLED = re.compile(
    rf"[0-9{_SAID}](?:[\s\-.,·()\u200b]{{0,3}}(?:(?:에|다시|대시|하이픈|하이푼|바|짝대기|작대기)[\s\-.,]{{0,2}})?[0-9{_SAID}]){{7,}}"
)
_SAID_TWICE = re.compile(rf"[{_SAID}]\s?[{_SAID}0-9]\s?[{_SAID}0-9]")
_TO_DIGITS = {ord(c): d for c, d in _SYLLABLES.items()} | {ord(c): "-" for c in "에다시대하이픈푼바짝작기"}
_TO_DIGITS[ord("이")] = "2"
_LETTERS = re.compile(
    r"(?<![A-Za-z0-9])[0oOㅇ○●][1lI|][0oOㅇ○●][\s\-.]{0,3}[0-9oOlI]{3,4}[\s\-.]{0,3}[0-9oOlI]{4}(?![A-Za-z0-9])"
)
_HYPHEN = re.compile("다시|대시|하이픈|하이푼|짝대기|작대기|에|바")
_WORDED = re.compile(rf"(?<![0-9])0[0-9]{{1,3}}(?:\s?(?:{_HYPHEN.pattern})\s?[0-9]{{3,4}}){{2}}(?![0-9])")
_TO_NUMBER = str.maketrans("oOㅇ○●lI|", "00000111")


_COPULA = re.compile(r"(?:에요|예요|요|고|라|며|야|니|구|거|랑|나|죠|지|다|로|던|었|였|[입인]|에|$|\s|[.,])")
_LEAST_SAID = 4  # fewer are words beside a number: 제일 442-…, 이 12345678


def _as_digits(match: re.Match[str]) -> str:
    said = match.group()
    if sum(c in _SYLLABLES for c in said) < _LEAST_SAID:
        return said
    tail = ""
    ends = match.end() < len(match.string) and not _lacks_one(said)
    if said[-1] == "이" and ends and _COPULA.match(match.string, match.end()):
        said, tail = said[:-1], "이"
    for word in ("하이픈", "하이푼", "짝대기", "작대기", "다시", "대시"):
        said = said.replace(word, "-" * len(word))
    return said.translate(_TO_DIGITS) + tail


def _lacks_one(said: str) -> bool:
    """Tell whether a number would be too short without its last syllable: 공이-오오오-팔팔일이."""
    groups = re.findall(rf"[0-9{_SAID}]+", said)
    return len(groups) > 2 and len(groups[-1]) == 4


def fold(text: str) -> str:
    """Return `text` with its digits and signs in one spelling; same length, same offsets.

    >>> fold("공일공-일이삼사-오육칠팔")
    '010-1234-5678'
    """
    folded = text.translate(_TABLE)
    if _SAID_TWICE.search(folded):
        folded = _SPELLED.sub(_as_digits, folded)
    if _WORDED.search(folded):
        folded = _WORDED.sub(
            lambda match: _HYPHEN.sub(lambda word: "-" * len(word.group()), match.group()), folded
        )
    if _LETTERS.search(folded):
        folded = _LETTERS.sub(lambda match: match.group().translate(_TO_NUMBER), folded)
    return folded
