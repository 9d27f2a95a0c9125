"""Better words for one sentence, in its own register.

Where a small repair is enough (a hedge, a condition, an excuse in front) it is made in the sentence itself,
so that its facts stay. Else the writer gets a model with slots in square brackets, because a fact that the
sentence does not hold cannot be made up. The register (합니다, 해요, 함) is carried over.
"""

import re

from deutgo.understand.morphemes import kiwi
from deutgo.wording.rules import Rule, hit
from deutgo.wording.sentences import Sentence, split

HAEYO = re.compile(r"(?:요|죠)[.!~^ㅠㅜ\s]*$")
EUM = re.compile(r"(?:[음임함됨림짐옴봄]|예정|완료|바람)[.\s]*$")


def suggest(rule: Rule, sentence: Sentence) -> str:
    """Return what to put in the sentence's place; the rule itself does not fire on it."""
    repaired = sentence.text
    for pattern, better in rule.fix:
        repaired = re.sub(pattern, better, repaired)
    if repaired != sentence.text and not any(hit(rule, part) for part in split(repaired)):
        return repaired
    return in_register(rule.instead, sentence.text)


def in_register(model: str, like: str) -> str:
    """Give a 합니다-style model the ending of the sentence that it replaces."""
    if HAEYO.search(like):
        return _haeyo(model)
    return _eum(model) if EUM.search(like) else model


def _eum(text: str) -> str:
    """“했습니다” → “했음”, “드립니다” → “드림”."""
    text = re.sub(r"습니다(?=[.\s]|$)", "음", text)
    return re.sub(r"([가-힣])니다(?=[.\s]|$)", lambda m: _with_final_m(m[1]), text)


def _with_final_m(syllable: str) -> str:
    code = ord(syllable) - 0xAC00
    final = code % 28
    return chr(0xAC00 + code - final + 16) if final == 17 else syllable + "니다"


def _haeyo(text: str) -> str:
    """Exchange the endings through Kiwi, which knows the contractions (하+어요 → 해요)."""
    analyser = kiwi()
    done = []
    for part in re.split(r"(?<=[.?!])\s+", text):
        tokens = [(t.form, t.tag) for t in analyser.tokenize(part)]
        if any("[" in form for form, _tag in tokens):
            done.append(re.sub(r"습니다(?=[.\s]|$)", "어요", part))
            continue
        done.append(analyser.join([("어요", "EF") if tag == "EF" else (form, tag) for form, tag in tokens]))
    return " ".join(done)
