"""The outermost shell of a file: plain, .gz or .zst, told by its first bytes and not by its name."""

import gzip
import io
import sys
import tempfile
import zlib
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO, cast

import zstandard

from deutgo.errors import BadFile
from deutgo.i18n import _

# What a cut or damaged archive raises while it is read; the rows before the damage are good.
BROKEN = (EOFError, zlib.error, gzip.BadGzipFile, zstandard.ZstdError)
PEEK = 1 << 16


class Shape(StrEnum):
    """What kind of content the bytes are."""

    TEXT = "text"
    PARQUET = "parquet"
    XLSX = "xlsx"


class Opened:
    """An open file: its content as bytes, and how far the file itself has been read."""

    def __init__(self, name: str, raw: BinaryIO, content: io.BufferedReader, shape: Shape) -> None:
        self.name = name
        self.content = content
        self.shape = shape
        self._raw = raw
        self.size = _size_of(raw)

    @property
    def position(self) -> int:
        """Bytes of the file (packed, if it is) that were read so far; 0 when it cannot be known."""
        try:
            return self._raw.tell()
        except (OSError, ValueError):
            return 0

    def close(self) -> None:
        """Let go of the file."""
        self.content.close()
        if self._raw is not sys.stdin.buffer:
            self._raw.close()


def open_container(path: str) -> Opened:
    """Open a file, or standard input for `-`; raises `BadFile` with the reason and what to do."""
    raw = _open_raw(path)
    buffered = raw if isinstance(raw, io.BufferedReader) else io.BufferedReader(cast(io.RawIOBase, raw))
    magic = buffered.peek(8)[:8]
    content = buffered
    if magic.startswith(b"\x1f\x8b"):
        content = io.BufferedReader(cast(io.RawIOBase, gzip.GzipFile(fileobj=buffered)), PEEK)
    elif magic.startswith(b"\x28\xb5\x2f\xfd"):
        reader = zstandard.ZstdDecompressor().stream_reader(buffered, read_across_frames=True)
        content = io.BufferedReader(cast(io.RawIOBase, reader), PEEK)
    try:
        start = content.peek(8)[:8]
    except BROKEN as error:
        raise BadFile(path=path, reason=_("압축이 손상되었습니다. 파일을 다시 받아 주십시오.")) from error
    shape = _shape_of(path, start)
    if shape is not Shape.TEXT and not content.seekable():
        content = _spool(content)
    return Opened(path, buffered, content, shape)


def _open_raw(path: str) -> BinaryIO:
    if path == "-":
        return sys.stdin.buffer
    try:
        if Path(path).is_dir():
            raise BadFile(
                path=path,
                reason=_(
                    "폴더입니다. 파일이나, `deutgo export`가 만든 폴더(manifest.json이 있는)를 주십시오."
                ),
            )
        return Path(path).open("rb")
    except FileNotFoundError as error:
        raise BadFile(path=path, reason=_("그런 파일이 없습니다. 경로를 확인해 주십시오.")) from error
    except OSError as error:
        raise BadFile(path=path, reason=str(error.strerror)) from error


def _shape_of(path: str, start: bytes) -> Shape:
    if start.startswith(b"PAR1"):
        return Shape.PARQUET
    if start.startswith(b"PK\x03\x04"):
        return Shape.XLSX
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        reason = _(
            "암호가 걸렸거나 옛 형식(.xls)인 엑셀 파일입니다. 암호 없는 .xlsx나 CSV로 저장해 주십시오."
        )
        raise BadFile(path=path, reason=reason)
    if start.startswith(b"%PDF"):
        raise BadFile(path=path, reason=_("PDF는 가져올 수 없습니다. CSV, JSONL, Parquet, XLSX로 주십시오."))
    return Shape.TEXT


def _spool(content: io.BufferedReader) -> io.BufferedReader:
    """Copy a stream that cannot seek to a temporary file: Parquet and XLSX keep their index at the end."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - it lives as long as the reader that gets it
    while block := content.read(1 << 20):
        file.write(block)
    file.seek(0)
    return io.BufferedReader(cast(io.RawIOBase, file))


def _size_of(raw: BinaryIO) -> int | None:
    try:
        position = raw.tell()
        size = raw.seek(0, io.SEEK_END)
        raw.seek(position)
    except (OSError, ValueError):
        return None
    return size
