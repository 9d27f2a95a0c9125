"""Demand: how much the public asks, how much we answer, and whether a notice made them ask less.

The seed of case 2: in a flood nobody can answer everyone, so the number to watch is what is asked and not
answered yet, and whether it falls after each notice.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import erf, sqrt

WINDOW = timedelta(minutes=30)
SETTLE = timedelta(minutes=5)  # people read a notice before they stop asking
LEAST_ASKED = 10  # fewer, and nobody can say whether a notice helped
SURE = 0.95
CLUMPING = 2.0  # variance over mean of questions, as they come in clumps
PATIENCE = timedelta(hours=3)  # after so long nobody waits for an answer any more: it lapses unanswered
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandMinute:
    """What was asked and what was said in one minute.

    `answers` are replies to one person, `notices` statements to everybody; `settled` is how many open
    questions a notice answers, or somebody found to need none; `lapsed` ones waited in vain.
    """

    at: datetime
    questions: int = 0
    complaints: int = 0
    answers: int = 0
    notices: int = 0
    settled: int = 0
    lapsed: int = 0
    known: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One question or complaint. `answered_at` is when we replied, `settled_at` when a notice told or a
    person found that it needs no answer.
    """

    at: datetime
    mention_id: int = 0
    complaint: bool = False
    answered_at: datetime | None = None
    settled_at: datetime | None = None

    def ends(self) -> tuple[datetime, str]:
        """Return when it is no longer open, and by what: `answers`, `settled` or `lapsed`."""
        ways = [(self.at + PATIENCE, "lapsed")]
        if self.settled_at is not None:
            ways.append((max(self.settled_at, self.at), "settled"))
        if self.answered_at is not None:
            ways.append((max(self.answered_at, self.at), "answers"))
        return min(ways)


def minutes_of(
    asks: Iterable[Ask], notices: Iterable[datetime], *, since: datetime, until: datetime
) -> list[DemandMinute]:
    """Return every minute of [since, until), from each question with what became of it.

    What was asked before `since` and was still open counts as asked in the first minute.
    """
    first = since.replace(second=0, microsecond=0)
    counted: list[dict[str, int]] = [{} for _ in range(max(0, int(-(-(until - first) // MINUTE))))]

    def count(name: str, at: datetime) -> None:
        place = max(0, (at - first) // MINUTE)
        if place < len(counted):
            counted[place][name] = counted[place].get(name, 0) + 1

    for ask in asks:
        ended_at, how = ask.ends()
        if ended_at >= first:
            count("complaints" if ask.complaint else "questions", ask.at)
            count(how, ended_at)
    for notice in notices:
        if notice >= first:
            count("notices", notice)
    return [
        DemandMinute(
            at=first + place * MINUTE,
            questions=counts.get("questions", 0),
            complaints=counts.get("complaints", 0),
            answers=counts.get("answers", 0),
            notices=counts.get("notices", 0),
            settled=counts.get("settled", 0),
            lapsed=counts.get("lapsed", 0),
        )
        for place, counts in enumerate(counted)
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """The state of demand at the end of a minute; rates are per minute over `WINDOW`."""

    at: datetime
    open: int
    asked_rate: float
    said_rate: float
    growing: bool

    @property
    def minutes_to_clear(self) -> float | None:
        """How long the present pace of answers needs for what is open; None when it never ends."""
        net = self.said_rate - self.asked_rate
        return None if net <= 0 else self.open / net


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeEffect:
    """Demand before and after one notice. `fell` is None when too little was asked to tell."""

    at: datetime
    before_rate: float
    after_rate: float
    chance: float  # that it fell, given the counts
    fell: bool | None


def follow_demand(minutes: Sequence[DemandMinute]) -> list[Demand]:
    """Return the open demand after each minute; unknown minutes change nothing."""
    out: list[Demand] = []
    outstanding = 0
    for index, minute in enumerate(minutes):
        if minute.known:
            outstanding += minute.questions + minute.complaints
            outstanding = max(0, outstanding - minute.answers - minute.settled - minute.lapsed)
        past = [m for m in minutes[max(0, index - 240) : index + 1] if m.known and m.at > minute.at - WINDOW]
        length = max(len(past), 1)
        asked = sum(m.questions + m.complaints for m in past) / length
        said = sum(m.answers + m.settled for m in past) / length
        earlier = out[-15].open if len(out) >= 15 else 0
        out.append(
            Demand(
                at=minute.at,
                open=outstanding,
                asked_rate=asked,
                said_rate=said,
                growing=asked > said and outstanding > earlier,
            )
        )
    return out


def judge_notices(minutes: Sequence[DemandMinute]) -> list[NoticeEffect]:
    """Say for each notice whether the public asked less in the half hour after than in the one before.

    Questions are compared as over-dispersed counts (normal approximation of a ratio of rates). A fall can
    have other causes; this says only that it happened.
    """
    return [_effect(minutes, minute.at) for minute in minutes if minute.notices and minute.known]


def _effect(minutes: Sequence[DemandMinute], at: datetime) -> NoticeEffect:
    before = [m for m in minutes if m.known and at - WINDOW <= m.at < at]
    after = [m for m in minutes if m.known and at + SETTLE <= m.at < at + SETTLE + WINDOW]
    asked_before, asked_after = (sum(m.questions + m.complaints for m in part) for part in (before, after))
    rate_before = asked_before / max(len(before), 1)
    rate_after = asked_after / max(len(after), 1)
    if asked_before + asked_after < LEAST_ASKED or not before or not after:
        return NoticeEffect(at=at, before_rate=rate_before, after_rate=rate_after, chance=0.5, fell=None)
    doubt = sqrt(CLUMPING * (asked_before / len(before) ** 2 + asked_after / len(after) ** 2))
    chance = 0.5 * (1 + erf((rate_before - rate_after) / doubt / sqrt(2)))
    return NoticeEffect(
        at=at, before_rate=rate_before, after_rate=rate_after, chance=chance, fell=chance >= SURE
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandPolicy:
    """When open demand is an alert of its own."""

    least_open: int = 30
    usual_times: float = 2.0  # so many times the open demand that this topic usually has at this hour
    usual_spread: float = 3.0  # and so many standard deviations more, as questions come by chance
    least_minutes: int = 20  # at the present pace it takes longer than this to clear, or never ends
    persists: int = 10  # minutes for which it has been that much

    def limit(self, usual: float) -> int:
        """Return the open demand from which it is worth a person's attention."""
        return max(
            self.least_open, round(self.usual_times * usual + self.usual_spread * sqrt(CLUMPING * usual))
        )


def needs_alert(demand: Demand, policy: DemandPolicy | None = None, *, usual: float = 0.0) -> bool:
    """Tell whether what is open is much, grows, and will not be cleared soon."""
    policy = policy or DemandPolicy()
    if demand.open < policy.limit(usual) or not demand.growing:
        return False
    clear = demand.minutes_to_clear
    return clear is None or clear > policy.least_minutes


def stays_open(followed: Sequence[Demand], policy: DemandPolicy | None = None, *, usual: float = 0.0) -> bool:
    """Tell whether the last minutes all were above the limit and the last one needs an alert."""
    policy = policy or DemandPolicy()
    last = followed[-policy.persists :]
    return (
        len(last) == policy.persists
        and all(demand.open >= policy.limit(usual) for demand in last)
        and needs_alert(last[-1], policy, usual=usual)
    )
