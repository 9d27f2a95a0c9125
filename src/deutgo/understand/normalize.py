"""One chain from text as written to text that can be compared; the raw text is always kept.

The steps run in the order of `STEPS`, each a pure function of text. They undo how people type (fullwidth
letters, invisible marks, stretched syllables, spelling slips), never what they say: no word is removed.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import unescape

URL = "\ue001"  # private-use signs: one code point each, and no text brings them along
HANDLE = "\ue002"
_JOINT = "\uffff"  # no character, says Unicode

_INVISIBLE = re.compile(
    "[\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\u00ad\ufe00-\ufe0f\U0001f3fb-\U0001f3ff]"
)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ue000-\uf8ff]")
_FULLWIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_HAS_FULLWIDTH = re.compile("[\uff01-\uff5e]")
_ENTITY = re.compile(r"&(?:[a-zA-Z]{2,8}|#\d{1,6});|<br\s*/?>")
_URL = re.compile(r"(?:https?://|www\.)[^\s<>\"'가-힣]+", re.IGNORECASE)
_HANDLE = re.compile(r"(?<![\w.])@[A-Za-z0-9_.*]{2,}")
_RUN = re.compile(r"([^\d])\1{2,}", re.DOTALL)
_DIGIT = re.compile(r"\d")
_DIGIT_RUN = re.compile(r"(\d)\1{2,}")
_PAIR_RUN = re.compile(r"([^\d\s][^\d\s])\1{2,}")
_LAUGH = re.compile(r"[ㅋㅎ]{2,}")
_CRY = re.compile(r"[ㅠㅜ]{2,}")
_BLANK = re.compile(r"\s+")
_LONG_NUMBER = re.compile(r"\d{5,}")

# spelling slips that change no meaning; each left side is a non-word or always a slip
_SLIPS = {
    "됬": "됐",
    "햇어": "했어",
    "햇었": "했었",
    "햇다": "했다",
    "햇는": "했는",
    "햇네": "했네",
    "햇음": "했음",
    "햇지만": "했지만",
    "햇습": "했습",
    "햇더": "했더",
    "햇던": "했던",
    "읍니다": "습니다",
    "슴니다": "습니다",
    "스빈다": "습니다",
    "슾니다": "습니다",
    "않되": "안되",
    "않돼": "안돼",
    "외않": "왜안",
    "잇어": "있어",
    "잇네": "있네",
    "잇음": "있음",
    "잇습": "있습",
    "재밋": "재밌",
    "재미잇": "재미있",
    "짜증낫": "짜증났",
    "어의없": "어이없",
    "어의가없": "어이가없",
    "어떻해": "어떡해",
    "어떡게": "어떻게",
    "웬지": "왠지",
    "몇일": "며칠",
    "오랫만": "오랜만",
    "설겆이": "설거지",
    "희안": "희한",
    "일부로": "일부러",
    "엇어": "었어",
    "엇는": "었는",
    "엇다": "었다",
    "앗어": "았어",
    "앗는": "았는",
    "앗다": "았다",
    "겟어": "겠어",
    "겟다": "겠다",
    "겟네": "겠네",
    "갯네": "겠네",
    "햇갈": "헷갈",
}
_SLIP = re.compile("|".join(sorted(map(re.escape, _SLIPS), key=len, reverse=True)))


def _compose(text: str) -> str:
    if text.isascii():
        return text
    composed = unicodedata.normalize("NFC", text)
    return composed.translate(_FULLWIDTH) if _HAS_FULLWIDTH.search(composed) else composed


def _strip_marks(text: str) -> str:
    return _INVISIBLE.sub("", _CONTROL.sub(" ", text))


def _entities(text: str) -> str:
    return _ENTITY.sub(lambda hit: " " if hit[0].startswith("<") else unescape(hit[0]), text)


def _links(text: str) -> str:
    return _HANDLE.sub(HANDLE, _URL.sub(URL, text))


def _runs(text: str) -> str:
    return _PAIR_RUN.sub(r"\1\1", _RUN.sub(r"\1\1", text))


def _feelings(text: str) -> str:
    """One spelling for laughing (ㅋㅋ, ㅎㅎ by their first letter) and for crying."""
    return _CRY.sub("ㅠㅠ", _LAUGH.sub(lambda hit: hit[0][0] * 2, text))


def _slips(text: str) -> str:
    return _SLIP.sub(lambda hit: _SLIPS[hit[0]], text)


def _blanks(text: str) -> str:
    return _BLANK.sub(" ", text).strip()


STEPS: dict[str, Callable[[str], str]] = {
    "compose": _compose,  # NFC, fullwidth ASCII. Not NFKC: it would turn ㅋ into a conjoining jamo
    "marks": _strip_marks,  # zero-width and direction marks, variation selectors, skin tones
    "entities": _entities,  # &amp; <br>
    "links": _links,  # web addresses and @handles become one sign each
    "runs": _runs,  # 최고오오오 → 최고오오, !!!! → !!, 제발제발제발 → 제발제발
    "feelings": _feelings,  # ㅋㅎㅋ → ㅋㅋ, ㅠㅜㅠ → ㅠㅠ
    "slips": _slips,  # 됬 → 됐, 어의없 → 어이없
    "blanks": _blanks,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Normalized:
    """A text with what the chain made of it; `changed` names the steps that altered something."""

    raw: str
    text: str
    changed: tuple[str, ...]


def normalize(text: str) -> Normalized:
    """Run the whole chain and say which steps did something.

    >>> normalize("진짜 최고오오오!!!! ㅋㅎㅋㅎ").text
    '진짜 최고오오!! ㅋㅋ'
    """
    raw = text
    changed = []
    for name, step in STEPS.items():
        before, text = text, step(text)
        if before != text:
            changed.append(name)
    return Normalized(raw=raw, text=text, changed=tuple(changed))


def fold(text: str) -> str:
    """Return the form that the label models read: the chain, lower case, long numbers made alike."""
    for step in STEPS.values():
        text = step(text)
    text = text.lower()
    if _DIGIT.search(text) is None:
        return text
    return _LONG_NUMBER.sub("00000", _DIGIT_RUN.sub(r"\1\1", text))


def fold_many(texts: Sequence[str]) -> list[str]:
    """Fold a batch as `fold` folds each: joined into one text, a dozen steps are paid once and not for each.

    No step looks across the spaces around the sign that joins, and none writes or removes it.
    """
    if len(texts) < 2 or any(_JOINT in text for text in texts):
        return [fold(text) for text in texts]
    return [text.strip(" ") for text in fold(f" {_JOINT} ".join(texts)).split(_JOINT)]
