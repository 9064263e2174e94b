"""Units and teams are set up, renamed and closed by those who look after them, and by nobody else."""

from __future__ import annotations

import pytest

from upstander.foundation.entities import services
from upstander.foundation.entities.models import Entity, Team, Unit
from upstander.foundation.trail.models import Entry
from upstander.foundation.trail.verbs import Verb

from . import given

pytestmark = pytest.mark.django_db


class House:
    """An entity with a unit, a team and an administrator (signed in); another entity beside it."""

    def __init__(self) -> None:
        self.entity, self.other = given.entity("UNHCR"), given.entity("WHO")
        self.unit = services.create_unit("operator", entity=self.entity, code="HR", name="Staff office")
        self.team = services.create_team("operator", entity=self.entity, name="Reports")
        self.foreign_team = services.create_team("operator", entity=self.other, name="Theirs")
        self.foreign_unit = services.create_unit("operator", entity=self.other, code="X", name="Theirs")
        self.browser = given.signed_in(given.member(self.entity, "administrator"))

    def url(self, rest: str, entity: Entity | None = None) -> str:
        return f"/en/people/{(entity or self.entity).pk}/{rest}"


@pytest.fixture
def house() -> House:
    return House()


def told(verb: Verb, thing: Team | Unit) -> list[object]:
    return list(Entry.objects.filter(verb=verb, object_id=str(thing.pk)).values_list("detail", flat=True))


def test_the_menu_s_teams_lead_to_setting_up_the_first_one(house: House) -> None:
    new = given.entity("NEW")
    browser = given.signed_in(given.member(new, "administrator"))
    page = browser.get("/en/team/")
    assert page.status_code == 200
    assert "/en/people/teams/" in page.content.decode()
    browser.post(house.url("teams/", new), {"name": "First", "unit": ""})
    assert Team.objects.get(entity=new).name == "First"


def test_a_team_is_set_up_renamed_and_given_a_unit(house: House) -> None:
    house.browser.post(house.url("teams/"), {"name": "Second", "unit": house.unit.pk})
    made = Team.objects.get(name="Second")
    assert (made.entity, made.unit) == (house.entity, house.unit)
    house.browser.post(house.url(f"teams/{made.pk}/"), {"name": "Renamed", "unit": ""})
    made.refresh_from_db()
    assert (made.name, made.unit) == ("Renamed", None)
    assert len(told(Verb.TEAM_CREATE, made)) == 1
    assert told(Verb.TEAM_UPDATE, made) == [{"changed": "name unit"}]


def test_a_name_that_is_taken_is_said_and_nothing_is_lost(house: House) -> None:
    page = house.browser.post(house.url("teams/"), {"name": "Reports", "unit": house.unit.pk})
    assert page.status_code == 200
    assert "already" in page.content.decode()
    assert f'value="{house.unit.pk}" selected' in page.content.decode()
    assert Team.objects.filter(entity=house.entity).count() == 1


def test_a_team_is_closed_and_opened_again(house: House) -> None:
    where = house.url(f"teams/{house.team.pk}/close/")
    house.browser.post(where, {"do": "close"})
    house.team.refresh_from_db()
    assert house.team.closed_at is not None
    house.browser.post(where, {"do": "open"})
    house.team.refresh_from_db()
    assert house.team.closed_at is None
    assert [detail["closed"] for detail in told(Verb.TEAM_UPDATE, house.team)] == [True, False]  # type: ignore[index]


def test_a_closed_team_is_not_offered_where_roles_are_given(house: House) -> None:
    services.close_team("operator", house.team)
    assert "Reports" not in house.browser.get(house.url("invite/")).content.decode()


def test_a_unit_is_added_renamed_moved_and_closed(house: House) -> None:
    house.browser.post(house.url("units/"), {"name": "Field", "code": "F", "parent": house.unit.pk})
    made = Unit.objects.get(code="F")
    assert made.parent == house.unit
    house.browser.post(house.url(f"units/{made.pk}/"), {"name": "In the field", "parent": ""})
    made.refresh_from_db()
    assert (made.name, made.parent, made.code) == ("In the field", None, "F")
    house.browser.post(house.url(f"units/{made.pk}/close/"), {"do": "close"})
    made.refresh_from_db()
    assert made.closed_at is not None


def test_a_unit_with_something_open_below_it_is_not_closed(house: House) -> None:
    services.create_unit("operator", entity=house.entity, code="F", name="Field", parent=house.unit)
    page = house.browser.post(house.url(f"units/{house.unit.pk}/close/"), {"do": "close"}, follow=True)
    assert "still open" in page.content.decode()
    house.unit.refresh_from_db()
    assert house.unit.closed_at is None


def test_a_unit_is_not_hung_below_itself(house: House) -> None:
    below = services.create_unit("operator", entity=house.entity, code="F", name="Field", parent=house.unit)
    page = house.browser.post(
        house.url(f"units/{house.unit.pk}/"), {"name": "Staff office", "parent": below.pk}
    )
    assert "cannot lie below itself" in page.content.decode()


def test_units_and_teams_of_another_entity_are_not_there_and_cannot_be_named(house: House) -> None:
    foreign = (
        house.url("teams/", house.other),
        house.url("units/", house.other),
        house.url(f"teams/{house.foreign_team.pk}/"),
        house.url(f"units/{house.foreign_unit.pk}/"),
    )
    for url in foreign:
        assert house.browser.get(url).status_code == 404, url
    for rest in (f"teams/{house.foreign_team.pk}/close/", f"units/{house.foreign_unit.pk}/close/"):
        assert house.browser.post(house.url(rest), {"do": "close"}).status_code == 404
    house.browser.post(house.url("teams/"), {"name": "Second", "unit": house.foreign_unit.pk})
    assert not Team.objects.filter(name="Second").exists()


@pytest.mark.parametrize("role", ["head", "oversight", "handler", "ethics"])
def test_others_of_the_entity_change_neither(house: House, role: str) -> None:
    browser = given.signed_in(given.member(house.entity, role, "looker"))
    for rest in ("teams/", f"teams/{house.team.pk}/", "units/", f"units/{house.unit.pk}/"):
        assert browser.get(house.url(rest)).status_code == 403
    assert browser.post(house.url(f"teams/{house.team.pk}/close/")).status_code == 403
    house.team.refresh_from_db()
    assert house.team.closed_at is None


def test_an_administrator_of_one_team_alone_sets_up_no_others(house: House) -> None:
    someone = given.member(house.entity, "administrator", "partly", team=house.team)
    assert given.signed_in(someone).get(house.url("teams/")).status_code == 404


def test_setting_up_teams_wants_a_fresh_proof(house: House) -> None:
    given.long_since_proved(house.browser)
    answer = house.browser.post(house.url(f"teams/{house.team.pk}/close/"), {"do": "close"})
    assert "account/prove" in answer["Location"]
    house.team.refresh_from_db()
    assert house.team.closed_at is None
