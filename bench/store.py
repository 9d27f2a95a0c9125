"""The store: import against the bare tokeniser, re-import, kills, counters. Rows A2, A3 and A6 of issue 2.

`DEUTGO_BENCH_ROWS` (default 60,000; 0 = all 662,404) sets how many reviews are imported.
"""

import gzip
import os
import random
import resource
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import orjson

SHARED = Path(os.environ.get("DEUTGO_SHARED", "../shared"))
REVIEWS = SHARED / "data" / "reviews.tsv.gz"
ROWS = int(os.environ.get("DEUTGO_BENCH_ROWS", "60000"))
KILLS = int(os.environ.get("DEUTGO_BENCH_KILLS", "20"))
DEUTGO = [sys.executable, "-c", "from deutgo.cli import main; main()"]
TOPICS = """연기 AND 배우
최고 NOT 지루하다
"시간 가는 줄"
감동 NEAR/3 눈물
환불
쓰레기 OR 최악
알바
배송
원작 NEAR/5 소설
스토리 AND (엉성 OR 허술)
결말 NOT 반전
반전
음악 AND 영상
공포 AND 무섭다
평점 NEAR/2 조작
"돈 아깝"
"킬링 타임"
감독 AND 각본
ost
cg OR 그래픽
액션 NOT 스토리
로맨스
사랑 AND 이야기
졸작
명작 AND 다시
추천 NOT 비추
비추
지루*
재미있다 AND 가족
아이 NEAR/4 함께
여운
한국 AND 영화
일본 AND 애니
극장
더빙
자막
캐릭터 AND 매력
주인공 ONEAR/5 죽다
전쟁
역사 AND 왜곡
실화
코미디
웃다 AND 울다
기대 AND 실망
속편 OR 후속작
1편 AND 2편
sentiment:negative AND 배우
intent:question
별점 OR 평점
충격 AND 반전""".splitlines()


def rows() -> list[tuple[str, str, str]]:
    """Measure and return (what, figure, how measured)."""
    if not REVIEWS.exists():
        return [("import of the reviews", "not measured", f"{REVIEWS} is absent")]
    folder = Path(tempfile.mkdtemp(prefix="deutgo-bench-"))
    try:
        sample = _sample(folder)
        return [*_imports(folder, sample), *_counters(folder / "home"), *_kills(folder, sample)]
    finally:
        shutil.rmtree(folder)


def _sample(folder: Path) -> Path:
    """Write the first reviews of the middle of the file, or take the whole file."""
    if not ROWS:
        return REVIEWS
    path = folder / "reviews.tsv"
    with gzip.open(REVIEWS, "rt", encoding="utf-8") as source, path.open("w", encoding="utf-8") as sink:
        sink.write(next(source))
        skip = 200_000
        for number, line in enumerate(source):
            if number >= skip + ROWS:
                break
            if number >= skip:
                sink.write(line)
    return path


def _run(home: Path, *arguments: str) -> tuple[dict[str, float], float, float]:
    """Run `deutgo`; return its JSON, its CPU seconds and its largest memory in GB."""
    environment = {**os.environ, "DEUTGO_HOME": str(home)}
    environment.pop("DEUTGO_DATABASE_URL", None)
    process = subprocess.Popen([*DEUTGO, *arguments], env=environment, stdout=subprocess.PIPE)
    assert process.stdout is not None
    out = process.stdout.read()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, arguments
    return orjson.loads(out) if out.startswith(b"{") else {}, _cpu(used), used.ru_maxrss / 1e6


def _cpu(used: resource.struct_rusage) -> float:
    return used.ru_utime + used.ru_stime


