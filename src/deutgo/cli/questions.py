"""`deutgo questions`: which mentions ask or claim the same thing."""

from collections.abc import Iterator
from pathlib import Path

import click

from deutgo.cli.lines import Record, Writer, in_batches, read_records
from deutgo.errors import BadInput

WINDOW_LINES = 1_000
WINDOW_SECONDS = 0.5  # leaves the other half of the promised second for the work


@click.command()
@click.argument("file", required=False)
@click.option(
    "--state",
    type=click.Path(dir_okay=False, path_type=Path),
    help="묶음을 이어서 쓸 파일. 없으면 새로 만듭니다.",
)
def questions(file: str | None, state: Path | None) -> None:
    """같은 것을 묻거나 주장하는 언급을 묶습니다.

    한 줄에 {"id","text"} 하나를 읽어 {"id","group","kind"} 하나를 씁니다. kind는 question, claim, none이고,
    none이면 group은 null입니다. --state를 주면 다음 실행에서도 묶음의 번호가 그대로입니다.

    \b
    예:
      deutgo questions 문의.jsonl
      tail -f 댓글.jsonl | deutgo questions --state 묶음.json
    """
    from deutgo.understand import question_state
    from deutgo.understand.questions import Grouper

    grouper = question_state.load(state) if state else Grouper()
    writer = Writer()
    for window in windows(file):
        for each in grouper.assign([(str(record["id"]), str(record["text"])) for record in window]):
            writer.write({"id": each.id, "group": each.group, "kind": each.kind.value})
        if state:
            try:
                question_state.save(
                    grouper, state
                )  # before the lines are handed over: no group is promised twice
            except OSError as error:
                raise BadInput(reason=f"{state}: {error.strerror}") from error
        writer.flush()


def windows(
    path: str | None, *, lines: int = WINDOW_LINES, seconds: float = WINDOW_SECONDS
) -> Iterator[list[Record]]:
    """Gather lines for joint work: up to so many, or what came within so long after the first."""
    for batch in in_batches(read_records(path), lines, seconds):
        yield [record for _, record in batch]
