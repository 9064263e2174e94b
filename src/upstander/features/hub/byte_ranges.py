"""A part of a file, as players of films ask for it (RFC 9110, 14): one range of bytes, or the whole."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import IO

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

PIECE = 256 * 1024
_ONE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")


def wanted(request: HttpRequest, size: int) -> tuple[int, int] | None:
    """First and last byte asked for; None for the whole (also when several ranges are asked for).

    Raises ValueError for a range that begins behind the end.
    """
    asked = _ONE.fullmatch(request.headers.get("Range", "").replace(" ", ""))
    if not asked or asked[0] == "bytes=-":
        return None
    first, last = asked[1], asked[2]
    if not first:
        return max(0, size - int(last)), size - 1
    start, end = int(first), min(int(last or size - 1), size - 1)
    if start >= size or end < start:
        raise ValueError
    return start, end


def part(content: IO[bytes], first: int, last: int, size: int, kind: str) -> HttpResponseBase:
    """206 with the bytes from first to last."""
    answer = StreamingHttpResponse(_read(content, first, last - first + 1), status=206, content_type=kind)
    answer.headers["Content-Length"] = str(last - first + 1)
    answer.headers["Content-Range"] = f"bytes {first}-{last}/{size}"
    return answer


def beyond(size: int) -> HttpResponseBase:
    """416: there is nothing so far behind."""
    return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})


def _read(content: IO[bytes], first: int, left: int) -> Iterator[bytes]:
    with content:
        content.seek(first)
        while left > 0 and (piece := content.read(min(PIECE, left))):
            left -= len(piece)
            yield piece
