"""Marked text: a sentence in which every figure carries a key, so that it can be followed to its ground."""

import re
from dataclasses import dataclass

_MARK = re.compile("\ue000([^\ue001]*)\ue001([^\ue002]*)\ue002")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A piece of a paragraph; with a key it is a number or a name that has a ground."""

    text: str
    key: str | None = None


def mark(key: str, shown: str) -> str:
    """Return what is shown with its key around it; the marks are private characters that no text has."""
    clean = re.sub("[\ue000-\ue002]", "", shown)
    return f"\ue000{key}\ue001{clean}\ue002"


def parts_of(marked: str) -> tuple[Part, ...]:
    """Cut a marked text into its pieces.

    >>> [part.text for part in parts_of("모두 " + mark("count", "3") + "건")]
    ['모두 ', '3', '건']
    """
    parts: list[Part] = []
    at = 0
    for found in _MARK.finditer(marked):
        if found.start() > at:
            parts.append(Part(text=marked[at : found.start()]))
        parts.append(Part(text=found[2], key=found[1]))
        at = found.end()
    if at < len(marked):
        parts.append(Part(text=marked[at:]))
    return tuple(parts)


def plain(marked: str) -> str:
    """Return the text without its marks."""
    return "".join(part.text for part in parts_of(marked))


def as_facts(marked: str, grounds: dict[str, str]) -> dict[str, object]:
    """Return what an alert keeps of a marked text: its parts, and key → address of the ground."""
    return {
        "parts": [{"text": part.text, "key": part.key} for part in parts_of(marked)],
        "stands_on": {key: {"href": href} for key, href in grounds.items()},
    }
