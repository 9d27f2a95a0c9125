"""Structured logs on standard error: facts with ids and counts, never texts or people."""

import logging
import sys

import structlog

from deutgo.errors import BadSetting


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
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
    )
