"""One way to ask what someone may do, and what it answers."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import Http404
from django.utils import timezone

from tests.foundation.accounts import given
from upstander.foundation.access.actors import Actor
from upstander.foundation.access.decisions import (
    NotFound,
    Refused,
    allows,
    entities_with,
    holds,
    require,
    teams_with,
    within,
)
from upstander.foundation.access.permissions import ADMINISTERS, READS_REPORTS, Permission
from upstander.foundation.access.presets import PRESETS
from upstander.foundation.access.services import refuse_mixture_for
from upstander.foundation.accounts.models import Account
from upstander.foundation.entities.models import Membership, Team
from upstander.foundation.entities.services import create_team, end_membership

READ = Permission.REPORTING_REPORT_READ


def test_the_registry_is_alphabetical_and_says_what_each_allows() -> None:
    values = [permission.value for permission in Permission]
    assert values == sorted(values)
    for permission in Permission:
        assert permission.value.count(".") == 2
        assert permission.allows.endswith(".")


def test_the_names_of_permissions_follow_their_values() -> None:
    for permission in Permission:
        assert permission.name == permission.value.replace(".", "_").upper()


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.key)
def test_no_preset_both_reads_reports_and_decides_who_does(preset: Any) -> None:
    assert not (preset.permissions & READS_REPORTS and preset.permissions & ADMINISTERS)


def test_the_administrator_can_manage_people_and_manifests_but_never_reads() -> None:
    (administrator,) = [preset for preset in PRESETS if preset.key == "administrator"]
    assert {
        Permission.ENTITIES_MEMBERSHIP_MANAGE,
        Permission.VAULT_MANIFEST_PUBLISH,
    } <= administrator.permissions
    assert not [value for value in administrator.permissions if value.startswith("reporting.")]


pytestmark = pytest.mark.django_db


def test_a_role_counts_in_its_entity_only() -> None:
    here, there = given.entity("UNHCR"), given.entity("WHO")
    actor = given.acting(given.member(here))
    assert allows(actor, READ, entity=here)
    refused = allows(actor, READ, entity=there)
    assert not refused
    assert refused.reason == "You have no role in this organisation."


def test_what_lies_in_another_entity_is_not_there_and_what_is_not_allowed_is_refused_in_words() -> None:
    here, there = given.entity("UNHCR"), given.entity("WHO")
    actor = given.acting(given.member(here))
    with pytest.raises(NotFound):
        require(actor, READ, entity=there)
    with pytest.raises(Refused) as refused:
        require(actor, Permission.ENTITIES_ROLE_MANAGE, entity=here)
    assert "Your role does not allow this" in refused.value.reason
    assert isinstance(refused.value, PermissionDenied)
    assert issubclass(NotFound, Http404)


def test_a_membership_of_one_team_says_nothing_about_another_or_the_whole() -> None:
    place = given.entity()
    mine, other = (create_team("operator", entity=place, name=name) for name in ("A", "B"))
    actor = given.acting(given.member(place, team=mine))
    assert allows(actor, READ, entity=place, team=mine)
    assert not allows(actor, READ, entity=place, team=other)
    assert not allows(actor, READ, entity=place)
    assert holds(actor, READ, entity=place)
    assert entities_with(actor, READ) == {place.pk}
    assert teams_with(actor, READ) == {mine.pk}


def test_a_membership_of_the_whole_covers_its_teams() -> None:
    place = given.entity()
    team = create_team("operator", entity=place, name="A")
    actor = given.acting(given.member(place))
    assert allows(actor, READ, entity=place, team=team)
    assert teams_with(actor, READ) == frozenset()


def test_the_filter_of_selectors_says_the_same_as_the_check() -> None:
    here, there = given.entity("UNHCR"), given.entity("WHO")
    teams = [
        create_team("operator", entity=place, name=name) for place in (here, there) for name in ("A", "B")
    ]
    in_team = given.acting(given.member(here, team=teams[0]))
    in_whole = given.acting(given.member(there, name="whole"))
    nobody = given.acting(given.account("nobody"))
    for actor in (in_team, in_whole, nobody):
        seen = set(Team.objects.filter(within(actor, READ, entity="entity", team="pk")))
        assert seen == {team for team in teams if allows(actor, READ, entity=team.entity, team=team)}


def test_an_ended_membership_allows_nothing_from_its_last_day_on() -> None:
    place = given.entity()
    who = given.member(place)
    today = timezone.localdate()
    Membership.objects.update(ends_on=today)
    assert not Actor.of(who, today).standings
    assert allows(Actor.of(who, today - timedelta(days=1)), READ, entity=place)


def test_a_membership_of_tomorrow_allows_nothing_today() -> None:
    who = given.member(given.entity())
    Membership.objects.update(starts_on=timezone.localdate() + timedelta(days=1))
    assert not given.acting(who).standings


def test_a_closed_account_stands_nowhere() -> None:
    who = given.member(given.entity())
    Account.objects.update(is_active=False)
    assert not given.acting(Account.objects.get(pk=who.pk)).standings


def test_permissions_that_the_registry_no_longer_knows_allow_nothing() -> None:
    place = given.entity()
    who = given.member(place)
    place.roles.filter(key="handler").update(permissions=["reporting.report.devour", READ.value])
    (standing,) = given.acting(who).standings
    assert standing.permissions == {READ}


def test_an_actor_is_read_in_one_query_and_does_not_change(django_assert_num_queries: Any) -> None:
    who = given.member(given.entity())
    with django_assert_num_queries(1):
        actor = given.acting(who)
    with pytest.raises(FrozenInstanceError):
        actor.display_name = "someone else"  # type: ignore[misc]
    assert actor.trail_name == str(who.pk)


def test_there_is_no_superuser() -> None:
    with pytest.raises(NotImplementedError):
        Account.objects.create_superuser("root", password="x")
    handler = given.member(given.entity())
    with pytest.raises(IntegrityError), transaction.atomic():
        Account.objects.filter(pk=handler.pk).update(is_superuser=True)


@pytest.mark.parametrize("role", ["oversight", "administrator"])
def test_nobody_who_can_be_shut_out_of_a_report_reads_the_trail_of_it(role: str) -> None:
    """The trail tells that a report is there, and whom it shuts out."""
    place = given.entity()
    handler = given.member(place)
    with pytest.raises(Refused):
        refuse_mixture_for(handler, place.roles.get(key=role))


def test_a_role_that_ends_later_still_counts_against_a_mixture() -> None:
    place = given.entity()
    who = given.member(place, "administrator")
    end_membership("operator", who.memberships.get(), on=timezone.localdate() + timedelta(days=30))
    with pytest.raises(Refused):
        refuse_mixture_for(who, place.roles.get(key="handler"))
    end_membership("operator", who.memberships.get(), on=timezone.localdate())
    refuse_mixture_for(who, place.roles.get(key="handler"))
