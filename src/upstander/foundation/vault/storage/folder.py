"""A store in a folder of the server's own disk."""

from __future__ import annotations

import errno
import os
import re
import secrets
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from ..errors import NoObject, StoreError, StoreFull
from .stores import Stored
from .streams import checked

NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
"""Disk full, quota reached, larger than the process or file system allows: one and the same to a sender."""
RESERVE = 256 * 1024 * 1024
"""Room that files leave on a disk: a stranger's files must not fill what the database writes words into."""
PIECE = 1024 * 1024
DRAFT = ".draft"
KEY = re.compile(r"[0-9a-z-]{2,}(?:/[0-9a-z-]+)*", re.ASCII)


class FolderStore:
    """An object is a file. It is written beside its place, made durable, then named: whole or not there.

    Files lie in 256 folders by the first two letters of their keys, which stay: a folder that went when it
    became empty would be missed by whoever begins to write there in that moment.
    """

    def __init__(self, folder: str | Path) -> None:
        self.folder = Path(folder)

    def write(self, key: str, stream: BinaryIO, size: int, sha256: bytes) -> None:
        place = self._place(key)
        draft = place.with_name(f"{place.name}.{secrets.token_hex(8)}{DRAFT}")
        try:
            self._prepare(place.parent)
            leave_room(self.folder, size)
            self._fill(draft, stream, size, sha256)
            draft.replace(place)
            _sync(place.parent)
        except OSError as error:
            draft.unlink(missing_ok=True)
            if error.errno in NO_ROOM:
                raise StoreFull from error
            raise StoreError from error
        except BaseException:
            draft.unlink(missing_ok=True)
            raise

    def read(self, key: str) -> Iterator[bytes]:
        try:
            opened = self._place(key).open("rb")
        except FileNotFoundError as error:
            raise NoObject from error
        except OSError as error:
            raise StoreError from error
        return _pieces(opened)

    def erase(self, key: str) -> None:
        self._place(key).unlink(missing_ok=True)

    def room(self) -> int | None:
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return max(0, shutil.disk_usage(self.folder).free - RESERVE)

    def everything(self) -> Iterator[Stored]:
        for path in self.folder.glob("*/*"):
            try:
                if path.is_file():
                    written = datetime.fromtimestamp(path.stat().st_mtime, UTC)
                    yield Stored(path.name.replace(".", "/"), written)
            except FileNotFoundError:  # it went while we looked
                continue

    def _place(self, key: str) -> Path:
        """`/` becomes `.`, which keys do not have. Raises NoObject for what is no key."""
        if not KEY.fullmatch(key):
            raise NoObject
        return self.folder / key[:2] / key.replace("/", ".")

    def _prepare(self, folder: Path) -> None:
        if not folder.is_dir():
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            _sync(folder.parent)

    def _fill(self, draft: Path, stream: BinaryIO, size: int, sha256: bytes) -> None:
        with draft.open("xb") as file:
            for piece in checked(stream, size, sha256):
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())


def leave_room(folder: Path, size: int) -> None:
    """Raises OSError (ENOSPC) when `size` more bytes of files would leave less than the reserve."""
    if shutil.disk_usage(folder).free - size < RESERVE:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _pieces(opened: BinaryIO) -> Iterator[bytes]:
    with opened:
        while piece := opened.read(PIECE):
            yield piece


def _sync(folder: Path) -> None:
    """A rename is durable only when the folder is (fsync(2))."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
