"""How alike two names are as they are spelled: by jamo, by leading consonants, by contraction, by sound.

A name lives in many spellings: 스타벅스, 스벅, ㅅㅌㅂㅅ, 스타벅쓰, Starbucks. Each measure is 0…1.
"""

import unicodedata
from enum import StrEnum

_LEADS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_TAILS = ("", *"ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ")
# consonants that Korean and Latin spellings confuse share a class; ㅇ as a lead and ㅎ are silent here
_SOUND = {
    **dict.fromkeys("ㄱㄲㅋcgkqx", "K"),
    **dict.fromkeys("ㄷㄸㅌdt", "T"),
    **dict.fromkeys("ㅂㅃㅍbpfv", "P"),
    **dict.fromkeys("ㅅㅆsz", "S"),
    **dict.fromkeys("ㅈㅉㅊj", "J"),
    **dict.fromkeys("ㄹlr", "L"),
    **dict.fromkeys("ㄴn", "N"),
    **dict.fromkeys("ㅁm", "M"),
}


class Likeness(StrEnum):
    """Why two spellings look alike."""

    MISSPELT = "misspelt"  # a jamo or two apart
    CONSONANTS = "consonants"  # ㅅㅌㅂㅅ
    SHORT = "short"  # 스벅
    SOUND = "sound"  # Starbucks


def spelling_likeness(name: str, other: str) -> tuple[float, Likeness | None]:
    """Return the strongest likeness of two spellings, and which it is; (0, None) when they differ.

    >>> spelling_likeness("스타벅스", "스벅")
    (0.8, <Likeness.SHORT: 'short'>)
    """
    a, b = name.casefold().replace(" ", ""), other.casefold().replace(" ", "")
    if not a or not b or a == b:
        return 0.0, None
    if _leads(a) == b and len(b) >= 3:
        return 0.95, Likeness.CONSONANTS
    found: list[tuple[float, Likeness]] = []
    if _is_hangul(a) and _is_hangul(b):
        near = 1 - _distance(_jamo(a), _jamo(b)) / max(len(_jamo(a)), len(_jamo(b)))
        if near >= 0.72 and min(len(a), len(b)) >= 2:
            found.append((near, Likeness.MISSPELT))
        if 2 <= len(b) < len(a) and a[0] == b[0] and _is_subsequence(b, a):
            found.append((0.6 if a.startswith(b) else 0.8, Likeness.SHORT))
    elif _is_hangul(a) != _is_hangul(b):
        near = _same_sound(a, b)
        if near:
            found.append((near, Likeness.SOUND))
    return max(found, default=(0.0, None))


def _is_hangul(text: str) -> bool:
    return all("가" <= c <= "힣" for c in text)


def _jamo(text: str) -> str:
    return unicodedata.normalize("NFD", text)


def _leads(text: str) -> str:
    return "".join(_LEADS[(ord(c) - 0xAC00) // 588] if "가" <= c <= "힣" else c for c in text)


def _is_subsequence(short: str, long: str) -> bool:
    rest = iter(long)
    return all(c in rest for c in short)


def _sounds(text: str) -> str:
    """Reduce a spelling to classes of consonants; doubled ones count once."""
    letters = ""
    for c in (
        text.removesuffix("r").replace("ch", "j").replace("ph", "p").replace("th", "t").replace("ng", "n")
    ):
        if "가" <= c <= "힣":
            code = ord(c) - 0xAC00
            letters += _LEADS[code // 588] + _TAILS[code % 28][:1].replace("ㅇ", "n")
        else:
            letters += c
    classes = "".join(_SOUND.get(c, " ") for c in letters).split()
    joined = "".join(classes)
    return "".join(c for place, c in enumerate(joined) if place == 0 or joined[place - 1] != c)


def _same_sound(a: str, b: str) -> float:
    left, right = _sounds(a), _sounds(b)
    if min(len(left), len(right)) < 3:
        return 0.5 if left == right and len(left) == 2 else 0.0
    near = 1 - _distance(left, right) / max(len(left), len(right))
    return near if near >= 0.75 else 0.0


def _distance(a: str, b: str) -> int:
    """Levenshtein distance."""
    row = list(range(len(b) + 1))
    for i, c in enumerate(a, start=1):
        last, row[0] = row[0], i
        for j, d in enumerate(b, start=1):
            last, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, last + (c != d))
    return row[-1]
