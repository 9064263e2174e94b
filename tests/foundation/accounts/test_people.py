"""People of an entity: seen and changed by its administrators, and by nobody else."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from upstander.foundation.accounts.models import Account
from upstander.foundation.accounts.selectors import people_of
from upstander.foundation.entities.models import Entity, Membership, Role
from upstander.foundation.trail.models import Entry

from . import given

pytestmark = pytest.mark.django_db


class House:
    """One entity with an administrator (signed in) and a handler, and another entity beside it."""

    def __init__(self) -> None:
        self.entity, self.other = given.entity("UNHCR"), given.entity("WHO")
        self.administrator = given.member(self.entity, "administrator")
        self.handler = given.member(self.entity, "handler")
        self.stranger = given.member(self.other, "handler")
        self.browser = given.signed_in(self.administrator)

    def url(self, rest: str = "", entity: Entity | None = None) -> str:
        return f"/en/people/{(entity or self.entity).pk}/{rest}"


@pytest.fixture
def house() -> House:
    return House()


def test_the_list_names_who_is_there_and_what_is_missing(house: House) -> None:
    given.member(house.entity, "handler", "handler2", factor=False)
    page = house.browser.get(house.url()).content.decode()
    assert "handler2, UNHCR" in page
    assert "second factor" in page
    assert house.stranger.username not in page


def test_the_list_takes_four_queries_however_many_they_are(
    house: House, django_assert_num_queries: Any
) -> None:
    for number in range(20):
        given.member(house.entity, "handler", f"more{number}")
    actor = given.acting(house.administrator)
    with django_assert_num_queries(3):
        assert len(people_of(actor, house.entity)) == 22


@pytest.mark.parametrize("rest", ["", "invite/", "roles/", "roles/handler/"])
def test_pages_of_another_entity_are_not_there(house: House, rest: str) -> None:
    assert house.browser.get(house.url(rest, house.other)).status_code == 404


def test_people_of_another_entity_are_not_there(house: House) -> None:
    assert house.browser.get(house.url(f"{house.stranger.pk}/")).status_code == 404
    give = house.url(f"{house.stranger.pk}/give/")
    role = house.entity.roles.get(key="handler").pk
    assert house.browser.post(give, {"role": role}).status_code == 404
    held = house.stranger.memberships.get()
    assert house.browser.post(house.url(f"roles-held/{held.pk}/end/")).status_code == 404
    assert house.stranger.memberships.count() == 1


def test_a_role_of_another_entity_cannot_be_given_here(house: House) -> None:
    foreign = house.other.roles.get(key="handler").pk
    house.browser.post(house.url(f"{house.handler.pk}/give/"), {"role": foreign})
    assert house.handler.memberships.count() == 1


@pytest.mark.parametrize("role", ["handler", "investigator", "ethics"])
def test_those_who_read_reports_do_not_see_the_people_pages(house: House, role: str) -> None:
    browser = given.signed_in(given.member(house.entity, role, f"{role}5"))
    assert browser.get("/en/people/").status_code == 403


def test_the_head_sees_people_but_changes_nothing(house: House) -> None:
    browser = given.signed_in(given.member(house.entity, "head"))
    assert browser.get(house.url()).status_code == 200
    assert browser.get(house.url("invite/")).status_code == 403
    held = house.handler.memberships.get()
    assert browser.post(house.url(f"roles-held/{held.pk}/end/")).status_code == 403
    assert browser.post(house.url("roles/handler/"), {"permission": []}).status_code == 403
    assert Membership.objects.get(pk=held.pk).ends_on is None


def test_a_role_is_given_and_ended_and_both_are_on_the_trail(house: House) -> None:
    role = house.entity.roles.get(key="investigator")
    house.browser.post(house.url(f"{house.handler.pk}/give/"), {"role": role.pk, "title": "Investigator"})
    held = house.handler.memberships.get(role=role)
    house.browser.post(house.url(f"roles-held/{held.pk}/end/"))
    assert Membership.objects.get(pk=held.pk).ends_on is not None
    verbs = Entry.objects.filter(object_id=str(held.pk)).values_list("verb", "actor")
    assert set(verbs) == {
        ("entities.membership.begin", str(house.administrator.pk)),
        ("entities.membership.end", str(house.administrator.pk)),
    }


def test_an_ended_role_allows_nothing_on_the_next_request(house: House) -> None:
    second = given.signed_in(given.member(house.entity, "administrator", "administrator2"))
    assert second.get(house.url()).status_code == 200
    held = Membership.objects.get(account__username="administrator2")
    house.browser.post(house.url(f"roles-held/{held.pk}/end/"))
    assert second.get(house.url()).status_code in (403, 404)
    assert second.get("/en/people/").status_code == 403


def test_nobody_gives_or_ends_a_role_of_her_own(house: House) -> None:
    mine = house.administrator.memberships.get()
    assert house.browser.post(house.url(f"roles-held/{mine.pk}/end/")).status_code == 403
    role = house.entity.roles.get(key="oversight").pk
    give = house.url(f"{house.administrator.pk}/give/")
    assert house.browser.post(give, {"role": role}).status_code == 403
    assert house.administrator.memberships.get().ends_on is None


def test_nobody_holds_both_reading_and_deciding_who_reads(house: House) -> None:
    role = house.entity.roles.get(key="administrator").pk
    answer = house.browser.post(house.url(f"{house.handler.pk}/give/"), {"role": role})
    assert answer.status_code == 403
    assert "two people" in answer.content.decode()
    assert house.handler.memberships.count() == 1


def test_the_administrator_role_cannot_be_made_to_read_reports(house: House) -> None:
    second = given.signed_in(given.member(house.entity, "administrator", "administrator2"))
    url = house.url("roles/administrator/")
    mine = ["entities.role.manage", "reporting.report.read"]
    assert second.post(url, {"permission": mine}).status_code == 403
    assert (
        "reporting.report.read" not in Role.objects.get(entity=house.entity, key="administrator").permissions
    )


def test_a_role_cannot_be_widened_into_a_mixture_of_what_somebody_holds(house: House) -> None:
    """A handler who is also `head` must not become an administrator by a change of the head's role."""
    given.hold(house.handler, house.entity, "head")
    answer = house.browser.post(house.url("roles/head/"), {"permission": ["entities.role.manage"]})
    assert answer.status_code == 403
    assert "entities.role.manage" not in Role.objects.get(entity=house.entity, key="head").permissions


