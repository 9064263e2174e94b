"""Checking a stream while it is copied, at constant memory."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import BinaryIO

from ..errors import WrongHash

PIECE = 256 * 1024


def checked(stream: BinaryIO, size: int, sha256: bytes) -> Iterator[bytes]:
    """The pieces of `stream`; raises WrongHash at the end unless it had exactly that size and hash."""
    digest, seen = hashlib.sha256(), 0
    while piece := stream.read(PIECE):
        seen += len(piece)
        if seen > size:
            break
        digest.update(piece)
        yield piece
    if seen != size or digest.digest() != sha256:
        raise WrongHash
