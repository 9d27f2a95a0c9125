"""The first sheet of an XLSX workbook, row by row."""

import zipfile
import zlib
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from deutgo.errors import BadFile
from deutgo.i18n import _
from deutgo.listen.reading.container import Opened
from deutgo.listen.reading.rows import Record


def sheet_records(opened: Opened) -> tuple[Sequence[str], Iterator[Record]]:
    """Return the header and the rows, numbered as in the sheet; raises `BadFile` for a damaged workbook."""
    try:
        book = openpyxl.load_workbook(opened.content, read_only=True, data_only=True)
        rows = enumerate(book.worksheets[0].iter_rows(), start=1)
        for _number, cells in rows:
            header = [str(cell.value).strip() if cell.value is not None else "" for cell in cells]
            if any(header):
                return header, _rows(rows, len(header))
    except (InvalidFileException, zipfile.BadZipFile, KeyError, IndexError, ValueError, OSError) as error:
        reason = _("엑셀 파일로 읽을 수 없습니다. 엑셀에서 .xlsx나 CSV로 다시 저장해 주십시오.")
        raise BadFile(path=opened.name, reason=reason) from error
    raise BadFile(path=opened.name, reason=_("빈 파일입니다."))


def _rows(rows: Iterator[tuple[int, Sequence[Any]]], width: int) -> Iterator[Record]:
    number = 1
    try:
        for number, cells in rows:
            values = [_value(cell) for cell in cells[:width]]
            values += [None] * (width - len(values))
            if any(value is not None for value in values):
                yield Record(number, values)
    except (zipfile.BadZipFile, zlib.error, SyntaxError, ValueError, OSError) as error:
        reason = _("파일이 손상되어 여기부터 읽지 못했습니다: %(reason)s") % {"reason": error}
        yield Record(number + 1, [""], reason)


def _value(cell: Any) -> object:
    value = cell.value
    if isinstance(value, datetime) and "h" not in str(cell.number_format).lower():
        return value.date()  # shown as a date alone, so it is one
    if isinstance(value, float) and value.is_integer() and abs(value) < 1 << 53:
        return int(value)  # a workbook keeps every number as a float; an id 33 is not 33.0
    return value
