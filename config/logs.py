"""Structured logs: one line of JSON an event (plain text while DEBUG), nothing secret in it."""

import logging
import logging.config
import re
from collections.abc import Mapping
from typing import Any

import structlog
from structlog.typing import EventDict, WrappedLogger

SECRET_NAMES = re.compile(
    r"(?i)(sign|secret|password|token|authorization|cookie|gauth|api_?key|^key$|mac|id_number|cnic|iban|"
    r"account_number|phone|otp)"
)
SECRET_VALUES = re.compile(
    r"(?i)\b[0-9a-f]{128}\b|\b[0-9a-f]{40}\b|(?<=/callbacks/)[^\s\"']+|(?<=/invitations/)[^\s\"'/]+|"
    r"(?<=/reset/key/)[^\s\"'/]+|(?<=DETAIL:  )[^\n]+|(?<=Bearer )\S+|(?<=Token )\S+"
)
HIDDEN = "[hidden]"
# They tell of every job and every start; the third writes a page's whole context down, customers and all.
QUIET = ("django_tasks", "django_tasks_db", "django.template", "gunicorn.error")


def redact(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    """Hide what a log must never hold: keys, signatures, tokens, identity and account numbers."""
    return {name: _redacted(name, value) for name, value in event.items()}


def _redacted(name: str, value: Any) -> Any:
    if SECRET_NAMES.search(name):
        return HIDDEN
    if isinstance(value, str):
        one_line = value if name == "exception" else value.replace("\r", "\\r").replace("\n", "\\n")
        return SECRET_VALUES.sub(HIDDEN, one_line)
    if isinstance(value, Mapping):
        return {key: _redacted(str(key), item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_redacted(name, item) for item in value]
    return value


def logging_config(level: str, readable: bool) -> None:
    """Send both structlog's and the standard library's records through the same processors."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        redact,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    renderer: structlog.typing.Processor = (
        structlog.dev.ConsoleRenderer(colors=False) if readable else structlog.processors.JSONRenderer()
    )
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {
                "structured": {
                    "()": structlog.stdlib.ProcessorFormatter,
                    "foreign_pre_chain": shared,
                    "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
                }
            },
            "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "structured"}},
            "loggers": {name: {"level": "WARNING"} for name in QUIET},
            "root": {"handlers": ["stderr"], "level": level},
        }
    )
