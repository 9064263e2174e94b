"""What somebody typed into the search field, sealed into the address for a short while (docs/adr/0011).

The address of results is kept by browsers, proxies and whoever looks over a shoulder. So it carries the words
only encrypted under a key that never leaves the server; after half an hour nobody can open them.
In exchange, Back, pages and filters are ordinary links that work without scripts and without "send again?".
"""

from __future__ import annotations

import base64
import unicodedata

from cryptography.fernet import Fernet, InvalidToken
from django.utils.crypto import salted_hmac

LIFE = 30 * 60
"""Seconds; as long as a session without a request."""
LONGEST = 200
"""Characters of a question; what is longer is cut."""
_BLOCK = 96
"""Bytes; all but long questions look alike."""
_LONGEST_TOKEN = 2000


def tidy(words: str) -> str:
    """One line of at most `LONGEST` characters without control characters."""
    plain = "".join(" " if unicodedata.category(c).startswith("C") and c != "\u200c" else c for c in words)
    return " ".join(plain.split())[:LONGEST]


def seal(words: str) -> str:
    """For the address: URL-safe text that says nothing."""
    raw = tidy(words).encode()
    padded = raw.ljust(-(-len(raw) // _BLOCK) * _BLOCK, b"\0")
    return _box().encrypt(padded).decode().rstrip("=")


def unseal(token: str) -> str | None:
    """The words; None when their time is over, or when it was never ours."""
    if len(token) > _LONGEST_TOKEN:
        return None
    try:
        raw = _box().decrypt(token + "=" * (-len(token) % 4), ttl=LIFE)
        return raw.rstrip(b"\0").decode()
    except (InvalidToken, ValueError):
        return None


def _box() -> Fernet:
    key = salted_hmac("upstander.hub.search_words", "words in addresses", algorithm="sha256").digest()
    return Fernet(base64.urlsafe_b64encode(key))
