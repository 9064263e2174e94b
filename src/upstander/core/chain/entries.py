"""The hash chain of the trail: an entry cannot be changed, moved or left out without showing.

`hash = SHA-256(previous hash || canonical bytes)`; each lane is a chain of its own from 32 zero bytes (docs/
adr/0004). The canonical bytes are explicit: a version, then every field with its length in bytes before it,
so that no two entries share them, and no serialiser's habits matter.

    "1" SP lane SP sequence SP at SP
    then for actor, verb, object_type, object_id, entity: <bytes> ":" text
    then the number of details ":" and for each, keys in order of code points: <bytes> ":" key, and
        "s" <bytes> ":" text  |  "i" number ";"  |  "t"  |  "f"

All text is UTF-8, numbers are decimal, `at` is microseconds since 1970 UTC.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple

GENESIS: Final = bytes(32)
"""What stands before the first entry of every lane."""

Detail = str | int | bool


class Entry(NamedTuple):
    """One act. A named tuple, not a dataclass: half a million of them are read in a verification."""

    lane: int
    sequence: int
    at: int
    """Microseconds since 1970, UTC."""
    actor: str
    verb: str
    object_type: str
    object_id: str
    entity: str
    detail: Mapping[str, Detail]


class Link(NamedTuple):
    """An entry with the hash that was stored beside it."""

    entry: Entry
    hash: bytes


class Head(NamedTuple):
    """How far a lane has come: its last sequence and hash."""

    sequence: int
    hash: bytes


class Fault(StrEnum):
    """How a chain is broken."""

    GAP = "gap"
    REORDERED = "reordered"
    ALTERED = "altered"
    HEAD = "head"


class BrokenChainError(ValueError):
    """The chain does not hold; says where and how."""

    def __init__(self, fault: Fault, lane: int, sequence: int, sentence: str) -> None:
        super().__init__(f"Lane {lane}, entry {sequence}: {sentence}")
        self.fault = fault
        self.lane = lane
        self.sequence = sequence


@dataclass(frozen=True, slots=True)
class Verified:
    """What a verification went through."""

    entries: int
    heads: Mapping[int, Head]


def canonical(entry: Entry) -> bytes:
    """The bytes of an entry that are hashed."""
    lane, sequence, at, actor, verb, kind, key, entity, detail = entry
    text = (
        f"1 {lane} {sequence} {at} {len(actor)}:{actor}{len(verb)}:{verb}{len(kind)}:{kind}"
        f"{len(key)}:{key}{len(entity)}:{entity}{len(detail)}:"
    )
    if detail:
        text += _detail(detail)
    if text.isascii():  # then characters are bytes; the usual case, since details are coded
        return text.encode("ascii")
    return _canonical_beyond_ascii(entry)


def _detail(detail: Mapping[str, Detail]) -> str:
    parts = []
    for name in sorted(detail) if len(detail) > 1 else detail:
        value = detail[name]
        if isinstance(value, str):
            parts.append(f"{len(name)}:{name}s{len(value)}:{value}")
        else:
            parts.append(f"{len(name)}:{name}{_number(value)}")
    return "".join(parts)


def _number(value: int | bool) -> str:
    if value is True:
        return "t"
    if value is False:
        return "f"
    if isinstance(value, int):
        return f"i{value};"
    raise TypeError(f"A detail is a text, a whole number or a truth value, not {type(value).__name__}.")


def _canonical_beyond_ascii(entry: Entry) -> bytes:
    """The same bytes, with lengths counted in bytes of UTF-8."""
    parts = [f"1 {entry.lane} {entry.sequence} {entry.at} ".encode()]
    parts += [_counted(field) for field in entry[3:8]]
    parts.append(b"%d:" % len(entry.detail))
    for name in sorted(entry.detail):
        value = entry.detail[name]
        parts.append(_counted(name))
        parts.append(b"s" + _counted(value) if isinstance(value, str) else _number(value).encode())
    return b"".join(parts)


def _counted(text: str) -> bytes:
    encoded = text.encode("utf-8")
    return b"%d:%b" % (len(encoded), encoded)


def entry_hash(previous: bytes, entry: Entry) -> bytes:
    """The hash of `entry` (32 bytes) after an entry whose hash is `previous`."""
    return hashlib.sha256(previous + canonical(entry)).digest()


def chained(entries: Iterable[Entry], heads: Mapping[int, Head] | None = None) -> Iterator[Link]:
    """Link entries of any lanes, each after the last of its lane."""
    last = {lane: head.hash for lane, head in (heads or {}).items()}
    for entry in entries:
        last[entry.lane] = entry_hash(last.get(entry.lane, GENESIS), entry)
        yield Link(entry, last[entry.lane])


def verify(
    links: Iterable[Link],
    heads: Mapping[int, Head] | None = None,
    starts: Mapping[int, Head] | None = None,
) -> Verified:
    """Check links of any number of lanes, mixed as they like but each lane in its order.

    `heads`: how far each lane must have come, so that entries cut off at the end show too. `starts`: where
    an export of a later part begins. Raises `BrokenChainError` at the first break.
    """
    sequences = {lane: head.sequence for lane, head in (starts or {}).items()}
    hashes = {lane: head.hash for lane, head in (starts or {}).items()}
    sha256, count = hashlib.sha256, 0
    for entry, stored in links:
        lane, sequence = entry[0], entry[1]
        expected = sequences.get(lane, 0) + 1
        if sequence != expected:
            raise _out_of_place(lane, sequence, expected)
        if sha256(hashes.get(lane, GENESIS) + canonical(entry)).digest() != stored:
            raise BrokenChainError(
                Fault.ALTERED, lane, sequence, "it is not what was written (or the one before it is not)."
            )
        sequences[lane], hashes[lane] = sequence, stored
        count += 1
    reached = {lane: Head(sequence, hashes[lane]) for lane, sequence in sequences.items()}
    _check_heads(reached, heads or {})
    return Verified(count, reached)


def _out_of_place(lane: int, sequence: int, expected: int) -> BrokenChainError:
    if sequence > expected:
        sentence = f"entries are missing; the next should be {expected}, not {sequence}."
        return BrokenChainError(Fault.GAP, lane, expected, sentence)
    sentence = f"it comes again or out of order, where {expected} should stand."
    return BrokenChainError(Fault.REORDERED, lane, sequence, sentence)


def _check_heads(reached: Mapping[int, Head], heads: Mapping[int, Head]) -> None:
    for lane, head in sorted(heads.items()):
        found = reached.get(lane, Head(0, GENESIS))
        if found.sequence < head.sequence:
            sentence = f"entries are missing at the end; the lane should reach {head.sequence}."
            raise BrokenChainError(Fault.HEAD, lane, found.sequence + 1, sentence)
        if head.sequence and found != head:
            raise BrokenChainError(
                Fault.HEAD, lane, found.sequence, "the lane does not end where its head is."
            )
