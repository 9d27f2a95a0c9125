"""The pattern language of the rules: morphemes, classes and gaps, compiled to one regular expression each.

A sentence is written out as `form/TAG form/TAG …`. A pattern is items separated by spaces:

    오해/NNG            this morpheme; the tag is a prefix (`V` covers VV, VA-I, VX …)
    오해|착각/NNG|XR     alternatives of form and of tag; without a tag any tag; `*/NNG` any form
    @고객               a class from classes.toml; its members may be several morphemes long
    item?               may be absent            !item   must not come next
    J?                  up to two particles      #       a number
    ..3                 up to three morphemes    ..      any distance within the sentence
    ^  $                the sentence begins, ends (punctuation aside)

A pattern that begins with `~` runs on the surface text instead. Its items are alternatives of regular
expressions, joined by optional white space; `_` is optional white space inside an item, `{고객}` a class of
surface words, `..20` up to twenty characters of the same sentence, `!item` may not come next.

Each pattern also knows a set of words of which the sentence must hold one, so most are never run.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from deutgo.understand.morphemes import Token

GAP = r"(?:[^ ]+ ){0,%d}?"
CLASS = re.compile(r"\{([가-힣0-9]*[가-힣][가-힣0-9]*)\}")
FAR = 40  # morphemes; longer sentences are judged for their length anyway


class Matchable(Protocol):
    """What a pattern is run on; `deutgo.wording.sentences.Sentence` is one."""

    @property
    def text(self) -> str: ...
    @property
    def line(self) -> str: ...
    @property
    def starts(self) -> Sequence[int]: ...
    @property
    def tokens(self) -> Sequence[Token]: ...
    @property
    def forms(self) -> frozenset[str]: ...


class PatternError(ValueError):
    """A pattern that cannot be read; the message names the item."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """One compiled pattern. `anchors` is empty when any sentence may match."""

    source: str
    regex: re.Pattern[str]
    surface: bool
    anchors: frozenset[str]
    sieve: re.Pattern[str] | None = None


def write_line(tokens: Sequence[Token]) -> tuple[str, list[int]]:
    """Return the written-out morphemes and, for each, where it begins in that line."""
    parts: list[str] = []
    starts: list[int] = []
    at = 0
    for token in tokens:
        part = f"{token.form.replace(' ', '_').replace('/', '∕')}/{token.tag} "
        parts.append(part)
        starts.append(at)
        at += len(part)
    return "".join(parts), starts


def compile_pattern(source: str, classes: Mapping[str, Sequence[str]]) -> Pattern:
    """Compile one pattern, or raise `PatternError`."""
    if source.startswith("~"):
        return _compile_surface(source, classes)
    body = "".join(_item(item, classes) for item in source.split())
    try:
        regex = re.compile(r"(?:(?<= )|^)" + body)
    except re.error as error:
        raise PatternError(f"{source}: {error}") from error
    return Pattern(source=source, regex=regex, surface=False, anchors=_anchors(source, classes))


def _compile_surface(source: str, classes: Mapping[str, Sequence[str]]) -> Pattern:
    parts: list[str] = []
    best: frozenset[str] = frozenset()
    for item in source[1:].split():
        if item.startswith("..") and item[2:].isdigit():
            parts.append(f"[^\\n]{{0,{item[2:]}}}?")
            continue
        bare = item.removeprefix("!")
        body = "(?:" + _fill(bare, classes).replace("_", r"\s*") + ")"
        parts.append(f"(?!{body})" if item.startswith("!") else body)
        forms = frozenset() if item.startswith("!") else _literals(_fill(bare, classes))
        if forms and min(map(len, forms)) > (min(map(len, best)) if best else 0):
            best = forms
    try:
        return Pattern(
            source=source,
            regex=re.compile(r"\s*".join(parts)),
            surface=True,
            anchors=best,
            sieve=re.compile("|".join(map(re.escape, sorted(best)))) if best else None,
        )
    except re.error as error:
        raise PatternError(f"{source}: {error}") from error


def _fill(item: str, classes: Mapping[str, Sequence[str]]) -> str:
    def members(match: re.Match[str]) -> str:
        if match[1] not in classes:
            raise PatternError(f"{{{match[1]}}}: no such class")
        return "(?:" + _fill("|".join(classes[match[1]]), classes) + ")"

    return CLASS.sub(members, item)


def _literals(item: str) -> frozenset[str]:
    """Return the literal beginnings of the alternatives, or nothing when one has none."""
    found: set[str] = set()
    for alternative in _split_top(item):
        inner = _whole_group(alternative)
        if inner is not None:
            forms = _literals(inner)
            if not forms:
                return frozenset()
            found |= forms
            continue
        literal = re.match(r"[가-힣A-Za-z0-9]*", alternative)
        text = literal[0] if literal else ""
        rest = alternative[len(text) :]
        if rest[:1] in ("?", "*", "{"):
            text = text[:-1]
        if not text:
            return frozenset()
        found.add(text)
    return frozenset(found)


def _whole_group(item: str) -> str | None:
    """Return what is inside a group that the alternative begins with, if it must be there."""
    if not item.startswith("(?:"):
        return None
    depth = 0
    for at, char in enumerate(item):
        depth += (char == "(") - (char == ")")
        if depth == 0:
            return None if item[at + 1 : at + 2] in ("?", "*", "{") else item[3:at]
    return None


def _split_top(item: str) -> list[str]:
    """Split at the bars that stand outside of every bracket."""
    parts, depth = [""], 0
    for char in item:
        depth += (char in "([") - (char in ")]")
        if char == "|" and depth == 0:
            parts.append("")
        else:
            parts[-1] += char
    return parts


def _item(item: str, classes: Mapping[str, Sequence[str]]) -> str:
    if item == "J?":
        return r"(?:[^ ]+/J[^ ]* ){0,2}"
    if item == "#":
        return r"[^ ]+/SN "
    if item == "^":
        return r"(?<!.)"
    if item == "$":
        return r"(?:[^ ]+/S[A-Z]* )*$"
    if item == "..":
        return GAP % FAR
    if item.startswith(".."):
        if not item[2:].isdigit():
            raise PatternError(f"{item}: a gap needs a number")
        return GAP % int(item[2:])
    if item.startswith("!"):
        return f"(?!{_item(item[1:], classes)})"
    if item.endswith("?"):
        return f"(?:{_item(item[:-1], classes)})?"
    if item.startswith("@"):
        return "(?:" + "|".join(_members(item[1:], classes)) + ")"
    return _morpheme(item)


def _members(name: str, classes: Mapping[str, Sequence[str]]) -> list[str]:
    if name not in classes:
        raise PatternError(f"@{name}: no such class")
    return ["".join(_item(item, classes) for item in member.split()) for member in classes[name]]


def _morpheme(item: str) -> str:
    forms, slash, tags = item.rpartition("/")
    if not slash:
        forms, tags = tags, ""
    if not forms or not re.fullmatch(r"[A-Z|\-]*", tags):
        raise PatternError(f"{item}: expected form/TAG")
    form = (
        "[^ /]+"
        if forms == "*"
        else "|".join(re.escape(f).replace(r"\*", "[^ /]*") for f in forms.split("|"))
    )
    tag = "|".join(f"{t}[^ ]*" for t in tags.split("|")) if tags else "[^ ]+"
    return f"(?:{form})/(?:{tag}) "


def _anchors(source: str, classes: Mapping[str, Sequence[str]]) -> frozenset[str]:
    """Return the smallest set of forms that some compulsory item insists on."""
    best: frozenset[str] = frozenset()
    for item in source.split():
        forms = _forms(item, classes)
        if forms and (not best or len(forms) < len(best)):
            best = forms
    return best


def _forms(item: str, classes: Mapping[str, Sequence[str]]) -> frozenset[str]:
    if item[0] in "!.^$#" or item.endswith("?"):
        return frozenset()
    if item.startswith("@"):
        found: set[str] = set()
        for member in classes[item[1:]]:
            inner = _anchors(member, classes)
            if not inner:
                return frozenset()
            found |= inner
        return frozenset(found)
    forms = item.rpartition("/")[0] or item
    return frozenset() if "*" in forms else frozenset(forms.split("|"))


def may_match(pattern: Pattern, sentence: Matchable) -> bool:
    """Tell cheaply whether the pattern could match at all."""
    if not pattern.anchors:
        return True
    if pattern.surface:
        return pattern.sieve is None or pattern.sieve.search(sentence.text) is not None
    return not pattern.anchors.isdisjoint(sentence.forms)


def find(pattern: Pattern, sentence: Matchable, since: int = 0) -> tuple[int, int] | None:
    """Return the first hit as code points of the sentence's own text, or None."""
    if pattern.surface:
        hit = pattern.regex.search(sentence.text, since)
        return (hit.start(), hit.end()) if hit else None
    first = next((i for i, t in enumerate(sentence.tokens) if t.start >= since), None)
    if first is None:
        return None
    hit = pattern.regex.search(sentence.line, sentence.starts[first])
    if hit is None or hit.end() == hit.start():
        return None
    inside = [i for i, at in enumerate(sentence.starts) if hit.start() <= at < hit.end()]
    return sentence.tokens[inside[0]].start, max(sentence.tokens[i].end for i in inside)
