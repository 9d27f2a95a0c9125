"""A4: the same answers live and in history, through the commands."""

import gzip
import json
import os
import subprocess
import sys
import tempfile
from itertools import islice
from pathlib import Path

from bench._generated_queries import Maker
from deutgo.errors import BadQuery
from deutgo.listen.query.parser import parse_query

SHARED = Path(os.environ.get("DEUTGO_SHARED", "../shared"))
QUERIES, REVIEWS = 2_200, 20_000


def rows(queries: int = QUERIES, reviews: int = REVIEWS) -> list[tuple[str, str, str]]:
    """Return (what, figure, how measured)."""
    path = SHARED / "data" / "reviews.tsv.gz"
    what = f"A4 live = history: {queries:,} generated queries on {reviews:,} real reviews"
    if not path.is_file():
        return [(what, "not measured", f"{path} is absent")]
    with tempfile.TemporaryDirectory() as folder:
        differing, matches, asked = compare(path, Path(folder), queries, reviews)
    figure = f"{differing} differences in {asked * reviews:,} decisions"
    how = f"`match` against `import` + `search --queries`; {matches:,} matches"
    return [(what, figure, how)]


def compare(path: Path, folder: Path, queries: int, reviews: int) -> tuple[int, int, int]:
    """Return (differences, matches, queries that were asked)."""
    records = list(islice(_records(path), reviews))
    maker = Maker([str(record["text"]) for record in records])
    named = []
    while len(named) < queries:
        made = maker.query()
        try:
            parse_query(made)
        except BadQuery:
            continue  # the generator makes a few that only exclude
        named.append({"name": f"q{len(named)}", "query": made})
    _write(folder / "reviews.jsonl", records)
    _write(folder / "queries.jsonl", named)
    _run(folder, "import", str(folder / "reviews.jsonl"))
    found = _run(folder, "search", "--queries", str(folder / "queries.jsonl"))
    history = {(line["name"], id_) for line in map(json.loads, found) for id_ in line["ids"]}
    heard = _run(folder, "match", "--queries", str(folder / "queries.jsonl"), str(folder / "reviews.jsonl"))
    live = {(name, line["id"]) for line in map(json.loads, heard) for name in line["topics"]}
    texts = {name["name"]: name["query"] for name in named}
    for name, id_ in sorted(live ^ history)[:10]:
        side = "live" if (name, id_) in live else "history"
        print(f"only {side}: {id_} {texts[name]}", file=sys.stderr)
    return len(live ^ history), len(live), len(named)


def _records(path: Path):  # type: ignore[no-untyped-def]
    with gzip.open(path, "rt", encoding="utf-8") as file:
        names = next(file).rstrip("\n").split("\t")
        for number, line in enumerate(file):
            row = dict(zip(names, line.rstrip("\n").split("\t"), strict=False))
            if not row.get("review", "").strip():
                continue
            record: dict[str, object] = {
                "id": row["review_id"],
                "text": row["review"],
                "author": row["author"],
                "created_at": row["date"] + (f"T{number % 24:02}:15:00" if number % 3 else ""),
                "rating": int(row["rating"]),
                "target": row["movie_id"],
                "source": ("naver", "other", "")[number % 3],
            }
            if number % 5 == 0:
                record |= {"views": number % 300, "likes": number % 17, "title": row["review"][:12]}
            if number % 7 == 0:
                record |= {"parent_id": "p", "board": "영화/평", "url": "https://movie.naver.com/x"}
            yield record


def _write(path: Path, records: list[dict[str, object]]) -> None:
    path.write_text("\n".join(json.dumps(record, ensure_ascii=False) for record in records) + "\n")


def _run(folder: Path, *arguments: str) -> list[str]:
    program = str(Path(sys.executable).parent / "deutgo")
    environment = os.environ | {"DEUTGO_HOME": str(folder / "home")}
    done = subprocess.run([program, *arguments], env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"deutgo {arguments[0]}: {done.stderr[-2000:]}")
    return done.stdout.splitlines()
