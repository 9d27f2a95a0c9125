"""A text with the words found in it: what queries are matched against, live and in history alike.

`read_document` needs Kiwi's morphemes. What it finds is written as one string of index tokens
(`Document.encode`, see `deutgo.understand.lexeme`), which goes into the full-text index and is kept beside
it. Every decision reads that string and the text alone, so a document that comes back from the store
(`decode_document`) can never be judged differently from one that was just read.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from deutgo.understand.kinds import LIGHT, PREDICATE, SIGN, kind_of
from deutgo.understand.lexeme import fold, fold_offsets, needs_folding, pairs, surface, word
from deutgo.understand.morphemes import Token, analyse
from deutgo.understand.words import NEGATIONS, words_in

INDEX_VERSION = 2  # raise it when the tokens of a text change: history must then be indexed again

_SEPARATORS = re.escape(",.!?…;:·/|()[]{}<>\"'“”‘’「」『』《》~、。")
# an 어절 ends at whitespace, and at punctuation unless it stands between letters or digits (A/S, 1,000)
_EOJEOL = re.compile(rf"(?:[^\s{_SEPARATORS}]|(?<=[0-9a-z])[{_SEPARATORS}](?=[0-9a-z]))+")
_LEADING = re.compile(r"[^\w#@\u2190-\U0010ffff]+")
_BETWEEN = frozenset({"이", "가", "을", "를", "도", "만", "은", "는"})
_SUPPORTING = LIGHT | {"나", "내", "없", "있", "들", "걸리", "빠지", "떨어지"}
_ENDS = re.compile(r"[.!?…。\n]|[ㄱ-ㅎㅏ-ㅣ^~]\s")

Place = tuple[int, int, int]  # (어절, start, limit) in the folded text; no other word begins in between


def searchable(title: str | None, text: str) -> str:
    """Return the one text that is analysed and searched: the title's line, then the text."""
    return f"{title}\n{text}" if title else text


@dataclass(frozen=True, kw_only=True)
class Document:
    """A text and its index tokens. Offsets inside are those of `folded`; `span` turns them back."""

    text: str
    encoded: str

    def encode(self) -> str:
        """Return the index tokens, separated by single spaces."""
        return self.encoded

    @cached_property
    def folded(self) -> str:
        """The text in the form that is compared."""
        return fold(self.text)

    @cached_property
    def tokens(self) -> frozenset[str]:
        """All index tokens, for a test of membership."""
        return frozenset(self.encoded.split(" "))

    @cached_property
    def eojeols(self) -> list[tuple[int, int]]:
        """The 어절 as half-open spans of the folded text."""
        return list(eojeols_of(self.folded))

    @cached_property
    def places(self) -> dict[str, list[Place]]:
        """Index token of a word or surface → where it stands, in order."""
        places: dict[str, list[Place]] = {}
        pending: list[str] = []
        number, offset, spans = -1, 0, self.eojeols
        for token in self.encoded.split(" "):
            family = token[:1]
            if family == "k":
                pending.append(token)
            elif family == "e" or not family:
                continue
            else:
                if family == "g":
                    break
                limit = spans[number][0] + int(token) if family != "s" else spans[number][1]
                for held in pending:
                    places.setdefault(held, []).append((number, offset, limit))
                pending.clear()
                offset = limit
                if family == "s":
                    number += 1
                    offset = spans[number][0]
                    places.setdefault(token, []).append((number, *spans[number]))
        for held in pending:
            places.setdefault(held, []).append((number, offset, spans[number][1]))
        return places

    @cached_property
    def sentences(self) -> list[int]:
        """The number of the sentence that each 어절 belongs to."""
        numbers, sentence = [], 0
        for token in self.encoded.split(" "):
            if token[:1] == "s":
                numbers.append(sentence)
            elif token == "e":  # noqa: S105
                sentence += 1
        return numbers

    def title(self, length: int) -> "Document":
        """Return the first `length` code points as a document of their own."""
        number, _ = self.cut(length)
        return Document(text=self.text[:length], encoded=self._between(0, number, self.text[:length]))

    def body(self, length: int) -> "Document":
        """Return what follows the title's line as a document of its own."""
        number, _ = self.cut(length)
        text = self.text[length + 1 :]
        return Document(text=text, encoded=self._between(number, len(self.eojeols), text))

    def cut(self, length: int) -> tuple[int, int]:
        """Return how many 어절 and folded characters (with the line break) a title of `length` has."""
        folded = len(fold(self.text[:length]))
        return sum(1 for start, _ in self.eojeols if start < folded), folded + 1

    def _between(self, first: int, last: int, text: str) -> str:
        kept, number = [], -1
        for token in self.encoded.split(" "):
            number += token[:1] == "s"
            if token[:1] != "g" and first <= number < last:
                kept.append(token)
        return " ".join([*kept, *pairs(fold(text))])

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Turn a span of the folded text into code points of the text as given."""
        offsets = fold_offsets(self.text)
        return (start, end) if offsets is None else (offsets[start], offsets[end])


def eojeols_of(folded: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of the 어절 of a folded text; bare punctuation is none."""
    for found in _EOJEOL.finditer(folded):
        begin, end = found.span()
        lead = _LEADING.match(folded, begin, end)
        if lead is None:
            yield begin, end
        elif lead.end() < end:
            yield lead.end(), end


