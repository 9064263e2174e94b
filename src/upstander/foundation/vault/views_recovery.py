"""Recovery: is there a key, when was it last rehearsed, when is it due."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from upstander.foundation.access.decisions import allows
from upstander.foundation.access.permissions import Permission
from upstander.foundation.access.requests import AuthenticatedHttpRequest, may, one
from upstander.foundation.accounts.step_up import step_up
from upstander.foundation.entities.selectors import entities_of

from .errors import VaultError
from .services import record_rehearsal, register_recovery
from .team_state import recovery_states

rehearses = may(Permission.VAULT_RECOVERY_REHEARSE)


@require_safe
@rehearses
def recovery(request: AuthenticatedHttpRequest) -> HttpResponse:
    states = recovery_states(request.actor)
    return render(request, "vault/team/recovery.html", {"states": states})


@rehearses
@step_up
def rehearse(request: AuthenticatedHttpRequest, entity: UUID) -> HttpResponse:
    """A page that asks, and on POST records that three shares were put together."""
    place = one(entities_of(request.actor), pk=entity)
    if request.method == "POST":
        record_rehearsal(request.actor, place.pk)
        messages.success(request, _("The rehearsal is recorded."))
        return redirect("vault:recovery")
    return render(request, "vault/team/rehearse.html", {"entity": place})


@rehearses
@step_up
def register(request: AuthenticatedHttpRequest, entity: UUID) -> HttpResponse:
    """The public half of a recovery key, as `upstander recovery make` prints it."""
    place, problem = one(entities_of(request.actor), pk=entity), ""
    if not allows(request.actor, Permission.VAULT_MANIFEST_PUBLISH, entity=place):
        return redirect("vault:recovery")
    given = {name: request.POST.get(name, "").strip() for name in ("age1pq", "age1")}
    if request.method == "POST":
        try:
            register_recovery(request.actor, place.pk, **given)
        except VaultError as error:
            problem = error.detail
        else:
            messages.success(request, _("The recovery key is registered. Please have a new list signed now."))
            return redirect("vault:recovery")
    context = {"entity": place, "problem": problem, **given}
    return render(request, "vault/team/register.html", context, status=400 if problem else 200)
