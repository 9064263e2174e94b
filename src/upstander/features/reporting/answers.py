"""What the doors answer, as types: they are what OpenAPI describes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal
from uuid import UUID

from django.http import JsonResponse
from pydantic import BaseModel, ConfigDict


class ErrorOut(BaseModel):
    """Every error: a code for programs, plain words for people, sometimes what a program needs to go on."""

    model_config = ConfigDict(extra="allow")
    error: str
    detail: str


def refusal(status: int, code: str, detail: str, extra: Mapping[str, Any] | None = None) -> JsonResponse:
    """How every error is written."""
    return JsonResponse({"error": code, "detail": detail, **(extra or {})}, status=status)


class DoneOut(BaseModel):
    done: Literal[True] = True


class ReceivedOut(BaseModel):
    number: str
    received: str


class WorkOut(BaseModel):
    required: bool
    challenge: str
    bits: int


class TeamOut(BaseModel):
    team: UUID
    entity: str
    entity_name: str
    team_name: str
    version: int
    fingerprint: str


class EnvelopeOut(BaseModel):
    payload: str
    signature: str


class EpochGrantOut(BaseModel):
    epoch: int
    ciphertext: str


class SignerOut(BaseModel):
    principal: UUID
    name: str
    ed25519: str


class ItemOut(BaseModel):
    id: UUID
    epoch: int
    sequence: int
    direction: Literal["reporter", "handlers", "staff"]
    signer: SignerOut | None
    ciphertext: str | None
    sha256: str
    signature: str
    received: str
    erased: str | None
    opened: bool
    file: UUID | None


class ItemReceivedOut(BaseModel):
    id: UUID
    sequence: int
    received: str


class CompartmentOut(BaseModel):
    id: UUID
    kind: Literal["report", "record", "case_file"]
    algorithm: Literal["age1pq", "age1"]
    author: str | None
    mailbox: str
    created: str


class ReportOut(BaseModel):
    number: str
    want: Literal["report", "informal", "record"]
    state: str
    received: str
    entity: str | None
    entity_name: str | None
    team: UUID | None
    unit: UUID | None
    facets: dict[str, list[str]]


class EpochOut(BaseModel):
    """`signature` is null for the first; `signer` is null where the reporter began it."""

    number: int
    recipient: str
    signature: str | None
    signer: SignerOut | None


class OpeningOut(BaseModel):
    """`name` is null where the reporter read what handlers wrote."""

    sequence: int
    name: str | None
    opened: str


class ReaderOut(BaseModel):
    principal: UUID
    name: str
    role: str
    excluded: bool


class UnfinishedOut(BaseModel):
    id: UUID
    size: int
    chunks: int


class ConversationOut(BaseModel):
    compartment: CompartmentOut
    report: ReportOut | None
    epochs: list[EpochOut]
    grants: list[EpochGrantOut]
    items: list[ItemOut]
    openings: list[OpeningOut]
    readers: list[ReaderOut]
    manifest: EnvelopeOut | None
    unfinished_files: list[UnfinishedOut]


class CaseOut(BaseModel):
    conversation: ConversationOut
    case_file: ConversationOut | None


class CopiedGrantOut(EpochGrantOut):
    """`principal` says whose it is: the handler's own key set, or the recovery key."""

    principal: UUID


class CopiedConversationOut(ConversationOut):
    grants: list[CopiedGrantOut]  # type: ignore[assignment]  # the same, and whose each one is


class CopyOut(BaseModel):
    conversation: CopiedConversationOut
    case_file: CopiedConversationOut | None


class FileOut(BaseModel):
    """`chunks` are the numbers that have arrived, from 0."""

    size: int
    chunks: list[int]
    chunk_size: int
    finished: bool


class PersonOut(BaseModel):
    id: UUID
    name: str


class CurrentOut(BaseModel):
    state: str
    assignee: PersonOut | None
    version: int


class CaseFileOut(BaseModel):
    id: UUID
    grants: list[EpochGrantOut]


class InboxReportOut(CurrentOut):
    id: UUID
    number: str
    want: Literal["report", "informal"]
    received: str
    entity: str
    team: UUID
    unit: UUID | None
    language: str
    facets: dict[str, list[str]]
    algorithm: Literal["age1pq", "age1"]
    unread: int
    opened: bool
    rotation_due: bool
    grants: list[EpochGrantOut]
    case_file: CaseFileOut | None


class IndexOut(BaseModel):
    version: int
    ciphertext: str


class InboxOut(BaseModel):
    reports: list[InboxReportOut]
    index: IndexOut | None


class HolderOut(BaseModel):
    principal: UUID
    account: UUID | None
    name: str
    role: str


class AccessOpeningOut(OpeningOut):
    compartment: UUID


class AccessOut(BaseModel):
    """Whom the reporter shut out is in none of the lists."""

    readers: list[HolderOut]
    openings: list[AccessOpeningOut]
    could: list[HolderOut]


class KeySetOut(BaseModel):
    id: UUID
    entity: UUID
    age1pq: str
    age1: str
    ed25519: str


class SealedOut(BaseModel):
    id: str
    method: Literal["passphrase", "passkey"]
    label: str
    ciphertext: str


class KeysOut(BaseModel):
    key_set: KeySetOut | None
    sealed: list[SealedOut]
    in_manifest: bool


class AddedOut(BaseModel):
    added: int
