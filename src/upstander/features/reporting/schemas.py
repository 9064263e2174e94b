"""What travels through the API, as types: everything a program may send, refused when it is not exactly that.

Inputs are plain pydantic models (not ninja schemas, which look every field up in Python: a millisecond more
for a submission). Bytes are standard base64 with padding (docs/formats.md).
"""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from upstander.core.sealing import sizes, wire

KIB = 1024
MOST_ITEM = sizes.LARGEST_ITEM_CIPHERTEXT
MOST_GRANT = 8 * KIB
MOST_GRANTS = 500
MOST_KEYRING = 64 * KIB
MOST_INDEX = 8 * KIB * KIB


def _from_base64(value: object) -> bytes:
    return wire.decode(value)  # a WireError is a ValueError, which pydantic reports


def _canonical_uuid(value: object) -> object:
    """Refuse other spellings of the same UUID: signatures and grants name it as text."""
    if isinstance(value, str) and (len(value) != 36 or value != value.lower()):
        raise ValueError("a UUID is written in lower case with hyphens")
    return value


def _version_four(value: UUID) -> UUID:
    if value.version != 4:
        raise ValueError("the identifier is not a random (version 4) UUID")
    return value


Base64 = Annotated[bytes, BeforeValidator(_from_base64), WithJsonSchema({"type": "string", "format": "byte"})]
Key32 = Annotated[Base64, Field(min_length=32, max_length=32)]
Signature = Annotated[Base64, Field(min_length=64, max_length=64)]
Hash32 = Key32
Id = Annotated[UUID, BeforeValidator(_canonical_uuid)]
OwnId = Annotated[UUID, BeforeValidator(_canonical_uuid), AfterValidator(_version_four)]
"""An identifier that the client draws."""
Positive = Annotated[int, Field(ge=1, le=2**31 - 1)]
EpochNumber = Annotated[int, Field(ge=1, le=32_767)]
Recipient = Annotated[str, Field(min_length=60, max_length=2_400, pattern=r"^age1[a-z0-9]+$")]
Algorithm = Literal["age1pq", "age1"]
Facets = Annotated[
    dict[
        Annotated[str, Field(max_length=20)],
        Annotated[list[Annotated[str, Field(max_length=40)]], Field(max_length=24)],
    ],
    Field(max_length=24),
]
Language = Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[a-z0-9]{2,8})*$", max_length=10)]
ItemCiphertext = Annotated[Base64, Field(min_length=100, max_length=MOST_ITEM)]
GrantCiphertext = Annotated[Base64, Field(min_length=100, max_length=MOST_GRANT)]


class Input(BaseModel):
    """Anything unknown is refused: a misspelt field must not be lost in silence."""

    model_config = ConfigDict(extra="forbid", strict=False, str_max_length=2 * KIB * KIB)


# --- a submission -----------------------------------------------------------------------------------------
class CompartmentIn(Input):
    id: OwnId
    kind: Literal["report", "record"]
    algorithm: Algorithm
    recipient: Recipient


class GrantIn(Input):
    principal: Id | Literal["receipt"]
    ciphertext: GrantCiphertext


class FirstItemIn(Input):
    id: OwnId
    ciphertext: ItemCiphertext
    signature: Signature


class WorkIn(Input):
    challenge: Annotated[str, Field(max_length=200)]
    nonce: Annotated[str, Field(max_length=64)]


class SubmissionIn(Input):
    """A report, a request for informal help or a private record; see "Submission" in docs/formats.md."""

    v: Literal[1]
    compartment: CompartmentIn
    team: Id | None = None
    manifest_version: Positive | None = None
    locator_hash: Hash32
    author: Key32
    mailbox: Recipient
    want: Literal["report", "informal", "record"]
    grants: Annotated[list[GrantIn], Field(min_length=1, max_length=MOST_GRANTS)]
    excluded: Annotated[list[Id], Field(max_length=MOST_GRANTS)] = []
    item: FirstItemIn
    facets: Facets = {}
    unit: Id | None = None
    language: Language
    work: WorkIn | None = None


# --- what the holder of a receipt, or a handler, adds -----------------------------------------------------
class ItemIn(Input):
    id: OwnId
    epoch: EpochNumber
    sequence: Positive
    ciphertext: ItemCiphertext
    signature: Signature
    file: Id | None = None


class FacetsIn(Input):
    facets: Facets


class TurnIn(Input):
    """What turns a private record into a report: the grants to those who may read it from now on."""

    team: Id
    manifest_version: Positive
    want: Literal["report", "informal"]
    grants: Annotated[list[GrantIn], Field(min_length=1, max_length=MOST_GRANTS)]
    excluded: Annotated[list[Id], Field(max_length=MOST_GRANTS)] = []
    unit: Id | None = None


class WithdrawIn(Input):
    erase_unopened: bool = False


class EpochIn(Input):
    number: EpochNumber
    recipient: Recipient
    grants: Annotated[list[GrantIn], Field(min_length=1, max_length=MOST_GRANTS)]
    signature: Signature


class ExcludeIn(Input):
    principal: Id
    epoch: EpochIn | None = None


class FileIn(Input):
    id: OwnId
    epoch: EpochNumber
    size: Annotated[int, Field(ge=1, le=2**40)]


class FinishIn(Input):
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


# --- handlers ---------------------------------------------------------------------------------------------
class SealedIn(Input):
    method: Literal["passphrase", "passkey"]
    label: Annotated[str, Field(max_length=60)] = ""
    ciphertext: Annotated[Base64, Field(min_length=100, max_length=MOST_KEYRING)]


class EnrolIn(Input):
    entity: Id
    age1pq: Recipient
    age1: Recipient
    ed25519: Key32
    sealed: Annotated[list[SealedIn], Field(min_length=1, max_length=8)]


class IndexIn(Input):
    version: Positive
    ciphertext: Annotated[Base64, Field(min_length=100, max_length=MOST_INDEX)]


class CaseFileCompartmentIn(Input):
    id: OwnId
    algorithm: Algorithm
    recipient: Recipient


class CaseFileIn(Input):
    compartment: CaseFileCompartmentIn
    grants: Annotated[list[GrantIn], Field(min_length=1, max_length=MOST_GRANTS)]


class EpochGrantIn(Input):
    epoch: EpochNumber
    principal: Id
    ciphertext: GrantCiphertext


class GrantsIn(Input):
    grants: Annotated[list[EpochGrantIn], Field(min_length=1, max_length=MOST_GRANTS)]


class AssignIn(Input):
    account: Id | None
    version: Positive


class PrintIn(Input):
    """Why readable words go on paper; a code, so that no words reach the trail."""

    reason: Literal["meeting", "hearing", "asked", "duty"]


class StateIn(Input):
    state: Literal["acknowledged", "in_progress", "closed"]
    version: Positive
