"""How the services get hold of a compartment: locked, and only by who may."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from upstander.foundation.access.actors import Actor
from upstander.foundation.trail.services import record
from upstander.foundation.trail.verbs import Verb

from ..errors import NotThere
from ..models import Compartment, Epoch, KeySet
from ..selectors import compartments_for, key_set_of

Who = Actor | str


def held(actor: Who, compartment: UUID) -> Compartment:
    """The compartment, locked until the commit, so that two who write to it take turns. Raises NotThere."""
    if isinstance(actor, Actor) and not compartments_for(actor).filter(pk=compartment).exists():
        raise NotThere
    found = Compartment.objects.select_for_update().filter(pk=compartment).first()
    if found is None:
        raise NotThere
    return found


def reached(actor: Who, compartment: UUID) -> Compartment:
    """The compartment, not locked: for reading. Raises NotThere."""
    rows = compartments_for(actor) if isinstance(actor, Actor) else Compartment.objects.all()
    found = rows.filter(pk=compartment).first()
    if found is None:
        raise NotThere
    return found


def latest_epoch(compartment: Compartment) -> int:
    last = Epoch.objects.filter(compartment=compartment).order_by("-number").values_list("number", flat=True)
    return last[0]


def keys_of(actor: Who, compartment: Compartment) -> KeySet | None:
    """The key set by which a handler writes and reads there; None for the reporter."""
    return key_set_of(actor, compartment.entity_id) if isinstance(actor, Actor) else None


def act(actor: Who, verb: Verb, row: Compartment, detail: Mapping[str, str | int | bool]) -> None:
    """Put an act on a compartment on the trail: the last step of its transaction."""
    record(
        actor=actor,
        verb=verb,
        object_type="compartment",
        object_id=row.pk,
        entity=row.entity_id,
        detail=detail,
    )
