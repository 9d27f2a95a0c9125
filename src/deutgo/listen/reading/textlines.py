"""Lines of text whatever the encoding: UTF-8 with or without BOM, UTF-16, CP949.

Korean spreadsheets save CP949 (or UTF-16) without saying so, and the first Hangul may come late in the
file; so the choice between UTF-8 and CP949 falls at the first line that is not ASCII.
"""

import codecs
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from typing import NamedTuple

from deutgo.i18n import _
from deutgo.listen.reading.container import BROKEN, Opened

BLOCK = 1 << 18
LONGEST = 1 << 24  # bytes of one line; what is longer is not a line but damage
AHEAD = 500  # lines that are looked at before the encoding is chosen
BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


class Line(NamedTuple):
    """One physical line without its end; `problem` says why it cannot be used."""

    number: int
    text: str
    problem: str | None = None


def read_lines(opened: Opened) -> Iterator[Line]:
    """Yield the lines of a text file in any of the known encodings, numbered from 1."""
    start = opened.content.peek(4096)[:4096]
    encoding = None
    for bom, name in BOMS:
        if start.startswith(bom):
            opened.content.read(len(bom))
            encoding = name
            break
    else:
        encoding = _utf16_without_bom(start)
    blocks = _blocks(opened)
    if encoding in ("utf-16-le", "utf-16-be"):
        blocks = _as_utf8(blocks, encoding)
        encoding = "utf-8"
    yield from _decode(_split(blocks), encoding)


def _utf16_without_bom(start: bytes) -> str | None:
    """Tell UTF-16 by zero bytes in the high halves of its ASCII letters (tabs, commas, digits)."""
    even, odd = start[0::2].count(0), start[1::2].count(0)
    half = max(1, len(start) // 2)
    if odd > half // 5 and odd > 10 * even:
        return "utf-16-le"
    if even > half // 5 and even > 10 * odd:
        return "utf-16-be"
    return None


def _blocks(opened: Opened) -> Iterator[bytes | None]:
    """Yield the content in blocks; None at the end of an archive that is cut or damaged."""
    try:
        while block := opened.content.read1(BLOCK):
            yield block
    except BROKEN:
        yield None


def _as_utf8(blocks: Iterator[bytes | None], encoding: str) -> Iterator[bytes | None]:
    """Recode UTF-16; a broken half becomes a byte that is no UTF-8, so that its line is rejected."""
    decoder = codecs.getincrementaldecoder(encoding)("surrogatepass")
    for block in blocks:
        if block is None:
            yield None
            return
        try:
            text = decoder.decode(block)
        except UnicodeDecodeError:
            text = block.decode(encoding, "replace")
        yield text.encode("utf-8", "surrogatepass")


def _split(blocks: Iterator[bytes | None]) -> Iterator[bytes | None]:
    """Cut blocks at LF, CRLF and lone CR alike; an endless line is cut off at `LONGEST`."""
    tail = b""
    too_long = False
    for block in blocks:
        if block is None:
            yield tail  # what the damage cut through
            yield None
            return
        lines = (tail + block).splitlines(keepends=True)
        tail = lines.pop() if lines and not lines[-1].endswith(b"\n") else b""
        for line in lines:
            yield b"\xff" if too_long else line.rstrip(b"\r\n")
            too_long = False
        if len(tail) > LONGEST:
            tail, too_long = b"", True
    if tail or too_long:
        yield b"\xff" if too_long else tail.rstrip(b"\r\n")


def _decode(lines: Iterator[bytes | None], encoding: str | None) -> Iterator[Line]:
    for number, raw in enumerate(lines, start=1):
        if raw is None:
            reason = _("압축이 중간에 끊겼습니다. 이 앞까지만 읽었으니 파일을 다시 받아 주십시오.")
            yield Line(number, "", reason)
            return
        if encoding is None and not raw.isascii():
            ahead = [raw, *islice(lines, AHEAD)]
            yield from _numbered(_decode(chain(ahead, lines), _choose(ahead)), number)
            return
        try:
            text = raw.decode(encoding or "ascii")
        except UnicodeDecodeError as error:
            yield Line(number, raw.decode(encoding or "ascii", "replace"), _undecodable(encoding, error))
            continue
        if "\0" in text:
            yield Line(number, text.replace("\0", "␀"), _("NUL 문자(0)가 들어 있습니다."))
        else:
            yield Line(number, text)


def _numbered(lines: Iterator[Line], first: int) -> Iterator[Line]:
    return (Line(first - 1 + line.number, line.text, line.problem) for line in lines)


def _choose(lines: Sequence[bytes | None]) -> str:
    """Take the encoding in which more of these lines can be read: one may be damaged."""
    telling = [line for line in lines if line is not None and not line.isascii()]
    readable = {encoding: sum(_reads(line, encoding) for line in telling) for encoding in ("utf-8", "cp949")}
    return "utf-8" if readable["utf-8"] >= readable["cp949"] else "cp949"


def _reads(line: bytes, encoding: str) -> bool:
    try:
        line.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _undecodable(encoding: str | None, error: UnicodeDecodeError) -> str:
    if error.object == b"\xff":
        return _("한 줄이 %(limit)s MB를 넘어 읽지 않았습니다.") % {"limit": LONGEST >> 20}
    return _("%(encoding)s로 읽을 수 없는 바이트가 있습니다(줄 안에서 %(place)s번째).") % {
        "encoding": (encoding or "ascii").upper(),
        "place": error.start + 1,
    }
