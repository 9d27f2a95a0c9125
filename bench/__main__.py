"""Runs every benchmark in a process of its own and writes the table: `make bench [ONLY=bursts]`."""

import json
import os
import platform
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

HERE = Path(__file__).parent
PAGE = HERE.parent / "docs" / "benchmarks.md"
ONE = "import importlib, json; print('\\x1e' + json.dumps(importlib.import_module('bench.{name}').rows()))"


def run(name: str) -> list[tuple[str, str, str]]:
    """Run one benchmark module and return its rows (what, figure, how measured)."""
    command = [sys.executable, "-c", ONE.format(name=name)]
    done = subprocess.run(command, cwd=HERE.parent, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode != 0:
        return [(name, "failed", f"exit code {done.returncode}")]
    return [tuple(row) for row in json.loads(done.stdout.rpartition("\x1e")[2])]


def main() -> None:
    """Run what was asked for, print it, and replace those sections of the page."""
    only = os.environ.get("ONLY", "").split()
    names = [path.stem for path in sorted(HERE.glob("*.py")) if not path.stem.startswith("_")]
    sections = read_sections()
    for name in names:
        if only and name not in only:
            continue
        print(f"== {name}", file=sys.stderr)
        stamp = f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores, Python {platform.python_version()}"
        lines = [f"## {name}", "", f"Measured {stamp}.", "", "| what | figure | how |", "| --- | --- | --- |"]
        lines += ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in run(name)]
        sections[name] = "\n".join(lines)
        print(sections[name])
    write_sections(sections)


def read_sections() -> dict[str, str]:
    """Return the page's sections by name."""
    if not PAGE.exists():
        return {}
    parts = PAGE.read_text().split("\n## ")[1:]
    return {part.split("\n", 1)[0].strip(): "## " + part.rstrip() for part in parts}


def write_sections(sections: dict[str, str]) -> None:
    """Write the page."""
    head = (
        '# Benchmarks\n\nWritten by `make bench`; `ONLY="name …"` renews some sections. Data beside the '
        "checkout (`DEUTGO_SHARED`) is needed for most. Machines are noisy: compare ratios within one run."
    )
    PAGE.write_text("\n\n".join([head, *(sections[name] for name in sorted(sections))]) + "\n")


if __name__ == "__main__":
    main()
