"""Where a report may go: public reads that anybody may make, and that say nothing about who makes them.

The whole list is handed to every visitor alike, so that asking for it does not tell which organisation she
has in mind.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from upstander.foundation.entities.models import Entity, Unit
from upstander.foundation.vault.manifests import InForce, teams_in_force


@dataclass(frozen=True, slots=True)
class Destination:
    """A team that receives reports now."""

    team: UUID
    entity: str
    entity_name: str
    team_name: str


def organisations() -> list[Entity]:
    """All of the group, whether they receive reports here or not: the page says which do not."""
    return list(Entity.objects.only("code", "name").order_by("name"))


def destinations() -> list[Destination]:
    """Teams with a manifest in force, in the order of their names."""
    return [_destination(manifest) for manifest in teams_in_force()]


def units_by_organisation() -> dict[str, list[dict[str, str]]]:
    """`{code: [{"id", "name"}]}` of the organisations that receive reports here and have units."""
    codes = {destination.entity for destination in destinations()}
    found: defaultdict[str, list[dict[str, str]]] = defaultdict(list)
    open_ones = Unit.objects.filter(entity__code__in=codes, closed_at__isnull=True).order_by("name")
    for code, unit, name in open_ones.values_list("entity__code", "pk", "name"):
        found[code].append({"id": str(unit), "name": name})
    return dict(found)


def _destination(manifest: InForce) -> Destination:
    payload = manifest.payload
    return Destination(payload.team, payload.entity, payload.entity_name, payload.team_name)
