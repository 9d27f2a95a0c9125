"""JSON Lines in, JSON Lines out: one line out per good line in, in order, flushed in good time."""

import queue
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, TypeVar

import orjson

from deutgo.errors import BadInput, DeutgoError
from deutgo.listen.mention import derive_id

T = TypeVar("T")
Record = dict[str, object]
FLUSH_LINES = 1_000
FLUSH_SECONDS = 0.5


def open_input(path: str | None) -> BinaryIO:
    """Open a file, or standard input for None and `-`."""
    if path is None or path == "-":
        return sys.stdin.buffer
    try:
        return Path(path).open("rb")
    except OSError as error:
        raise BadInput(reason=f"{path}: {error.strerror}") from error


def complain(line: int, error: str) -> None:
    """Report one skipped line on standard error."""
    sys.stderr.buffer.write(orjson.dumps({"line": line, "error": error}) + b"\n")
    sys.stderr.buffer.flush()


def read_records(path: str | None, *, needs: tuple[str, ...] = ("text",)) -> Iterator[tuple[int, Record]]:
    """Yield (line number, object) for each good line; bad ones are reported and skipped.

    Fields in `needs` must be strings that are not blank. A missing `id` is derived. When lines were
    given and not one could be read, raises `BadInput` at the end (exit code 2).
    """
    seen = good = 0
    for number, raw in enumerate(open_input(path), start=1):
        if number == 1:
            raw = raw.removeprefix(b"\xef\xbb\xbf")
        if not raw.strip():
            continue
        seen += 1
        record = _read_line(number, raw, needs)
        if record is not None:
            good += 1
            yield number, record
    if seen and not good:
        raise BadInput(
            reason=f"no readable line among {seen}; each line must be a JSON object with {', '.join(needs)}"
        )


def _read_line(number: int, raw: bytes, needs: tuple[str, ...]) -> Record | None:
    try:
        record = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        complain(number, f"not JSON: {error}")
        return None
    if not isinstance(record, dict):
        complain(number, "not a JSON object")
        return None
    for field in needs:
        value = record.get(field)
        if not isinstance(value, str) or not value.strip():
            complain(number, f"`{field}` must be a string that is not blank")
            return None
    if record.get("id") is None:
        text = str(record.get("text") or "")
        record["id"] = derive_id(
            source=str(record.get("source") or ""),
            author=str(record["author"]) if record.get("author") else None,
            created=str(record.get("created_at") or ""),
            text=text,
        )
    else:
        record["id"] = str(record["id"])
    return record


@dataclass(frozen=True, slots=True)
class _End:
    """The end of a stream, and what ended it."""

    error: BaseException | None


class Writer:
    """Writes JSON lines to standard output, flushed every thousand lines and twice a second.

    A timer flushes, because a stream that falls silent brings no next line that would.
    """

    def __init__(self) -> None:
        self._pending = 0
        threading.Thread(target=self._tick, name="flusher", daemon=True).start()

    def write(self, record: object) -> None:
        """Write one line."""
        sys.stdout.buffer.write(orjson.dumps(record) + b"\n")
        self._pending += 1
        if self._pending >= FLUSH_LINES:
            self.flush()

    def flush(self) -> None:
        """Hand over what is pending."""
        self._pending = 0
        sys.stdout.buffer.flush()

    def _tick(self) -> None:
        while True:
            time.sleep(FLUSH_SECONDS)
            if self._pending:
                with suppress(ValueError, OSError):  # closed at the end: the main thread says so itself
                    self.flush()


def in_batches(items: Iterable[T], size: int = 512, seconds: float = 0.5) -> Iterator[list[T]]:
    """Group a stream for vectorised work: up to `size`, or what came within `seconds` of the first.

    A thread reads, so that a stream that falls silent does not hold back what it already sent. An error
    of the stream is raised after the items before it.
    """
    arrived: queue.Queue[T | _End] = queue.Queue(maxsize=4 * size)

    def read() -> None:
        error: BaseException | None = None
        try:
            for item in items:
                arrived.put(item)
        except (DeutgoError, OSError) as raised:
            error = raised
        arrived.put(_End(error))

    threading.Thread(target=read, name="reader", daemon=True).start()
    while True:
        item = arrived.get()
        until = time.monotonic() + seconds
        batch: list[T] = []
        while not isinstance(item, _End):
            batch.append(item)
            if len(batch) >= size:
                break
            try:
                item = arrived.get(timeout=max(0.0, until - time.monotonic()))
            except queue.Empty:
                break
        if batch:
            yield batch
        if isinstance(item, _End):
            if item.error is not None:
                raise item.error
            return


def pipe(path: str | None, work: Callable[[list[Record]], Iterable[object]], *, size: int = 512) -> None:
    """Read records, let `work` turn each batch into as many outputs, and write them in order."""
    writer = Writer()
    for batch in in_batches(read_records(path), size):
        for output in work([record for _, record in batch]):
            writer.write(output)
        writer.flush()
