"""What stands inside grants and items once they are unsealed: written, read and checked (docs/formats.md)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from upstander.core.sealing import recipients, signatures, wire
from upstander.core.sealing.signatures import Place
from upstander.core.sealing.sizes import item_class

TYPES: Final = frozenset({"report", "message", "note", "file"})


class Fault(StrEnum):
    """Why something unsealed is refused."""

    MALFORMED = "malformed"
    WRONG_PLACE = "wrong_place"
    SIGNATURE = "signature"
    NOT_FOR_US = "not_for_us"
    EPOCH = "epoch_not_signed"


class ContentError(ValueError):
    """Something unsealed is not what it should be. The message never carries content."""

    def __init__(self, fault: Fault, sentence: str) -> None:
        super().__init__(sentence)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Item:
    """What an item says."""

    place: Place
    type: str
    at: datetime
    author: bytes
    body: Mapping[str, Any]


def write_item(item: Item) -> bytes:
    """The plaintext of an item: JSON, then spaces up to its size class. Raises `sizes.TooLargeError`."""
    values = {
        "v": 1,
        "compartment": str(item.place.compartment),
        "sequence": item.place.sequence,
        "direction": item.place.direction,
        "type": item.type,
        "at": wire.write_time(item.at),
        "author": wire.encode(item.author),
        "body": item.body,
    }
    content = _dump(values)
    return content.ljust(item_class(len(content)), b" ")


def read_item(plaintext: bytes, place: Place, author: bytes) -> Item:
    """The item at `place` by `author` (Ed25519 public). Raises `ContentError` for any other."""
    values = _load(plaintext, "item")
    stands = (values.get("compartment"), values.get("sequence"), values.get("direction"))
    if stands != (str(place.compartment), place.sequence, place.direction):
        raise ContentError(Fault.WRONG_PLACE, "This item was written for another place.")
    if values.get("type") not in TYPES or not isinstance(values.get("body"), dict):
        raise ContentError(Fault.MALFORMED, "This is not an item.")
    try:
        named = wire.decode(values.get("author"), signatures.PUBLIC_BYTES)
        at = wire.read_time(values.get("at"))
    except wire.WireError as error:
        raise ContentError(Fault.MALFORMED, "This is not an item.") from error
    if named != author:
        raise ContentError(Fault.WRONG_PLACE, "This item names another author.")
    return Item(place, values["type"], at, named, values["body"])


def write_grant(compartment: UUID, epoch: int, identity: str) -> bytes:
    """The plaintext of a grant."""
    return _dump({"v": 1, "compartment": str(compartment), "epoch": epoch, "identity": identity})


def read_grant(plaintext: bytes, compartment: UUID, epoch: int) -> str:
    """The identity that a grant carries. Raises `ContentError` when it is for another place."""
    values = _load(plaintext, "grant")
    if (values.get("compartment"), values.get("epoch")) != (str(compartment), epoch):
        raise ContentError(Fault.WRONG_PLACE, "This grant belongs to another compartment or epoch.")
    identity = values.get("identity")
    try:
        recipients.seed_of_identity(identity, recipients.algorithm_of_identity(str(identity)))
    except recipients.RecipientError as error:
        raise ContentError(Fault.MALFORMED, "This grant carries no identity.") from error
    return str(identity)


def _dump(values: Mapping[str, Any]) -> bytes:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def _load(plaintext: bytes, what: str) -> dict[str, Any]:
    try:
        values = json.loads(plaintext)
    except (ValueError, RecursionError) as error:
        raise ContentError(Fault.MALFORMED, f"This is not the content of a {what}.") from error
    if not isinstance(values, dict) or values.get("v") != 1:
        raise ContentError(Fault.MALFORMED, f"This is not the content of a {what} of version 1.")
    return values
