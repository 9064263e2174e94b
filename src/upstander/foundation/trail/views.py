"""The page of the trail. Reading it is on the trail itself."""

from __future__ import annotations

from urllib.parse import urlencode

from django.db import transaction
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from .forms import WantedForm
from .ports import Scope, reader
from .selectors import Wanted, page
from .services import Record, record_many
from .verbs import Verb


@require_safe
def entries(request: HttpRequest) -> HttpResponseBase:
    """The acts in the reader's entities, newest first."""
    scope = reader(request)
    if not isinstance(scope, Scope):
        return scope
    form = WantedForm(request.GET)
    wanted = form.wanted() if form.is_valid() else Wanted()
    shown = page(scope, wanted)
    _record(scope, wanted)
    asked = {name: request.GET.get(name, "") for name in ("verb", "day", "object")}
    older = urlencode({**asked, "before": shown.older}) if shown.older else ""
    return render(request, "trail/entries.html", {"form": form, "page": shown, "older": older})


@transaction.atomic
def _record(scope: Scope, wanted: Wanted) -> None:
    detail: dict[str, str | int | bool] = {"filtered": wanted != Wanted(before=wanted.before)}
    record_many(
        Record(scope.actor, Verb.TRAIL_READ, "trail", "", entity, detail) for entity in sorted(scope.entities)
    )
