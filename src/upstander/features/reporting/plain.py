"""Reporting without JavaScript: the server seals in memory to the manifest's keys, and forgets
(core.sealing).

Everything of one form (receipt, identifier of its compartment) is derived from a seed that the form carries
and that is kept nowhere: the same form sent twice makes one report, and the second answer shows the same
receipt again.
"""

from __future__ import annotations

import hashlib
import hmac
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import structlog
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from upstander.core.sealing import serverside, wire
from upstander.core.sealing.agefile import Kind, parse_head
from upstander.core.sealing.files import seal_file
from upstander.core.sealing.items import Item
from upstander.core.sealing.receipts import RANGE, Receipt
from upstander.core.sealing.serverside import Draft
from upstander.core.sealing.signatures import Place
from upstander.core.sealing.sizes import ciphertext_size, padded_file_size
from upstander.core.sealing.wordlists import LANGUAGES
from upstander.foundation.vault.errors import IdTaken, ManifestOutdated, SequenceTaken, VaultError
from upstander.foundation.vault.manifests import InForce, receiving
from upstander.foundation.vault.services import announce, finish, put_chunk
from upstander.foundation.vault.values import REPORTER, NewFile, NewGrant, NewItem

from . import flood
from .arriving_files import Arrivals, ArrivedFile, Reading
from .conversations import opened_by_reporter
from .forms import ReportForm
from .mailboxes import Opened, opened
from .models import Report
from .problems import ProblemError
from .services import submission as submissions
from .services.mailbox import write

log = structlog.get_logger("upstander.reporting")


class NotKeptError(ProblemError):
    """The database or the disk did not take it; the form comes back with everything in it."""

    code, status = "not_kept", 503

    def words(self) -> str:
        return _("It could not be kept just now, so nothing was sent. Please press the button again.")


@dataclass(frozen=True, slots=True)
class Readers:
    """A team's manifest in force, as the form without scripts shows it."""

    manifest: InForce

    @property
    def team(self) -> UUID:
        return self.manifest.payload.team

    @property
    def entity(self) -> str:
        return self.manifest.payload.entity


@dataclass(frozen=True, slots=True)
class Kept:
    """What the receipt's page shows. `files`: each name, and whether it arrived."""

    receipt: Receipt
    received_at: datetime
    want: str
    files: Sequence[tuple[str, bool]] = field(default_factory=tuple)
    repeated: bool = False

    @property
    def places(self) -> list[tuple[str, str]]:
        """Word and digits of each place; the word is empty where the language has no list."""
        language = (get_language() or "").split("-")[0]
        digits = self.receipt.dice()
        spoken = self.receipt.words(language) if language in LANGUAGES else [""] * len(digits)
        return list(zip(spoken, digits, strict=True))


def team_named(text: str) -> UUID | None:
    """The team a form names; None for a record, or when it is no identifier (the form then says so)."""
    try:
        return UUID(text)
    except ValueError:
        return None


def readers_of(team: UUID | None) -> Readers | None:
    """Who would read it. None for a private record. Raises NoManifest."""
    return None if team is None else Readers(receiving(team))


def ids(readers: Readers | None) -> list[UUID]:
    return [] if readers is None else [handler.id for handler in readers.manifest.payload.handlers]


def submit(request: HttpRequest, form: ReportForm, readers: Readers | None) -> Kept:
    """Seal and keep the report, then its files. Raises ProblemError or VaultError; nothing is kept then."""
    values = form.cleaned_data
    if readers is not None and values["manifest_version"] != readers.manifest.version:
        raise ManifestOutdated(readers.manifest.version)
    receipt = receipt_of(values["seed"])
    compartment = UUID(bytes=_derived(values["seed"], "compartment")[:16], version=4)
    draft = _draft(form, readers)
    sealed = serverside.build_submission(draft, receipt, compartment)
    # A form cannot do proof of work: it is counted like any other, and never asked.
    flood.count(flood.sender(request), None)
    try:
        received = submissions.submit(_submission(sealed.body))
    except IdTaken:
        return _again(receipt, compartment, form)
    files = keep_files(_arrivals(request), request, receipt, compartment)
    return Kept(receipt, received.received_at, values["want"], files)


def receipt_of(seed: bytes) -> Receipt:
    """64 bytes modulo 7776^8: the remainder's bias is below 2^-400."""
    return Receipt(int.from_bytes(_derived(seed, "receipt", 64), "big") % RANGE)


def _derived(seed: bytes, purpose: str, length: int = 32) -> bytes:
    info = f"upstander form v1 {purpose}".encode()
    return HKDF(algorithm=SHA256(), length=length, salt=None, info=info).derive(seed)


def _draft(form: ReportForm, readers: Readers | None) -> Draft:
    values = form.cleaned_data
    return Draft(
        want=values["want"],
        body=form.body,
        at=timezone.now(),
        language=get_language() or "en",
        manifest=readers.manifest.payload if readers else None,
        manifest_sha256=readers.manifest.envelope.sha256 if readers else "",
        excluded=form.excluded if readers else (),
        facets=form.facets if readers else {},
        unit=values["unit"] if readers else None,
    )


