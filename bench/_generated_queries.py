"""Queries made by chance from the words of given texts: every operator, nested, plain and odd spellings.

The same generator serves the test that live equals history and the benchmark of it.
"""

import random
import re
from collections import Counter
from collections.abc import Sequence

_WORD = re.compile(r"[가-힣a-zA-Z0-9ㄱ-ㅎㅏ-ㅣ]+")
_FIELDS = (
    "sentiment:positive", "sentiment:negative|neutral", "intent:complaint", "intent:question|request",
    "offensive:offensive", "rating:>8", "rating:[3 TO 5]", "rating:1", "rating:<=2", "views:>100",
    "likes:<10", "since:2005-06-01", "until:2006-03-31", "since:2004-01-01 until:2005-12-31", "source:naver",
    "source:NAVER", "source:other", "author:*", "author:a*", "is:reply", "is:original", "time:09:00-18:00",
    "type:review", "type:comment", "type:post|review",
    "lang:ko", "board:영화*", "title:영화", "body:재미", "url:naver.com",
)  # fmt: skip


class Maker:
    """Makes queries from texts with one seed."""

    def __init__(self, texts: Sequence[str], seed: int = 20261123) -> None:
        self._chance = random.Random(seed)
        words = Counter(word for text in texts for word in _WORD.findall(text) if len(word) < 12)
        self._common = [word for word, _ in words.most_common(400)]
        self._any = list(words)
        self._texts = [text for text in texts if len(text) > 3]

    def query(self) -> str:
        """Return one query that can be asked."""
        while True:
            made = self._or(self._chance.choice((0, 1, 1, 2, 2, 3)))
            if re.search(r"(?:^|[(\s])(?!NOT |-)[^\s(]", made) and not made.startswith(("NOT", "-")):
                return made

    def saved(self) -> str:
        """Return a query as teams save them: a name's spellings, a context, what is no mention, a field."""
        chance = self._chance.random
        made = self._group(1, 6)
        if chance() < 0.2:
            operator = self._chance.choice(("NEAR", "ONEAR"))
            made = f"{made} {operator}/{self._chance.randint(1, 6)} {self._group(1, 3)}"
        elif chance() < 0.6:
            made += f" AND {self._group(2, 5)}"
        if chance() < 0.5:
            made += f" NOT {self._group(1, 4)}"
        return f"{made} {self._chance.choice(_FIELDS)}" if chance() < 0.15 else made

    def _group(self, least: int, most: int) -> str:
        words = []
        for _ in range(self._chance.randint(least, most)):
            roll = self._chance.random()
            word = self._chance.choice(self._any)
            if len(word) < 2:
                continue
            phrase = self._phrase() if roll < 0.1 else ""
            words.append(
                phrase if len(phrase) > 5 else f"{word[:3]}*" if len(word) > 3 and roll < 0.2 else word
            )
        return f"({' OR '.join(words or self._common[:1])})"

    def _word(self) -> str:
        word = self._chance.choice(self._common if self._chance.random() < 0.6 else self._any)
        roll = self._chance.random()
        if roll < 0.25 and len(word) > 2:
            return word[: self._chance.randint(2, len(word) - 1)]
        return word.upper() if roll > 0.97 else word

    def _phrase(self) -> str:
        text = self._chance.choice(self._texts)
        start = self._chance.randrange(max(1, len(text) - 2))
        part = text[start : start + self._chance.randint(1, 9)].replace('"', " ").strip()
        if self._chance.random() < 0.2:
            part = part.replace(" ", "")
        return f'"{part}"' if re.search(r"[가-힣a-zA-Z0-9]", part) else f'"{self._word()}"'

    def _prefix(self) -> str:
        word = self._word()
        return f"{word[: self._chance.randint(1, max(1, len(word)))]}*"

    def _leaf(self) -> str:
        roll = self._chance.random()
        if roll < 0.55:
            return self._word()
        if roll < 0.75:
            return self._phrase()
        return self._prefix() if roll < 0.87 else self._chance.choice(_FIELDS)

    def _placed(self) -> str:
        """Return something that has a place in the text, as NEAR needs it."""
        roll = self._chance.random()
        if roll < 0.6:
            return self._word()
        if roll < 0.75:
            return self._phrase()
        if roll < 0.85:
            return self._prefix()
        return f"({self._placed()} OR {self._placed()})"

    def _near(self) -> str:
        kind = self._chance.choice(("NEAR", "ONEAR", "NEAR", "SENTENCE"))
        operator = kind if kind == "SENTENCE" else f"{kind}/{self._chance.randint(0, 6)}"
        return f"{self._placed()} {operator} {self._placed()}"

    def _and(self, depth: int) -> str:
        parts = [self._unit(depth) for _ in range(self._chance.randint(1, 3))]
        joined = parts[0]
        for part in parts[1:]:
            joined += self._chance.choice((" AND ", " ", " && ", " NOT ", " AND NOT ", " 그리고 ")) + part
        if self._chance.random() < 0.15:
            joined += f" -{self._word()}"
        return joined

    def _unit(self, depth: int) -> str:
        roll = self._chance.random()
        if depth > 0 and roll < 0.35:
            return f"({self._or(depth - 1)})"
        if roll < 0.55:
            return f"({self._near()})"
        return self._leaf()

    def _or(self, depth: int) -> str:
        parts = [self._and(depth) for _ in range(self._chance.choice((1, 1, 1, 2, 3)))]
        return self._chance.choice((" OR ", " || ", " 또는 ")).join(parts)
