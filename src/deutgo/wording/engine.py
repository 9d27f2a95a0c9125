"""The wording check itself: rules on every sentence, then what was learned, then the document."""

from collections.abc import Iterable, Iterator, Sequence

from deutgo.wording import classifier, document, rewrite, tactics
from deutgo.wording.document import CaseFacts
from deutgo.wording.house import HouseRules
from deutgo.wording.report import Finding, Kind, Report, SentenceTactic, Severity, Verdict
from deutgo.wording.rules import Rule, RuleSet, hit, shipped
from deutgo.wording.sentences import Sentence, split, split_many


def check(
    text: str,
    *,
    kind: Kind | None = None,
    case: CaseFacts | None = None,
    earlier: str | None = None,
    house: HouseRules | None = None,
) -> Report:
    """Judge one text.

    Without `kind` only the sentence categories A…P run and `missing` is empty. `earlier` is a version of
    the same text that was public before; numbers and hedges that moved since are findings. A learned
    warning is marked so, and nothing learned ever lowers or removes what a rule found.
    """
    return _judge(text, split(text), kind=kind, case=case, earlier=earlier, house=house)


def check_many(
    texts: Iterable[str], kinds: Iterable[Kind | None], *, house: HouseRules | None = None
) -> Iterator[Report]:
    """Judge many texts, in order; the analysis is shared out over Kiwi's threads."""
    held = list(texts)
    for text, kind, sentences in zip(held, kinds, split_many(held), strict=True):
        yield _judge(text, sentences, kind=kind, case=None, earlier=None, house=house)


def _judge(
    text: str,
    sentences: Sequence[Sentence],
    *,
    kind: Kind | None,
    case: CaseFacts | None,
    earlier: str | None,
    house: HouseRules | None,
) -> Report:
    rules = house.applied(shipped()) if house else shipped()
    by_rule = [sentence_findings(rules, sentences, i) for i in range(len(sentences))]
    learned = classifier.second_pass(sentences, by_rule)
    findings = [f for i in range(len(sentences)) for f in (*by_rule[i], *learned[i])]
    whole = document.review(text, sentences, findings, kind=kind, case=case, earlier=earlier)
    findings += whole.findings
    if house:
        findings = house.softened(findings)
    findings.sort(key=lambda f: (f.start is None, f.start or 0, f.rule))
    blocked = any(f.severity is Severity.BLOCK for f in findings)
    return Report(
        verdict=Verdict.NOT_PUBLISHABLE if blocked else Verdict.PUBLISHABLE,
        findings=tuple(findings),
        missing=whole.missing,
        rules_run=len(rules.rules) + whole.rules_run,
        broken=rules.broken,
        house=house.in_force if house else (),
        tactics=tuple(_tactics(sentences, [[*a, *b] for a, b in zip(by_rule, learned, strict=True)], rules)),
        learned_pass=classifier.available(),
    )


def sentence_findings(rules: RuleSet, sentences: Sequence[Sentence], at: int) -> list[Finding]:
    """Run every rule on one sentence; a rule counts once a sentence."""
    sentence = sentences[at]
    near = [*sentences[max(at - 1, 0) : at], *sentences[at + 1 : at + 2]]
    found = []
    for rule in rules.candidates(sentence):
        place = hit(rule, sentence, near)
        if place is not None:
            found.append(_finding(rule, sentence, place))
    return found


def _finding(rule: Rule, sentence: Sentence, place: tuple[int, int]) -> Finding:
    start, end = place
    return Finding(
        rule=rule.id,
        category=rule.category,
        severity=rule.severity,
        start=sentence.start + start,
        end=sentence.start + end,
        quote=sentence.text[start:end],
        why=rule.say(rule.why),
        suggestion=rewrite.suggest(rule, sentence),
        source=rule.source,
        sentence_start=sentence.start,
        sentence_end=sentence.end,
    )


def _tactics(
    sentences: Sequence[Sentence], found: Sequence[Sequence[Finding]], rules: RuleSet
) -> Iterator[SentenceTactic]:
    tactic_of = {rule.id: rule.tactic for rule in rules.rules}
    for sentence, findings in zip(sentences, found, strict=True):
        yield tactics.label(sentence, findings, tactic_of)
