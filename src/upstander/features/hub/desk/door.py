"""The one door of the editors' desk: who comes in, to which rooms, and what a browser may do there.

Wrapped around every view below /cms/. A room that is not on the list does not exist, so that a new version of
Wagtail opens nothing by itself.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from csp.constants import NONE, SELF, UNSAFE_INLINE
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import translation
from django.views.decorators.csrf import csrf_protect
from wagtail.users.models import UserProfile

from upstander.foundation.access.decisions import NotFound
from upstander.foundation.access.requests import actor_of
from upstander.foundation.web.middleware import SAFE_METHODS

from ..access import groups_of, mirror
from . import files

View = Callable[..., HttpResponseBase]

OPEN = frozenset(
    {
        "wagtailadmin_block_preview",
        "wagtailadmin_choose_page",
        "wagtailadmin_choose_page_anchor_link",
        "wagtailadmin_choose_page_child",
        "wagtailadmin_choose_page_email_link",
        "wagtailadmin_choose_page_external_link",
        "wagtailadmin_choose_page_search",
        "wagtailadmin_dismissibles",
        "wagtailadmin_editing_sessions:ping",
        "wagtailadmin_editing_sessions:release",
        "wagtailadmin_explore",
        "wagtailadmin_explore_results",
        "wagtailadmin_explore_root",
        "wagtailadmin_home",
        "wagtailadmin_javascript_catalog",
        "wagtailadmin_pages:add",
        "wagtailadmin_pages:add_subpage",
        "wagtailadmin_pages:confirm_workflow_cancellation",
        "wagtailadmin_pages:delete",
        "wagtailadmin_pages:edit",
        "wagtailadmin_pages:history",
        "wagtailadmin_pages:history_results",
        "wagtailadmin_pages:preview_on_add",
        "wagtailadmin_pages:preview_on_edit",
        "wagtailadmin_pages:revisions_compare",
        "wagtailadmin_pages:revisions_index",
        "wagtailadmin_pages:revisions_revert",
        "wagtailadmin_pages:revisions_unschedule",
        "wagtailadmin_pages:revisions_view",
        "wagtailadmin_pages:search",
        "wagtailadmin_pages:search_results",
        "wagtailadmin_pages:usage",
        "wagtailadmin_pages:view_draft",
        "wagtailadmin_pages:workflow_history",
        "wagtailadmin_pages:workflow_history_detail",
        "wagtailadmin_reports:site_history",
        "wagtailadmin_reports:site_history_results",
        "wagtailadmin_sprite",
        "wagtailadmin_tag_autocomplete",
        "wagtailadmin_tag_model_autocomplete",
        "wagtaildocs:add",
        "wagtaildocs:document_usage",
        "wagtaildocs:edit",
        "wagtaildocs:index",
        "wagtaildocs:index_results",
        "wagtailimages:add",
        "wagtailimages:edit",
        "wagtailimages:image_usage",
        "wagtailimages:index",
        "wagtailimages:index_results",
        "wagtailimages:preview",
        "wagtail_localize:download_pofile",
        "wagtail_localize:edit_override",
        "wagtail_localize:edit_string_translation",
        "wagtail_localize:javascript_catalog",
        "wagtail_localize:preview_translation",
        "wagtail_localize:stop_translation",
        "wagtail_localize:upload_pofile",
    }
)
OPEN_ROOMS = ("hub_desk", "wagtaildocs_chooser", "wagtailimages_chooser")
"""Whole namespaces: our own pages, and the windows in which a file is chosen."""
READ_ONLY_ROOM = "wagtailadmin_api"
"""What the page menu asks; its acts (publish, move, alias, ...) are closed."""

TAKES_FILES = frozenset(
    {
        "wagtaildocs:add",
        "wagtaildocs:edit",
        "wagtaildocs_chooser:create",
        "wagtailimages:add",
        "wagtailimages:edit",
        "wagtailimages_chooser:create",
    }
)

POLICY = {
    "default-src": [NONE],
    "script-src": [SELF],
    # Wagtail's editor sets styles on its elements while it works; scripts stay as strict as everywhere.
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:"],
    "media-src": [SELF, "blob:"],
    "font-src": [SELF],
    "connect-src": [SELF],
    "frame-src": [SELF],
    "worker-src": [SELF],
    "form-action": [SELF],
    "base-uri": [NONE],
    "frame-ancestors": [NONE],
    "manifest-src": [SELF],
}
"""Of the desk alone. Only previews are shown in frames, and they bring their own (`preview.IN_DESK`)."""


def door(view: View) -> View:
    """A view of the desk, for those who work there."""

    def before_the_form(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if _name(request) in TAKES_FILES and _works_here(request):
            files.take_larger_files(request)
        return guarded(request, *args, **kwargs)

    @csrf_protect
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        stranger = _let_in(request)
        if stranger is not None:
            return stranger
        with translation.override(_language(request)):
            request.LANGUAGE_CODE = translation.get_language()
            answer = view(request, *args, **kwargs)
            render = getattr(answer, "render", None)
            if callable(render):
                answer = render()
        return _with_policy(answer)

    # The upload doors choose their handlers before the form is read; the token is asked for right after.
    before_the_form.csrf_exempt = True  # type: ignore[attr-defined]
    before_the_form.is_door = True  # type: ignore[attr-defined]
    return before_the_form


def _let_in(request: HttpRequest) -> HttpResponseBase | None:
    """None for those who work here; the way to the sign-in for strangers; `NotFound` for everybody else."""
    actor = actor_of(request)
    if actor is None:
        if request.headers.get("X-Requested-With") or request.method not in SAFE_METHODS:
            raise NotFound
        return redirect_to_login(request.get_full_path())
    groups = groups_of(actor)
    mirror(request.user, groups)  # type: ignore[arg-type]
    if not groups or not _is_open(request):
        raise NotFound
    return None


def _works_here(request: HttpRequest) -> bool:
    """Asked before the form is read: what a stranger sends must not touch the disk before it is refused."""
    actor = actor_of(request)
    return actor is not None and bool(groups_of(actor))


def _name(request: HttpRequest) -> str:
    return request.resolver_match.view_name if request.resolver_match else ""


def _is_open(request: HttpRequest) -> bool:
    name = _name(request)
    room = name.partition(":")[0]
    if room == READ_ONLY_ROOM:
        return request.method in SAFE_METHODS and name.rpartition(":")[2] in {"listing", "detail"}
    return name in OPEN or (":" in name and room in OPEN_ROOMS)


def _language(request: HttpRequest) -> str:
    """The account's own, else the browser's. Wagtail keeps it in a profile and is told where it differs."""
    user: Any = request.user
    wanted = str(user.language or translation.get_language() or settings.LANGUAGE_CODE)
    profile = UserProfile.get_for_user(user)
    if profile.preferred_language != user.language:
        profile.preferred_language = user.language
        profile.save(update_fields=["preferred_language"])
    return wanted


def _with_policy(answer: HttpResponseBase) -> HttpResponseBase:
    """Wagtail's own policy of a page that is not found or a preview stays; ours goes to all others."""
    if not hasattr(answer, "_csp_replace"):
        answer._csp_replace = POLICY  # type: ignore[attr-defined]
    return answer
