"""Organisations, units and roles stay true to their tree, and loading them twice changes nothing."""

from __future__ import annotations

import csv
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connections, transaction
from django.utils import timezone

import upstander.config.installation as installation
from tests.foundation.accounts import given
from upstander.foundation.entities import loaders, selectors, services
from upstander.foundation.entities.models import DutyStation, Entity, Membership, Unit
from upstander.foundation.entities.signals import membership_ended
from upstander.foundation.trail.models import Entry

pytestmark = pytest.mark.django_db
EXAMPLE = Path(installation.__file__).parent


def rows(name: str) -> Iterator[dict[str, str]]:
    (file,) = EXAMPLE.glob(f"*/{name}")
    with file.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def unit(place: Entity, code: str, parent: Unit | None = None) -> Unit:
    return services.create_unit("operator", entity=place, code=code, name=code, parent=parent)


def test_a_unit_never_lies_below_itself() -> None:
    place = given.entity()
    top = unit(place, "A")
    below = unit(place, "B", top)
    deeper = unit(place, "C", below)
    for parent in (top, below, deeper):
        with pytest.raises(ValidationError):
            services.move_unit("operator", top, parent)
    services.move_unit("operator", deeper, top)
    assert Unit.objects.get(code="C").parent == top


@pytest.mark.django_db(transaction=True)
def test_two_moves_at_once_close_no_circle() -> None:
    place = given.entity()
    a, b = unit(place, "A"), unit(place, "B")
    start = threading.Barrier(2)

    def move(what: Unit, below: Unit) -> None:
        start.wait()
        try:
            services.move_unit("operator", what, below)
        except ValidationError:
            pass
        finally:
            connections.close_all()

    threads = [threading.Thread(target=move, args=pair) for pair in ((a, b), (b, a))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    parents = dict(Unit.objects.values_list("code", "parent__code"))
    assert sorted(parents.items(), key=str) in ([("A", "B"), ("B", None)], [("A", None), ("B", "A")])


def test_units_and_teams_stay_within_their_entity() -> None:
    here, there = given.entity("UNHCR"), given.entity("WHO")
    foreign = unit(there, "X")
    with pytest.raises(ValidationError):
        unit(here, "A", foreign)
    with pytest.raises(ValidationError):
        services.create_team("operator", entity=here, name="Team", unit=foreign)
    with pytest.raises(ValidationError):
        services.move_unit("operator", unit(here, "A"), foreign)


def test_a_role_is_not_held_in_the_team_of_another_entity() -> None:
    here, there = given.entity("UNHCR"), given.entity("WHO")
    foreign = services.create_team("operator", entity=there, name="Team")
    with pytest.raises(ValidationError):
        given.member(here, team=foreign)
    assert not Membership.objects.exists()


def test_the_same_role_is_held_once() -> None:
    place = given.entity()
    who = given.member(place)
    with pytest.raises(ValidationError):
        given.hold(who, place, "handler")
    held = Membership.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(account=who, entity=place, role=held.role, starts_on=held.starts_on)


def test_a_role_that_ended_can_be_held_again() -> None:
    place = given.entity()
    who = given.member(place)
    services.end_membership("operator", Membership.objects.get(), on=timezone.localdate())
    given.hold(who, place, "handler")
    assert who.memberships.current(timezone.localdate()).count() == 1


def test_ending_tells_the_rooms_above_once_and_twice_changes_nothing() -> None:
    given.member(given.entity())
    held = Membership.objects.get()
    heard: list[Any] = []

    def listener(membership: Membership, actor: Any, **_: Any) -> None:
        heard.append((membership.pk, actor))

    membership_ended.connect(listener)
    try:
        services.end_membership("operator", held, on=timezone.localdate())
        services.end_membership("operator", held, on=timezone.localdate())
    finally:
        membership_ended.disconnect(listener)
    assert heard == [(held.pk, "operator")]
    assert Entry.objects.filter(verb="entities.membership.end").count() == 1


def test_a_refused_change_leaves_no_trail() -> None:
    place = given.entity()
    unit(place, "A")
    before = Entry.objects.count()
    with pytest.raises(ValidationError):
        unit(place, "A")
    assert Entry.objects.count() == before


def test_selectors_show_what_is_inside_the_actor_s_entities_only() -> None:
    here, there = given.entity("UNHCR"), given.entity("WHO")
    for place in (here, there):
        unit(place, "A")
        services.create_team("operator", entity=place, name="Team")
        given.member(place)
    actor = given.acting(given.member(here, "head"))
    assert list(selectors.entities_of(actor)) == [here]
    for seen in (selectors.units_of, selectors.teams_of, selectors.roles_of, selectors.memberships_of):
        found = list(seen(actor))
        assert found
        assert {thing.entity_id for thing in found} == {here.pk}


def test_the_example_system_loads_whole_and_loading_it_again_changes_nothing() -> None:
    for _ in range(2):
        loaders.load_entities(rows("entities.csv"))
        loaders.load_units(rows("staff_by_entity_and_year.csv"))
        loaders.load_duty_stations(rows("staff_by_duty_station_2019.csv"))
        assert Entity.objects.count() == 39
        assert Unit.objects.count() == 134
        assert DutyStation.objects.count() == 970
        assert Entry.objects.count() == 39 + 134


def test_loading_takes_few_statements(django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(10):
        loaders.load_duty_stations(rows("staff_by_duty_station_2019.csv"))


def test_parents_may_come_after_their_children_in_the_file() -> None:
    loaders.load_entities(
        [{"code": "CHILD", "name": "Child", "parent": "TOP"}, {"code": "TOP", "name": "Top", "parent": ""}]
    )
    assert Entity.objects.get(code="CHILD").parent == Entity.objects.get(code="TOP")
