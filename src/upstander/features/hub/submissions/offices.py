"""The offices that a person may have credited: her organisations and their units."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from upstander.foundation.access.actors import Actor
from upstander.foundation.access.decisions import entities_with
from upstander.foundation.access.permissions import Permission
from upstander.foundation.entities.models import Entity, Team, Unit

Choices = list[tuple[str, list[tuple[str, str]]]]


class Office(NamedTuple):
    """An organisation, or one of its units."""

    entity: UUID
    unit: UUID | None

    @property
    def code(self) -> str:
        """How the form names it."""
        return f"unit:{self.unit}" if self.unit else f"entity:{self.entity}"


def offices(actor: Actor) -> dict[str, Office]:
    """All that she may choose, by their code in the form."""
    places = entities_with(actor, Permission.HUB_SUBMISSION_SEND)
    units = Unit.objects.filter(entity__in=places).values_list("entity", "pk")
    found = [Office(place, None) for place in places] + [Office(*unit) for unit in units]
    return {office.code: office for office in found}


def choices(actor: Actor) -> Choices:
    """The same for the form: each organisation with its units below."""
    places = Entity.objects.filter(pk__in=entities_with(actor, Permission.HUB_SUBMISSION_SEND))
    return [
        (
            place.name,
            [(Office(place.pk, None).code, place.name)]
            + [(Office(place.pk, unit.pk).code, unit.name) for unit in place.units.all()],
        )
        for place in places.prefetch_related("units")
    ]


def usual(actor: Actor) -> Office:
    """Where she works, as far as her roles tell: the unit of her team, else her organisation."""
    standings = [one for one in actor.standings if Permission.HUB_SUBMISSION_SEND in one.permissions]
    teams = [one.team for one in standings if one.team]
    unit = Team.objects.filter(pk__in=teams, unit__isnull=False).values_list("entity", "unit").first()
    return Office(*unit) if unit else Office(standings[0].entity, None)
