"""Reading what several commands take: named queries, and aliases."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import orjson

from deutgo.cli.lines import complain, open_input
from deutgo.error_words import sentence
from deutgo.errors import BadInput
from deutgo.i18n import _

Aliases = dict[str, tuple[str, ...]]
T = TypeVar("T")


def read_aliases(path: str | None) -> dict[str, tuple[str, ...]]:
    """Read `{"name": ["other spelling", …]}`; raises `BadInput` when it is anything else."""
    if path is None:
        return {}
    try:
        found = orjson.loads(Path(path).read_bytes())
    except OSError as error:
        raise BadInput(reason=f"{path}: {error.strerror}") from error
    except orjson.JSONDecodeError as error:
        raise BadInput(reason=f"{path}: {error}") from error
    return shape_aliases(found, place=path)


def shape_aliases(found: object, *, place: str) -> dict[str, tuple[str, ...]]:
    """Return aliases in their shape; one spelling may stand without a list."""
    aliases: dict[str, tuple[str, ...]] = {}
    for name, others in (found if isinstance(found, dict) else {None: None}).items():
        several = [others] if isinstance(others, str) else others
        if not isinstance(several, list) or not all(isinstance(other, str) for other in several):
            reason = _('%(place)s: 별칭은 {"이름": ["다른 표기", …]} 꼴이어야 합니다.') % {"place": place}
            raise BadInput(reason=reason)
        aliases[str(name)] = tuple(other for other in several if other.strip())
    return aliases


def read_named(path: str, prepare: Callable[[str, Aliases], T]) -> list[tuple[str, T]]:
    """Read `{"name","query","aliases"?}` lines and prepare each query.

    A line that cannot be read, or whose query cannot be asked, is reported and skipped. Raises `BadInput`
    when lines were given and none is left.
    """
    found: dict[str, T] = {}
    seen = 0
    with open_input(path) as lines:
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            seen += 1
            try:
                name, query, aliases = _named(path, number, line)
                if name in found:
                    raise BadInput(reason=_("이름이 겹칩니다: %(name)s") % {"name": name})
                found[name] = prepare(query, aliases)
            except BadInput as error:
                complain(number, sentence(error))
    if seen and not found:
        raise BadInput(reason=_("%(path)s: 쓸 수 있는 검색식이 없습니다.") % {"path": path})
    return list(found.items())


def _named(path: str, number: int, line: bytes) -> tuple[str, str, Aliases]:
    place = f"{path}:{number}"
    try:
        record = orjson.loads(line.removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError as error:
        raise BadInput(reason=f"{place}: {error}") from error
    if not isinstance(record, dict) or not isinstance(record.get("query"), str) or record.get("name") is None:
        reason = _('%(place)s: 한 줄은 {"name": …, "query": …} 꼴이어야 합니다.')
        raise BadInput(reason=reason % {"place": place})
    aliases = shape_aliases(record.get("aliases") or {}, place=place)
    return str(record["name"]), record["query"], aliases
