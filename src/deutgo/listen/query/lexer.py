"""A query string cut into words, quotes, brackets, operators and fields."""

import re
from dataclasses import dataclass
from difflib import get_close_matches
from enum import Enum, auto

from deutgo.listen.query.fields import BY_NAME
from deutgo.listen.query.traps import refuse
from deutgo.listen.query.tree import Note, Span

MAX_LENGTH = 20_000


class Kind(Enum):
    """What a piece of the query string is."""

    OPEN = auto()
    CLOSE = auto()
    AND = auto()
    OR = auto()
    NOT = auto()
    NEAR = auto()  # also ONEAR and SENTENCE
    WORD = auto()
    PHRASE = auto()
    CASED = auto()
    FIELD = auto()
    PART = auto()  # `title:` before a bracket, word or phrase


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One piece; `text` is the word, the phrase's inside, or the field's value, `name` the field's."""

    kind: Kind
    text: str
    span: Span
    name: str = ""


_QUOTES = '"“”„‟«»＂'
_SINGLE = {"‘": "’"}
_OPERATORS = {
    "AND": Kind.AND,
    "&&": Kind.AND,
    "그리고": Kind.AND,
    "OR": Kind.OR,
    "||": Kind.OR,
    "|": Kind.OR,
    "또는": Kind.OR,
    "NOT": Kind.NOT,
    "제외": Kind.NOT,
    "SENTENCE": Kind.NEAR,
}
_PROXIMITY = re.compile(r"(O?NEAR)(?:/(\d{1,4})(f?))?|SENTENCE/(\d+)")
_LOWER = re.compile(r"and|or|not|o?near(?:/\d+)?|sentence|And|Or|Not|O?[Nn]ear(?:/\d+)?")
_NAME = re.compile(r"([A-Za-z_]{2,}|[가-힣]{2,4}):")
_WORD = re.compile(r"[^\s()（）\"“”„‟«»＂{}]+")
_VALUE = re.compile(r"\[[^\]]*\]|[^\s()（）\"“”{}]+")
_COMMENT = re.compile(r"<<<.*?(?:>>>|\Z)", re.DOTALL)
_TILDE = re.compile(r"~(sp|\d{1,4})")
_SCHEMES = frozenset({"http", "https", "ftp"})


