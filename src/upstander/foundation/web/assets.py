"""Addresses of our own scripts and sheets with their integrity, so that a page names exactly what it runs.

SEALING.md: the server could serve bad JavaScript to one person; subresource integrity and published hashes
are part of the answer. The hash is taken from the file that is served, once per name.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import unquote

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage


class AssetMissingError(LookupError):
    """A page names a file that was not built; `make build` builds it."""


@dataclass(frozen=True)
class Asset:
    """Where a static file is served and what it must hash to (`sha384-<base64>`)."""

    url: str
    integrity: str


def integrity_of(content: bytes) -> str:
    """The value of an `integrity` attribute (W3C Subresource Integrity)."""
    return "sha384-" + base64.b64encode(hashlib.sha384(content).digest()).decode()


def _served(name: str) -> tuple[str, Path]:
    """URL and file of `name`: the collected, hash-named file, or its source where nothing is collected."""
    try:
        url = staticfiles_storage.url(name)
        return url, Path(staticfiles_storage.path(unquote(url.removeprefix(settings.STATIC_URL))))
    except ValueError:
        found = finders.find(name)
        if not found:
            raise AssetMissingError(f"{name} is not there: run `make build`") from None
        return f"{settings.STATIC_URL}{name}", Path(found)


@cache
def asset(name: str) -> Asset:
    url, path = _served(name)
    return Asset(url, integrity_of(path.read_bytes()))


def content_of(name: str) -> bytes:
    """The bytes that are served under `name`. Raises AssetMissingError."""
    return _served(name)[1].read_bytes()
