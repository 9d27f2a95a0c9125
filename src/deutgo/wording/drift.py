"""Numbers and hedges that moved between two versions of a text."""

import re
from collections.abc import Iterator

NUMBER = re.compile(
    r"(?P<hedge>약|대략|거의|최대|최소|평균)?\s*(?P<value>\d[\d,.]*)\s*(?P<unit>%|퍼센트|명|개|건|원|대|곳|만\s?원|억\s?원|"
    r"시간|분|초|일|병|봉|kg|g|ml|도|배|점|회)\s*(?P<after>가량|정도|내외|안팎|이상|이하|남짓|여)?"
)
CONTEXT = 14  # characters before a number that say what it counts


def _claims(text: str) -> list[tuple[str, str, str, bool]]:
    """Return (what it counts, value, unit, hedged) for each number."""
    found = []
    for m in NUMBER.finditer(text):
        before = re.findall(r"[가-힣A-Za-z]{2,}", text[max(0, m.start() - CONTEXT) : m.start()])
        subject = re.sub(r"(?:은|는|이|가|을|를|도|의|에|로)$", "", before[-1]) if before else ""
        found.append((subject, m["value"].rstrip(".,"), m["unit"], bool(m["hedge"] or m["after"])))
    return found


def numbers_changed(earlier: str, now: str) -> Iterator[tuple[str, str]]:
    """Yield (old, new) where the same thing in the same unit has another value."""
    old = {(s, u): v for s, v, u, _hedged in _claims(earlier) if s}
    for subject, value, unit, _hedged in _claims(now):
        before = old.get((subject, unit))
        if before is not None and before.replace(",", "") != value.replace(",", ""):
            yield f"{subject} {before}{unit}", f"{subject} {value}{unit}"


def hedges_gained(earlier: str, now: str) -> Iterator[str]:
    """Yield numbers that stood bare before and now carry a hedge."""
    bare = {(v.replace(",", ""), u) for _s, v, u, hedged in _claims(earlier) if not hedged}
    for subject, value, unit, hedged in _claims(now):
        if hedged and (value.replace(",", ""), unit) in bare:
            yield f"{subject} {value}{unit}".strip()
