"""Files that come from a form, on the path without JavaScript: sealed while they arrive, never on disk in
clear.

Django's own upload handlers write large files to a temporary file as they are. Ours seals every piece, before
it touches the disk, to a key that exists in this process's memory for the length of one request; when the
request ends, or the process dies, what lies on the disk is noise without a name.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import wraps
from pathlib import Path
from typing import IO, Any, NoReturn

import pyrage
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest, HttpResponse

from upstander.core.sealing.sizes import KIB, LARGEST_CONTENT
from upstander.foundation.vault.storage.folder import leave_room

PIECE = 1024 * KIB
MOST_FILES = 10
"""In one form; more can be added afterwards."""


class Spool:
    """Pieces of a file, each an age file to a passing key, in a nameless temporary file."""

    def __init__(self) -> None:
        key = pyrage.x25519.Identity.generate()
        self._identity, self._recipient = key, key.to_public()
        self._file: IO[bytes] = tempfile.TemporaryFile(dir=_folder())  # noqa: SIM115 (closed by `Arrivals`)
        self._lengths: list[int] = []
        self.size = 0

    def write(self, piece: bytes) -> None:
        leave_room(_folder(), len(piece))
        sealed = pyrage.encrypt(piece, [self._recipient])
        self._file.write(sealed)
        self._lengths.append(len(sealed))
        self.size += len(piece)

    def pieces(self) -> Iterator[bytes]:
        """The content again, piece by piece."""
        self._file.seek(0)
        for length in self._lengths:
            yield pyrage.decrypt(self._file.read(length), [self._identity])

    def close(self) -> None:
        self._file.close()


class Reading:
    """A spool as something to read from."""

    def __init__(self, spool: Spool) -> None:
        self._pieces = spool.pieces()
        self._rest = b""

    def read(self, size: int = -1) -> bytes:
        if not self._rest:
            self._rest = next(self._pieces, b"")
        length = len(self._rest) if size < 0 else size
        block, self._rest = self._rest[:length], self._rest[length:]
        return block


class ArrivedFile(UploadedFile):  # type: ignore[type-arg]
    """A whole file in its spool."""

    def __init__(self, spool: Spool, name: str, media_type: str) -> None:
        super().__init__(file=None, name=name, content_type=media_type, size=spool.size)
        self.spool = spool

    def close(self) -> None:
        self.spool.close()


@dataclass
class Arrivals:
    """What came with one request: whole files, and the names of those that were not taken."""

    spools: list[Spool] = field(default_factory=list)
    not_taken: list[str] = field(default_factory=list)

    def close(self) -> None:
        for spool in self.spools:
            spool.close()


class SealingUploadHandler(FileUploadHandler):
    chunk_size = PIECE

    def __init__(self, request: HttpRequest, arrivals: Arrivals) -> None:
        super().__init__(request)
        self.arrivals = arrivals
        self.spool: Spool | None = None

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        if len(self.arrivals.spools) >= MOST_FILES:
            self._refuse()
        try:
            self.spool = Spool()
        except OSError:
            self._refuse()
        self.arrivals.spools.append(self.spool)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """A file too large, or a full disk, costs her this file and never the words beside it."""
        assert self.spool is not None
        try:
            if start + len(raw_data) <= LARGEST_CONTENT:
                self.spool.write(raw_data)
                return
        except OSError:
            pass
        self.spool.close()
        self._refuse()

    def file_complete(self, file_size: int) -> ArrivedFile | None:
        if self.spool is None:
            return None
        return ArrivedFile(
            self.spool, str(self.file_name), str(self.content_type or "application/octet-stream")
        )

    def _refuse(self) -> NoReturn:
        self.arrivals.not_taken.append(str(self.file_name))
        raise SkipFile


View = Callable[..., HttpResponse]


def accepting_files(view: View) -> View:
    """Must stand before anything reads `request.POST`; the view finds `request.arrivals`."""

    @wraps(view)
    def sealed(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        arrivals = Arrivals()
        request.arrivals = arrivals  # type: ignore[attr-defined]
        request.upload_handlers = [SealingUploadHandler(request, arrivals)]
        try:
            return view(request, *args, **kwargs)
        finally:
            arrivals.close()

    return sealed


def _folder() -> Path:
    folder = Path(settings.DATA) / "arriving"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder
