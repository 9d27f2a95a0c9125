"""The twins of a page: JSON, CSV and XLSX, safe to open in a spreadsheet."""

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import datetime, timedelta
from enum import Enum
from operator import attrgetter
from typing import Any
from urllib.parse import quote

import orjson
import xlsxwriter
from fastapi import Response

from deutgo.clock import iso

# a spreadsheet runs a cell that begins so; a leading apostrophe makes it text
RUNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def plain(value: Any) -> Any:
    """Turn a value of ours into what JSON can hold; instants carry Seoul's offset."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return iso(value)
    if isinstance(value, timedelta):
        return value.total_seconds()
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(plain(name)): plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(each) for each in value]
    return value


def as_json(value: Any, *, status_code: int = 200) -> Response:
    """Answer with JSON."""
    return Response(orjson.dumps(plain(value)), media_type="application/json", status_code=status_code)


def guarded(value: Any) -> Any:
    """Make a cell that no spreadsheet runs: text that begins like a formula gets an apostrophe."""
    value = plain(value)
    if isinstance(value, str) and value.startswith(RUNS):
        return "'" + value
    return "" if value is None else value


Columns = Mapping[str, Callable[[Any], Any]]


def columns_of(*names: str) -> Columns:
    """Return columns that are fields of the rows."""
    return {name: attrgetter(name) for name in names}


def as_csv(name: str, columns: Columns, rows: Iterable[Any]) -> Response:
    """Answer with CSV in UTF-8 with a mark, so that Excel reads Hangul."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([guarded(title) for title in columns])
    for row in rows:
        writer.writerow([guarded(read(row)) for read in columns.values()])
    return _file(("\ufeff" + out.getvalue()).encode(), f"{name}.csv", "text/csv; charset=utf-8")


def as_xlsx(name: str, sheets: Mapping[str, tuple[Sequence[str], Iterable[Sequence[Any]]]]) -> Response:
    """Answer with a workbook; every text is written as text, never as a formula or a link."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        wrap = book.add_format({"text_wrap": True, "valign": "top"})
        for title, (heads, rows) in sheets.items():
            sheet = book.add_worksheet(title[:31])
            sheet.freeze_panes(1, 0)
            for column, head in enumerate(heads):
                sheet.write_string(0, column, head, bold)
                sheet.set_column(column, column, 60 if column == len(heads) - 1 else 18)
            for at, row in enumerate(rows, start=1):
                for column, value in enumerate(row):
                    cell = guarded(value)
                    if isinstance(cell, int | float) and not isinstance(cell, bool):
                        sheet.write_number(at, column, cell, wrap)
                    else:
                        sheet.write_string(at, column, str(cell)[:32_000], wrap)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return _file(out.getvalue(), f"{name}.xlsx", kind)


def _file(body: bytes, name: str, kind: str) -> Response:
    disposition = f"attachment; filename*=UTF-8''{quote(name)}"
    return Response(body, media_type=kind, headers={"Content-Disposition": disposition})
