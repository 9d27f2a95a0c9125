"""Write what follows from the rules: docs/ko|en/rulebook.md and the digest of the passed trial.

python tools/rulebook.py           # write
python tools/rulebook.py --check   # exit 1 when a file is out of date or a rule is broken
"""

import sys
from pathlib import Path

from deutgo.i18n import translate
from deutgo.wording.categories import CATEGORY_WORDS
from deutgo.wording.report import SENTENCE_CATEGORIES
from deutgo.wording.rules import digest, load, shipped_texts

ROOT = Path(__file__).parents[1]
PROOF = ROOT / "src" / "deutgo" / "wording" / "rules" / "proven.txt"
HEADS = {
    "ko": (
        "# 규칙집",
        "`tools/rulebook.py`가 규칙에서 만듭니다. 고치려면 `src/deutgo/wording/rules/*.toml`을 고치십시오.",
        ("나쁜 예", "고친 예", "그대로 둘 예", "대신 쓸 틀", "근거"),
    ),
    "en": (
        "# Rule book",
        "Generated from the rules by `tools/rulebook.py`; edit `src/deutgo/wording/rules/*.toml` instead. "
        "Examples stay Korean, because they are what the rules are tested on.",
        ("Bad", "Better", "Left alone", "Model to write instead", "Source"),
    ),
}


def render(lang: str) -> str:
    """Return the rule book in one language."""
    rules = load(shipped_texts(), proven=digest(shipped_texts())).rules
    title, note, (bad, good, clean, model, source) = HEADS[lang]
    lines = [title, "", note, ""]
    for letter in SENTENCE_CATEGORIES:
        words = CATEGORY_WORDS[letter]
        lines += [f"## {letter}. {translate(words.name, lang=lang)}", "", translate(words.why, lang=lang), ""]
        for rule in (r for r in rules if r.category == letter):
            lines += [f"### {rule.id} {rule.title[lang]} ({rule.severity.value})", "", rule.why[lang], ""]
            lines += [f"- {bad}: {text}" for text in rule.bad]
            lines += [f"- {good}: {text}" for text in rule.good]
            lines += [f"- {clean}: {text}" for text in rule.clean]
            lines += [f"- {model}: {rule.instead}", f"- {source}: {rule.source}", ""]
    return "\n".join(lines)


def main() -> int:
    """Write or compare."""
    rules = load(shipped_texts())
    for broken in rules.broken:
        print(f"{broken.rule}: {broken.reason}", file=sys.stderr)
    wanted = {ROOT / "docs" / lang / "rulebook.md": render(lang) for lang in HEADS}
    if not rules.broken:
        wanted[PROOF] = digest(shipped_texts()) + "\n"
    stale = [p for p, text in wanted.items() if not p.is_file() or p.read_text(encoding="utf-8") != text]
    if "--check" not in sys.argv:
        for path in stale:
            path.write_text(wanted[path], encoding="utf-8")
        return 1 if rules.broken else 0
    for path in stale:
        print(f"out of date: {path.relative_to(ROOT)}", file=sys.stderr)
    return 1 if stale or rules.broken else 0


if __name__ == "__main__":
    sys.exit(main())
