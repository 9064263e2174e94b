"""The pages of a focal point: what was sent in, how far it is, taking it back."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from upstander.foundation.access.decisions import NotFound
from upstander.foundation.access.permissions import Permission
from upstander.foundation.access.requests import AuthenticatedHttpRequest, may, one, signed_in

from . import services
from .addresses import address_of
from .policies import may as may_do
from .problems import ClosedError
from .selectors import attachments_of, submissions_of, told_to_sender
from .workflow import NEXT_FOR_SENDER, Act, State

sends = may(Permission.HUB_SUBMISSION_SEND)
MOST_OF_HERS = 100


@require_safe
@sends
def mine(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Hers first, then what colleagues of her organisation have sent."""
    seen = submissions_of(request.actor)
    others = Paginator(seen.exclude(submitter=request.actor.account_id), 20)
    context = {
        "hers": seen.filter(submitter=request.actor.account_id)[:MOST_OF_HERS],
        "page": others.get_page(request.GET.get("page")),
    }
    return render(request, "hub/submissions/mine.html", context)


@require_safe
@sends
def submission(request: AuthenticatedHttpRequest, pk: UUID) -> HttpResponse:
    found = one(submissions_of(request.actor), pk=pk)
    if found.state == State.DRAFT:
        return redirect("submissions:edit", found.pk)
    hers = found.submitter_id == request.actor.account_id
    context = {
        "submission": found,
        "hers": hers,
        "next": NEXT_FOR_SENDER[State(found.state)] if hers else "",
        "asked": found.steps.filter(act=Act.ASK).last() if found.state == State.CHANGES else None,
        "steps": told_to_sender(found),
        "may_edit": may_do(request.actor, Act.SEND, found),
        "may_withdraw": may_do(request.actor, Act.WITHDRAW, found),
        "address": address_of(found.page) if found.state == State.PUBLISHED and found.page else "",
    }
    return render(request, "hub/submissions/submission.html", context)


@require_POST
@sends
def withdraw(request: AuthenticatedHttpRequest, pk: UUID) -> HttpResponse:
    try:
        services.withdraw(request.actor, pk)
    except ClosedError:
        messages.info(request, _("It was decided or withdrawn already. Nothing was changed."))
    else:
        messages.success(request, _("You took it back. Nobody works on it any more."))
    return redirect("submissions:submission", pk)


@require_POST
@sends
def discard(request: AuthenticatedHttpRequest, pk: UUID) -> HttpResponse:
    try:
        services.discard(request.actor, pk)
    except ClosedError:
        return redirect("submissions:submission", pk)
    messages.success(request, _("The draft is gone."))
    return redirect("submissions:mine")


@require_safe
@signed_in
def file(request: AuthenticatedHttpRequest, pk: UUID) -> HttpResponse:
    """A file, for its sender's organisation and the moderators; always saved, never shown inside a page."""
    found = one(attachments_of(request.actor), pk=pk)
    try:
        content = found.file.open("rb")
    except FileNotFoundError:
        raise NotFound from None
    answer = FileResponse(content, as_attachment=True, filename=found.name, content_type=found.media_type)
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer  # type: ignore[return-value]
