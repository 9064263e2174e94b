"""The desk's own pages: reviewing, taking down, the table of languages, the report of links."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth import logout
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from wagtail.admin import messages
from wagtail.documents.models import Document
from wagtail.documents.views.documents import DeleteView as DeleteDocument
from wagtail.images.views.images import DeleteView as DeleteImage
from wagtail.models import Page

from upstander.foundation.access.decisions import NotFound, Refused
from upstander.foundation.access.requests import one

from ..models import HubImage, HubPage
from . import files, review, wording
from . import languages as tongues
from . import links as linked
from .forms import DecisionForm, FilterForm, TakeDownForm

ROWS = 40


def _page(request: HttpRequest, page: int) -> HubPage:
    """A page that she may edit; others are not there for her."""
    found: HubPage = one(HubPage.objects.all(), pk=page).specific
    if not found.permissions_for_user(request.user).can_edit():
        raise NotFound
    return found


def _tell(request: HttpRequest, error: ValidationError | Refused) -> None:
    told = error.messages if isinstance(error, ValidationError) else [error.reason]
    for words in told:
        messages.error(request, words)


# --- reviewing ----------------------------------------------------------------------------------------------


@require_GET
def waiting(request: HttpRequest) -> HttpResponse:
    """Every page that waits for a second pair of eyes, with whether they may be hers."""
    user: Any = request.user
    states = [(state, state.workflow_state.content_object.specific) for state in review.waiting()]
    rows = [(state, page, review.may_decide(page, user)) for state, page in states if page is not None]
    return render(request, "hub/desk/waiting.html", {"rows": rows})


@require_http_methods(["GET", "POST"])
def review_page(request: HttpRequest, page: int) -> HttpResponse:
    """Read it, see what changed, then approve or return it."""
    held = _page(request, page)
    state = held.current_workflow_task_state
    if state is None:
        messages.info(request, _("This page does not wait for a review any more."))
        return redirect("hub_desk:waiting")
    form = DecisionForm(request.POST or None, initial={"revision": state.revision_id})
    if request.method == "POST" and form.is_valid():
        answer = _decide(request, held, form)
        if answer is not None:
            return answer
    user: Any = request.user
    shown = {"page": held, "state": state, "form": form, "mine": review.may_decide(held, user)}
    latest = held.get_latest_revision_as_object()
    return render(request, "hub/desk/review.html", shown | {"latest": latest})


def _decide(request: HttpRequest, page: HubPage, form: DecisionForm) -> HttpResponse | None:
    """What the form says, done; None where it was refused and the words are shown."""
    user: Any = request.user
    said: dict[str, Any] = form.cleaned_data
    try:
        if said["decision"] == DecisionForm.APPROVE:
            done = review.approve(user, page, revision=said["revision"], comment=said["comment"])
            words = (
                _("“%s” is published.") if done.live else _("“%s” is approved and will be published in time.")
            )
            messages.success(request, words % done.title)
        else:
            review.give_back(user, page, revision=said["revision"], comment=said["comment"])
            messages.success(request, _("“%s” went back to its author.") % page.title)
    except (ValidationError, Refused) as error:
        _tell(request, error)
        return None
    return redirect("hub_desk:waiting")


@require_http_methods(["GET", "POST"])
def send(request: HttpRequest, page: int) -> HttpResponse:
    """Send a page on for review; a translation is put into its draft first."""
    held = _page(request, page)
    if request.method == "GET":
        return redirect("wagtailadmin_pages:edit", held.pk)
    user: Any = request.user
    try:
        if not held.workflow_in_progress:
            tongues.save_draft(user, held)
        review.send(user, held)
    except (ValidationError, Refused) as error:
        _tell(request, error)
        return redirect("wagtailadmin_pages:edit", held.pk)
    messages.success(request, _("“%s” waits for a second pair of eyes.") % held.title)
    return redirect("wagtailadmin_home")


@require_http_methods(["GET", "POST"])
def unpublish(request: HttpRequest, page: int) -> HttpResponse:
    """Take a page down at once, with a reason."""
    held = _page(request, page)
    if not held.permissions_for_user(request.user).can_unpublish():
        raise NotFound
    form = TakeDownForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user: Any = request.user
        reason = review.Reason(form.cleaned_data["reason"])
        review.unpublish(user, held, reason=reason, note=form.cleaned_data["note"])
        messages.success(request, _("“%s” is no longer published.") % held.title)
        return redirect("wagtailadmin_pages:edit", held.pk)
    return render(request, "hub/desk/unpublish.html", {"page": held, "form": form})


# --- languages ----------------------------------------------------------------------------------------------


@require_GET
def languages(request: HttpRequest) -> HttpResponse:
    """Pages by language: missing, draft, outdated, current."""
    form = FilterForm(request.GET, sections=tongues.sections())
    chosen = form.cleaned_data if form.is_valid() else {}
    found = tongues.keys(
        section=chosen.get("section", ""), state=chosen.get("state", ""), words=chosen.get("words", "")
    )
    screen = Paginator(found, ROWS).get_page(request.GET.get("p"))
    query = request.GET.copy()
    query.pop("p", None)
    shown = {"form": form, "screen": screen, "rows": tongues.rows(screen.object_list), "states": _legend()}
    return render(request, "hub/desk/languages.html", shown | {"query": query.urlencode()})


def _legend() -> list[tuple[str, str]]:
    return [(str(state.label), tongues.ICONS[state]) for state in tongues.State]


@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Begin a translation, and go to where it is written."""
    user: Any = request.user
    try:
        key, language = UUID(request.POST.get("key", "")), request.POST.get("language", "")
    except ValueError:
        raise NotFound from None
    if not HubPage.objects.filter(translation_key=key).exists() or not tongues.is_known(language):
        raise NotFound
    try:
        page = tongues.begin(user, key, language)
    except ValidationError as error:
        _tell(request, error)
        return redirect("hub_desk:languages")
    return redirect("wagtailadmin_pages:edit", page.pk)


