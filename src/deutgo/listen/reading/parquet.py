"""Parquet, batch by batch."""

from collections.abc import Iterator, Sequence

import pyarrow as pa
import pyarrow.parquet as pq

from deutgo.errors import BadFile
from deutgo.i18n import _
from deutgo.listen.reading.container import Opened
from deutgo.listen.reading.rows import Record

BATCH = 2048


def parquet_records(opened: Opened) -> tuple[Sequence[str], Iterator[Record]]:
    """Return the column names and the rows, numbered from 1; raises `BadFile` for a damaged file."""
    try:
        file = pq.ParquetFile(opened.content)
    except (pa.ArrowInvalid, OSError) as error:
        reason = _("Parquet 파일이 손상되었습니다. 다시 받아 주십시오: %(reason)s") % {"reason": error}
        raise BadFile(path=opened.name, reason=reason) from error
    return file.schema_arrow.names, _rows(file)


def _rows(file: pq.ParquetFile) -> Iterator[Record]:
    line = 0
    try:
        for batch in file.iter_batches(batch_size=BATCH):
            columns = [column.to_pylist() for column in batch.columns]
            for cells in zip(*columns, strict=True):
                line += 1
                yield Record(line, cells)
    except (pa.ArrowInvalid, OSError) as error:
        reason = _("파일이 손상되어 여기부터 읽지 못했습니다: %(reason)s") % {"reason": error}
        yield Record(line + 1, [""], reason)
