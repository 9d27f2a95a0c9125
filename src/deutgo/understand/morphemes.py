"""Kiwi, loaded once per process and shared: about 500 MB and 4-5 s, so never inside a request.

Two threads of one Kiwi are as fast as two processes and need half the memory; `num_workers=0` breaks
list input, so 1 is the least.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from operator import attrgetter
from typing import NamedTuple

from kiwipiepy import Kiwi

AHEAD = 32  # texts that one call of Kiwi begins before its first result is asked for (16 a thread)


Morpheme = tuple[str, str, int, int]  # the fields of a `Token`, at half its price
_fields = attrgetter("form", "tag", "start", "end")


class Token(NamedTuple):
    """One morpheme; `start` and `end` are code points of the analysed text, half-open."""

    form: str
    tag: str
    start: int
    end: int


@lru_cache(maxsize=1)
def kiwi(workers: int = 2) -> Kiwi:
    """Return the process's one analyser."""
    return Kiwi(num_workers=workers)


def analyse(text: str) -> list[Token]:
    """Split one text into morphemes."""
    return [Token(*_fields(token)) for token in kiwi().tokenize(text)]


def analyse_many(texts: Iterable[str]) -> Iterator[list[Token]]:
    """Split many texts, in order; Kiwi's own threads share the work."""
    for tokens in kiwi().tokenize(texts):
        yield [Token(*_fields(token)) for token in tokens]


def analyse_ahead(texts: Sequence[str]) -> Iterator[list[Morpheme]]:
    """Begin to split all texts at once and return; Kiwi's threads work on while Python does other things.

    A single call to Kiwi looks ahead by some 30 texts alone, so each part of `AHEAD` texts is its own call.
    """
    parts = [kiwi().tokenize(texts[start : start + AHEAD]) for start in range(0, len(texts), AHEAD)]
    return (list(map(_fields, tokens)) for part in parts for tokens in part)
