"""House rules: an organisation adds, softens or silences rules in its own file, each with a reason."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from deutgo.errors import BadInput
from deutgo.wording.report import Finding, Severity, Silenced
from deutgo.wording.rules import RuleSet, index, load, shipped_texts

ACTIONS = {"silence": None, "block": Severity.BLOCK, "warn": Severity.WARN, "info": Severity.INFO}


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseRules:
    """What one organisation changed. Every change is shown in every report."""

    added: RuleSet
    in_force: tuple[Silenced, ...]

    def applied(self, shipped: RuleSet) -> RuleSet:
        """Return the rules that run for this organisation: its own beside the shipped ones."""
        silent = {s.rule for s in self.in_force if s.action == "silence"}
        rules = [r for r in (*shipped.rules, *self.added.rules) if r.id not in silent]
        return index(rules, (*shipped.broken, *self.added.broken))

    def softened(self, findings: Sequence[Finding]) -> list[Finding]:
        """Give findings the severity the house chose; silenced document and learned rules fall away."""
        chosen = {s.rule: ACTIONS[s.action] for s in self.in_force}
        kept = []
        for finding in findings:
            if finding.rule not in chosen:
                kept.append(finding)
                continue
            severity = chosen[finding.rule]
            if severity is not None:
                kept.append(replace(finding, severity=severity))
        return kept


def read_house(path: Path) -> HouseRules:
    """Read a house file, or raise `BadInput` naming the entry.

    The file is TOML: `[[rule]]` tables as in the shipped files, and `[change.A02]` tables with `action`
    (silence, block, warn, info) and a `reason` that may not be blank.
    """
    try:
        text = path.read_text(encoding="utf-8")
        data = tomllib.loads(text)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadInput(reason=f"{path}: {error}") from error
    changes = []
    for rule, change in data.get("change", {}).items():
        action, reason = str(change.get("action", "")), str(change.get("reason", "")).strip()
        if action not in ACTIONS:
            raise BadInput(reason=f"{path}: change.{rule}: action is one of {', '.join(ACTIONS)}")
        if not reason:
            raise BadInput(reason=f"{path}: change.{rule}: a reason is needed")
        changes.append(Silenced(rule=rule, action=action, reason=reason))
    classes = {k: v for k, v in shipped_texts().items() if k == "classes.toml"}
    return HouseRules(added=load({**classes, path.name: text}), in_force=tuple(changes))
