"""Numbers that the state or a bank gave: resident, card, account, business and passport numbers.

Checksums: resident and business numbers by the published weights, cards by Luhn. Resident numbers given
since October 2020 end in random digits, so with a hyphen a possible birth date is enough.
"""

import re
from collections.abc import Iterator
from datetime import date

from deutgo.understand.personal.labels import is_amount, labelled_as_thing, near
from deutgo.understand.personal.span import PersonalKind, PersonalSpan, span

_GAP = r"[\s\-.·~_/\u200b]{0,4}"
_RRN = re.compile(
    rf"(?<![0-9])(?<![0-9]-)([0-9](?:{_GAP}[0-9]){{5}})({_GAP})([1-8](?:{_GAP}[0-9]){{6}})(?!-?[0-9])"
)
_RRN_WORDS = re.compile(
    r"주민|주번|외국인\s?(?:등록|번호)|등록번호|신분증|민증|실명|본인\s?확인|생년", re.IGNORECASE
)
_RRN_WEIGHTS = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)
_OLDEST = 1916  # registry codes of companies (110111-…) read as births before the first world war
_CARD = re.compile(
    r"(?<![0-9])(?<![0-9]-)(?:[2-69][0-9]{3}(?:[\s\-.·_/\u200b]{0,3}[0-9]{4}){3}|3[47][0-9]{2}[\s\-.]{0,3}[0-9]{6}[\s\-.]{0,3}[0-9]{5}"
    r"|[2-69](?:[\s\u200b]{1,2}[0-9]){15})(?!-?[0-9])"
)
_CARD_WORDS = re.compile(r"카드|결제|체크|신용|비자|VISA|마스터|아멕스|CVC|유효\s?기간|card", re.IGNORECASE)
_BUSINESS = re.compile(
    r"(?<![0-9A-Za-z])(?<![0-9]-)[1-9][0-9]{2}[\s\-.·~]{0,3}[0-9]{2}[\s\-.·~]{0,3}[0-9]{5}(?!-?[0-9])"
)
_BUSINESS_WORDS = re.compile(r"사업자|사업장|business\s?(?:no|reg)", re.IGNORECASE)
_BUSINESS_WEIGHTS = (1, 3, 7, 1, 3, 7, 1, 3, 5)
_ACCOUNT = re.compile(
    r"(?<![0-9A-Za-z])(?<![0-9][-.,])[0-9]{2,7}(?:[\s\-.·_]{1,4}[0-9]{1,8}){1,4}(?![-.]?[0-9])|(?<![0-9A-Za-z.,-])[0-9]{10,16}(?![-.]?[0-9])"
)
_BANK = (
    r"국민|KB|신한|우리|하나|농협|NH|기업|IBK|카카오|카뱅|토스|케이뱅크|K뱅크|케뱅|새마을|수협|신협|우체국|SC|제일|"
    r"씨티|부산|대구|iM|광주|전북|경남|제주|산업|KDB|외환|저축|한국투자|미래에셋|삼성증권|키움"
)
_BANK_BEFORE = re.compile(
    rf"(?:{_BANK})\s?(?:뱅크|은행|금고|증권|중앙회|통장|계좌|입출금)*\s?(?:번호)?\s?(?:으로|로|은|는|이|가|에|이고|인데|이요)?\s*[:：)(,/\-]?\s*$",
    re.IGNORECASE,
)
_BANK_AFTER = re.compile(rf"\s*[(,/]?\s*(?:{_BANK})\s?(?:뱅크|은행|금고)?", re.IGNORECASE)
_ACCOUNT_WORDS = re.compile(r"계좌|입금|송금|이체|통장|예금주|은행|뱅크|돈\s?보내|환불\s?받을|환급")
_ACCOUNT_SHAPES = {
    (3, 3, 6),
    (4, 3, 6),
    (3, 4, 4, 2),
    (4, 2, 7),
    (3, 6, 5),
    (3, 6, 2, 3),
    (6, 2, 6),
    (3, 2, 6),
    (4, 4, 4, 1),
    (3, 8, 2),
    (3, 5, 6),
    (3, 2, 6, 1),
    (4, 9),
    (4, 4, 5),
    (3, 6, 3),
    (3, 2, 5, 3),
    (2, 6, 6),
    (3, 12),
    (4, 4, 4, 2),
}
_PASSPORT = re.compile(
    r"(?<![A-Za-z0-9])(?:[MSRGDO][\s-]?[0-9]{8}|[MSRGDO][\s-]?[0-9]{3}\s?[A-Z]\s?[0-9]{4}|(?:PM|PS|JR|TM)[0-9]{7})(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_PASSPORT_WORDS = re.compile(r"여권|패스포트|passport|출입국|비자|출국|입국|탑승", re.IGNORECASE)
_DATE = re.compile(r"(?:19|20)[0-9]{2}[-.\s]{1,2}[01]?[0-9][-.\s]{1,2}[0-3]?[0-9]")


def digits_of(text: str) -> str:
    """Return the ASCII digits of a text."""
    return "".join(c for c in text if c in "0123456789")


def is_birth_date(six: str, century_digit: str) -> bool:
    """Say whether the first seven digits of a resident number can be a birth."""
    year = int(six[:2]) + (2000 if century_digit in "3478" else 1900)
    try:
        born = date(year, int(six[2:4]), int(six[4:6]))
    except ValueError:
        return False
    return _OLDEST <= born.year <= 2030


def rrn_checks(number: str) -> bool:
    """Say whether the last of 13 digits is the check digit (not used for births since late 2020)."""
    total = sum(int(d) * w for d, w in zip(number, _RRN_WEIGHTS, strict=False))
    foreign = number[6] in "5678"
    check = (11 - total % 11) % 10
    return int(number[12]) in ({check, (13 - total % 11) % 10} if foreign else {check})


def luhn_checks(number: str) -> bool:
    """Say whether the digits pass Luhn's test."""
    total = 0
    for place, digit in enumerate(reversed(number)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def business_checks(number: str) -> bool:
    """Say whether the last of ten digits is the check digit of a business number."""
    total = sum(int(d) * w for d, w in zip(number, _BUSINESS_WEIGHTS, strict=False))
    total += int(number[8]) * 5 // 10
    return (10 - total % 10) % 10 == int(number[9])


def find_rrn(text: str) -> Iterator[PersonalSpan]:
    """Find resident and foreigner numbers."""
    for match in _RRN.finditer(text):
        six, gap, rest = digits_of(match[1]), match[2], digits_of(match[3])
        if not is_birth_date(six, rest[0]):
            continue
        named = near(_RRN_WORDS, text, match.start(), match.end(), before=20, after=12)
        if not named:
            if labelled_as_thing(text, match.start(), match.end()):
                continue
            young = rest[0] in "3478" and six >= "201001"
            if not gap.strip() and not young and not rrn_checks(six + rest):
                continue  # thirteen bare digits are as often a bar code
            if any(c in "~_/" for c in match.group()):
                continue
        yield span(PersonalKind.RRN, match.start(), match.end())


def find_card(text: str) -> Iterator[PersonalSpan]:
    """Find payment card numbers: Luhn, or a card's shape beside a card's word."""
    for match in _CARD.finditer(text):
        number = digits_of(match.group())
        if labelled_as_thing(text, match.start(), match.end()):
            continue
        named = near(_CARD_WORDS, text, match.start(), match.end())
        if luhn_checks(number) or named:
            yield span(PersonalKind.CARD, match.start(), match.end())


def find_business(text: str) -> Iterator[PersonalSpan]:
    """Find business registration numbers."""
    for match in _BUSINESS.finditer(text):
        number = digits_of(match.group())
        named = near(_BUSINESS_WORDS, text, match.start(), match.end(), before=20, after=10)
        hyphens = match.group().count("-") == 2
        if not named and (not hyphens or labelled_as_thing(text, match.start(), match.end())):
            continue
        if named or (business_checks(number) and not near(_ACCOUNT_WORDS, text, match.start(), match.end())):
            yield span(PersonalKind.BUSINESS_NO, match.start(), match.end())


def find_account(text: str) -> Iterator[PersonalSpan]:
    """Find bank accounts: a bank's name or an account's word must stand beside the number."""
    for match in _ACCOUNT.finditer(text):
        groups = re.findall(r"[0-9]+", match.group())
        count = sum(map(len, groups))
        if not 10 <= count <= 16 or _DATE.match(match.group()) or is_amount(text, match.end()):
            continue
        if labelled_as_thing(text, match.start(), match.end()):
            continue
        before = text[max(0, match.start() - 20) : match.start()]
        bank = bool(_BANK_BEFORE.search(before)) or bool(_BANK_AFTER.match(text, match.end()))
        word = near(_ACCOUNT_WORDS, text, match.start(), match.end(), before=30, after=16)
        hyphened = len(groups) > 1 and "-" in match.group()
        usual = tuple(map(len, groups)) in _ACCOUNT_SHAPES
        if word or (bank and (hyphened or usual or len(groups) == 1)):
            yield span(PersonalKind.ACCOUNT, match.start(), match.end())


def find_passport(text: str) -> Iterator[PersonalSpan]:
    """Find passport numbers: the shape is a model number's too, so a passport's word must be near."""
    for match in _PASSPORT.finditer(text):
        if near(_PASSPORT_WORDS, text, match.start(), match.end(), before=30, after=20):
            yield span(PersonalKind.PASSPORT, match.start(), match.end())
