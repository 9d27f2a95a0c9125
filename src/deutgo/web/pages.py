"""Renders pages: one template environment, with the words and forms of time that every page uses."""

import re
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context, select_autoescape
from jinja2.runtime import Context

from deutgo.clock import SEOUL, iso
from deutgo.i18n import _, current_language
from deutgo.web.done import done_of
from deutgo.web.words import word

HERE = Path(__file__).parent
MENTION_NAMED = re.compile(r"(?:언급|Mention) (\d{6,20})번?")


@lru_cache(maxsize=1)
def environment() -> Environment:
    """Return the template environment; an undefined name is an error and never an empty place."""
    env = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.globals["_"] = _
    env.filters["seoul"] = seoul
    env.filters["ago"] = ago
    env.filters["iso"] = iso
    env.filters["number"] = number
    env.filters["span"] = span
    env.filters["word"] = _word
    env.filters["percent"] = percent
    env.filters["parts_of"] = parts_of
    env.filters["certainty"] = certainty
    return env


@pass_context  # else Jinja folds `{{ "low" | word }}` when it compiles, in the language of that moment
def _word(context: Context, code: object, group: str | None = None) -> str:
    del context
    return word(code, group)


def page(request: Request, template: str, **values: Any) -> HTMLResponse:
    """Render one page. `actor` and `now` are there for every template."""
    deutgo = request.app.state.deutgo
    values.setdefault("actor", None)
    values.setdefault("title", "")
    values.setdefault("problem", None)
    values.setdefault("done", done_of(request))
    text = (
        environment()
        .get_template(template)
        .render(
            request=request, path=request.url.path, lang=current_language.get(), now=deutgo.clock(), **values
        )
    )
    return HTMLResponse(text)


def seoul(moment: datetime) -> str:
    """Write an instant as Seoul's wall clock shows it."""
    return f"{moment.astimezone(SEOUL):%Y-%m-%d %H:%M}"


def ago(moment: datetime, now: datetime) -> str:
    """Say how long ago it was, or how soon it will be."""
    seconds = (now - moment).total_seconds()
    if seconds < -60:
        return _("%(span)s 뒤") % {"span": span(timedelta(seconds=-seconds))}
    if seconds < 60:
        return _("방금")
    return _("%(span)s 전") % {"span": span(timedelta(seconds=seconds))}


def span(length: timedelta) -> str:
    """Write a duration in its largest fitting unit."""
    minutes = int(abs(length.total_seconds()) // 60)
    if minutes < 60:
        return _("%(n)s분") % {"n": minutes}
    if minutes < 48 * 60:
        return _("%(n)s시간") % {"n": minutes // 60}
    return _("%(n)s일") % {"n": minutes // 1440}


def parts_of(sentence: str) -> list[tuple[str, str | None]]:
    """Cut a timeline sentence into words and the mentions that it names, with their addresses."""
    found: list[tuple[str, str | None]] = []
    at = 0
    for name in MENTION_NAMED.finditer(sentence):
        found += [(sentence[at : name.start()], None), (name[0], f"/mentions/{name[1]}")]
        at = name.end()
    return [*found, (sentence[at:], None)]


def percent(share: float | None) -> str:
    """Write a share of 0 to 1 in percent."""
    return "–" if share is None else f"{share * 100:.0f}%"


def certainty(probability: float) -> str:
    """Write a probability in percent; nothing that was estimated is certain."""
    return f"{min(probability * 100, 99):.0f}%"


def number(value: float | None) -> str:
    """Write a count with its thousands apart, a fraction with one digit, nothing as a dash."""
    if value is None:
        return "–"
    return f"{value:,.0f}" if float(value).is_integer() or abs(value) >= 100 else f"{value:,.1f}"
