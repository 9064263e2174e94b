"""Team and manifest: who is in it, drafting, publishing what was signed offline, the poster."""

from __future__ import annotations

import io
from uuid import UUID

import segno
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from upstander.foundation.access.decisions import NotFound, allows, holds
from upstander.foundation.access.permissions import Permission
from upstander.foundation.access.requests import AuthenticatedHttpRequest, one, signed_in
from upstander.foundation.accounts.step_up import step_up
from upstander.foundation.entities.models import Team

from .errors import VaultError
from .models import KeySet, Manifest
from .services import draft_manifest, publish_manifest
from .services.leaving import dismiss
from .team_state import SEES, Standing, TeamState, report_link, team_state, teams_for

LARGEST_UPLOAD = 1024 * 1024


def _team(request: AuthenticatedHttpRequest, pk: UUID) -> Team:
    return one(teams_for(request.actor), pk=pk)


@require_safe
@signed_in
def teams(request: AuthenticatedHttpRequest) -> HttpResponse:
    """All of them, the only one, or the way to set up the first."""
    found = [team_state(team) for team in teams_for(request.actor)]
    if not found and not any(holds(request.actor, permission) for permission in SEES):
        raise NotFound
    if len(found) == 1:
        return redirect("vault:team_of", found[0].team.pk)
    return render(request, "vault/team/teams.html", {"states": found, **_setting_up(request)})


@require_safe
@signed_in
def team(request: AuthenticatedHttpRequest, team: UUID) -> HttpResponse:
    return _page(request, _team(request, team))


def _setting_up(request: AuthenticatedHttpRequest) -> dict[str, bool]:
    return {"may_set_up": holds(request.actor, Permission.ENTITIES_TEAM_MANAGE)}


def _page(request: AuthenticatedHttpRequest, team: Team, problem: str = "") -> HttpResponse:
    entity = team.entity_id
    context = {
        "state": team_state(team),
        "several": teams_for(request.actor).count() > 1,
        "history": Manifest.objects.filter(team=team).order_by("-version"),
        "may_draft": allows(request.actor, Permission.VAULT_MANIFEST_DRAFT, entity=entity),
        "may_publish": allows(request.actor, Permission.VAULT_MANIFEST_PUBLISH, entity=entity),
        "problem": problem,
        **_setting_up(request),
    }
    return render(request, "vault/team/team.html", context, status=409 if problem else 200)


@require_POST
@signed_in
def draft(request: AuthenticatedHttpRequest, team: UUID) -> HttpResponse:
    """The exact bytes to be signed, as a file."""
    found = _team(request, team)
    try:
        payload = draft_manifest(request.actor, found)
    except VaultError as error:
        return _page(request, found, error.detail)
    response = HttpResponse(payload, content_type="application/json")
    response["Content-Disposition"] = 'attachment; filename="manifest-draft.json"'
    return response


@signed_in
@step_up
def publish(request: AuthenticatedHttpRequest, team: UUID) -> HttpResponse:
    found, problem = _team(request, team), ""
    if request.method == "POST":
        problem = _publish(request, found)
        if not problem:
            messages.success(request, _("The new list is in force."))
            return redirect("vault:team_of", found.pk)
    context = {"team": found, "problem": problem}
    return render(request, "vault/team/publish.html", context, status=400 if problem else 200)


def _publish(request: AuthenticatedHttpRequest, team: Team) -> str:
    """What keeps it from being published, in words; nothing when it was."""
    given = request.FILES.get("manifest")
    if given is None:
        return _("Please choose the signed file.")
    if (given.size or 0) > LARGEST_UPLOAD:
        return _("This file is too large to be a manifest.")
    try:
        publish_manifest(request.actor, given.read(), team=team)
    except VaultError as error:
        return error.detail
    return ""


@signed_in
@step_up
def remove(request: AuthenticatedHttpRequest, team: UUID, principal: UUID) -> HttpResponse:
    """Take a handler's keys out of use: her access goes at once, in the whole entity."""
    found = _team(request, team)
    row = _removable(team_state(found), principal)
    keys = one(KeySet.objects.filter(entity=found.entity_id, account__isnull=False), pk=row)
    if request.method == "POST":
        dismiss(request.actor, keys.pk)
        messages.success(request, _("This person no longer has access. Please have a new list signed now."))
        return redirect("vault:team_of", found.pk)
    return render(request, "vault/team/remove.html", {"team": found, "person": keys.account})


def _removable(state: TeamState, principal: UUID) -> UUID:
    living = {Standing.LISTED, Standing.UNSIGNED}
    if not any(row.principal == principal and row.standing in living for row in state.rows):
        raise NotFound
    return principal


@require_safe
@signed_in
def poster(request: AuthenticatedHttpRequest, team: UUID) -> HttpResponse:
    found = _team(request, team)
    if not found.entity.root_public_key:
        raise NotFound
    context = {"state": team_state(found), "link": report_link(found, get_language() or "en")}
    return render(request, "vault/team/poster.html", context)


@require_safe
@signed_in
def code(request: AuthenticatedHttpRequest, team: UUID) -> HttpResponse:
    """The poster's QR code. Medium error correction: posters get scratched."""
    found = _team(request, team)
    made = segno.make(report_link(found, get_language() or "en"), error="m", micro=False)
    image = io.BytesIO()
    made.save(image, kind="svg", scale=8, border=4, dark="#000", light="#fff")
    return HttpResponse(image.getvalue(), content_type="image/svg+xml")
