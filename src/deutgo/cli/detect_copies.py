"""`deutgo detect copies`: which earlier text each one repeats, and what it changes."""

import os
from collections.abc import Iterator
from pathlib import Path

import click
import orjson
import zstandard

from deutgo.cli.lines import Record, pipe
from deutgo.detect.copies import KEEP, THRESHOLD, CopyFinder, Kept
from deutgo.errors import BadInput
from deutgo.i18n import _

STATE_KIND = "deutgo-copies-1"


@click.command("copies", help="시간순 JSONL에서 앞선 글을 되풀이한 글과 달라진 뜻을 찾습니다.")
@click.argument("file", required=False)
@click.option("--state", type=click.Path(dir_okay=False, path_type=Path), help="이어서 볼 상태 파일.")
@click.option(
    "--threshold",
    type=click.FloatRange(0.4, 1.0),
    default=THRESHOLD,
    show_default=True,
    help="복제로 보는 가장 낮은 유사도(자카드).",
)
@click.option(
    "--keep", type=click.IntRange(min=1), default=KEEP, show_default=True, help="기억할 서로 다른 글 수."
)
def copies(file: str | None, state: Path | None, threshold: float, keep: int) -> None:
    """Stream records through one finder; the state is replaced whole when the input ends."""
    finder = CopyFinder(threshold=threshold, keep=keep)
    if state is not None and state.exists():
        finder.restore(_load(state))

    def work(batch: list[Record]) -> Iterator[object]:
        for copy in finder.add([(str(record["id"]), str(record["text"])) for record in batch]):
            yield {
                "id": copy.id,
                "cluster": copy.cluster,
                "copy_of": copy.copy_of,
                "similarity": copy.similarity,
                "differs": copy.differs,
            }

    try:
        pipe(file, work, size=4096)
    finally:
        if state is not None:
            _save(state, finder.kept())


def _save(path: Path, kept: list[Kept]) -> None:
    """Write the state beside the old one and swap, so that a kill leaves one whole file."""
    partial = path.with_name(path.name + ".partial")
    with partial.open("wb") as raw, zstandard.ZstdCompressor(level=3).stream_writer(raw) as out:
        out.write(orjson.dumps(STATE_KIND) + b"\n")
        for entry in kept:
            out.write(orjson.dumps(list(entry)) + b"\n")
    os.replace(partial, path)


def _load(path: Path) -> list[Kept]:
    try:
        with path.open("rb") as raw, zstandard.ZstdDecompressor().stream_reader(raw) as stream:
            lines = stream.read().splitlines()
        if not lines or orjson.loads(lines[0]) != STATE_KIND:
            raise ValueError(path)
        return [Kept(*map(str, orjson.loads(line))) for line in lines[1:]]
    except (OSError, ValueError, TypeError, zstandard.ZstdError) as error:
        reason = _(
            "%(path)s은(는) `detect copies`의 상태 파일이 아니거나 깨졌습니다. 지우고 다시 시작하십시오."
        )
        raise BadInput(reason=reason % {"path": path}) from error
