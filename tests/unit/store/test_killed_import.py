"""`kill -9` at random moments of an import: what stands is whole, and the next run completes it."""

import os
import random
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import orjson
import pytest

KILLS = 2
ROWS = 8_000
WORDS = [
    "환불",
    "배송",
    "교환",
    "상담",
    "지연",
    "문의",
    "최고",
    "별로",
    "연기",
    "배우",
    "감독",
    "음악",
    "결말",
    "반전",
    "추천",
    "실망",
    "가격",
    "품질",
    "포장",
    "직원",
]
IMPORT = [sys.executable, "-c", "from deutgo.cli import main; main()", "import", "--format", "json"]


def counted(home: Path) -> tuple[int, int, int, int]:
    """Return mentions, full-text rows, the sum of the counters, and matches less their counters."""
    with sqlite3.connect(home / "deutgo.db", timeout=30) as connection:
        one = [
            connection.execute(sql).fetchone()[0]
            for sql in (
                "SELECT count(*) FROM mention",
                "SELECT count(*) FROM mention_fts_docsize",
                "SELECT coalesce(sum(count), 0) FROM cube_day WHERE topic = 0",
                "SELECT (SELECT count(*) FROM topic_match)"
                " - (SELECT coalesce(sum(count), 0) FROM cube_day WHERE topic > 0)",
            )
        ]
        connection.execute("INSERT INTO mention_fts(mention_fts, rank) VALUES ('integrity-check', 1)")
        assert connection.execute("PRAGMA quick_check").fetchone()[0] == "ok"
    return one[0], one[1], one[2], one[3]


def rows_now(home: Path) -> int:
    try:
        with sqlite3.connect(f"file:{home / 'deutgo.db'}?mode=ro", uri=True) as connection:
            return int(connection.execute("SELECT count(*) FROM mention").fetchone()[0])
    except sqlite3.OperationalError:
        return 0


@pytest.mark.slow
def test_an_import_that_is_killed_leaves_whole_batches_and_is_completed_by_the_next(tmp_path: Path) -> None:
    dice = random.Random(20091123)
    lines = [
        f"{number}\t{' '.join(dice.choices(WORDS, k=8))}\t2026-11-{number % 28 + 1:02}"
        for number in range(ROWS)
    ]
    (tmp_path / "a.tsv").write_text("id\ttext\tdate\n" + "\n".join(lines) + "\n")
    environment = {**os.environ, "DEUTGO_HOME": str(tmp_path)}
    environment.pop("DEUTGO_DATABASE_URL", None)
    topic = [
        sys.executable,
        "-c",
        "from deutgo.cli import main; main()",
        "topic",
        "add",
        "환불",
        "환불 AND 배송",
    ]
    subprocess.run(topic, env=environment, check=True, capture_output=True)

    for _ in range(KILLS):
        before = rows_now(tmp_path)
        process = subprocess.Popen([*IMPORT, str(tmp_path / "a.tsv")], env=environment, stderr=subprocess.DEVNULL,
                                   stdout=subprocess.DEVNULL)  # fmt: skip
        while process.poll() is None and rows_now(tmp_path) == before:
            time.sleep(0.02)
        time.sleep(dice.random() * 0.4)
        process.kill()
        process.wait()
        mentions, indexed, summed, unmatched = counted(tmp_path)
        assert mentions == indexed == summed
        assert unmatched == 0
    done = subprocess.run(
        [*IMPORT, str(tmp_path / "a.tsv")], env=environment, check=True, capture_output=True
    )

    counts = orjson.loads(done.stdout)
    assert counts["read"] == ROWS
    assert counts["new"] + counts["duplicate"] == ROWS
    assert counted(tmp_path) == (ROWS, ROWS, ROWS, 0)
