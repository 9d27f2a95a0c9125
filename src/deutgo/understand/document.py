"""A text with the words found in it: what queries are matched against, live and in history alike.

`read_document` needs Kiwi's morphemes. What it finds is written as one string of index tokens
(`Document.encode`, see `deutgo.understand.lexeme`), which goes into the full-text index and is kept beside
it. Every decision reads that string and the text alone, so a document that comes back from the store
(`decode_document`) can never be judged differently from one that was just read.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

from deutgo.understand.beginnings import Word
from deutgo.understand.kinds import LIGHT, PREDICATE, SIGN, kind_of
from deutgo.understand.lexeme import fold, fold_offsets, needs_folding, pairs, pairs_of, surface, word
from deutgo.understand.morphemes import Morpheme, Token, analyse
from deutgo.understand.words import BETWEEN, NEGATIONS, SUPPORTING, words_in

INDEX_VERSION = 4  # raise it when the tokens of a text change: history must then be indexed again

_SEPARATORS = re.escape(",.!?…;:·/|()[]{}<>\"'“”‘’「」『』《》~、。")
# an 어절 ends at whitespace, and at punctuation unless it stands between letters or digits (A/S, 1,000)
_EOJEOL = re.compile(rf"(?:[^\s{_SEPARATORS}]|(?<=[0-9a-z])[{_SEPARATORS}](?=[0-9a-z]))+")
_LEADING = re.compile(r"[^\w#@\u2190-\U0010ffff]+")
_ENDS = re.compile(r"[.!?…。\n]|[ㄱ-ㅎㅏ-ㅣ^~]\s")

_NAMES = frozenset({"NNG", "NNP", "XR", "SL"})
_PARTICLES = frozenset({"JKS", "JKC", "JKO", "JX"})
_OPEN = _NAMES | _PARTICLES | {"MAG"}  # after these a word may go on in the next 어절
REMEMBERED = 200_000  # 어절 with their morphemes, some 150 MB; seven of ten come again

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


class Eojeol(NamedTuple):
    """What an 어절 adds to a document wherever it stands; offsets are from its beginning."""

    words: frozenset[Word]
    encoded: str
    closes: bool  # its morphemes end a sentence


def eojeols_of(folded: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of the 어절 of a folded text; bare punctuation is none."""
    for found in _EOJEOL.finditer(folded):
        begin, end = found.span()
        if folded[begin] >= "\u2190":  # a syllable or a picture leads, as nearly always
            yield begin, end
            continue
        lead = _LEADING.match(folded, begin, end)
        if lead is None:
            yield begin, end
        elif lead.end() < end:
            yield lead.end(), end


def read_document(text: str, tokens: Sequence[Morpheme]) -> Document:
    """Find the words of `text`, whose morphemes are `tokens` (of exactly this text)."""
    return next(read_documents([text], [tokens]))


def read_documents(texts: Sequence[str], tokens: Iterable[Sequence[Morpheme]]) -> Iterator[Document]:
    """Find the words of many texts, each with its morphemes; these may come while the first are read."""
    folded = [fold(text) for text in texts]
    for text, form, mine, pair_tokens in zip(texts, folded, tokens, pairs_of(folded), strict=True):
        # decomposed or full-width letters: Kiwi saw another text than we compare
        parts = _read_words(form, analyse(form) if needs_folding(text) else mine)
        if pair_tokens:
            parts.append(pair_tokens)
        yield Document(text=text, encoded=" ".join(parts))


def _read_words(folded: str, tokens: Sequence[Morpheme]) -> list[str]:
    units = list(eojeols_of(folded))
    groups = _group(tokens, units)
    following = [begin for begin, _ in units[1:]]
    following.append(len(folded))
    parts: list[str] = []
    for number, (begin, end) in enumerate(units):
        mine = groups[number]
        words, encoded, closes = _read_eojeol(*_key(folded, begin, end, mine))
        if mine and mine[-1][1] in _OPEN and number + 1 < len(units):
            added = [(at - begin, form) for at, form in _across(folded, mine, groups[number + 1], end)]
            if added:
                encoded = _encode(folded[begin:end], words.union(added))
        parts.append(encoded)
        if closes or _ENDS.search(folded, end - 1, following[number]):
            parts.append("e")
    return parts


