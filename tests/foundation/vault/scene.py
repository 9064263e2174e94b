"""An entity with a signed team, and a reporter: real keys, really sealed (by X25519)."""

from __future__ import annotations

import hashlib
import os
from base64 import b64encode
from dataclasses import dataclass, field, replace
from datetime import timedelta
from uuid import UUID, uuid4

import bech32
import pyrage
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.utils import timezone

from upstander.core.sealing import items, manifest, signatures
from upstander.core.sealing.agefile import INTRODUCTION
from upstander.core.sealing.sizes import payload_size
from upstander.foundation.access.actors import Actor
from upstander.foundation.access.services import ensure_roles
from upstander.foundation.accounts.models import Account
from upstander.foundation.entities.models import Entity, Membership, Team
from upstander.foundation.vault.models import Compartment, KeySet, Manifest
from upstander.foundation.vault.services import create_compartment, publish_manifest
from upstander.foundation.vault.services.manifests import draft_manifest
from upstander.foundation.vault.values import (
    OPERATOR,
    REPORTER,
    NewCompartment,
    NewEpoch,
    NewGrant,
    NewItem,
    NewKeyring,
    NewKeys,
)


def seed() -> tuple[bytes, bytes]:
    """An Ed25519 seed and its public key."""
    private = os.urandom(32)
    return private, Ed25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def hybrid_recipient() -> str:
    """A well-formed age1pq recipient that nobody has the identity of."""
    words = bech32.convertbits(os.urandom(1216), 8, 5)
    return str(bech32.bech32_encode("age1pq", words))


def b64(content: bytes) -> bytes:
    return b64encode(content).rstrip(b"=")


def shaped(stanza: bytes, plaintext: int, more: bytes = b"") -> bytes:
    """A file of age's form around a stanza's first line; nobody can open it."""
    header = INTRODUCTION + b"-> " + stanza + b"\n" + b64(bytes(32)) + b"\n" + more
    return header + b"--- " + b64(os.urandom(32)) + b"\n" + os.urandom(payload_size(plaintext))


def hybrid_file(plaintext: int) -> bytes:
    return shaped(b"mlkem768x25519 " + b64(bytes(1120)), plaintext)


def passphrase_file(work: int = 18, plaintext: int = 300) -> bytes:
    return shaped(b"scrypt %b %d" % (b64(os.urandom(16)), work), plaintext)


def passkey_file() -> bytes:
    return shaped(b"age-encryption.org/fido2prf " + b64(os.urandom(16)), 300)


def new_keys() -> NewKeys:
    return NewKeys(
        hybrid_recipient(),
        str(pyrage.x25519.Identity.generate().to_public()),
        seed()[1],
        [NewKeyring("passphrase", "", passphrase_file())],
    )


def seal(content: bytes, recipient: str) -> bytes:
    return bytes(pyrage.encrypt(content, [pyrage.x25519.Recipient.from_str(recipient)]))


@dataclass
class Handler:
    account: Account
    membership: Membership
    keys: KeySet
    ed25519: bytes
    identity: pyrage.x25519.Identity

    @property
    def actor(self) -> Actor:
        return Actor.of(self.account, timezone.localdate())


@dataclass
class Scene:
    """One entity, one team with a manifest in force."""

    entity: Entity
    team: Team
    root: bytes
    recovery: KeySet
    handlers: list[Handler] = field(default_factory=list)

    @property
    def principals(self) -> list[UUID]:
        return [handler.keys.pk for handler in self.handlers] + [self.recovery.pk]

    def hire(self, role: str = "handler", team: Team | None = None) -> Handler:
        """One more person with a role and keys, not in the manifest yet."""
        name = f"{role}-{uuid4().hex[:8]}"
        account = Account.objects.create(
            username=name, display_name=name.title(), email=f"{name}@example.org", language="en"
        )
        membership = Membership.objects.create(
            account=account,
            entity=self.entity,
            role=ensure_roles(self.entity)[role],
            team=team or self.team,
            starts_on=timezone.localdate() - timedelta(days=1),
        )
        private, public = seed()
        identity = pyrage.x25519.Identity.generate()
        keys = KeySet.objects.create(
            entity=self.entity,
            account=account,
            age1pq=hybrid_recipient(),
            age1=str(identity.to_public()),
            ed25519=public,
        )
        return Handler(account, membership, keys, private, identity)

    def sign(self) -> Manifest:
        """Draft, sign offline, publish."""
        return publish_manifest(OPERATOR, signed(draft_manifest(OPERATOR, self.team), self.root))

    def administrator(self) -> Actor:
        account = Account.objects.create(username=f"admin-{uuid4().hex[:8]}", display_name="Administrator")
        Membership.objects.create(
            account=account,
            entity=self.entity,
            role=ensure_roles(self.entity)["administrator"],
            starts_on=timezone.localdate() - timedelta(days=1),
        )
        return Actor.of(account, timezone.localdate())


