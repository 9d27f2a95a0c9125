"""Charts as plain SVG: bars over time, and a ring of shares. They scale, print, and follow the colours.

A bucket that nobody could see is hatched and never drawn as a zero. Each bar is a link to its mentions;
beside each chart stands a table with the same numbers.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import cos, pi, sin

from deutgo.clock import SEOUL

WIDTH, HEIGHT, LEFT, BOTTOM, TOP = 720.0, 200.0, 44.0, 24.0, 12.0
NARROW = 340.0  # for a phone: words keep their size
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bucket:
    """A stretch of time; `count` is None where we were blind."""

    at: datetime
    count: int | None
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One drawn bucket, in the units of the view box."""

    x: float
    y: float
    width: float
    height: float
    bucket: Bucket
    marked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A stretch of time to be drawn as a band behind the bars."""

    since: datetime
    until: datetime
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """An instant to be drawn as a mark above the bars."""

    at: datetime
    href: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """A drawn stretch."""

    x: float
    width: float
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A drawn moment."""

    x: float
    href: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """A word on an axis."""

    place: float
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A laid out bar chart. `expected` is the height of the dashed line, `began` the place of an onset."""

    bars: tuple[Bar, ...]
    rows: tuple[Tick, ...]
    columns: tuple[Tick, ...]
    expected: float | None
    began: float | None
    total: int
    peak: int
    bands: tuple[Band, ...] = ()
    marks: tuple[Mark, ...] = ()
    width: float = WIDTH
    height: float = HEIGHT
    left: float = LEFT
    base: float = HEIGHT - BOTTOM


def _round_up(value: float) -> int:
    """Return the next of 1, 2, 5 × 10ⁿ."""
    step = 1
    while True:
        for factor in (1, 2, 5):
            if factor * step >= value:
                return factor * step
        step *= 10


def lay_out(
    buckets: Sequence[Bucket],
    *,
    expected: float | None = None,
    began_at: datetime | None = None,
    step: timedelta = HOUR,
    width: float = WIDTH,
    stretches: Sequence[Stretch] = (),
    moments: Sequence[Moment] = (),
) -> Chart:
    """Place bars, grid, bands and marks; `width` is about that of the place: words keep their size."""
    peak = max((bucket.count or 0 for bucket in buckets), default=0)
    top = max(_round_up(max(peak, expected or 0, 1)), 4)
    room, high = width - LEFT, HEIGHT - BOTTOM - TOP
    each = room / max(len(buckets), 1)
    bars = []
    for number, bucket in enumerate(buckets):
        height = high if bucket.count is None else high * bucket.count / top
        height = max(height, 1.5) if bucket.count else height
        bars.append(
            Bar(
                x=LEFT + number * each + each * 0.1,
                y=HEIGHT - BOTTOM - height,
                width=max(each * 0.8, 1.0),
                height=height,
                bucket=bucket,
                marked=began_at is not None and bucket.at + step > began_at,
            )
        )
    rows = tuple(
        Tick(place=HEIGHT - BOTTOM - high * part / 2, words=f"{top * part / 2:,.0f}") for part in range(3)
    )
    return Chart(
        bars=tuple(bars),
        rows=rows,
        columns=tuple(_columns(buckets, each, step, width)),
        width=width,
        expected=None if expected is None else HEIGHT - BOTTOM - high * expected / top,
        began=_place(buckets, began_at, each, step),
        total=sum(bucket.count or 0 for bucket in buckets),
        peak=peak,
        bands=tuple(_bands(buckets, stretches, each, step)),
        marks=tuple(
            Mark(x=place, href=moment.href, words=moment.words)
            for moment in moments
            if (place := _place(buckets, moment.at, each, step)) is not None
        ),
    )


def _columns(buckets: Sequence[Bucket], each: float, step: timedelta, width: float) -> list[Tick]:
    """Name as many round times as there is room for."""
    local = [bucket.at.astimezone(SEOUL) for bucket in buckets]
    by_day = step >= DAY or len(buckets) * step > 2 * DAY
    if step >= DAY:
        named = list(range(len(local)))
    elif by_day:
        named = [n for n, at in enumerate(local) if at.hour == 0 and at.minute == 0]
    else:
        named = [n for n, at in enumerate(local) if at.minute == 0] or list(range(len(local)))
    every = max(1, -(-len(named) * 64 // int(width - LEFT)))
    form = "%m-%d" if by_day else "%H:%M"
    return [
        Tick(place=LEFT + number * each + each / 2, words=local[number].strftime(form))
        for number in named[::every]
    ]


def _place(buckets: Sequence[Bucket], moment: datetime | None, each: float, step: timedelta) -> float | None:
    if moment is None or not buckets or not buckets[0].at <= moment <= buckets[-1].at + step:
        return None
    return LEFT + (moment - buckets[0].at) / step * each


def _bands(
    buckets: Sequence[Bucket], stretches: Sequence[Stretch], each: float, step: timedelta
) -> Iterator[Band]:
    """Draw of each stretch what lies within the chart, at least a few units wide."""
    if not buckets:
        return
    first, last = buckets[0].at, buckets[-1].at + step
    for stretch in stretches:
        since, until = max(stretch.since, first), min(stretch.until, last)
        if since < until:
            x = LEFT + (since - first) / step * each
            yield Band(x=x, width=max((until - since) / step * each, 3.0), words=stretch.words)


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """One share of a ring as an SVG path around (0, 0)."""

    name: str
    share: float
    path: str


def ring(shares: Sequence[tuple[str, float]], *, outer: float = 90.0, inner: float = 54.0) -> list[Slice]:
    """Lay shares, which add up to 1, around a ring, clockwise from the top."""
    slices, begin = [], 0.0
    for name, share in shares:
        if share <= 0:
            continue
        end = begin + min(share, 0.9999)
        (x1, y1), (x2, y2) = _at(begin, outer), _at(end, outer)
        (x3, y3), (x4, y4) = _at(end, inner), _at(begin, inner)
        large = 1 if end - begin > 0.5 else 0
        path = (
            f"M{x1:.2f} {y1:.2f}A{outer} {outer} 0 {large} 1 {x2:.2f} {y2:.2f}"
            f"L{x3:.2f} {y3:.2f}A{inner} {inner} 0 {large} 0 {x4:.2f} {y4:.2f}Z"
        )
        slices.append(Slice(name=name, share=share, path=path))
        begin += share
    return slices


def _at(turn: float, radius: float) -> tuple[float, float]:
    angle = 2 * pi * turn - pi / 2
    return radius * cos(angle), radius * sin(angle)
