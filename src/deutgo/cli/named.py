"""Reading what several commands take: named queries, and aliases."""

from pathlib import Path

import orjson

from deutgo.cli.lines import open_input
from deutgo.errors import BadInput
from deutgo.i18n import _

Named = tuple[str, str, dict[str, tuple[str, ...]]]  # name, query, aliases


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


def read_named(path: str) -> list[Named]:
    """Read `{"name","query","aliases"?}` lines; raises `BadInput` that names the line."""
    named = []
    seen: set[str] = set()
    with open_input(path) as lines:
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            name, text, aliases = _named(path, number, line)
            if name in seen:
                reason = _("%(path)s %(line)s번째 줄: 이름이 겹칩니다: %(name)s")
                raise BadInput(reason=reason % {"path": path, "line": number, "name": name})
            seen.add(name)
            named.append((name, text, aliases))
    return named


def _named(path: str, number: int, line: bytes) -> Named:
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
