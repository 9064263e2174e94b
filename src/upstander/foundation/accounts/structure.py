"""Units and teams of an entity, for the people who look after them: who may change what, and what they see.

The verbs themselves are those of `entities.services`; here it is asked whether the actor may.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from upstander.foundation.access.actors import Actor
from upstander.foundation.access.decisions import require, within
from upstander.foundation.access.permissions import Permission
from upstander.foundation.entities import services
from upstander.foundation.entities.models import Entity, Team, Unit

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

TEAMS, UNITS = Permission.ENTITIES_TEAM_MANAGE, Permission.ENTITIES_UNIT_MANAGE


@dataclass(frozen=True, slots=True)
class Place:
    """A unit in its tree: `depth` 0 is the top."""

    unit: Unit
    depth: int


def entities_kept(actor: Actor, permission: Permission) -> QuerySet[Entity]:
    """The entities for whose whole the actor holds the permission."""
    return Entity.objects.filter(within(actor, permission, entity="pk", team=""))


def teams_kept(actor: Actor, entity: Entity) -> QuerySet[Team]:
    """All teams of an entity whose teams the actor looks after; the open ones first."""
    kept = Team.objects.filter(entity=entity, entity__in=entities_kept(actor, TEAMS)).select_related("unit")
    return kept.order_by("closed_at", "name")


def units_kept(actor: Actor, entity: Entity) -> QuerySet[Unit]:
    return Unit.objects.filter(entity=entity, entity__in=entities_kept(actor, UNITS)).select_related("parent")


def tree(units: QuerySet[Unit]) -> list[Place]:
    """Each unit after the one it hangs under, by name. Two units in a circle would both be missing, so those
    that were not reached stand at the end."""
    below: dict[UUID | None, list[Unit]] = {}
    found = list(units.order_by("name"))
    for unit in found:
        below.setdefault(unit.parent_id, []).append(unit)
    placed = list(_walk(below, None, 0))
    reached = {place.unit.pk for place in placed}
    return placed + [Place(unit, 0) for unit in found if unit.pk not in reached]


def _walk(below: dict[UUID | None, list[Unit]], parent: UUID | None, depth: int) -> Iterator[Place]:
    for unit in below.get(parent, ()):
        yield Place(unit, depth)
        yield from _walk(below, unit.pk, depth + 1)


# --- units ------------------------------------------------------------------------------------------------


def create_unit(actor: Actor, entity: Entity, *, code: str, name: str, parent: Unit | None) -> Unit:
    require(actor, UNITS, entity=entity)
    return services.create_unit(actor, entity=entity, code=code, name=name, parent=parent)


def change_unit(actor: Actor, unit: Unit, *, name: str, parent: Unit | None) -> None:
    """Another name, another place in the tree, or both."""
    require(actor, UNITS, entity=unit.entity_id)
    if parent != unit.parent:
        services.move_unit(actor, unit, parent)
    if name != unit.name:
        services.rename_unit(actor, unit, name)


def close_unit(actor: Actor, unit: Unit, *, closed: bool) -> None:
    require(actor, UNITS, entity=unit.entity_id)
    (services.close_unit if closed else services.open_unit)(actor, unit)


# --- teams ------------------------------------------------------------------------------------------------


def create_team(actor: Actor, entity: Entity, *, name: str, unit: Unit | None) -> Team:
    require(actor, TEAMS, entity=entity)
    return services.create_team(actor, entity=entity, name=name, unit=unit)


def change_team(actor: Actor, team: Team, *, name: str, unit: Unit | None) -> None:
    require(actor, TEAMS, entity=team.entity_id)
    services.change_team(actor, team, name=name, unit=unit)


def close_team(actor: Actor, team: Team, *, closed: bool) -> None:
    require(actor, TEAMS, entity=team.entity_id)
    (services.close_team if closed else services.open_team)(actor, team)
