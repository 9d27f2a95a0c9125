"""Every rule lives up to its own examples, and one that does not is named."""

import subprocess
import sys

from tests.conftest import REPO

from deutgo.wording import rules
from deutgo.wording.report import SENTENCE_CATEGORIES
from deutgo.wording.rules import digest, load, shipped, shipped_texts

BROKEN = """
[[rule]]
id = "A99"
severity = "warn"
title = "t"
why = "w"
instead = "i"
match = ["~절대_?나오지_?않을_?말"]
bad = ["이 문장에는 그 말이 없습니다."]
good = ["좋은 문장입니다."]
"""


def test_every_shipped_rule_passes_its_own_trial() -> None:
    loaded = load(shipped_texts())

    assert loaded.broken == ()
    assert {rule.category for rule in loaded.rules} == set(SENTENCE_CATEGORIES)


def test_the_trial_that_is_skipped_is_the_one_that_was_passed() -> None:
    assert (REPO / "src/deutgo/wording/rules/proven.txt").read_text().strip() == digest(shipped_texts())


def test_a_broken_rule_is_named_with_the_sentence_and_does_not_run() -> None:
    loaded = load({**shipped_texts(), "z.toml": BROKEN})

    assert [(b.rule, b.reason) for b in loaded.broken] == [
        ("A99", "silent on: 이 문장에는 그 말이 없습니다.")
    ]
    assert "A99" not in {rule.id for rule in loaded.rules}


def test_a_rule_file_that_cannot_be_read_is_named_too() -> None:
    loaded = load({"bad.toml": "[[rule"})

    assert [b.rule for b in loaded.broken] == ["bad.toml"]


def test_no_model_text_sets_off_its_own_rule() -> None:
    from deutgo.wording.sentences import split

    for rule in shipped().rules:
        assert not any(rules.hit(rule, part) for part in split(rule.instead)), rule.id


def test_the_rule_book_equals_the_rules() -> None:
    done = subprocess.run(
        [sys.executable, "tools/rulebook.py", "--check"], cwd=REPO, capture_output=True, text=True
    )

    assert done.returncode == 0, done.stderr
