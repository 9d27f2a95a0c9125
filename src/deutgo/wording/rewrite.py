"""Better words for one sentence, in its own register."""

import re

from deutgo.wording.rules import Rule
from deutgo.wording.sentences import Sentence


def suggest(rule: Rule, sentence: Sentence) -> str:
    """Return a sentence to put in its place: a small repair where one is enough, else a model."""
    text = sentence.text
    for pattern, better in rule.fix:
        repaired = re.sub(pattern, better, text)
        if repaired != text:
            return repaired
    return rule.instead
