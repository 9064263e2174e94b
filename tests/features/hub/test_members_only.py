"""Whoever is no member learns nothing of members' pages, whichever door they try."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from upstander.features.hub.search_source import key_of
from upstander.foundation.search.services import catch_up, changed, rebuild

from .test_search_pages import ask, titles
from .tree import SECRET, Hub

DOORS = (
    "/en/library/", "/en/search/", "/en/library/?year=1999", "/en/library/?type=dashboard",
    "/en/library/?organisation=ITLOS", "/en/library/?made_for=trainers", "/en/library/?language=ru",
    "/en/library/?recommendation=12", "/en/library/?page=2", "/fr/library/", "/ar/search/",
    "/en/feed.atom", "/en/library/feed.atom", "/en/dialogues/feed.atom", "/en/dialogues/calendar.ics",
    "/en/library/catalogue.csv", "/en/library/catalogue.json", "/sitemap.xml", "/robots.txt",
    "/api/v1/hub/resources", "/api/v1/hub/resources?year=1999", "/api/v1/hub/pages?page_size=100",
    "/api/v1/hub/pages?kind=dialogue", "/api/v1/hub/recommendations", "/api/v1/hub/figures",
    "/api/v1/openapi.json",
)  # fmt: skip
HIDDEN = (
    "/en/library/xylophone/", "/fr/library/xylophone/", "/en/dialogues/xylophone-dialogue/",
    "/en/library/xylophone-draft/", "/api/v1/hub/resources/resource:xylophone",
    "/api/v1/hub/resources/resource:draft",
    "/en/library/xylophone/?download=1",
)  # fmt: skip


def body(answer: Any) -> str:
    content: bytes = answer.getvalue() if answer.streaming else answer.content
    return content.decode().lower()


@pytest.fixture(params=["a stranger", "a handler"])
def outsider(request: pytest.FixtureRequest) -> Client:
    who: Client = request.getfixturevalue({"a stranger": "stranger", "a handler": "handler"}[request.param])
    return who


def test_no_door_tells_of_them(searched: Hub, outsider: Client) -> None:
    for door in DOORS:
        answer = outsider.get(door)
        assert answer.status_code == 200, door
        assert SECRET.lower() not in body(answer), door


def test_their_addresses_answer_as_if_nothing_were_there(searched: Hub, outsider: Client) -> None:
    for place in HIDDEN:
        answer = outsider.get(place)
        nothing = outsider.get(place.replace("xylophone", "nothing-here").replace("draft", "nothing"))
        assert answer.status_code == nothing.status_code == 404, place
        path = place.partition("?")[0].split("/", 2)[2]  # the language switch repeats what was asked for
        assert SECRET.lower() not in body(answer).replace(path, ""), place


def test_the_desk_shows_them_to_nobody_who_does_not_work_there(searched: Hub, outsider: Client) -> None:
    pk = searched.secret.pk
    for room in ("edit/", "view_draft/", "history/", "usage/", f"revisions/{pk}/view/", "preview/"):
        answer = outsider.get(f"/cms/pages/{pk}/{room}", follow=True)
        assert SECRET.lower() not in body(answer), room
    for room in ("api/main/pages/", f"api/main/pages/{pk}/", "pages/search/?q=talking", "reports/languages/"):
        assert SECRET.lower() not in body(outsider.get(f"/cms/{room}", follow=True)), room


def test_searching_finds_suggests_and_corrects_nothing_of_them(searched: Hub, outsider: Client) -> None:
    for words in (SECRET, f"{SECRET} talking points", "talking points", "focal points only"):
        assert SECRET.lower() not in body(ask(outsider, words)).replace(words.lower(), "")
        offered = outsider.post("/en/search/suggestions/", {"q": words[:6]}).json()
        assert SECRET.lower() not in json.dumps(offered).lower()
        sent = json.dumps({"text": words, "page_size": 100})
        found = outsider.post("/api/v1/hub/search", sent, content_type="application/json").json()
        assert SECRET.lower() not in json.dumps(found).lower()


def test_a_slip_of_the_finger_is_not_corrected_to_their_words(searched: Hub, outsider: Client) -> None:
    assert SECRET.lower() not in body(ask(outsider, "xylophon")).replace("xylophon”", "").replace(
        'xylophon"', ""
    )


def test_counts_and_filters_do_not_count_them(searched: Hub, outsider: Client) -> None:
    sent = json.dumps({"text": ""})
    found = outsider.post("/api/v1/hub/search", sent, content_type="application/json").json()
    counted = found["facets"]
    assert "dashboard" not in counted["type"]
    assert not {"1999", "1998"} & set(counted["year"])
    assert "ITLOS" not in counted["organisation"] and "12" not in counted["recommendation"]
    total = found["total"]
    type(searched.secret).objects.filter(pk=searched.secret.pk).delete()
    rebuild()
    assert outsider.post("/api/v1/hub/search", sent, content_type="application/json").json()["total"] == total


def test_the_api_counts_only_what_is_public(searched: Hub, outsider: Client) -> None:
    assert outsider.get("/api/v1/hub/resources").json()["total"] == 2


def test_a_member_finds_them_in_the_same_search(searched: Hub, focal_point: Client) -> None:
    assert set(titles(ask(focal_point, SECRET))) == {f"{SECRET} talking points", f"{SECRET} dialogue"}
    offered = focal_point.post("/en/search/suggestions/", {"q": "xylo"}).json()["suggestions"]
    assert len(offered) == 2
    assert f"{SECRET} talking points" in titles(focal_point.get("/en/library/"))


def test_what_a_member_sees_is_kept_by_no_cache(searched: Hub, focal_point: Client) -> None:
    for path in ("/en/library/", "/en/search/", "/en/members/"):
        assert focal_point.get(path).headers["Cache-Control"] == "no-store"


def test_the_members_room_lists_what_is_only_theirs(searched: Hub, focal_point: Client) -> None:
    found = titles(focal_point.get("/en/members/"))
    assert set(found) == {f"{SECRET} talking points", f"{SECRET} dialogue"}


def test_the_members_room_is_closed_to_others(searched: Hub, stranger: Client, handler: Client) -> None:
    assert handler.get("/en/members/").status_code == 404
    answer = stranger.get("/en/members/")
    assert answer.status_code == 302 and "/account/sign-in/" in answer.headers["Location"]


def test_a_page_that_becomes_a_members_page_leaves_every_door(searched: Hub, outsider: Client) -> None:
    searched.guide.audience = "members"
    searched.guide.save_revision().publish()
    changed([key_of(searched.guide.pk)])
    catch_up()
    for door in DOORS:
        assert "guide for bystanders" not in body(outsider.get(door)), door
    assert titles(ask(outsider, "bystander")) == []
