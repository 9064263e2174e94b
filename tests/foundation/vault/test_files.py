"""A sealed file counts when every byte of it is in the store; until then it can always be gone on with."""

from __future__ import annotations

import hashlib
import io
import os
import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.conf import LazySettings
from django.db import connections
from django.utils import timezone

from upstander.core.sealing.sizes import FILE_CHUNK, LARGEST_FILE_CIPHERTEXT, padded_file_size
from upstander.foundation.trail.models import Entry
from upstander.foundation.trail.verbs import Verb
from upstander.foundation.vault import errors
from upstander.foundation.vault.collection import collect
from upstander.foundation.vault.models import Chunk, Item, SealedFile
from upstander.foundation.vault.services import (
    announce,
    append_item,
    begin_epoch,
    chunk,
    erase_file,
    erase_item,
    finish,
    give_up,
    open_items,
    put_chunk,
    status,
)
from upstander.foundation.vault.services.files import ALL_FILES, OPEN_FILES, chunk_count
from upstander.foundation.vault.storage import vault_store
from upstander.foundation.vault.values import REPORTER, NewFile

from .scene import Reporter, Scene, answer, scene, seal, shaped

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def store(settings: LazySettings, tmp_path: Path) -> Path:
    folder = tmp_path / "vault"
    settings.VAULT_STORE = f"file://{folder}"
    return folder


@pytest.fixture
def un() -> Scene:
    return scene()


@pytest.fixture
def reporter(un: Scene) -> Reporter:
    reporter = Reporter()
    reporter.report(un)
    return reporter


def sealed(reporter: Reporter, size: int = 9_000_000) -> bytes:
    """A file of three chunks as the reporter's browser would send it."""
    return seal(os.urandom(size).ljust(padded_file_size(size), b"\0"), str(reporter.identity.to_public()))


def pieces(content: bytes) -> list[bytes]:
    return [content[start : start + FILE_CHUNK] for start in range(0, len(content), FILE_CHUNK)]


def put(reporter: Reporter, file: UUID, number: int, piece: bytes) -> None:
    put_chunk(REPORTER, reporter.compartment, file, number, io.BytesIO(piece), hashlib.sha256(piece).digest())


def send(reporter: Reporter, content: bytes) -> UUID:
    """Announce, send every chunk, finish."""
    file = uuid4()
    announce(REPORTER, reporter.compartment, NewFile(file, 1, len(content)))
    for number, piece in enumerate(pieces(content)):
        put(reporter, file, number, piece)
    finish(REPORTER, reporter.compartment, file, hashlib.sha256(content).digest())
    return file


def place(folder: Path, key: str) -> Path:
    """Where the folder keeps an object."""
    return folder / key[:2] / key.replace("/", ".")


