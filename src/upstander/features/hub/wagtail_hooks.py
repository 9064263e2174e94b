"""What the editors' desk adds to Wagtail, and what it takes away."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.action_menu import ActionMenuItem, SubmitForModerationMenuItem
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.bulk_action.registry import bulk_action_registry
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import LogFormatter
from wagtail_localize.models import Translation

from upstander.foundation.access.decisions import NotFound, Refused
from upstander.foundation.trail.verbs import Verb

from .desk import home, review, trail, wording
from .models import HubPage

ROOMS = frozenset({"documents", "explorer", "hub-languages", "hub-links", "hub-review", "images"})
"""The menu. What is not in it is not needed for the hub's pages (or closed: see `desk.door`)."""

# --- menu and first page ------------------------------------------------------------------------------------


@hooks.register("register_admin_menu_item")
def review_item() -> MenuItem:
    return MenuItem(
        gettext_lazy("Review"), reverse("hub_desk:waiting"), name="hub-review", icon_name="check", order=50
    )


@hooks.register("register_admin_menu_item")
def languages_item() -> MenuItem:
    return MenuItem(
        gettext_lazy("Languages"),
        reverse("hub_desk:languages"),
        name="hub-languages",
        icon_name="wagtail-localize-language",
        order=200,
    )


@hooks.register("register_admin_menu_item")
def links_item() -> MenuItem:
    return MenuItem(
        gettext_lazy("Links"), reverse("hub_desk:links"), name="hub-links", icon_name="link", order=500
    )


@hooks.register("construct_main_menu")
def only_what_is_needed(request: HttpRequest, menu_items: list[Any]) -> None:
    menu_items[:] = [item for item in menu_items if item.name in ROOMS]


@hooks.register("construct_homepage_panels")
def what_waits(request: HttpRequest, panels: list[Any]) -> None:
    panels[:] = [home.WhatWaits()]


@hooks.register("construct_homepage_summary_items", order=1000)
def no_totals(request: HttpRequest, summary_items: list[Any]) -> None:
    summary_items.clear()


@hooks.register("insert_global_admin_css")
def sheet() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("upstander/desk/desk.css"))


@hooks.register("insert_global_admin_js")
def script() -> SafeString:
    return format_html('<script src="{}" defer></script>', static("upstander/desk/desk.js"))


# --- the buttons of a page ----------------------------------------------------------------------------------


class SendItem(SubmitForModerationMenuItem):
    """The one way on from a draft."""

    def get_context_data(self, parent_context: Any) -> Any:
        context = super().get_context_data(parent_context)
        context["label"] = _("Send for review")
        return context


class ReviewItem(ActionMenuItem):
    """For a page under review, where it is read and decided."""

    label = gettext_lazy("Review")
    name = "hub-review"
    icon_name = "check"
    order = 0

    def is_shown(self, context: Any) -> bool:
        page = context.get("page")
        return page is not None and page.workflow_in_progress

    def get_url(self, parent_context: Any) -> str:
        return reverse("hub_desk:review", args=[parent_context["page"].pk])


KEPT_ACTIONS = frozenset(
    {
        "action-cancel-workflow",
        "action-page-locked",
        "action-save-draft",
        "action-unpublish",
        "localize-restart-translation",
    }
)


@hooks.register("construct_page_action_menu")
def one_way_on(menu_items: list[Any], request: HttpRequest, context: Any) -> None:
    """The way on is the button that is seen; saving (the form does it itself) and taking back are behind."""
    onward = [SendItem() for item in menu_items if item.name == "action-submit"]
    under_review = ReviewItem()
    if under_review.is_shown(context):
        onward.append(under_review)
    menu_items[:] = [*onward, *(item for item in menu_items if item.name in KEPT_ACTIONS)]


@hooks.register("register_page_header_buttons")
def languages_button(page: Any, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    if isinstance(page.specific_deferred, HubPage):
        table = f"{reverse('hub_desk:languages')}?words={page.specific_deferred.reference}"
        yield Button(_("Languages"), table, icon_name="wagtail-localize-language", priority=15)


@hooks.register("before_edit_page", order=-10)
def tell_what_changed(request: HttpRequest, page: Any) -> HttpResponse | None:
    """Above the form of a translation: that its source has changed since, and where to see it."""
    if request.method != "GET" or not isinstance(page, HubPage) or _is_kept_in_step(page):
        return None
    changed = wording.changes(page)
    if changed:
        there = messages.button(reverse("hub_desk:changes", args=[page.pk]), _("See what changed"))
        messages.warning(
            request, _("What this page translates has changed since it was published."), buttons=[there]
        )
    return None


def _is_kept_in_step(page: HubPage) -> bool:
    """Those have an editor of their own that shows the changes (templates/wagtail_localize/admin)."""
    return bool(
        Translation.objects.filter(
            source__object_id=page.translation_key, target_locale=page.locale_id, enabled=True
        ).exists()
    )


bulk_action_registry.actions, bulk_action_registry.has_scanned_for_bulk_actions = {}, True
"""Nothing is done to many pages or files at once: neither shown nor reachable."""


# --- doors that stay shut, whoever holds which permission ---------------------------------------------------


@hooks.register("before_publish_page")
def nobody_publishes_directly(request: HttpRequest, page: Any) -> HttpResponse:
    raise Refused(_("Pages of the hub are published by a review. Please send it for review."))


@hooks.register("before_copy_page")
@hooks.register("before_move_page")
@hooks.register("before_convert_alias_page")
def not_done_here(request: HttpRequest, page: Any, *_args: Any) -> HttpResponse:
    raise NotFound


@hooks.register("before_delete_page")
def only_drafts_are_deleted(request: HttpRequest, page: Any) -> HttpResponse | None:
    if not page.specific.permissions_for_user(request.user).can_delete():
        raise Refused(_("A page that was published keeps its history. Take it down instead."))
    return None


@hooks.register("after_delete_page")
def note_deletion(request: HttpRequest, page: Any) -> None:
    specific = page.specific_deferred
    if isinstance(specific, HubPage):
        account: Any = request.user
        trail.note(account, Verb.HUB_PAGE_DELETE, specific)


# --- history ------------------------------------------------------------------------------------------------


@hooks.register("register_log_actions")
def told_in_history(actions: Any) -> None:
    @actions.register_action(review.UNPUBLISH)
    class TakenDown(LogFormatter):
        """The reason why a page was taken down, in its history."""

        label = gettext_lazy("Take down")

        def format_message(self, log_entry: Any) -> str:
            given = dict(review.Reason.choices).get(log_entry.data.get("reason", ""), "")
            return _("Taken down: %s") % given

        def format_comment(self, log_entry: Any) -> str:
            return str(log_entry.data.get("note", ""))
