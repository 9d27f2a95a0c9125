"""The words beside a number that say what it is: an order number is no account, whatever its digits."""

import re

_THINGS = (
    r"주문|운송장|송장|배송|택배|등기|접수|예약|예매|모델|품번|품목|상품|제품|시리얼|일련|제조|로트|쿠폰|상품권|기프트\s?카드|교환권|"
    r"바코드|QR|ISBN|ISSN|EAN|SKU|코드|버전|빌드|펌웨어|사건|문서|계약|승인|거래|증권|관리|티켓|좌석|항공편|우편|특허|"
    r"허가|인허가|인증|신고|고시|법인(?:등록)?|통신판매(?:업)?(?:신고)?|참조|좌표|위도|경도|게시글|게시물|글|문의|민원|상담|타임스탬프|"
    r"포인트|멤버십|회원|사번|학번|수험|군번|당첨|로또|부품|자재|차대|영수증|결제|전표|스탬프|도서|룸|객실|사서함|"
    r"(?<![A-Za-z])(?:order|tracking|invoice|serial|model|ref|case|ticket|build|version|ver|v|s/?n|p/?n|lot|sku|isbn|code|id|uid|uuid|imei|mac)"
)
_BEFORE = re.compile(
    rf"(?:{_THINGS})\s?(?:등록)?\s?(?:번호|코드|넘버|명|no|number|id|key)?\.?\s*(?:은|는|이|가|을|를|도)?\s*[:：#=\-(\[\"'“‘]{{0,2}}\s*$",
    re.IGNORECASE,
)
_AFTER = re.compile(
    rf"\s*[)\]\"'”’]?\s*(?:번|이라는|라는|\(|이|은|는|가)?\s*(?:{_THINGS})\s?(?:번호|코드|명)?(?:[가-힣]{{0,3}})?(?:[\s.,!?)]|$)",
    re.IGNORECASE,
)
_AMOUNT = re.compile(
    r"\s?(?:원|개|명|건|달러|불|만|천|억|회|점|km|kg|mm|cm|ml|MB|GB|%|円|엔|위안|포인트)(?![가-힣]{2,})"
)


def labelled_as_thing(text: str, start: int, end: int) -> bool:
    """Say whether the words next to text[start:end] call it an order, tracking, model … number."""
    before = text[max(0, start - 24) : start]
    return bool(_BEFORE.search(before)) or bool(_AFTER.match(text, end, min(len(text), end + 16)))


def is_amount(text: str, end: int) -> bool:
    """Say whether a unit follows: money, pieces, people, lengths."""
    return bool(_AMOUNT.match(text, end))


def near(
    pattern: re.Pattern[str], text: str, start: int, end: int, *, before: int = 24, after: int = 12
) -> bool:
    """Say whether `pattern` stands within so many characters of text[start:end]."""
    return bool(
        pattern.search(text, max(0, start - before), start)
        or pattern.search(text, end, min(len(text), end + after))
    )
