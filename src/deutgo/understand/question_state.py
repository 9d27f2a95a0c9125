"""A grouper between runs: one JSON file, replaced as a whole, with masked sentences only."""

import os
import tempfile
from pathlib import Path

import orjson

from deutgo.errors import BadInput
from deutgo.understand.question_features import AskKind, Idea
from deutgo.understand.questions import Group, Grouper

_FORMAT = 1


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
                "ideas": [
                    [
                        idea.kind.value,
                        sorted(idea.facets),
                        sorted(idea.topics),
                        sorted(idea.words),
                        idea.sense.hex(),
                    ]
                    for idea in group.ideas
                ],
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
        if document["format"] != _FORMAT:
            raise BadInput(reason=f"{path}: format {document['format']}")
        grouper.total = float(document["total"])
        grouper.counts = {str(name): float(count) for name, count in document["counts"].items()}
        grouper.groups = [_group(one) for one in document["groups"]]
    except (orjson.JSONDecodeError, AttributeError, KeyError, TypeError, ValueError) as error:
        raise BadInput(reason=f"{path}: not a state of `deutgo questions`") from error
    return grouper


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
                sense=bytes.fromhex(sense),
            )
            for kind, facets, topics, words, sense in ideas
        ],
    )
