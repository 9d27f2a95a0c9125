"""Time as a value that is passed in, so that tests and replays can own it."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from deutgo.errors import BadInput

SEOUL = ZoneInfo("Asia/Seoul")
Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """Return the present instant, UTC-aware."""
    return datetime.now(UTC)


class ReplayClock:
    """A clock that runs `speed` times as fast as the wall's, and can be paused and jumped.

    Seconds come from the monotonic clock, so that a changed system time cannot disturb a replay.
    """

    def __init__(self, start: datetime, *, speed: float = 1.0) -> None:
        self._base = start
        self._mark = time.monotonic()
        self.speed = speed

    def __call__(self) -> datetime:
        return self._base + timedelta(seconds=(time.monotonic() - self._mark) * self.speed)

    def set_speed(self, speed: float) -> None:
        """Change the speed from now on; 0 pauses."""
        self._base, self._mark, self.speed = self(), time.monotonic(), speed

    def jump_to(self, instant: datetime) -> None:
        """Continue from another instant."""
        self._base, self._mark = instant, time.monotonic()


def parse_time(text: str | float) -> tuple[datetime, bool]:
    """Read ISO 8601 or epoch seconds; return the UTC instant and whether it had a clock part.

    A time without a zone is Asia/Seoul; a date alone is midnight in Seoul.

    >>> parse_time("2026-11-22")
    (datetime.datetime(2026, 11, 21, 15, 0, tzinfo=datetime.timezone.utc), False)
    """
    if isinstance(text, int | float) or (
        text.strip().replace(".", "", 1).lstrip("-").isdigit() and len(text.strip()) != 8
    ):
        try:
            return datetime.fromtimestamp(float(text), UTC), True
        except (OverflowError, OSError, ValueError) as error:
            raise BadInput(reason=f"not a time: {text}") from error
    stripped = text.strip()
    try:
        moment = datetime.fromisoformat(stripped)
    except ValueError as error:
        raise BadInput(reason=f"not a time: {stripped}") from error
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=SEOUL)
    try:
        return moment.astimezone(UTC), len(stripped) > 10
    except OverflowError as error:  # year 1 in Seoul is year 0 in UTC, which does not exist
        raise BadInput(reason=f"not a time: {stripped}") from error


def iso(moment: datetime) -> str:
    """Write an instant as ISO 8601 with Seoul's offset."""
    return moment.astimezone(SEOUL).isoformat()
