"""From the cells of a row to a mention, or to the reason why not."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from deutgo.errors import BadRow
from deutgo.i18n import _
from deutgo.listen.mention import Mention, Precision, derive_id
from deutgo.listen.reading.times import read_time

LONGEST_TEXT = 50_000  # code points; a book is not a mention, and Kiwi would need minutes
SHOWN = 40  # code points of a bad value that a message repeats
COUNT = re.compile(r"(?P<number>\d[\d,]*(?:\.\d+)?)\s*(?P<unit>[천만억kKmM]?)\s*[회명개건]?\+?")
UNITS = {"": 1, "천": 1e3, "k": 1e3, "만": 1e4, "m": 1e6, "억": 1e8}


class Rejected(NamedTuple):
    """A row that cannot be used: its line in the file (the header is line 1), why, and what stood there."""

    line: int
    reason: str
    row: str


class Record(NamedTuple):
    """A row before its cells are read: in the order of the header, or why it cannot be."""

    line: int
    cells: Sequence[Any]
    problem: str | None = None


class RowReader:
    """Builds mentions from rows whose cells come in a fixed order of fields."""

    def __init__(self, fields: Sequence[str], *, source: str | None = None) -> None:
        self._fields = tuple(fields)
        self._source = source

    def read(self, cells: Sequence[Any]) -> Mention:
        """Return the mention, or raise `BadRow` with the reason."""
        given = dict(zip(self._fields, cells, strict=True))
        text = _text(given.pop("text", None))
        values: dict[str, Any] = {}
        for field, cell in given.items():
            if cell is None or cell == "" or cell != cell:  # a data frame's NaN is an empty cell
                continue
            values[field] = CONVERTERS[field](field, cell)
        if self._source is not None:
            values["source"] = self._source
        _fit_time(values)
        if values.get("id") is None:
            values["id"] = derive_id(
                source=values.get("source", ""),
                author=values.get("author"),
                created=_as_given(given.get("created_at")),
                text=text,
            )
        return Mention(text=text, **values)


def _text(cell: object) -> str:
    if cell is None or cell != cell or (isinstance(cell, str) and not cell.strip()):
        raise BadRow(reason=_("글(text)이 비어 있습니다."))
    if not isinstance(cell, str):
        raise BadRow(reason=_("글(text)이 문자열이 아닙니다."))
    if len(cell) > LONGEST_TEXT:
        reason = _("글(text)이 %(found)s자입니다. %(limit)s자까지 가져올 수 있습니다.")
        raise BadRow(reason=reason % {"found": len(cell), "limit": LONGEST_TEXT})
    if "\0" in cell:
        raise BadRow(reason=_("NUL 문자(0)가 들어 있습니다."))
    return cell


def _fit_time(values: dict[str, Any]) -> None:
    """Turn (instant, has a clock part) into the two fields, minding a precision that was given."""
    told = values.pop("created_precision", None)
    for field in ("observed_at", "deleted_at"):
        if field in values:
            values[field] = values[field][0]
    if "created_at" in values:
        moment, exact = values["created_at"]
        values["created_at"] = moment
        values["created_precision"] = told or (Precision.INSTANT if exact else Precision.DAY)
        if told is Precision.UNKNOWN:
            del values["created_at"]


def _as_given(cell: object) -> str:
    return "" if cell is None else cell.isoformat() if isinstance(cell, date) else str(cell)


def _word(field: str, cell: object) -> str | None:
    word = str(cell).strip() if field == "id" else str(cell)
    if "\0" in word:
        raise BadRow(reason=_("NUL 문자(0)가 들어 있습니다."))
    return word or None


def _moment(field: str, cell: object) -> tuple[datetime, bool]:
    try:
        if isinstance(cell, str | int | float | date):
            return read_time(cell)
    except (ValueError, OverflowError):
        pass
    raise BadRow(reason=_("시각으로 읽을 수 없는 값입니다: %(field)s = %(value)s") % _shown(field, cell))


def _precision(field: str, cell: object) -> Precision:
    try:
        return Precision(str(cell))
    except ValueError:
        reason = _("created_precision은 instant, day, unknown 가운데 하나여야 합니다: %(value)s")
        raise BadRow(reason=reason % _shown(field, cell)) from None


def _number(field: str, cell: object) -> float:
    if isinstance(cell, int | float) and not isinstance(cell, bool) and cell == cell:
        return float(cell)
    try:
        number = float(str(cell).strip().replace(",", ".") if str(cell).count(",") == 1 else str(cell))
    except ValueError:
        number = float("nan")
    if number != number or number in (float("inf"), float("-inf")):
        raise BadRow(reason=_("숫자로 읽을 수 없는 값입니다: %(field)s = %(value)s") % _shown(field, cell))
    return number


def _count(field: str, cell: object) -> int:
    if isinstance(cell, int) and not isinstance(cell, bool) and 0 <= cell < 1 << 62:
        return cell
    found = COUNT.fullmatch(str(cell).strip())
    if found is None:
        raise BadRow(reason=_("숫자로 읽을 수 없는 값입니다: %(field)s = %(value)s") % _shown(field, cell))
    number = float(found["number"].replace(",", "")) * UNITS[found["unit"].lower()]
    return min(round(number), 1 << 62)


def _shown(field: str, cell: object) -> dict[str, str]:
    shown = str(cell)
    return {"field": field, "value": shown if len(shown) <= SHOWN else shown[:SHOWN] + "…"}


CONVERTERS: Mapping[str, Callable[[str, object], Any]] = {
    **dict.fromkeys(
        ("id", "source", "url", "title", "author", "parent_id", "target", "board", "lang"), _word
    ),
    **dict.fromkeys(("created_at", "observed_at", "deleted_at"), _moment),
    **dict.fromkeys(("views", "likes", "shares", "replies"), _count),
    "created_precision": _precision,
    "rating": _number,
}
