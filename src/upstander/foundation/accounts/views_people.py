"""People of my entity: who is there, inviting, giving and ending roles, and what the roles allow."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from upstander.foundation.access.decisions import allows, require
from upstander.foundation.access.permissions import Permission
from upstander.foundation.access.presets import PRESETS
from upstander.foundation.access.requests import AuthenticatedHttpRequest, may, one
from upstander.foundation.access.services import save_role
from upstander.foundation.entities.models import Entity, Role
from upstander.foundation.entities.selectors import roles_of

from . import people
from .forms import InviteForm, RoleForm
from .forms_structure import put_errors
from .models import Invitation
from .selectors import entities_seen, former_people_of, invitations_of, membership_of, people_of, person_of
from .step_up import step_up
from .tasks import send_invitation

sees_people = may(Permission.ACCOUNTS_ACCOUNT_READ)


def _entity(request: AuthenticatedHttpRequest, pk: UUID) -> Entity:
    return one(entities_seen(request.actor), pk=pk)


def _rights(request: AuthenticatedHttpRequest, entity: Entity) -> dict[str, bool]:
    """What the page offers; each verb asks again."""
    named = {
        "may_invite": Permission.ACCOUNTS_ACCOUNT_INVITE,
        "may_manage": Permission.ENTITIES_MEMBERSHIP_MANAGE,
        "may_change_roles": Permission.ENTITIES_ROLE_MANAGE,
        "may_keep_teams": Permission.ENTITIES_TEAM_MANAGE,
        "may_keep_units": Permission.ENTITIES_UNIT_MANAGE,
    }
    return {name: bool(allows(request.actor, right, entity=entity)) for name, right in named.items()}


@sees_people
def start(request: AuthenticatedHttpRequest) -> HttpResponse:
    """The entity, or the choice where there are several."""
    entities = list(entities_seen(request.actor))
    if len(entities) == 1:
        return redirect("accounts:people_of", entities[0].pk)
    return render(request, "accounts/people_start.html", {"entities": entities})


@sees_people
def index(request: AuthenticatedHttpRequest, entity: UUID) -> HttpResponse:
    place = _entity(request, entity)
    context = {
        "entity": place,
        "people": people_of(request.actor, place),
        "invitations": invitations_of(request.actor, place),
        "former": former_people_of(request.actor, place),
        **_rights(request, place),
    }
    return render(request, "accounts/people.html", context)


@sees_people
@step_up
def invite(request: AuthenticatedHttpRequest, entity: UUID) -> HttpResponse:
    place = _entity(request, entity)
    require(request.actor, Permission.ACCOUNTS_ACCOUNT_INVITE, entity=place)
    form = InviteForm(request.POST or None, entity=place)
    if request.method == "POST" and form.is_valid():
        try:
            invitation, token = people.invite(request.actor, **form.cleaned_data)
        except ValidationError as error:
            put_errors(form, error)
        else:
            return _show_link(request, place, invitation, token)
    return render(request, "accounts/invite.html", {"entity": place, "form": form})


def _show_link(
    request: AuthenticatedHttpRequest, entity: Entity, invitation: Invitation, token: str
) -> HttpResponse:
    """Shown this once: the server keeps only its hash."""
    with translation.override(invitation.language or settings.LANGUAGE_CODE):
        link = settings.SITE_URL + reverse("accounts:invitation", args=[token])
    sent = bool(invitation.email) and send_invitation(invitation.email, link, invitation.language)
    context = {"entity": entity, "invitation": invitation, "link": link, "sent": sent}
    return render(request, "accounts/invited.html", context)


@sees_people
@require_POST
@step_up
def revoke(request: AuthenticatedHttpRequest, entity: UUID, invitation: UUID) -> HttpResponse:
    place = _entity(request, entity)
    people.revoke_invitation(request.actor, one(invitations_of(request.actor, place), pk=invitation))
    messages.success(request, _("The invitation is taken back. Its link no longer opens anything."))
    return redirect("accounts:people_of", place.pk)


@sees_people
def person(request: AuthenticatedHttpRequest, entity: UUID, account: UUID) -> HttpResponse:
    place = _entity(request, entity)
    context = {
        "entity": place,
        "person": person_of(request.actor, place, account),
        "form": RoleForm(entity=place),
        **_rights(request, place),
    }
    return render(request, "accounts/person.html", context)


@sees_people
@require_POST
@step_up
def give(request: AuthenticatedHttpRequest, entity: UUID, account: UUID) -> HttpResponse:
    place = _entity(request, entity)
    held_by = person_of(request.actor, place, account)
    form = RoleForm(request.POST, entity=place)
    if form.is_valid():
        try:
            people.give_role(request.actor, held_by.account, **form.cleaned_data)
        except ValidationError as error:
            put_errors(form, error)
        else:
            messages.success(request, _("The role is given, from today on."))
            return redirect("accounts:person", place.pk, account)
    context = {"entity": place, "person": held_by, "form": form, **_rights(request, place)}
    return render(request, "accounts/person.html", context)


@sees_people
@require_POST
@step_up
def end(request: AuthenticatedHttpRequest, entity: UUID, membership: UUID) -> HttpResponse:
    place = _entity(request, entity)
    held = membership_of(request.actor, place, membership)
    people.end_role(request.actor, held)
    messages.success(request, _("The role has ended. It allows nothing from now on."))
    return redirect("accounts:person", place.pk, held.account_id)


@sees_people
@require_POST
@step_up
def reset_factors(request: AuthenticatedHttpRequest, entity: UUID, account: UUID) -> HttpResponse:
    place = _entity(request, entity)
    people.reset_factors(request.actor, person_of(request.actor, place, account).account)
    messages.success(
        request, _("This person is signed out everywhere and sets up a new factor at the next sign-in.")
    )
    return redirect("accounts:person", place.pk, account)


@sees_people
@step_up
def close(request: AuthenticatedHttpRequest, entity: UUID, account: UUID) -> HttpResponse:
    """What closing does, and the button that does it."""
    place = _entity(request, entity)
    require(request.actor, Permission.ENTITIES_MEMBERSHIP_MANAGE, entity=place)
    held_by = person_of(request.actor, place, account)
    if request.method == "POST":
        people.close_account(request.actor, place, held_by.account)
        messages.success(request, _("The account is closed. Please have new lists signed for its teams."))
        return redirect("accounts:person", place.pk, account)
    return render(request, "accounts/close.html", {"entity": place, "person": held_by})


@sees_people
@require_POST
@step_up
def open_again(request: AuthenticatedHttpRequest, entity: UUID, account: UUID) -> HttpResponse:
    place = _entity(request, entity)
    people.open_account(request.actor, place, person_of(request.actor, place, account).account)
    messages.success(request, _("The account is open again, without any role."))
    return redirect("accounts:person", place.pk, account)


@sees_people
@step_up
def sign_everybody_out(request: AuthenticatedHttpRequest, entity: UUID) -> HttpResponse:
    """For the moment in which something is wrong. Whoever presses it is signed out as well."""
    place = _entity(request, entity)
    require(request.actor, Permission.ENTITIES_MEMBERSHIP_MANAGE, entity=place)
    if request.method == "POST":
        people.sign_everybody_out(request.actor, place)
        logout(request)
        messages.success(request, _("Everybody is signed out everywhere."))
        return redirect("account_login")
    return render(request, "accounts/sign_everybody_out.html", {"entity": place})


@sees_people
def roles(request: AuthenticatedHttpRequest, entity: UUID) -> HttpResponse:
    place = _entity(request, entity)
    purposes = {preset.key: _(preset.purpose) for preset in PRESETS}
    listed = [
        {"role": role, "purpose": purposes.get(role.key, ""), "allows": _sentences(role)}
        for role in roles_of(request.actor).filter(entity=place)
    ]
    return render(
        request, "accounts/roles.html", {"entity": place, "roles": listed, **_rights(request, place)}
    )


@sees_people
@step_up
def role(request: AuthenticatedHttpRequest, entity: UUID, key: str) -> HttpResponse:
    place = _entity(request, entity)
    require(request.actor, Permission.ENTITIES_ROLE_MANAGE, entity=place)
    kept = one(roles_of(request.actor).filter(entity=place), key=key)
    if request.method == "POST":
        save_role(request.actor, kept, request.POST.getlist("permission"))
        messages.success(request, _("Saved. It holds from the next page that anybody opens."))
        return redirect("accounts:roles", place.pk)
    options = [(permission.value, permission.allows) for permission in Permission]
    context: dict[str, Any] = {"entity": place, "role": kept, "options": options, "chosen": kept.permissions}
    return render(request, "accounts/role.html", context)


def _sentences(role: Role) -> list[str]:
    return [permission.allows for permission in Permission if permission.value in role.permissions]
