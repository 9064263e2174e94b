"""Walking the whole trail: is it complete and unaltered? At constant memory, in the order of each lane."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping

from django.db import connection

from upstander.core.chain import BrokenChainError, Entry, Fault, Head, Link, Verified, verify

from . import models
from .services import microseconds

BATCH = 5000
Progress = Callable[[int], None]


def links(progress: Progress | None = None) -> Iterator[Link]:
    """Every entry with its stored hash, lane by lane, from the database by pages of the place's index."""
    seen = 0
    for lane in models.Lane.objects.order_by("number").values_list("number", flat=True):
        last = 0
        while page := list(_page(lane, last)):
            for row in page:
                yield link_of(row)
            last, seen = page[-1].sequence, seen + len(page)
            if progress:
                progress(seen)


def _page(lane: int, after: int) -> Iterator[models.Entry]:
    rows = models.Entry.objects.filter(lane=lane, sequence__gt=after).order_by("sequence")
    return iter(rows[:BATCH])


def link_of(row: models.Entry) -> Link:
    fields = (row.actor, row.verb, row.object_type, row.object_id, row.entity, row.detail)
    return Link(Entry(row.lane, row.sequence, microseconds(row.at), *fields), bytes(row.hash))


def heads() -> dict[int, Head]:
    """Where each lane that has begun must end."""
    rows = models.Lane.objects.order_by("number")
    return {row.number: Head(row.sequence, bytes(row.head)) for row in rows if row.sequence}


def verify_trail(progress: Progress | None = None) -> Verified:
    """Raises `BrokenChainError` with the place of the first damage. Entries may be added meanwhile."""
    known = heads()
    verified = verify(as_far_as(known, links(progress)), known)
    _refuse_strays()
    return verified


def _refuse_strays() -> None:
    """Entries after the end of a lane, or in no lane: not written by the one way to write.

    One statement, so that a writer in this very moment does not look like that.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT e.lane, e.sequence FROM trail_entry e LEFT JOIN trail_lane l ON e.lane = l.number"
            " WHERE l.number IS NULL OR e.sequence > l.sequence OR e.sequence < 1 LIMIT 1"
        )
        stray = cursor.fetchone()
    if stray is not None:
        sentence = "it stands outside the lane, which ends before it."
        raise BrokenChainError(Fault.HEAD, stray[0], stray[1], sentence)


def as_far_as(known: Mapping[int, Head], every: Iterator[Link]) -> Iterator[Link]:
    """Without what was written after the heads were read."""
    ends = {lane: head.sequence for lane, head in known.items()}
    return (link for link in every if link.entry.sequence <= ends.get(link.entry.lane, 0))


def checkpoint(reached: Mapping[int, Head]) -> str:
    """One line to keep elsewhere: the heads' places, and the SHA-256 over them with their hashes.

    `lane:sequence,...;hex`. Later, `verify` compares the trail as it was at those places.
    """
    places = ",".join(f"{lane}:{head.sequence}" for lane, head in sorted(reached.items()))
    return f"{places};{_combined(reached)}"


def read_checkpoint(text: str) -> tuple[dict[int, int], str]:
    """The places and the combined hash of a checkpoint's line. Raises ValueError."""
    places, _, combined = text.strip().partition(";")
    if len(bytes.fromhex(combined)) != hashlib.sha256().digest_size:
        raise ValueError("not a checkpoint")
    pairs = (pair.split(":") for pair in places.split(",") if pair)
    return {int(lane): int(sequence) for lane, sequence in pairs}, combined


def agrees(text: str) -> bool:
    """Whether the trail still is at those places what it was when the checkpoint was made."""
    places, combined = read_checkpoint(text)
    found = {}
    for lane, sequence in places.items():
        row = models.Entry.objects.filter(lane=lane, sequence=sequence).first()
        if row is None:
            return False
        found[lane] = Head(sequence, bytes(row.hash))
    return _combined(found) == combined


def _combined(reached: Mapping[int, Head]) -> str:
    digest = hashlib.sha256(b"upstander trail checkpoint v1\n")
    for lane, head in sorted(reached.items()):
        digest.update(f"{lane} {head.sequence} {head.hash.hex()}\n".encode())
    return digest.hexdigest()
