"""B5: personal data found and left alone: synthetic marked texts (sealed half), real reviews, speed."""

import gzip
import os
import random
import sys
import time
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

from deutgo.understand.privacy import find_personal

SHARED = Path(os.environ.get("DEUTGO_SHARED", "../shared"))
TESTS = Path(__file__).resolve().parent.parent / "tests/unit/understand"
REVIEWS = 20_000


def load(name: str) -> ModuleType:
    """Load a corpus reader of the tests."""
    spec = spec_from_file_location(name, TESTS / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def rows() -> list[tuple[str, str, str]]:
    """Score the sealed half; count real reviews that masking would alter; time both kinds of text."""
    corpus = load("personal_corpus")
    sealed = [text for text in corpus.read_marked() if text.sealed]
    score = corpus.score(sealed)
    made = [
        (
            "personal data: sealed synthetic texts (B5)",
            f"recall {score.recall:.3f}, precision {score.precision:.3f}",
            f"{len(sealed)} texts, {sum(not t.gold for t in sealed)} hard negatives, {score.marked} spans",
        )
    ]
    path = SHARED / "data/reviews.tsv.gz"
    if not path.is_file():
        return [
            *made,
            ("personal data: real reviews (B5)", "not measured", f"development data is not at {SHARED}"),
        ]
    with gzip.open(path, "rt", encoding="utf-8") as file:
        reviews = [line.rsplit("\t", 1)[-1].strip() for line in file][1:]
    sample = random.Random(11).sample(reviews, REVIEWS)
    started = time.process_time()
    altered = sum(bool(find_personal(text)) for text in sample)
    spent = time.process_time() - started
    made.append(
        (
            "personal data: real reviews altered (B5)",
            f"{altered / REVIEWS:.2%}",
            f"{REVIEWS:,} film reviews; most hits are names of performers that no list holds",
        )
    )
    made.append(
        ("personal data: speed", f"{REVIEWS / spent:,.0f} reviews/s", "one core, CPU time, same reviews")
    )
    return made


if __name__ == "__main__":
    for row in rows():
        print(*row, sep=" | ")