def _imports(folder: Path, sample: Path) -> Iterator[tuple[str, str, str]]:
    home = folder / "home"
    _add_topics(home)
    alone = [_bare(sample, threads=1), _bare(sample, threads=2), _bare(sample, threads=1, processes=2)]
    bare_wall, bare_cpu = min(alone)
    first, cpu, memory = _run(home, "import", str(sample), "--format", "json")
    again, _, _ = _run(home, "import", str(sample), "--format", "json")
    edited = folder / "edited.tsv"
    changed = _edit(sample, edited)
    third, _, _ = _run(home, "import", str(edited), "--format", "json")
    stale = _unbalanced(home)
    _edit(sample, edited, most=1)
    start, start_cpu, _ = _run(folder / "start", "import", str(edited), "--format", "json")
    rate, bare = first["new"] / first["seconds"], first["read"] / bare_wall
    load = f"load {os.getloadavg()[0]:.1f}; {first['read']:,} reviews, 50 topics; the tokeniser's best of"
    load += " one thread, two threads, two processes"
    yield ("import, share of the bare tokeniser's reviews/s (wall)", f"{rate / bare:.0%}", load)
    yield (
        "import, the same with the start-up left out",
        f"{bare_wall / (first['seconds'] - start['seconds']):.0%}",
        f"start-up {start['seconds']:.1f} s: an import of one review; what a long import comes near to",
    )
    yield (
        "import, share by CPU time a review",
        f"{bare_cpu / cpu:.0%}; start-up left out {bare_cpu / (cpu - start_cpu):.0%}",
        f"bare {1e6 * bare_cpu / first['read']:.0f} µs, import {1e6 * cpu / first['read']:.0f} µs of CPU,"
        f" of which start-up {1e6 * start_cpu / first['read']:.0f}",
    )
    yield ("import, reviews/s", f"{rate:,.0f}", f"bare tokeniser {bare:,.0f}/s in the same run")
    yield ("import, largest memory", f"{memory:.2f} GB", "one process, ru_maxrss")
    yield (
        "second import",
        f"{again['new']:.0f} new, {again['updated']:.0f} updated",
        f"{again['seconds']} s",
    )
    yield (
        "re-import with edited texts",
        f"{third['updated']:.0f} of {changed} updated; stale: {stale}",
        "rows = full-text rows = counter sums, matches = their counters, FTS5 integrity check",
    )


BARE = (
    "import sys,time,gzip;from kiwipiepy import Kiwi;"
    "path,threads,part,parts=sys.argv[1],*map(int,sys.argv[2:]);"
    "o=gzip.open if path.endswith('.gz') else open;"
    "t=[l.rstrip('\\n').split('\\t')[5] for l in o(path,'rt',encoding='utf-8')][1+part::parts];"
    "k=Kiwi(num_workers=threads);list(k.tokenize(t[:2000]));print(flush=True);sys.stdin.readline();"
    "c=time.process_time();w=time.time();n=sum(len(r) for r in k.tokenize(t));"
    "print(time.time()-w,time.process_time()-c)"
)


