"""The interface of a store, and choosing one by its address."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import BinaryIO, Protocol
from urllib.parse import urlsplit

from django.conf import settings


@dataclass(frozen=True, slots=True)
class Stored:
    """One object as the store lists it."""

    key: str
    written_at: datetime


class Store(Protocol):
    """Objects under keys of letters, digits, `-` and `/`. An object is there whole or not at all."""

    def write(self, key: str, stream: BinaryIO, size: int, sha256: bytes) -> None:
        """Keep exactly `size` bytes of `stream`, durable on return.

        Raises `StoreFull`, `WrongHash`, `StoreError`; then nothing is there under `key`.
        """

    def read(self, key: str) -> Iterator[bytes]:
        """The content in pieces of at most 1 MiB. Raises `NoObject` at once when it is not there."""

    def erase(self, key: str) -> None:
        """Remove it; nothing happens when it is not there."""

    def room(self) -> int | None:
        """Bytes that may still be written, None where the store sets no end that we can ask for."""

    def everything(self) -> Iterator[Stored]:
        """All objects, in any order."""


def open_store(address: str) -> Store:
    """`file:///folder` or `s3://bucket/prefix`."""
    parts = urlsplit(address)
    if parts.scheme == "file":
        from .folder import FolderStore

        return FolderStore(parts.path)
    if parts.scheme == "s3":
        from .bucket import BucketStore  # needs the extra `s3`

        return BucketStore(parts.netloc, parts.path.strip("/"), settings.S3_ENDPOINT or None)
    raise ValueError("A vault store is named file:///folder or s3://bucket/prefix.")


@lru_cache(maxsize=4)
def _opened(address: str) -> Store:
    return open_store(address)


def vault_store() -> Store:
    """The installation's store (setting VAULT_STORE), opened once a process."""
    return _opened(settings.VAULT_STORE)
