"""Sentences with their morphemes, and the stretches in them that are somebody else's words."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from deutgo.understand.morphemes import Token, kiwi
from deutgo.wording.pattern import write_line

QUOTES = (("“", "”"), ("‘", "’"), ("「", "」"), ("『", "』"), ("《", "》"), ("〈", "〉"))
STRAIGHT = re.compile(r'"[^"\n]{1,300}"')
CURLY = re.compile("|".join(f"{a}[^{b}\n]{{1,300}}{b}" for a, b in QUOTES))

# Our own spokesperson quoted in a press text is still us speaking.
OWN_VOICE = re.compile(
    r"(?:대표(?:이사)?|사장|회장|본부장|관계자|담당자|홍보팀|홍보실|본사|회사\s?측|측)"
    r"[^.“\"]{0,30}(?:은|는|이|가|도)?\s*[“\"]"
)
SAID = re.compile(r"[”\"]\s*(?:이?라?고|며|면서)\s*(?:말|밝|전|설명|강조|해명|덧붙|주장|답)")
# What is quoted in order to be taken back, or as the customer's words, is not the text's own claim.
TAKEN_BACK = re.compile(
    r"잘못|철회|변명|부적절|비판|지적|꾸짖|질책|바로잡|사과|죄송|반성|취소|거두|적절하지|안 되|않겠|않았"
    r"|내렸|풀었|달리|끝내지|지웠|물러|사실이 아니어서|말할 수 없|수 없습니다"
    r"|무책임|옳지|틀렸|틀린|어겼|어긴|상처|대신|그치지|"
    r"모자|뺐|취소|바꿨|고칩|고쳐|못했|않은|묻지|돌리지|근거가 아직"
)
REPORTED = re.compile(
    r"(?:다|라|냐|자|까|요)(?:고|는)\s*(?:[가-힣]+\s){0,2}?"
    r"(?:하시|하신|하셨|말씀|물으|여쭤|물어|주셨|주신|느끼시|느끼신|생각하시|지적|비판|항의|문의|해명|변명|설명|답변|표현|말은|말로|말을|"
    r"말만|말 |했던|여긴|답한|적은|넘긴|넘어|식의|이유로|핑계|지시|약속|"
    r"문구|판단|발표|말한|쓴 |했지만|말할|인터뷰|소문|기사)"
)
MARKUP = re.compile(
    r"```.*?```|`[^`\n]*`|^#{1,6}\s|^\s*>\s?|\*\*|__|^\s*[-*+]\s+|\]\([^)\n]*\)|!?\[", re.S | re.M
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One sentence. Token offsets and `quoted` are relative to `text`; add `start` for the document."""

    text: str
    start: int
    tokens: tuple[Token, ...]
    line: str
    starts: tuple[int, ...]
    forms: frozenset[str]
    quoted: tuple[tuple[int, int], ...]

    @property
    def end(self) -> int:
        """Where it ends in the document."""
        return self.start + len(self.text)

    def is_foreign(self, start: int, end: int) -> bool:
        """Tell whether a stretch lies wholly inside words that are not the text's own claim."""
        return any(a <= start and end <= b for a, b in self.quoted)


def plain(text: str) -> str:
    """Blank out Markdown marks, keeping every offset."""
    return MARKUP.sub(lambda m: re.sub(r"[^\n]", " ", m.group()), text)


def split(text: str) -> list[Sentence]:
    """Split one text."""
    return _cut(text, kiwi().tokenize(plain(text)))


def split_many(texts: Iterable[str]) -> Iterator[list[Sentence]]:
    """Split many texts, in order; Kiwi's threads share the work."""
    held = list(texts)
    yield from (
        _cut(text, raw) for text, raw in zip(held, kiwi().tokenize([plain(t) for t in held]), strict=True)
    )


def _cut(text: str, raw: Iterable[object]) -> list[Sentence]:
    """Group Kiwi's tokens by its sentence numbers, and cut at line ends too."""
    groups: list[list[Token]] = []
    last: tuple[int, int] | None = None
    for token in raw:
        start, end = int(token.start), int(token.end)  # type: ignore[attr-defined]
        key = (int(token.sent_position), text.count("\n", 0, start))  # type: ignore[attr-defined]
        if key != last:
            groups.append([])
            last = key
        groups[-1].append(Token(str(token.form), str(token.tag), start, end))  # type: ignore[attr-defined]
    return [_sentence(text, group) for group in groups]


def _sentence(text: str, group: list[Token]) -> Sentence:
    start, end = group[0].start, max(token.end for token in group)
    own = text[start:end]
    tokens = tuple(Token(t.form, t.tag, t.start - start, t.end - start) for t in group)
    line, starts = write_line(tokens)
    return Sentence(
        text=own,
        start=start,
        tokens=tokens,
        line=line,
        starts=tuple(starts),
        forms=frozenset(t.form for t in tokens),
        quoted=tuple(foreign_spans(own)),
    )


def foreign_spans(text: str) -> list[tuple[int, int]]:
    """Find quotations and reported speech that the text does not claim for itself."""
    spans = [m.span() for finder in (CURLY, STRAIGHT) for m in finder.finditer(text)]
    if spans and OWN_VOICE.search(text) and SAID.search(text) and not TAKEN_BACK.search(outside(text, spans)):
        spans = [span for span in spans if not re.search(r"[가-힣]\s?다|니다|죠|요", text[slice(*span)])]
    for report in REPORTED.finditer(text):
        rest = text[report.end() :]
        told_by_them = re.search(r"시|셨|신|주셨|주신|문의|항의|지적|비판", report.group()[2:])
        if told_by_them or TAKEN_BACK.search(rest):
            spans.append((0, report.start() + 2))
    return spans


def outside(text: str, spans: list[tuple[int, int]]) -> str:
    """Return the text with the spans cut out."""
    kept, at = [], 0
    for start, end in sorted(spans):
        kept.append(text[at:start])
        at = max(at, end)
    kept.append(text[at:])
    return "".join(kept)
