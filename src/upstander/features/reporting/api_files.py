"""What the doors of reporters and of handlers do alike with files: chunks in and out, never a whole file."""

from __future__ import annotations

import re
from typing import Any, BinaryIO, cast
from uuid import UUID

from django.http import HttpRequest, StreamingHttpResponse
from ninja import Status

from upstander.core.sealing.sizes import FILE_CHUNK
from upstander.foundation.vault import services as vault
from upstander.foundation.vault.services.files import Arrived
from upstander.foundation.vault.services.reach import Who
from upstander.foundation.vault.values import NewFile

from . import schemas
from .answers import DoneOut, FileOut
from .api_bodies import OCTETS, check_head
from .problems import MalformedError
from .turns import writing

_HASH = re.compile(r"[0-9a-f]{64}")
_BYTES = {OCTETS: {"schema": {"type": "string", "format": "binary"}}}
CHUNK_BODY: dict[str, Any] = {
    "requestBody": {"required": True, "content": _BYTES},
    "parameters": [
        {
            "in": "header",
            "name": "X-Chunk-SHA256",
            "required": True,
            "schema": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
        }
    ],
}
CHUNK_ANSWER: dict[str, Any] = {
    "responses": {200: {"description": "A chunk of ciphertext", "content": _BYTES}}
}


def announce(who: Who, compartment: UUID, sent: schemas.FileIn) -> Status[FileOut]:
    with writing():
        _file, fresh = vault.announce(who, compartment, NewFile(sent.id, sent.epoch, sent.size))
    return Status(201 if fresh else 200, arrived(who, compartment, sent.id))


def arrived(who: Who, compartment: UUID, file: UUID) -> FileOut:
    return _told(vault.status(who, compartment, file))


def finish(who: Who, compartment: UUID, file: UUID, sent: schemas.FinishIn) -> FileOut:
    vault.finish(who, compartment, file, bytes.fromhex(sent.sha256))
    return arrived(who, compartment, file)


def give_up(who: Who, compartment: UUID, file: UUID) -> DoneOut:
    with writing():
        vault.give_up(who, compartment, file)
    return DoneOut()


def put_chunk(request: HttpRequest, who: Who, compartment: UUID, file: UUID, number: int) -> DoneOut:
    """The body goes to the store as it arrives; refused by its announced length before it is read."""
    check_head(request, OCTETS, FILE_CHUNK)
    sha256 = request.headers.get("X-Chunk-SHA256", "")
    if not _HASH.fullmatch(sha256):
        raise MalformedError
    vault.put_chunk(who, compartment, file, number, cast(BinaryIO, request), bytes.fromhex(sha256))
    return DoneOut()


def chunk(who: Who, compartment: UUID, file: UUID, number: int) -> StreamingHttpResponse:
    pieces = vault.chunk(who, compartment, file, number)
    return StreamingHttpResponse(pieces, content_type=OCTETS)


def _told(one: Arrived) -> FileOut:
    return FileOut(size=one.size, chunks=list(one.chunks), chunk_size=one.chunk_size, finished=one.finished)