def _bare(sample: Path, *, threads: int, processes: int = 1) -> tuple[float, float]:
    """Return wall and CPU seconds of Kiwi alone over the sample's texts, after a warm-up."""
    running = [
        subprocess.Popen(
            [sys.executable, "-c", BARE, str(sample), str(threads), str(part), str(processes)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for part in range(processes)
    ]
    for each in running:
        assert each.stdout is not None
        each.stdout.readline()  # warm
    for each in running:
        assert each.stdin is not None
        each.stdin.write("\n")
        each.stdin.flush()
    said = [[float(figure) for figure in each.communicate()[0].split()] for each in running]
    return max(wall for wall, _ in said), sum(cpu for _, cpu in said)


def _add_topics(home: Path) -> None:
    with _store(home) as store:
        from deutgo.store.topics import Topics

        with store.begin() as work:
            for number, query in enumerate(TOPICS):
                Topics(work.connection, work.workspace).add(f"topic {number:02}", query)


@contextmanager
def _store(home: Path) -> Iterator["Store"]:  # noqa: F821 - imported late, the import's process must be cold
    from deutgo.settings import Settings
    from deutgo.store.unit_of_work import open_store

    store = open_store(Settings(home=home, database_url=None))
    try:
        yield store
    finally:
        store.close()


def _edit(sample: Path, edited: Path, most: int = 5000) -> int:
    """Write the first rows with other texts; return how many."""
    opener = gzip.open if sample.suffix == ".gz" else open
    with opener(sample, "rt", encoding="utf-8") as source, edited.open("w", encoding="utf-8") as sink:
        sink.write(next(source))
        count = 0
        for line in source:
            *head, text = line.rstrip("\n").split("\t")
            if not text.strip():
                continue
            sink.write("\t".join([*head, f"{text[::-1]} 환불"]) + "\n")
            count += 1
            if count == most:
                break
    return count


def _unbalanced(home: Path) -> int:
    """Return by how much rows, full-text rows, counters and matches differ; the integrity check raises."""
    with sqlite3.connect(home / "deutgo.db", timeout=30) as connection:
        mentions, indexed, summed, matches, counted = (
            connection.execute(f"SELECT coalesce(({sql}), 0)").fetchone()[0]
            for sql in (
                "SELECT count(*) FROM mention",
                "SELECT count(*) FROM mention_fts_docsize",
                "SELECT sum(count) FROM cube_day WHERE topic = 0",
                "SELECT count(*) FROM topic_match",
                "SELECT sum(count) FROM cube_day WHERE topic > 0",
            )
        )
        connection.execute("INSERT INTO mention_fts(mention_fts, rank) VALUES ('integrity-check', 1)")
    return abs(mentions - indexed) + abs(mentions - summed) + abs(matches - counted)


def _counters(home: Path) -> Iterator[tuple[str, str, str]]:
    from deutgo.store.cube import Counters, Facet, Grain

    with _store(home) as store, store.read() as work:
        counters = Counters(work.connection, work.workspace)
        span = counters.span()
        assert span is not None
        last: datetime = span[1]
        month = last - timedelta(days=30)
        asks: dict[str, Callable[[int], object]] = {
            "daily series of a topic, its whole span": lambda topic: counters.series(
                Grain.DAY, *span, topic=topic
            ),
            "hourly series of a topic, 30 days": lambda topic: counters.series(
                Grain.HOUR, month, last, topic=topic
            ),
            "sentiment totals of a topic, its whole span": lambda topic: counters.totals(
                Facet.SENTIMENT, topic=topic
            ),
            "totals of all topics, 30 days": lambda _: counters.by_topic(since=month, until=last),
        }
        for what, ask in asks.items():
            times = sorted(_milliseconds(ask, topic) for topic in range(51))
            figure = f"p50 {statistics.median(times):.1f} ms, p95 {times[int(len(times) * 0.95)]:.1f} ms"
            yield (what, figure, "51 topics (0 = all mentions), in-process")


def _milliseconds(ask: Callable[[int], object], topic: int) -> float:
    started = time.perf_counter()
    ask(topic)
    return (time.perf_counter() - started) * 1000


def _kills(folder: Path, sample: Path) -> Iterator[tuple[str, str, str]]:
    home = folder / "killed"
    _add_topics(home)
    dice = random.Random(6)
    environment = {**os.environ, "DEUTGO_HOME": str(home)}
    torn = finished = 0
    for _ in range(KILLS):
        before = _rows(home)
        command, quiet = [*DEUTGO, "import", str(sample)], subprocess.DEVNULL
        process = subprocess.Popen(command, env=environment, stdout=quiet, stderr=quiet)
        while process.poll() is None and _rows(home) == before:
            time.sleep(0.01)
        time.sleep(dice.random())
        finished += process.poll() is not None
        process.kill()
        process.wait()
        torn += _unbalanced(home) > 0
    last, _, _ = _run(home, "import", str(sample), "--format", "json")
    stands = _rows(home) == last["read"] - last["rejected"] and _unbalanced(home) == 0
    yield (
        f"kill -9 at {KILLS} random moments of an import",
        f"{torn} torn; after re-running: {'whole' if stands else 'NOT whole'}",
        f"real processes; rows = full-text rows = counter sums after each; {finished} ended first",
    )


def _rows(home: Path) -> int:
    with sqlite3.connect(f"file:{home / 'deutgo.db'}?mode=ro", uri=True) as connection:
        return int(connection.execute("SELECT count(*) FROM mention").fetchone()[0])
