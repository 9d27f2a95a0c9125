"""`deutgo import`: mentions from files, in one stream, good rows kept and bad ones listed."""

import gc
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing
from pathlib import Path
from typing import BinaryIO

import click
import orjson
from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    TaskID,
    TaskProgressColumn,
    TextColumn,
    TimeRemainingColumn,
)

from deutgo.error_words import sentence
from deutgo.errors import BadFile, BadInput
from deutgo.i18n import _, current_language
from deutgo.listen.mention import Mention
from deutgo.listen.reading import MentionFile, Rejected, open_file
from deutgo.listen.reading.columns import parse_mapping
from deutgo.settings import load_settings
from deutgo.store.intake import Intake
from deutgo.store.keeping import Tally
from deutgo.store.mentions import Key, key_of
from deutgo.store.restore import Archive, is_export
from deutgo.store.unit_of_work import Store, open_store

MANY = 1_000  # new mentions after which the database looks at its tables again
YOUNG = (200_000, 20, 100)  # when to look for garbage in cycles; by default a tenth of an import goes there
SHOWN = 10  # rejected rows that are shown when no file was named for them


@click.command("import")
@click.argument("files", nargs=-1, type=click.Path())
@click.option("--source", help="모든 행의 수집원 이름")
@click.option("--map", "mapping", multiple=True, metavar="FIELD=열이름", help="어느 열이 어느 항목인지")
@click.option(
    "--reject", "reject_to", type=click.Path(), help="거절한 행을 줄 번호, 이유와 함께 적을 JSONL 파일"
)
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
def import_(
    files: tuple[str, ...], source: str | None, mapping: tuple[str, ...], reject_to: str | None, format_: str
) -> None:
    """파일에서 언급을 가져옵니다. 같은 파일을 다시 가져와도 늘어나지 않습니다.

    CSV, TSV, JSONL, Parquet, XLSX(글 파일은 .gz, .zst도)와 `deutgo export`가 만든 폴더를 읽습니다.
    인코딩과 열은 스스로 알아냅니다.

    예: deutgo import 리뷰.csv --source 쇼핑몰 --map text=후기내용 --reject 거절.jsonl
    """
    started = time.monotonic()
    gc.set_threshold(*YOUNG)
    told = parse_mapping(mapping)
    with ExitStack() as stack:
        rejects = Rejects(stack.enter_context(_create(reject_to)) if reject_to else None)
        store = stack.enter_context(closing(open_store(load_settings())))
        importer = Importer(store, rejects, stack.enter_context(_progress()))
        for path in files or ("-",):
            importer.take(path, source=source, mapping=told)
        if importer.counts()["new"] >= MANY:
            store.tidy()
    rejects.summarise()
    counts = importer.counts()
    _report(counts | {"seconds": round(time.monotonic() - started, 3)}, format_)
    if importer.unreadable:
        raise importer.unreadable[0]
    if rejects.first is not None and rejects.count == counts["read"]:
        reason = _("읽을 수 있는 행이 없습니다. 첫 이유: %(name)s의 %(line)s번째 줄: %(reason)s")
        name, first = rejects.first
        raise BadInput(reason=reason % {"name": name, "line": first.line, "reason": first.reason})


class Rejects:
    """Lists rejected rows: all in the file that was named for them, else the first few on standard error."""

    def __init__(self, file: BinaryIO | None) -> None:
        self._file = file
        self.count = 0
        self.first: tuple[str, Rejected] | None = None

    def add(self, name: str, rejected: Rejected) -> None:
        """List one row."""
        self.count += 1
        if self.first is None:
            self.first = name, rejected
        record = {"file": name, "line": rejected.line, "reason": rejected.reason}
        if self._file is not None:
            self._file.write(orjson.dumps(record | {"row": rejected.row}) + b"\n")
        elif self.count <= SHOWN:
            place = _("%(name)s %(line)s번째 줄") % {"name": name, "line": rejected.line}
            click.echo(f"{place}: {rejected.reason}", err=True)

    def summarise(self) -> None:
        """Say how many more there are, and how to see them."""
        if self._file is None and self.count > SHOWN:
            words = _("거절한 행이 %(count)s개 더 있습니다. `--reject 파일`을 붙이면 모두 적어 드립니다.")
            click.echo(words % {"count": self.count - SHOWN}, err=True)


