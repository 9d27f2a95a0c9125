"""Korean first: msgids are whole Korean sentences, English comes from the catalogues in `locale/en`.

Each stage keeps its own catalogue file, so that a change of words stays beside its change of code.
"""

from contextvars import ContextVar
from functools import cache
from importlib.resources import files

from babel.messages.pofile import read_po

LANGUAGES = ("ko", "en")
current_language: ContextVar[str] = ContextVar("current_language", default="ko")


@cache
def catalogue(lang: str) -> dict[str, str]:
    """Return msgid → translation for one language, merged from every file of its folder."""
    words: dict[str, str] = {}
    folder = files("deutgo") / "locale" / lang
    for path in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if not path.name.endswith(".po"):
            continue
        with path.open("rb") as file:
            for message in read_po(file, locale=lang):
                if message.id and message.string:
                    words[str(message.id)] = str(message.string)
    return words


def translate(text: str, *, lang: str) -> str:
    """Return `text` in `lang`; a sentence without a translation stays Korean rather than vanish."""
    return text if lang == "ko" else catalogue(lang).get(text, text)


def _(text: str) -> str:
    """Translate into the language of the present request."""
    return translate(text, lang=current_language.get())
