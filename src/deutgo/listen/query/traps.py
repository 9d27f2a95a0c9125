"""Every trap of the query language: its code, its severity, its sentence, and an example each way.

The checks, the tests and the documentation read this one table. `bad` fires the code and `good` does not.
"""

from dataclasses import dataclass, field

from deutgo.errors import BadQuery
from deutgo.i18n import _
from deutgo.listen.query.tree import Span

ERROR, WARN, INFO = "error", "warn", "info"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trap:
    """One thing that goes wrong in queries. `message` is a Korean sentence with named facts."""

    code: str
    severity: str
    message: str
    bad: str
    good: str
    topic: bool = False  # fires only for a saved query
    aliases: dict[str, tuple[str, ...]] = field(default_factory=dict)


TRAPS = (
    Trap(
        code="empty",
        severity=ERROR,
        message="검색식이 비어 있습니다. 찾을 낱말을 하나 이상 적어 주십시오.",
        bad="   ",
        good="환불",
    ),
    Trap(
        code="too_long",
        severity=ERROR,
        message="검색식이 %(length)s자입니다. %(limit)s자까지 쓸 수 있으니 나누어 저장해 주십시오.",
        bad="환불 OR " * 4_000 + "배송",
        good="환불 OR 배송",
    ),
    Trap(
        code="too_deep",
        severity=ERROR,
        message="괄호나 NEAR가 너무 깊게 겹쳤습니다. %(limit)s겹까지 쓸 수 있습니다.",
        bad="(" * 150 + "환불" + ")" * 150,
        good="((환불))",
    ),
    Trap(
        code="unbalanced_quote",
        severity=ERROR,
        message="따옴표가 닫히지 않았습니다. 어구 끝에 따옴표를 붙여 주십시오.",
        bad='"환불 규정',
        good='"환불 규정"',
    ),
    Trap(
        code="unbalanced_bracket",
        severity=ERROR,
        message="괄호 %(sign)s의 짝이 없습니다. 여는 괄호와 닫는 괄호의 수를 맞춰 주십시오.",
        bad="(환불 OR 취소",
        good="(환불 OR 취소)",
    ),
    Trap(
        code="empty_bracket",
        severity=ERROR,
        message="괄호 안이 비어 있습니다. 안에 낱말을 넣거나 괄호를 지워 주십시오.",
        bad="환불 AND ()",
        good="환불 AND (취소)",
    ),
    Trap(
        code="empty_phrase",
        severity=ERROR,
        message="따옴표 안이 비어 있습니다. 찾을 어구를 적어 주십시오.",
        bad='환불 AND ""',
        good='환불 AND "규정"',
    ),
    Trap(
        code="missing_operand",
        severity=ERROR,
        message="%(word)s 앞뒤에 찾을 말이 빠졌습니다. 낱말을 넣거나 연산자를 지워 주십시오.",
        bad="환불 AND",
        good="환불 AND 취소",
    ),
    Trap(
        code="exclusion_only",
        severity=ERROR,
        message="제외만 있는 검색식은 거의 모든 글과 맞습니다. 찾을 말을 하나 이상 AND로 이어 주십시오.",
        bad="NOT 광고",
        good="환불 NOT 광고",
    ),
    Trap(
        code="near_operand",
        severity=ERROR,
        message="%(word)s의 양쪽에는 낱말, 어구, OR로 묶은 낱말만 올 수 있습니다. "
        "AND, NOT과 필드는 NEAR 밖으로 빼 주십시오.",
        bad="(환불 AND 취소) NEAR/3 거부",
        good="(환불 OR 취소) NEAR/3 거부",
    ),
    Trap(
        code="near_too_far",
        severity=ERROR,
        message="NEAR의 거리는 %(limit)s어절까지입니다. 더 멀면 AND를 써 주십시오.",
        bad="환불 NEAR/5000 거부",
        good="환불 NEAR/5 거부",
    ),
    Trap(
        code="leading_wildcard",
        severity=ERROR,
        message="별표는 낱말 끝에만 쓸 수 있습니다. "
        "가운데나 끝의 말은 별표 없이 그대로 찾거나 따옴표로 묶어 주십시오.",
        bad="*환불",
        good="환불*",
    ),
    Trap(
        code="inner_wildcard",
        severity=ERROR,
        message="별표는 낱말 끝에만 쓸 수 있습니다. 앞부분만 남기거나 두 낱말을 NEAR/0으로 이어 주십시오.",
        bad="환*불가",
        good="환불*",
    ),
    Trap(
        code="unknown_field",
        severity=ERROR,
        message="%(name)s(이)라는 필드는 없습니다. "
        "비슷한 필드: %(known)s. 글자 그대로 찾으려면 따옴표로 묶어 주십시오.",
        bad="sourse:naver",
        good="source:naver",
    ),
    Trap(
        code="missing_value",
        severity=ERROR,
        message="%(name)s 뒤에 값이 없습니다. 쌍점 바로 뒤에 값을 붙여 주십시오.",
        bad="환불 source:",
        good="환불 source:naver",
    ),
    Trap(
        code="bad_value",
        severity=ERROR,
        message="%(name)s에 쓸 수 없는 값입니다: %(value)s. 쓸 수 있는 값: %(known)s",
        bad="sentiment:nagative",
        good="sentiment:negative",
    ),
    Trap(
        code="medium_not_told",
        severity=ERROR,
        message="%(value)s인지는 글 하나만 보고 알 수 없습니다. source:나 board:로 좁혀 주십시오. "
        "글에서 알 수 있는 것: %(known)s",
        bad="환불 type:news",
        good="환불 type:comment",
    ),
    Trap(
        code="unknown_alias",
        severity=ERROR,
        message="%(name)s의 별칭 목록이 없습니다. 별칭을 먼저 등록하거나 낱말로 찾아 주십시오.",
        bad="alias:없는이름",
        good="alias:스타벅스",
        aliases={"스타벅스": ("스벅",)},
    ),
    Trap(
        code="lower_case_operator",
        severity=WARN,
        message="소문자 %(word)s은(는) 연산자가 아니라 낱말로 찾습니다. 연산자는 대문자로 적어 주십시오.",
        bad="환불 and 취소",
        good="환불 AND 취소",
    ),
    Trap(
        code="mixed_precedence",
        severity=WARN,
        message="AND와 OR를 괄호 없이 섞었습니다. AND가 먼저 묶이니 뜻한 대로 괄호를 쳐 주십시오.",
        bad="환불 OR 취소 AND 지연",
        good="환불 OR (취소 AND 지연)",
    ),
    Trap(
        code="wildcard_too_short",
        severity=WARN,
        message="별표 앞이 한 글자뿐이라 관계없는 낱말이 많이 섞입니다. 두 글자 이상 적어 주십시오.",
        bad="배*",
        good="배송*",
    ),
    Trap(
        code="one_syllable",
        severity=WARN,
        message="한 글자 낱말 %(word)s은(는) 뜻이 여럿이라 관계없는 글이 많이 섞입니다. "
        "함께 나올 말을 NEAR로 이어 주십시오.",
        bad="배",
        good="배 NEAR/3 과일가게",
    ),
    Trap(
        code="common_noun",
        severity=WARN,
        message="%(word)s은(는) 다른 뜻으로도 흔히 쓰입니다. 함께 나올 말을 NEAR로 이어 주십시오.",
        bad="당근",
        good="당근 NEAR/5 (중고 OR 거래)",
    ),
    Trap(
        code="particle_left",
        severity=WARN,
        message="%(word)s에 조사가 붙어 있는 듯합니다. 조사를 떼면 모든 꼴을 찾습니다: %(better)s",
        bad="삼성은",
        good="삼성",
    ),
    Trap(
        code="curly_quotes",
        severity=WARN,
        message="둥근 따옴표를 곧은 따옴표로 읽었습니다. 다른 도구로 옮길 때는 곧은 따옴표로 바꿔 주십시오.",
        bad="“환불 규정”",
        good='"환불 규정"',
    ),
    Trap(
        code="near_without_distance",
        severity=WARN,
        message="NEAR에 거리가 없어 5어절로 읽었습니다. NEAR/3처럼 거리를 적어 주십시오.",
        bad="환불 NEAR 거부",
        good="환불 NEAR/3 거부",
    ),
    Trap(
        code="only_signs",
        severity=WARN,
        message="%(word)s에는 찾을 글자가 없어 건너뛰었습니다. "
        "부호까지 찾으려면 다른 글자와 함께 따옴표로 묶어 주십시오.",
        bad="환불 !!! 취소",
        good="환불 취소",
    ),
    Trap(
        code="duplicate",
        severity=WARN,
        message="%(word)s이(가) 두 번 적혀 있습니다. 하나를 지워도 결과가 같습니다.",
        bad="환불 OR 환불",
        good="환불 OR 취소",
    ),
    Trap(
        code="subsumed",
        severity=WARN,
        message="%(word)s은(는) %(wider)s에 이미 들어 있습니다. 지워도 결과가 같습니다.",
        bad="환불 OR (환불 AND 거부)",
        good="환불 OR (취소 AND 거부)",
    ),
    Trap(
        code="never_matches",
        severity=WARN,
        message="%(word)s을(를) 찾으면서 제외도 하므로 맞는 글이 있을 수 없습니다.",
        bad="환불 AND NOT 환불",
        good="환불 AND NOT 광고",
    ),
    Trap(
        code="now_in_topic",
        severity=WARN,
        message="%(name)s은(는) 지금 시각에 따라 달라져 저장한 주제에서는 쓸 수 없습니다. "
        "검색할 때만 써 주십시오.",
        bad="환불 age:<2h",
        good="환불 since:2026-01-01",
        topic=True,
    ),
    Trap(
        code="others_in_topic",
        severity=WARN,
        message="%(name)s은(는) 다른 글과 견주어 정해지므로 저장한 주제에서는 쓸 수 없습니다. "
        "검색할 때만 써 주십시오.",
        bad="환불 is:copy",
        good="환불 is:reply",
        topic=True,
    ),
    Trap(
        code="adjacency",
        severity=INFO,
        message="나란히 적은 낱말은 AND로 이어집니다. 붙어 있는 어구를 찾으려면 따옴표로 묶어 주십시오.",
        bad="환불 취소",
        good="환불 AND 취소",
    ),
    Trap(
        code="wide_scope",
        severity=INFO,
        message="%(word)s처럼 흔한 말만으로는 글이 너무 많습니다. 주제를 가리키는 말을 함께 적어 주십시오.",
        bad="진짜",
        good="진짜 AND 환불",
    ),
)
BY_CODE = {trap.code: trap for trap in TRAPS}


class _Facts(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "…"


def message_of(code: str, facts: dict[str, str]) -> str:
    """Return the sentence for a code in the reader's language."""
    return _(BY_CODE[code].message) % _Facts(facts)


def refuse(code: str, span: Span, *, suggestion: str | None = None, **facts: str) -> BadQuery:
    """Make the error for a query that cannot be asked."""
    return BadQuery(
        problem=code, start=span[0], end=span[1], suggestion=suggestion, reason=message_of(code, facts)
    )
