"""The pages of the moderators: what waits, one of them beside what resembles it, and what they do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST, require_safe

from upstander.foundation.access.decisions import NotFound, allows
from upstander.foundation.access.permissions import Permission
from upstander.foundation.access.requests import AuthenticatedHttpRequest, may, one

from ..access import keeper
from ..codes import LANGUAGES, RECOMMENDATIONS
from . import services
from .addresses import address_of
from .forms import MessageForm
from .keeper import moderates
from .models import KIND_NAMES, Step, Submission
from .policies import open_acts
from .problems import ChangedError, MessageNeededError, SubmissionError
from .selectors import TABS, Difference, counts, differences, queue_of
from .similar import similar_to
from .workflow import RECOMMENDS, Act, State

moderating = may(Permission.HUB_SUBMISSION_MODERATE)

OFFERED: dict[Act, tuple[Promise, Promise]] = {
    Act.RECOMMEND_ACCEPT: (
        gettext_lazy("Recommend to accept it"),
        gettext_lazy("A second person decides. Only moderators read what you write."),
    ),
    Act.RECOMMEND_DECLINE: (
        gettext_lazy("Recommend to decline it"),
        gettext_lazy("A second person decides. Only moderators read what you write."),
    ),
    Act.ACCEPT: (
        gettext_lazy("Accept it"),
        gettext_lazy("A draft page is made for the editors. Who sent it reads what you write."),
    ),
    Act.DECLINE: (
        gettext_lazy("Decline it"),
        gettext_lazy("Who sent it reads what you write: the reason."),
    ),
    Act.ASK: (
        gettext_lazy("Ask for changes"),
        gettext_lazy("Who sent it reads what you write, changes it and sends it again."),
    ),
}
"""What is offered, in this order, with who reads the message."""

TAB_NAMES: dict[State, Promise] = {
    State.NEW: pgettext_lazy("submissions", "Waiting"),
    State.ACCEPTED: pgettext_lazy("submissions", "Accepted"),
}
"""Shorter than what the sender reads."""

PARTS: dict[str, Promise] = {
    "kind": gettext_lazy("Kind"),
    "title": pgettext_lazy("of a page", "Title"),
    "text": gettext_lazy("What it is"),
    "who": gettext_lazy("Who does it, or who published it"),
    "recommendations": gettext_lazy("Recommendations"),
    "link": gettext_lazy("Link"),
    "language": gettext_lazy("Language"),
    "credit": gettext_lazy("Credit"),
    "file": gettext_lazy("File"),
}


@require_safe
@moderating
def queue(request: AuthenticatedHttpRequest) -> HttpResponse:
    if not moderates(request.actor):
        raise NotFound
    state = request.GET.get("state", State.NEW.value)
    if state not in TABS:
        raise NotFound
    order = "sent_at" if state == State.NEW else "-changed_at"
    rows = Paginator(queue_of(request.actor).filter(state=state).order_by(order), 20)
    numbers = counts(request.actor)
    context = {
        "state": State(state),
        "tabs": [(tab.value, TAB_NAMES.get(tab, tab.label), numbers[tab.value]) for tab in TABS],
        "page": rows.get_page(request.GET.get("page")),
    }
    return render(request, "hub/submissions/queue.html", context)


@require_safe
@moderating
def case(request: AuthenticatedHttpRequest, pk: UUID) -> HttpResponse:
    return _page(request, one(queue_of(request.actor), pk=pk), _Shown())


@require_POST
@moderating
def act(request: AuthenticatedHttpRequest, pk: UUID) -> HttpResponse:
    """One act. Whatever stands in its way is said beside it, with the message still in its place."""
    found = one(queue_of(request.actor), pk=pk)
    form = MessageForm(request.POST)
    shown = _Shown(request.POST.get("act", ""), request.POST.get("message", ""))
    if not form.is_valid():
        faults = form.errors.get("message")
        shown.message_fault = str(faults[0]) if faults else _("Please choose what you do.")
        return _page(request, found, shown)
    if form.cleaned_data["act"] not in OFFERED:
        raise NotFound
    return _do(request, found, form, shown)


def _do(
    request: AuthenticatedHttpRequest, found: Submission, form: MessageForm, shown: _Shown
) -> HttpResponse:
    what, version = Act(form.cleaned_data["act"]), form.cleaned_data["version"]
    message = form.cleaned_data["message"]
    try:
        done = services.act(request.actor, found.pk, what, version=version, message=message)
    except ChangedError as error:
        if _is_hers(request, error.since, what):  # the same form, sent twice
            return redirect("submissions:case", found.pk)
        shown.problem, shown.since = str(error), error.since
        return _page(request, one(queue_of(request.actor), pk=found.pk), shown, status=409)
    except MessageNeededError as error:
        shown.message_fault = str(error)
        return _page(request, found, shown)
    except SubmissionError as error:
        shown.problem = str(error)
        return _page(request, found, shown)
    services.look(request.actor, done)
    messages.success(request, _("Done: %(act)s.") % {"act": what.label})
    return redirect("submissions:case", found.pk)


def _is_hers(request: AuthenticatedHttpRequest, since: Sequence[Step], what: Act) -> bool:
    return len(since) == 1 and since[0].by_id == request.actor.account_id and since[0].act == what


@dataclass
class _Shown:
    """What she chose and wrote, where it has to be shown again, and why."""

    chosen: str = ""
    message: str = ""
    message_fault: str = ""
    problem: str = ""
    since: Sequence[Step] = field(default_factory=list)


def _page(
    request: AuthenticatedHttpRequest, found: Submission, shown: _Shown, status: int = 200
) -> HttpResponse:
    actor = request.actor
    seen = services.look(actor, found) if request.method == "GET" else found.seen  # type: ignore[attr-defined]
    acts = open_acts(actor, found)
    context: dict[str, Any] = {
        "submission": found,
        "shown": shown,
        "seen": seen,
        "steps": found.steps.select_related("by").order_by("-version"),
        "differences": [_in_words(one) for one in differences(found, seen)],
        "offers": _offers(acts, found.recommended if found.recommended_by_id == actor.account_id else ""),
        "second": Act.ACCEPT in acts,
        "own": found.submitter_id == actor.account_id,
        "recommended_by_me": found.recommended_by_id == actor.account_id,
        "similar": similar_to(actor, found),
        "address": address_of(found.page) if found.state == State.PUBLISHED and found.page else "",
        "desk": _desk(request, found),
    }
    return render(request, "hub/submissions/case.html", context, status=status)


def _offers(acts: Sequence[Act], said: str) -> list[tuple[str, str, str]]:
    """Whoever can decide is not offered to recommend, and nobody what she has `said` already."""
    second = Act.ACCEPT in acts
    return [
        (what.value, str(label), str(hint))
        for what, (label, hint) in OFFERED.items()
        if what in acts and what != said and not (second and what in RECOMMENDS)
    ]


def _in_words(difference: Difference) -> tuple[str, str, str]:
    return (
        str(PARTS.get(difference.name, difference.name)),
        _words(difference.name, difference.before),
        _words(difference.name, difference.now),
    )


def _words(name: str, value: Any) -> str:
    if name == "recommendations":
        return ", ".join(str(label) for number, label in RECOMMENDATIONS if number in (value or []))
    if name == "kind":
        return str(KIND_NAMES.get(value, value))
    return dict(LANGUAGES).get(value, value) if name == "language" else str(value or "")


def _desk(request: AuthenticatedHttpRequest, found: Submission) -> str:
    """Where the page is edited, for moderators who are editors too."""
    place = keeper()
    if found.page_id is None or place is None:
        return ""
    if not allows(request.actor, Permission.HUB_PAGE_EDIT, entity=place):
        return ""
    return reverse("wagtailadmin_pages:edit", args=[found.page_id])
