"""What pages say to machines is what they say to people, and nothing for members' pages."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.template import Context, Template

from tests.foundation.web.pages import Page
from upstander.features.hub.metadata import Description
from upstander.features.hub.models import HubPage

from .tree import Hub

HERE = "http://127.0.0.1:8000"


def head(page: HubPage) -> str:
    template = Template("{% load hub_metadata %}{% hub_metadata page %}")
    return template.render(Context({"page": page}))


def linked(page: HubPage) -> list[dict[str, Any]]:
    graph: list[dict[str, Any]] = json.loads(Description(page).json_ld)["@graph"]
    return graph


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("policy", "DigitalDocument"),
        ("guide", "DigitalDocument"),
        ("help", "FAQPage"),
        ("help_ar", "WebPage"),
        ("recommendation", "CreativeWork"),
        ("practice", "Article"),
        ("dialogue", "Event"),
        ("organisation", "WebPage"),
    ],
)
def test_each_kind_of_page_has_its_type(hub: Hub, name: str, kind: str) -> None:
    subject = linked(getattr(hub, name))[0]
    assert subject["@type"] == kind
    assert subject["name"] == getattr(hub, name).title
    assert subject["url"].startswith(HERE)


def test_a_resource_names_publisher_year_languages_and_link(hub: Hub) -> None:
    subject = linked(hub.policy)[0]
    assert subject["publisher"]["name"] == "Task Force"
    assert (subject["datePublished"], subject["inLanguage"]) == ("2018", ["en", "fr"])
    assert subject["sameAs"] == "https://example.org/policy"


def test_what_is_not_known_is_left_out(hub: Hub) -> None:
    subject = linked(hub.guide)[0]
    assert "sameAs" not in subject and "publisher" not in subject


def test_an_event_says_when_and_by_whom(hub: Hub) -> None:
    subject = linked(hub.dialogue)[0]
    assert subject["startDate"] == "2021-03-24"
    assert subject["organizer"] == [{"@type": "Organization", "name": "UN Women"}]


def test_questions_come_with_their_answers(hub: Hub) -> None:
    question = linked(hub.help)[0]["mainEntity"][0]
    assert question["name"] == "Will anyone know?"
    assert question["acceptedAnswer"]["text"] == "You decide."


def test_the_way_to_a_page_is_told(hub: Hub) -> None:
    steps = linked(hub.guide)[1]["itemListElement"]
    assert [step["name"] for step in steps] == ["Hub", "Library", "Guide for bystanders"]


def test_the_block_cannot_be_ended_from_inside(hub: Hub) -> None:
    hub.guide.title = "</script><script>alert(1)</script>"
    body = head(hub.guide)
    assert "<script>alert" not in body
    assert body.count("</script>") == 1
    assert linked(hub.guide)[0]["name"] == hub.guide.title


def test_dublin_core_and_opengraph(hub: Hub) -> None:
    page = Page(head(hub.policy))
    meta = [(item["name"], item["content"]) for item in page.all("meta") if "name" in item]
    assert ("dcterms.creator", "Task Force") in meta
    assert ("dcterms.issued", "2018") in meta
    assert ("dcterms.subject", "Implementing policies and tools") in meta
    assert ("description", "What every organisation should have.") in meta
    shared = {item["property"]: item["content"] for item in page.all("meta") if "property" in item}
    assert shared["og:title"] == "Model policy" and shared["og:url"] == f"{HERE}/en/library/model-policy/"
    assert "og:image" not in shared


def test_other_languages_are_named_only_where_they_are(hub: Hub) -> None:
    found = {
        item["hreflang"]: item["href"] for item in Page(head(hub.policy)).all("link") if "hreflang" in item
    }
    assert found == {
        "en": f"{HERE}/en/library/model-policy/",
        "fr": f"{HERE}/fr/library/model-policy/",
        "x-default": f"{HERE}/en/library/model-policy/",
    }
    assert not [item for item in Page(head(hub.guide)).all("link") if "hreflang" in item]


def test_feeds_are_announced(hub: Hub) -> None:
    feeds = {item["href"]: item["type"] for item in Page(head(hub.dialogue)).all("link") if "type" in item}
    assert feeds == {
        "/en/feed.atom": "application/atom+xml",
        "/en/dialogues/feed.atom": "application/atom+xml",
        "/en/dialogues/calendar.ics": "text/calendar",
    }


def test_a_members_page_describes_itself_to_no_machine(hub: Hub) -> None:
    body = head(hub.secret)
    assert hub.secret.title not in body and "ld+json" not in body


def test_the_way_leaves_out_what_is_for_members(hub: Hub) -> None:
    section = hub.sections["en"]["library"]
    section.audience = "members"
    section.save()
    steps = linked(hub.guide)[1]["itemListElement"]
    assert [step["name"] for step in steps] == ["Hub", "Guide for bystanders"]
