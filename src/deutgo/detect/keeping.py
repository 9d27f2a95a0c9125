"""Keeping: a detector's state in one file, so that a stream that was cut goes on as if it had not been."""

import io
import os
from pathlib import Path
from typing import Any

import numpy as np
import orjson

from deutgo.errors import BadInput

Parts = dict[str, Any]  # numbers, strings, lists and dicts of them, and arrays


def save(path: Path, parts: Parts) -> None:
    """Write arrays and plain values to one `.npz`; the old file stands until the new one is complete."""
    plain = {name: value for name, value in parts.items() if not isinstance(value, np.ndarray)}
    arrays: dict[str, Any] = {name: value for name, value in parts.items() if isinstance(value, np.ndarray)}
    text = np.frombuffer(orjson.dumps(plain), dtype=np.uint8)
    buffer = io.BytesIO()
    np.savez(buffer, plain=text, **arrays)
    beside = path.with_name(path.name + ".new")
    beside.write_bytes(buffer.getvalue())
    os.replace(beside, path)


def load(path: Path, *, kind: str) -> Parts | None:
    """Read what `save` wrote; None where there is no file yet, `BadInput` where it is something else."""
    if not path.exists():
        return None
    try:
        with np.load(path, allow_pickle=False) as file:
            parts: Parts = {name: file[name] for name in file.files if name != "plain"}
            parts |= orjson.loads(file["plain"].tobytes())
    except (OSError, ValueError, KeyError, orjson.JSONDecodeError) as error:
        raise BadInput(reason=f"{path} is not a state file of `{kind}`: {error}") from error
    if parts.pop("kind", None) != kind:
        raise BadInput(reason=f"{path} is a state file of another command, not of `{kind}`")
    return parts
