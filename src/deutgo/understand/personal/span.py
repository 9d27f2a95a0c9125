"""Where personal data stands in a text, and of which kind it is; the value itself is never kept."""

from dataclasses import dataclass
from enum import StrEnum


class PersonalKind(StrEnum):
    """What a span holds; the names are those of the contract."""

    RRN = "rrn"  # 주민등록번호, 외국인등록번호
    PHONE = "phone"
    CARD = "card"
    ACCOUNT = "account"
    BUSINESS_NO = "business_no"
    EMAIL = "email"
    ADDRESS = "address"
    NAME = "name"  # of a private person
    PLATE = "plate"
    IP = "ip"
    PASSPORT = "passport"


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalSpan:
    """The number or name itself, not the words around it; code points of the text, half-open."""

    kind: PersonalKind
    start: int
    end: int


def span(kind: PersonalKind, start: int, end: int) -> PersonalSpan:
    """Make a span in one short call; the rules below make many."""
    return PersonalSpan(kind=kind, start=start, end=end)
