"""Prints the table of errors for the reference pages: `python tools/error_table.py ko`."""

import re
import sys

from deutgo import errors
from deutgo.error_words import SENTENCES
from deutgo.i18n import translate


def rows(lang: str) -> list[str]:
    """Return one Markdown row an error, by code."""
    kinds = [value for value in vars(errors).values() if isinstance(value, type)]
    found = {kind.code: kind for kind in kinds if issubclass(kind, errors.DeutgoError)}
    return [f"| `{code}` | {kind.status} | {words(code, lang)} |" for code, kind in sorted(found.items())]


def words(code: str, lang: str) -> str:
    """Return the sentence with its facts as `…`."""
    return re.sub(r"%\(\w+\)s", "…", translate(SENTENCES[code], lang=lang))


if __name__ == "__main__":
    print("\n".join(rows(sys.argv[1])))
