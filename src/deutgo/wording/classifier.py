"""The learned second pass: warnings for sentences that no rule describes.

A linear model over `deutgo.wording.features`, trained by `tools/train_wording`. It gives the probability
that a sentence is at fault at all, and for each category. It only ever adds warnings, marked as learned;
it is never asked about, and never changes, what a rule found.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from deutgo.i18n import _
from deutgo.wording.categories import CATEGORY_WORDS
from deutgo.wording.features import (
    BUCKETS,
    Floats,
    Nearness,
    looks,
    rule_block,
    weigh,
)
from deutgo.wording.report import SENTENCE_CATEGORIES, Finding, Severity
from deutgo.wording.sentences import Sentence

SHORTEST = 8  # characters; a heading or a table cell is not judged
SECOND = 0.5  # a further category is named when it reaches this share of the best one's probability


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """Weights: one column for each category, and a last one for "any fault"."""

    characters: NDArray[np.int8]
    morphemes: NDArray[np.int8]
    rules: Floats
    near: Floats
    scale: Floats
    intercept: Floats
    rule_names: tuple[str, ...]
    nearness: Nearness
    threshold: float
    block_weights: tuple[float, float]

    def probabilities(self, sentence: Sentence, findings: Sequence[Finding]) -> Floats:
        """Return the probability of each category, and last that of any fault."""
        hashed, near = looks(sentence, self.nearness)
        score = weigh(self.intercept, hashed, (self.characters, self.morphemes), self.scale)
        rules_weight, near_weight = self.block_weights
        score += rule_block(findings, self.rule_names) * rules_weight @ self.rules
        score += near * near_weight @ self.near
        chance: Floats = (1 / (1 + np.exp(-score))).astype(np.float32)
        return chance


@lru_cache(maxsize=1)
def shipped_model() -> Model | None:
    """Return the package's own weights, or None where they are not installed."""
    path = files("deutgo.wording") / "model.npz"
    if not path.is_file():
        return None
    with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as data:
        words = [tuple(str(word).split("/")) for word in data["near_words"]]
        return Model(
            characters=data["characters"],
            morphemes=data["morphemes"],
            rules=data["rules"].astype(np.float32),
            near=data["near"].astype(np.float32),
            scale=data["scale"].astype(np.float32),
            intercept=data["intercept"].astype(np.float32),
            rule_names=tuple(str(name) for name in data["rule_names"]),
            nearness=Nearness([(w[0], w[1]) for w in words]),
            threshold=float(data["threshold"]),
            block_weights=(float(data["block_weights"][0]), float(data["block_weights"][1])),
        )


def available() -> bool:
    """Tell whether weights are installed."""
    return shipped_model() is not None


def second_pass(sentences: Sequence[Sentence], by_rule: Sequence[Sequence[Finding]]) -> list[list[Finding]]:
    """Return learned warnings for each sentence; none where the model is absent or unsure."""
    model = shipped_model()
    if model is None:
        return [[] for _sentence in sentences]
    return [_warn(model, s, found) for s, found in zip(sentences, by_rule, strict=True)]


def _warn(model: Model, sentence: Sentence, found: Sequence[Finding]) -> list[Finding]:
    if len(sentence.text) < SHORTEST:
        return []
    chance = model.probabilities(sentence, found)
    flagged_by_rule = any(f.severity is not Severity.INFO for f in found)
    if float(chance[-1]) < model.threshold and not flagged_by_rule:
        return []
    named = {f.category for f in found if f.severity is not Severity.INFO}
    order = np.argsort(-chance[:-1])
    best = float(chance[order[0]])
    wanted = [i for i in order[:2] if float(chance[i]) >= max(SECOND * best, 0.25)] or [order[0]]
    if flagged_by_rule:
        wanted = [i for i in wanted if float(chance[i]) >= 0.5]
    letters = [SENTENCE_CATEGORIES[int(i)] for i in wanted]
    return [_finding(sentence, c, float(chance[-1])) for c in letters if c not in named]


def _finding(sentence: Sentence, category: str, chance: float) -> Finding:
    words = CATEGORY_WORDS[category]
    return Finding(
        rule=f"{category}-learned",
        category=category,
        severity=Severity.WARN,
        start=sentence.start,
        end=sentence.end,
        quote=sentence.text,
        why=_("학습한 문장들과 견주어 ‘%(name)s’에 가깝습니다. %(why)s")
        % {"name": _(words.name), "why": _(words.why)},
        suggestion=_(words.advice),
        source=_("학습한 판단"),
        learned=True,
        probability=round(chance, 3),
        sentence_start=sentence.start,
        sentence_end=sentence.end,
    )


def hashed_size() -> int:
    """Return the number of rows of each hashed block."""
    return BUCKETS
