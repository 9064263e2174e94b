"""Feeds tell what is new to everybody, and nothing else."""

from __future__ import annotations

from datetime import date
from xml.etree import ElementTree

import pytest
from django.test import Client
from icalendar import Calendar

from .tree import PUBLISHED, SECRET, Hub, add

ATOM = "{http://www.w3.org/2005/Atom}"
XML = "{http://www.w3.org/XML/1998/namespace}"


def feed(client: Client, path: str) -> ElementTree.Element:
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(answer.content)


def titles(root: ElementTree.Element) -> list[str]:
    return [entry.findtext(f"{ATOM}title") or "" for entry in root.iter(f"{ATOM}entry")]


def test_a_feed_names_each_thing_once_in_the_nearest_language(hub: Hub, stranger: Client) -> None:
    root = feed(stranger, "/fr/library/feed.atom")
    assert sorted(titles(root)) == ["Guide for bystanders", "Politique modèle"]
    spoken = {entry.findtext(f"{ATOM}title"): entry.get(f"{XML}lang") for entry in root.iter(f"{ATOM}entry")}
    assert spoken == {"Guide for bystanders": "en", "Politique modèle": "fr"}


def test_entries_lead_into_the_language_of_the_feed(hub: Hub, stranger: Client) -> None:
    root = feed(stranger, "/fr/library/feed.atom")
    links = {link.get("href") for entry in root.iter(f"{ATOM}entry") for link in entry.iter(f"{ATOM}link")}
    assert links == {
        "http://127.0.0.1:8000/fr/library/guide/",
        "http://127.0.0.1:8000/fr/library/model-policy/",
    }
    assert stranger.get("/fr/library/guide/").status_code == 200


def test_the_latest_change_comes_first(hub: Hub, stranger: Client) -> None:
    type(hub.guide).objects.filter(pk=hub.guide.pk).update(last_published_at=PUBLISHED.replace(month=9))
    assert titles(feed(stranger, "/en/library/feed.atom"))[0] == "Guide for bystanders"


@pytest.mark.parametrize(
    "path", ["feed.atom", "library/feed.atom", "dialogues/feed.atom", "dialogues/calendar.ics"]
)
def test_members_and_drafts_stand_in_no_feed_even_when_a_member_asks(
    hub: Hub, focal_point: Client, path: str
) -> None:
    answer = focal_point.get(f"/en/{path}")
    assert answer.status_code == 200
    assert SECRET.lower() not in answer.content.decode().lower()


def test_a_section_that_is_none_has_no_feed(hub: Hub, stranger: Client) -> None:
    assert stranger.get("/en/get-help/feed.atom").status_code == 404


def test_whoever_has_the_feed_already_is_told_so(hub: Hub, stranger: Client) -> None:
    first = stranger.get("/en/feed.atom")
    assert stranger.get("/en/feed.atom", headers={"if-none-match": first.headers["ETag"]}).status_code == 304
    hub.guide.unpublish()
    assert stranger.get("/en/feed.atom", headers={"if-none-match": first.headers["ETag"]}).status_code == 200


def test_a_calendar_holds_each_dialogue_as_a_whole_day(hub: Hub, stranger: Client) -> None:
    answer = stranger.get("/ar/dialogues/calendar.ics")
    events = Calendar.from_ical(answer.content).walk("VEVENT")
    assert [event.decoded("dtstart") for event in events] == [date(2021, 3, 24)]
    assert events[0].decoded("dtend") == date(2021, 3, 25)
    assert str(events[0]["summary"]) == "Dialogue on leaders; what they do, and how"
    assert events[0]["summary"].params["LANGUAGE"] == "en"
    assert str(events[0]["url"]) == "http://127.0.0.1:8000/ar/dialogues/dialogue-1/"


def test_lines_of_a_calendar_are_folded_and_texts_escaped(hub: Hub, stranger: Client) -> None:
    hub.dialogue.summary = "حوار طويل; مع, فواصل " * 12
    hub.dialogue.save()
    body = stranger.get("/en/dialogues/calendar.ics").content
    assert all(len(line) <= 75 for line in body.split(b"\r\n"))
    event = Calendar.from_ical(body).walk("VEVENT")[0]
    assert str(event["description"]) == hub.dialogue.summary


def test_the_same_calendar_is_the_same_bytes(hub: Hub, stranger: Client) -> None:
    first, second = (stranger.get("/en/dialogues/calendar.ics").content for _ in range(2))
    assert first == second


def test_a_feed_has_an_end(hub: Hub, stranger: Client) -> None:
    library = hub.sections["en"]["library"]
    for n in range(55):
        add(library, type(hub.guide)(title=f"Paper {n}", slug=f"paper-{n}", reference=f"resource:paper-{n}"))
    assert len(titles(feed(stranger, "/en/library/feed.atom"))) == 50


def test_a_sign_that_xml_cannot_hold_ends_no_feed(hub: Hub, stranger: Client) -> None:
    hub.guide.title, hub.guide.summary = "Guide\x08 for all", "One\x0b line"
    hub.guide.save_revision().publish()
    assert "Guide for all" in titles(feed(stranger, "/en/library/feed.atom"))
