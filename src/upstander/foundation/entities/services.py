"""Verbs of organisations, units, teams and memberships: one transaction each, with its place on the trail.

They keep the invariants of the data. Whether the actor may do it is asked before, by `access.require` (see
`accounts.people` for the doors of the pages); the terminal acts as `operator`.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, TypeVar

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from upstander.foundation.trail.services import Actor, record
from upstander.foundation.trail.verbs import Verb

from .models import Entity, Membership, Role, Team, Unit
from .signals import membership_ended

if TYPE_CHECKING:
    from upstander.foundation.accounts.models import Account

ROOT_BYTES = 32

M = TypeVar("M", Entity, Unit, Team, Membership)
C = TypeVar("C", Unit, Team)


@transaction.atomic
def create_entity(actor: Actor, *, code: str, name: str, parent: Entity | None = None) -> Entity:
    """A new organisation. Raises ValidationError when the code is taken or malformed."""
    entity = _saved(Entity(code=code.strip(), name=name.strip(), parent=parent))
    record(actor=actor, verb=Verb.ENTITY_CREATE, object_type="entity", object_id=entity.pk, entity=entity)
    return entity


@transaction.atomic
def register_root(actor: Actor, entity: Entity, public_key: bytes) -> Entity:
    """The entity's manifests are signed by this root from now on (Ed25519 public key, 32 bytes).

    Only the terminal may do it: a web session that could replace the root could put readers into manifests.
    """
    if len(public_key) != ROOT_BYTES:
        raise ValidationError(_("A root's public key has 32 bytes."))
    entity.root_public_key = public_key
    entity.save(update_fields=["root_public_key"])
    record(actor=actor, verb=Verb.ROOT_REGISTER, object_type="entity", object_id=entity.pk, entity=entity)
    return entity


@transaction.atomic
def create_unit(actor: Actor, *, entity: Entity, code: str, name: str, parent: Unit | None = None) -> Unit:
    """A new unit of the entity, under `parent` of the same entity or at the top."""
    _same_entity(entity, parent)
    unit = _saved(Unit(entity=entity, code=code.strip(), name=name.strip(), parent=parent))
    record(actor=actor, verb=Verb.UNIT_CREATE, object_type="unit", object_id=unit.pk, entity=entity)
    return unit


@transaction.atomic
def move_unit(actor: Actor, unit: Unit, parent: Unit | None) -> Unit:
    """Hang the unit under another of its entity, or at the top; never below itself."""
    # Two moves at once could close a circle that neither sees: the entity's row is the lock of its tree.
    Entity.objects.select_for_update().get(pk=unit.entity_id)
    _same_entity(unit.entity, parent)
    if parent is not None and unit.pk in _chain_up(parent):
        raise ValidationError(_("A unit cannot lie below itself."))
    unit.parent = parent
    unit.save(update_fields=["parent"])
    record(actor=actor, verb=Verb.UNIT_UPDATE, object_type="unit", object_id=unit.pk, entity=unit.entity_id)
    return unit


@transaction.atomic
def rename_unit(actor: Actor, unit: Unit, name: str) -> Unit:
    """Another name for the same unit. Its code stays: files that are loaded know it by that."""
    unit.name = name.strip()
    return _changed(actor, unit, "name")


@transaction.atomic
def close_unit(actor: Actor, unit: Unit) -> Unit:
    """Nobody is asked to choose it from now on. Refused while something that is open hangs under it."""
    Entity.objects.select_for_update(no_key=True).get(pk=unit.entity_id)
    if unit.children.filter(closed_at__isnull=True).exists():
        raise ValidationError(_("Units below it are still open. Please close or move them first."))
    if unit.teams.filter(closed_at__isnull=True).exists():
        raise ValidationError(_("A team belongs to it. Please give the team another unit first."))
    unit.closed_at = timezone.now()
    return _changed(actor, unit, "closed_at")


@transaction.atomic
def open_unit(actor: Actor, unit: Unit) -> Unit:
    """It can be chosen again. Refused below a unit that is closed."""
    Entity.objects.select_for_update(no_key=True).get(pk=unit.entity_id)
    if unit.parent is not None and unit.parent.closed_at is not None:
        raise ValidationError(_("The unit above it is closed. Please open that one first."))
    unit.closed_at = None
    return _changed(actor, unit, "closed_at")


@transaction.atomic
def create_team(actor: Actor, *, entity: Entity, name: str, unit: Unit | None = None) -> Team:
    """A new team that receives reports."""
    _same_entity(entity, unit)
    team = _saved(Team(entity=entity, name=name.strip(), unit=unit))
    record(actor=actor, verb=Verb.TEAM_CREATE, object_type="team", object_id=team.pk, entity=entity)
    return team


@transaction.atomic
def change_team(actor: Actor, team: Team, *, name: str, unit: Unit | None) -> Team:
    """Another name or unit. Reporters see the new name once a list that carries it is signed."""
    _same_entity(team.entity, unit)
    team.name, team.unit = name.strip(), unit
    return _changed(actor, team, "name", "unit")


@transaction.atomic
def close_team(actor: Actor, team: Team) -> Team:
    """It receives no report from now on. Reports that it has are read and answered as before."""
    team.closed_at = timezone.now()
    return _changed(actor, team, "closed_at")


@transaction.atomic
def open_team(actor: Actor, team: Team) -> Team:
    """It receives reports again, as soon as its signed list is in force."""
    team.closed_at = None
    return _changed(actor, team, "closed_at")


@transaction.atomic
def grant_membership(
    actor: Actor,
    *,
    account: Account,
    role: Role,
    starts_on: date,
    team: Team | None = None,
    title: str = "",
) -> Membership:
    """The account holds the role (in the team) from that day. A role that is held already is refused."""
    _same_entity(role.entity, team)
    membership = _saved(
        Membership(
            account=account,
            entity_id=role.entity_id,
            role=role,
            team=team,
            title=title.strip(),
            starts_on=starts_on,
        )
    )
    _record_membership(actor, Verb.MEMBERSHIP_BEGIN, membership)
    return membership


@transaction.atomic
def end_membership(actor: Actor, membership: Membership, *, on: date) -> Membership:
    """It is no longer in force from that day. Ending what has ended changes nothing."""
    held = Membership.objects.select_for_update().select_related("role").get(pk=membership.pk)
    if held.ends_on is not None and held.ends_on <= on:
        return held
    held.ends_on = max(on, held.starts_on)
    held.save(update_fields=["ends_on"])
    membership_ended.send(sender=Membership, membership=held, actor=actor)
    _record_membership(actor, Verb.MEMBERSHIP_END, held)
    return held


def _record_membership(actor: Actor, verb: Verb, membership: Membership) -> None:
    record(
        actor=actor,
        verb=verb,
        object_type="membership",
        object_id=membership.pk,
        entity=membership.entity_id,
        detail={
            "account": str(membership.account_id),
            "role": membership.role.key,
            "team": str(membership.team_id or ""),
        },
    )


def _saved(thing: M) -> M:
    """Validated and saved; what the database refuses as taken becomes a ValidationError too."""
    thing.full_clean()
    try:
        with transaction.atomic():
            thing.save(force_insert=True)
    except IntegrityError:
        raise ValidationError(_("This exists already.")) from None
    return thing


def _changed(actor: Actor, thing: C, *fields: str) -> C:
    """Validated, saved, and on the trail: which fields, never what stood in them."""
    thing.full_clean()
    try:
        with transaction.atomic():
            thing.save(update_fields=fields)
    except IntegrityError:
        raise ValidationError(_("This exists already.")) from None
    kind, verb = ("unit", Verb.UNIT_UPDATE) if isinstance(thing, Unit) else ("team", Verb.TEAM_UPDATE)
    detail: dict[str, str | int | bool] = {"changed": " ".join(fields)}
    if "closed_at" in fields:
        detail["closed"] = thing.closed_at is not None
    record(
        actor=actor, verb=verb, object_type=kind, object_id=thing.pk, entity=thing.entity_id, detail=detail
    )
    return thing


def _same_entity(entity: Entity, part: Unit | Team | None) -> None:
    if part is not None and part.entity_id != entity.pk:
        raise ValidationError(_("It belongs to another organisation."))


def _chain_up(unit: Unit) -> set[object]:
    """The unit and everything above it; a loop already in the data ends the walk."""
    parents = dict(Unit.objects.filter(entity_id=unit.entity_id).values_list("pk", "parent_id"))
    seen: set[object] = set()
    place: object = unit.pk
    while place is not None and place not in seen:
        seen.add(place)
        place = parents.get(place)  # type: ignore[call-overload]
    return seen
