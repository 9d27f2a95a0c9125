"""Spread of a topic's matter: where it was first seen, its way to the press, what it became on the way."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from fastapi import APIRouter, Response

from deutgo.clock import parse_time
from deutgo.detect.mutation import MutationTree, Wording, mutation_trees
from deutgo.detect.pickup import Frame, PressForecast, Story, forecast_press, frames, stories
from deutgo.detect.spread import Carrier, Step, spread
from deutgo.errors import BadInput
from deutgo.i18n import _
from deutgo.listen.mention import Mention
from deutgo.store.mentions import StoredMention
from deutgo.store.topics import Topic
from deutgo.store.trends import Compared, compare
from deutgo.store.unit_of_work import UnitOfWork
from deutgo.store.views.stories import Matter, matter_of, mentions_of_matter, past_cases
from deutgo.understand.privacy import find_personal, mask
from deutgo.web.answers import as_json
from deutgo.web.lines import LineChart, lay_lines
from deutgo.web.shown import Shown, show
from deutgo.web.topics import topic_of
from deutgo.web.visitor import TheVisitor

router = APIRouter(include_in_schema=False)
TREES, WORDINGS, STORIES = 5, 40, 12
LEAST_CASES = 5  # below so many past cases nothing is said about the time until press


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One step of the way, with its first mention as people see it."""

    tier: str
    at: datetime
    lag: timedelta
    since_origin: timedelta
    count: int
    first: Shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """One wording of a rumour: what it was made from, what differs, how often it was repeated."""

    mention: Shown
    depth: int
    parent: int | None
    differs: tuple[str, ...]
    similarity: float
    mention_count: int
    author_count: int
    first_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """All wordings of one text, parents before children."""

    mention_count: int
    changed_count: int
    variants: list[Variant]
    more: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One story of the press, with its outlets."""

    first: Shown
    headline: str
    outlets: tuple[str, ...]
    article_count: int
    first_at: datetime | None
    quotes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SpreadView:
    """What the page shows."""

    topic: Topic
    matter: Matter
    count: int
    more: bool
    undated: int
    origin: Shown | None
    steps: list[Place]
    carriers: tuple[Carrier, ...]
    press: list[Told]
    frames: list[Frame]
    forecast: PressForecast | None  # None once the press has it, or with too few past cases
    past_count: int
    trees: list[Tree]
    trends: list[Compared]


def spread_of(work: UnitOfWork, topic: Topic, matter: Matter, *, now: datetime) -> SpreadView:
    """Trace a matter; texts come masked."""
    stored, more = mentions_of_matter(work, matter)
    shown = {(each.mention.source, each.mention.id): each for each in stored}
    mentions = [each.mention for each in stored]
    way = spread(mentions)
    told = stories(mentions)
    past = past_cases(work, but=topic.id, now=now)
    begun = way.origin.created_at if way.origin and way.origin.created_at else matter.since
    forecast = None if told or not mentions else forecast_press(past, elapsed=now - begun)
    return SpreadView(
        topic=topic,
        matter=matter,
        count=len(stored),
        more=more,
        undated=way.undated,
        origin=_shown(shown, way.origin.source, way.origin.id) if way.origin else None,
        steps=[_place(shown, step) for step in way.steps],
        carriers=way.carriers,
        press=[_told(shown, story) for story in told[:STORIES]],
        frames=frames(told),
        forecast=forecast if forecast and forecast.case_count >= LEAST_CASES else None,
        past_count=len(past),
        trees=[_tree(shown, tree) for tree in _rumours(mentions)],
        trends=compare(work, topic.id, since=matter.since, until=matter.until),
    )


def _rumours(mentions: Sequence[Mention]) -> list[MutationTree]:
    """Return the trees in which a meaning changed on the way, those with the most changes first."""
    changed = [tree for tree in mutation_trees(mentions, least=3) if tree.changed]
    return sorted(changed, key=lambda tree: (-len(tree.changed), -tree.mention_count))[:TREES]


def _shown(stored: dict[tuple[str, str], StoredMention], source: str, id: str) -> Shown:
    return show(stored[source, id])


def _place(stored: dict[tuple[str, str], StoredMention], step: Step) -> Place:
    return Place(
        tier=step.tier.value,
        at=step.at,
        lag=step.lag,
        since_origin=step.since_origin,
        count=step.mention_count,
        first=_shown(stored, step.first.source, step.first.id),
    )


def _told(stored: dict[tuple[str, str], StoredMention], story: Story) -> Told:
    first = _shown(stored, story.first.source, story.first.id)
    return Told(
        first=first,
        headline=first.title.strip() or first.text[:80],
        outlets=story.outlets,
        article_count=story.article_count,
        first_at=story.first_at,
        quotes=tuple(mask(quote, find_personal(quote)) for quote in story.quotes[:3]),
    )


def _tree(stored: dict[tuple[str, str], StoredMention], tree: MutationTree) -> Tree:
    kept = _worth_showing(tree.wordings)
    number = {wording.id: stored[wording.first.source, wording.first.id].id for wording in tree.wordings}
    return Tree(
        mention_count=tree.mention_count,
        changed_count=len(tree.changed),
        variants=[
            Variant(
                mention=_shown(stored, wording.first.source, wording.first.id),
                depth=min(wording.depth, 6),
                parent=number.get(wording.parent_id) if wording.parent_id else None,
                differs=tuple(difference.value for difference in wording.differs),
                similarity=wording.similarity,
                mention_count=wording.mention_count,
                author_count=wording.author_count,
                first_at=wording.first_at,
            )
            for wording in kept
        ],
        more=len(tree.wordings) - len(kept),
    )


def _worth_showing(wordings: Sequence[Wording]) -> list[Wording]:
    """Keep the first wording, those that change a meaning, and then the most repeated; in tree order."""
    ranked = sorted(
        wordings, key=lambda each: (each.parent_id is not None, not each.differs, -each.mention_count)
    )
    chosen = {wording.id for wording in ranked[:WORDINGS]}
    children: dict[str | None, list[Wording]] = {}
    for wording in wordings:
        children.setdefault(wording.parent_id, []).append(wording)
    out: list[Wording] = []
    stack = list(reversed(children.get(None, [])))
    while stack:
        wording = stack.pop()
        if wording.id in chosen:
            out.append(wording)
        stack.extend(reversed(children.get(wording.id, [])))
    return out


def draw_trend(compared: Compared) -> LineChart:
    """Draw a series and the mentions, each as a share of its own highest value."""
    high = max((value or 0.0 for _at, value in compared.trend), default=0.0) or 1.0
    most = max((count for _at, count in compared.posts), default=0.0) or 1.0
    return lay_lines(
        {
            "trend": [(at, None if value is None else 100 * value / high) for at, value in compared.trend],
            "posts": [(at, 100 * count / most) for at, count in compared.posts],
        }
    )


def _matter(work: UnitOfWork, topic_id: int, now: datetime, *, since: str, words: str) -> Matter:
    """Return the topic's present matter, or what the address asks for."""
    matter = matter_of(work, topic_id, now)
    if words == "-":
        matter = replace(matter, words=(), since=max(matter.since, now - timedelta(days=7)))
    elif words.strip():
        matter = replace(matter, words=tuple(w.strip() for w in words.split(",") if w.strip()))
    if since:
        begin = parse_time(since)[0]
        if begin >= now:
            raise BadInput(reason=since)
        matter = replace(matter, since=begin)
    return matter


@router.get("/topics/{topic_id:int}/spread")
def show_spread(visitor: TheVisitor, topic_id: int, since: str = "", words: str = "") -> Response:
    """Show where it began and how far it went."""
    with visitor.deutgo.store.read() as work:
        topic = topic_of(work, topic_id)
        matter = _matter(work, topic_id, visitor.now, since=since, words=words)
        view = spread_of(work, topic, matter, now=visitor.now)
    return visitor.page(
        "spread.html",
        title=_("%(topic)s: 확산") % {"topic": topic.name},
        topic=topic,
        view=view,
        least_cases=LEAST_CASES,
        charts=[(compared, draw_trend(compared)) for compared in view.trends],
        words=words,
    )


@router.get("/topics/{topic_id:int}/spread.json")
def spread_json(visitor: TheVisitor, topic_id: int, since: str = "", words: str = "") -> Response:
    """The same as JSON."""
    with visitor.deutgo.store.read() as work:
        topic = topic_of(work, topic_id)
        matter = _matter(work, topic_id, visitor.now, since=since, words=words)
        return as_json({"spread": spread_of(work, topic, matter, now=visitor.now)})
