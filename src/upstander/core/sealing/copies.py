"""Sealed copies: what leaves the server for safe keeping, opened again without it (docs/formats.md).

A copy holds one or two compartments in the form in which the server gives them to their readers, so an answer
of `mailbox/open` that was kept is read as well. On paper the same bytes stand in base64 between two marks.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from upstander.core.sealing import node, serverside, signatures, wire
from upstander.core.sealing.items import Item
from upstander.core.sealing.keyfiles import Keys
from upstander.core.sealing.recipients import Algorithm
from upstander.core.sealing.serverside import Closed
from upstander.core.sealing.signatures import Place

PARTS: Final = ("conversation", "case_file")
BEGIN: Final = "-----BEGIN UPSTANDER SEALED COPY-----"
END: Final = "-----END UPSTANDER SEALED COPY-----"
_ARMOUR: Final = re.compile(re.escape(BEGIN) + r"([A-Za-z0-9+/=\s]*)" + re.escape(END))


class CopyError(ValueError):
    """This is not a sealed copy, or these keys open nothing in it."""


@dataclass(frozen=True)
class Line:
    """One item of a copy: opened, erased (both None), or refused for a reason."""

    sequence: int
    direction: str
    signer: str
    received: str
    opened: Item | None
    refused: str | None


@dataclass(frozen=True)
class Opened:
    """A compartment of a copy. `identities` by epoch, for its files; `granted`: a grant opened."""

    part: str
    compartment: UUID
    algorithm: Algorithm
    identities: Mapping[int, str]
    granted: bool
    lines: tuple[Line, ...]


def read(content: bytes) -> dict[str, dict[str, Any]]:
    """The compartments of a copy, by part. Raises `CopyError`."""
    values = _json(_unarmoured(content))
    if "compartment" in values:
        return {PARTS[0]: values}
    found = {part: values[part] for part in PARTS if isinstance(values.get(part), dict)}
    if not found:
        raise CopyError("This is not a sealed copy.")
    return found


def open_copy(content: bytes, keys: Keys) -> list[Opened]:
    """Everything in a copy that `keys` open. Raises `CopyError` when that is nothing at all."""
    opened = [_open_part(part, stored, keys) for part, stored in read(content).items()]
    if not any(part.granted for part in opened):
        raise CopyError("These keys open nothing in this copy.")
    return opened


def _open_part(part: str, stored: dict[str, Any], keys: Keys) -> Opened:
    try:
        compartment = wire.read_identifier(stored["compartment"]["id"])
        algorithm = Algorithm(stored["compartment"]["algorithm"])
        open_here = _opened_by_node if algorithm is Algorithm.HYBRID else _opened_here
        identities, granted, found = open_here(stored, keys)
        lines = tuple(_line(raw, *one) for raw, one in zip(stored["items"], found, strict=True))
    except (KeyError, TypeError, ValueError) as error:
        raise CopyError(f"The {part.replace('_', ' ')} of this copy is not as it should be.") from error
    return Opened(part, compartment, algorithm, identities, granted, lines)


Found = tuple[Item | None, str | None]
"""An item, or why it is refused; neither of an erased one."""


OpenedPart = tuple[Mapping[int, str], bool, list[Found]]


def _opened_here(stored: dict[str, Any], keys: Keys) -> OpenedPart:
    author = stored["compartment"].get("author")
    reporter = wire.decode(author, signatures.PUBLIC_BYTES) if author else None
    conversation = serverside.open_compartment(stored, keys.age1, reporter)
    granted = bool(conversation.identities or conversation.refused_epochs)
    return conversation.identities, granted, [_found(item) for item in conversation.items]


def _found(item: Item | Closed) -> Found:
    if isinstance(item, Item):
        return item, None
    return None, None if item.fault is None else str(item.fault)


def _opened_by_node(stored: dict[str, Any], keys: Keys) -> OpenedPart:
    """The same by the browser's code, all items in one run."""
    ours = [grant for grant in stored["grants"] if _is_ours(grant, keys)]
    given = {"identities": {str(algorithm): keys.identity(algorithm) for algorithm in Algorithm}}
    [answer] = node.run("open-compartment", {"keys": given, "stored": {**stored, "grants": ours}})
    identities = {int(epoch): identity for epoch, identity in answer["identities"].items()}
    return identities, bool(ours), [_found_by_node(line) for line in answer["lines"]]


def _is_ours(grant: Mapping[str, Any], keys: Keys) -> bool:
    """Whether these keys open a grant; a copy holds grants to others too."""
    ciphertext = wire.decode(grant["ciphertext"])
    try:
        for _ in node.stream("open", {"identity": keys.age1pq}, [ciphertext]):
            pass
    except node.NodeError as error:
        if error.code == "not_for_us":
            return False
        raise
    return True


def _found_by_node(line: Mapping[str, Any]) -> Found:
    opened = line["opened"]
    if opened is None:
        return None, line["refused"]
    place = Place(
        wire.read_identifier(opened["compartment"]), opened["epoch"], opened["sequence"], opened["direction"]
    )
    return Item(
        place, opened["type"], wire.read_time(opened["at"]), wire.decode(opened["author"]), opened["body"]
    ), None


def _line(raw: Mapping[str, Any], opened: Item | None, refused: str | None) -> Line:
    signer = "reporter" if raw["signer"] is None else str(raw["signer"]["name"])
    return Line(raw["sequence"], raw["direction"], signer, str(raw.get("received", "")), opened, refused)


def _unarmoured(content: bytes) -> bytes:
    found = _ARMOUR.search(content.decode("utf-8", "replace"))
    if found is None:
        return content
    try:
        return base64.b64decode("".join(found[1].split()), validate=True)
    except binascii.Error as error:
        raise CopyError("The copy between the marks has a slip in it.") from error


def _json(content: bytes) -> dict[str, Any]:
    try:
        values = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise CopyError("This is not a sealed copy.") from error
    if not isinstance(values, dict):
        raise CopyError("This is not a sealed copy.")
    return values
