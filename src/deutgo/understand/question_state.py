"""A grouper between runs: one JSON file, replaced as a whole, with masked sentences only."""

import os
import tempfile
from pathlib import Path

import orjson

from deutgo.errors import BadInput
from deutgo.understand.morphemes import analyse_many
from deutgo.understand.question_features import AskKind, Idea, idea_of
from deutgo.understand.questions import Group, Grouper

_FORMAT = 2


def save(grouper: Grouper, path: Path) -> None:
    """Write the state beside its place and move it there, so that a kill leaves the old or the new one."""
    document = {
        "format": _FORMAT,
        "total": grouper.total,
        "counts": grouper.counts,
        "groups": [
            {
                "id": group.id,
                "count": group.count,
                "questions": group.questions,
                "sentences": group.sentences,
                "ideas": [_fields(idea) for idea in group.ideas],
            }
            for group in grouper.groups
        ],
    }
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(orjson.dumps(document))
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise


def _fields(idea: Idea) -> list[object]:
    return [
        idea.kind.value,
        sorted(idea.facets),
        sorted(idea.topics),
        sorted(idea.words),
        sorted(idea.asks),
        sorted(idea.meant),
        idea.sense.hex(),
    ]


def load(path: Path) -> Grouper:
    """Read a saved grouper; a new one where there is no file. Raises `BadInput` on any other file."""
    grouper = Grouper()
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        return grouper
    except OSError as error:
        raise BadInput(reason=f"{path}: {error.strerror}") from error
    try:
        document = orjson.loads(raw)
        if document["format"] not in (1, _FORMAT):
            raise BadInput(reason=f"{path}: format {document['format']}")
        grouper.total = float(document["total"])
        grouper.counts = {str(name): float(count) for name, count in document["counts"].items()}
        groups = document["groups"]
        grouper.groups = [
            _group(one if document["format"] == _FORMAT else _read_again(one)) for one in groups
        ]
    except (orjson.JSONDecodeError, AttributeError, KeyError, TypeError, ValueError) as error:
        raise BadInput(reason=f"{path}: not a state of `deutgo questions`") from error
    return grouper


def _read_again(one: dict[str, object]) -> dict[str, object]:
    """Read the ideas of a group of format 1 anew from the sentences that it kept."""
    sentences, ideas = one["sentences"], one["ideas"]
    assert isinstance(sentences, list)
    assert isinstance(ideas, list)
    analysed = zip(sentences, analyse_many(sentences), ideas, strict=True)
    anew = [idea_of(text, tokens, bytes.fromhex(old[-1])) for text, tokens, old in analysed]
    return one | {"ideas": [_fields(idea) for idea in anew]}


def _group(one: dict[str, object]) -> Group:
    ideas = one["ideas"]
    sentences = one["sentences"]
    assert isinstance(ideas, list)
    assert isinstance(sentences, list)
    return Group(
        id=str(one["id"]),
        count=int(str(one["count"])),
        questions=int(str(one["questions"])),
        sentences=[str(text) for text in sentences],
        ideas=[
            Idea(
                kind=AskKind(kind),
                facets=frozenset(facets),
                topics=frozenset(topics),
                words=frozenset(words),
                asks=frozenset(asks),
                meant=frozenset(meant),
                sense=bytes.fromhex(sense),
            )
            for kind, facets, topics, words, asks, meant, sense in ideas
        ],
    )
