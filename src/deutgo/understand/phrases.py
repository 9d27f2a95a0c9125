"""Why is it bursting: the words and phrases that set a window apart from the topic's own past.

Candidates are runs of nouns and foreign words (one to three); each is scored by the log-odds of standing in a
mention of the window against the background, with a Dirichlet prior from both (Monroe, Colaresi and Quinn
2008), as a z-score. Counting is by mention, weighed by salience, so that one long text cannot speak for all.
"""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

from deutgo.understand.morphemes import Token

LONGEST = 3
_NOUNS = frozenset({"NNG", "NNP", "SL", "XR"})
_SHORT = 140  # characters: a comment, which is about all it says
_HEADLINE = 45
_TIMES, _COME_BACK = 3, 0.6
_LEAST_Z = 1.64  # one-sided 5 %: below it chance explains the difference as well
_PRIOR = 200.0  # pseudo-mentions that the prior weighs in all
_NESTED = 0.5  # a shorter phrase goes when the longer one holds this share of its mentions
_PART = 0.4  # of two kept phrases, the part goes when the whole holds this share of its mentions
_SPECIFIC = 1.2  # what four syllables or more (도쿄올림픽, 수출 규제) gain over a bare noun
_SAME = 0.85  # two phrases that share this share of mentions say one thing
_WITHIN, _TIMES_AS_MANY = 0.75, 3  # or most mentions of the rarer, if the other is not about much more
_FEW = 3  # mentions, below which sharing them says nothing
_LOUD = 3.0  # attention (10,000 reactions) with which one mention is an event by itself


class _Noun(NamedTuple):
    form: str
    blank: bool  # whether a blank stands before it
    start: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """A phrase with its evidence: z-score, and mentions that hold it in the window and in the background."""

    text: str
    score: float
    window_count: int
    background_count: int
    mentions: tuple[int, ...]  # places in the window, so that a reader can open them


@dataclass(slots=True, kw_only=True)
class PhraseCounts:
    """In how many mentions each phrase stands; grows as mentions come, so an explanation need not recount."""

    mentions: int = 0
    counts: dict[str, float] = field(default_factory=dict)

    def add(self, tokens: Sequence[Token]) -> None:
        """Count one mention."""
        self.mentions += 1
        for text, salience in phrases_of(tokens).items():
            self.counts[text] = self.counts.get(text, 0.0) + salience


@lru_cache(maxsize=1)
def stop_words() -> frozenset[str]:
    """Words of platforms, politeness and time that burst with everything."""
    text = (files("deutgo.understand") / "lexicon" / "phrase_stops.txt").read_text(encoding="utf-8")
    return frozenset(word for line in text.splitlines() if not line.startswith("#") for word in line.split())


def phrases_of(tokens: Sequence[Token]) -> dict[str, float]:
    """Return the noun phrases of one mention, one to three nouns, spaced as they were written, with salience.

    A short mention is about all it says. A long one is about its first line (salience 1) and what it comes
    back to (0.6); the rest is telling. Names that the analyser splits (박대+준) come together as a phrase.
    """
    seen: Counter[str] = Counter()
    first: dict[str, int] = {}
    run: list[_Noun] = []
    last = -1
    for token in tokens:
        if token.tag == "XSN" and run and token.start == last:
            if token.form != "들":
                run[-1] = run[-1]._replace(form=run[-1].form + token.form)
        elif token.tag in _NOUNS:
            if token.start - last > 1:
                _take(run, seen, first)
                run = []
            run.append(_Noun(form=token.form, blank=token.start > last, start=token.start))
        else:
            _take(run, seen, first)
            run = []
        last = token.end
    _take(run, seen, first)
    if last <= _SHORT:
        return dict.fromkeys(seen, 1.0)
    return {
        text: 1.0 if first[text] < _HEADLINE else _COME_BACK
        for text, times in seen.items()
        if first[text] < _HEADLINE or times >= _TIMES
    }


def _take(run: Sequence[_Noun], seen: Counter[str], first: dict[str, int]) -> None:
    stops = stop_words()
    for begin in range(len(run)):
        text = ""
        for noun in run[begin : begin + LONGEST]:
            if noun.form in stops:
                break
            text = f"{text} {noun.form}" if noun.blank and text else text + noun.form
            if len(text) > 1 and not text.endswith("적"):
                seen[text] += 1
                first.setdefault(text, run[begin].start)


