"""A5: search on 662,000 reviews, in-process: the newest 50 and the count of 30 varied queries."""

import os
import time
from pathlib import Path

from deutgo.settings import Settings
from deutgo.store.search import Search, ask
from deutgo.store.unit_of_work import Store, open_store

HOME = os.environ.get("DEUTGO_BENCH_HOME")
QUERIES = tuple(
    """
환불
영화
재미없다
감동 AND 눈물
연기 NOT 스토리
(최고 OR 명작 OR 대박) AND 감동 NOT 지루하다
배우 연기 스토리
지루하다 OR 졸리다 OR 재미없다
느리다
평점 AND 알바
"시간 가는 줄"
"돈이 아깝"
"최고의 영화"
"말이 필요없"
"재미 없"
연기 NEAR/2 좋다
스토리 NEAR/3 (별로 OR 아쉽다)
영화 NEAR/1 최고
돈 ONEAR/2 아깝다
배우 ONEAR/3 연기
감독*
원작* AND 실망
쓰레기*
반전 rating:>8
공포 AND 무섭다 rating:<=4
일본 since:2010-01-01
여운 until:2008-12-31
ㅋㅋ AND 재밌다
OST OR 음악 NOT 영상미
(눈물 OR 감동) NEAR/4 (가족 OR 엄마) NOT 지루하다
""".strip().splitlines()
)


def rows() -> list[tuple[str, str, str]]:
    """Return (what, figure, how measured); the store must have been filled by `deutgo import`."""
    if HOME is None or not (Path(HOME) / "deutgo.db").is_file():
        return [("A5 search", "not measured", "set DEUTGO_BENCH_HOME to a home with the reviews imported")]
    store = open_store(Settings(home=Path(HOME)))
    newest, counts, total = measure(store)
    how = f"{len(QUERIES)} queries with phrases and NEAR, in-process, 3 rounds, best of each"
    return [
        (f"A5 newest 50 of {total:,} reviews, p95", f"{high(newest):.0f} ms", how),
        (f"A5 count over {total:,} reviews, p95", f"{high(counts):.0f} ms", how),
    ]


def measure(store: Store) -> tuple[dict[str, float], dict[str, float], int]:
    """Return milliseconds by query for the newest 50 and for the count, and how many mentions there are."""
    newest: dict[str, float] = {}
    counts: dict[str, float] = {}
    with store.read() as work:
        search = Search(work.connection, work.workspace)
        asked = {query: ask(query) for query in QUERIES}
        for _ in range(3):
            for query, each in asked.items():
                started = time.perf_counter()
                search.newest(each, limit=50)
                middle = time.perf_counter()
                search.count(each)
                ended = time.perf_counter()
                newest[query] = min(newest.get(query, 1e9), (middle - started) * 1e3)
                counts[query] = min(counts.get(query, 1e9), (ended - middle) * 1e3)
        total = work.connection.exec_driver_sql("SELECT count(*) FROM mention").scalar_one()
    return newest, counts, int(total)


def high(figures: dict[str, float]) -> float:
    """Return the 95th percentile."""
    ordered = sorted(figures.values())
    return ordered[int(len(ordered) * 0.95)]
