"""The image-repair tactic of each sentence, after Benoit (14 tactics) with Lazare's pseudo-apologies."""

import re
from collections.abc import Sequence

from deutgo.i18n import _
from deutgo.wording.components import APOLOGY, EXAMINING, REMEDY, TELLING, changes_practice, gives, holds
from deutgo.wording.report import Finding, SentenceTactic
from deutgo.wording.sentences import Sentence

TACTICS: dict[str, str] = {
    "mortification": "사과와 인정",
    "corrective_action": "시정 조치",
    "compensation": "보상",
    "instructing": "알림과 안내",
    "denial": "부인",
    "shift_blame": "책임 전가",
    "defeasibility": "통제 밖이었다는 변명",
    "good_intentions": "의도 변명",
    "bolster": "자기 자랑",
    "minimise": "축소",
    "differentiate": "비교와 정당화",
    "attack_accuser": "상대 공격",
    "victimage": "피해자 자처",
    "repress": "입막음",
    "pseudo_apology": "조건을 단 사과",
    "agentless": "주체 지우기",
    "vague_correction": "막연한 다짐",
    "deny_and_compensate": "부인하면서 보상",
    "hedge": "흐린 숫자",
    "jargon": "풀이 없는 전문어",
    "stock": "상투구",
    "none": "해당 없음",
}
BY_CATEGORY = {
    "A": "attack_accuser", "B": "shift_blame", "C": "denial", "D": "pseudo_apology", "E": "agentless",
    "F": "minimise", "G": "good_intentions", "H": "vague_correction", "I": "deny_and_compensate",
    "J": "hedge",
    "K": "jargon", "L": "attack_accuser", "M": "repress", "N": "stock", "O": "victimage", "P": "denial",
}  # fmt: skip


def label(sentence: Sentence, findings: Sequence[Finding], tactic_of: dict[str, str]) -> SentenceTactic:
    """Name the tactic: that of the gravest fault, else what the sentence does in good faith."""
    name = _of_fault(findings, tactic_of) or _of_good_faith(sentence.text)
    return SentenceTactic(start=sentence.start, end=sentence.end, tactic=name, label=_(TACTICS[name]))


def _of_fault(findings: Sequence[Finding], tactic_of: dict[str, str]) -> str:
    order = {"block": 0, "warn": 1, "info": 2}
    for finding in sorted(findings, key=lambda f: (order[f.severity.value], f.learned)):
        return tactic_of.get(finding.rule) or BY_CATEGORY[finding.category]
    return ""


def _of_good_faith(text: str) -> str:
    if holds(APOLOGY, text) or re.search(r"(?:저희|제가|당사).{0,40}(?:못했|않았|잘못|틀렸)", text):
        return "mortification"
    if gives(text) or holds(REMEDY, text):
        return "compensation"
    if changes_practice(text):
        return "corrective_action"
    return "instructing" if holds(TELLING, text) or holds(EXAMINING, text) else "none"
