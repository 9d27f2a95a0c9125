"""CSV and TSV as they really are: broken rows are listed, and an open quote never swallows the file.

A TSV line that has as many tabs as the header is taken literally, quotation marks and all: reviews begin
with them. A quoted field may hold line ends; when it is not closed properly within `LOOKAHEAD` lines, or
closes to a row of the wrong width, its first line is the broken one and reading goes on right after it.
"""

import csv
from collections import deque
from collections.abc import Iterator

from deutgo.i18n import _
from deutgo.listen.reading.rows import Record
from deutgo.listen.reading.textlines import Line

DELIMITERS = ("\t", ",", ";", "|")
LOOKAHEAD = 2_000
LONGEST_FIELD = 1 << 24

csv.field_size_limit(LONGEST_FIELD)


class Table:
    """A delimited file: its header and an iterator of rows."""

    def __init__(self, lines: Iterator[Line], *, tab_hint: bool = False) -> None:
        self._lines = lines
        self._held: deque[Line] = deque()
        first = next((line for line in lines if line.text.strip() or line.problem), None)
        self.problem = first.problem if first else _("빈 파일입니다.")
        header = first.text if first else ""
        self.delimiter = max(DELIMITERS, key=header.count) if any(map(header.count, DELIMITERS)) else ","
        if tab_hint and "\t" in header:
            self.delimiter = "\t"
        self.header = [name.strip() for name in _parse(header, self.delimiter) or [header]]
        self._quoted = self.delimiter != "\t" or header.startswith('"')

    def rows(self) -> Iterator[Record]:
        """Yield each row that is not blank."""
        delimiter, width = self.delimiter, len(self.header)
        while (line := self._next()) is not None:
            number, text, problem = line
            if problem:
                yield Record(number, [text], problem)
                continue
            if not text or (text.isspace() and delimiter not in text):
                continue
            if not self._quoted or '"' not in text:
                cells = text.split(delimiter)
                if len(cells) != width and '"' in text:
                    yield self._quoted_row(line)
                    continue
            else:
                yield self._quoted_row(line)
                continue
            yield Record(number, cells, self._width_problem(cells))

    def _next(self) -> Line | None:
        return self._held.popleft() if self._held else next(self._lines, None)

    def _width_problem(self, cells: list[str]) -> str | None:
        wanted = len(self.header)
        while len(cells) > wanted and not cells[-1]:
            cells.pop()
        if len(cells) == wanted:
            return None
        return _("칸이 %(found)s개입니다. 머리글에는 %(wanted)s개가 있습니다.") % {
            "found": len(cells),
            "wanted": wanted,
        }

    def _quoted_row(self, line: Line) -> Record:
        """Read a row with quotes, which may go on over the next lines."""
        state = Quotes(self.delimiter)
        state.feed(line.text)
        taken: list[Line] = []
        while state.open and len(taken) < LOOKAHEAD and (following := self._next()) is not None:
            taken.append(following)
            if following.problem:
                break
            state.feed("\n" + following.text)
        whole = "\n".join([line.text, *(each.text for each in taken)])
        cells = None if state.open or state.broken else _parse(whole, self.delimiter)
        if cells is not None and (not taken or self._width_problem(cells) is None):
            return Record(line.number, cells, self._width_problem(cells))
        self._held.extendleft(reversed(taken))
        literal = line.text.split(self.delimiter)
        if state.broken and not taken and self._width_problem(literal) is None:
            return Record(line.number, literal)  # 그는 "최고"다: quotes inside a field that needs none
        return Record(line.number, [line.text], _("따옴표가 제대로 닫히지 않았습니다."))


class Quotes:
    """Follows the quotation marks of a row as its lines come in.

    `open`: inside a quoted field; `broken`: something stood after a closing mark.
    """

    def __init__(self, delimiter: str) -> None:
        self.open = False
        self.broken = False
        self._delimiter = delimiter
        self._at_start = True

    def feed(self, text: str) -> None:
        """Read on through one more piece of the row."""
        place = 0
        while place < len(text) and not self.broken:
            place = self._through_quoted(text, place) if self.open else self._through_plain(text, place)

    def _through_plain(self, text: str, place: int) -> int:
        if self._at_start and text[place] == '"':
            self.open, self._at_start = True, False
            return place + 1
        end = text.find(self._delimiter, place)
        self._at_start = end >= 0
        return end + 1 if end >= 0 else len(text)

    def _through_quoted(self, text: str, place: int) -> int:
        end = text.find('"', place)
        if end < 0:
            return len(text)
        after = text[end + 1 : end + 2]
        if after == '"':
            return end + 2
        self.open = False
        self.broken = after not in ("", self._delimiter)
        return end + 1


def _parse(text: str, delimiter: str) -> list[str] | None:
    try:
        rows = list(csv.reader([text], delimiter=delimiter, strict=True))
    except csv.Error:
        return None
    return rows[0] if len(rows) == 1 else None
