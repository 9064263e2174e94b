"""Structured logs that never carry content, addresses, names or receipts.

A request is logged as method, route name, status and duration. Not the path (it may carry an identifier), not
the query, not the client's address, not the user agent, not headers, not bodies. An exception is logged with
its type and the places in the code, never with its message or the values of variables, since both may quote
what a person wrote.
"""

from __future__ import annotations

import logging
import logging.config
import time
import traceback
from collections.abc import Callable, MutableMapping
from typing import Any

import structlog
from django.http import HttpRequest, HttpResponse

log = structlog.get_logger("upstander.request")
Event = MutableMapping[str, Any]


def exception_without_words(_logger: Any, _method: str, event: Event) -> Event:
    """Replace `exc_info` by the exception's type and the places it passed, without any value."""
    info = event.pop("exc_info", None)
    if not info:
        return event
    error = info if isinstance(info, BaseException) else (info[1] if isinstance(info, tuple) else None)
    if error is not None:
        frames = traceback.extract_tb(error.__traceback__)
        event["error"] = type(error).__name__
        event["places"] = [f"{frame.filename.rsplit('/src/')[-1]}:{frame.lineno}" for frame in frames[-6:]]
    return event


def foreign_without_words(_logger: Any, _method: str, event: Event) -> Event:
    """Records of other libraries keep their template, not the values; without values only who spoke."""
    event.pop("stack_info", None)
    if event.get("_from_structlog", True):
        return event
    event["event"] = (
        str(event["event"])[:200] if event.pop("positional_args", None) else event["_record"].name
    )
    return event


def logging_config(*, json: bool) -> None:
    """Send every log record through structlog's processors to standard error."""
    renderer: Any = (
        structlog.processors.JSONRenderer() if json else structlog.dev.ConsoleRenderer(colors=False)
    )
    shared: list[Any] = [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        exception_without_words,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    final = [foreign_without_words, structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer]
    formatter = {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": shared,
        "processors": final,
        "use_get_message": False,
        "pass_foreign_args": True,
    }
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"structured": formatter},
            "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "structured"}},
            "root": {"handlers": ["stderr"], "level": "WARNING"},
            "loggers": {
                "upstander": {"level": "INFO"},
                # Django's own request loggers quote paths; ours tells the same without them.
                "django.request": {"level": "CRITICAL", "propagate": False},
                "django.security": {"level": "CRITICAL", "propagate": False},
                "django.server": {"level": "CRITICAL", "propagate": False},
            },
        }
    )


class RequestLogMiddleware:
    """One line a request: method, route, status, milliseconds."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        started = time.perf_counter()
        response = self.get_response(request)
        match = request.resolver_match
        log.info(
            "request",
            method=request.method
            if request.method in {"GET", "POST", "PUT", "DELETE", "HEAD", "PATCH"}
            else "OTHER",
            route=(match.view_name or match.route) if match else "none",
            status=response.status_code,
            ms=round((time.perf_counter() - started) * 1000, 1),
        )
        return response

    def process_exception(self, _request: HttpRequest, exception: Exception) -> None:
        log.error("exception", exc_info=exception)