def test_a_role_is_changed_and_invented_permissions_are_refused(house: House) -> None:
    url = house.url("roles/oversight/")
    assert house.browser.post(url, {"permission": ["trail.entry.read"]}).status_code == 302
    assert Role.objects.get(entity=house.entity, key="oversight").permissions == ["trail.entry.read"]
    assert house.browser.post(url, {"permission": ["everything"]}).status_code == 403
    assert Role.objects.get(entity=house.entity, key="oversight").permissions == ["trail.entry.read"]


def test_lost_factors_are_removed_and_every_session_ends(house: House) -> None:
    lost = given.signed_in(house.handler)
    assert given.is_in(lost)
    house.browser.post(house.url(f"{house.handler.pk}/reset-factors/"))
    assert not given.has_app(house.handler)
    assert not given.is_in(lost)


def test_factors_of_someone_who_works_elsewhere_too_are_not_one_entity_s_to_remove(house: House) -> None:
    given.hold(house.handler, house.other, "handler")
    answer = house.browser.post(house.url(f"{house.handler.pk}/reset-factors/"))
    assert answer.status_code == 403
    assert given.has_app(house.handler)


def test_the_sensitive_acts_want_a_fresh_proof(house: House) -> None:
    given.long_since_proved(house.browser)
    held = house.handler.memberships.get()
    answer = house.browser.post(house.url(f"roles-held/{held.pk}/end/"))
    assert answer.headers["Location"].startswith("/en/account/prove/")
    assert Membership.objects.get(pk=held.pk).ends_on is None


def test_an_invitation_is_taken_back_only_by_its_own_entity(house: House) -> None:
    from .test_invitations import invited

    invitation, token = invited(house.other, name="handler7")
    answer = house.browser.post(house.url(f"invitations/{invitation.pk}/revoke/"))
    assert answer.status_code == 404
    assert Client().get(f"/en/invitation/{token}/").status_code == 302


def test_changes_need_the_form_s_token(house: House) -> None:
    strict = Client(enforce_csrf_checks=True)
    browser = given.signed_in(Account.objects.get(pk=house.administrator.pk), strict)
    held = house.handler.memberships.get()
    assert browser.post(house.url(f"roles-held/{held.pk}/end/")).status_code == 403
    assert Membership.objects.get(pk=held.pk).ends_on is None


@pytest.mark.parametrize("bad", ["not-a-uuid", "00000000-0000-4000-8000-000000000000"])
def test_malformed_addresses_are_not_there(house: House, bad: str) -> None:
    assert house.browser.get(f"/en/people/{bad}/").status_code == 404
    assert house.browser.get(house.url(f"{bad}/")).status_code == 404
