"""B7: 10,000 saved queries against a stream, and the same answers as history search."""

import gzip
import os
import tempfile
import time
from itertools import islice
from pathlib import Path

from bench._generated_queries import Maker
from deutgo.errors import BadQuery
from deutgo.listen.mention import Mention
from deutgo.listen.query.parser import parse_query
from deutgo.settings import Settings
from deutgo.store.intake import Intake
from deutgo.store.search import Search, ask
from deutgo.store.unit_of_work import open_store
from deutgo.understand.document import Document, decode_document, read_document
from deutgo.understand.match import compile_query
from deutgo.understand.morphemes import analyse_many
from deutgo.understand.percolate import Percolator

SHARED = Path(os.environ.get("DEUTGO_SHARED", "../shared"))
QUERIES, DOCUMENTS, COMPARED = 10_000, 20_000, 4_000


def rows(
    queries: int = QUERIES, documents: int = DOCUMENTS, compared: int = COMPARED
) -> list[tuple[str, str, str]]:
    """Return (what, figure, how measured)."""
    path = SHARED / "data" / "reviews.tsv.gz"
    what = f"B7 {queries:,} queries with mixed operators, as teams save them, on real reviews"
    if not path.is_file():
        return [(what, "not measured", f"{path} is absent")]
    with gzip.open(path, "rt", encoding="utf-8") as file:
        next(file)
        texts = [line.rstrip("\n").split("\t")[-1] for line in islice(file, documents)]
    texts = [text for text in texts if text.strip()]
    read = [read_document(text, tokens) for text, tokens in zip(texts, analyse_many(texts), strict=True)]
    named = make(texts, queries)
    compiled = {name: compile_query(parse_query(text).tree) for name, text in named.items()}
    speed, each = measure(Percolator(compiled), read)
    wild = make(texts, queries // 2, wild=True)
    half = {name: compile_query(parse_query(text).tree) for name, text in wild.items()}
    slow, many = measure(Percolator(half), read)
    differing = compare(named, texts[:compared]) + compare(wild, texts[:compared])
    return [
        (
            what,
            f"{speed:,.0f} documents/s per core",
            f"CPU time after analysis; {each:.1f} matches a document",
        ),
        (
            f"B7 {queries // 2:,} wild queries (nested, common words, fields alone)",
            f"{slow:,.0f} documents/s",
            f"per core, CPU time after analysis; {many:.1f} matches each",
        ),
        (f"B7 live = history on all of them, {compared:,} reviews", f"{differing} differences", "in-process"),
    ]


def make(texts: list[str], queries: int, *, wild: bool = False) -> dict[str, str]:
    """Return names and queries that can be asked: as teams save them, or wildly mixed."""
    maker = Maker(texts[:5_000])
    named: dict[str, str] = {}
    while len(named) < queries:
        made = maker.query() if wild else maker.saved()
        try:
            parse_query(made)
        except BadQuery:
            continue
        named[f"q{len(named)}"] = made
    return named


def measure(percolator: Percolator, read: list[Document]) -> tuple[float, float]:
    """Return (documents a second of CPU time, matches a document), with documents as they leave analysis."""
    for document in read[:2_500]:  # the anchors are learnt
        percolator.names(decode_document(document.text, document.encode()), {"source": "naver"})
    rest = [decode_document(document.text, document.encode()) for document in read[2_500:]]
    started = time.process_time()
    found = sum(len(percolator.names(document, {"source": "naver"})) for document in rest)
    return len(rest) / (time.process_time() - started), found / len(rest)


def compare(named: dict[str, str], texts: list[str]) -> int:
    """Return how many answers differ between the stream and the search."""
    with tempfile.TemporaryDirectory() as home:
        store = open_store(Settings(home=Path(home)))
        heard = [Mention(id=str(number), text=text, source="naver") for number, text in enumerate(texts)]
        Intake(store).take(heard)
        fields = {"source": "naver", "created_precision": "unknown"}
        asked = {name: ask(text) for name, text in named.items() if not _labelled(text)}
        percolator = Percolator({name: each.matcher for name, each in asked.items()})
        live = set()
        for mention, tokens in zip(heard, analyse_many(texts), strict=True):
            found = percolator.names(read_document(mention.text, tokens), fields)
            live |= {(name, mention.id) for name in found}
        with store.read() as work:
            search = Search(work.connection, work.workspace)
            history = {
                (name, id_)
                for name, each in asked.items()
                for id_ in search.source_ids(search.newest(each, limit=None))
            }
        store.close()
    return len(live ^ history)


def _labelled(query: str) -> bool:
    """Tell whether labels decide: here they are not computed (bench/query_live_history has them)."""
    return any(name in query for name in ("sentiment:", "intent:", "offensive:"))
