"""Coordination: accounts of made campaigns found among real reviews and ordinary crowds."""

import os
import resource
import time
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq

from bench._campaign_sets import build
from deutgo.detect.coordination import Post, Report, find_coordination
from deutgo.detect.coordination.actions import arrange
from deutgo.detect.coordination.evidence import candidates, measure_chance, weigh
from deutgo.detect.coordination.groups import discoveries
from deutgo.detect.coordination.phrases import with_phrases

SHARED = Path(os.environ.get("DEUTGO_SHARED", "../shared")) / "data"
KEPT_BACK = (
    (date(2012, 3, 1), 901),
    (date(2010, 12, 1), 902),
    (date(2014, 9, 1), 903),
    (date(2013, 6, 1), 904),
)


def rows() -> list[tuple[str, str, str]]:
    """Return (what, figure, how measured)."""
    folder = SHARED / "coordination"
    if not folder.exists():
        return [("coordination", "skipped", f"no data at {SHARED}")]
    table = pq.read_table(folder / "kr_semisynth_campaigns.parquet").to_pylist()
    labels = {row["acc"] for row in pq.read_table(folder / "kr_semisynth_labels.parquet").to_pylist()}
    posts = [
        Post(id=str(row["id"]), account=row["acc"], text=row["text"], object=row["obj"], at=float(row["ts"]))
        for row in table
    ]
    began = time.process_time()
    report = find_coordination(posts)
    seconds = time.process_time() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    checked = find_coordination(posts, permutations=5).check
    assert checked is not None
    made = [
        (
            "coordination: development set, 193,986 posts",
            score(report, labels),
            "in sample: the thresholds were chosen on it",
        ),
        ("coordination: time and peak memory", f"{seconds:.1f} s CPU, {peak:.2f} GB", "the same run"),
        (
            "coordination: edges by exchange alone",
            f"{checked.false_share:.5f} of {checked.observed_edges}",
            "accounts exchanged within 28 days, 5 times; claimed at most 0.01",
        ),
    ]
    made.append(false_edges(posts, labels))
    for start, seed in KEPT_BACK:
        kept = build(SHARED / "reviews.tsv.gz", start, seed)
        given = [
            Post(id=str(at), account=row.account, text=row.text, object=row.object, at=row.at)
            for at, row in enumerate(kept.rows)
        ]
        what = f"coordination: kept-back set from {start}, {len(given):,} posts"
        how = "other year and seed, with news rushes, fan events and press copies"
        made.append((what, score(find_coordination(given), set(kept.campaign)), how))
    return made


def false_edges(posts: list[Post], labels: set[str]) -> tuple[str, str, str]:
    """Say how many of the pairs claimed at a false-discovery rate of 1 % are not of one campaign."""
    base = arrange(
        [post.account for post in posts],
        [post.object for post in posts],
        [post.text for post in posts],
        np.array([post.at for post in posts]),
    )
    actions = with_phrases(base)
    found = candidates(actions, actions.account)
    pairs = weigh(actions, actions.account, found, measure_chance(base, found.gaps))
    chosen = discoveries(pairs, len(actions.accounts))
    campaign = np.array([name.rsplit("_", 1)[0] if name in labels else "" for name in actions.accounts])
    one, other = campaign[pairs.one[chosen]], campaign[pairs.other[chosen]]
    share = 1.0 - float(((one == other) & (one != "")).mean())
    return (
        "coordination: false pairs among those claimed at 0.01",
        f"{share:.4f} of {int(chosen.sum())}",
        "development set, by its labels: both accounts in one campaign, or false",
    )


def score(report: Report, labels: set[str]) -> str:
    """Return precision, recall and F1 over accounts."""
    named = set(report.group_of)
    right = len(named & labels)
    precision, recall = right / max(len(named), 1), right / len(labels)
    return f"P {precision:.3f}, R {recall:.3f}, F1 {2 * right / (len(named) + len(labels)):.3f}"
