"""The real sentences of the 2009 cases (short quotations from the press) and our rewrites of them."""

import pytest

from deutgo.wording import Kind, Severity, Verdict, check

# case → what was said in public, and the categories that its case names
REAL = {
    "canon_2009_11_18": ("시야율은 약 100%이며 상하, 좌우 99%±1%는 캐논의 내부 규격에 맞습니다.", "CJ"),
    "canon_2009_12_08": (
        "이번 광고는 내부 규정에 따라 과대 광고가 아니지만 소비자가 원하면 환불해 주고 있습니다.",
        "CI",
    ),
    "skt_2009_12_03": (
        "정확한 정보를 주자는 의도였을 뿐이며 전달 과정에서 오해를 사게 됐습니다. "
        "아웃소싱 업체가 공고 내용을 잘못 이해해 벌어진 해프닝입니다.",
        "ABFG",
    ),
    "skt_2009_12_11": ("보증 계획은 없으며 사실 우리 쪽에서도 억울합니다.", "O"),
    "bakery_2009_09": ("점주도 피해자라고 주장하고 있는 상황이며 본사와는 무관합니다.", "BO"),
}
REWRITES = {
    "canon": (
        Kind.APOLOGY,
        "캐논코리아는 7D의 시야율을 100%라고 광고했지만 잰 값은 97.2%였습니다. 광고를 믿고 사신 고객께 사과드립니다. "
        "저희가 뷰파인더를 재지 않고 본사 자료의 숫자를 그대로 옮겨 적었습니다. 10월에 광고 문구를 알리지 않고 고친 것도 "
        "잘못입니다. 산 곳과 관계없이 전액을 돌려드리며 서류는 필요 없습니다. 12월 20일까지 모든 제품의 광고 수치를 "
        "외부 기관에서 재고 품질본부장이 결과를 누리집에 올립니다. 문의는 1588-0000, 평일 9시부터 18시까지입니다.",
    ),
    "skt": (
        Kind.STATEMENT,
        "저희는 11월 7일부터 아르바이트 직원을 뽑아 회사 이름을 숨기고 댓글을 달게 했습니다. 글을 읽으신 이용자와 "
        "카페 회원께 사과드립니다. 모집과 업무 지시는 저희 마케팅팀이 했고 맡은 회사에는 책임이 없습니다. "
        "달린 댓글 312개에 회사가 단 글이라는 표시를 붙였고, 댓글을 보고 가입하신 분은 위약금 없이 해지하실 수 있습니다. "
        "12월 10일부터 회사의 모든 글에 이름을 밝히며 감사실이 매달 1일 확인해 공개합니다. 문의 080-000-0000.",
    ),
    "bakery": (
        Kind.HOLDING,
        "8월 27일 저희 매장에서 사신 빵 봉투에서 이물이 나왔다는 신고를 받았습니다. 아이와 부모님께 사과드립니다. "
        "어디에서 들어갔는지는 아직 모르며 화성시와 경찰이 조사하고 있습니다. 병원비는 오늘부터 저희가 냅니다. "
        "같은 날 만든 빵은 판매를 멈췄습니다. 9월 11일 18시에 다시 알려 드립니다. 문의는 080-000-0000, 24시간 받습니다.",
    ),
}


@pytest.mark.parametrize("case", REAL)
def test_what_was_really_said_is_blocked_for_the_reasons_its_case_names(case: str) -> None:
    text, categories = REAL[case]

    report = check(text, kind=Kind.STATEMENT)

    blocked = {f.category for f in report.findings if f.severity is Severity.BLOCK}
    assert report.verdict is Verdict.NOT_PUBLISHABLE
    assert set(categories) <= blocked | {f.category for f in report.findings}
    assert blocked & set(categories)


@pytest.mark.parametrize("case", REWRITES)
def test_our_rewrite_passes(case: str) -> None:
    kind, text = REWRITES[case]

    report = check(text, kind=kind)

    assert report.verdict is Verdict.PUBLISHABLE, [(f.rule, f.quote) for f in report.findings]
    assert report.missing == ()


def test_a_denial_and_a_refund_three_sentences_apart_contradict_each_other() -> None:
    text = "이번 문구는 과장 광고가 아닙니다. 측정은 12월 4일에 시작했습니다. 매장은 세 곳입니다. 원하시면 환불해 드립니다."

    report = check(text, kind=Kind.STATEMENT)

    assert "Q02" in {f.rule for f in report.findings}
