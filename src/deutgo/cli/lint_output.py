"""How a report is written: JSON as in the contract, SARIF 2.1.0 for editors and CI, text for people."""

from collections.abc import Sequence
from dataclasses import fields

from deutgo import __version__
from deutgo.errors import NotFound
from deutgo.i18n import _
from deutgo.wording import Finding, Report, Severity
from deutgo.wording.categories import CATEGORY_WORDS
from deutgo.wording.rules import shipped
from deutgo.wording.tactics import TACTICS

LEVELS = {Severity.BLOCK: "error", Severity.WARN: "warning", Severity.INFO: "note"}
MARKS = {Severity.BLOCK: "✖", Severity.WARN: "▲", Severity.INFO: "·"}
SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def as_json(report: Report) -> dict[str, object]:
    """Return the contract's shape, with what else a reader needs to trust an empty list."""
    return {
        "verdict": report.verdict.value,
        "findings": [_finding(finding) for finding in report.findings],
        "missing": list(report.missing),
        "rules_run": report.rules_run,
        "broken_rules": [{"rule": b.rule, "reason": b.reason} for b in report.broken],
        "house_rules": [{"rule": h.rule, "action": h.action, "reason": h.reason} for h in report.house],
        "learned_pass": report.learned_pass,
        "tactics": [
            {"start": t.start, "end": t.end, "tactic": t.tactic, "label": t.label} for t in report.tactics
        ],
    }


def _finding(finding: Finding) -> dict[str, object]:
    raw = {field.name: getattr(finding, field.name) for field in fields(finding)}
    return {**raw, "severity": finding.severity.value}


def as_sarif(reports: Sequence[tuple[str, str, Report]]) -> dict[str, object]:
    """Return one SARIF run over all files; offsets are code points, as `columnKind` says."""
    used = sorted({f.rule for _path, _text, report in reports for f in report.findings})
    return {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "deutgo lint",
                        "version": __version__,
                        "rules": [_descriptor(rule) for rule in used],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "invocations": [_invocation(reports)],
                "results": [
                    _result(path, text, finding, used)
                    for path, text, report in reports
                    for finding in report.findings
                ],
            }
        ],
    }


def _invocation(reports: Sequence[tuple[str, str, Report]]) -> dict[str, object]:
    broken = {b.rule: b.reason for _path, _text, report in reports for b in report.broken}
    return {
        "executionSuccessful": not broken,
        "toolConfigurationNotifications": [
            {"level": "error", "message": {"text": f"{rule}: {reason}"}} for rule, reason in broken.items()
        ],
    }


def _descriptor(rule_id: str) -> dict[str, object]:
    known = {rule.id: rule for rule in shipped().rules}
    name = (
        known[rule_id].say(known[rule_id].title) if rule_id in known else _(CATEGORY_WORDS[rule_id[0]].name)
    )
    return {"id": rule_id, "shortDescription": {"text": name}}


def _result(path: str, text: str, finding: Finding, used: Sequence[str]) -> dict[str, object]:
    place: dict[str, object] = {
        "artifactLocation": {"uri": "stdin" if path == "-" else path.replace("\\", "/")}
    }
    if finding.start is not None and finding.end is not None:
        place["region"] = {
            **_line_and_column(text, finding.start, "start"),
            **_line_and_column(text, finding.end, "end"),
            "charOffset": finding.start,
            "charLength": finding.end - finding.start,
        }
    return {
        "ruleId": finding.rule,
        "ruleIndex": list(used).index(finding.rule),
        "level": LEVELS[finding.severity],
        "message": {"text": f"{finding.why} → {finding.suggestion}"},
        "locations": [{"physicalLocation": place}],
    }


def _line_and_column(text: str, offset: int, which: str) -> dict[str, int]:
    line = text.count("\n", 0, offset) + 1
    return {f"{which}Line": line, f"{which}Column": offset - (text.rfind("\n", 0, offset) + 1) + 1}


def as_text(path: str, text: str, report: Report) -> str:
    """Return lines for a terminal: place, rule, quotation, reason, better words."""
    lines = []
    for f in report.findings:
        where = path
        if f.start is not None:
            at = _line_and_column(text, f.start, "start")
            where = f"{path}:{at['startLine']}:{at['startColumn']}"
        learned = " " + _("(학습)") if f.learned else ""
        lines.append(
            f"{where} {MARKS[f.severity]} {f.rule}{learned} “{f.quote}”\n    {f.why}\n    → {f.suggestion}"
        )
    lines += [_("빠진 것: %(names)s") % {"names": ", ".join(report.missing)}] if report.missing else []
    lines += [
        _("고장 난 규칙 %(rule)s: %(reason)s") % {"rule": b.rule, "reason": b.reason} for b in report.broken
    ]
    lines += [
        _("조직의 규칙 %(rule)s: %(action)s (%(reason)s)")
        % {"rule": h.rule, "action": h.action, "reason": h.reason}
        for h in report.house
    ]
    counts = {"findings": len(report.findings), "rules": report.rules_run}
    lines.append(_("지적 %(findings)s건, 규칙 %(rules)s개를 돌렸습니다.") % counts)
    if not report.learned_pass:
        lines.append(_("학습한 판단은 돌지 않았습니다."))
    good = report.verdict == "publishable"
    lines.append(_("내보낼 수 있습니다.") if good else _("이대로는 내보낼 수 없습니다."))
    return "\n".join(lines)


def explain_rule(rule_id: str) -> str:
    """Explain one rule with its examples, or raise `NotFound`."""
    for rule in shipped().rules:
        if rule.id == rule_id:
            head = f"{rule.id} {rule.say(rule.title)} [{rule.severity.value}]"
            body = [head, rule.say(rule.why), f"({rule.source})"]
            body.append(_("수사 전략: %(name)s") % {"name": _(TACTICS.get(rule.tactic, rule.tactic))})
            body += [f"✗ {text}" for text in rule.bad]
            body += [f"✓ {text}" for text in rule.good]
            body += [f"○ {text}" for text in rule.clean]
            body.append("→ " + rule.instead)
            return "\n".join(body)
    raise NotFound(what=rule_id)
