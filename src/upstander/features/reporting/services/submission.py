"""Receiving a report: all of it, once, durable before it is acknowledged (docs/adr/0002)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

from django.db import IntegrityError
from django.db.models import Model
from django.utils.translation import gettext as _

from upstander.foundation.entities.models import Team
from upstander.foundation.notices.models import Occasion
from upstander.foundation.notices.services import notice
from upstander.foundation.vault.manifests import InForce
from upstander.foundation.vault.models import Compartment
from upstander.foundation.vault.rows import insert_unless_there
from upstander.foundation.vault.services import keep_compartment
from upstander.foundation.vault.values import REPORTER, NewCompartment, NewGrant, NewItem

from ..flood import Answer, Spent, challenge_for, spent_by
from ..models import Report, SpentWork
from ..numbers import draw
from ..problems import MalformedError, WorkRequiredError
from ..turns import writing
from .coded import checked_facets, checked_unit, facet_rows
from .recipients import check_everybody, explained_exclusion, team_of

DRAWS = 8
"""How often a number is drawn anew when it is taken; 40 bits make even the second draw rare."""


@dataclass(frozen=True, slots=True)
class Submission:
    """What arrives; see "Submission" in docs/formats.md. A record has neither team nor manifest nor unit."""

    compartment: UUID
    kind: str
    algorithm: str
    recipient: str
    want: str
    locator_hash: bytes
    author: bytes
    mailbox: str
    grants: Sequence[NewGrant]
    item: NewItem
    language: str
    team: UUID | None = None
    manifest_version: int | None = None
    excluded: Sequence[UUID] = ()
    facets: Mapping[str, Sequence[str]] = field(default_factory=dict)
    unit: UUID | None = None

    @property
    def digest(self) -> bytes:
        """SHA-256 of everything in it, each part with its length, so that a retry is told from another."""
        return _digest(self._parts())

    def _parts(self) -> Iterable[bytes]:
        yield from (self.compartment.bytes, self.kind.encode(), self.algorithm.encode())
        yield from (
            self.recipient.encode(),
            self.want.encode(),
            self.locator_hash,
            self.author,
            self.mailbox.encode(),
        )
        yield f"{self.team} {self.manifest_version} {self.unit} {self.language}".encode()
        for grant in sorted(self.grants, key=lambda grant: str(grant.principal)):
            yield from (str(grant.principal).encode(), grant.ciphertext)
        yield ",".join(sorted(map(str, self.excluded))).encode()
        yield from (self.item.id.bytes, self.item.ciphertext, self.item.signature)
        yield repr(sorted((name, sorted(codes)) for name, codes in self.facets.items())).encode()


def _digest(parts: Iterable[bytes]) -> bytes:
    whole = hashlib.sha256(b"upstander submission v1\n")
    for part in parts:
        whole.update(len(part).to_bytes(4, "big"))
        whole.update(part)
    return whole.digest()


@dataclass(frozen=True, slots=True)
class Received:
    """The acknowledgement. `repeated`: the same had arrived before, and this is the same answer."""

    number: str
    received_at: datetime
    repeated: bool = False


def submit(submission: Submission, *, work_asked: bool = False, work: Answer | None = None) -> Received:
    """Keep a report, a request for informal help or a private record: one transaction, durable at return.

    The same again (same identifier, same content) changes nothing and is answered alike, also when two arrive
    at once. With `work_asked` (see `flood.count`) a new one must bring solved `work`. There is no time limit
    on what may be reported. Raises what is wrong as `ProblemError` or `VaultError`; nothing is kept then.
    """
    team = team_of(submission.team)
    spent = spent_by(work, submission.compartment) if work_asked else None
    if work_asked and spent is None and not _is_kept(submission):
        raise work_required(submission.compartment)
    for _attempt in range(DRAWS):
        try:
            return _keep(submission, team, spent)
        except IntegrityError as error:
            if "number" not in str(error):  # both databases name the constraint or the column
                raise
    raise RuntimeError("no free number was drawn")


def _keep(submission: Submission, team: Team | None, spent: Spent | None) -> Received:
    drawn: list[Report] = []

    def along(kept: Compartment, manifest: InForce | None) -> list[Model]:
        if manifest is not None:
            check_everybody(manifest, submission.grants, submission.excluded)
        drawn.append(_report(kept, submission))
        return [*drawn, *_beside(drawn[0], submission)]

    with writing(), explained_exclusion(submission.excluded):
        new = _compartment(submission, team)
        kept, fresh = keep_compartment(REPORTER, new, {"want": submission.want}, along)
        if not fresh:
            return _again(kept)
        if spent is not None and not _mark_spent(spent):
            raise work_required(submission.compartment)
    return Received(drawn[0].number, drawn[0].received_at)


def work_required(compartment: UUID) -> WorkRequiredError:
    """The refusal that carries what is to be solved; the same submission with the answer goes through."""
    challenge = challenge_for(compartment)
    return WorkRequiredError(challenge=challenge.text, bits=challenge.bits)


def _compartment(submission: Submission, team: Team | None) -> NewCompartment:
    kind = Compartment.Kind.RECORD if team is None else Compartment.Kind.REPORT
    if submission.kind != kind or (team is None) != (submission.want == Report.Want.RECORD):
        raise MalformedError(_("A report names a team; a private record names none."))
    return NewCompartment(
        id=submission.compartment,
        kind=kind,
        algorithm=submission.algorithm,
        recipient=submission.recipient,
        grants=submission.grants,
        digest=submission.digest,
        team=team,
        manifest_version=submission.manifest_version if team else None,
        author=submission.author,
        locator_hash=submission.locator_hash,
        mailbox=submission.mailbox,
        excluded=submission.excluded if team else (),
        item=submission.item,
    )


def _is_kept(submission: Submission) -> bool:
    """A repeat needs no work: the answer to the first may have been lost."""
    return Compartment.objects.filter(pk=submission.compartment, digest=submission.digest).exists()


def _again(kept: Compartment) -> Received:
    report = Report.objects.only("number", "received_at").get(pk=kept.pk)
    return Received(report.number, report.received_at, repeated=True)


def _mark_spent(spent: Spent) -> bool:
    """False when another submission has used it; the mark stands only if this submission does."""
    expires = datetime.fromtimestamp(spent.expires, UTC)
    return insert_unless_there(SpentWork(digest=spent.digest, expires_at=expires))


def _report(kept: Compartment, submission: Submission) -> Report:
    return Report(
        compartment=kept,
        number=draw(),
        want=submission.want,
        entity_id=kept.entity_id,
        unit_id=checked_unit(submission.unit, kept.entity_id),
        language=submission.language,
        received_at=kept.created_at,
    )


def _beside(report: Report, submission: Submission) -> list[Model]:
    """The coded answers, and for a report the notice to those who may read it."""
    rows: list[Model] = [*facet_rows(report, checked_facets(submission.facets))]
    if submission.want != Report.Want.RECORD:
        rows.append(notice(Occasion.NEW_REPORT, compartment=report.pk))
    return rows
