"""The manifest in force of a team: read once a version, and asked for cheaply at every submission."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from functools import lru_cache
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections
from django.utils import timezone

from upstander.core.sealing.manifest import Envelope, read_payload
from upstander.core.sealing.manifest import Manifest as Payload

from .errors import ManifestOutdated, NoManifest
from .models import KeySet, Manifest

GRACE = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class InForce:
    """A manifest as it may be relied on now. `accounts`: whose key set each handler's principal is."""

    payload: Payload
    envelope: Envelope
    accounts: dict[UUID, UUID]
    retired: bool = True
    """Whether keys of the entity may have been retired since it was issued."""
    closed: bool = False
    """Whether the team receives no report any more; what it has is read and answered as before."""

    @property
    def version(self) -> int:
        return self.payload.version

    @property
    def recovery(self) -> UUID:
        return self.payload.recovery.id

    @property
    def principals(self) -> frozenset[UUID]:
        """Everybody to whom a grant may be made: the handlers, and recovery."""
        return frozenset([*self.accounts, self.recovery])


def current_manifest(team: UUID) -> InForce:
    """The newest manifest of the team. Raises NoManifest when there is none or it has expired.

    Which version is newest is asked of the database each time (one row of an index), so that every process
    knows at once; only reading and checking a version is remembered, since a version never changes.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    team_id = Manifest._meta.get_field("team").get_db_prep_value(team, connection)
    with connection.cursor() as cursor:
        cursor.execute(_NEWEST, [now, team_id])
        newest = cursor.fetchone()
    if newest is None or not newest[2]:
        raise NoManifest
    return replace(_read(newest[0], bytes(newest[1])), retired=bool(newest[3]), closed=bool(newest[4]))


def receiving(team: UUID) -> InForce:
    """The manifest in force of a team that takes new reports. Raises NoManifest also when it is closed."""
    current = current_manifest(team)
    if current.closed:
        raise NoManifest
    return current


_NEWEST = """
SELECT newest.id, newest.sha256, newest.expires_at > %s, EXISTS (
    SELECT 1 FROM vault_keyset keys JOIN entities_team team ON team.entity_id = keys.entity_id
    WHERE team.id = newest.team_id AND keys.retired_at >= newest.issued_at
), EXISTS (SELECT 1 FROM entities_team team WHERE team.id = newest.team_id AND team.closed_at IS NOT NULL)
FROM vault_manifest newest WHERE newest.team_id = %s ORDER BY newest.version DESC LIMIT 1
"""
"""Once a submission: building this from the models costs as much again as asking it."""


def manifest_for(team: UUID, version: int | None) -> InForce:
    """The manifest that a new report was sealed by: the one in force, or for a day the one before it.

    Who was writing when a new one was published is not turned away. Raises NoManifest, ManifestOutdated.
    """
    current = receiving(team)
    if version == current.version:
        return current
    if version is None or version != current.version - 1:
        raise ManifestOutdated(current.version)
    since = timezone.now() - GRACE
    published = Manifest.objects.filter(team_id=team, version=current.version, published_at__gt=since)
    before = Manifest.objects.filter(team_id=team, version=version, expires_at__gt=timezone.now()).first()
    if before is None or not published.exists():
        raise ManifestOutdated(current.version)
    return _read(before.pk, bytes(before.sha256))


def teams_in_force() -> list[InForce]:
    """Of every open team whose newest manifest has not expired, that manifest; in order of their names."""
    rows = (
        Manifest.objects.filter(team__closed_at__isnull=True)
        .order_by("team_id", "version")
        .values_list("team_id", "pk", "sha256", "expires_at")
    )
    newest = {team: (pk, sha256, expires) for team, pk, sha256, expires in rows}
    now = timezone.now()
    found = [_read(pk, bytes(sha256)) for pk, sha256, expires in newest.values() if expires > now]
    return sorted(found, key=lambda one: (one.payload.entity_name, one.payload.team_name))


@lru_cache(maxsize=512)
def _read(pk: int, _sha256: bytes) -> InForce:
    """By the hash as well: a number may come again after a publication that was rolled back."""
    row = Manifest.objects.get(pk=pk)
    payload = read_payload(bytes(row.payload))
    principals = [handler.id for handler in payload.handlers]
    owners = KeySet.objects.filter(pk__in=principals).values_list("pk", "account_id")
    accounts = {principal: account for principal, account in owners if account is not None}
    return InForce(payload, Envelope(bytes(row.payload), bytes(row.signature)), accounts)
