"""Who is to be told of an occasion, at the moment of telling."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from upstander.foundation.access.permissions import Permission
from upstander.foundation.entities.models import Membership
from upstander.foundation.vault.models import Compartment, Exclusion, Grant

from .models import Notice, Occasion, Silence
from .services import BRINGS

DUTIES = (
    Occasion.HUB_REVIEW,
    Occasion.MANIFEST_EXPIRES,
    Occasion.REHEARSAL_DUE,
    Occasion.SUBMISSION_NEWS,
    Occasion.SUBMISSION_WAITS,
)
"""Occasions of an entity, which go to those whose duty it is."""


def audience(notice: Notice) -> set[UUID]:
    """The accounts to be told, without those who do not want to be."""
    people = readers(notice.compartment) if notice.compartment is not None else _on_duty(notice)
    if notice.account_id is not None:
        people &= {notice.account_id}
    silent = Silence.objects.filter(account__in=people, occasion=notice.occasion)
    return people - set(silent.values_list("account_id", flat=True))


def readers(compartment: Compartment) -> set[UUID]:
    """The rule of `vault.selectors.compartments_for`, seen from the compartment."""
    shut_out = Exclusion.objects.filter(compartment=compartment, account=OuterRef("principal__account"))
    granted = Grant.objects.filter(
        ~Exists(shut_out),
        compartment=compartment,
        principal__account__is_active=True,
        principal__retired_at__isnull=True,
    )
    accounts = set(granted.values_list("principal__account_id", flat=True))
    held = _held(compartment.entity_id, BRINGS[Occasion.NEW_REPORT]).filter(account__in=accounts)
    return {one.account_id for one in held if one.team_id in (None, compartment.team_id)}


def _on_duty(notice: Notice) -> set[UUID]:
    occasion = Occasion(notice.occasion)
    if occasion not in DUTIES:
        return set()
    return {one.account_id for one in _held(notice.entity_id, BRINGS[occasion])}


def _held(entity: UUID | None, permission: Permission) -> QuerySet[Membership]:
    """Memberships in force that carry a permission."""
    current = Membership.objects.current(timezone.localdate())
    rows = current.filter(entity=entity, account__is_active=True).select_related("role")
    carrying = [one.pk for one in rows if permission.value in one.role.permissions]
    return Membership.objects.filter(pk__in=carrying)
