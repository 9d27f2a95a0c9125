"""One series of counts, row by row."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deutgo.detect.keeping import load, save
from deutgo.detect.stream import CountStream
from deutgo.errors import BadInput

Counts = list[tuple[float, float]]


def counts(*, days: float, bucket: float, rate: float, seed: int = 1, start: float = 0.0) -> Counts:
    """Poisson counts with a daily rhythm; synthetic."""
    rng = np.random.default_rng(seed)
    at = start + np.arange(int(days * 86400 / bucket)) * bucket
    mean = rate * (1 + 0.5 * np.sin(2 * np.pi * at / 86400))
    return [(float(t), float(x)) for t, x in zip(at, rng.poisson(mean), strict=True)]


def judge(rows: Counts, stream: CountStream | None = None) -> list[tuple[float, bool]]:
    stream = stream or CountStream()
    return [(found.score, found.alert) for found in (stream.put(at, count) for at, count in rows)]


@settings(max_examples=8, deadline=None)
@given(cut=st.integers(min_value=0, max_value=400), seed=st.integers(0, 99))
def test_a_stream_that_was_cut_goes_on_as_if_it_had_not_been(
    cut: int, seed: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    rows = counts(days=1.4, bucket=300, rate=5, seed=seed)
    path = tmp_path_factory.mktemp("state") / "topic.state"
    first = CountStream()

    head = judge(rows[:cut], first)
    save(path, {"kind": "test", **first.parts()})
    kept = load(path, kind="test")

    assert kept is not None
    assert head + judge(rows[cut:], CountStream.resume(kept)) == judge(rows)


def test_a_rows_answer_does_not_depend_on_later_rows() -> None:
    rows = counts(days=1, bucket=300, rate=3)
    changed = rows[:200] + [(at, count * 50) for at, count in rows[200:]]

    assert judge(rows)[:200] == judge(changed)[:200]


def test_missing_rows_are_unknown_and_do_not_look_like_a_burst_when_counts_return() -> None:
    rows = counts(days=10, bucket=3600, rate=40)
    gap = rows[:170] + rows[190:]

    assert sum(alert for _, alert in judge(gap)) <= 1


def test_the_bucket_width_is_seen_even_when_the_series_begins_with_a_gap() -> None:
    rows = counts(days=2, bucket=600, rate=4)
    stream = CountStream()

    judge([rows[0], *rows[7:]], stream)

    assert stream.width == 600


@pytest.mark.parametrize("bucket", [60.0, 300.0, 3600.0])
def test_a_tenfold_burst_is_found_at_once_whatever_the_bucket(bucket: float) -> None:
    rows = counts(days=5 if bucket > 60 else 2, bucket=bucket, rate=30)
    onset = len(rows) - 20
    burst = rows[:onset] + [(at, count * 10 + 50) for at, count in rows[onset:]]

    alerts = [row for row, (_, alert) in enumerate(judge(burst)) if alert]

    assert any(onset <= row <= onset + 1 for row in alerts)
    assert sum(row >= onset for row in alerts) == 1


def test_a_state_file_of_something_else_is_refused_with_its_name(tmp_path: Path) -> None:
    path = tmp_path / "other.state"
    path.write_text("hello")

    with pytest.raises(BadInput) as refused:
        load(path, kind="detect bursts")

    assert "other.state" in str(refused.value.facts["reason"])
