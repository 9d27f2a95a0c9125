"""`deutgo understand`: lemmas, labels and personal data of texts, one JSON line each."""

from collections.abc import Iterator

import click

from deutgo.cli.lines import Record, pipe
from deutgo.understand.aspects import AspectSentiment, aspect_sentiments
from deutgo.understand.labels import Label, Labels, label_texts, sentiment_table
from deutgo.understand.lemmas import lemmas
from deutgo.understand.morphemes import analyse_many
from deutgo.understand.privacy import find_personal, mask


@click.command(epilog='Example: echo \'{"id":"1","text":"배송은 빠른데 포장이 엉망"}\' | deutgo understand')
@click.argument("file", required=False)
@click.option(
    "--labels-only", is_flag=True, help="lemmas와 pii 없이 이름표만: 형태소 분석을 하지 않아 훨씬 빠릅니다."
)
def understand(file: str | None, labels_only: bool) -> None:
    """JSON Lines {"id","text","aspects"?} → 이름표, 원형, 개인정보, 가린 글."""
    pipe(file, _labelled if labels_only else _whole)


def _label(label: Label) -> Record:
    return {"label": label.label, "score": label.score, "probabilities": label.probabilities}


def _aspects(found: list[AspectSentiment]) -> list[Record]:
    return [{"name": each.name, "sentiment": _label(each.sentiment)} for each in found]


def _names(record: Record) -> list[str]:
    names = record.get("aspects")
    if not isinstance(names, list):
        return []
    return [name for name in names if isinstance(name, str) and name.strip()]


def _labels(records: list[Record]) -> list[tuple[Labels, list[AspectSentiment]]]:
    texts = [str(record["text"]) for record in records]
    labels = label_texts(texts)
    asked = [number for number, record in enumerate(records) if _names(record)]
    found = aspect_sentiments(
        [texts[number] for number in asked],
        [_names(records[number]) for number in asked],
        sentiment_table([labels[number] for number in asked]),
    )
    aspects: list[list[AspectSentiment]] = [[] for _ in records]
    for number, each in zip(asked, found, strict=True):
        aspects[number] = each
    return list(zip(labels, aspects, strict=True))


def _answer(labels: Labels, aspects: list[AspectSentiment]) -> Record:
    return {
        "sentiment": _label(labels.sentiment),
        "intent": _label(labels.intent),
        "offensive": _label(labels.offensive),
        "anger": labels.anger,
        "aspects": _aspects(aspects),
    }


def _labelled(records: list[Record]) -> Iterator[Record]:
    for record, (labels, aspects) in zip(records, _labels(records), strict=True):
        yield {"id": record["id"], **_answer(labels, aspects)}


def _whole(records: list[Record]) -> Iterator[Record]:
    texts = [str(record["text"]) for record in records]
    analysed = analyse_many(texts)
    for record, text, (labels, aspects), tokens in zip(
        records, texts, _labels(records), analysed, strict=True
    ):
        spans = find_personal(text)
        yield {
            "id": record["id"],
            "lemmas": lemmas(tokens),
            **_answer(labels, aspects),
            "pii": [{"kind": span.kind.value, "start": span.start, "end": span.end} for span in spans],
            "masked_text": mask(text, spans),
        }
