"""Request bodies: refused by type and length before they are read, and parsed strictly."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import pydantic_core
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, UnreadablePostError
from django.http.response import HttpResponseBase
from ninja.decorators import decorate_view
from ninja.parser import Parser

from .problems import MalformedError, TooLargeError, WrongTypeError

JSON = "application/json"
OCTETS = "application/octet-stream"
SMALL = 64 * 1024
Run = Callable[..., HttpResponseBase]


def at_most(limit: int) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """An operation whose JSON body may have up to `limit` bytes; without this it is `SMALL`."""

    def with_limit(run: Run) -> Run:
        @wraps(run)
        def limited(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            request.most_bytes = limit  # type: ignore[attr-defined]
            return run(request, *args, **kwargs)

        return limited

    return decorate_view(with_limit)


class StrictParser(Parser):
    """JSON of a bounded length and depth (pydantic's parser stops at 200 levels), and nothing else."""

    def parse_body(self, request: HttpRequest) -> Any:
        body = _whole(request, getattr(request, "most_bytes", SMALL))
        try:
            return pydantic_core.from_json(body, allow_inf_nan=False)
        except ValueError:
            raise MalformedError from None


def _whole(request: HttpRequest, limit: int) -> bytes:
    check_head(request, JSON, limit)
    try:
        return request.body
    except (UnreadablePostError, RequestDataTooBig):
        raise MalformedError from None


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
