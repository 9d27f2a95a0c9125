"""A replay pack: a real case's sourced timeline, with synthetic mentions about a fictional stand-in.

What is planted is written beside it: from when there is something to notice, and of which kind. The
mentions are made from the pack's own sentences with a fixed seed, so that a replay can be repeated.
"""

import random
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from importlib.resources import files

from deutgo.clock import parse_time
from deutgo.errors import NotFound
from deutgo.listen.mention import Mention, Precision

MARK = "합성"  # stands in every synthetic source's name, and on the screen
TAILS = ("", "", "", "", " ㅠㅠ", "...", " ㅋㅋ", "!!", " ;;", "?")


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineRow:
    """One fact of the real case with its source; `precision` is `minute` or `day`."""

    at: datetime
    precision: str
    text: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase:
    """A stretch of mentions: `per_hour` on average, rising over `ramp` from its start."""

    name: str
    begins_at: datetime
    ends_at: datetime
    per_hour: float
    ramp: timedelta
    texts: tuple[str, ...]
    boards: tuple[str, ...]
    reach: int  # typical views of one mention


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """One replayable case. `notice` is the kind of alert that should be raised: burst or silence."""

    id: str
    number: int
    title: str
    firm: str
    query: str
    lesson: str
    notice: str
    starts_at: datetime
    onset_at: datetime
    ends_at: datetime
    answers_stop_at: datetime | None  # the team answers questions until then, and only reads afterwards
    words: dict[str, tuple[str, ...]]
    rows: tuple[TimelineRow, ...]
    phases: tuple[Phase, ...]

    def mentions(self) -> Iterator[Mention]:
        """Yield the synthetic mentions, oldest first."""
        dice = random.Random(f"deutgo {self.id}")
        serial = 0
        minute = timedelta(minutes=1)
        at = self.starts_at
        while at < self.ends_at:
            made = []
            for phase in self.phases:
                if phase.begins_at <= at < phase.ends_at:
                    rate = phase.per_hour / 60 * _slope(phase, at)
                    made += [_write(self, phase, at, dice) for _ in range(_poisson(dice, rate))]
            for moment, board, text, views in sorted(made):
                serial += 1
                yield Mention(
                    id=f"{self.id}-{serial:06d}",
                    source=f"{MARK}:{self.id}",
                    board=board,
                    text=text,
                    author=f"synthetic-{dice.randrange(4000):04d}",
                    created_at=moment,
                    created_precision=Precision.INSTANT,
                    observed_at=moment,
                    views=views,
                    lang="ko",
                )
            at += minute


def _slope(phase: Phase, at: datetime) -> float:
    if not phase.ramp:
        return 1.0
    return min(1.0, 0.5 + 0.5 * ((at - phase.begins_at) / phase.ramp))


def _poisson(dice: random.Random, rate: float) -> int:
    count, waited = 0, dice.expovariate(1.0)
    while waited < rate:
        count += 1
        waited += dice.expovariate(1.0)
    return count


def _write(pack: Pack, phase: Phase, at: datetime, dice: random.Random) -> tuple[datetime, str, str, int]:
    text = dice.choice(phase.texts)
    for slot, choices in pack.words.items():
        while f"{{{slot}}}" in text:
            text = text.replace(f"{{{slot}}}", dice.choice(choices), 1)
    moment = at + timedelta(seconds=dice.randrange(60))
    views = int(phase.reach * dice.lognormvariate(0, 0.8))
    return moment, dice.choice(phase.boards), text + dice.choice(TAILS), views


@lru_cache(maxsize=8)
def load_pack(name: str) -> Pack:
    """Read a shipped pack by its id (`pack3`) or number (`3`), or raise `NotFound`."""
    wanted = name if name.startswith(("pack", "quiet")) else f"pack{name}"
    path = files("deutgo.crisis.scenario") / "packs" / f"{wanted}.toml"
    if not path.is_file():
        raise NotFound(what=f"pack {name}: {', '.join(pack_ids())}")
    return _read(tomllib.loads(path.read_text(encoding="utf-8")))


def pack_ids() -> list[str]:
    """Return the ids of the shipped packs."""
    folder = files("deutgo.crisis.scenario") / "packs"
    return sorted(
        entry.name.removesuffix(".toml") for entry in folder.iterdir() if entry.name.endswith(".toml")
    )


def _read(data: dict) -> Pack:  # type: ignore[type-arg]
    def at(text: str) -> datetime:
        return parse_time(text)[0]

    starts, ends = at(data["starts_at"]), at(data["ends_at"])
    return Pack(
        id=data["id"],
        number=data["number"],
        title=data["title"],
        firm=data["firm"],
        query=data["query"],
        lesson=data["lesson"],
        notice=data["notice"],
        starts_at=starts,
        onset_at=at(data["onset_at"]),
        ends_at=ends,
        answers_stop_at=at(data["answers_stop_at"]) if "answers_stop_at" in data else None,
        words={slot: tuple(choices) for slot, choices in data.get("words", {}).items()},
        rows=tuple(
            TimelineRow(
                at=at(row["at"]),
                precision="minute" if parse_time(row["at"])[1] else "day",
                text=row["text"],
                source=row["source"],
            )
            for row in data.get("rows", ())
        ),
        phases=tuple(
            Phase(
                name=phase["name"],
                begins_at=at(phase["begins_at"]) if "begins_at" in phase else starts,
                ends_at=at(phase["ends_at"]) if "ends_at" in phase else ends,
                per_hour=phase["per_hour"],
                ramp=timedelta(minutes=phase.get("ramp_minutes", 0)),
                texts=tuple(phase["texts"]),
                boards=tuple(phase["boards"]),
                reach=phase.get("reach", 120),
            )
            for phase in data["phases"]
        ),
    )
