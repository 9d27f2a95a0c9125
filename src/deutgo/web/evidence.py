"""The words of an alert with its numbers as links: each leads to the mentions that it counts."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from deutgo.detect.ledger import KeptAlert

# a number with a unit is a count; "1차" and "13:40" are not
NUMBER = re.compile(r"(?<![\d:.,])\d[\d,]*(?:\.\d+)?(?=\s?(?:건|번|회|명|개|배|곳|%))")
INTENTS = {"questions": "question", "complaints": "complaint", "reports": "report"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A stretch of the reason; `href` is where its number can be checked."""

    text: str
    href: str | None = None


def mentions_of(alert: KeptAlert, **more: object) -> str:
    """Return the address of the mentions that an alert counts since it began."""
    if alert.topic_id is None:
        return str(alert.facts.get("link", "/mentions"))
    if alert.signal in INTENTS:
        more = {"intent": INTENTS[alert.signal], **more}
    return all_mentions_of(alert, **more)


def all_mentions_of(alert: KeptAlert, **more: object) -> str:
    """Return the address of all mentions of the topic since the alert began; an address includes its end."""
    since = int(alert.facts.get("since") or alert.began_at.timestamp())
    until = int(alert.facts.get("until") or alert.changed_at.timestamp()) - 1
    return "/mentions?" + urlencode({"topic": alert.topic_id, "since": since, "until": until, **more})


def counted_in(alert: KeptAlert) -> str:
    """Return the address of the mentions behind the alert's own count."""
    found = alert.facts.get("found")
    return "/mentions?" + urlencode(found) if found else mentions_of(alert)


def _links(alert: KeptAlert) -> dict[str, str]:
    """Return number as written → address."""
    facts = alert.facts
    links: dict[str, str] = {}

    def keep(value: Any, href: str) -> None:
        if isinstance(value, int | float) and not isinstance(value, bool):
            links.setdefault(f"{value:,g}" if abs(value) < 1e6 else f"{value:,.0f}", href)
            links.setdefault(f"{value:g}" if abs(value) < 1e6 else f"{value:.0f}", href)
            links.setdefault(f"{value:.1f}", href)

    for name, href in dict(facts.get("links") or {}).items():
        keep(facts.get(name), str(href))
    keep(alert.count, mentions_of(alert))
    keep(alert.total, mentions_of(alert))
    for place, count in facts.get("places") or ():
        keep(count, mentions_of(alert, q=f'board:"{place}" OR source:"{place}"'))
    for intent, count in dict(facts.get("intents") or {}).items():
        keep(count, mentions_of(alert, intent=intent))
    if facts.get("widest_mention"):
        keep(facts.get("widest_views"), f"/mentions/{facts['widest_mention']}")
    if alert.topic_id is not None:
        keep(alert.expected, f"/topics/{alert.topic_id}?span=month")
        keep(facts.get("expected"), f"/topics/{alert.topic_id}?span=month")
    for name in ("due", "unanswered"):
        keep(facts.get(name), str(facts.get("link", "/inbox")))
    return links


def linked(alert: KeptAlert) -> Iterator[Words]:
    """Cut the reason into words and linked numbers."""
    if alert.facts.get("parts"):
        for part in alert.facts["parts"]:
            yield Words(text=part["text"], href=_stands_on(alert, part["key"]) if part["key"] else None)
        return
    links, at = _links(alert), 0
    text = alert.reason
    for found in NUMBER.finditer(text):
        href = links.get(found[0]) or links.get(found[0].replace(",", ""))
        if href is None:
            continue
        yield Words(text=text[at : found.start()])
        yield Words(text=found[0], href=href)
        at = found.end()
    yield Words(text=text[at:])


def _stands_on(alert: KeptAlert, key: str) -> str:
    """Return where a piece of the reason can be checked."""
    ground = alert.facts.get("stands_on", {}).get(key, {})
    if ground.get("href"):
        return str(ground["href"])
    if ground.get("find"):
        return "/mentions?" + urlencode(ground["find"])
    mentions = [each for each in ground.get("mentions", ()) if each]
    if len(mentions) == 1:
        return f"/mentions/{mentions[0]}"
    if mentions:
        return "/mentions?ids=" + ",".join(map(str, mentions))
    if ground.get("events"):
        return f"/topics/{alert.topic_id}#events"
    if ground.get("case"):
        return f"/cases/{alert.facts.get('case_id')}"
    if ground.get("baseline") or "topic" in ground:
        return f"/topics/{alert.topic_id}?span=month"
    return mentions_of(alert)
