"""Teams and units of my entity: setting up, renaming, closing."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from upstander.foundation.access.requests import AuthenticatedHttpRequest, may, one
from upstander.foundation.entities.models import Entity

from . import structure
from .forms_structure import NewUnitForm, TeamForm, UnitForm, put_errors
from .step_up import step_up
from .structure import TEAMS, UNITS

keeps_teams, keeps_units = may(TEAMS), may(UNITS)


def _with_teams(request: AuthenticatedHttpRequest, pk: UUID) -> Entity:
    return one(structure.entities_kept(request.actor, TEAMS), pk=pk)


def _with_units(request: AuthenticatedHttpRequest, pk: UUID) -> Entity:
    return one(structure.entities_kept(request.actor, UNITS), pk=pk)


@keeps_teams
def start(request: AuthenticatedHttpRequest) -> HttpResponse:
    """The entity, or the choice where there are several."""
    entities = list(structure.entities_kept(request.actor, TEAMS))
    if len(entities) == 1:
        return redirect("accounts:teams", entities[0].pk)
    return render(request, "accounts/structure/start.html", {"entities": entities})


# --- teams ------------------------------------------------------------------------------------------------


@keeps_teams
@step_up
def teams(request: AuthenticatedHttpRequest, entity: UUID) -> HttpResponse:
    """All teams, and a form for one more."""
    place = _with_teams(request, entity)
    form = TeamForm(request.POST or None, entity=place)
    if request.method == "POST" and form.is_valid():
        try:
            made = structure.create_team(request.actor, place, **form.cleaned_data)
        except ValidationError as error:
            put_errors(form, error)
        else:
            messages.success(
                request, _("The team is set up. It receives reports once its list of people is signed.")
            )
            return redirect("accounts:team", place.pk, made.pk)
    context = {"entity": place, "teams": structure.teams_kept(request.actor, place), "form": form}
    return render(request, "accounts/structure/teams.html", context)


@keeps_teams
@step_up
def team(request: AuthenticatedHttpRequest, entity: UUID, team: UUID) -> HttpResponse:
    place = _with_teams(request, entity)
    kept = one(structure.teams_kept(request.actor, place), pk=team)
    form = TeamForm(request.POST or None, entity=place, team=kept)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                structure.change_team(request.actor, kept, **form.cleaned_data)
        except ValidationError as error:
            put_errors(form, error)
            kept.refresh_from_db()
        else:
            messages.success(request, _("Saved."))
            return redirect("accounts:teams", place.pk)
    return render(request, "accounts/structure/team.html", {"entity": place, "team": kept, "form": form})


@keeps_teams
@require_POST
@step_up
def close_team(request: AuthenticatedHttpRequest, entity: UUID, team: UUID) -> HttpResponse:
    """Close it, or open it again: what the button said, so that pressing twice is the same."""
    place = _with_teams(request, entity)
    kept = one(structure.teams_kept(request.actor, place), pk=team)
    closed = request.POST.get("do") != "open"
    structure.close_team(request.actor, kept, closed=closed)
    messages.success(
        request,
        _("The team receives no more reports. Those it has can be read and answered as before.")
        if closed
        else _("The team is open again."),
    )
    return redirect("accounts:team", place.pk, kept.pk)


# --- units ------------------------------------------------------------------------------------------------


@keeps_units
def units(request: AuthenticatedHttpRequest, entity: UUID) -> HttpResponse:
    """The tree, and a form for one more."""
    place = _with_units(request, entity)
    form = NewUnitForm(request.POST or None, entity=place)
    if request.method == "POST" and form.is_valid():
        try:
            structure.create_unit(request.actor, place, **form.cleaned_data)
        except ValidationError as error:
            put_errors(form, error)
        else:
            messages.success(request, _("The unit is added."))
            return redirect("accounts:units", place.pk)
    places = structure.tree(structure.units_kept(request.actor, place))
    context = {"entity": place, "places": places, "form": form}
    return render(request, "accounts/structure/units.html", context)


@keeps_units
def unit(request: AuthenticatedHttpRequest, entity: UUID, unit: UUID) -> HttpResponse:
    place = _with_units(request, entity)
    kept = one(structure.units_kept(request.actor, place), pk=unit)
    form = UnitForm(request.POST or None, entity=place, unit=kept)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                structure.change_unit(request.actor, kept, **form.cleaned_data)
        except ValidationError as error:
            put_errors(form, error)
            kept.refresh_from_db()
        else:
            messages.success(request, _("Saved."))
            return redirect("accounts:units", place.pk)
    return render(request, "accounts/structure/unit.html", {"entity": place, "unit": kept, "form": form})


@keeps_units
@require_POST
def close_unit(request: AuthenticatedHttpRequest, entity: UUID, unit: UUID) -> HttpResponse:
    place = _with_units(request, entity)
    kept = one(structure.units_kept(request.actor, place), pk=unit)
    closed = request.POST.get("do") != "open"
    try:
        structure.close_unit(request.actor, kept, closed=closed)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        told = _("The unit is closed. Nobody is asked to choose it any more.")
        messages.success(request, told if closed else _("The unit is open again."))
    return redirect("accounts:unit", place.pk, kept.pk)