def _submission(body: dict[str, Any]) -> submissions.Submission:
    """The sealed body as the service takes it."""
    compartment, item = body["compartment"], body["item"]
    return submissions.Submission(
        compartment=UUID(compartment["id"]),
        kind=compartment["kind"],
        algorithm=compartment["algorithm"],
        recipient=compartment["recipient"],
        want=body["want"],
        locator_hash=wire.decode(body["locator_hash"]),
        author=wire.decode(body["author"]),
        mailbox=body["mailbox"],
        grants=[_grant(grant) for grant in body["grants"]],
        item=NewItem(UUID(item["id"]), wire.decode(item["ciphertext"]), wire.decode(item["signature"])),
        language=body["language"],
        team=UUID(body["team"]) if body["team"] else None,
        manifest_version=body["manifest_version"],
        excluded=[UUID(principal) for principal in body["excluded"]],
        facets=body["facets"],
        unit=UUID(body["unit"]) if body["unit"] else None,
    )


def _grant(grant: dict[str, str]) -> NewGrant:
    principal = None if grant["principal"] == serverside.RECEIPT else UUID(grant["principal"])
    return NewGrant(principal, wire.decode(grant["ciphertext"]))


# --- the same form again ------------------------------------------------------------------------------------


def _again(receipt: Receipt, compartment: UUID, form: ReportForm) -> Kept:
    """The report is there already. What she changed before sending again is kept as a message."""
    report = Report.objects.get(pk=compartment)
    conversation = serverside.open_mailbox(opened_by_reporter(compartment), receipt)
    told = [item.body.get("text") for item in conversation.items if isinstance(item, Item)]
    if form.cleaned_data["text"] and form.cleaned_data["text"] not in told:
        add_message(receipt, compartment, form.cleaned_data["text"])
    return Kept(receipt, report.received_at, report.want, repeated=True)


def add_message(receipt: Receipt, compartment: UUID, text: str, identifier: UUID | None = None) -> None:
    """Seal and keep what was written after coming back. Raises VaultError."""
    _append(receipt, compartment, "message", {"text": text}, identifier)


def _append(
    receipt: Receipt,
    compartment: UUID,
    kind: str,
    body: dict[str, Any],
    identifier: UUID | None = None,
    file: UUID | None = None,
) -> None:
    mailbox = opened(receipt, compartment)
    sequence = mailbox.next_sequence
    while True:
        place = Place(compartment, mailbox.epoch, sequence, "reporter")
        item = Item(place, kind, timezone.now(), receipt.author, body)
        sealed = serverside.seal_item(item, receipt, mailbox.recipient, identifier)
        new = NewItem(
            UUID(sealed["id"]),
            wire.decode(sealed["ciphertext"]),
            wire.decode(sealed["signature"]),
            mailbox.epoch,
            sequence,
            file,
        )
        try:
            write(compartment, new)
            return
        except SequenceTaken as taken:
            sequence = taken.next


# --- files --------------------------------------------------------------------------------------------------


def _arrivals(request: HttpRequest) -> Arrivals:
    arrivals: Arrivals = request.arrivals  # type: ignore[attr-defined]
    return arrivals


def keep_files(
    arrivals: Arrivals, request: HttpRequest, receipt: Receipt, compartment: UUID
) -> list[tuple[str, bool]]:
    """Each file's name, and whether it arrived. The words are there already: a failure loses only a file."""
    kept = [(str(file.name), _keep(file, receipt, compartment)) for file in request.FILES.getlist("files")]
    return kept + [(name, False) for name in arrivals.not_taken]


def _keep(file: Any, receipt: Receipt, compartment: UUID) -> bool:
    if not isinstance(file, ArrivedFile):
        return False
    try:
        _seal_into_vault(file, receipt, compartment)
    except (VaultError, OSError) as error:
        log.warning("file_not_kept", error=type(error).__name__)
        return False
    return True


def _seal_into_vault(file: ArrivedFile, receipt: Receipt, compartment: UUID) -> None:
    """Opened from its passing key and sealed to the compartment, piece by piece, straight into the store."""
    mailbox = opened(receipt, compartment)
    identifier = _file_id(mailbox, str(file.name))

    def put(number: int, chunk: bytes) -> None:
        if number == 0:
            header = parse_head(chunk, len(chunk), Kind.X25519).header_size
            announce(
                REPORTER, compartment, NewFile(identifier, mailbox.epoch, ciphertext_size(padded, header))
            )
        put_chunk(
            REPORTER, compartment, identifier, number, io.BytesIO(chunk), hashlib.sha256(chunk).digest()
        )

    padded = padded_file_size(file.spool.size)
    shape = seal_file(Reading(file.spool), file.spool.size, mailbox.recipient, put)
    finish(REPORTER, compartment, identifier, shape.sha256)
    body = {
        "file": str(identifier),
        "name": str(file.name),
        "media_type": str(file.content_type),
        "size": file.spool.size,
        "sha256": shape.sha256.hex(),
        "ciphertext_size": shape.size,
        "metadata_removed": False,
    }
    _append(receipt, compartment, "file", body, file=identifier)


def _file_id(mailbox: Opened, name: str) -> UUID:
    """The same for the same file at the same place, so that a repeat is recognised.

    Keyed by what only the receipt opens: whoever holds the database must not be able to try names against it.
    """
    digest = hmac.digest(mailbox.identity.encode(), f"{name} {len(mailbox.items)}".encode(), "sha256")
    return UUID(bytes=digest[:16], version=4)
