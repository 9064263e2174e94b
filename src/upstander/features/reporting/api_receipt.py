"""Coming back with a receipt: `Authorization: Receipt <base64 of the locator>`.

The locator never reaches the database or a log: it is hashed at once. Whatever is wrong with it, the answer
is the same one in the same words, so that trying teaches nothing.
"""

from __future__ import annotations

import hashlib
from typing import Any

from django.http import HttpRequest
from ninja.security.base import AuthBase

from upstander.core.sealing import wire

from .problems import ReceiptNeededError

SCHEME = "Receipt"


class ReceiptAuth(AuthBase):
    """Gives the operation `request.auth`, the mailbox of the receipt."""

    openapi_type = "http"
    openapi_scheme = SCHEME.lower()
    openapi_name = SCHEME

    def __call__(self, request: HttpRequest) -> Any:
        header = request.headers.get("Authorization", "")
        scheme, _, value = header.partition(" ")
        if scheme.lower() != SCHEME.lower():
            raise ReceiptNeededError
        return self.mailbox(hashlib.sha256(_locator(value)).digest())

    def mailbox(self, locator_hash: bytes) -> Any:
        raise NotImplementedError


def _locator(value: str) -> bytes:
    """The 32 bytes; a malformed value becomes one that nobody has, and takes the same way from there."""
    try:
        return wire.decode(value.strip(), 32)
    except wire.WireError:
        return b"malformed"
