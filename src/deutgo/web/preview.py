"""A draft query tried on the last 30 days beside the form in which it is written, and as JSON."""

from dataclasses import dataclass
from datetime import date

from fastapi import APIRouter, Response

from deutgo.errors import BadQuery
from deutgo.i18n import _
from deutgo.listen.query.check import Finding, check_query
from deutgo.listen.query.traps import ERROR
from deutgo.store.views.preview import Preview, preview
from deutgo.web.answers import as_json
from deutgo.web.shown import Shown, show
from deutgo.web.visitor import TheVisitor, Visitor
from deutgo.web.wordcheck import is_ready

router = APIRouter(include_in_schema=False)
WIDTH, HEIGHT = 240.0, 44.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """A draft with what is wrong with it and, if it can be asked at all, what it finds."""

    query: str
    findings: list[Finding]
    found: Preview | None
    shown: list[Shown]


def tried_of(visitor: Visitor, query: str) -> Tried:
    """Check a draft as a topic's query and try it."""
    findings = check_query(query, topic=True)
    if any(each.severity == ERROR for each in findings):
        return Tried(query=query, findings=findings, found=None, shown=[])
    is_ready(within=20)
    try:
        with visitor.deutgo.store.read() as work:
            found = preview(work, query, now=visitor.now)
    except BadQuery:  # refused in a topic only; the findings say why
        return Tried(query=query, findings=findings, found=None, shown=[])
    shown = [show(stored, spans=found.spans.get(stored.id, ())) for stored in found.samples]
    return Tried(query=query, findings=findings, found=found, shown=shown)


@router.get("/topics/preview")
def show_preview(visitor: TheVisitor, query: str = "", fixed: str = "") -> Response:
    """Answer while somebody types; `fixed` says that a suggestion was taken, so the field must follow."""
    tried = tried_of(visitor, query) if query.strip() else None
    return visitor.page(
        "parts/preview.html", title=_("검색식 미리보기"), tried=tried, line=_line(tried), fixed=bool(fixed)
    )


@router.get("/topics/preview.json")
def preview_json(visitor: TheVisitor, query: str = "") -> Response:
    """The same as JSON."""
    tried = tried_of(visitor, query)
    found = tried.found
    answer: dict[str, object] = {"query": query, "findings": tried.findings, "count": None}
    if found is not None:
        answer |= {
            "count": found.count,
            "since": found.since,
            "until": found.until,
            "days": [{"day": day, "count": count} for day, count in found.days],
            "branches": found.branches,
            "samples": tried.shown,
        }
    return as_json(answer)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Bars of a small chart, (x, y, width, height, day, count) each, and the highest count."""

    bars: tuple[tuple[float, float, float, float, date, int], ...]
    peak: int
    width: float = WIDTH
    height: float = HEIGHT


def _line(tried: Tried | None) -> Line | None:
    if tried is None or tried.found is None:
        return None
    days = tried.found.days
    peak = max((count for _day, count in days), default=0)
    each = WIDTH / max(len(days), 1)
    bars = []
    for number, (day, count) in enumerate(days):
        height = max(HEIGHT * count / peak, 1.5) if count else 0.0
        place = round(each * number, 1)
        bars.append((place, round(HEIGHT - height, 1), round(each - 1, 1), round(height, 1), day, count))
    return Line(bars=tuple(bars), peak=peak)