class Importer:
    """Takes files one after the other into one store."""

    def __init__(self, store: Store, rejects: Rejects, progress: Progress) -> None:
        self._store = store
        self._tally = Tally()
        self._rejects = rejects
        self._progress = progress
        self._accepted = 0
        self.unreadable: list[BadFile] = []

    def take(self, path: str, *, source: str | None, mapping: Mapping[str, str]) -> None:
        """Take one file; one that cannot be read at all is remembered and said, and the next ones go on."""
        try:
            if is_export(path):
                self._restore(Archive(path))
                return
            file = open_file(path, mapping=mapping, source=source)
        except BadFile as error:
            if self.unreadable or self._accepted:
                click.echo(sentence(error, lang=current_language.get()), err=True)
            self.unreadable.append(error)
            return
        with closing(file):
            _tell_columns(file)
            self._add(Intake(self._store).take(self._rows(file)))

    def _restore(self, archive: Archive) -> None:
        """Take a folder that `export` wrote: the tables first, because topics match what comes in."""
        kept = archive.restore_tables(self._store)
        if kept:
            words = _("이미 내용이 있어 그대로 둔 표: %(tables)s (새 저장소에는 모두 되돌립니다)")
            click.echo(words % {"tables": ", ".join(kept)}, err=True)
        numbers: dict[Key, int] = {}
        intake = Intake(self._store, numbers=numbers, only_new=archive.masked)
        self._add(intake.take(self._archived(archive, numbers)))

    def _archived(self, archive: Archive, numbers: dict[Key, int]) -> Iterator[Mention]:
        task = self._progress.add_task(archive.folder.name, total=archive.manifest["counts"].get("mentions"))
        for number, row in enumerate(archive.mentions()):
            if number % 1024 == 0 and not self._progress.disable:
                self._progress.update(task, completed=number)
            if isinstance(row, Rejected):
                self._rejects.add(str(archive.folder), row)
            else:
                self._accepted += 1
                numbers[key_of(row.mention)] = row.number
                yield row.mention

    def counts(self) -> dict[str, float]:
        """Return the five counts of the contract."""
        tally = self._tally
        return {
            "read": self._accepted + self._rejects.count,
            "new": tally.new,
            "updated": tally.updated,
            "duplicate": tally.duplicate,
            "rejected": self._rejects.count,
        }

    def _add(self, tally: Tally) -> None:
        self._tally.new += tally.new
        self._tally.updated += tally.updated
        self._tally.duplicate += tally.duplicate

    def _rows(self, file: MentionFile) -> Iterator[Mention]:
        task = self._progress.add_task(Path(file.name).name, total=file.size)
        for number, row in enumerate(file):
            if number % 1024 == 0:
                self._advance(task, file)
            if isinstance(row, Rejected):
                self._rejects.add(file.name, row)
            else:
                self._accepted += 1
                yield row
        self._advance(task, file)

    def _advance(self, task: TaskID, file: MentionFile) -> None:
        if not self._progress.disable:
            self._progress.update(task, completed=file.position)


def _tell_columns(file: MentionFile) -> None:
    """Say which column was taken for which field, where that was not plain from its name."""
    guessed = [f"{column} → {field}" for field, column in file.columns.by_field.items() if field != column]
    if guessed:
        words = _("%(name)s: 열을 이렇게 읽습니다: %(columns)s")
        click.echo(words % {"name": file.name, "columns": ", ".join(guessed)}, err=True)
    if file.ignored:
        words = _("%(name)s: 쓰지 않는 열: %(columns)s (`--map field=열이름`으로 바꿀 수 있습니다)")
        click.echo(words % {"name": file.name, "columns": ", ".join(file.ignored)}, err=True)


def _progress() -> Progress:
    console = Console(stderr=True)
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        DownloadColumn(),
        TimeRemainingColumn(),
        console=console,
        disable=not console.is_terminal,
    )


def _create(path: str) -> BinaryIO:
    try:
        return Path(path).open("wb")
    except OSError as error:
        raise BadInput(reason=f"--reject {path}: {error.strerror}") from error


def _report(counts: dict[str, float], format_: str) -> None:
    if format_ == "json":
        click.echo(orjson.dumps(counts).decode())
        return
    words = _(
        "%(read)s행을 읽어 %(new)s건을 새로 저장하고 %(updated)s건을 고쳤습니다. "
        "이미 있던 것 %(duplicate)s건, 거절 %(rejected)s행, %(seconds)s초."
    )
    click.echo(words % {name: f"{value:,}" for name, value in counts.items()})
