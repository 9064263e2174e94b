"""Both stores keep an object whole or not at all; a full disk says so and leaves nothing half."""

from __future__ import annotations

import hashlib
import io
import os
import resource
import shutil
import signal
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest
from moto.server import ThreadedMotoServer

from upstander.foundation.vault.errors import NoObject, StoreError, StoreFull, WrongHash
from upstander.foundation.vault.storage import Store
from upstander.foundation.vault.storage.bucket import BucketStore
from upstander.foundation.vault.storage.folder import RESERVE, FolderStore

SIZE = 3 * 1024 * 1024 + 17


@pytest.fixture(scope="module")
def s3() -> Iterator[str]:
    """A real server that speaks S3, in this process, over HTTP."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture(params=["folder", "bucket"])
def store(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    if request.param == "folder":
        return FolderStore(tmp_path / "vault")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    endpoint = request.getfixturevalue("s3")
    bucket = f"bucket-{os.urandom(4).hex()}"
    boto3.client("s3", endpoint_url=endpoint).create_bucket(Bucket=bucket)
    return BucketStore(bucket, "vault", endpoint)


def content() -> tuple[bytes, bytes]:
    made = os.urandom(SIZE)
    return made, hashlib.sha256(made).digest()


def keys(store: Store) -> list[str]:
    return sorted(stored.key for stored in store.everything())


def test_what_was_written_is_read_back(store: Store) -> None:
    made, digest = content()
    store.write("ab/0-1", io.BytesIO(made), SIZE, digest)
    assert b"".join(store.read("ab/0-1")) == made
    assert keys(store) == ["ab/0-1"]


def test_pieces_are_small_however_large_the_object(store: Store) -> None:
    made, digest = content()
    store.write("ab/0-1", io.BytesIO(made), SIZE, digest)
    assert max(len(piece) for piece in store.read("ab/0-1")) <= 1024 * 1024


@pytest.mark.parametrize("damage", ["short", "long", "changed"])
def test_what_was_damaged_on_the_way_is_not_kept(store: Store, damage: str) -> None:
    made, digest = content()
    sent = {"short": made[:-1], "long": made + b"x", "changed": made[:-1] + bytes([made[-1] ^ 1])}[damage]
    with pytest.raises(WrongHash):
        store.write("ab/0-1", io.BytesIO(sent), SIZE, digest)
    assert keys(store) == []


class Dropped(io.RawIOBase):
    """A connection that breaks off in the middle."""

    def __init__(self) -> None:
        self.left = 2

    def read(self, size: int = -1) -> bytes:
        self.left -= 1
        if self.left < 0:
            raise ConnectionResetError
        return os.urandom(1000)


def test_a_dropped_connection_leaves_nothing(store: Store) -> None:
    with pytest.raises((ConnectionResetError, StoreError)):
        store.write("ab/0-1", Dropped(), SIZE, bytes(32))  # type: ignore[arg-type]
    assert keys(store) == []


def test_what_is_not_there_says_so(store: Store) -> None:
    with pytest.raises(NoObject):
        b"".join(store.read("ab/0-1"))
    store.erase("ab/0-1")


def test_erased_is_gone(store: Store) -> None:
    made, digest = content()
    store.write("ab/0-1", io.BytesIO(made), SIZE, digest)
    store.erase("ab/0-1")
    assert keys(store) == []


@pytest.mark.parametrize("key", ["../escape", "/etc/passwd", "a/../../b", ""])
def test_no_key_leads_out_of_the_folder(tmp_path: Path, key: str) -> None:
    with pytest.raises(StoreError):
        FolderStore(tmp_path).write(key, io.BytesIO(b"x"), 1, hashlib.sha256(b"x").digest())
    assert list(tmp_path.parent.glob("escape")) == []


@pytest.fixture
def little_room() -> Iterator[None]:
    """No file of this process may grow beyond 1 MiB: the system refuses the write truthfully (EFBIG)."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1024 * 1024, hard))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    signal.signal(signal.SIGXFSZ, before)


def test_a_full_disk_is_said_and_leaves_nothing_half(tmp_path: Path, little_room: None) -> None:
    store = FolderStore(tmp_path / "vault")
    made, digest = content()
    with pytest.raises(StoreFull):
        store.write("ab/0-1", io.BytesIO(made), SIZE, digest)
    assert keys(store) == []
    small = os.urandom(1000)
    store.write("ab/0-2", io.BytesIO(small), 1000, hashlib.sha256(small).digest())
    assert keys(store) == ["ab/0-2"]


def test_files_leave_room_for_the_words_of_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A stranger may send any number of files; the database beside them must still be able to write."""
    real = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: real._replace(free=RESERVE + 999))
    store, small = FolderStore(tmp_path / "vault"), os.urandom(1000)
    with pytest.raises(StoreFull):
        store.write("ab/0-1", io.BytesIO(small), 1000, hashlib.sha256(small).digest())
    assert keys(store) == []


@pytest.mark.parametrize("step", ["os.fsync", "pathlib.Path.replace"])
def test_a_process_killed_in_the_middle_of_writing_leaves_no_object(tmp_path: Path, step: str) -> None:
    """Killed before the data is durable, and between that and the name: either way no object is there."""
    program = f"""
        import hashlib, io, os, pathlib, signal
        from upstander.foundation.vault.storage.folder import RESERVE, FolderStore
        made = os.urandom({SIZE})
        store = FolderStore({str(tmp_path / "vault")!r})
        (store.folder / "ab").mkdir(parents=True)
        {step} = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
        store.write("ab/0-1", io.BytesIO(made), {SIZE}, hashlib.sha256(made).digest())
    """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(program)], check=False, env=environment())
    assert done.returncode == -signal.SIGKILL
    with pytest.raises(NoObject):
        FolderStore(tmp_path / "vault").read("ab/0-1")


def environment() -> dict[str, str]:
    return os.environ | {"PYTHONPATH": "src", "DJANGO_SETTINGS_MODULE": "upstander.config.settings"}
