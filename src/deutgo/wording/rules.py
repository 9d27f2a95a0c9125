"""The rules: data files with patterns, guards and the examples that each rule must live up to.

A rule is tried on its own examples when it is loaded. One that fires on what it should leave alone, or
misses what it should catch, is set aside and named, so that silence never passes for "clean". The trial
costs half a second, so the package carries the digest of the last one that every rule passed.
"""

import hashlib
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.metadata import version
from importlib.resources import files

from deutgo.i18n import current_language
from deutgo.wording.pattern import Pattern, PatternError, compile_pattern, find, may_match
from deutgo.wording.report import CATEGORIES, Broken, Severity
from deutgo.wording.sentences import Sentence, split_many

ENGINE = "1"  # raise when matching changes, so that kept trials are run again


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule. `unless` guards the sentence, `unless_near` also the sentences beside it."""

    id: str
    severity: Severity
    tactic: str
    title: Mapping[str, str]
    why: Mapping[str, str]
    instead: str
    source: str
    match: tuple[Pattern, ...]
    unless: tuple[Pattern, ...] = ()
    unless_near: tuple[Pattern, ...] = ()
    bad: tuple[str, ...] = ()
    good: tuple[str, ...] = ()
    clean: tuple[str, ...] = ()
    fix: tuple[tuple[str, str], ...] = ()

    @property
    def category(self) -> str:
        """The letter of the contract's list."""
        return self.id[0]

    def say(self, words: Mapping[str, str]) -> str:
        """Pick the reader's language."""
        return words.get(current_language.get()) or words["ko"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSet:
    """The rules that run, those that failed their trial, and where each may be anchored."""

    rules: tuple[Rule, ...]
    broken: tuple[Broken, ...]
    by_form: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    always: tuple[int, ...] = ()

    def candidates(self, sentence: Sentence) -> list[Rule]:
        """Return the rules of which some pattern could match, in their order."""
        wanted = set(self.always)
        for form in sentence.forms:
            wanted.update(self.by_form.get(form, ()))
        return [self.rules[i] for i in sorted(wanted)]


def index(rules: Sequence[Rule], broken: Sequence[Broken]) -> RuleSet:
    """Build the lookup by anchor forms."""
    by_form: dict[str, list[int]] = {}
    always: list[int] = []
    for number, rule in enumerate(rules):
        for pattern in rule.match:
            if not pattern.anchors:
                always.append(number)
            for form in pattern.anchors:
                by_form.setdefault(form, []).append(number)
    return RuleSet(
        rules=tuple(rules),
        broken=tuple(broken),
        by_form={form: tuple(numbers) for form, numbers in by_form.items()},
        always=tuple(always),
    )


def hit(rule: Rule, sentence: Sentence, near: Sequence[Sentence] = ()) -> tuple[int, int] | None:
    """Return where the rule applies in the sentence, or None.

    A hit that lies wholly in somebody else's words does not count; the search then goes on behind it.
    """
    for pattern in rule.match:
        if not may_match(pattern, sentence):
            continue
        found = find(pattern, sentence)
        while found is not None and sentence.is_foreign(*found):
            found = find(pattern, sentence, max(found[1], found[0] + 1))
        if found is not None:
            return None if _guarded(rule, sentence, near) else found
    return None


def _guarded(rule: Rule, sentence: Sentence, near: Sequence[Sentence]) -> bool:
    if any(_present(guard, sentence) for guard in rule.unless):
        return True
    return any(_present(guard, s) for guard in rule.unless_near for s in (sentence, *near))


def _present(guard: Pattern, sentence: Sentence) -> bool:
    return may_match(guard, sentence) and find(guard, sentence) is not None


def read_rule(raw: Mapping[str, object], classes: Mapping[str, Sequence[str]]) -> Rule:
    """Turn one table of a rule file into a rule, or raise `PatternError`."""
    try:
        return Rule(
            id=_identifier(raw),
            severity=Severity(str(raw["severity"])),
            tactic=str(raw.get("tactic", "")),
            title=_words(raw, "title"),
            why=_words(raw, "why"),
            instead=str(raw["instead"]),
            source=str(raw.get("source", "")),
            match=tuple(compile_pattern(p, classes) for p in _texts(raw, "match")),
            unless=tuple(
                compile_pattern(p, classes) for p in [*_texts(raw, "unless"), *_owning(raw, classes)]
            ),
            unless_near=tuple(compile_pattern(p, classes) for p in _texts(raw, "unless_near")),
            bad=tuple(_texts(raw, "bad")),
            good=tuple(_texts(raw, "good")),
            clean=tuple(_texts(raw, "clean")),
            fix=tuple((str(a), str(b)) for a, b in raw.get("fix", ())),  # type: ignore[attr-defined]
        )
    except (KeyError, TypeError, ValueError) as error:
        raise PatternError(f"{type(error).__name__}: {error}") from error


def _owning(raw: Mapping[str, object], classes: Mapping[str, Sequence[str]]) -> list[str]:
    """Return the guard that all rules share unless they say `owned = false`."""
    return ["~{자인}"] if "자인" in classes and raw.get("owned", True) else []


def _identifier(raw: Mapping[str, object]) -> str:
    name = str(raw["id"])
    if not name or name[0] not in CATEGORIES:
        raise PatternError(f"id {name!r}: begins with none of the categories {CATEGORIES}")
    return name


def _texts(raw: Mapping[str, object], key: str) -> list[str]:
    value = raw.get(key, ())
    if not isinstance(value, list | tuple) or not all(isinstance(v, str) for v in value):
        raise PatternError(f"{key}: expected a list of strings")
    return list(value)


def _words(raw: Mapping[str, object], key: str) -> dict[str, str]:
    return {"ko": str(raw[key]), "en": str(raw.get(f"{key}_en") or raw[key])}


def trial(rules: Iterable[Rule]) -> list[Broken]:
    """Try every rule on its own examples; return those that fail, with the sentence."""
    held = list(rules)
    texts = [text for rule in held for text in (*rule.bad, *rule.good, *rule.clean)]
    sentences = iter(split_many(texts))
    failed = []
    for rule in held:
        reason = ""
        if not rule.match or not rule.bad or not rule.good:
            reason = "no pattern, no bad or no good example"
        for text, wanted in [(t, True) for t in rule.bad] + [(t, False) for t in (*rule.good, *rule.clean)]:
            parts = next(sentences)
            fired = any(
                hit(rule, part, parts[max(i - 1, 0) : i] + parts[i + 1 : i + 2])
                for i, part in enumerate(parts)
            )
            if fired is not wanted and not reason:
                reason = f"{'silent on' if wanted else 'fires on'}: {text}"
        if reason:
            failed.append(Broken(rule=rule.id, reason=reason))
    return failed


def load(folder_texts: Mapping[str, str], *, proven: str = "") -> RuleSet:
    """Read rule files (name → TOML text), try every rule, and index those that hold.

    `proven` is the digest of a trial that every rule passed: for exactly these files, this engine and this
    Kiwi it need not be repeated.
    """
    classes: dict[str, list[str]] = {}
    tables: list[Mapping[str, object]] = []
    broken: list[Broken] = []
    for name, text in sorted(folder_texts.items()):
        try:
            data = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            broken.append(Broken(rule=name, reason=str(error)))
            continue
        classes.update(data.get("class", {}))
        tables += data.get("rule", [])
    rules: list[Rule] = []
    for table in tables:
        try:
            rules.append(read_rule(table, classes))
        except PatternError as error:
            broken.append(Broken(rule=str(table.get("id", "?")), reason=str(error)))
    failed = [] if proven and proven == digest(folder_texts) else trial(rules)
    bad_ids = {b.rule for b in failed}
    return index([r for r in rules if r.id not in bad_ids], [*broken, *failed])


def digest(folder_texts: Mapping[str, str]) -> str:
    """Name exactly what a trial depended on: the files, this engine, Kiwi and its model."""
    parts = [ENGINE, version("kiwipiepy"), version("kiwipiepy-model")]
    parts += [f"{name}\0{text}" for name, text in sorted(folder_texts.items())]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def shipped_texts() -> dict[str, str]:
    """Return the rule files of the package, by name."""
    folder = files("deutgo.wording") / "rules"
    return {p.name: p.read_text(encoding="utf-8") for p in folder.iterdir() if p.name.endswith(".toml")}


@lru_cache(maxsize=1)
def shipped() -> RuleSet:
    """Return the package's own rules, loaded once a process."""
    proof = files("deutgo.wording") / "rules" / "proven.txt"
    return load(shipped_texts(), proven=proof.read_text(encoding="utf-8").strip() if proof.is_file() else "")
