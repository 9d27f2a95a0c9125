"""Is a group of questions answered by what we published: answered, partly, or not.

A sentence answers when it is about the group's topic and holds what its facet asks for: a date for when, an
amount for how much, a place or link for where. The topic without it is only a part. This is a proposal that
a person confirms; it reads words, not truth.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from deutgo.understand.question_features import concepts
from deutgo.understand.questions import QuestionCluster

_SENTENCE = re.compile(r"(?<=[.!?。\n])\s+|\n+")
_GIVES = {
    "when?": re.compile(
        r"[0-9]+\s?(?:일|시|분|주|개월|영업일|시간)|오전|오후|까지|내일|오늘|이번\s?주|다음\s?주|즉시|정오|자정|[0-9]{1,2}[./][0-9]{1,2}"
    ),
    "howmuch?": re.compile(
        r"[0-9][0-9,.]*\s?(?:원|만\s?원|%|퍼센트|달러|포인트)|무료|무상|전액|면제|없습니다|부담"
    ),
    "where?": re.compile(r"https?://|www\.|홈페이지|앱|매장|고객센터|센터|지점|창구|페이지|에서|전화"),
    "how?": re.compile(
        r"신청|접수|누르|클릭|선택|메뉴|방문|전화|홈페이지|앱에서|자동으로|https?://|절차|방법"
    ),
    "why?": re.compile(r"때문|원인|탓|으로 인해|인하여|발생한|확인됐|확인되었|이유"),
    "who?": re.compile(r"당사|저희|제조|업체|회사|본사|부담|담당|책임"),
    "which?": re.compile(r"대상|해당|제조|모델|일자|연식|[0-9]{4}\s?년|부터|까지"),
    "what?": re.compile(r"입니다|항목|정보|성분|다음과 같|지급|제공"),
    "able?": re.compile(r"가능|불가|됩니다|드립니다|드리겠|할 수 (?:있|없)|않습니다|하지 않|어렵습니다|진행"),
    "must?": re.compile(r"하셔야|하시|필요|권장|부탁|않으셔도|바꿔|변경"),
    "true?": re.compile(r"사실|맞습니다|아닙니다|확인|않습니다|없습니다|인정"),
}


class Answered(StrEnum):
    """How far a group is answered."""

    YES = "answered"
    PARTLY = "partly"
    NO = "not"


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """The proposal and the sentence it rests on (None when nothing touches the topic)."""

    group: str
    answered: Answered
    sentence: str | None


def coverage(cluster: QuestionCluster, texts: Sequence[str]) -> Coverage:
    """Judge a group against the texts we published."""
    asked = [concepts(text) for text in cluster.sentences]
    topics = _usual([{name for name in found if not name.endswith("?")} for found in asked])
    facets = _usual([{name for name in found if name.endswith("?")} for found in asked])
    best = Coverage(group=cluster.id, answered=Answered.NO, sentence=None)
    for text in texts:
        for sentence in _SENTENCE.split(text):
            if not topics & concepts(sentence):
                continue
            if any(facet in _GIVES and _GIVES[facet].search(sentence) for facet in facets or {"able?"}):
                return Coverage(group=cluster.id, answered=Answered.YES, sentence=sentence.strip())
            if best.answered is Answered.NO:
                best = Coverage(group=cluster.id, answered=Answered.PARTLY, sentence=sentence.strip())
    return best


def _usual(found: Sequence[set[str]]) -> set[str]:
    """Names that at least a third of the sentences hold."""
    names = set().union(*found) if found else set()
    return {name for name in names if 3 * sum(name in one for one in found) >= len(found)}


def share_answered(proposals: Sequence[Coverage], counts: Sequence[int]) -> float:
    """Return the share of mentions whose group is answered, a partly answered one counting half (R1-10)."""
    value = {Answered.YES: 1.0, Answered.PARTLY: 0.5, Answered.NO: 0.0}
    total = sum(counts)
    weighed = sum(value[one.answered] * count for one, count in zip(proposals, counts, strict=True))
    return weighed / total if total else 0.0
