"""The page of the trail: only for those who check it, only their entity, and looking is recorded."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import transaction
from django.test import Client

from tests.foundation.accounts.given import entity, member, signed_in
from upstander.foundation.entities.models import Entity
from upstander.foundation.trail.models import Entry
from upstander.foundation.trail.services import record
from upstander.foundation.trail.verbs import Verb

pytestmark = pytest.mark.django_db
PAGE = "/en/trail/"


@pytest.fixture
def un() -> Entity:
    return entity()


@pytest.fixture
def browser(un: Entity) -> Client:
    return signed_in(member(un, "oversight"))


def write(place: Entity, number: int = 1, object_id: str = "", verb: Verb = Verb.ITEM_OPEN) -> None:
    with transaction.atomic():
        for _ in range(number):
            record(actor="reporter", verb=verb, object_type="compartment", object_id=object_id, entity=place)


def test_it_tells_who_did_what_in_words(un: Entity, browser: Client) -> None:
    write(un, object_id="the-object")
    text = browser.get(PAGE).content.decode()
    assert "the-object" in text
    assert "opened sealed messages" in text
    assert "the person who reported" in text


def test_it_shows_nothing_of_another_entity(un: Entity, browser: Client) -> None:
    write(entity("OTHER"), object_id="elsewhere")
    assert "elsewhere" not in browser.get(PAGE).content.decode()
    assert ">elsewhere<" not in browser.get(PAGE, {"object": "elsewhere"}).content.decode()


def test_a_handler_is_refused_and_a_stranger_led_to_sign_in(un: Entity) -> None:
    assert signed_in(member(un)).get(PAGE).status_code == 403
    assert Client().get(PAGE).status_code == 302


def test_reading_the_trail_is_on_the_trail(un: Entity, browser: Client) -> None:
    browser.get(PAGE, {"verb": Verb.ITEM_OPEN.value})
    read = Entry.objects.filter(verb=Verb.TRAIL_READ, entity=str(un.pk)).latest("pk")
    assert read.detail == {"filtered": True}


def test_it_is_narrowed_by_what_was_done_to_what_and_when(un: Entity, browser: Client) -> None:
    write(un, object_id="wanted")
    write(un, object_id="other", verb=Verb.ITEM_ERASE)
    for asked in ({"verb": Verb.ITEM_OPEN.value}, {"object": "wanted"}):
        text = browser.get(PAGE, asked).content.decode()
        assert ">wanted<" in text
        assert ">other<" not in text
    assert ">wanted<" not in browser.get(PAGE, {"day": str(date(2001, 1, 1))}).content.decode()


def test_pages_follow_each_other_without_gap_or_repetition(un: Entity, browser: Client) -> None:
    for number in range(120):
        write(un, object_id=f"object-{number:03d}")
    seen, address = [], "?verb=vault.item.open"
    while address:
        answer = browser.get(PAGE + address)
        page = answer.context["page"]
        seen += [line.entry.object_id for line in page.lines]
        address = f"?{answer.context['older']}" if page.older else ""
    assert seen == [f"object-{number:03d}" for number in reversed(range(120))]


@pytest.mark.parametrize(
    "query", ["verb=nonsense", "day=yesterday", "before=-1", "before=x", "object=" + "x" * 500]
)
def test_nonsense_in_the_address_breaks_nothing(browser: Client, query: str) -> None:
    assert browser.get(f"{PAGE}?{query}").status_code == 200


def test_a_detail_named_as_a_method_of_dictionaries_is_shown(un: Entity, browser: Client) -> None:
    """Opening a report records `items: 4`; a template that asks for `detail.items` finds that number."""
    with transaction.atomic():
        record(
            actor="reporter",
            verb=Verb.ITEM_OPEN,
            object_type="compartment",
            object_id="the-object",
            entity=un,
            detail={"items": 4},
        )
    assert "items: 4" in browser.get(PAGE).content.decode()
