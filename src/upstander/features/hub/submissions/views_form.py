"""The form of a focal point. Whatever happens when she presses a button, what she typed is kept.

Every press keeps the form as her draft before anything else. When her session ended meanwhile, or she signed
in again in another window, the ticket in the form lets it be kept all the same (`tickets`); nothing is sent.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from upstander.foundation.access.decisions import NotFound
from upstander.foundation.access.requests import AuthenticatedHttpRequest, actor_of, one
from upstander.foundation.web.menu import address

from . import services
from .file_checks import ACCEPT
from .forms import SubmissionForm, in_form, is_written, typed
from .models import Submission
from .policies import may as may_do
from .problems import ClosedError, FileRefusedError, SubmissionError, TypedElsewhereError
from .selectors import submissions_of
from .tickets import holder, ticket
from .uploads import take_larger_files, uploaded
from .views_sender import sends
from .workflow import Act


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, pk: UUID | None = None) -> HttpResponse:
    """A new submission, or one of hers that is open to her.

    Exempt only so that the upload handler stands before the form is read: `csrf_protect` checks it then.
    """
    if actor_of(request) is not None:
        take_larger_files(request)
    answer = csrf_protect(_checked)(request, pk)
    if request.method == "POST" and not hasattr(request, "csrf_was_right"):
        return _kept_after_all(request) or answer
    return answer


def _checked(request: HttpRequest, pk: UUID | None) -> HttpResponse:
    request.csrf_was_right = True  # type: ignore[attr-defined]
    if request.method == "POST" and actor_of(request) is None:
        return _kept_after_all(request) or redirect_to_login(request.path)
    return cast(HttpResponse, _write(request, pk))


@sends
def _write(request: AuthenticatedHttpRequest, pk: UUID | None) -> HttpResponse:
    if request.method == "POST":
        return _pressed(request, pk or _identifier(request))
    if pk is None:
        return _page(request, _Shown(uuid4(), SubmissionForm(request.actor)))
    found = one(submissions_of(request.actor).filter(submitter=request.actor.account_id), pk=pk)
    if not may_do(request.actor, Act.SEND, found):
        return redirect("submissions:submission", pk)
    form = SubmissionForm(request.actor, initial=in_form(found))
    return _page(request, _Shown(found.pk, form, found))


def _kept_after_all(request: HttpRequest) -> HttpResponse | None:
    """Keep what a page sent that may not act any more; None without a good ticket."""
    held = holder(request.POST.get("ticket", ""))
    person = actor_of(request)
    if held is None or (person is not None and person.account_id != held[0].account_id):
        return None
    actor, pk = held
    kept = typed(request.POST)
    place = reverse("submissions:edit", args=[pk])
    try:
        if not is_written(kept):
            place = reverse("submissions:new")
        else:
            services.keep(actor, pk, kept)
            messages.success(request, _("What you typed is kept. Look through it, then send it."))
    except SubmissionError as error:
        messages.info(request, str(error))
    return redirect(place) if person else redirect_to_login(place)


def _identifier(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("submission", ""))
    except ValueError:
        raise NotFound from None


def _pressed(request: AuthenticatedHttpRequest, pk: UUID) -> HttpResponse:
    kept = typed(request.POST)
    sending = "save" not in request.POST
    form = SubmissionForm(request.actor, **({"data": kept} if sending else {"initial": kept}))
    shown = _Shown(pk, form, seen=_number(request.POST.get("seen")))
    try:
        shown.found = _keep(request, shown, kept)
    except ClosedError as error:
        return _sent_already(request, error.submission)
    except TypedElsewhereError as error:
        shown.found, shown.problem = error.submission, str(error)
    except SubmissionError as error:
        shown.problem = str(error)
    if shown.problem or shown.file_fault or (sending and not form.is_valid()):
        return _page(request, shown)
    return _send(request, shown) if sending else _saved(request, shown)


def _keep(request: AuthenticatedHttpRequest, shown: _Shown, kept: Mapping[str, Any]) -> Submission | None:
    try:
        file = uploaded(request)
    except FileRefusedError as error:
        file, shown.file_fault = None, str(error)
    known = submissions_of(request.actor).filter(submitter=request.actor.account_id, pk=shown.pk)
    if not is_written(kept) and file is None and not known.exists():
        return None
    return services.keep(request.actor, shown.pk, kept, seen=shown.seen, file=file)


def _send(request: AuthenticatedHttpRequest, shown: _Shown) -> HttpResponse:
    try:
        services.send(request.actor, shown.pk, shown.form.words)
    except ClosedError as error:
        return _sent_already(request, error.submission)
    messages.success(request, _("Sent. Two moderators look at it, and you are told when something happens."))
    return redirect("submissions:submission", shown.pk)


def _saved(request: AuthenticatedHttpRequest, shown: _Shown) -> HttpResponse:
    if shown.found is None:
        messages.info(request, _("There was nothing to keep yet."))
    else:
        messages.success(request, _("Kept. Only you see it until you send it."))
    return redirect("submissions:mine")


def _sent_already(request: AuthenticatedHttpRequest, found: Submission) -> HttpResponse:
    messages.info(request, _("This was sent already. Here you see how far it is."))
    return redirect("submissions:submission", found.pk)


@dataclass
class _Shown:
    """The form as it is shown (again)."""

    pk: UUID
    form: SubmissionForm
    found: Submission | None = None
    seen: int = 0
    problem: str = ""
    file_fault: str = ""


def _page(request: AuthenticatedHttpRequest, shown: _Shown) -> HttpResponse:
    found = shown.found
    context = {
        "form": shown.form,
        "submission": found,
        "identifier": shown.pk,
        "seen": found.typed_version if found else shown.seen,
        "ticket": ticket(request.user, shown.pk),
        "problem": shown.problem,
        "file_fault": shown.file_fault,
        "accept": ACCEPT,
        "draft_file": found.attachments.filter(draft=True).first() if found else None,
        "report": address(settings.DOORS["report"]),
        "asked": found.steps.filter(act=Act.ASK).last() if found else None,
    }
    return render(request, "hub/submissions/form.html", context)


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0
