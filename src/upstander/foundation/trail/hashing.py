"""How an entry is hashed: SHA-256(hash before it in its lane || canonical JSON of the entry)."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

LANES = 16
GENESIS = bytes(32)
"""What the first entry of a lane is chained to."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Act:
    """What is recorded, before it has a place: everything that is hashed but the lane and the sequence."""

    at: datetime
    actor: str
    verb: str
    object_type: str
    object_id: str
    entity: str
    detail: dict[str, Any]

    def tail(self) -> str:
        """The canonical JSON array from the time on; the place goes before it."""
        fields = [microseconds(self.at), self.actor, self.verb, self.object_type, self.object_id, self.entity]
        return json.dumps([*fields, self.detail], **CANONICAL)[1:]


CANONICAL: dict[str, Any] = {
    "sort_keys": True,
    "separators": (",", ":"),
    "ensure_ascii": True,
    "allow_nan": False,
}


def microseconds(at: datetime) -> int:
    return (at - _EPOCH) // timedelta(microseconds=1)


def chained(head: bytes, lane: int, sequence: int, tail: str) -> bytes:
    """The hash of the entry at that place, 32 bytes."""
    return hashlib.sha256(head + f"[{lane},{sequence},{tail}".encode()).digest()
