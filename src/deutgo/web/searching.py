"""What the address of the mentions page means, and the addresses of its neighbours."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from fastapi import Request

from deutgo.errors import BadInput
from deutgo.store.topics import Topic
from deutgo.store.views.finding import Wanted

FILTERS = ("sentiment", "intent", "source", "board", "offensive")
NAMES = ("q", "ids", "topic", "since", "until", "sort", "fold", *FILTERS)  # of what an address may say
SORTS = ("newest", "reach", "relevance")
MOST_IDS = 200
DEEPEST = 300  # pages; a narrower search is the better way further down


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The address of one view, and how to make the addresses of views beside it."""

    path: str
    values: Mapping[str, str]

    def but(self, **changed: Any) -> str:
        """Return the address with some values changed; None or an empty text takes one away."""
        kept = {**self.values, "p": "", **{name: "" if v is None else str(v) for name, v in changed.items()}}
        asked = urlencode({name: value for name, value in kept.items() if value})
        return f"{self.path}?{asked}" if asked else self.path

    def twin(self, ending: str) -> str:
        """Return the address of the view's twin: `json` or `csv`."""
        return self.but().replace(self.path, f"{self.path}.{ending}", 1)


def place_of(request: Request, path: str = "/mentions") -> Place:
    """Read the address."""
    found = {name: request.query_params.get(name, "").strip() for name in NAMES}
    return Place(path=path, values={name: value for name, value in found.items() if value})


def wanted_of(request: Request, topics: Sequence[Topic], *, size: int = 30) -> Wanted:
    """Turn the address into what is wanted; a topic that is gone is an error that says so."""
    asked = request.query_params
    number = asked.get("topic", "")
    topic = next((each for each in topics if str(each.id) == number or each.name == number), None)
    if number and topic is None:
        raise BadInput(reason=f"topic {number}")
    page = asked.get("p", "1")
    sort = asked.get("sort", "newest")
    return Wanted(
        query=asked.get("q", "").strip(),
        ids=tuple(int(part) for part in asked.get("ids", "").split(",") if part.isdigit())[:MOST_IDS],
        topic=topic,
        since=asked.get("since", "").strip(),
        until=asked.get("until", "").strip(),
        filters={
            name: asked[name].replace('"', "").strip() for name in FILTERS if asked.get(name, "").strip()
        },
        sort=sort if sort in SORTS else "newest",
        fold=asked.get("fold", "1" if number else "0") == "1" and not asked.get("ids"),
        page=min(max(int(page), 1), DEEPEST) if page.isdigit() else 1,
        size=size,
    )
