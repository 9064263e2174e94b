"""Who reaches the desk, and which of its rooms exist."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver
from django.utils import timezone

from tests.foundation.accounts.given import signed_in
from upstander.features.hub import access
from upstander.features.hub.desk.urls import urlpatterns
from upstander.foundation.entities.services import end_membership, grant_membership

from .world import Desk

DOORS = (
    "/cms/",
    "/cms/pages/search/",
    "/cms/pages/{page}/edit/",
    "/cms/pages/{page}/history/",
    "/cms/review/",
    "/cms/reports/languages/",
    "/cms/reports/links/",
    "/cms/images/",
    "/cms/images/add/",
    "/cms/documents/",
    "/cms/reports/site-history/",
    "/cms/api/main/pages/",
)
OUTSIDERS = ("focal", "handler", "administrator", "foreign")


def test_strangers_are_led_to_our_own_sign_in(desk: Desk) -> None:
    for address in DOORS:
        answer = Client().get(address.format(page=desk.tree["help"].pk))
        assert answer.status_code == 302, address
        assert answer["Location"].startswith("/en/account/sign-in/?next=/cms/"), address


@pytest.mark.parametrize("name", OUTSIDERS)
def test_for_everybody_else_there_is_no_desk(desk: Desk, name: str) -> None:
    browser = desk.browser(name)
    for address in DOORS:
        answer = browser.get(address.format(page=desk.tree["help"].pk))
        assert answer.status_code == 404, address
        assert "There is no page here" in answer.content.decode(), address
        assert "wagtail" not in answer.content.decode().lower(), address


@pytest.mark.parametrize("name", ["editor", "reviewer"])
def test_editors_and_reviewers_of_the_keeper_come_in(desk: Desk, name: str) -> None:
    browser = desk.browser(name)
    for address in DOORS:
        assert browser.get(address.format(page=desk.tree["help"].pk)).status_code == 200, address


def test_an_address_that_does_not_exist_tells_outsiders_nothing(desk: Desk) -> None:
    here, nowhere = (desk.browser("focal").get(address) for address in ("/cms/pages/", "/cms/no-such-room/"))
    assert here.status_code == nowhere.status_code == 404
    strip = re.compile(r"(nonce|token|integrity|/cms/[\w/-]*)")
    assert strip.sub("", here.content.decode()) == strip.sub("", nowhere.content.decode())


def test_without_a_second_factor_she_is_a_stranger(desk: Desk) -> None:
    browser = Client()
    browser.force_login(desk.editor, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert browser.get("/cms/").status_code == 302


CLOSED = (
    "/cms/login/",
    "/cms/password_reset/",
    "/cms/users/",
    "/cms/groups/",
    "/cms/sites/",
    "/cms/locales/",
    "/cms/redirects/",
    "/cms/workflows/list/",
    "/cms/collections/",
    "/cms/snippets/",
    "/cms/embeds/chooser/",
    "/cms/failwhale/",
    "/cms/reports/workflow/",
    "/cms/images/multiple/1/",
    "/cms/localize/reports/translations/",
    "/cms/pages/{page}/copy/",
    "/cms/pages/{page}/move/",
    "/cms/pages/{page}/privacy/",
    "/cms/pages/{page}/convert_alias/",
    "/cms/bulk/wagtailcore/page/publish/?id={page}",
    "/cms/bulk/wagtailcore/page/unpublish/?id={page}",
    "/cms/bulk/wagtailcore/page/move/?id={page}",
    "/cms/bulk/wagtailcore/page/delete/?id={page}",
    "/cms/localize/submit/page/{page}/",
)


def test_rooms_that_the_hub_does_not_need_do_not_exist(desk: Desk) -> None:
    browser = desk.browser("reviewer")
    for address in CLOSED:
        assert browser.get(address.format(page=desk.tree["help"].pk)).status_code == 404, address


def test_wagtails_account_page_leads_to_ours(desk: Desk) -> None:
    assert desk.browser("editor").get("/cms/account/")["Location"] == "/en/me/"


def test_every_view_below_the_desk_is_behind_the_door() -> None:
    def views(patterns: list[Any]) -> Any:
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                yield from views(pattern.url_patterns)
            else:
                assert isinstance(pattern, URLPattern)
                yield pattern.callback

    found = list(views(urlpatterns))
    assert len(found) > 200
    assert all(view.is_door for view in found)


def test_writing_at_the_desk_needs_the_token(desk: Desk) -> None:
    browser = signed_in(desk.editor, Client(enforce_csrf_checks=True))
    answer = browser.post("/cms/reports/languages/begin/", {"key": "", "language": "fr"})
    assert answer.status_code == 403


def test_a_role_that_ended_yesterday_opens_nothing_today(desk: Desk) -> None:
    browser = desk.browser("editor")
    assert browser.get("/cms/").status_code == 200
    membership = desk.editor.memberships.get()
    membership.ends_on = timezone.localdate()
    membership.save()
    assert browser.get("/cms/").status_code == 404
    assert not desk.editor.groups.exists()


def test_the_end_of_a_role_takes_her_out_of_the_groups_at_once(desk: Desk) -> None:
    desk.browser("reviewer").get("/cms/")
    assert {group.name for group in desk.reviewer.groups.all()} == {access.EDITORS, access.REVIEWERS}
    end_membership("operator", desk.reviewer.memberships.get(), on=timezone.localdate())
    assert not desk.reviewer.groups.exists()


def test_an_end_that_lies_ahead_takes_nothing_away_yet(desk: Desk) -> None:
    browser = desk.browser("editor")
    ahead = timezone.localdate() + timedelta(days=3)
    end_membership("operator", desk.editor.memberships.get(), on=ahead)
    assert browser.get("/cms/").status_code == 200


def test_a_role_that_begins_tomorrow_opens_nothing_today(desk: Desk) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    role = desk.keeper.roles.get(key="hub_reviewer")
    grant_membership("operator", account=desk.focal, role=role, starts_on=tomorrow)
    assert desk.browser("focal").get("/cms/").status_code == 404


def test_groups_alone_open_nothing(desk: Desk) -> None:
    access.mirror(desk.focal, frozenset(access.GROUPS))
    assert desk.browser("focal").get("/cms/").status_code == 404
    assert not desk.focal.groups.exists()


def test_nobody_can_be_made_a_superuser(desk: Desk) -> None:
    desk.editor.is_superuser = True
    with pytest.raises(IntegrityError), transaction.atomic():
        desk.editor.save()


def test_nobody_holds_the_permission_to_publish(desk: Desk) -> None:
    for name in ("editor", "reviewer"):
        desk.browser(name).get("/cms/")
        assert not desk.people[name].has_perm("wagtailcore.publish_page")


def test_the_staff_menu_shows_the_hub_to_those_who_work_there(desk: Desk) -> None:
    assert 'href="/cms/"' in desk.browser("editor").get("/en/me/").content.decode()
    assert 'href="/cms/"' not in desk.browser("handler").get("/en/me/").content.decode()


def test_the_first_page_tells_what_waits(desk: Desk) -> None:
    shown = desk.browser("reviewer").get("/cms/").content.decode()
    for words in (
        "Pages waiting for your review",
        "Drafts of yours",
        "Outdated translations",
        "Broken or moved links",
        "Submissions to decide on",
    ):
        assert words in shown
