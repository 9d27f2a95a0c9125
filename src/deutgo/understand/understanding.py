"""All that is understood about a text, in the one way that history, the stream and the console share.

Kiwi's threads work while Python does: `understand_ahead` hands over the texts and returns at once, and the
rest is done when the result is asked for. Equal texts are worked on once.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from deutgo.understand.document import Document, read_documents
from deutgo.understand.labels import Adjusts, Labels, label_texts
from deutgo.understand.morphemes import analyse_ahead
from deutgo.understand.privacy import PersonalSpan, find_personal

REMEMBERED = 20_000  # texts; "굿", "최고" and copied adverts come again and again


@dataclass(frozen=True, slots=True, kw_only=True)
class Understanding:
    """A text's words, labels and personal data; spans are code points of the text as given."""

    document: Document
    labels: Labels
    personal: tuple[PersonalSpan, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Layering:
    """What an organisation's corrections add to the shipped labels, by task; `ids` tell versions apart."""

    ids: tuple[int, ...] = ()
    by_task: Mapping[str, Adjusts] = field(default_factory=dict)


SHIPPED = Layering()
_remembered: dict[tuple[int, ...], dict[str, Understanding]] = {}


def understand_ahead(texts: Sequence[str], layering: Layering = SHIPPED) -> Callable[[], list[Understanding]]:
    """Begin to understand texts; call the result to wait for one `Understanding` a text, in order."""
    remembered = _remembered.setdefault(layering.ids, {})
    known = {text: remembered[text] for text in texts if text in remembered}
    fresh = [text for text in dict.fromkeys(texts) if text not in known]
    morphemes = analyse_ahead(fresh)

    def finish() -> list[Understanding]:
        labels = label_texts(fresh, layering.by_task)
        for document, mine in zip(read_documents(fresh, morphemes), labels, strict=True):
            personal = tuple(find_personal(document.text))
            known[document.text] = Understanding(document=document, labels=mine, personal=personal)
        if len(remembered) > REMEMBERED:
            _remembered.clear()  # what other layers said, too
        _remembered.setdefault(layering.ids, {}).update((text, known[text]) for text in fresh)
        return [known[text] for text in texts]

    return finish