def decode_document(text: str, encoded: str) -> Document:
    """Return the document that `read_document` made before, from what was kept of it."""
    return Document(text=text, encoded=encoded)


def _group(tokens: Sequence[Morpheme], units: list[tuple[int, int]]) -> list[list[Morpheme]]:
    """Give each 어절 the morphemes that begin in it."""
    groups: list[list[Morpheme]] = [[] for _ in units]
    at, count = 0, len(units)
    for token in tokens:
        start = token[2]
        while at < count and units[at][1] <= start:
            at += 1
        if at == count:
            break
        if start >= units[at][0]:
            groups[at].append(token)
    return groups


def _key(folded: str, begin: int, end: int, mine: Sequence[Morpheme]) -> list[str | int]:
    """Return all that decides what an 어절 adds: its length, its text as far as its morphemes, and these.

    A morpheme may reach beyond the 어절 that it begins in, or begin before the one before it.
    """
    reach = end
    key: list[str | int] = [end - begin, ""]
    for form, tag, start, stop in mine:
        reach = max(reach, stop)
        key += (form, tag, start - begin, stop - begin)
    key[1] = folded[begin:reach]
    return key


@lru_cache(maxsize=REMEMBERED)
def _read_eojeol(length: int, text: str, *flat: str | int) -> Eojeol:
    """Find the words of the 어절 `text[:length]`; `flat` are its morphemes' fields, one after the other."""
    fields = iter(flat)
    tokens = list(map(Token._make, zip(fields, fields, fields, fields, strict=True)))
    words = frozenset(words_in(text, 0, length, tokens))
    return Eojeol(words, _encode(text[:length], words), _is_final(tokens))


def _encode(eojeol: str, words: frozenset[Word]) -> str:
    parts = [surface(eojeol)]
    place = 0
    for at, form in sorted(words):
        if at > place:
            place = at
            parts.append(str(at))
        parts.append(word(form))
    return " ".join(parts)


def _is_final(tokens: Sequence[Token]) -> bool:
    """Tell whether an 어절 closes a sentence by its ending alone (재밌어요 근데 …)."""
    for token in reversed(tokens):
        if kind_of(token.tag) != SIGN:
            return token.tag == "EF" or (token.tag == "EC" and token.form.endswith("요"))
    return False


def _across(
    folded: str, left: Sequence[Morpheme], right: Sequence[Morpheme], end: int
) -> Iterator[tuple[int, str]]:
    """Yield words that were written apart: 배송 지연, 짜증 나다, 환불 해주세요, 짜증이 나다."""
    form, tag, start, stop = left[-1]
    if right and form in NEGATIONS and tag == "MAG" and kind_of(right[0][1]) == PREDICATE:
        yield start, form + right[0][0] + "다"
        return
    if right and tag in _PARTICLES and len(left) > 1 and right[0][2] - end == 1:
        yield from _around_particle(left, right[0])
        return
    if not right or tag not in _NAMES or stop != end or right[0][2] - end > 1:
        return
    begin = left[0][2]
    heads = [(start, form.lower())] if len(form) > 1 or len(left) == 1 else []
    if len(left) > 1 and begin != start and all(kind_of(each[1]) in "NPS" for each in left):
        heads.append((begin, folded[begin:end]))
    first, tag, _, stop = right[0]
    if tag in _NAMES:
        tails = [first.lower()]
        if len(right) > 1 and right[1][1] in ("NNG", "NNP", "XSN") and right[1][2] == stop:
            tails.append(tails[0] + right[1][0])
    elif tag[:2] in ("VV", "VA", "XS"):
        tails = ["하다" if first in ("하", "되", "받", "당하", "시키", "드리") else first + "다"]
    else:
        return
    for at, head in heads:
        for tail in tails:
            yield at, head + tail


def _around_particle(left: Sequence[Morpheme], verb: Morpheme) -> Iterator[tuple[int, str]]:
    """Yield the verb that a noun makes with a particle between: 짜증이 나다, 사과를 하다."""
    (noun, tag, start, stop), (particle, _, begin, _) = left[-2], left[-1]
    if tag not in ("NNG", "XR") or particle not in BETWEEN or stop != begin:
        return
    form = verb[0]
    if verb[1][:2] in ("VV", "VA") and form in SUPPORTING:
        yield start, noun + ("하다" if form in LIGHT else form + "다")