def read_document(text: str, tokens: Sequence[Token]) -> Document:
    """Find the words of `text`, whose morphemes are `tokens` (of exactly this text)."""
    folded = fold(text)
    if needs_folding(text):
        tokens = analyse(folded)  # decomposed or full-width letters: Kiwi saw another text than we compare
    parts: list[str] = []
    units = list(eojeols_of(folded))
    groups = _group(tokens, units)
    for number, (begin, end) in enumerate(units):
        following = units[number + 1][0] if number + 1 < len(units) else len(folded)
        mine = groups[number]
        found = words_in(folded, begin, end, mine)
        if number + 1 < len(units) and mine:
            found.update(_across(folded, mine, groups[number + 1], end))
        _write(parts, folded, begin, end, found)
        if _ENDS.search(folded, end - 1, following) or _is_final(mine):
            parts.append("e")
    parts.extend(pairs(folded))
    return Document(text=text, encoded=" ".join(parts))


def decode_document(text: str, encoded: str) -> Document:
    """Return the document that `read_document` made before, from what was kept of it."""
    return Document(text=text, encoded=encoded)


def _group(tokens: Sequence[Token], units: list[tuple[int, int]]) -> list[list[Token]]:
    """Give each 어절 the morphemes that begin in it."""
    groups: list[list[Token]] = [[] for _ in units]
    at, count = 0, len(units)
    for token in tokens:
        while at < count and units[at][1] <= token.start:
            at += 1
        if at == count:
            break
        if token.start >= units[at][0]:
            groups[at].append(token)
    return groups


def _write(parts: list[str], folded: str, begin: int, end: int, found: set[tuple[int, str]]) -> None:
    parts.append(surface(folded[begin:end]))
    place = begin
    for at, form in sorted(found):
        if at != place and at >= begin:
            place = at
            parts.append(str(at - begin))
        parts.append(word(form))


def _is_final(tokens: Sequence[Token]) -> bool:
    """Tell whether an 어절 closes a sentence by its ending alone (재밌어요 근데 …)."""
    for token in reversed(tokens):
        if kind_of(token.tag) != SIGN:
            return token.tag == "EF" or (token.tag == "EC" and token.form.endswith("요"))
    return False


def _across(
    folded: str, left: Sequence[Token], right: Sequence[Token], end: int
) -> Iterator[tuple[int, str]]:
    """Yield words that were written apart: 배송 지연, 짜증 나다, 환불 해주세요, 짜증이 나다."""
    last = left[-1]
    if right and last.form in NEGATIONS and last.tag == "MAG" and kind_of(right[0].tag) == PREDICATE:
        yield last.start, last.form + right[0].form + "다"
        return
    if right and last.tag in ("JKS", "JKC", "JKO", "JX") and len(left) > 1 and right[0].start - end == 1:
        yield from _around_particle(left, right[0])
        return
    if not right or last.tag not in ("NNG", "NNP", "XR", "SL") or last.end != end or right[0].start - end > 1:
        return
    first = right[0]
    begin = left[0].start
    heads = [(last.start, last.form.lower())] if len(last.form) > 1 or len(left) == 1 else []
    if len(left) > 1 and begin != last.start and all(kind_of(token.tag) in "NPS" for token in left):
        heads.append((begin, folded[begin:end]))
    if first.tag in ("NNG", "NNP", "XR", "SL"):
        tails = [first.form.lower()]
        if len(right) > 1 and right[1].tag in ("NNG", "NNP", "XSN") and right[1].start == first.end:
            tails.append(tails[0] + right[1].form)
    elif first.tag[:2] in ("VV", "VA", "XS"):
        tails = ["하다" if first.form in ("하", "되", "받", "당하", "시키", "드리") else first.form + "다"]
    else:
        return
    for at, head in heads:
        for tail in tails:
            yield at, head + tail


def _around_particle(left: Sequence[Token], verb: Token) -> Iterator[tuple[int, str]]:
    """Yield the verb that a noun makes with a particle between: 짜증이 나다, 사과를 하다."""
    noun, particle = left[-2], left[-1]
    if noun.tag not in ("NNG", "XR") or particle.form not in _BETWEEN or noun.end != particle.start:
        return
    if verb.tag[:2] in ("VV", "VA") and verb.form in _SUPPORTING:
        yield noun.start, noun.form + ("하다" if verb.form in LIGHT else verb.form + "다")
