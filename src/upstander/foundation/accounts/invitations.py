"""Invitations: a one-time link, valid for seven days, by which a person becomes an account with a role.

Only the SHA-256 of the token is kept (128 random bits need no slow hash). The link leads to a page that keeps
the token in the session and out of the address.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from upstander.foundation.access.services import refuse_mixture_for
from upstander.foundation.entities.models import Role, Team
from upstander.foundation.entities.services import grant_membership
from upstander.foundation.trail.services import Actor, record
from upstander.foundation.trail.verbs import Verb

from .models import Account, Invitation
from .services import create_account

if TYPE_CHECKING:
    from upstander.foundation.access.actors import Actor as Person

VALID = timedelta(days=7)
HELD = "accounts.invitation"


class InvitationOverError(Exception):
    """Used, taken back, expired, or never made: to whoever holds the link it is all the same."""


@transaction.atomic
def invite(
    actor: Actor | Person,
    *,
    role: Role,
    username: str,
    display_name: str,
    team: Team | None = None,
    title: str = "",
    email: str = "",
    language: str = "",
    invited_by: Account | None = None,
) -> tuple[Invitation, str]:
    """A new invitation and its token, which is nowhere else. Raises ValidationError for wrong values.

    Whether the actor may invite is asked by `people.invite`; the terminal invites as `operator`.
    """
    token, now = secrets.token_urlsafe(16), timezone.now()
    invitation = Invitation(
        token_hash=_hash(token),
        role=role,
        team=team,
        title=title,
        username=username,
        display_name=display_name,
        email=email,
        language=language,
        invited_by=invited_by,
        created_at=now,
        expires_at=now + VALID,
    )
    _check(invitation)
    invitation.save(force_insert=True)
    _record(actor, Verb.INVITATION_CREATE, invitation)
    return invitation, token


def open_invitations() -> QuerySet[Invitation]:
    """Those that can still be accepted."""
    now = timezone.now()
    return Invitation.objects.filter(accepted_at=None, revoked_at=None, expires_at__gt=now).select_related(
        "role__entity", "team"
    )


def hold(request: HttpRequest, token: str) -> bool:
    """Keep the token in the session, out of the address; False when it opens nothing."""
    if _find(token) is None:
        return False
    request.session[HELD] = token
    return True


def pending(request: HttpRequest) -> Invitation | None:
    """The invitation that this session holds and that can still be accepted."""
    token = request.session.get(HELD)
    return _find(token) if isinstance(token, str) else None


@transaction.atomic
def accept(invitation: Invitation, *, password: str | None) -> Account:
    """Make the account and its membership; no password for those who sign in by their organisation.

    Of several acceptances at once exactly one succeeds; the others raise InvitationOverError.
    """
    held = _locked(invitation)
    account = create_account(
        "system",
        username=held.username,
        display_name=held.display_name,
        email=held.email,
        language=held.language,
        password=password,
    )
    _finish(held, account)
    return account


@transaction.atomic
def accept_as(invitation: Invitation, account: Account) -> Account:
    """The role goes to an account that exists already (its person is signed in)."""
    held = _locked(invitation)
    refuse_mixture_for(account, held.role)
    _finish(held, account)
    return account


@transaction.atomic
def revoke(actor: Actor | Person, invitation: Invitation) -> None:
    """Take it back. What was accepted or taken back already stays as it is."""
    held = Invitation.objects.select_for_update().select_related("role").get(pk=invitation.pk)
    if held.accepted_at is None and held.revoked_at is None:
        held.revoked_at = timezone.now()
        held.save(update_fields=["revoked_at"])
        _record(actor, Verb.INVITATION_REVOKE, held)


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def _find(token: str) -> Invitation | None:
    return open_invitations().filter(token_hash=_hash(token)).first()


def _locked(invitation: Invitation) -> Invitation:
    held = open_invitations().select_for_update(of=("self",)).filter(pk=invitation.pk).first()
    if held is None:
        raise InvitationOverError
    return held


def _finish(held: Invitation, account: Account) -> None:
    now = timezone.now()
    try:
        with transaction.atomic():
            grant_membership(
                account,
                account=account,
                role=held.role,
                team=held.team,
                title=held.title,
                starts_on=timezone.localdate(),
            )
    except (IntegrityError, ValidationError):
        raise ValidationError(_("You hold this role already.")) from None
    held.accepted_at, held.accepted_by = now, account
    held.save(update_fields=["accepted_at", "accepted_by"])
    _record(account, Verb.INVITATION_ACCEPT, held)


def _check(invitation: Invitation) -> None:
    """Field by field, and whether the name is free. The team must be of the role's entity."""
    invitation.full_clean(exclude=["invited_by"])
    Account(username=invitation.username, display_name=invitation.display_name).clean_fields(
        exclude=["password"]
    )
    taken = Account.objects.filter(username__iexact=invitation.username).exists()
    if taken or open_invitations().filter(username__iexact=invitation.username).exists():
        raise ValidationError({"username": _("This user name is taken. Please choose another.")})
    if invitation.team is not None and invitation.team.entity_id != invitation.role.entity_id:
        raise ValidationError({"team": _("This team belongs to another organisation.")})


def _record(actor: Actor | Person, verb: Verb, invitation: Invitation) -> None:
    record(
        actor=actor,
        verb=verb,
        object_type="invitation",
        object_id=invitation.pk,
        entity=invitation.role.entity_id,
        detail={"role": invitation.role.key, "team": str(invitation.team_id or "")},
    )
