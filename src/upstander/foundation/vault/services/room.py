"""How much room sealed files may take: in one report, and in the installation.

A stranger needs no account to send files, so without a bound one stranger could fill the store. Two bounds
hold: one report's files may take `FILES_PER_REPORT` bytes on each side, and never more than a sixteenth of
the room that is left. So the scarcer room is, the less any one report can take of it, and a file that
honest people send still finds room long after a flood began. Words need none of this: they lie in the
database, for which the store leaves a reserve on the disk (`storage.folder.RESERVE`).
"""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.db.models import Sum

from ..errors import NoRoomForFiles, StoreFull
from ..models import Chunk, Compartment, KeySet, SealedFile
from ..storage import vault_store

SHARE: Final = 16
"""A reporter's files may take one part in so many of the room that is left."""


def check_room(row: Compartment, keys: KeySet | None, size: int) -> None:
    """Go on if one more file of `size` bytes has room. `keys`: of the handler who sends it, or None.

    Sizes count as announced, so that files on their way in parallel cannot pass the bound together. Raises
    NoRoomForFiles with the bytes that are `left`, StoreFull.
    """
    free = room_left()
    if free is not None and size > free:
        raise StoreFull
    allowed: int = settings.FILES_PER_REPORT
    if free is not None and keys is None:
        allowed = min(allowed, free // SHARE)
    left = max(0, allowed - _announced(row, keys))
    if size > left:
        raise NoRoomForFiles(left)


def check_chunk(size: int) -> None:
    """What really comes is held to the installation's bound too, since announcing costs nothing.

    Raises StoreFull.
    """
    if settings.FILES_TOTAL and _stored() + size > settings.FILES_TOTAL:
        raise StoreFull


def room_left() -> int | None:
    """Bytes that files may still take in the installation; None where neither disk nor operator ends it."""
    ends = [vault_store().room(), settings.FILES_TOTAL - _stored() if settings.FILES_TOTAL else None]
    return min((max(0, end) for end in ends if end is not None), default=None)


def _announced(row: Compartment, keys: KeySet | None) -> int:
    """Each side has a bound of its own: a reporter cannot take the handlers' room for answers."""
    files = SealedFile.objects.filter(compartment=row, erased_at__isnull=True, signer__isnull=keys is None)
    return files.aggregate(bytes=Sum("size"))["bytes"] or 0


def _stored() -> int:
    """A sum over one row for every 4 MiB; asked for only where the operator sets a bound."""
    return Chunk.objects.aggregate(bytes=Sum("size"))["bytes"] or 0
