"""A compartment comes to be: a report, a private record, a case file; and a record becomes a report."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils import timezone

from upstander.core.sealing.signatures import Place
from upstander.foundation.entities.models import Team
from upstander.foundation.trail.verbs import Verb

from .. import checks
from ..errors import GrantMissing, IdTaken, Malformed
from ..manifests import InForce, current_manifest, manifest_for
from ..models import Compartment, Epoch, Item
from ..rows import insert_together, insert_unless_there
from ..values import NewCompartment, NewGrant, NewItem
from .exclusions import copy_exclusions, shut_out
from .grants import check_recipients, grant_rows, store_grants, without_retired
from .reach import Who, act, held

Kind = Compartment.Kind


Along = Callable[[Compartment, InForce | None], Iterable[Model]]
"""What another room keeps beside a new compartment: rows for the same statement. Raises to refuse all."""


@transaction.atomic
def create_compartment(
    actor: Who,
    new: NewCompartment,
    detail: Mapping[str, str | int | bool] | None = None,
    along: Along | None = None,
) -> tuple[Compartment, bool]:
    """Keep a whole submission; returns the compartment, and False when the same one was kept before.

    One entry of the trail serves for the whole submission; `detail` adds the caller's coded facts to it.
    """
    return keep_compartment(actor, new, detail, along)


def keep_compartment(
    actor: Who,
    new: NewCompartment,
    detail: Mapping[str, str | int | bool] | None = None,
    along: Along | None = None,
) -> tuple[Compartment, bool]:
    """The same inside a transaction of the caller's, who is spared a savepoint.

    Raises IdTaken, Malformed, TooLarge, NotSigned, NoManifest, ManifestOutdated, NotARecipient, Excluded,
    GrantMissing; IntegrityError for a row of `along` that cannot be kept.
    """
    now = timezone.now()
    row = _row(new, now)
    if not insert_unless_there(row):
        return _kept_before(new), False
    manifest = _manifest(new.kind, new.team, new.manifest_version)
    _check(new)
    shut = shut_out(row, manifest, new.excluded, now) | copy_exclusions(row, new.beside, now)
    grants = _admitted(row, manifest, new.grants, shut, receipt=new.kind != Kind.CASE_FILE)
    rows: list[Model] = [Epoch(compartment=row, number=1, recipient=new.recipient)]
    rows += grant_rows(actor, row, grants, now)
    if new.item is not None:
        rows.append(_first(row, new.item, now))
    rows += along(row, manifest) if along else ()
    _insert(rows)
    facts = {"kind": new.kind, "grants": len(grants), "excluded": len(shut), **(detail or {})}
    act(actor, Verb.COMPARTMENT_CREATE, row, facts)
    return row, True


@transaction.atomic
def hand_over(
    actor: Who,
    compartment: UUID,
    *,
    team: Team,
    manifest_version: int,
    grants: Sequence[NewGrant],
    excluded: Sequence[UUID] = (),
    detail: Mapping[str, str | int | bool] | None = None,
) -> Compartment:
    """A private record becomes a report to `team`: nothing is sealed anew, grants are added.

    Raises NotThere, IdTaken when it is a report already, and what `create_compartment` raises.
    """
    row = held(actor, compartment)
    if row.kind != Kind.RECORD:
        raise IdTaken
    manifest = _manifest(Kind.REPORT, team, manifest_version)
    row.kind, row.team, row.entity_id = Kind.REPORT, team, team.entity_id
    row.save(update_fields=["kind", "team", "entity"])
    now = timezone.now()
    shut = shut_out(row, manifest, excluded, now)
    others = [grant for grant in grants if grant.principal is not None]  # the receipt has its grant already
    kept = _admitted(row, manifest, others, shut, receipt=False)
    store_grants(actor, row, kept, now)
    facts = {"grants": len(kept), "excluded": len(shut), **(detail or {})}
    act(actor, Verb.COMPARTMENT_HAND_OVER, row, facts)
    return row


def _row(new: NewCompartment, now: datetime) -> Compartment:
    if new.kind not in Kind or new.algorithm not in Compartment.Algorithm:
        raise Malformed("kind")
    if (new.kind == Kind.RECORD) != (new.team is None):
        raise Malformed("team")
    return Compartment(
        id=new.id,
        kind=new.kind,
        algorithm=new.algorithm,
        entity_id=new.team.entity_id if new.team else None,
        team_id=new.team.pk if new.team else None,
        author=new.author,
        locator_hash=new.locator_hash,
        mailbox=new.mailbox,
        digest=new.digest,
        created_at=now,
    )


def _kept_before(new: NewCompartment) -> Compartment:
    found = Compartment.objects.filter(pk=new.id).first()
    if found is None or found.digest is None or bytes(found.digest) != new.digest:
        raise IdTaken
    return found


def _manifest(kind: str, team: Team | None, version: int | None) -> InForce | None:
    """The manifest that the grants were made by. A case file is made beside a report at any version."""
    if team is None:
        return None
    return manifest_for(team.pk, version) if kind == Kind.REPORT else current_manifest(team.pk)


def _check(new: NewCompartment) -> None:
    """Form of the parts that stand for themselves."""
    checks.recipient(new.recipient, new.algorithm)
    if new.kind == Kind.CASE_FILE:
        if new.author is not None or new.locator_hash is not None or new.mailbox or new.item is not None:
            raise Malformed("case_file")
        return
    checks.public_key(new.author)
    checks.recipient(new.mailbox, new.algorithm)
    if new.locator_hash is None or len(new.locator_hash) != 32:
        raise Malformed("locator_hash")
    if new.item is None or new.item.sequence != 1 or new.item.epoch != 1 or new.item.file is not None:
        raise Malformed("item")


def _admitted(
    row: Compartment,
    manifest: InForce | None,
    grants: Sequence[NewGrant],
    shut: set[UUID],
    *,
    receipt: bool,
) -> list[NewGrant]:
    """The grants that are kept: checked, complete, and without those to keys that were retired since.

    A retired key stays in the manifest until the root signs the next one. Refusing would shut out every
    honest reporter for so long; leaving that one grant away takes nothing from her.
    """
    if any(grant.epoch != 1 for grant in grants):
        raise Malformed("epoch")
    check_recipients(row, manifest, grants, shut)
    named = {grant.principal for grant in grants}
    needed: set[UUID | None] = {None} if receipt else set()
    if manifest is not None:
        needed.add(manifest.recovery)
        if not named & set(manifest.accounts):
            raise GrantMissing([])
    if needed - named:
        raise GrantMissing(needed - named)
    return without_retired(grants) if manifest is None or manifest.retired else list(grants)


def _insert(rows: list[Model]) -> None:
    try:
        insert_together(rows)
    except IntegrityError as error:
        if Item._meta.db_table in str(error):  # both databases name the constraint or the column
            raise IdTaken from None
        raise


def _first(row: Compartment, item: NewItem, now: datetime) -> Item:
    sha256 = checks.item_sha256(item.ciphertext, row.algorithm)
    place = Place(row.pk, 1, 1, Item.Direction.REPORTER)
    checks.signed(row.author, place, sha256, item.signature)
    return Item(
        id=item.id,
        compartment=row,
        epoch=1,
        sequence=1,
        direction=Item.Direction.REPORTER,
        ciphertext=item.ciphertext,
        sha256=sha256,
        signature=item.signature,
        received_at=now,
    )
