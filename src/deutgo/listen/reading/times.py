"""Times as files write them: ISO 8601, epoch seconds, spreadsheets' and Korean sites' ways."""

import re
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from deutgo.clock import SEOUL, parse_time
from deutgo.errors import BadInput

EARLIEST, LATEST = datetime(1900, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
KOREAN = re.compile(
    r"(?P<year>\d{4})\s*[./년-]\s*(?P<month>\d{1,2})\s*[./월-]\s*(?P<day>\d{1,2})\s*[.일]?\s*"
    r"(?:\([월화수목금토일]\)\s*)?"
    r"(?:T?\s*(?P<half>오전|오후|AM|PM)?\s*(?P<hour>\d{1,2})\s*[:시]\s*(?:(?P<minute>\d{1,2})\s*분?)?"
    r"(?:\s*:?\s*(?P<second>\d{1,2})\s*초?)?\s*(?P<half_after>AM|PM)?)?",
    re.IGNORECASE,
)
MILLISECONDS = 100_000_000_000  # an epoch larger than this (year 5138) counts milliseconds


@lru_cache(maxsize=4096)
def read_time(value: str | float | datetime | date) -> tuple[datetime, bool]:
    """Return the UTC instant and whether it has a clock part; raises `ValueError` for what is no time.

    Without a zone it is Asia/Seoul. Times outside 1900…2100 are taken for damage.
    """
    try:
        moment, exact = _read(value)
    except OverflowError as error:
        raise ValueError(value) from error
    if not EARLIEST <= moment < LATEST:
        raise ValueError(value)
    return moment, exact


def _read(value: str | float | datetime | date) -> tuple[datetime, bool]:
    if isinstance(value, datetime):
        aware = value if value.tzinfo else value.replace(tzinfo=SEOUL)
        return aware.astimezone(UTC), True
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day, tzinfo=SEOUL).astimezone(UTC), False
    if isinstance(value, int | float) or (value.strip().isdigit() and len(value.strip()) in (10, 13)):
        seconds = float(value)
        return parse_time(seconds / 1000 if abs(seconds) > MILLISECONDS else seconds)
    try:
        return parse_time(value)
    except (BadInput, OverflowError):
        return _read_korean(value)


def _read_korean(value: str) -> tuple[datetime, bool]:
    found = KOREAN.fullmatch(value.strip())
    if found is None:
        raise ValueError(value)
    year, month, day = (int(found[part]) for part in ("year", "month", "day"))
    moment = datetime(year, month, day, tzinfo=SEOUL)
    if found["hour"] is None:
        return moment.astimezone(UTC), False
    hour = int(found["hour"])
    half = (found["half"] or found["half_after"] or "").upper()
    if half:
        if not 0 <= hour <= 12:
            raise ValueError(value)
        hour = hour % 12 + (12 if half in ("오후", "PM") else 0)
    minute, second = int(found["minute"] or 0), int(found["second"] or 0)
    if hour > 24 or minute > 59 or second > 60:
        raise ValueError(value)
    return (moment + timedelta(hours=hour, minutes=minute, seconds=second)).astimezone(UTC), True
