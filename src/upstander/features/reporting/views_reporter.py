"""The reporter's page. With JavaScript it never sends a word in clear; without, the server seals (`plain`).

No cookie, no session and no cache is used here, so there is nothing that another site could ride on: writes
from other sites are refused by `web.middleware` by where they come from, and no CSRF cookie is left on her
device.
"""

from __future__ import annotations

from typing import Any

import structlog
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from upstander.core.sealing import sizes
from upstander.core.sealing.wordlists import LANGUAGES
from upstander.foundation.vault.errors import VaultError
from upstander.foundation.web.assets import asset

from . import plain, questions
from .arriving_files import accepting_files
from .destinations import destinations, organisations, units_by_organisation
from .forms import PREFIX, ReportForm, TeamForm, new_seed
from .models import Report
from .problems import ProblemError, TeamUnknownError, TooLargeError

log = structlog.get_logger("upstander.reporting")
Explained = ProblemError | VaultError
"""What brings its own words for her."""
STEPS = ("before", "want", "what", "who", "files", "contact", "check", "receipt")
HERE = "reporting/reporter"
SCRIPT = "upstander/js/report.js"


def addresses(worker: str) -> dict[str, Any]:
    """What the page's script must know of the server: where things are, nothing about a person."""
    lists = [(language, asset(f"upstander/words/{language}.txt").url) for language in LANGUAGES]
    return {"worker": asset(worker).url, "word_lists": lists}


def asked(given: questions.Given | None = None, want: str = Report.Want.REPORT) -> dict[str, Any]:
    """The questions, with what was answered before."""
    return {
        "wants": questions.wants(want),
        "role": questions.question("role", given),
        "facet_groups": questions.groups(given),
    }


@require_safe
def report(request: HttpRequest) -> HttpResponse:
    """Eight steps in one page. What a browser without scripts needs to begin stands on it too."""
    context = {
        "step_names": STEPS,
        "organisations": organisations(),
        "destinations": destinations(),
        "units": units_by_organisation(),
        **asked(),
        "script": SCRIPT,
        **addresses(SCRIPT),
    }
    return render(request, f"{HERE}/report.html", context)


@csrf_exempt
@require_http_methods(["GET", "POST"])
def write(request: HttpRequest) -> HttpResponse:
    """Without JavaScript: the organisation was chosen (in the body, in no address); the long form."""
    if request.method == "GET":
        return redirect("reporting:report")
    form = TeamForm(request.POST)
    if not form.is_valid():
        context = {"form": form, "destinations": destinations(), **asked()}
        return render(request, f"{HERE}/plain_start.html", context, status=422)
    team = form.cleaned_data["team"] if form.cleaned_data["want"] != Report.Want.RECORD else None
    try:
        readers = plain.readers_of(team)
    except VaultError as error:
        context = {"form": form, "problem": error, "destinations": destinations(), **asked()}
        return render(request, f"{HERE}/plain_start.html", context, status=409)
    initial = {"want": form.cleaned_data["want"], "seed": new_seed()}
    return _long_form(request, ReportForm(initial=initial, handlers=plain.ids(readers)), readers)


@csrf_exempt
@require_http_methods(["GET", "POST"])
@accepting_files
def send(request: HttpRequest) -> HttpResponse:
    """Without JavaScript: seal in memory, keep, and show the receipt. Twice the same form is one report."""
    if request.method == "GET":
        return redirect("reporting:report")
    readers, problem = _readers_now(request.POST)
    form = ReportForm(request.POST, handlers=plain.ids(readers))
    if problem is not None or not form.is_valid():
        return _long_form(request, form, readers, problem)
    try:
        kept = plain.submit(request, form, readers)
    except (ProblemError, VaultError) as error:
        return _long_form(request, form, _readers_now(request.POST)[0], error)
    except sizes.TooLargeError:
        return _long_form(request, form, readers, TooLargeError(sizes.LARGEST_ITEM))
    except (DatabaseError, OSError) as error:
        log.error("report_not_kept", error=type(error).__name__)
        return _long_form(request, form, readers, plain.NotKeptError())
    context = {"kept": kept, "return_url": reverse("reporting:return")}
    return render(request, f"{HERE}/plain_receipt.html", context)


def _readers_now(sent: QueryDict) -> tuple[plain.Readers | None, Explained | None]:
    """Who would read what was sent; none for a record. When the team is gone, what to tell her."""
    if sent.get("want") == Report.Want.RECORD:
        return None, None
    try:
        team = plain.team_named(sent.get("team", ""))
        return (plain.readers_of(team), None) if team else (None, TeamUnknownError())
    except VaultError as error:
        return None, error


def _long_form(
    request: HttpRequest,
    form: ReportForm,
    readers: plain.Readers | None,
    problem: Explained | None = None,
) -> HttpResponse:
    """The form with everything she wrote still in its place; it exists in this answer and nowhere else.

    When nobody can receive it any more, it can still be kept as a private record.
    """
    bound = form.data if form.is_bound else form.initial
    given = {
        name.removeprefix(PREFIX): _ticked(form, name) for name in form.fields if name.startswith(PREFIX)
    }
    excluded = set() if not form.is_bound else set(plain.ids(readers)) - set(_uuids(form))
    context = {
        "form": form,
        "want": bound.get("want") if readers else Report.Want.RECORD,
        "seed": bound.get("seed") or new_seed(),
        "readers": readers,
        "excluded": excluded,
        "units": units_by_organisation().get(readers.entity, []) if readers else [],
        "unit": bound.get("unit", ""),
        "problem": problem,
        "had_files": bool(request.FILES),
        **asked(given, bound.get("want") or Report.Want.REPORT),
    }
    status = 409 if problem else 422 if form.is_bound else 200
    return render(request, f"{HERE}/plain_report.html", context, status=status)


def _uuids(form: ReportForm) -> list[Any]:
    ticked = _ticked(form, "readers")
    return [handler for handler in form.handlers if str(handler) in ticked]


def _ticked(form: ReportForm, name: str) -> list[str]:
    """What was sent under a name that may come several times."""
    return form.data.getlist(name) if isinstance(form.data, QueryDict) else []
