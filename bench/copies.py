"""Copies: how many of the injected edits are found, what it costs, and whether `differs` is right."""

import csv
import gzip
import os
import random
import time
from collections import defaultdict
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
from scipy.sparse import csr_array

from bench._planted_changes import control_cases, hedge_cases, negation_cases, number_cases
from deutgo.detect.copies import THRESHOLD, Copy, CopyFinder
from deutgo.detect.differs import differences
from deutgo.detect.fold import fold, gram_table, similarity

SHARED = Path(os.environ.get("DEUTGO_SHARED", "../shared")) / "data"
BATCH = 4096


def rows() -> list[tuple[str, str, str]]:
    """Return (what, figure, how measured)."""
    file = SHARED / "coordination" / "kr_neardup_60k.parquet"
    if not file.exists():
        return [("copies", "skipped", f"no data at {SHARED}")]
    table = pq.read_table(file).to_pylist()
    texts = [row["text"] for row in table]
    began = time.process_time()
    found = stream(texts)
    seconds = time.process_time() - began
    sources = [row["source_row"] if row["edit"] else None for row in table]
    return [
        (
            "copies: documents a second, one core",
            f"{len(texts) / seconds:,.0f}",
            f"kr_neardup_60k in batches of {BATCH}, CPU time, with `differs`",
        ),
        *against_truth(texts, found),
        *edits(found, [row["edit"] for row in table], sources),
        *unrelated(texts, sources),
        *planted(),
    ]


def stream(texts: list[str]) -> list[Copy]:
    """Run texts through one finder; ids are their places."""
    finder, found = CopyFinder(), []
    for at in range(0, len(texts), BATCH):
        found += finder.add([(str(at + offset), text) for offset, text in enumerate(texts[at : at + BATCH])])
    return found


def against_truth(texts: list[str], found: list[Copy]) -> list[tuple[str, str, str]]:
    """Compare with the exact join of all pairs at the threshold."""
    codes, starts = gram_table([fold(text) for text in texts])
    _names, columns = np.unique(codes, return_inverse=True)
    table = csr_array((np.ones(len(codes), np.float32), columns, starts))
    other, sizes = table.T.tocsr(), np.diff(starts)
    best: dict[int, float] = {}
    for begin in range(0, len(texts), 500):
        shared = (table[begin : begin + 500] @ other).tocoo()
        late, early = shared.row + begin, shared.col
        score = shared.data / (sizes[late] + sizes[early] - shared.data)
        for one, value in zip(
            *(part[(early < late) & (score >= THRESHOLD)] for part in (late, score)), strict=True
        ):
            best[int(one)] = max(best.get(int(one), 0.0), float(value))
    mine = {at: copy for at, copy in enumerate(found) if copy.copy_of is not None}
    exact = sum(
        similarity(texts[at], texts[int(copy.copy_of or 0)]) == copy.similarity for at, copy in mine.items()
    )
    how = f"exact join of all pairs of the fold at Jaccard {THRESHOLD}, by document"
    return [
        ("copies: recall", f"{len(best.keys() & mine.keys()) / len(best):.4f}", how),
        ("copies: precision", f"{len(best.keys() & mine.keys()) / len(mine):.4f}", how),
        (
            "copies: `similarity` equals the exact Jaccard",
            f"{exact / len(mine):.4f}",
            "every pair recomputed",
        ),
    ]


def edits(
    found: list[Copy], kinds: list[str | None], sources: list[int | None]
) -> list[tuple[str, str, str]]:
    """Say how many injected edits were found, by kind: the later of the two must name a copy."""
    hits: dict[str, list[bool]] = defaultdict(list)
    for at, (kind, source) in enumerate(zip(kinds, sources, strict=True)):
        if kind is not None and source is not None:
            hits[kind].append(found[max(at, source)].copy_of is not None)
    every = [hit for part in hits.values() for hit in part]
    listed = ", ".join(f"{kind} {np.mean(part):.3f}" for kind, part in sorted(hits.items()))
    return [("copies: injected edits found", f"{np.mean(every):.3f}", listed)]


def unrelated(texts: list[str], sources: list[int | None]) -> list[tuple[str, str, str]]:
    """Say how many unrelated pairs of one length reach the threshold."""
    rng, by_length = random.Random(0), defaultdict(list)
    for text, source in zip(texts, sources, strict=True):
        if source is None:
            by_length[len(fold(text))].append(text)
    made = []
    for low, high in ((1, 9), (10, 19), (20, 200)):
        lengths = [length for length, same in by_length.items() if low <= length <= high and len(same) > 1]
        weights = [len(by_length[length]) for length in lengths]
        near = sum(
            similarity(*rng.sample(by_length[length], 2)) >= THRESHOLD
            for length in rng.choices(lengths, weights, k=20_000)
        )
        made.append(f"{low}-{high} letters {near / 20_000:.5f}")
    return [
        (
            "copies: unrelated pairs of one length at the threshold",
            "; ".join(made),
            "20,000 random pairs each",
        )
    ]


def planted() -> list[tuple[str, str, str]]:
    """Say how often `differs` names exactly what changed."""
    rng = random.Random(20_261_122)
    with gzip.open(SHARED / "reviews.tsv.gz", "rt", encoding="utf-8", newline="") as file:
        reader = csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        real = [
            row[5] for at, row in enumerate(reader) if at % 37 == 0 and len(row) > 5 and 15 < len(row[5]) < 90
        ]
    sets = {
        "number": number_cases(rng, 1500, real),
        "hedge": hedge_cases(rng, 1500),
        "negation": negation_cases(rng, 1500),
        "no change of meaning": control_cases(rng, 3000, real),
    }
    return [
        (
            f"differs: {name}",
            f"{np.mean([frozenset(differences(one, other)) == kinds for one, other, kinds in cases]):.4f}",
            "exactly the planted kinds and no other; made and real sentences, by the author of the rules",
        )
        for name, cases in sets.items()
    ]
