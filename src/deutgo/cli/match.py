"""`deutgo match`: which saved queries match each mention of a stream."""

import click

from deutgo.cli.lines import Record, Writer, complain, in_batches, read_records
from deutgo.cli.named import Aliases, read_named
from deutgo.errors import BadRow
from deutgo.listen.mention import Mention
from deutgo.listen.query.parser import parse_query
from deutgo.listen.reading.columns import FIELDS
from deutgo.listen.reading.rows import RowReader
from deutgo.understand.document import searchable
from deutgo.understand.match import Matcher, compile_query, fields_of
from deutgo.understand.percolate import Percolator
from deutgo.understand.understanding import understand_ahead


@click.command()
@click.option("--queries", required=True, type=click.Path(), help='{"name","query","aliases"?} JSONL')
@click.argument("file", required=False)
def match(queries: str, file: str | None) -> None:
    """흘러드는 언급마다 맞는 검색식의 이름을 답합니다. import 뒤의 search와 같은 답입니다.

    예: deutgo match --queries 주제.jsonl 언급.jsonl
    """
    percolator = Percolator(read_queries(queries))
    reader = RowReader(FIELDS)
    writer = Writer()
    for batch in in_batches(read_records(file)):
        for answer in _answers(batch, percolator, reader):
            writer.write(answer)
    writer.flush()


def read_queries(path: str) -> dict[str, Matcher]:
    """Read and prepare named queries; one that cannot be asked is reported with its line and left out."""

    def prepare(text: str, aliases: Aliases) -> Matcher:
        return compile_query(parse_query(text).tree, aliases=aliases)

    return dict(read_named(path, prepare))


def _answers(
    batch: list[tuple[int, Record]], percolator: Percolator, reader: RowReader
) -> list[dict[str, object]]:
    heard: list[tuple[str, Mention]] = []
    for number, record in batch:
        try:
            heard.append((str(record["id"]), reader.read([record.get(field) for field in FIELDS])))
        except BadRow as error:
            complain(number, str(error.facts.get("reason")))
    understood = understand_ahead([searchable(mention.title, mention.text) for _, mention in heard])()
    answers: list[dict[str, object]] = []
    for (id_, mention), each in zip(heard, understood, strict=True):
        labels = each.labels
        fields = fields_of(
            mention,
            {
                "sentiment": labels.sentiment.label,
                "intent": labels.intent.label,
                "offensive": labels.offensive.label,
            },
        )
        gone = mention.deleted_at is not None
        topics = [] if gone else percolator.names(each.document, fields)
        answers.append({"id": id_, "topics": topics})
    return answers
