"""Sealed files: announced, sent in chunks, finished, read, given up, erased.

A chunk is first written to the store, whole and durable, and then gets its row. A process killed in between
leaves an object without a row, which `collection` clears away later; never a row without its object.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from upstander.core.sealing.agefile import HEAD_BYTES
from upstander.core.sealing.sizes import FILE_CHUNK, LARGEST_FILE_CIPHERTEXT, SMALLEST_FILE
from upstander.foundation.trail.verbs import Verb

from .. import checks
from ..errors import (
    AlreadyOpened,
    EpochOver,
    FileFinished,
    FileUnfinished,
    IdTaken,
    Malformed,
    NoObject,
    NotThere,
    StoreError,
    TooLarge,
    TooManyFiles,
    VaultError,
    WrongHash,
)
from ..models import Chunk, Compartment, Grant, Item, KeySet, SealedFile
from ..rows import insert_unless_there
from ..storage import vault_store
from ..values import NewFile
from .reach import Who, act, held, keys_of, latest_epoch, reached
from .room import check_chunk, check_room

OPEN_FILES = 10
"""Unfinished files in one compartment at once."""
ALL_FILES = 200
"""Files in one compartment in all, finished or not."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """How far a file has come. `chunks`: the numbers present, in order."""

    size: int
    chunks: tuple[int, ...]
    finished: bool
    chunk_size: int = FILE_CHUNK


@transaction.atomic
def announce(actor: Who, compartment: UUID, new: NewFile) -> tuple[SealedFile, bool]:
    """Say that a file will come; returns it, and False when it was announced before in the same words.

    Raises NotThere, NoKeys, TooLarge, Malformed, EpochOver, TooManyFiles, NoRoomForFiles, StoreFull, IdTaken.
    """
    row = held(actor, compartment)
    keys = keys_of(actor, row)
    if new.size > LARGEST_FILE_CIPHERTEXT:
        raise TooLarge
    if new.size <= SMALLEST_FILE:
        raise Malformed("size_class")
    before = SealedFile.objects.filter(pk=new.id).first()
    if before is not None:
        return _same(before, row, keys, new), False
    latest = latest_epoch(row)
    if new.epoch != latest:
        raise EpochOver(latest)
    _check_number(row)
    check_room(row, keys, new.size)
    file = SealedFile(
        id=new.id,
        compartment=row,
        epoch=new.epoch,
        direction=_direction(row, keys),
        size=new.size,
        signer=keys,
        created_at=timezone.now(),
    )
    if not insert_unless_there(file):
        raise IdTaken
    return file, True


def put_chunk(
    actor: Who, compartment: UUID, file: UUID, number: int, stream: BinaryIO, sha256: bytes
) -> None:
    """Keep chunk `number` (from 0): every chunk but the last has 4 MiB. In any order, again, at once.

    Raises NotThere, NoKeys, Malformed, WrongHash, StoreFull, FileFinished.
    """
    found = _own(actor, compartment, file)
    size = chunk_length(found.size, number)
    if found.finished_at is not None:
        return _check_repeated(found, number, sha256)
    check_chunk(size)
    new = Chunk(file=found, number=number, size=size, sha256=sha256, key=new_key(file, number))
    vault_store().write(new.key, stream, size, sha256)
    _enter(new)
    return None


def status(actor: Who, compartment: UUID, file: UUID) -> Arrived:
    """How far an own file has come. Raises NotThere, NoKeys."""
    found = _own(actor, compartment, file)
    numbers = tuple(found.chunks.order_by("number").values_list("number", flat=True))
    return Arrived(found.size, numbers, found.finished_at is not None)


def finish(actor: Who, compartment: UUID, file: UUID, sha256: bytes) -> None:
    """Count the file as whole, after reading every byte back from the store. Again is the same finish.

    Raises NotThere, NoKeys, FileUnfinished (chunks are missing), WrongHash, Malformed, FileFinished (with
    another hash).
    """
    found = _own(actor, compartment, file)
    if found.finished_at is not None:
        if bytes(found.sha256 or b"") != sha256:
            raise FileFinished
        return
    chunks = list(found.chunks.order_by("number"))
    if [one.number for one in chunks] != list(range(chunk_count(found.size))):
        raise FileUnfinished
    head, digest = _read_back(chunks)
    if digest != sha256:
        raise WrongHash
    checks.file_head(head, found.size, found.compartment.algorithm)
    _finish(actor, found, chunks, sha256)


def chunk(actor: Who, compartment: UUID, file: UUID, number: int) -> Iterator[bytes]:
    """The ciphertext of one chunk of a finished file, in pieces. The first puts the reading on the trail.

    Raises NotThere, NoKeys, and StoreError when the store does not answer.
    """
    row = reached(actor, compartment)
    keys = keys_of(actor, row)
    found = SealedFile.objects.filter(
        pk=file, compartment=row, finished_at__isnull=False, erased_at__isnull=True
    ).first()
    readable = found and Grant.objects.filter(compartment=row, principal=keys, epoch=found.epoch).exists()
    stored = found.chunks.filter(number=number).first() if found and readable else None
    if stored is None:
        raise NotThere
    if number == 0 and keys is not None:
        with transaction.atomic():
            act(actor, Verb.FILE_READ, row, {"file": str(file)})
    return vault_store().read(stored.key)


@transaction.atomic
def give_up(actor: Who, compartment: UUID, file: UUID) -> None:
    """Forget an own unfinished file and what came of it. Raises NotThere, NoKeys, FileFinished."""
    held(actor, compartment)
    found = _own(actor, compartment, file)
    if found.finished_at is not None:
        raise FileFinished
    keys = list(found.chunks.values_list("key", flat=True))
    found.delete()
    erase_later(keys)


@transaction.atomic
def erase_file(actor: Who, compartment: UUID, file: UUID) -> None:
    """Erase an own finished file that no message speaks of yet. (Erasing a message erases its file.)

    Raises NotThere, NoKeys, FileUnfinished, AlreadyOpened when a message has it.
    """
    row = held(actor, compartment)
    found = _own(actor, compartment, file)
    if found.finished_at is None:
        raise FileUnfinished
    if Item.objects.filter(file=found).exists():
        raise AlreadyOpened
    wipe(found)
    act(actor, Verb.FILE_ERASE, row, {"file": str(file)})


def wipe(file: SealedFile) -> None:
    """Inside a transaction: the content goes once that is committed, the row stays as a mark."""
    keys = list(file.chunks.values_list("key", flat=True))
    file.chunks.all().delete()
    file.erased_at = timezone.now()
    file.save(update_fields=["erased_at"])
    erase_later(keys)


def erase_later(keys: list[str]) -> None:
    """Erase objects once their rows are gone for good; what a killed process leaves, collection finds."""

    def erase() -> None:
        for key in keys:
            try:
                vault_store().erase(key)
            except (StoreError, OSError):
                return

    transaction.on_commit(erase)


def finished_file(row: Compartment, keys: KeySet | None, file: UUID) -> SealedFile:
    """An own finished file, to be spoken of in an item. Raises NotThere, FileUnfinished."""
    found = SealedFile.objects.filter(
        pk=file, compartment=row, signer=keys, direction=_direction(row, keys), erased_at__isnull=True
    ).first()
    if found is None:
        raise NotThere
    if found.finished_at is None:
        raise FileUnfinished
    return found


def new_key(file: UUID, number: int) -> str:
    """A place of its own for every attempt, so that nothing stored is ever written over."""
    return f"{file}/{number:03d}-{secrets.token_hex(8)}"


def chunk_count(size: int) -> int:
    return -(-size // FILE_CHUNK)


def chunk_length(size: int, number: int) -> int:
    """Bytes of chunk `number` of a file of `size` bytes. Raises Malformed when there is no such chunk."""
    if not 0 <= number < chunk_count(size):
        raise Malformed("chunk_number")
    return min(FILE_CHUNK, size - number * FILE_CHUNK)


def _own(actor: Who, compartment: UUID, file: UUID) -> SealedFile:
    row = reached(actor, compartment)
    found = (
        SealedFile.objects.select_related("compartment")
        .filter(pk=file, compartment=row, signer=keys_of(actor, row), erased_at__isnull=True)
        .first()
    )
    if found is None:
        raise NotThere
    return found


def _same(before: SealedFile, row: Compartment, keys: KeySet | None, new: NewFile) -> SealedFile:
    mine = before.compartment_id == row.pk and before.signer_id == (keys.pk if keys else None)
    if not mine or (before.size, before.epoch) != (new.size, new.epoch):
        raise IdTaken
    return before


def _check_number(row: Compartment) -> None:
    files = SealedFile.objects.filter(compartment=row, erased_at__isnull=True)
    if files.filter(finished_at__isnull=True).count() >= OPEN_FILES or files.count() >= ALL_FILES:
        raise TooManyFiles


def _direction(row: Compartment, keys: KeySet | None) -> str:
    if row.kind == Compartment.Kind.CASE_FILE:
        return Item.Direction.STAFF.value
    return Item.Direction.REPORTER.value if keys is None else Item.Direction.HANDLERS.value


def _check_repeated(file: SealedFile, number: int, sha256: bytes) -> None:
    """A chunk that comes again after the file was finished must be the one that is there."""
    if not file.chunks.filter(number=number, sha256=sha256).exists():
        raise FileFinished


def _enter(new: Chunk) -> None:
    """Give a stored chunk its row, in place of one that came before: what lies there may be damaged."""
    try:
        with transaction.atomic():
            before = _locked(new.file_id).chunks.filter(number=new.number).first()
            if before is None:
                new.save()
                return
            erase_later([before.key])
            Chunk.objects.filter(pk=before.pk).update(key=new.key, sha256=new.sha256, size=new.size)
    except VaultError:
        vault_store().erase(new.key)
        raise


def _locked(file: UUID) -> SealedFile:
    """The file, still waiting for chunks. Raises NotThere, FileFinished."""
    found = SealedFile.objects.select_for_update().filter(pk=file, erased_at__isnull=True).first()
    if found is None:
        raise NotThere
    if found.finished_at is not None:
        raise FileFinished
    return found


def _read_back(chunks: list[Chunk]) -> tuple[bytes, bytes]:
    """The first bytes and the SHA-256 of the whole, from what is really in the store."""
    digest, head = hashlib.sha256(), b""
    for one in chunks:
        for piece in _pieces(one):
            digest.update(piece)
            if len(head) < HEAD_BYTES:
                head += piece[: HEAD_BYTES - len(head)]
    return head, digest.digest()


def _pieces(chunk: Chunk) -> Iterator[bytes]:
    """What lies there. A chunk that is not there any more loses its row, so that it is asked for again."""
    try:
        return vault_store().read(chunk.key)
    except NoObject:
        Chunk.objects.filter(pk=chunk.pk, key=chunk.key).delete()
        raise FileUnfinished from None


@transaction.atomic
def _finish(actor: Who, file: SealedFile, chunks: list[Chunk], sha256: bytes) -> None:
    """Only if the chunks are still those that were read."""
    locked = SealedFile.objects.select_for_update().filter(pk=file.pk, erased_at__isnull=True).first()
    if locked is None:
        raise NotThere
    if dict(locked.chunks.values_list("number", "key")) != {one.number: one.key for one in chunks}:
        raise FileUnfinished
    if locked.finished_at is None:
        locked.sha256, locked.finished_at = sha256, timezone.now()
        locked.save(update_fields=["sha256", "finished_at"])
        act(actor, Verb.FILE_FINISH, file.compartment, {"file": str(file.pk)})
