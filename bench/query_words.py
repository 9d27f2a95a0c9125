"""B8: (query, text, should match) triples: what is found, and what is wrongly found."""

import json
from pathlib import Path

from deutgo.listen.query.parser import parse_query
from deutgo.understand.document import read_document
from deutgo.understand.match import compile_query
from deutgo.understand.morphemes import analyse

FOLDER = Path(__file__).parents[1] / "tests" / "unit" / "understand" / "data"
SETS = {
    "query_triples": "written first; half of it seen while tuning",
    "query_triples_second": "a second voice; every miss was looked at",
    "query_triples_third": "traps and endings; every miss was looked at",
    "query_triples_fourth": "homographs and names; every miss was looked at",
    "query_triples_kept": "drawn from the second voice; only totals were looked at",
}


def rows() -> list[tuple[str, str, str]]:
    """Return (what, figure, how measured)."""
    return [measure(name, how) for name, how in SETS.items()]


def measure(name: str, how: str) -> tuple[str, str, str]:
    """Count one set."""
    seen, matched = [0, 0], [0, 0]
    for line in (FOLDER / f"{name}.tsv").read_text(encoding="utf-8").splitlines():
        _, query, text, should, *rest = line.split("\t")
        matcher = compile_query(parse_query(query).tree, aliases=json.loads(rest[0]) if rest else {})
        seen[int(should)] += 1
        matched[int(should)] += matcher.match(read_document(text, analyse(text)), {})
    figure = (
        f"{matched[1]}/{seen[1]} = {matched[1] / seen[1]:.3f} found; "
        f"{matched[0]}/{seen[0]} = {matched[0] / seen[0]:.1%} wrongly found"
    )
    return f"B8 {name}", figure, how
