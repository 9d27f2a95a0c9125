"""Streams: one line out per good line in, in order, in good time, and bad lines named."""

import json
import subprocess
import sys
import time

from deutgo.cli.lines import in_batches
from deutgo.errors import BadInput

PIPE = "from deutgo.cli.lines import pipe\npipe(None, lambda batch: [{'id': each['id']} for each in batch])\n"


def run(text: bytes) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([sys.executable, "-c", PIPE], input=text, capture_output=True, check=False)


def test_a_bad_line_is_named_and_the_others_go_on() -> None:
    done = run(
        b'\xef\xbb\xbf{"id": 1, "text": "a"}\nnot json\n[]\n{"id": "4", "text": " "}\n\n{"id": "6", "text": "b"}\n'
    )

    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == ["1", "6"]
    assert [json.loads(line)["line"] for line in done.stderr.splitlines()] == [2, 3, 4]
    assert done.returncode == 0


def test_a_missing_id_is_derived_and_stable() -> None:
    first, second = run(b'{"text": "a"}\n'), run(b'{"text": "a"}\n')

    assert first.stdout == second.stdout
    assert json.loads(first.stdout)["id"]


def test_a_stream_that_falls_silent_does_not_hold_back_what_it_sent() -> None:
    running = subprocess.Popen([sys.executable, "-c", PIPE], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert running.stdin
    assert running.stdout
    running.stdin.write(b'{"id": "warm", "text": "a"}\n')
    running.stdin.flush()
    running.stdout.readline()
    begun = time.monotonic()

    running.stdin.write(b'{"id": "x", "text": "a"}\n')
    running.stdin.flush()
    line = running.stdout.readline()

    assert json.loads(line) == {"id": "x"}
    assert time.monotonic() - begun < 5  # it would wait for ever otherwise
    running.stdin.close()
    running.wait(10)


def test_what_came_before_an_error_is_kept() -> None:
    def stream():
        yield from range(5)
        raise BadInput(reason="broken")

    batches = in_batches(stream(), size=2)
    got: list[int] = []
    raised = False
    try:
        for batch in batches:
            got += batch
    except BadInput:
        raised = True

    assert raised
    assert got == [0, 1, 2, 3, 4]
