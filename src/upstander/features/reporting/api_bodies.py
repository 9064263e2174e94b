"""Request bodies: refused by type and length before they are read, and parsed strictly."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import pydantic_core
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from ninja.decorators import decorate_view
from ninja.parser import Parser

from .answers import refusal
from .problems import MalformedError, ProblemError, TooLargeError, WrongTypeError

JSON = "application/json"
OCTETS = "application/octet-stream"
SMALL = 64 * 1024
Run = Callable[..., HttpResponseBase]


def at_most(limit: int) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """An operation that takes JSON of up to `limit` bytes; others are refused before they are read."""

    def with_limit(run: Run) -> Run:
        @wraps(run)
        def limited(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            try:
                check_head(request, JSON, limit)
            except ProblemError as problem:
                return refusal(problem.status, problem.code, problem.detail, problem.extra)
            return run(request, *args, **kwargs)

        return limited

    return decorate_view(with_limit)


class StrictParser(Parser):
    """JSON of a bounded depth (pydantic's parser stops at 200 levels), and nothing else."""

    def parse_body(self, request: HttpRequest) -> Any:
        return pydantic_core.from_json(request.body, allow_inf_nan=False)


def check_head(request: HttpRequest, media_type: str, limit: int) -> int:
    """The announced length. Raises when it is missing, too long, or another type is announced."""
    if request.content_type != media_type:
        raise WrongTypeError(media_type)
    length = _length(request)
    if length > limit:
        raise TooLargeError(limit)
    return length


def _length(request: HttpRequest) -> int:
    try:
        length = int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        raise MalformedError from None
    if length <= 0:
        raise MalformedError
    return length