def signed(payload: bytes, root: bytes) -> bytes:
    import json

    return json.dumps(manifest.sign(payload, root).to_json()).encode()


def scene(handlers: int = 3, code: str = "") -> Scene:
    private, public = seed()
    entity = Entity.objects.create(
        code=code or f"E{uuid4().hex[:8]}", name="An organisation", root_public_key=public
    )
    team = Team.objects.create(entity=entity, name="Intake")
    recovery = KeySet.objects.create(
        entity=entity, age1pq=hybrid_recipient(), age1=str(pyrage.x25519.Identity.generate().to_public())
    )
    made = Scene(entity, team, private, recovery)
    made.handlers = [made.hire() for _ in range(handlers)]
    made.sign()
    return made


@dataclass
class Reporter:
    """Who comes with a receipt; `identity` is the latest epoch's."""

    compartment: UUID = field(default_factory=uuid4)
    seed: bytes = b""
    public: bytes = b""
    mailbox: str = ""
    identity: pyrage.x25519.Identity = field(default_factory=pyrage.x25519.Identity.generate)
    locator_hash: bytes = field(default_factory=lambda: os.urandom(32))

    def __post_init__(self) -> None:
        self.seed, self.public = seed()
        self.mailbox = str(pyrage.x25519.Identity.generate().to_public())

    def grants(self, principals: list[UUID | None], epoch: int = 1) -> list[NewGrant]:
        plaintext = items.write_grant(self.compartment, epoch, str(self.identity))
        return [NewGrant(one, seal(plaintext, self.mailbox), epoch) for one in principals]

    def item(
        self, sequence: int = 1, epoch: int = 1, text: str = "words", file: UUID | None = None
    ) -> NewItem:
        return write(
            self.compartment,
            self.seed,
            str(self.identity.to_public()),
            sequence,
            "reporter",
            epoch,
            text,
            file,
        )

    def submission(self, scene: Scene | None, excluded: tuple[UUID, ...] = ()) -> NewCompartment:
        """A report to the scene's team, or a private record."""
        principals = [pk for pk in scene.principals if pk not in excluded] if scene else []
        version = scene.team.manifests.latest("version").version if scene else None
        return NewCompartment(
            id=self.compartment,
            kind="report" if scene else "record",
            algorithm="age1",
            recipient=str(self.identity.to_public()),
            grants=self.grants([*principals, None]),
            digest=hashlib.sha256(self.compartment.bytes).digest(),
            team=scene.team if scene else None,
            manifest_version=version,
            author=self.public,
            locator_hash=self.locator_hash,
            mailbox=self.mailbox,
            excluded=excluded,
            item=self.item(),
        )

    def report(self, scene: Scene | None, excluded: tuple[UUID, ...] = ()) -> Compartment:
        made, new = create_compartment(REPORTER, self.submission(scene, excluded))
        assert new
        return made

    def epoch(self, number: int, principals: list[UUID | None], by: Handler | None = None) -> NewEpoch:
        """The next epoch, signed by a handler, or by the reporter."""
        self.identity = pyrage.x25519.Identity.generate()
        recipient = str(self.identity.to_public())
        private = by.ed25519 if by else self.seed
        signature = signatures.sign_epoch(private, self.compartment, number, recipient)
        return NewEpoch(number, recipient, self.grants(principals, number), signature)


def write(
    compartment: UUID,
    private: bytes,
    recipient: str,
    sequence: int,
    direction: str,
    epoch: int = 1,
    text: str = "words",
    file: UUID | None = None,
) -> NewItem:
    """A sealed, signed item."""
    place = signatures.Place(compartment, epoch, sequence, direction)
    author = signatures.public_key(private)
    plaintext = items.write_item(items.Item(place, "message", timezone.now(), author, {"text": text}))
    ciphertext = seal(plaintext, recipient)
    return NewItem(
        uuid4(), ciphertext, signatures.sign_item(private, place, ciphertext), epoch, sequence, file
    )


def answer(handler: Handler, reporter: Reporter, sequence: int, epoch: int = 1) -> NewItem:
    recipient = str(reporter.identity.to_public())
    return write(reporter.compartment, handler.ed25519, recipient, sequence, "handlers", epoch)


def case_file(scene: Scene, beside: Compartment, principals: list[UUID] | None = None) -> NewCompartment:
    maker = Reporter()
    return NewCompartment(
        id=maker.compartment,
        kind="case_file",
        algorithm="age1",
        recipient=str(maker.identity.to_public()),
        grants=maker.grants(list(principals or scene.principals)),
        digest=hashlib.sha256(maker.compartment.bytes).digest(),
        team=scene.team,
        beside=beside.pk,
    )


__all__ = [
    "Handler",
    "Reporter",
    "Scene",
    "answer",
    "case_file",
    "hybrid_file",
    "hybrid_recipient",
    "new_keys",
    "passkey_file",
    "passphrase_file",
    "replace",
    "scene",
    "seal",
    "shaped",
    "signed",
    "write",
]
