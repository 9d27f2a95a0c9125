"""Sentiment toward something named in a text: the clause about it, and a few turns of comparison.

"맛은 있는데 배달이 늦어요" praises one thing and blames another. The text is cut where Korean turns
(지만, 는데, 고, sentence ends); the clauses that name the aspect are labelled on their own and weighed
against the whole. Comparisons (A보다 B가, A에서 B로 옮겼다) are decided by their particle.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from deutgo.understand.labels import SENTIMENTS, Label, label_of, probabilities_of

Table = NDArray[np.float32]
LEAST = 0.40
_NEGATIVE, _POSITIVE, _NEUTRAL = (SENTIMENTS.index(name) for name in ("negative", "positive", "neutral"))

_TURN = re.compile(
    r"(?:지만|는데도?|은데도?|인데도?|던데|한데|운데|큰데|싼데|른데|쁜데|픈데|었는데|으나|해도|어도|아도|여도|라도"
    r"|지 ?말고|면서|길래|더니)(?=[\s,.])[\s,.]*"
    # 고 also ends nouns (광고, 최고), so only after what is surely a predicate
    r"|(?:하고|되고|있고|없고|좋고|크고|높고|넓고|싸고|예쁘고|이쁘고|빠르고|느리고|이고|많고|적고|쉽고|밝고|맑고|착하고"
    r"|뛰어나고|었고|았고|했고|렸고|졌고|났고)(?=[\s,])[\s,]*"
    r"|(?<=[가-힣])만 (?=[가-힣])"
    r"|[.!?…~]+\s*|,\s*|\s*(?:하지만|그런데|근데|그래도|반면에?|다만|대신|그러나|오히려|차라리)\s+"
    r"|(?:ㅋ|ㅎ|ㅠ|ㅜ|ㅡ)+\s+"
)
_PARTICLES = (
    r"(?:은|는|이|가|을|를|도|만|의|에|에서|에게|한테|로|으로|와|과|랑|이랑|하고|보다|보단"
    r"|이나|나|처럼|같은|들)?"
)
_LOSES = re.compile(r"\s?(?:보다|보단|에 비해|에 비하면|와는? 달리|과는? 달리|랑은? 달리|이랑은? 달리)")
_LEFT = re.compile(
    r"(?:을|를|은|는)?\s?(?:버리고|버렸|떠나|해지|탈퇴|끊고|끊었|접고|접었|그만두|불매|삭제하고|때문에|탓에)"
    r"|에서 .{0,20}(?:갈아|옮[기겼김]|바꿨|바꾸|넘어)"
)
_CHOSEN = re.compile(
    r"\s?(?:으로|로) .{0,6}(?:갈아|옮[기겼김길]|바꿨|바꾸|바꾼|넘어|정착)"
    r"|\s?(?:이|가)? ?(?:훨씬 |더 |제일 |그나마 )?(?:낫|나았|나은|나아요|나음)"
    r"|\s?좀? ?(?:본받|배워|반만)|\s?덕분에|\s?(?:처럼|만큼)만? .{0,8}(?:해라|하세요|해 ?봐|했으면)"
)
_CONNECTIVES = ("지만", "으나", "는데도", "는데", "은데도", "은데", "던데", "해도", "어도", "아도", "고")
_NIEUN = 4  # ㄴ among the final consonants
_EXCEPT = re.compile(r"(?:만|을|를)? ?(?:빼고|빼면|제외하|말고는|아쉽)")


@dataclass(frozen=True, slots=True, kw_only=True)
class AspectSentiment:
    """What a text says of one named thing; `name` as it was asked for."""

    name: str
    sentiment: Label


@dataclass(frozen=True, slots=True)
class _Asked:
    text: int
    name: str
    clause: str  # empty: the name is not in the text
    whole: bool  # nothing turns in this text
    rule: int | None  # the sentiment that the turn of phrase decides


def clauses(text: str) -> list[tuple[int, int]]:
    """Cut a text where it turns: code points, half-open, covering all of it.

    >>> [("맛은 있는데 배달이 늦어요"[a:b]) for a, b in clauses("맛은 있는데 배달이 늦어요")]
    ['맛은 있는데 ', '배달이 늦어요']
    """
    cuts = [0, *(hit.end() for hit in _TURN.finditer(text) if 0 < hit.end() < len(text)), len(text)]
    return [(begin, end) for begin, end in pairwise(cuts) if end > begin]


def finite(clause: str) -> str:
    """End a clause as a sentence would: what 지만 or 는데 announce belongs to the next clause.

    >>> finite("배송은 빠른데 "), finite("값은 비쌌지만"), finite("다 좋아요")
    ('배송은 빠르다', '값은 비쌌다', '다 좋아요')
    """
    bare = clause.rstrip(" ,.")
    for ending in _CONNECTIVES:
        stem = bare.removesuffix(ending)
        if stem != bare and stem and not stem.endswith(" "):
            return stem + ("하다" if ending == "해도" else "다")
    if len(bare) > 2 and bare[-1] == "데" and (ord(bare[-2]) - 0xAC00) % 28 == _NIEUN:
        return bare[:-2] + chr(ord(bare[-2]) - _NIEUN) + "다"  # 빠른데 → 빠르다
    return clause.strip()


def _find(text: str, name: str) -> list[tuple[int, int]]:
    """Find a name whatever its spacing and case; a one-letter name must begin a word."""
    letters = [re.escape(letter) for letter in name.strip() if not letter.isspace()]
    if not letters:
        return []
    begin = r"(?<![가-힣A-Za-z0-9])" if len(letters) == 1 else ""
    end = rf"(?={_PARTICLES}(?![가-힣]))" if len(letters) == 1 else ""
    pattern = begin + r"\s?".join(letters) + end
    return [(hit.start(), hit.end()) for hit in re.finditer(pattern, text, re.IGNORECASE)]


def _rule(text: str, end: int, overall: int) -> int | None:
    rest = text[end : end + 40]
    if _LOSES.match(rest):
        return {_POSITIVE: _NEGATIVE, _NEGATIVE: _POSITIVE}.get(overall)
    if _CHOSEN.match(rest):
        return _POSITIVE
    if _LEFT.match(rest):
        return _NEGATIVE
    if _EXCEPT.match(rest):
        return _NEGATIVE if overall == _POSITIVE else None
    return None


def _ask(number: int, text: str, name: str, others: Sequence[str], overall: int) -> _Asked:
    places = _find(text, name)
    if not places:
        return _Asked(number, name, "", True, None)
    parts = clauses(text)
    if len(parts) == 1:
        return _Asked(number, name, text, True, _rule(text, places[0][1], overall))
    kept = [part for part in parts if any(part[0] <= begin < part[1] for begin, _ in places)]
    last = parts.index(kept[-1])
    stops = {
        parts.index(part)
        for part in parts
        for other in others
        for at, _ in _find(text, other)
        if part[0] <= at < part[1]
    }
    # a clause that only names ("라떼는,") goes on into the next, unless that has its own name
    while last + 1 < len(parts) and last + 1 not in stops and sum(e - b for b, e in kept) < len(name) + 4:
        last += 1
        kept.append(parts[last])
    clause = finite("".join(text[begin:end] for begin, end in kept))
    return _Asked(number, name, clause, False, _rule(text, places[0][1], overall))


def aspect_sentiments(
    texts: Sequence[str], names: Sequence[Sequence[str]], whole: Table
) -> list[list[AspectSentiment]]:
    """Judge every named aspect of every text.

    `whole` [texts, 3] are the sentiment probabilities of the texts, in the order of `SENTIMENTS`.
    """
    asked = [
        _ask(number, text, name, [other for other in wanted if other != name], int(np.argmax(whole[number])))
        for number, (text, wanted) in enumerate(zip(texts, names, strict=True))
        for name in wanted
    ]
    inside = [each for each in asked if each.clause and not each.whole]
    parts = dict(
        zip(map(id, inside), probabilities_of("sentiment", [each.clause for each in inside]), strict=True)
    )
    found: list[list[AspectSentiment]] = [[] for _ in texts]
    for each in asked:
        chances = _weigh(each, whole[each.text], parts.get(id(each)))
        found[each.text].append(
            AspectSentiment(name=each.name, sentiment=label_of(SENTIMENTS, chances, LEAST))
        )
    return found


def _weigh(asked: _Asked, whole: Table, part: Table | None) -> Table:
    if not asked.clause:  # about something else: the text's feeling says little
        return np.asarray(0.3 * whole + 0.7 * np.eye(3, dtype=np.float32)[_NEUTRAL], dtype=np.float32)
    chances = whole if part is None else 0.75 * part + 0.25 * whole
    if asked.rule is not None:
        chances = 0.25 * chances + 0.75 * np.eye(3, dtype=np.float32)[asked.rule]
    return np.asarray(chances / chances.sum(), dtype=np.float32)
