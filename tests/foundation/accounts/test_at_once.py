"""Two administrators at once do together what each could do alone, and nothing more."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress

import pytest
from django.db import connections

from upstander.foundation.access import services
from upstander.foundation.access.decisions import NotFound, Refused
from upstander.foundation.access.permissions import Permission
from upstander.foundation.access.services import refuse_mixture, save_role
from upstander.foundation.accounts import invitations, people
from upstander.foundation.accounts.models import Account
from upstander.foundation.entities.models import Entity, Membership, Role

from . import given

pytestmark = pytest.mark.django_db(transaction=True)
Act = Callable[[], object]


@pytest.fixture
def both_look_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever has looked whether a mixture arises waits until the other has looked too, if it can.

    Where they take turns, the second cannot look before the first is through, and the wait runs out.
    """
    looked = threading.Barrier(2, timeout=1)

    def look(permissions: frozenset[Permission]) -> None:
        refuse_mixture(permissions)
        with suppress(threading.BrokenBarrierError):
            looked.wait()

    monkeypatch.setattr(services, "refuse_mixture", look)


def at_once(*acts: Act) -> list[str]:
    """Each act in a thread and connection of its own; sorted, what came of each."""
    outcomes: list[str] = []
    start = threading.Barrier(len(acts))

    def attempt(act: Act) -> None:
        start.wait()
        try:
            act()
            outcomes.append("done")
        except (Refused, NotFound):
            outcomes.append("refused")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=attempt, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)


def allowed(who: Account, place: Entity) -> set[str]:
    held = Membership.objects.filter(account=who, entity=place, ends_on=None).select_related("role")
    return {value for membership in held for value in membership.role.permissions}


def role(place: Entity, key: str, *permissions: Permission) -> Role:
    return Role.objects.create(entity=place, key=key, name=key, permissions=sorted(permissions))


def mixed(values: set[str]) -> bool:
    return {Permission.REPORTING_REPORT_READ.value, Permission.ENTITIES_ROLE_MANAGE.value} <= values


@pytest.mark.usefixtures("both_look_first")
def test_two_roles_given_at_once_mix_nothing() -> None:
    place = given.entity()
    one, two = (given.acting(given.member(place, "administrator", name)) for name in ("one", "two"))
    head = given.member(place, "head")
    roles = {key: place.roles.get(key=key) for key in ("handler", "administrator")}
    assert at_once(
        lambda: people.give_role(one, head, role=roles["handler"]),
        lambda: people.give_role(two, head, role=roles["administrator"]),
    ) == ["done", "refused"]
    assert not mixed(allowed(head, place))


@pytest.mark.usefixtures("both_look_first")
def test_a_role_given_while_it_is_widened_mixes_nothing() -> None:
    place = given.entity()
    one, two = (given.acting(given.member(place, "administrator", name)) for name in ("one", "two"))
    handler, small = given.member(place, "handler"), role(place, "small")
    assert at_once(
        lambda: people.give_role(one, handler, role=small),
        lambda: save_role(two, small, [Permission.ENTITIES_ROLE_MANAGE]),
    ) == ["done", "refused"]
    assert not mixed(allowed(handler, place))


@pytest.mark.usefixtures("both_look_first")
def test_two_roles_of_one_person_widened_at_once_mix_nothing() -> None:
    place = given.entity()
    one, two = (given.acting(given.member(place, "administrator", name)) for name in ("one", "two"))
    head = given.member(place, "head")
    small, other = role(place, "small"), role(place, "other")
    for held in (small, other):
        given.hold(head, place, held.key)
    assert at_once(
        lambda: save_role(one, small, [Permission.ENTITIES_ROLE_MANAGE]),
        lambda: save_role(two, other, [Permission.REPORTING_REPORT_READ]),
    ) == ["done", "refused"]
    assert not mixed(allowed(head, place))


@pytest.mark.usefixtures("both_look_first")
def test_two_invitations_taken_at_once_mix_nothing() -> None:
    place = given.entity()
    person = given.account("somebody")
    made = [
        invitations.invite(
            "operator", role=place.roles.get(key=key), username=f"{key}9", display_name="Somebody"
        )[0]
        for key in ("handler", "administrator")
    ]
    assert at_once(
        lambda: invitations.accept_as(made[0], person),
        lambda: invitations.accept_as(made[1], person),
    ) == ["done", "refused"]
    assert not mixed(allowed(person, place))


def test_two_administrators_who_end_each_other_s_role_leave_one() -> None:
    place = given.entity()
    one, two = (given.member(place, "administrator", name) for name in ("one", "two"))
    acting = {who.pk: given.acting(who) for who in (one, two)}
    held = {who.pk: who.memberships.get() for who in (one, two)}
    assert at_once(
        lambda: people.end_role(acting[one.pk], held[two.pk]),
        lambda: people.end_role(acting[two.pk], held[one.pk]),
    ) == ["done", "refused"]
    assert Membership.objects.filter(entity=place, ends_on=None).count() == 1
