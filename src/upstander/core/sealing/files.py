"""Files, sealed and opened as streams: 200 MiB never stand in memory (docs/formats.md, "File")."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Protocol

import pyrage

from upstander.core.sealing.items import ContentError, Fault
from upstander.core.sealing.sizes import FILE_CHUNK, padded_file_size

_ZEROS: Final = bytes(64 * 1024)


class Readable(Protocol):
    """Something to read bytes from."""

    def read(self, size: int = -1, /) -> bytes:
        """Up to `size` bytes; empty at the end."""


class Writable(Protocol):
    """Something to write bytes to."""

    def write(self, content: bytes, /) -> int:
        """Take all of `content`."""


@dataclass(frozen=True, slots=True)
class SealedShape:
    """A sealed file from outside: bytes and SHA-256 (32 bytes) of the ciphertext, and number of chunks."""

    size: int
    sha256: bytes
    chunks: int


class WrongSizeError(ValueError):
    """A file did not have as many bytes as was said."""


def seal_file(content: Readable, size: int, recipient: str, put: Callable[[int, bytes], None]) -> SealedShape:
    """Seal `size` bytes of `content` to an X25519 recipient, padded.

    `put(number, chunk)` gets the ciphertext in chunks of 4 MiB, from number 0; what it raises ends it.
    Raises `WrongSizeError` when the content is shorter or longer, `sizes.TooLargeError` above 200 MiB.
    """
    reader, writer = _Padded(content, size), _Chunks(put)
    try:
        pyrage.encrypt_io(reader, writer, [pyrage.x25519.Recipient.from_str(recipient)])
        reader.check_end()
        return writer.finish()
    except (pyrage.EncryptError, OSError):
        # pyrage turns what our own objects raised into its own error; theirs says more.
        if (cause := reader.failed or writer.failed) is not None:
            raise cause from None
        raise


def open_file(chunks: Iterable[bytes], size: int, identity: str, target: Writable) -> None:
    """Open a file sealed to an X25519 identity and write its `size` bytes of content, without padding.

    Raises `ContentError` when it cannot be opened; what was written until then must be thrown away.
    """
    reader, writer = _Joined(chunks), _Unpadded(target, size)
    try:
        pyrage.decrypt_io(reader, writer, [pyrage.x25519.Identity.from_str(identity)])
    except (pyrage.DecryptError, OSError) as error:  # an altered chunk of the payload is its OSError
        if (cause := reader.failed or writer.failed) is not None:
            raise cause from None
        raise ContentError(Fault.NOT_FOR_US, "This file cannot be opened with this key.") from error
    if writer.wanted:
        raise ContentError(Fault.MALFORMED, "This file is shorter than its item says.")


class _Padded:
    """The content, then zeros up to its Padmé size."""

    def __init__(self, content: Readable, size: int) -> None:
        self._content = content
        self._wanted = size
        self._padding = padded_file_size(size) - size
        self.failed: Exception | None = None

    def read(self, size: int = -1) -> bytes:
        try:
            return self._read(size)
        except Exception as error:
            self.failed = error
            raise

    def _read(self, size: int) -> bytes:
        if self._wanted:
            block = self._content.read(min(size, self._wanted) if size >= 0 else self._wanted)
            if not block:
                raise WrongSizeError("The file ended before its announced size.")
            self._wanted -= len(block)
            return block
        block = _ZEROS[: min(len(_ZEROS), self._padding, size if size >= 0 else self._padding)]
        self._padding -= len(block)
        return block

    def check_end(self) -> None:
        """Refuse content beyond the announced size."""
        if self._content.read(1):
            raise WrongSizeError("The file is longer than its announced size.")


class _Chunks:
    """Cuts what is written into chunks of 4 MiB, counting and hashing."""

    def __init__(self, put: Callable[[int, bytes], None]) -> None:
        self._put = put
        self._pending = bytearray()
        self._number = 0
        self._size = 0
        self._hash = hashlib.sha256()
        self.failed: Exception | None = None

    def write(self, content: bytes) -> int:
        self._hash.update(content)
        self._size += len(content)
        self._pending += content
        while len(self._pending) >= FILE_CHUNK:
            self._hand_over(FILE_CHUNK)
        return len(content)

    def flush(self) -> None:
        """Nothing: a chunk is handed over when it is full, and the last at the end."""

    def finish(self) -> SealedShape:
        if self._pending:
            self._hand_over(len(self._pending))
        return SealedShape(self._size, self._hash.digest(), self._number)

    def _hand_over(self, size: int) -> None:
        chunk = bytes(self._pending[:size])
        del self._pending[:size]
        try:
            self._put(self._number, chunk)
        except Exception as error:
            self.failed = error
            raise
        self._number += 1


class _Joined:
    """Chunks read as one stream."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks: Iterator[bytes] = iter(chunks)
        self._pending = memoryview(b"")
        self.failed: Exception | None = None

    def read(self, size: int = -1) -> bytes:
        if not self._pending:
            self._pending = memoryview(self._next())
        size = len(self._pending) if size < 0 else size
        block, self._pending = self._pending[:size], self._pending[size:]
        return bytes(block)

    def _next(self) -> bytes:
        """The next chunk that is not empty; empty at the end."""
        try:
            return next((chunk for chunk in self._chunks if chunk), b"")
        except Exception as error:
            self.failed = error
            raise


class _Unpadded:
    """Passes on the content and drops the zeros after it."""

    def __init__(self, target: Writable, size: int) -> None:
        self._target = target
        self.wanted = size
        self.failed: Exception | None = None

    def write(self, content: bytes) -> int:
        if self.wanted:
            wanted = content[: self.wanted]
            try:
                self._target.write(wanted)
            except Exception as error:
                self.failed = error
                raise
            self.wanted -= len(wanted)
        return len(content)

    def flush(self) -> None:
        """Nothing is kept back."""
