"""Structured logs on standard error: facts with ids and counts, never texts or people.

A defect's traceback is written as places in the code and kinds of errors. Its message is left out, because
messages quote what was being worked on: a mention's text, the parameters of an SQL statement.
"""

import logging
import sys
from collections.abc import Iterator
from pathlib import Path
from traceback import walk_tb

import structlog
from structlog.typing import EventDict, WrappedLogger

from deutgo.errors import BadSetting, DeutgoError

ROOT = Path(__file__).parents[1]


def set_up_logs(level: str) -> None:
    """Write log lines of at least `level` as JSON."""
    number = logging.getLevelNamesMapping().get(level.upper())
    if number is None:
        raise BadSetting(name="DEUTGO_LOG_LEVEL", reason=level)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _only_places,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
    )
    server = logging.getLogger("uvicorn.error")  # it repeats every defect of a request, with its message
    if not any(isinstance(each, _WithoutWords) for each in server.filters):
        server.addFilter(_WithoutWords())


def places_of(error: BaseException) -> list[str]:
    """Return the kinds of an error and its causes with the places in the code, the outermost error first.

    >>> places_of(ValueError("010-1234-5678"))
    ['ValueError']
    """
    return list(_places(error))


def _places(error: BaseException | None) -> Iterator[str]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error.code if isinstance(error, DeutgoError) else type(error).__name__
        for frame, line in walk_tb(error.__traceback__):
            path = Path(frame.f_code.co_filename)
            name = path.relative_to(ROOT) if path.is_relative_to(ROOT) else path.name
            yield f"{name}:{line} {frame.f_code.co_name}"
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _only_places(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    del logger, method
    error = event.pop("exc_info", None)
    if error is True:
        error = sys.exc_info()[1]
    if isinstance(error, tuple):
        error = error[1]
    if isinstance(error, BaseException):
        event["places"] = places_of(error)
    return event


class _WithoutWords(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        """Replace a traceback by its places."""
        error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            record.msg, record.args = " | ".join([record.getMessage().strip(), *places_of(error)]), ()
            record.exc_info = record.exc_text = None
        return True
