"""Other spellings of a brand, mined from its mentions: words that look or behave like its name.

A suggestion is never applied by itself: a person accepts it. A word that also means something
else (당근, 토스) is offered with a guard: NEAR the words that stand by the brand's own name.
"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from deutgo.understand.morphemes import Token
from deutgo.understand.phrases import PhraseCounts, stop_words
from deutgo.understand.spelling import Likeness, spelling_likeness

_NOUNS = frozenset({"NNG", "NNP", "SL", "XR", "NR", "W_HASHTAG", "UN"})
_CONTEXT = ("NN", "VV", "VA", "XR", "SL")
_REACH = 3  # content words to each side
_LEAST_CONTEXT = 0.35  # cosine above which a word behaves like the name though it looks nothing like it
_TOGETHER = 0.3
_COMMON = 0.002  # share of background mentions above which a word is common


@dataclass(frozen=True, slots=True, kw_only=True)
class AliasSuggestion:
    """A word that may mean the brand, with its evidence and, for a common noun, a guarded query."""

    text: str
    score: float  # 0…1, likeness of spelling and of context
    count: int  # mentions that hold it
    looks: Likeness | None
    context: float  # cosine of its neighbours with the name's
    guard: str | None  # e.g. `당근 NEAR/5 (거래 OR 중고)`


def suggest_aliases(
    name: str,
    mentions: Sequence[Sequence[Token]],
    *,
    known: Sequence[str] = (),
    background: PhraseCounts | None = None,
    least: int = 3,
    k: int = 10,
) -> list[AliasSuggestion]:
    """Return up to `k` words that may be other names of `name`, most likely first.

    `mentions`: analysed mentions around the brand, not only those that its query already finds.
    `background`: phrases of unrelated mentions, by which common nouns are told.
    """
    spellings = {name.casefold(), *(one.casefold() for one in known)}
    words = [_words(tokens) for tokens in mentions]
    sets = [{one for one, _ in row} for row in words]
    counts = Counter(word for row in sets for word in row)
    neighbours = _neighbours(words, {word for word, count in counts.items() if count >= least} | spellings)
    own: Counter[str] = Counter()
    for spelling in spellings:
        own.update(neighbours.get(spelling, Counter()))
    weights = {word: math.log(1 + len(mentions) / count) for word, count in counts.items()}
    found = []
    for word, count in counts.items():
        if count < least or word in spellings or word in stop_words() or len(word) < 2:
            continue
        looks, why = max((spelling_likeness(one, word) for one in spellings), key=lambda pair: pair[0])
        context = _cosine(own, neighbours.get(word, Counter()), weights)
        if why is None and (context < _LEAST_CONTEXT or count < 3 * least):
            continue
        together = sum(word in row and not spellings.isdisjoint(row) for row in sets)
        if together > _TOGETHER * count:
            continue  # another name stands instead of the name; a word beside it is its topic
        score = 1 - (1 - looks) * (1 - context)
        guard = _guard(word, own, spellings, weights) if _is_common(word, mentions, background) else None
        found.append(
            AliasSuggestion(
                text=word,
                score=round(score, 3),
                count=count,
                looks=why,
                context=round(context, 3),
                guard=guard,
            )
        )
    found.sort(key=lambda one: (-one.score, -one.count, one.text))
    return found[:k]


def _words(tokens: Sequence[Token]) -> list[tuple[str, bool]]:
    """Return content words in order, nouns joined where written together, and whether each is a name."""
    words: list[tuple[str, bool]] = []
    last, noun_before = -1, False
    for token in tokens:
        noun = token.tag in _NOUNS or (token.tag == "SW" and "ㄱ" <= token.form[0] <= "ㅎ")
        if noun and noun_before and token.start == last:
            words[-1] = (words[-1][0] + token.form.casefold(), True)
        elif noun or token.tag[:2] in _CONTEXT:
            words.append((token.form.casefold(), noun))
        noun_before, last = noun, token.end
    return words


def _neighbours(words: Sequence[Sequence[tuple[str, bool]]], wanted: set[str]) -> dict[str, Counter[str]]:
    found: dict[str, Counter[str]] = {}
    for row in words:
        for place, (word, noun) in enumerate(row):
            if noun and word in wanted:
                around = {one for one, _ in row[max(0, place - _REACH) : place + 1 + _REACH]}
                found.setdefault(word, Counter()).update(around - {word})
    return found


def _cosine(a: Counter[str], b: Counter[str], weights: dict[str, float]) -> float:
    def value(counts: Counter[str], word: str) -> float:
        return math.log1p(counts[word]) * weights.get(word, 0.0)

    dot = sum(value(a, word) * value(b, word) for word in b if word in a)
    size = math.sqrt(sum(value(a, w) ** 2 for w in a)) * math.sqrt(sum(value(b, w) ** 2 for w in b))
    return dot / size if size else 0.0


def _is_common(word: str, mentions: Sequence[Sequence[Token]], background: PhraseCounts | None) -> bool:
    """A word of the dictionary, or one that unrelated mentions use as well."""
    if background is not None and background.mentions:
        return background.counts.get(word, 0.0) / background.mentions >= _COMMON
    tags = Counter(token.tag for tokens in mentions for token in tokens if token.form.casefold() == word)
    return tags["NNG"] > tags["NNP"] + tags["SL"]


def _guard(word: str, own: Counter[str], spellings: set[str], weights: dict[str, float]) -> str | None:
    """Say near which words the common noun means the brand."""
    usual = [
        one
        for one, count in sorted(own.items(), key=lambda pair: -pair[1] * weights.get(pair[0], 0.0))
        if count >= 2 and len(one) > 1 and one not in spellings and one != word and one not in stop_words()
    ]
    return f"{word} NEAR/5 ({' OR '.join(usual[:4])})" if usual else None
