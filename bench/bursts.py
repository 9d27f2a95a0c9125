"""Bursts: NAB realTweets by NAB's rules, generated series against an oracle, speed and state."""

import importlib.util
import os
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

from bench._generated_counts import Verdict, generate, judge, oracle
from deutgo.detect.burst import BurstDetector
from deutgo.detect.stream import CountStream

SHARED = Path(os.environ.get("DEUTGO_SHARED", Path(__file__).resolve().parents[2] / "shared"))
SEED = 2_026
Row = tuple[str, str, str]


def rows() -> list[Row]:
    """Return (what, figure, how measured)."""
    return [*_nab(), *_generated(), *_speed()]


def _nab() -> list[Row]:
    scorer, folder = SHARED / "bench" / "score_nab.py", SHARED / "data" / "nab_realtweets"
    if not scorer.exists():
        return [("급증: NAB realTweets", "건너뜀", f"{scorer}가 없습니다")]
    spec = importlib.util.spec_from_file_location("score_nab", scorer)
    assert spec is not None
    assert spec.loader is not None
    nab = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(nab)
    truth = nab.load_truth(str(folder))
    data = {}
    for name, (stamps, windows, win, unit) in truth.items():
        lines = (folder / Path(name).name).read_text().splitlines()[1:]
        stream = CountStream()
        scores = [
            stream.put(_seconds(line.split(",")[0]), float(line.split(",")[1])).score
            for line in lines
            if line
        ]
        assert len(scores) == len(stamps)
        data[name] = (np.array(scores), win, unit, len(windows))
    best = [profile["score"] for profile in nab.subset_scores(data).values()]
    fixed = [_at_half(nab, data, weights) for weights in nab.PROFILES.values()]
    low, high = _interval(nab, data)
    rows = sum(len(part[0]) for part in data.values())
    alerts = sum(int((part[0] >= 0.5).sum()) for part in data.values())
    return [
        (
            "급증: NAB realTweets 개발용 5계열 (표준/오경보 엄격/놓침 엄격)",
            "/".join(f"{score:.1f}" for score in best),
            "NAB 규칙, 문턱은 NAB처럼 고름, 개발에 쓴 계열; "
            f"표준 점수의 90 % 구간 {low:.1f}–{high:.1f} (계열 재추출)",
        ),
        (
            "급증: 같은 계열, 코드에 고정한 문턱(alert)",
            "/".join(f"{score:.1f}" for score in fixed),
            f"계열·주마다 경보 {alerts / (rows * 300 / 604_800):.1f}건",
        ),
    ]


def _at_half(nab: Any, data: dict[str, Any], weights: tuple[float, float, float]) -> float:
    files = [nab.FileScore(name, part[0], part[1], part[2], weights) for name, part in data.items()]
    raw = sum(float(file.at(0.5)) for file in files)
    return float(nab.normalise(raw, sum(part[3] for part in data.values()), weights))


def _interval(nab: Any, data: dict[str, Any]) -> tuple[float, float]:
    rng = np.random.default_rng(SEED)
    names = list(data)
    scores = []
    for _ in range(200):
        drawn = [names[i] for i in rng.integers(0, len(names), len(names))]
        sample = {f"{i}": data[name] for i, name in enumerate(drawn)}
        scores.append(nab.subset_scores(sample)["standard"]["score"])
    return float(np.quantile(scores, 0.05)), float(np.quantile(scores, 0.95))


def _seconds(stamp: str) -> float:
    return float(np.datetime64(stamp.strip().replace(" ", "T"), "s").astype(float))


def _generated() -> list[Row]:
    out: list[Row] = []
    for bucket, weeks in ((300, 4.0), (900, 5.0), (3600, 8.0)):
        rng = np.random.default_rng(SEED + bucket)
        series = [generate(rng, bucket=bucket, weeks=weeks) for _ in range(40)]
        counts = np.array([one.counts for one in series], dtype=np.float32).T
        known = np.array([one.known for one in series]).T
        detector = BurstDetector(len(series), bucket=float(bucket))
        alerts = np.array(
            [detector.step(float(i * bucket), counts[i], known=known[i]).alert for i in range(len(counts))]
        )
        ours = [judge(one, alerts[:, i]) for i, one in enumerate(series)]
        best = [judge(one, oracle(one)) for one in series]
        weeks_seen = sum(one.weeks for one in series)
        out.append(
            (
                f"급증: 만든 계열, {bucket // 60}분 간격, 오라클 대비 찾은 비율",
                f"{_recall(ours) / _recall(best):.2f}",
                f"오경보 주제·주당 {_false(ours) / weeks_seen:.2f} (오라클 {_false(best) / weeks_seen:.2f}), "
                f"지연 중앙값 {_delay(ours):.0f} (오라클 {_delay(best):.0f}) 칸, "
                f"40주제, 씨앗 {SEED + bucket}",
            )
        )
    return out


def _recall(verdicts: list[Verdict]) -> float:
    return sum(v.found for v in verdicts) / max(sum(v.events for v in verdicts), 1)


def _false(verdicts: list[Verdict]) -> int:
    return sum(v.false for v in verdicts)


def _delay(verdicts: list[Verdict]) -> float:
    return float(np.median([delay for v in verdicts for delay in v.delays] or [0]))


def _speed() -> list[Row]:
    rng = np.random.default_rng(SEED)
    topics = 10_000
    rate = 10 ** rng.uniform(-2, 2, topics)
    counts = [rng.poisson(rate).astype(np.float32) for _ in range(30)]
    detector = BurstDetector(topics, bucket=60.0)
    for i in range(10):
        detector.step(i * 60.0, counts[i])
    best = 1e9
    for turn in range(3):
        start = time.process_time()
        for i in range(30):
            detector.step((10 + 30 * turn + i) * 60.0, counts[i])
        best = min(best, time.process_time() - start)
    return [
        (
            "급증: 주제 10,000개 × 1분 간격",
            f"{topics * 30 / best / 1e6:.1f} 백만 점/초",
            "한 코어의 CPU 시간, 세 번 가운데 가장 빠른 것",
        ),
        ("급증: 주제·계열마다 상태", f"{detector.state_bytes:.0f} 바이트", "배열 크기의 합"),
    ]


if __name__ == "__main__":
    for row in rows():
        sys.stdout.write(" | ".join(row) + "\n")
