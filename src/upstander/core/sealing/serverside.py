"""Sealing and opening where the reporter has no JavaScript: the server does it in memory, and forgets.

Only compartments of the algorithm `age1` are made and opened here, with pyrage. What comes out has the form
that the browser sends and receives (docs/formats.md), so the rest of the server cannot tell, and need not.
Nothing here writes anything; the page says in one sentence what the server could see meanwhile.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid4

import pyrage

from upstander.core.sealing import agefile, items, signatures, wire
from upstander.core.sealing.agefile import Kind
from upstander.core.sealing.items import ContentError, Fault, Item
from upstander.core.sealing.manifest import Manifest
from upstander.core.sealing.receipts import Receipt
from upstander.core.sealing.recipients import Algorithm
from upstander.core.sealing.signatures import Place

RECEIPT: Final = "receipt"
"""The principal of the reporter's own grant."""


class NobodyLeftError(ValueError):
    """Nobody would be left who could read the report."""


@dataclass(frozen=True, slots=True)
class Target:
    """One to be granted: a principal and its X25519 recipient."""

    principal: str
    recipient: str


@dataclass(frozen=True, slots=True)
class Draft:
    """What a reporter wants to send. `body` is that of an item of type `report`."""

    want: str
    body: Mapping[str, Any]
    at: datetime
    language: str
    manifest: Manifest | None = None
    manifest_sha256: str = ""
    excluded: Collection[UUID] = ()
    facets: Mapping[str, Any] = field(default_factory=dict)
    unit: UUID | None = None


@dataclass(frozen=True, slots=True)
class Submission:
    """What goes to `POST reports`, and the identity of epoch 1, for files and messages that follow."""

    body: dict[str, Any]
    compartment: UUID
    recipient: str
    identity: str = field(repr=False)


# --- primitives, one call each ------------------------------------------------------------------------------


def seal(plaintext: bytes, recipient: str) -> bytes:
    """An age file to one X25519 recipient."""
    return bytes(pyrage.encrypt(plaintext, [pyrage.x25519.Recipient.from_str(recipient)]))


def open_sealed(ciphertext: bytes, identity: str) -> bytes:
    """The plaintext of an age file sealed to an X25519 identity. Raises `ContentError`.

    Our own reader judges first: pyrage opens some files that the format forbids.
    """
    try:
        agefile.parse(ciphertext, Kind.X25519)
        return bytes(pyrage.decrypt(ciphertext, [pyrage.x25519.Identity.from_str(identity)]))
    except agefile.MalformedAgeError as error:
        raise ContentError(Fault.MALFORMED, str(error)) from error
    except pyrage.DecryptError as error:
        raise ContentError(Fault.NOT_FOR_US, "This cannot be opened with this key.") from error


# --- sending ------------------------------------------------------------------------------------------------


def team_targets(manifest: Manifest, excluded: Collection[UUID] = ()) -> list[Target]:
    """The handlers whom the reporter lets in, and recovery. Raises `NobodyLeftError`."""
    permitted = [handler for handler in manifest.handlers if handler.id not in excluded]
    if not permitted:
        raise NobodyLeftError("Nobody is left who could read it.")
    targets = [Target(str(handler.id), handler.age1) for handler in permitted]
    return [*targets, Target(str(manifest.recovery.id), manifest.recovery.age1)]


def receipt_target(receipt: Receipt) -> Target:
    """The reporter's own mailbox."""
    return Target(RECEIPT, mailbox_of(receipt))


def mailbox_of(receipt: Receipt) -> str:
    """The X25519 recipient of a receipt, which the server keeps for later epochs."""
    identity = pyrage.x25519.Identity.from_str(receipt.mailbox_identity(Algorithm.X25519))
    return str(identity.to_public())


def make_grants(
    compartment: UUID, epoch: int, identity: str, targets: Sequence[Target]
) -> list[dict[str, str]]:
    """The identity of an epoch, sealed to each target."""
    plaintext = items.write_grant(compartment, epoch, identity)
    return [
        {"principal": target.principal, "ciphertext": wire.encode(seal(plaintext, target.recipient))}
        for target in targets
    ]


