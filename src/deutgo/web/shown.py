"""A mention as people see it: masked, with the matched spans marked, folded when long, veiled when harsh."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise
from urllib.parse import urlsplit

from deutgo.store.mentions import StoredMention
from deutgo.understand.document import searchable
from deutgo.understand.privacy import MASKS, PersonalSpan, find_personal
from deutgo.web.words import word

LONG = 320  # code points; longer texts are folded in lists
GRAPHIC = ("시신", "피투성이", "유혈", "잘린", "자해", "토막", "시체", "사체")

Span = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A stretch of shown text: plain, matched by the search, or in the place of personal data."""

    text: str
    marked: bool = False
    masked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """One automatic label with its calibrated probability, 0 to 1; None where nothing was measured."""

    name: str
    value: str
    words: str
    score: float | None

    @property
    def unsure(self) -> bool:
        """Whether the product abstains."""
        return self.value == "unsure"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What the page, JSON and CSV show of a mention. `url` is None unless it is safe to link to."""

    id: int
    source: str
    board: str | None
    author: str | None
    url: str | None
    target: str | None
    rating: float | None
    created_at: datetime | None
    by_day: bool
    views: int | None
    likes: int | None
    shares: int | None
    replies: int | None
    title: str
    text: str
    title_parts: tuple[Segment, ...]
    text_parts: tuple[Segment, ...]
    labels: tuple[Label, ...]
    veiled: bool
    long: bool
    synthetic: bool
    deleted: bool


def show(stored: StoredMention, *, spans: Sequence[Span] = (), open_personal: bool = False) -> Shown:
    """Prepare one mention; personal data is masked unless `open_personal` was granted."""
    heard = stored.mention
    whole = searchable(heard.title, heard.text)
    begin = len(whole) - len(heard.text)
    personal = () if open_personal else _personal(stored, begin)
    parts = _segments(whole, spans, personal)
    title, text = _divide(parts, begin)
    return Shown(
        id=stored.id,
        source=heard.source,
        board=heard.board,
        author=heard.author,
        url=heard.url if heard.url and urlsplit(heard.url).scheme in {"http", "https"} else None,
        target=heard.target,
        rating=heard.rating,
        created_at=heard.created_at,
        by_day=str(heard.created_precision) == "day",
        views=heard.views,
        likes=heard.likes,
        shares=heard.shares,
        replies=heard.replies,
        title="".join(segment.text for segment in title),
        text="".join(segment.text for segment in text),
        title_parts=title,
        text_parts=text,
        labels=tuple(_labels(stored)),
        veiled=stored.offensive == "offensive" or any(sign in heard.text for sign in GRAPHIC),
        long=len(heard.text) > LONG,
        synthetic=heard.source.startswith(("synthetic", "replay", "pack")),
        deleted=heard.deleted_at is not None,
    )


def _personal(stored: StoredMention, begin: int) -> list[PersonalSpan]:
    """Return what is to be masked, over title and text; the store keeps the spans of the text alone."""
    title = stored.mention.title
    found = list(find_personal(title)) if title else []
    shifted = (replace(each, start=each.start + begin, end=each.end + begin) for each in stored.personal)
    return [*found, *shifted]


def _labels(stored: StoredMention) -> Iterable[Label]:
    for name, value, score in (
        ("sentiment", stored.sentiment, stored.sentiment_score),
        ("intent", stored.intent, stored.intent_score),
        ("offensive", stored.offensive, stored.offensive_score),
    ):
        if value and not (name == "offensive" and value != "offensive"):
            yield Label(name=name, value=value, words=word(value, "label"), score=score)


def _segments(
    text: str, spans: Sequence[Span], personal: Sequence[PersonalSpan]
) -> list[tuple[int, Segment]]:
    """Cut a text at every edge; what is personal becomes its kind in brackets, once."""
    edges = {0, len(text)}
    for start, end in (*spans, *((each.start, each.end) for each in personal)):
        edges |= {min(max(start, 0), len(text)), min(max(end, 0), len(text))}
    if "\n" in text:
        edges.add(text.index("\n") + 1)
    cuts = sorted(edges)
    found: list[tuple[int, Segment]] = []
    for start, end in pairwise(cuts):
        hidden = next((each for each in personal if each.start <= start and end <= each.end), None)
        if hidden is not None:
            if start == hidden.start:
                found.append((start, Segment(text=MASKS[hidden.kind], masked=True)))
            continue
        marked = any(a <= start and end <= b for a, b in spans)
        found.append((start, Segment(text=text[start:end], marked=marked)))
    return found


def _divide(parts: list[tuple[int, Segment]], begin: int) -> tuple[tuple[Segment, ...], tuple[Segment, ...]]:
    title = tuple(segment for start, segment in parts if start < begin)
    return title, tuple(segment for start, segment in parts if start >= begin)
