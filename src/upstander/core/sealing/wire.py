"""How bytes, times and identifiers are written inside JSON (docs/formats.md, first paragraph).

Reading is strict: one value has one spelling, so that what was signed or hashed cannot be respelled.
"""

from __future__ import annotations

import base64
import binascii
import re
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

_TIME: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z", re.ASCII)
_IDENTIFIER: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


class WireError(ValueError):
    """A value is not written as the formats prescribe."""


def encode(content: bytes) -> str:
    """Standard base64 with padding."""
    return base64.b64encode(content).decode("ascii")


def decode(text: object, size: int | None = None) -> bytes:
    """The bytes of canonical base64 `text`, of exactly `size` bytes where given. Raises `WireError`."""
    if not isinstance(text, str):
        raise WireError("base64 text is expected")
    try:
        content = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise WireError("this is not base64") from error
    if base64.b64encode(content).decode("ascii") != text:
        raise WireError("this base64 has stray bits at its end")
    if size is not None and len(content) != size:
        raise WireError(f"{size} bytes are expected, not {len(content)}")
    return content


def write_time(moment: datetime) -> str:
    """`moment` (aware) in UTC to the second."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def read_time(text: object) -> datetime:
    """The UTC time that `write_time` wrote. Raises `WireError`."""
    if not isinstance(text, str) or not _TIME.fullmatch(text):
        raise WireError("a time is written YYYY-MM-DDTHH:MM:SSZ")
    try:
        return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except ValueError as error:
        raise WireError("this time does not exist") from error


def read_identifier(text: object) -> UUID:
    """The UUID written in lower case with hyphens. Raises `WireError`."""
    if not isinstance(text, str) or not _IDENTIFIER.fullmatch(text):
        raise WireError("an identifier is a UUID in lower case")
    return UUID(text)