@require_GET
def changes(request: HttpRequest, page: int) -> HttpResponse:
    """What changed in the source of a translation since it was published."""
    held = _page(request, page)
    shown = {"page": held, "changes": wording.changes(held), "source": wording.source_of(held)}
    return render(request, "hub/desk/changes.html", shown)


@require_POST
def says_the_same(request: HttpRequest, page: int) -> HttpResponse:
    """The editor's word that her draft says what its source says now; counts when that is published."""
    held = _page(request, page)
    wording.draft_follows(held)
    messages.success(request, _("Noted. When this draft is published, the page counts as current."))
    return redirect("wagtailadmin_pages:edit", held.pk)


# --- links --------------------------------------------------------------------------------------------------


@require_GET
def links(request: HttpRequest) -> HttpResponse:
    """Links of published pages that somebody has to look at."""
    screen = Paginator(linked.faults(), ROWS).get_page(request.GET.get("p"))
    return render(request, "hub/desk/links.html", {"screen": screen, "visits": linked.visits_are_allowed()})


# --- doors of Wagtail that lead elsewhere here --------------------------------------------------------------


@require_GET
def pages(request: HttpRequest) -> HttpResponse:
    """The tree begins at the home of a language: above it there is nothing to edit."""
    home = tongues.home_of(translation.get_language()) or Page.objects.get(depth=1)
    return redirect("wagtailadmin_explore", home.pk)


@require_GET
def account(request: HttpRequest) -> HttpResponse:
    return redirect("accounts:me")


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect("account_login")


@require_GET
def add_image(request: HttpRequest) -> HttpResponse:
    """One at a time: each needs its own words."""
    return redirect("wagtailimages:add")


@require_GET
def add_document(request: HttpRequest) -> HttpResponse:
    return redirect("wagtaildocs:add")


def delete_image(request: HttpRequest, image_id: int) -> HttpResponseBase:
    if files.is_used(one(HubImage.objects.all(), pk=image_id)):
        messages.error(request, _("This picture is used in a page. Take it out there first."))
        return redirect("wagtailimages:image_usage", image_id)
    answer: HttpResponseBase = DeleteImage.as_view()(request, image_id=image_id)
    return answer


def delete_document(request: HttpRequest, document_id: int) -> HttpResponseBase:
    if files.is_used(one(Document.objects.all(), pk=document_id)):
        messages.error(request, _("This file is used in a page. Take it out there first."))
        return redirect("wagtaildocs:document_usage", document_id)
    answer: HttpResponseBase = DeleteDocument.as_view()(request, document_id=document_id)
    return answer