def explain_burst(
    window: Sequence[Sequence[Token]],
    background: Iterable[Sequence[Token]] | PhraseCounts,
    k: int = 5,
    *,
    least: int = 3,
    weights: Sequence[float] | None = None,
) -> list[Phrase]:
    """Return up to `k` phrases that set the window's mentions apart, strongest first.

    `least`: in how many mentions of the window a phrase must stand; what a mention of 10,000 reactions is
    headed by needs no second one. `weights`: how much each mention of the window counts (see `attention`);
    1 each when left out, and the background is always counted so.
    """
    holders: dict[str, list[int]] = {}
    weight: dict[str, float] = {}
    loud: set[str] = set()
    for place, tokens in enumerate(window):
        counts = weights[place] if weights else 1.0
        for text, salience in phrases_of(tokens).items():
            holders.setdefault(text, []).append(place)
            weight[text] = weight.get(text, 0.0) + salience * counts
            if salience * counts >= _LOUD:
                loud.add(text)
    past = background if isinstance(background, PhraseCounts) else count_all(background)
    total = sum(weights) if weights else float(len(window))
    scored = [
        Phrase(
            text=text,
            score=round(
                _z(weight[text], total, past.counts.get(text, 0.0), past.mentions) * _specific(text), 2
            ),
            window_count=len(places),
            background_count=round(past.counts.get(text, 0.0)),
            mentions=tuple(places),
        )
        for text, places in holders.items()
        if text in loud or (len(places) >= least and weight[text] >= least - 0.5)
    ]
    scored = [phrase for phrase in scored if phrase.score >= _LEAST_Z]
    scored.sort(key=lambda phrase: (-phrase.score, -len(phrase.text), phrase.text))
    return _distinct(scored, k)


def attention(reactions: int) -> float:
    """Weigh a mention by likes, votes or shares: 1 without any, 2 at about 100, 3 at about 10,000."""
    return 1.0 + math.log10(1 + reactions) / 2


def count_all(mentions: Iterable[Sequence[Token]]) -> PhraseCounts:
    """Count the phrases of many mentions."""
    counts = PhraseCounts()
    for tokens in mentions:
        counts.add(tokens)
    return counts


def _z(seen: float, window: float, before: float, past: int) -> float:
    """Log-odds ratio with a Dirichlet prior, in standard deviations."""
    prior = _PRIOR * (seen + before) / max(1, window + past)
    prior = max(prior, 0.01)
    rest = max(_PRIOR - prior, 0.01)
    odds_now = (seen + prior) / (max(window - seen, 0) + rest)
    odds_then = (before + prior) / (max(past - before, 0) + rest)
    return (math.log(odds_now) - math.log(odds_then)) / math.sqrt(1 / (seen + prior) + 1 / (before + prior))


def _specific(text: str) -> float:
    return _SPECIFIC if len(text.replace(" ", "")) >= 4 else 1.0


def _distinct(scored: Sequence[Phrase], k: int) -> list[Phrase]:
    """Keep of nested and of inseparable phrases the one that says most."""
    kept: list[Phrase] = []
    for phrase in scored:
        rival = next((one for one in kept if _says_the_same(one, phrase)), None)
        if rival is None:
            kept.append(phrase)
        elif (
            _holds(phrase.text, rival.text)
            and phrase.window_count >= _NESTED * rival.window_count
            and all(one is rival or not _holds(one.text, phrase.text) for one in kept)
        ):
            kept[kept.index(rival)] = phrase  # the longer phrase names it better at little loss
        if len(kept) >= 3 * k:
            break
    return [
        phrase
        for phrase in kept
        if not any(
            _holds(other.text, phrase.text) and other.window_count >= _PART * phrase.window_count
            for other in kept
        )
    ][:k]


def _says_the_same(one: Phrase, other: Phrase) -> bool:
    if _holds(one.text, other.text) or _holds(other.text, one.text):
        return True
    shared = len(set(one.mentions) & set(other.mentions))
    few, many = sorted((one.window_count, other.window_count))
    within = few >= _FEW and shared >= _WITHIN * few and many <= _TIMES_AS_MANY * few
    return within or shared >= _SAME * many


def _holds(longer: str, shorter: str) -> bool:
    a, b = longer.replace(" ", ""), shorter.replace(" ", "")
    return len(a) > len(b) and b in a


def new_words(
    window: Sequence[Sequence[Token]],
    background: Iterable[Sequence[Token]] | PhraseCounts,
    k: int = 10,
    *,
    least: int = 3,
) -> list[Phrase]:
    """Return phrases that the topic's own past never had, most mentioned first."""
    found = explain_burst(window, background, k=1_000_000, least=least)
    fresh = [phrase for phrase in found if phrase.background_count == 0]
    return sorted(fresh, key=lambda phrase: (-phrase.window_count, -phrase.score))[:k]
