"""Coming back with a receipt: `Authorization: Receipt <base64 of the locator>`.

The locator never reaches the database or a log: it is hashed at once. Whatever is wrong with it, the answer
is the same one in the same words, so that trying teaches nothing. (What is looked up is a SHA-256 of 32
secret bytes: how long the index takes to miss says nothing about them.)
"""

from __future__ import annotations

import hashlib
import hmac
from uuid import UUID

from django.http import HttpRequest
from ninja.security.base import AuthBase

from upstander.core.sealing import wire
from upstander.foundation.vault.errors import NotThere
from upstander.foundation.vault.selectors import mailbox

from .problems import ReceiptNeededError, ReceiptUnknownError

SCHEME = "Receipt"


class ReceiptRequest(HttpRequest):
    auth: UUID
    """The compartment that the receipt opens."""


class ReceiptAuth(AuthBase):
    openapi_type = "http"
    openapi_scheme = "receipt"

    def __call__(self, request: HttpRequest) -> UUID:
        scheme, _, value = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != SCHEME.lower():
            raise ReceiptNeededError
        return _mailbox(hashlib.sha256(_locator(value)).digest())


def _mailbox(locator_hash: bytes) -> UUID:
    try:
        found = mailbox(locator_hash)
    except NotThere:
        raise ReceiptUnknownError from None
    if not hmac.compare_digest(bytes(found.locator_hash or b""), locator_hash):
        raise ReceiptUnknownError
    return found.pk


def _locator(value: str) -> bytes:
    """The 32 bytes; a malformed value becomes one that nobody has, and takes the same way from there."""
    try:
        return wire.decode(value.strip(), 32)
    except wire.WireError:
        return b"malformed"


receipt = ReceiptAuth()
"""`Router(auth=receipt)`"""
