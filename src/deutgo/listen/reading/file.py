"""One file of mentions, read from front to back: formats and encodings are found out, not asked for."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, NamedTuple

import orjson

from deutgo.errors import BadFile, BadInput, BadRow
from deutgo.i18n import _
from deutgo.listen.mention import Mention
from deutgo.listen.reading.columns import FIELDS, Columns, guess_columns
from deutgo.listen.reading.container import Opened, Shape, open_container
from deutgo.listen.reading.delimited import Table
from deutgo.listen.reading.parquet import parquet_records
from deutgo.listen.reading.rows import Record, Rejected, RowReader
from deutgo.listen.reading.sheet import sheet_records
from deutgo.listen.reading.textlines import Line, read_lines


class Layout(NamedTuple):
    """The names of the cells of each record, in order; the first `seen` of them stand in the file."""

    names: Sequence[str]
    seen: int
    records: Iterator[Record]


class MentionFile:
    """An open file whose columns are known; iterate it once, then close it."""

    def __init__(self, opened: Opened, layout: Layout, columns: Columns, source: str | None) -> None:
        self.name = opened.name
        self.columns = columns
        self.ignored = [
            name for name in layout.names[: layout.seen] if name and name not in columns.by_field.values()
        ]
        self._opened = opened
        self._records = layout.records
        by_field = dict(columns.by_field)
        if layout.seen < len(layout.names):  # the keys of JSON objects may differ from line to line
            by_field = {name: name for name in layout.names[layout.seen :]} | by_field
        self._reader = RowReader(list(by_field), source=source)
        self._places = [list(layout.names).index(name) for name in by_field.values()]

    @property
    def size(self) -> int | None:
        """The file's bytes, None for a pipe."""
        return self._opened.size

    @property
    def position(self) -> int:
        """Bytes of the file that were read so far."""
        return self._opened.position

    def __iter__(self) -> Iterator[Mention | Rejected]:
        places, read = self._places, self._reader.read
        for line, cells, problem in self._records:
            if problem is None:
                try:
                    yield read([cells[place] for place in places])
                except BadRow as error:
                    yield Rejected(line, str(error.facts["reason"]), _row_as_text(cells))
            else:
                yield Rejected(line, problem, _row_as_text(cells))

    def close(self) -> None:
        """Let go of the file."""
        self._opened.close()


def open_file(
    path: str, *, mapping: Mapping[str, str] | None = None, source: str | None = None
) -> MentionFile:
    """Open a file of any known format; `-` is standard input.

    `mapping` names the column of a field, `source` overrides the file's. Raises `BadFile` where nothing in
    it can be read as mentions: the facts name the file, the reason and the remedy.
    """
    opened = open_container(path)
    try:
        layout = _layout(opened, mapping or {})
        columns = guess_columns(layout.names[: layout.seen], mapping or {})
    except BadFile:
        opened.close()
        raise
    except BadInput as error:
        opened.close()
        raise BadFile(path=path, reason=error.facts["reason"]) from error
    if "text" not in columns.by_field:
        opened.close()
        reason = _(
            "글이 담긴 열을 찾지 못했습니다. `--map text=열이름`으로 알려 주십시오. 있는 열: %(header)s"
        )
        shown = ", ".join(name[:30] for name in layout.names[: min(30, layout.seen)])
        raise BadFile(path=path, reason=reason % {"header": shown})
    return MentionFile(opened, layout, columns, source)


def _layout(opened: Opened, mapping: Mapping[str, str]) -> Layout:
    if opened.shape is not Shape.TEXT:
        names, records = (parquet_records if opened.shape is Shape.PARQUET else sheet_records)(opened)
        return Layout(names, len(names), records)
    lines = read_lines(opened)
    first = next((line for line in lines if line.text.strip() or line.problem), None)
    if first is None:
        raise BadFile(path=opened.name, reason=_("빈 파일입니다."))
    lines = _again(first, lines)
    if first.text.lstrip().startswith("{"):
        return _json_layout(lines, mapping)
    if first.text.lstrip().startswith("["):
        reason = _("JSON 배열입니다. 한 줄에 객체 하나인 JSON Lines로 바꿔 주십시오(예: jq -c '.[]').")
        raise BadFile(path=opened.name, reason=reason)
    table = Table(lines, tab_hint=".tsv" in opened.name.lower())
    if table.problem:
        raise BadFile(path=opened.name, reason=_("1번째 줄(머리글): %(reason)s") % {"reason": table.problem})
    return Layout(table.header, len(table.header), table.rows())


def _again(first: Line, lines: Iterator[Line]) -> Iterator[Line]:
    yield first
    yield from lines


def _json_layout(lines: Iterator[Line], mapping: Mapping[str, str]) -> Layout:
    """Name the cells by the keys of the first good object, then by the contract's names."""
    held: list[Line] = []
    seen: list[str] = []
    for line in lines:
        held.append(line)
        try:
            record = orjson.loads(line.text)
        except orjson.JSONDecodeError:
            continue
        if isinstance(record, dict):
            seen = [*record, *(name for name in mapping.values() if name not in record)]
            break
    else:
        seen = ["text"]  # not one object: every line will be listed with its reason
    names = [*seen, *(field for field in FIELDS if field not in seen)]

    def records() -> Iterator[Record]:
        for line in chain(held, lines):
            yield from _json_record(line, names)

    return Layout(names, len(seen), records())


def _json_record(line: Line, names: Sequence[str]) -> Iterator[Record]:
    if line.problem:
        yield Record(line.number, [line.text], line.problem)
        return
    if not line.text.strip():
        return
    try:
        record = orjson.loads(line.text)
    except orjson.JSONDecodeError as error:
        reason = _("JSON으로 읽을 수 없습니다: %(reason)s") % {"reason": str(error)}
        yield Record(line.number, [line.text], reason)
        return
    if not isinstance(record, dict):
        yield Record(line.number, [line.text], _("JSON 객체({…})가 아닙니다."))
        return
    yield Record(line.number, [record.get(name) for name in names])


def _row_as_text(cells: Sequence[Any]) -> str:
    if len(cells) == 1:
        return str(cells[0])[:2000]
    return "\t".join("" if cell is None else str(cell) for cell in cells).rstrip("\t")[:2000]
