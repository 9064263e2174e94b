"""Drafting a team's manifest for the offline root, and publishing what it signed."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from upstander.core.sealing import manifest as core
from upstander.foundation.access.actors import Actor
from upstander.foundation.access.decisions import require
from upstander.foundation.access.permissions import Permission
from upstander.foundation.entities.models import Entity, Team
from upstander.foundation.trail.services import record
from upstander.foundation.trail.verbs import Verb

from ..errors import ManifestRefused, NotThere
from ..models import KeySet, Manifest
from ..recipients import recipients, recovery_key
from .reach import Who

VALID_DAYS = 180


@transaction.atomic
def draft_manifest(actor: Who, team: Team, *, valid_days: int = VALID_DAYS) -> bytes:
    """The exact payload to be signed offline: the team's people who have keys, and recovery.

    Raises ManifestRefused when the entity has no root or no recovery key, or nobody in the team has keys.
    """
    if isinstance(actor, Actor):
        require(actor, Permission.VAULT_MANIFEST_DRAFT, entity=team.entity_id)
    payload = core.write(_draft(team, valid_days))
    record(
        actor=actor,
        verb=Verb.MANIFEST_DRAFT,
        object_type="team",
        object_id=team.pk,
        entity=team.entity_id,
    )
    return payload


@transaction.atomic
def publish_manifest(actor: Who, content: bytes, *, team: Team | None = None) -> Manifest:
    """Put a signed manifest (the envelope's JSON) in force; with `team`, only one for that team.

    Raises ManifestRefused with the reason, NotThere for an unknown team, and what `access.require` raises.
    """
    envelope, manifest = _read(content)
    if team is not None and team.pk != manifest.team:
        raise ManifestRefused("team", _("It is for another team."))
    team = Team.objects.select_related("entity").filter(pk=manifest.team).first()
    if team is None:
        raise NotThere
    if isinstance(actor, Actor):
        require(actor, Permission.VAULT_MANIFEST_PUBLISH, entity=team.entity_id)
    Entity.objects.select_for_update().get(pk=team.entity_id)
    _check_root(team.entity, manifest)
    known = Manifest.objects.filter(team=team, version=manifest.version).first()
    if known is not None and bytes(known.payload) == envelope.payload:
        return known
    _check_place(team, manifest)
    _check_keys(team, manifest)
    row = Manifest(
        team=team,
        version=manifest.version,
        payload=envelope.payload,
        signature=envelope.signature,
        sha256=bytes.fromhex(envelope.sha256),
        issued_at=manifest.issued,
        expires_at=manifest.expires,
    )
    row.save()
    record(
        actor=actor,
        verb=Verb.MANIFEST_PUBLISH,
        object_type="team",
        object_id=team.pk,
        entity=team.entity_id,
        detail={"version": manifest.version, "handlers": len(manifest.handlers), "sha256": envelope.sha256},
    )
    return row


def _draft(team: Team, valid_days: int) -> core.Manifest:
    entity, recovery = team.entity, recovery_key(team.entity_id)
    handlers = recipients(team)
    if entity.root_public_key is None:
        raise ManifestRefused("no_root", _("The public key of the offline root is not registered yet."))
    if recovery is None:
        raise ManifestRefused("no_recovery", _("There is no recovery key yet."))
    if not handlers:
        raise ManifestRefused("no_handlers", _("Nobody in this team has keys yet."))
    last = Manifest.objects.filter(team=team).order_by("-version").first()
    now = timezone.now().replace(microsecond=0)
    return core.Manifest(
        team=team.pk,
        entity=entity.code,
        entity_name=entity.name,
        team_name=team.name,
        version=last.version + 1 if last else 1,
        issued=now,
        expires=now + timedelta(days=valid_days),
        previous=bytes(last.sha256).hex() if last else None,
        root=bytes(entity.root_public_key),
        handlers=tuple(handlers),
        recovery=core.Recovery(recovery.pk, recovery.age1pq, recovery.age1),
    )


def _read(content: bytes) -> tuple[core.Envelope, core.Manifest]:
    try:
        envelope = core.read_envelope(content)
        return envelope, core.verify(envelope, timezone.now())
    except core.ManifestError as error:
        raise ManifestRefused(error.fault.value, _WORDS.get(error.fault, ManifestRefused.words)) from None


_WORDS = {
    core.Fault.MALFORMED: _("This file is not a signed manifest."),
    core.Fault.SIGNATURE: _("The signature is wrong: the file was changed, or another key signed it."),
    core.Fault.EXPIRED: _("The manifest has expired already."),
    core.Fault.NO_RECOVERY: _("The manifest has no recovery key."),
}


def _check_root(entity: Entity, manifest: core.Manifest) -> None:
    if entity.root_public_key is None or bytes(entity.root_public_key) != manifest.root:
        raise ManifestRefused("root", _("It is signed by another root than the one of this organisation."))
    if manifest.entity != entity.code:
        raise ManifestRefused("entity", _("It names another organisation."))


def _check_place(team: Team, manifest: core.Manifest) -> None:
    """Exactly the next version, chained to the one before."""
    last = Manifest.objects.filter(team=team).order_by("-version").first()
    version, previous = (last.version, bytes(last.sha256).hex()) if last else (0, None)
    if manifest.version != version + 1:
        raise ManifestRefused("version", _("The next version is %d. Please draft it again.") % (version + 1))
    if manifest.previous != previous:
        raise ManifestRefused("previous", _("It does not follow the one before it. Please draft it again."))


def _check_keys(team: Team, manifest: core.Manifest) -> None:
    """Everybody it names has exactly these keys here, still in use, in this entity; and recovery too."""
    named = {handler.id: handler for handler in manifest.handlers}
    rows = KeySet.objects.filter(
        pk__in=named, entity=team.entity_id, account__isnull=False, retired_at__isnull=True
    )
    kept = {row.pk: (row.age1pq, row.age1, bytes(row.ed25519 or b"")) for row in rows}
    if kept != {pk: (one.age1pq, one.age1, one.ed25519) for pk, one in named.items()} or not named:
        raise ManifestRefused(
            "keys", _("Someone's keys have changed since it was drafted. Please draft it again.")
        )
    recovery = recovery_key(team.entity_id)
    theirs = manifest.recovery
    if recovery is None or (recovery.pk, recovery.age1pq, recovery.age1) != (
        theirs.id,
        theirs.age1pq,
        theirs.age1,
    ):
        raise ManifestRefused("recovery", _("The recovery key has changed since it was drafted."))
