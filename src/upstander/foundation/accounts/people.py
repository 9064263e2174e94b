"""Verbs on other people of an entity, each with who may do it. The pages of `views_people` call these."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils.translation import gettext as _

from upstander.foundation.access.actors import Actor
from upstander.foundation.access.decisions import NotFound, Refused, require
from upstander.foundation.access.permissions import Permission
from upstander.foundation.access.services import refuse_mixture_for, take_turns
from upstander.foundation.entities.models import Entity, Membership, Role, Team
from upstander.foundation.entities.services import end_membership, grant_membership
from upstander.foundation.trail.services import record
from upstander.foundation.trail.verbs import Verb

from . import invitations, sessions
from .models import Account, Invitation


def invite(
    actor: Actor,
    *,
    role: Role,
    team: Team | None,
    display_name: str,
    username: str,
    email: str = "",
    language: str = "",
    title: str = "",
) -> tuple[Invitation, str]:
    """An invitation to the role's entity, and the token of its link."""
    require(actor, Permission.ACCOUNTS_ACCOUNT_INVITE, entity=role.entity_id)
    return invitations.invite(
        actor,
        role=role,
        team=team,
        username=username,
        display_name=display_name,
        email=email,
        language=language,
        title=title,
        invited_by=Account.objects.get(pk=actor.account_id),
    )


def revoke_invitation(actor: Actor, invitation: Invitation) -> None:
    require(actor, Permission.ACCOUNTS_ACCOUNT_INVITE, entity=invitation.role.entity_id)
    invitations.revoke(actor, invitation)


@transaction.atomic
def give_role(
    actor: Actor, account: Account, *, role: Role, team: Team | None = None, title: str = ""
) -> Membership:
    """One more role for a person of the entity, from today. Nobody gives a role to herself."""
    require(actor, Permission.ENTITIES_MEMBERSHIP_MANAGE, entity=role.entity_id)
    _not_oneself(actor, account)
    if not account.memberships.filter(entity_id=role.entity_id).exists():
        raise NotFound
    if not account.is_active:
        raise Refused(_("This account is closed. Open it again first."))
    refuse_mixture_for(account, role)
    return grant_membership(actor, account=account, role=role, team=team, title=title, starts_on=actor.on)


@transaction.atomic
def end_role(actor: Actor, membership: Membership) -> Membership:
    """It is over today. Nobody ends a role of her own: an entity cannot lose its last administrator.

    Asked again when it is her turn: of two who end each other's role at once, the first ends the second's.
    """
    take_turns(membership.entity_id)
    require(as_of_now(actor), Permission.ENTITIES_MEMBERSHIP_MANAGE, entity=membership.entity_id)
    _not_oneself(actor, membership.account)
    return end_membership(actor, membership, on=actor.on)


@transaction.atomic
def reset_factors(actor: Actor, account: Account) -> None:
    """For someone who lost her device: signed out everywhere, she sets up a new factor at the next sign-in.

    Only by someone who may manage her in every entity she belongs to, since the account is one.
    """
    _not_oneself(actor, account)
    held = set(account.memberships.current(actor.on).values_list("entity", flat=True))
    _require_everywhere(actor, held)
    Authenticator.objects.filter(user=account).delete()
    sessions.end_all(account, by=actor.trail_name)
    for entity in held:
        record(
            actor=actor,
            verb=Verb.FACTOR_REMOVE,
            object_type="account",
            object_id=account.pk,
            entity=entity,
            detail={"kind": "all"},
        )


@transaction.atomic
def close_account(actor: Actor, entity: Entity, account: Account) -> None:
    """The person leaves for good: every role is over, the keys are retired, nobody signs in with it any more.

    Only by someone who may manage her in every entity she belongs to, since the account is one.
    """
    require(actor, Permission.ENTITIES_MEMBERSHIP_MANAGE, entity=entity)
    _not_oneself(actor, account)
    held = account.memberships.exclude(ends_on__lte=actor.on).select_related("role")
    places = sorted({entity.pk, *(membership.entity_id for membership in held)})
    for place in places:
        take_turns(place)
    _require_everywhere(as_of_now(actor), places)
    for membership in held:
        end_membership(actor, membership, on=actor.on)
    Account.objects.filter(pk=account.pk).update(is_active=False)
    sessions.end_all(account, by=actor.trail_name)
    for place in places:
        _record_account(actor, Verb.ACCOUNT_DISABLE, account, place)


@transaction.atomic
def open_account(actor: Actor, entity: Entity, account: Account) -> None:
    """It can sign in again, and holds no role: those that ended stay ended."""
    require(actor, Permission.ENTITIES_MEMBERSHIP_MANAGE, entity=entity)
    _not_oneself(actor, account)
    Account.objects.filter(pk=account.pk).update(is_active=True)
    _record_account(actor, Verb.ACCOUNT_ENABLE, account, entity.pk)


@transaction.atomic
def sign_everybody_out(actor: Actor, entity: Entity) -> int:
    """End every session of everybody with a role in the entity, the actor's too; returns how many people."""
    require(actor, Permission.ENTITIES_MEMBERSHIP_MANAGE, entity=entity)
    held = entity.memberships.current(actor.on).values("account")
    people = list(Account.objects.filter(pk__in=held))
    for account in people:
        sessions.end_all(account, by=actor.trail_name)
    return len(people)


def _require_everywhere(actor: Actor, entities: Iterable[UUID]) -> None:
    """Raises NotFound for a stranger, Refused for somebody who works elsewhere too."""
    held = frozenset(entities)
    if not held & actor.entities:
        raise NotFound
    for entity in held:
        if entity not in actor.entities:
            raise Refused(
                _("This person also works for another organisation here, so one alone cannot do it.")
            )
        require(actor, Permission.ENTITIES_MEMBERSHIP_MANAGE, entity=entity)


def _record_account(actor: Actor, verb: Verb, account: Account, entity: UUID) -> None:
    record(actor=actor, verb=verb, object_type="account", object_id=account.pk, entity=entity)


def as_of_now(actor: Actor) -> Actor:
    """What she may do at this moment, for acts that wait for their turn."""
    return Actor.of(Account.objects.get(pk=actor.account_id), actor.on)


def _not_oneself(actor: Actor, account: Account) -> None:
    if account.pk == actor.account_id:
        raise Refused(_("Nobody changes this for their own account. Somebody else has to do it."))
