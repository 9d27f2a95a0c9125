"""The document as a whole: components, order, contradictions, drift, promises, personal data, length.

Each check is one function that yields faults of category Q. They have no place in the text, save in words.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from deutgo.errors import BadInput
from deutgo.i18n import _
from deutgo.understand.privacy import find_personal
from deutgo.wording import components
from deutgo.wording.drift import hedges_gained, numbers_changed
from deutgo.wording.report import Finding, Kind, Severity
from deutgo.wording.sentences import Sentence

SERIOUS_HARM = frozenset(
    [
        "injury",
        "death",
        "hygiene",
        "property",
        "personal_data",
        "child",
        "상해",
        "사망",
        "위생",
        "재산",
        "개인정보",
        "아동",
    ]
)
BEYOND_DOUBT = 0.95  # one learned fault of this chance weighs as much as two
LONG_SENTENCE = 90  # characters; public-language guides advise 50-60, we speak up well above
HANDED_OVER = re.compile(
    r"(?:환불|보상|배상|교환|돌려|위로금|쿠폰|상품권|지급)"
    r"[^.\n]{0,20}(?:드|하겠|합니다|하기로|예정)"
)
SOCIAL_LENGTH = 900


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFacts:
    """What the case knows that a text must agree with; every field may be absent."""

    victims: tuple[str, ...] = ()
    harm: str = ""
    denial_verified: bool = False
    numbers: tuple[str, ...] = ()
    earlier: str | None = None


def read_case(raw: object) -> CaseFacts:
    """Read a case from JSON: victims, harm, denial_verified, numbers, earlier; or raise `BadInput`."""
    if not isinstance(raw, Mapping):
        raise BadInput(reason="case: expected a JSON object")
    lists: dict[str, tuple[str, ...]] = {}
    for name in ("victims", "numbers"):
        value = raw.get(name, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise BadInput(reason=f"case: {name}: expected a list of strings")
        lists[name] = tuple(value)
    earlier = raw.get("earlier")
    return CaseFacts(
        victims=lists["victims"],
        numbers=lists["numbers"],
        harm=str(raw.get("harm") or ""),
        denial_verified=raw.get("denial_verified") is True,
        earlier=earlier if isinstance(earlier, str) else None,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentReview:
    """What the document rules found, and how many of them ran."""

    findings: tuple[Finding, ...] = ()
    missing: tuple[str, ...] = ()
    rules_run: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """Everything a document rule may look at."""

    text: str
    sentences: Sequence[Sentence]
    findings: Sequence[Finding]
    kind: Kind
    case: CaseFacts
    earlier: str | None
    missing: tuple[str, ...]

    def faults(self, sentence: Sentence) -> list[Finding]:
        """Return what was found in one sentence, apart from mere notes."""
        return [
            f
            for f in self.findings
            if f.start is not None
            and sentence.start <= f.start < sentence.end
            and f.severity is not Severity.INFO
        ]


def review(
    text: str,
    sentences: Sequence[Sentence],
    findings: Sequence[Finding],
    *,
    kind: Kind | None,
    case: CaseFacts | None,
    earlier: str | None,
) -> DocumentReview:
    """Judge the document; nothing without a kind."""
    if kind is None:
        return DocumentReview()
    lacking = components.missing(kind, sentences, findings)
    facts = case or CaseFacts()
    draft = Draft(
        text=text,
        sentences=sentences,
        findings=findings,
        kind=kind,
        case=facts,
        earlier=earlier or facts.earlier,
        missing=lacking,
    )
    found = [fault for rule in DOCUMENT_RULES for fault in rule(draft)]
    return DocumentReview(findings=tuple(found), missing=lacking, rules_run=len(DOCUMENT_RULES))


def _fault(
    rule: str, severity: Severity, why: str, suggestion: str, *, quote: str = "", source: str = ""
) -> Finding:
    return Finding(
        rule=rule,
        category="Q",
        severity=severity,
        start=None,
        end=None,
        quote=quote,
        why=why,
        suggestion=suggestion,
        source=source or "Lewicki 외 2016; CDC CERC",
    )


def lacks_component(draft: Draft) -> Iterator[Finding]:
    """Q01: a component that this kind of text owes."""
    words = {
        "acknowledgement": (
            _("무엇을 잘못했는지 인정하는 말이 없습니다."),
            _("저희가 [무엇]을 잘못했습니다."),
        ),
        "to_whom": (_("누구에게 일어난 일인지 없습니다."), _("[누구]께 사과드립니다.")),
        "cause": (
            _("원인이나 ‘조사하고 있다’는 말이 없습니다."),
            _("원인은 [무엇]입니다. / 원인은 조사하고 있습니다."),
        ),
        "remedy": (
            _("피해를 입은 분이 무엇을 어떻게 받는지 없습니다."),
            _("[누구]께 [무엇]을 [언제]까지 드립니다."),
        ),
        "prevention": (
            _("다시 일어나지 않게 누가 언제까지 무엇을 하는지 없습니다."),
            _("[담당]이 [언제]까지 [무엇]을 바꿉니다."),
        ),
        "next_update": (_("다음 소식의 시각이 없습니다."), _("다음 안내는 [날짜 시각]에 [어디]에 올립니다.")),
        "contact": (_("물어볼 곳이 없습니다."), _("문의: [번호]([시간])")),
    }
    for name in draft.missing:
        why, suggestion = words[name]
        yield _fault("Q01", Severity.BLOCK, why, suggestion, quote=name)


def denies_and_compensates(draft: Draft) -> Iterator[Finding]:
    """Q02: a denial here and a remedy some sentences later."""
    denying = [s for s in draft.sentences if any(_denies(f) for f in draft.faults(s))]
    if not denying:
        return
    repaired = [s for s in draft.sentences if s not in denying and HANDED_OVER.search(s.text)]
    for sentence in repaired[:1]:
        yield _fault(
            "Q02",
            Severity.BLOCK,
            _("앞에서는 잘못을 부인하고 뒤에서는 보상합니다. 둘 다 힘을 잃습니다."),
            _("잘못을 인정하고 보상하거나, 근거를 들어 설명하고 보상이라는 말을 빼십시오."),
            quote=f"{denying[0].text} … {sentence.text}",
            source="SCCT; 송동현 2009(캐논 사례)",
        )


def _weighs(finding: Finding) -> bool:
    """Count a learned warning only when the model is sure."""
    return not finding.learned or (finding.probability or 0) >= components.SURE


def _denies(finding: Finding) -> bool:
    return finding.category in "CP" and finding.severity is Severity.BLOCK


def too_many_faults(draft: Draft) -> Iterator[Finding]:
    """Q03: two faults or more, or one learned beyond doubt; the text needs writing again."""
    faults = [{f.category for f in draft.faults(s) if _weighs(f)} for s in draft.sentences]
    counted = [s for s in draft.sentences if len(s.text) >= 8]
    plain = any((f.probability or 0) >= BEYOND_DOUBT for f in draft.findings if f.learned)
    if sum(map(len, faults)) >= 2 or plain:
        yield _fault(
            "Q03",
            Severity.BLOCK,
            _("문장 %(all)s개 가운데 %(faulty)s개에 지적이 있습니다. 글을 다시 쓰는 편이 낫습니다.")
            % {"all": len(counted), "faulty": sum(map(bool, faults))},
            _("인정, 설명, 조치, 다음 소식의 순서로 다시 쓰십시오."),
        )


def apologises_late(draft: Draft) -> Iterator[Finding]:
    """Q04: the apology comes after the third sentence of an apology."""
    if draft.kind is not Kind.APOLOGY:
        return
    places = [i for i, s in enumerate(draft.sentences) if re.search(components.APOLOGY, s.text)]
    if not places or places[0] >= 4:
        yield _fault(
            "Q04",
            Severity.WARN,
            _("사과가 너무 늦게 나옵니다."),
            _("첫 세 문장 안에 무엇을 누구께 사과하는지 적으십시오."),
        )


def drifts(draft: Draft) -> Iterator[Finding]:
    """Q05: a number, or a hedge on it, moved since the version that was public before."""
    if not draft.earlier:
        return
    owned = re.search(r"정정|바로잡|고칩니다|고쳤|수정했|틀렸", draft.text)
    for old, new in numbers_changed(draft.earlier, draft.text):
        if not owned:
            yield _fault(
                "Q05",
                Severity.BLOCK,
                _("앞서 알린 값과 다른데 고쳤다는 말이 없습니다: %(old)s → %(new)s")
                % {"old": old, "new": new},
                _("[날짜]에 %(old)s라고 적은 것을 %(new)s로 바로잡습니다.") % {"old": old, "new": new},
                quote=new,
                source="송동현 2009(캐논 사례: 약 100%)",
            )
    for hedge in hedges_gained(draft.earlier, draft.text):
        yield _fault(
            "Q05",
            Severity.BLOCK,
            _("앞서 알린 숫자에 어림말이 새로 붙었습니다: %(hedge)s") % {"hedge": hedge},
            _("숫자를 바꾸지 말고 무엇이 틀렸는지 밝혀 바로잡으십시오."),
            quote=hedge,
            source="송동현 2009(캐논 사례: 약 100%)",
        )


def shows_personal_data(draft: Draft) -> Iterator[Finding]:
    """Q06: personal data of a customer. A contact's number and a writer's own name are meant to be there."""
    for span in find_personal(draft.text):
        around = draft.text[max(0, span.start - 30) : span.end + 30]
        if span.kind.value in ("rrn", "card", "account", "plate", "passport", "ip") or (
            span.kind.value == "phone"
            and re.match(r"\D*01[016-9]", draft.text[span.start : span.end])
            and not re.search(r"문의|연락|담당|전화|번호", around)
        ):
            yield _fault(
                "Q06",
                Severity.BLOCK,
                _("개인정보가 그대로 있습니다."),
                _("가리거나 빼십시오."),
                quote=draft.text[span.start : span.end],
                source="개인정보 보호법",
            )


def calls_harm_inconvenience(draft: Draft) -> Iterator[Finding]:
    """Q07: “불편” is the only word for a serious harm."""
    harm = re.search(r"다치|숨지|사망|화상|입원|식중독|유출|이물|감염|부상|골절", draft.text)
    serious = draft.case.harm in SERIOUS_HARM
    if "불편" in draft.text and not harm and serious:
        yield _fault(
            "Q07",
            Severity.WARN,
            _("다치거나 잃은 일을 ‘불편’이라고만 부릅니다."),
            _("일어난 피해를 그 이름으로 적으십시오."),
            quote="불편",
        )


def forgets_victims(draft: Draft) -> Iterator[Finding]:
    """Q08: the people that the case names as harmed do not appear."""
    if draft.case.victims and not any(victim in draft.text for victim in draft.case.victims):
        yield _fault(
            "Q08",
            Severity.BLOCK,
            _("피해를 입은 분(%(victims)s)이 글에 없습니다.") % {"victims": ", ".join(draft.case.victims)},
            _("[누구]께 사과드립니다."),
        )


def denies_unverified(draft: Draft) -> Iterator[Finding]:
    """Q09: the text denies what the case has not verified to be false."""
    denial = next((f for f in draft.findings if f.category == "P" and f.severity is Severity.BLOCK), None)
    if denial is not None and draft.case != CaseFacts() and not draft.case.denial_verified:
        yield _fault(
            "Q09",
            Severity.BLOCK,
            _("사실판에서 거짓으로 확인되지 않은 일을 부인합니다."),
            _("확인 중이라고 적고 결과를 알릴 시각을 적으십시오."),
            quote=denial.quote,
            source="Kim 외 2004",
        )


def is_hard_to_read(draft: Draft) -> Iterator[Finding]:
    """Q10: sentences too long to read on a phone."""
    long = [s for s in draft.sentences if len(s.text) > LONG_SENTENCE]
    if long:
        yield _fault(
            "Q10",
            Severity.INFO,
            _("긴 문장이 %(count)s개 있습니다.") % {"count": len(long)},
            _("한 문장에 한 가지만 적으십시오."),
            quote=long[0].text,
            source="국립국어원 쉬운 공공언어의 원칙",
        )
    if len(draft.text) > SOCIAL_LENGTH:
        yield _fault(
            "Q10",
            Severity.INFO,
            _("사회관계망에 올리기에는 깁니다(%(count)s자).") % {"count": len(draft.text)},
            _("첫 세 문장에 요점을 두고 나머지는 잇는 글로 나누십시오."),
        )


def promises_without_date(draft: Draft) -> Iterator[Finding]:
    """Q11: promises that carry no date, listed once for the writer."""
    loose = [s for s in draft.sentences if re.search(r"겠습니다|예정입니다", s.text)
             and not re.search(components.CLOCK, s.text)]  # fmt: skip
    if len(loose) >= 2:
        yield _fault(
            "Q11",
            Severity.INFO,
            _("날짜가 없는 약속이 %(count)s개 있습니다.") % {"count": len(loose)},
            _("약속마다 날짜와 담당을 적으십시오."),
            quote=" / ".join(s.text for s in loose[:3]),
        )


DOCUMENT_RULES: tuple[Callable[[Draft], Iterator[Finding]], ...] = (
    lacks_component,
    denies_and_compensates,
    too_many_faults,
    apologises_late,
    drifts,
    shows_personal_data,
    calls_harm_inconvenience,
    forgets_victims,
    denies_unverified,
    is_hard_to_read,
    promises_without_date,
)
