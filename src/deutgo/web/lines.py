"""Line charts as plain SVG: one or more series over the same times, with moments marked.

A gap in a series (None) is a gap in its line, never a zero. Beside each chart stands a table.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from deutgo.clock import SEOUL
from deutgo.web.chart import BOTTOM, HEIGHT, LEFT, TOP, Tick

Point = tuple[datetime, float | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One series: the path of its line, and of the surface under it."""

    name: str
    path: str
    area: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LineChart:
    """A laid out chart; `marks` are the places of moments, `peak` the largest value.

    `table` has the same numbers: each instant with one value a line, None where it has none.
    """

    lines: tuple[Line, ...]
    rows: tuple[Tick, ...]
    columns: tuple[Tick, ...]
    marks: tuple[float, ...]
    peak: float
    table: tuple[tuple[datetime, tuple[float | None, ...]], ...]
    width: float
    height: float = HEIGHT
    left: float = LEFT
    base: float = HEIGHT - BOTTOM


def lay_lines(
    series: Mapping[str, Sequence[Point]], *, marks: Sequence[datetime] = (), width: float = 760.0
) -> LineChart:
    """Place the lines of series that share their scale; each is in order of time."""
    moments = [at for points in series.values() for at, _value in points]
    first = min(moments, default=datetime.fromtimestamp(0, SEOUL))
    length = max(max(moments, default=first) - first, timedelta(minutes=1))
    peak = max((value or 0.0 for points in series.values() for _at, value in points), default=0.0)
    top = _round_up(peak)
    high = HEIGHT - BOTTOM - TOP

    def x(at: datetime) -> float:
        return LEFT + (at - first) / length * (width - LEFT)

    def y(value: float) -> float:
        return HEIGHT - BOTTOM - high * value / top

    return LineChart(
        lines=tuple(_line(name, points, x, y) for name, points in series.items()),
        rows=tuple(
            Tick(place=HEIGHT - BOTTOM - high * part / 2, words=_words(top * part / 2)) for part in range(3)
        ),
        columns=tuple(_columns(first, length, x, width)),
        marks=tuple(x(at) for at in marks if first <= at <= first + length),
        peak=peak,
        table=_table(series),
        width=width,
    )


def _line(
    name: str, points: Sequence[Point], x: Callable[[datetime], float], y: Callable[[float], float]
) -> Line:
    runs: list[list[tuple[float, float]]] = [[]]
    for at, value in points:
        if value is None:
            runs.append([])
        else:
            runs[-1].append((x(at), y(value)))
    kept = [run for run in runs if run]
    base = HEIGHT - BOTTOM
    path = " ".join("M" + "L".join(f"{a:.1f} {b:.1f}" for a, b in run) for run in kept)
    area = " ".join(
        f"M{run[0][0]:.1f} {base}L"
        + "L".join(f"{a:.1f} {b:.1f}" for a, b in run)
        + f"L{run[-1][0]:.1f} {base}Z"
        for run in kept
    )
    return Line(name=name, path=path, area=area)


def _table(
    series: Mapping[str, Sequence[Point]],
) -> tuple[tuple[datetime, tuple[float | None, ...]], ...]:
    values = [dict(points) for points in series.values()]
    moments = sorted({at for points in values for at in points})
    return tuple((at, tuple(points.get(at) for points in values)) for at in moments)


def _columns(first: datetime, length: timedelta, x: Callable[[datetime], float], width: float) -> list[Tick]:
    """Name round times, as many as there is room for."""
    room = max(2, int((width - LEFT) // 72))
    steps = [timedelta(minutes=m) for m in (10, 30, 60, 120, 180, 360, 720, 1440, 2880, 7200, 14400, 43200)]
    step = next((each for each in steps if length / each <= room), steps[-1])
    day = timedelta(days=1)
    at = first.astimezone(SEOUL).replace(hour=0, minute=0, second=0, microsecond=0)
    ticks = []
    while at <= first + length:
        if at >= first:
            midnight = at.hour == 0 and at.minute == 0
            words = f"{at:%m-%d}" if step >= day or (midnight and length > day) else f"{at:%H:%M}"
            ticks.append(Tick(place=x(at), words=words))
        at += step
    return ticks


def _words(value: float) -> str:
    return f"{value:,.0f}" if value == int(value) or value >= 100 else f"{value:,.1f}"


def _round_up(value: float) -> float:
    """Return the next round value; at least 1."""
    step = 1.0
    while True:
        for factor in (1, 2, 3, 4, 5, 6, 8):
            if factor * step >= value:
                return factor * step
        step *= 10