def build_submission(draft: Draft, receipt: Receipt, compartment: UUID | None = None) -> Submission:
    """Seal a report, an informal request or a private record. Costs a scrypt and a few milliseconds.

    `compartment` may be given so that sending the form twice makes one report. Raises `NobodyLeftError`.
    """
    targets = [] if draft.want == "record" else team_targets(_manifest(draft), draft.excluded)
    compartment = compartment or uuid4()
    key = pyrage.x25519.Identity.generate()
    identity, recipient = str(key), str(key.to_public())
    grants = make_grants(compartment, 1, identity, [*targets, receipt_target(receipt)])
    place = Place(compartment, 1, 1, "reporter")
    item = seal_item(Item(place, "report", draft.at, receipt.author, _remembering(draft)), receipt, recipient)
    body = _submission_body(draft, receipt, compartment, recipient)
    body |= {"grants": grants, "item": {name: item[name] for name in ("id", "ciphertext", "signature")}}
    return Submission(body, compartment, recipient, identity)


def seal_item(item: Item, receipt: Receipt, recipient: str, identifier: UUID | None = None) -> dict[str, Any]:
    """A reporter's item, padded, sealed and signed, as `POST mailbox/items` takes it."""
    ciphertext = seal(items.write_item(replace(item, author=receipt.author)), recipient)
    signature = signatures.sign_item(receipt.author_seed, item.place, ciphertext)
    return {
        "id": str(identifier or uuid4()),
        "epoch": item.place.epoch,
        "sequence": item.place.sequence,
        "ciphertext": wire.encode(ciphertext),
        "signature": wire.encode(signature),
    }


def report_record(
    compartment: UUID, epoch: int, identity: str, manifest: Manifest, excluded: Collection[UUID] = ()
) -> list[dict[str, str]]:
    """The grants that turn a private record into a report."""
    return make_grants(compartment, epoch, identity, team_targets(manifest, excluded))


def _manifest(draft: Draft) -> Manifest:
    if draft.manifest is None:
        raise NobodyLeftError("A report needs a team's manifest.")
    return draft.manifest


def _remembering(draft: Draft) -> Mapping[str, Any]:
    """The first item names the manifest that it was sealed under (docs/adr/0008)."""
    if draft.manifest is None:
        return draft.body
    known: dict[str, Any] = {"team": str(draft.manifest.team), "version": draft.manifest.version}
    known["root"] = draft.manifest.fingerprint
    return {**draft.body, "manifest": {**known, "sha256": draft.manifest_sha256}}


def _submission_body(draft: Draft, receipt: Receipt, compartment: UUID, recipient: str) -> dict[str, Any]:
    return {
        "v": 1,
        "compartment": {
            "id": str(compartment),
            "kind": "record" if draft.want == "record" else "report",
            "algorithm": str(Algorithm.X25519),
            "recipient": recipient,
        },
        "team": str(draft.manifest.team) if draft.manifest else None,
        "manifest_version": draft.manifest.version if draft.manifest else None,
        "locator_hash": wire.encode(receipt.locator_hash),
        "author": wire.encode(receipt.author),
        "mailbox": mailbox_of(receipt),
        "want": draft.want,
        "excluded": sorted(str(principal) for principal in draft.excluded),
        "facets": dict(draft.facets),
        "unit": str(draft.unit) if draft.unit else None,
        "language": draft.language,
    }


# --- returning ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Closed:
    """An item that is not shown: erased (`fault` None), or refused for a reason."""

    sequence: int
    fault: Fault | None


@dataclass(frozen=True, slots=True)
class Conversation:
    """A mailbox as its reporter reads it. `identities` by epoch are kept for one request only."""

    compartment: UUID
    items: tuple[Item | Closed, ...]
    identities: Mapping[int, str] = field(repr=False)
    refused_epochs: frozenset[int] = frozenset()
    """Epochs that nobody signed as he should: their items are not shown, and nothing is sealed to them."""


