"""Pages as readers get them: every kind, in the nearest language, with links that lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import resolve
from django.utils import translation
from django.utils.translation import gettext

from tests.foundation.accounts import given
from tests.foundation.web.pages import LANGUAGES, Page
from upstander.features.hub.loading import reading
from upstander.features.hub.loading.frame import SECTIONS
from upstander.features.hub.models import HubPage

from .files import load, write

SECRET = "Xylophone"
KINDS = {
    "home": "",
    "section": "recommendations/",
    "content": "choices/",
    "report": "report-wrongdoing/",
    "organisation": "report-wrongdoing/un/",
    "resource": "library/model-policy/",
    "recommendation": "recommendations/08-accountability/",
    "practice": "practices/pledge/",
    "dialogue": "dialogues/dialogue-2/",
}


@pytest.fixture(autouse=True)
def loaded(db: None, tmp_path: Path) -> None:
    given.entity("UN")
    given.entity("UNHCR")
    load(write(tmp_path / "content"))


def html_of(path: str, language: str = "en", client: Client | None = None) -> str:
    answer = (client or Client()).get(f"/{language}/{path}")
    assert answer.status_code == 200, path
    return str(answer.content.decode())


def read(path: str, language: str = "en") -> Page:
    return Page(html_of(path, language))


def links_of(page: Page) -> list[str]:
    return [one["href"] for one in page.all("a") if "href" in one]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", KINDS.values(), ids=KINDS)
def test_every_kind_has_one_heading_and_keeps_the_frame(path: str, language: str) -> None:
    page = read(path, language)
    assert len(page.all("h1")) == 1
    assert page.all("html")[0]["lang"] == language
    assert [one for one in page.all("a") if one.get("id") == "leave"]
    identifiers = [attributes["id"] for _tag, attributes in page.elements if "id" in attributes]
    assert sorted(identifiers) == sorted(set(identifiers))


@pytest.mark.parametrize("path", KINDS.values(), ids=KINDS)
def test_a_stranger_gets_no_cookie_and_always_the_same_bytes(path: str) -> None:
    first, second = Client().get(f"/en/{path}"), Client().get(f"/en/{path}")
    assert first.cookies == {}
    assert first.content == second.content


@pytest.mark.parametrize("path", KINDS.values(), ids=KINDS)
def test_every_link_of_our_own_leads_somewhere(path: str) -> None:
    for href in {link.partition("#")[0] for link in links_of(read(path)) if link.startswith("/")}:
        if not href.startswith("/media/"):
            assert Client().get(href).status_code in {200, 302}, href


def test_what_is_not_translated_says_so_and_is_marked_as_what_it_is() -> None:
    page = read("choices/", "ar")
    heading = page.all("h1")[0]
    assert (heading["lang"], heading["dir"]) == ("en", "ltr")
    assert [one for one in page.all("div") if "stands-in" in one.get("class", "")]
    assert "Side by side." in page.text


DRAFT = "This translation is a draft: nobody has reviewed it yet."


def test_what_is_translated_is_shown_as_it_is_and_a_draft_says_so() -> None:
    page = read("get-help/", "ar")
    assert "lang" not in page.all("h1")[0]
    assert not [one for one in page.all("div") if "stands-in" in one.get("class", "")]
    assert "القرار لكم" in page.text
    with translation.override("ar"):
        assert gettext(DRAFT) in page.text
    assert DRAFT not in read("get-help/").text


def test_other_languages_are_named_only_where_they_really_are() -> None:
    named = [one for one in read("get-help/").all("link") if one["rel"] == "alternate" and "hreflang" in one]
    assert sorted(one["hreflang"] for one in named) == ["ar", "en", "x-default"]
    assert not [one for one in read("choices/").all("link") if "hreflang" in one]
    canonical = next(one for one in read("choices/", "ar").all("link") if one["rel"] == "canonical")
    assert canonical["href"] == f"{settings.SITE_URL}/en/choices/"


def test_the_language_switch_leads_to_the_same_page() -> None:
    tongues = [one for one in read("choices/").all("a") if "hreflang" in one]
    assert [one["href"] for one in tongues] == [f"/{code}/choices/" for code in LANGUAGES]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_for_members_is_not_there_for_strangers_in_any_language(language: str) -> None:
    assert Client().get(f"/{language}/inside/").status_code == 404
    assert Client().get(f"/{language}/inside/?download=1").status_code == 404
    for path in KINDS.values():
        assert SECRET not in html_of(path, language)


def test_members_read_it_in_their_language() -> None:
    member = given.signed_in(given.member(given.entity("UNICEF"), "focal_point", "focal-point"))
    assert SECRET in html_of("inside/", "fr", member)


def test_links_by_lasting_name_lead_to_the_readers_language() -> None:
    links = links_of(read("get-help/", "fr"))
    assert "/fr/choices/#talk" in links
    assert "/fr/report/" in links


def test_a_link_to_what_she_may_not_see_is_words_without_a_link() -> None:
    html = html_of("get-help/")
    assert "what is kept from strangers" in html
    assert "inside" not in html
    member = given.signed_in(given.member(given.entity("UNICEF"), "focal_point", "focal-point"))
    assert 'href="/en/inside/"' in html_of("get-help/", "en", member)


def test_a_page_for_somebody_in_trouble_has_one_main_action() -> None:
    buttons = [one for one in read("get-help/").all("a") if "button" in one.get("class", "").split()]
    main = [one for one in buttons if not {"second", "quiet"} & set(one["class"].split())]
    assert [one["href"] for one in main] == ["/en/report/"]


def test_choices_figures_tables_and_definitions_are_shown() -> None:
    page = read("choices/")
    assert "/en/get-help/" in links_of(page)
    for words in ("1000", "2018-11", "A survey", "a friend", "Version 2, since", "Task Force, 2017"):
        assert words in page.text, words
    assert [one for one in page.all("section") if one.get("id") == "bystander"]


def test_a_recommendation_shows_what_is_under_it() -> None:
    page = read("recommendations/08-accountability/")
    for words in (
        "Strengthen accountability.",
        "Heads of organisations",
        "A pledge at joining",
        "Model policy",
    ):
        assert words in page.text, words


def test_a_dialogue_tells_its_facts_and_what_came_of_it() -> None:
    page = read("dialogues/dialogue-2/")
    for words in ("March 17, 2021", "UN Women", "Victims' Rights Advocate, United Nations", "Trust", "160"):
        assert words in page.text, words
    assert {"/en/practices/pledge/", "/en/library/model-policy/"} <= set(links_of(page))


def test_a_resource_says_how_to_get_it_and_how_to_cite_it() -> None:
    page = read("library/model-policy/")
    assert "https://unsceb.org/x" in links_of(page)
    assert "UN CEB Task Force (2018). Model policy. https://unsceb.org/x" in page.text
    assert "/en/library/guide-for-managers/" in links_of(page)
    without = read("library/guide-for-managers/")
    assert "No public link is known to us." in without.text
    assert "Ask the publisher" in without.text
    assert "中文" in without.text


def test_an_organisation_leads_into_the_sealed_report_and_is_honest_about_its_channels() -> None:
    known = read("report-wrongdoing/un/")
    assert "/en/report/#o=UN" in links_of(known)
    assert "Speak-Up" in known.text
    assert "Peer learning" in known.text
    unknown = read("report-wrongdoing/unhcr/")
    assert "/en/report/#o=UNHCR" in links_of(unknown)
    assert "Nothing published that we know of." in unknown.text


def test_the_page_of_reporting_lists_every_organisation() -> None:
    assert {"/en/report-wrongdoing/un/", "/en/report-wrongdoing/unhcr/"} <= set(
        links_of(read("report-wrongdoing/"))
    )


def test_the_first_page_answers_three_questions_before_anything_else() -> None:
    page = read("")
    links = links_of(page)
    first = links.index("/en/report/") - 1
    assert links[first : first + 3] == ["/en/get-help/", "/en/report/", "/en/return/"]
    form = next(one for one in page.all("form") if one.get("role") == "search")
    assert form["action"] == "/en/search/"
    assert "/en/recommendations/08-accountability/" in links
    assert "/en/dialogues/dialogue-2/" in links


def test_without_content_the_first_page_and_the_menu_still_lead_to_help() -> None:
    HubPage.objects.filter(depth=2).first().get_parent().get_children().delete()
    page = read("")
    assert "/en/help-now/" in links_of(page)
    assert Client().get("/en/get-help/").headers["Location"] == "/en/help-now/"
    assert Client().get("/en/report-wrongdoing/").headers["Location"] == "/en/report/"


@pytest.mark.parametrize("path", [path for kind, path in KINDS.items() if kind != "home"])
def test_the_saved_file_needs_nothing_from_outside(path: str) -> None:
    answer = Client().get(f"/ar/{path}?download=1")
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
    html = answer.content.decode()
    page = Page(html)
    assert page.all("script") == []
    (policy,) = [one["content"] for one in page.all("meta") if "http-equiv" in one]
    assert policy.startswith("default-src 'none'"), "no server protects a file"
    assert [one for one in page.all("link") if not one["href"].startswith("data:")] == []
    assert [tag for tag, attributes in page.elements if "src" in attributes] == []
    sheet = re.search(r"<style>(.*)</style>", html, re.DOTALL)
    assert sheet is not None
    assert "--paper" in sheet[1]
    assert not re.search(r"@import|url\(", sheet[1])
    assert all(link.startswith(("https://", "http://", "#", "mailto:")) for link in links_of(page))


def test_the_file_of_a_page_for_somebody_in_trouble_has_a_name_that_tells_nothing() -> None:
    saved = Client().get("/en/get-help/?download=1").headers["Content-Disposition"]
    assert saved == 'attachment; filename="page.en.html"'
    assert "choices.en.html" in Client().get("/en/choices/?download=1").headers["Content-Disposition"]


def test_no_page_of_the_hub_is_hidden_by_another_door() -> None:
    pages = reading.read().pages
    slugs = [one.slug for one in pages if one.parent == "home"]
    paths = [f"/en/{slug}/" for slug in [*slugs, *SECTIONS] if slug != "library"]
    assert [path for path in paths if resolve(path).url_name != settings.ANY_PAGE] == []
