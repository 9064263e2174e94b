"""The manifest in force of a team: read once a version, and asked for cheaply at every submission."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from uuid import UUID

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
    newest = (
        Manifest.objects.filter(team_id=team)
        .order_by("-version")
        .values_list("pk", "sha256", "expires_at")
        .first()
    )
    if newest is None or newest[2] <= timezone.now():
        raise NoManifest
    return _read(newest[0], bytes(newest[1]))


def manifest_for(team: UUID, version: int | None) -> InForce:
    """The manifest that something was sealed by: the one in force, or for a day the one before it.

    Who was writing when a new one was published is not turned away. Raises NoManifest, ManifestOutdated.
    """
    current = current_manifest(team)
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
    """Of every team whose newest manifest has not expired, that manifest; in the order of their names."""
    rows = Manifest.objects.order_by("team_id", "version").values_list(
        "team_id", "pk", "sha256", "expires_at"
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
