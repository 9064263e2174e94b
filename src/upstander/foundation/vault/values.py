"""What is handed to the vault's services: plain values, which the services check."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from upstander.foundation.entities.models import Team

REPORTER = "reporter"
"""The actor who comes with a receipt; the door has found her compartment by its locator."""
SYSTEM = "system"
OPERATOR = "operator"


@dataclass(frozen=True, slots=True)
class NewGrant:
    """An epoch's identity sealed to a principal; `principal` None is the receipt."""

    principal: UUID | None
    ciphertext: bytes
    epoch: int = 1


@dataclass(frozen=True, slots=True)
class NewItem:
    """An item to be appended. `file` is the finished sealed file that it describes."""

    id: UUID
    ciphertext: bytes
    signature: bytes
    epoch: int = 1
    sequence: int = 1
    file: UUID | None = None


@dataclass(frozen=True, slots=True)
class NewCompartment:
    """A submission, as far as the vault is concerned; or a case file beside a report.

    `kind` and `algorithm` are values of `models.Compartment.Kind` and `.Algorithm`. A report and a case file
    name their team and the manifest's version they were sealed by; a record names neither. `digest` (SHA-256)
    stands for the whole submission: the same again is recognised by it. `beside` is the report's compartment,
    whose exclusions hold for a case file too.
    """

    id: UUID
    kind: str
    algorithm: str
    recipient: str
    grants: Sequence[NewGrant]
    digest: bytes
    team: Team | None = None
    manifest_version: int | None = None
    author: bytes | None = None
    locator_hash: bytes | None = None
    mailbox: str = ""
    excluded: Sequence[UUID] = ()
    item: NewItem | None = None
    beside: UUID | None = None


@dataclass(frozen=True, slots=True)
class NewEpoch:
    """A rotation: the next recipient, signed by its beginner, and grants to all who remain."""

    number: int
    recipient: str
    grants: Sequence[NewGrant]
    signature: bytes


@dataclass(frozen=True, slots=True)
class NewFile:
    """A sealed file that will come in chunks; `size` in bytes of ciphertext."""

    id: UUID
    epoch: int
    size: int


@dataclass(frozen=True, slots=True)
class NewKeyring:
    """The private half of a key set, sealed; `method` is a value of `models.SealedKeyring.Method`."""

    method: str
    label: str
    ciphertext: bytes


@dataclass(frozen=True, slots=True)
class NewKeys:
    """The public half of a key set."""

    age1pq: str
    age1: str
    ed25519: bytes
    sealed: Sequence[NewKeyring]
