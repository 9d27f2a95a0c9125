"""All that is understood about a text, in the one way that history, the stream and the console share.

Kiwi's threads work while Python does: `understand_ahead` hands over the texts and returns at once, and the
rest is done when the result is asked for. Equal texts are worked on once.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from deutgo.understand.document import Document, read_documents
from deutgo.understand.labels import Labels, label_texts
from deutgo.understand.morphemes import analyse_ahead
from deutgo.understand.privacy import PersonalSpan, find_personal

REMEMBERED = 20_000  # texts; "굿", "최고" and copied adverts come again and again


@dataclass(frozen=True, slots=True, kw_only=True)
class Understanding:
    """A text's words, labels and personal data; spans are code points of the text as given."""

    document: Document
    labels: Labels
    personal: tuple[PersonalSpan, ...]


_remembered: dict[str, Understanding] = {}


def understand_ahead(texts: Sequence[str]) -> Callable[[], list[Understanding]]:
    """Begin to understand texts; call the result to wait for one `Understanding` a text, in order."""
    known = {text: _remembered[text] for text in texts if text in _remembered}
    fresh = [text for text in dict.fromkeys(texts) if text not in known]
    morphemes = analyse_ahead(fresh)

    def finish() -> list[Understanding]:
        for document, labels in zip(read_documents(fresh, morphemes), label_texts(fresh), strict=True):
            personal = tuple(find_personal(document.text))
            known[document.text] = Understanding(document=document, labels=labels, personal=personal)
        if len(_remembered) > REMEMBERED:
            _remembered.clear()
        _remembered.update((text, known[text]) for text in fresh)
        return [known[text] for text in texts]

    return finish