def open_mailbox(view: Mapping[str, Any], receipt: Receipt) -> Conversation:
    """Open what `POST mailbox/open` answers, for an `age1` compartment; see `open_compartment`."""
    return open_compartment(view, receipt.mailbox_identity(Algorithm.X25519), receipt.author)


def open_compartment(view: Mapping[str, Any], identity: str, reporter: bytes | None) -> Conversation:
    """Open an `age1` compartment as the server gives it to a reader with this X25519 identity.

    A grant that the identity does not open leaves its epoch closed; an item that does not hold is `Closed`,
    and the others are still shown. `reporter` is the public key of the reporter, None for a case file;
    handlers' items are checked against the key that the answer names.
    """
    compartment = wire.read_identifier(view["compartment"]["id"])
    identities = {}
    for grant in view["grants"]:
        with suppress(ContentError):
            epoch = int(grant["epoch"])
            identities[epoch] = open_grant(wire.decode(grant["ciphertext"]), compartment, epoch, identity)
    refused = {
        epoch for epoch in identities if not _holds(view, compartment, epoch, identities[epoch], reporter)
    }
    kept = {epoch: identity for epoch, identity in identities.items() if epoch not in refused}
    opened = tuple(_open_one(raw, compartment, kept, refused, reporter) for raw in view["items"])
    return Conversation(compartment, opened, kept, frozenset(refused))


def _holds(
    view: Mapping[str, Any], compartment: UUID, number: int, identity: str, reporter: bytes | None
) -> bool:
    """Whether an epoch is what whoever began it signed, and its grant fits (docs/adr/0009).

    The first is not signed: the first item, which its author sealed to it and signed, stands for it.
    """
    listed = next((one for one in view.get("epochs", ()) if one["number"] == number), None)
    if listed is None:
        return number == 1
    if str(pyrage.x25519.Identity.from_str(identity).to_public()) != listed["recipient"]:
        return False
    if number == 1:
        return True
    signer = listed.get("signer")
    try:
        author = reporter if signer is None else wire.decode(signer["ed25519"], signatures.PUBLIC_BYTES)
        signature = wire.decode(listed.get("signature"), signatures.SIGNATURE_BYTES)
    except wire.WireError:
        return False
    return author is not None and signatures.epoch_is_signed(
        author, compartment, number, listed["recipient"], signature
    )


def open_grant(ciphertext: bytes, compartment: UUID, epoch: int, identity: str) -> str:
    """The identity of an epoch that a grant carries. Raises `ContentError`."""
    return items.read_grant(open_sealed(ciphertext, identity), compartment, epoch)


def open_item(ciphertext: bytes, signature: bytes, place: Place, author: bytes, identity: str) -> Item:
    """The item at `place`, when `author` signed it. Raises `ContentError`."""
    if not signatures.item_is_signed(author, place, hashlib.sha256(ciphertext).digest(), signature):
        raise ContentError(Fault.SIGNATURE, "This item is not signed by its author.")
    return items.read_item(open_sealed(ciphertext, identity), place, author)


def _open_one(
    raw: Mapping[str, Any],
    compartment: UUID,
    identities: Mapping[int, str],
    refused: Collection[int],
    reporter: bytes | None,
) -> Item | Closed:
    place = Place(compartment, int(raw["epoch"]), int(raw["sequence"]), str(raw["direction"]))
    if raw["ciphertext"] is None:
        return Closed(place.sequence, None)
    if place.epoch in refused:
        return Closed(place.sequence, Fault.EPOCH)
    if place.epoch not in identities:
        return Closed(place.sequence, Fault.NOT_FOR_US)
    signer = raw["signer"]
    author = reporter if signer is None else wire.decode(signer["ed25519"], signatures.PUBLIC_BYTES)
    if author is None or (signer is None) != (place.direction == "reporter"):
        return Closed(place.sequence, Fault.WRONG_PLACE)
    try:
        ciphertext, signature = wire.decode(raw["ciphertext"]), wire.decode(raw["signature"])
        return open_item(ciphertext, signature, place, author, identities[place.epoch])
    except (ContentError, wire.WireError) as error:
        return Closed(place.sequence, getattr(error, "fault", Fault.MALFORMED))