def stored(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_a_file_arrives_whole_and_is_read_by_who_may(un: Scene, reporter: Reporter) -> None:
    content = sealed(reporter)
    file = send(reporter, content)
    append_item(REPORTER, reporter.compartment, reporter.item(2, file=file))
    handler = un.handlers[0]
    read = b"".join(
        b"".join(chunk(handler.actor, reporter.compartment, file, number))
        for number in range(chunk_count(len(content)))
    )
    assert read == content
    assert Entry.objects.filter(verb=Verb.FILE_READ, actor=str(handler.account.pk)).count() == 1


def test_chunks_come_in_any_order_again_and_at_once(reporter: Reporter) -> None:
    content, file = sealed(reporter), uuid4()
    announce(REPORTER, reporter.compartment, NewFile(file, 1, len(content)))
    todo = list(enumerate(pieces(content))) * 2

    def one(number: int, piece: bytes) -> None:
        put(reporter, file, number, piece)
        connections.close_all()

    threads = [threading.Thread(target=one, args=job) for job in reversed(todo)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert status(REPORTER, reporter.compartment, file).chunks == (0, 1, 2)
    finish(REPORTER, reporter.compartment, file, hashlib.sha256(content).digest())
    assert len(stored(vault_store().folder)) == 3  # type: ignore[attr-defined]


def test_an_interrupted_file_says_what_is_there_and_goes_on(reporter: Reporter) -> None:
    content, file = sealed(reporter), uuid4()
    announce(REPORTER, reporter.compartment, NewFile(file, 1, len(content)))
    put(reporter, file, 2, pieces(content)[2])
    arrived = status(REPORTER, reporter.compartment, file)
    assert (arrived.chunks, arrived.finished, arrived.size) == ((2,), False, len(content))
    with pytest.raises(errors.FileUnfinished):
        finish(REPORTER, reporter.compartment, file, hashlib.sha256(content).digest())
    put(reporter, file, 0, pieces(content)[0])
    put(reporter, file, 1, pieces(content)[1])
    finish(REPORTER, reporter.compartment, file, hashlib.sha256(content).digest())
    finish(REPORTER, reporter.compartment, file, hashlib.sha256(content).digest())
    assert Entry.objects.filter(verb=Verb.FILE_FINISH, object_id=str(reporter.compartment)).count() == 1


def test_a_chunk_of_another_size_or_hash_is_not_kept(reporter: Reporter, store: Path) -> None:
    content, file = sealed(reporter), uuid4()
    announce(REPORTER, reporter.compartment, NewFile(file, 1, len(content)))
    first = pieces(content)[0]
    for wrong in (first[:-1], first + b"x", os.urandom(FILE_CHUNK)):
        with pytest.raises(errors.WrongHash):
            put_chunk(
                REPORTER, reporter.compartment, file, 0, io.BytesIO(wrong), hashlib.sha256(first).digest()
            )
    for number in (-1, 3, 10_000):
        with pytest.raises(errors.Malformed):
            put(reporter, file, number, first)
    assert stored(store) == []
    assert not Chunk.objects.exists()


def test_a_whole_with_another_hash_is_not_finished(reporter: Reporter) -> None:
    content, file = sealed(reporter), uuid4()
    announce(REPORTER, reporter.compartment, NewFile(file, 1, len(content)))
    for number, piece in enumerate(pieces(content)):
        put(reporter, file, number, piece)
    with pytest.raises(errors.WrongHash):
        finish(REPORTER, reporter.compartment, file, hashlib.sha256(b"").digest())
    assert not status(REPORTER, reporter.compartment, file).finished


def test_what_the_disk_damaged_is_noticed_and_can_be_sent_again(reporter: Reporter, store: Path) -> None:
    content, file = sealed(reporter), uuid4()
    announce(REPORTER, reporter.compartment, NewFile(file, 1, len(content)))
    for number, piece in enumerate(pieces(content)):
        put(reporter, file, number, piece)
    lost, damaged = (place(store, Chunk.objects.get(number=number).key) for number in (0, 1))
    lost.unlink()
    damaged.write_bytes(os.urandom(FILE_CHUNK))
    with pytest.raises(errors.FileUnfinished):
        finish(REPORTER, reporter.compartment, file, hashlib.sha256(content).digest())
    assert status(REPORTER, reporter.compartment, file).chunks == (1, 2)
    put(reporter, file, 0, pieces(content)[0])
    with pytest.raises(errors.WrongHash):
        finish(REPORTER, reporter.compartment, file, hashlib.sha256(content).digest())
    put(reporter, file, 1, pieces(content)[1])
    finish(REPORTER, reporter.compartment, file, hashlib.sha256(content).digest())


def not_age(size: int) -> bytes:
    return b"age-encryption.org/v1\n-> X25519 nonsense\n".ljust(size, b"x")


@pytest.mark.parametrize(
    "content",
    [
        not_age(100_000),
        os.urandom(100_000),
        shaped(b"X25519 " + b"A" * 43, 100_001),
        shaped(b"scrypt " + b"A" * 22 + b" 18", 65536),
        shaped(b"X25519 " + b"A" * 43, 65536, b"-> X25519 " + b"A" * 43 + b"\n" + b"A" * 43 + b"\n"),
    ],
    ids=["only begins like age", "random", "not a padded size", "passphrase", "two recipients"],
)
def test_a_file_that_is_not_exactly_a_sealed_file_is_not_finished(reporter: Reporter, content: bytes) -> None:
    with pytest.raises(errors.Malformed):
        send(reporter, content)
    assert not SealedFile.objects.filter(finished_at__isnull=False).exists()


def test_a_file_that_is_too_large_is_not_even_announced(reporter: Reporter) -> None:
    with pytest.raises(errors.TooLarge):
        announce(REPORTER, reporter.compartment, NewFile(uuid4(), 1, LARGEST_FILE_CIPHERTEXT + 1))
    for size in (0, -1, 100):
        with pytest.raises(errors.Malformed):
            announce(REPORTER, reporter.compartment, NewFile(uuid4(), 1, size))


def test_only_so_many_unfinished_files_at_once(reporter: Reporter) -> None:
    files = [uuid4() for _ in range(OPEN_FILES)]
    for file in files:
        announce(REPORTER, reporter.compartment, NewFile(file, 1, 100_000))
    with pytest.raises(errors.TooManyFiles):
        announce(REPORTER, reporter.compartment, NewFile(uuid4(), 1, 100_000))
    give_up(REPORTER, reporter.compartment, files[0])
    announce(REPORTER, reporter.compartment, NewFile(uuid4(), 1, 100_000))
    assert ALL_FILES > OPEN_FILES


def test_announcing_again_is_the_same_file_and_another_size_is_not(reporter: Reporter) -> None:
    new = NewFile(uuid4(), 1, 100_000)
    first, made = announce(REPORTER, reporter.compartment, new)
    again, made_again = announce(REPORTER, reporter.compartment, new)
    assert (made, made_again, first) == (True, False, again)
    with pytest.raises(errors.IdTaken):
        announce(REPORTER, reporter.compartment, NewFile(new.id, 1, 100_001))


def test_a_file_for_a_key_that_is_over_is_refused(un: Scene, reporter: Reporter) -> None:
    begin_epoch(
        un.handlers[0].actor, reporter.compartment, reporter.epoch(2, [*un.principals, None], un.handlers[0])
    )
    with pytest.raises(errors.EpochOver):
        announce(REPORTER, reporter.compartment, NewFile(uuid4(), 1, 100_000))


def test_nobody_touches_the_file_of_another(un: Scene, reporter: Reporter) -> None:
    file, other = send(reporter, sealed(reporter, 70_000)), Reporter()
    other.report(un)
    handler, stranger = un.handlers[0], scene(1).handlers[0]
    for actor, compartment in (
        (handler.actor, reporter.compartment),
        (REPORTER, other.compartment),
        (stranger.actor, reporter.compartment),
    ):
        with pytest.raises(errors.NotThere):
            put_chunk(actor, compartment, file, 0, io.BytesIO(b""), bytes(32))
        with pytest.raises(errors.NotThere):
            finish(actor, compartment, file, bytes(32))
        with pytest.raises(errors.NotThere):
            give_up(actor, compartment, file)
    for actor, compartment in ((REPORTER, other.compartment), (stranger.actor, reporter.compartment)):
        with pytest.raises(errors.NotThere):
            chunk(actor, compartment, file, 0)


def test_an_excluded_handler_reads_no_file(un: Scene) -> None:
    shut, reporter = un.handlers[0], Reporter()
    reporter.report(un, (shut.keys.pk,))
    file = send(reporter, sealed(reporter, 70_000))
    with pytest.raises(errors.NotThere):
        chunk(shut.actor, reporter.compartment, file, 0)


def test_an_unfinished_file_is_in_no_message_and_read_by_nobody(un: Scene, reporter: Reporter) -> None:
    file = uuid4()
    announce(REPORTER, reporter.compartment, NewFile(file, 1, 100_000))
    with pytest.raises(errors.FileUnfinished):
        append_item(REPORTER, reporter.compartment, reporter.item(2, file=file))
    with pytest.raises(errors.NotThere):
        chunk(un.handlers[0].actor, reporter.compartment, file, 0)


def test_a_file_belongs_to_one_message_of_its_sender(un: Scene, reporter: Reporter) -> None:
    file = send(reporter, sealed(reporter, 70_000))
    with pytest.raises(errors.NotThere):
        append_item(
            un.handlers[0].actor,
            reporter.compartment,
            replace(answer(un.handlers[0], reporter, 2), file=file),
        )
    append_item(REPORTER, reporter.compartment, reporter.item(2, file=file))
    with pytest.raises(errors.Malformed):
        append_item(REPORTER, reporter.compartment, reporter.item(3, file=file))


def test_erasing_a_message_erases_its_file(reporter: Reporter, store: Path) -> None:
    file = send(reporter, sealed(reporter, 70_000))
    item, _ = append_item(REPORTER, reporter.compartment, reporter.item(2, file=file))
    assert stored(store)
    erase_item(REPORTER, reporter.compartment, item.pk)
    assert stored(store) == []
    with pytest.raises(errors.NotThere):
        chunk(REPORTER, reporter.compartment, file, 0)


def test_a_finished_file_without_a_message_can_be_erased(reporter: Reporter, store: Path) -> None:
    file = send(reporter, sealed(reporter, 70_000))
    with pytest.raises(errors.FileFinished):
        give_up(REPORTER, reporter.compartment, file)
    erase_file(REPORTER, reporter.compartment, file)
    assert stored(store) == []


def test_a_chunk_after_the_end_changes_nothing(un: Scene, reporter: Reporter) -> None:
    content = sealed(reporter, 70_000)
    file = send(reporter, content)
    put(reporter, file, 0, content)
    with pytest.raises(errors.FileFinished):
        put(reporter, file, 0, os.urandom(len(content)))
    open_items(un.handlers[0].actor, reporter.compartment)
    assert b"".join(chunk(REPORTER, reporter.compartment, file, 0)) == content


def test_a_full_disk_is_told_to_the_sender_and_the_file_goes_on_later(
    reporter: Reporter, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content, file = sealed(reporter, 70_000), uuid4()
    announce(REPORTER, reporter.compartment, NewFile(file, 1, len(content)))

    def no_room(*_args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", no_room)
    with pytest.raises(errors.StoreFull):
        put(reporter, file, 0, content)
    monkeypatch.undo()
    assert stored(store) == []
    assert status(REPORTER, reporter.compartment, file).chunks == ()
    put(reporter, file, 0, content)
    finish(REPORTER, reporter.compartment, file, hashlib.sha256(content).digest())


# --- clearing away ----------------------------------------------------------------------------------------


def grow_old(folder: Path) -> None:
    long_ago = (timezone.now() - timedelta(days=3)).timestamp()
    for path in stored(folder):
        os.utime(path, (long_ago, long_ago))


def test_what_was_never_finished_is_cleared_away(reporter: Reporter, store: Path) -> None:
    kept = send(reporter, sealed(reporter, 70_000))
    stale = uuid4()
    announce(REPORTER, reporter.compartment, NewFile(stale, 1, 9_000_000))
    put(reporter, stale, 0, os.urandom(FILE_CHUNK))
    SealedFile.objects.update(created_at=timezone.now() - timedelta(days=30))
    (store / "st").mkdir()
    (store / "st" / "stray.000-00").write_bytes(b"left by a process that was killed")
    grow_old(store)
    gone = collect()
    assert (gone.files, gone.objects) == (1, 1)
    assert not SealedFile.objects.filter(pk=stale).exists()
    assert b"".join(chunk(REPORTER, reporter.compartment, kept, 0))
    assert len(stored(store)) == 1


def test_clearing_away_leaves_a_file_that_is_coming_in(reporter: Reporter, store: Path) -> None:
    file = uuid4()
    announce(REPORTER, reporter.compartment, NewFile(file, 1, 9_000_000))
    put(reporter, file, 0, os.urandom(FILE_CHUNK))
    place(store, f"{file}/001-being-written/draft").write_bytes(b"half")
    assert collect() == collect()
    assert len(stored(store)) == 2


def test_items_know_their_file(reporter: Reporter) -> None:
    file = send(reporter, sealed(reporter, 70_000))
    append_item(REPORTER, reporter.compartment, reporter.item(2, file=file))
    assert Item.objects.get(sequence=2).file_id == file


def announced(reporter: Reporter, size: int) -> NewFile:
    new = NewFile(uuid4(), 1, size)
    announce(REPORTER, reporter.compartment, new)
    return new


def test_one_report_takes_only_so_much_room_and_what_is_given_up_is_free_again(
    reporter: Reporter, settings: LazySettings
) -> None:
    settings.FILES_PER_REPORT = 10_000_000
    first = announced(reporter, 7_000_000)
    with pytest.raises(errors.NoRoomForFiles) as refused:
        announced(reporter, 3_000_001)
    assert refused.value.extra == {"left": 3_000_000}
    announced(reporter, 3_000_000)
    assert not announce(REPORTER, reporter.compartment, first)[1], "what was announced goes on"
    give_up(REPORTER, reporter.compartment, first.id)
    announced(reporter, 7_000_000)


def test_a_reporter_takes_neither_the_room_of_handlers_nor_of_other_reports(
    un: Scene, reporter: Reporter, settings: LazySettings
) -> None:
    settings.FILES_PER_REPORT = 10_000_000
    announced(reporter, 10_000_000)
    announce(un.handlers[0].actor, reporter.compartment, NewFile(uuid4(), 1, 10_000_000))
    other = Reporter()
    other.report(un)
    announced(other, 10_000_000)


def test_the_scarcer_room_is_the_less_one_report_takes_of_it(
    un: Scene, reporter: Reporter, settings: LazySettings
) -> None:
    settings.FILES_TOTAL = 1_600_000_000
    with pytest.raises(errors.NoRoomForFiles):
        announced(reporter, 100_000_001)
    announced(reporter, 100_000_000)
    announce(un.handlers[0].actor, reporter.compartment, NewFile(uuid4(), 1, 200_000_000))


def test_an_installation_that_is_full_takes_no_file_and_still_takes_words(
    un: Scene, reporter: Reporter, settings: LazySettings, store: Path
) -> None:
    content = sealed(reporter)
    file = announced(reporter, len(content)).id
    settings.FILES_TOTAL = FILE_CHUNK
    put(reporter, file, 0, pieces(content)[0])
    with pytest.raises(errors.StoreFull):
        put(reporter, file, 1, pieces(content)[1])
    with pytest.raises(errors.StoreFull):
        announced(reporter, 100_000)
    assert len(stored(store)) == 1
    append_item(REPORTER, reporter.compartment, reporter.item(2))
    Reporter().report(un)
    settings.FILES_TOTAL = 0
    put(reporter, file, 1, pieces(content)[1])
    assert status(REPORTER, reporter.compartment, file).chunks == (0, 1)
