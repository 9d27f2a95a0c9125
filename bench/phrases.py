"""C8: the top five phrases of each real petition week, for a reader to judge; and the time it takes."""

import gzip
import json
import os
import time
from collections import defaultdict
from datetime import date
from pathlib import Path

from deutgo.understand.morphemes import Token, analyse_many
from deutgo.understand.phrases import attention, count_all, explain_burst

SHARED = Path(os.environ.get("DEUTGO_SHARED", "../shared"))
CHARACTERS = 1_500  # of each text, after its title


def weeks() -> dict[str, tuple[list[list[Token]], list[float]]]:
    """Analyse the petitions by ISO week, in order of time; with each one's attention."""
    texts: dict[str, list[str]] = defaultdict(list)
    votes: dict[str, list[float]] = defaultdict(list)
    for path in sorted((SHARED / "data/petitions").glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as file:
            for line in file:
                one = json.loads(line)
                year, week, _ = date.fromisoformat(one["begin"]).isocalendar()
                texts[f"{year}-W{week}"].append(f"{one['title']}\n{one['content'][:CHARACTERS]}")
                votes[f"{year}-W{week}"].append(attention(one["num_agree"]))
    return {name: (list(analyse_many(texts[name])), votes[name]) for name in sorted(texts)}


def rows() -> list[tuple[str, str, str]]:
    """Explain every week against all others, as a console with a year of history would."""
    if not (SHARED / "data/petitions").is_dir():
        return [("why: petition weeks (C8)", "not measured", f"development data is not at {SHARED}")]
    analysed = weeks()
    made, slowest = [], 0.0
    for name, (window, votes) in analysed.items():
        others = (mentions for other, (mentions, _) in analysed.items() if other != name)
        past = count_all(tokens for mentions in others for tokens in mentions)
        started = time.process_time()
        found = explain_burst(window, past, 5, weights=votes)
        slowest = max(slowest, time.process_time() - started)
        made.append(
            (f"why: {name}, {len(window)} petitions", " · ".join(p.text for p in found), "top five phrases")
        )
    made.append(
        ("why: one explanation after analysis", f"{slowest:.2f} s CPU", "slowest week, past counted before")
    )
    return made


if __name__ == "__main__":
    for row in rows():
        print(*row, sep=" | ")
