"""Roles of an entity: the presets, and changes to what a role allows."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from upstander.foundation.entities.models import Entity, Role

from .decisions import Refused
from .permissions import ADMINISTERS, READS_REPORTS, Permission
from .presets import PRESETS


def ensure_roles(entity: Entity) -> dict[str, Role]:
    """The roles of an entity by key; missing presets are made, and those that were changed stay changed."""
    ensure_roles_of([entity])
    return {role.key: role for role in Role.objects.filter(entity=entity)}


def ensure_roles_of(entities: Iterable[Entity]) -> None:
    """The same for many entities with one statement."""
    Role.objects.bulk_create(
        (
            Role(entity=entity, key=preset.key, name=preset.name, permissions=sorted(preset.permissions))
            for entity in entities
            for preset in PRESETS
        ),
        ignore_conflicts=True,
    )


def refuse_mixture(permissions: Iterable[Permission]) -> None:
    """Who decides about access to reports does not read them (MISSION, principle 5): raises `Refused`."""
    held = frozenset(permissions)
    if held & ADMINISTERS and held & READS_REPORTS:
        raise Refused(
            _("Nobody may both decide who receives reports and read them. Give these to two people.")
        )