class Lexer:
    """Cuts one query string; `pieces` and `notes` hold what was found."""

    def __init__(self, text: str) -> None:
        if len(text) > MAX_LENGTH:
            raise refuse("too_long", (MAX_LENGTH, len(text)), length=str(len(text)), limit=str(MAX_LENGTH))
        self.text = text
        self.at = 0
        self.pieces: list[Piece] = []
        self.notes: list[Note] = []

    def cut(self) -> list[Piece]:
        """Cut the whole string."""
        text = self.text
        while self.at < len(text):
            char = text[self.at]
            if char.isspace():
                self.at += 1
            elif char in "(（":
                self._add(Kind.OPEN, char, self.at + 1)
            elif char in ")）":
                self._add(Kind.CLOSE, char, self.at + 1)
            elif char in _QUOTES or char in _SINGLE:
                self._phrase()
            elif char == "{":
                self._cased()
            elif text.startswith("<<<", self.at):
                self.at = _COMMENT.match(text, self.at).end()  # type: ignore[union-attr]
            elif char == "}":
                raise refuse("unbalanced_bracket", (self.at, self.at + 1), sign="}")
            else:
                self._word()
        return self.pieces

    def _add(self, kind: Kind, text: str, end: int, name: str = "") -> None:
        self.pieces.append(Piece(kind=kind, text=text, span=(self.at, end), name=name))
        self.at = end

    def _quoted(self) -> tuple[str, int]:
        """Return the inside of the quotes that open here, and where they end."""
        start, opening = self.at, self.text[self.at]
        closing = _SINGLE.get(opening, _QUOTES)
        stop = start + 1
        while stop < len(self.text) and self.text[stop] not in closing:
            stop += 1
        if stop == len(self.text):
            raise refuse("unbalanced_quote", (start, stop), suggestion=self.text + '"')
        inside = self.text[start + 1 : stop]
        if opening != '"' or self.text[stop] != '"':
            plain = f'{self.text[:start]}"{inside}"{self.text[stop + 1 :]}'
            self.notes.append(Note(code="curly_quotes", span=(start, stop + 1), suggestion=plain))
        return inside, stop + 1

    def _phrase(self) -> None:
        inside, end = self._quoted()
        tilde = _TILDE.match(self.text, end)
        if not inside.strip():
            raise refuse("empty_phrase", (self.at, end))
        name = tilde[1] if tilde else ""
        self._add(Kind.PHRASE, inside, tilde.end() if tilde else end, "" if name == "sp" else name)

    def _cased(self) -> None:
        stop = self.text.find("}", self.at)
        if stop < 0:
            raise refuse("unbalanced_bracket", (self.at, self.at + 1), sign="{")
        inside = self.text[self.at + 1 : stop].strip()
        if not inside:
            raise refuse("empty_phrase", (self.at, stop + 1))
        self._add(Kind.CASED, inside, stop + 1)

    def _word(self) -> None:
        text, start = self.text, self.at
        following = text[start + 1 : start + 2]
        if text[start] in "-!" and following.strip("-!").strip():
            self._add(Kind.NOT, text[start], start + 1)
            return
        for sign in ("&&", "||"):
            if text.startswith(sign, start):
                self._add(_OPERATORS[sign], sign, start + 2)
                return
        named = _NAME.match(text, start)
        if named and self._field(named[1], named.end()):
            return
        word = _WORD.match(text, start)
        assert word is not None
        end = word.end()
        for sign in ("&&", "||"):
            cut = text.find(sign, start, end)
            if cut > start:
                end = cut
        self._bare(text[start:end], end)

    def _bare(self, word: str, end: int) -> None:
        kind = _OPERATORS.get(word)
        if kind is None and _PROXIMITY.fullmatch(word):
            kind = Kind.NEAR
        if kind is not None:
            self._add(kind, word, end)
            return
        if _LOWER.fullmatch(word):
            better = self.text[: self.at] + word.upper() + self.text[end:]
            self.notes.append(
                Note(code="lower_case_operator", span=(self.at, end), facts={"word": word}, suggestion=better)
            )
        if not any(char.isalnum() or ord(char) > 0x2190 for char in word):
            self.notes.append(Note(code="only_signs", span=(self.at, end), facts={"word": word}))
            self.at = end
            return
        self._add(Kind.WORD, word, end)

    def _field(self, name: str, value_at: int) -> bool:
        """Read a field that begins here; False when the word before the colon is no field's name."""
        spec = BY_NAME.get(name.lower())
        if spec is None:
            if name.lower() in _SCHEMES or not name.isascii():
                return False
            raise refuse(
                "unknown_field", (self.at, value_at), name=name, known=", ".join(_alike(name.lower()))
            )
        if spec.kind == "part":
            self._add(Kind.PART, spec.name, value_at, spec.name)
            return True
        start = self.at
        if value_at < len(self.text) and self.text[value_at] in _QUOTES:
            self.at = value_at
            value, end = self._quoted()
            self.at = start
        else:
            found = _VALUE.match(self.text, value_at)
            value, end = (found[0], found.end()) if found else ("", value_at)
        if not value.strip():
            raise refuse("missing_value", (start, end), name=name)
        self._add(Kind.FIELD, value, end, name)
        return True


def _alike(name: str) -> list[str]:
    return get_close_matches(name, BY_NAME, n=3, cutoff=0.5) or ["source", "author", "board", "since"]


def proximity(word: str) -> tuple[str, int | None]:
    """Return (near, onear or sentence; the number after the slash)."""
    found = _PROXIMITY.fullmatch(word)
    if found is None or found[1] is None:
        return "sentence", None
    distance = int(found[2]) if found[2] else None
    return ("onear" if found[1] == "ONEAR" or found[3] else "near"), distance
