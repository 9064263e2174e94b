"""The library and the search: found in any language, filtered by links, and no typed word in any address."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import structlog
from django.test import Client

from tests.foundation.web.pages import LANGUAGES, Page
from upstander.features.hub import search_words
from upstander.features.hub.search_words import seal, unseal

from .tree import Hub


def ask(client: Client, words: str, path: str = "/en/search/", **filters: str) -> Any:
    """Type words and press the button, as a browser does: the answer after being led on."""
    return client.post(path, {"q": words, **filters}, follow=True)


def titles(answer: Any) -> list[str]:
    body = answer.content.decode()
    hits = re.search(r'<ol class="hits".*?</ol>', body, re.DOTALL)
    return (
        [re.sub(r"<[^>]+>", "", one).strip() for one in re.findall(r"<h2>(.*?)</h2>", hits[0], re.DOTALL)]
        if hits
        else []
    )


def test_words_find_pages_and_are_marked_in_the_passage(searched: Hub, stranger: Client) -> None:
    assert titles(ask(stranger, "bystander")) == ["Guide for bystanders"]
    answer = ask(stranger, "to step in safely")
    assert titles(answer)[0] == "Guide for bystanders"
    assert "<mark>step</mark>" in answer.content.decode()


def test_a_thing_is_found_by_the_words_of_any_of_its_languages(searched: Hub, stranger: Client) -> None:
    assert titles(ask(stranger, "politique modele"))[0] == "Model policy"
    assert titles(ask(stranger, "model policy", "/fr/search/"))[0] == "Politique modèle"


def test_what_is_not_translated_says_so_and_is_read_in_the_readers_frame(
    searched: Hub, stranger: Client
) -> None:
    page = Page(ask(stranger, "bystander", "/ar/search/").content.decode())
    assert "English" in page.text
    link = next(item for item in page.all("a") if item.get("hreflang") == "en" and "library" in item["href"])
    assert link["href"] == "/ar/library/guide/"


def test_typed_words_stand_in_no_address(searched: Hub, stranger: Client) -> None:
    answer = stranger.post("/en/search/", {"q": "my boss touched me", "type": "guide"})
    assert answer.status_code == 303
    place = answer.headers["Location"]
    assert not re.search("boss|touched", place)
    assert parse_qs(urlsplit(place).query)["type"] == ["guide"]
    results = stranger.get(place)
    assert results.status_code == 200
    for item in Page(results.content.decode()).all("a"):
        assert not re.search("boss|touched", item.get("href", ""))


def test_the_title_of_the_page_does_not_say_what_was_typed(searched: Hub, stranger: Client) -> None:
    body = ask(stranger, "touched").content.decode()
    assert "<title>Search · Upstander</title>" in body


def test_words_in_a_plain_address_are_not_searched_for(searched: Hub, stranger: Client) -> None:
    """So that no link, browser or engine makes an address of what somebody typed."""
    answer = stranger.get("/en/search/?q=bystander")
    assert titles(answer) == titles(stranger.get("/en/search/"))
    assert "<mark>" not in answer.content.decode()
    assert "X-Same-For-Everybody" not in answer.headers


def test_nothing_typed_reaches_the_log(searched: Hub, stranger: Client) -> None:
    with structlog.testing.capture_logs() as lines:
        ask(stranger, "my boss touched me")
        stranger.post("/en/search/suggestions/", {"q": "touched"})
    assert len(lines) >= 3
    assert "touched" not in json.dumps(lines, default=str)


def test_results_for_words_are_kept_by_nobody(searched: Hub, stranger: Client) -> None:
    answer = ask(stranger, "bystander")
    assert answer.headers["Cache-Control"] == "no-store"
    assert "X-Same-For-Everybody" not in answer.headers
    assert stranger.get("/en/search/?type=guide").headers["X-Same-For-Everybody"] == "yes"


def test_words_are_forgotten_after_half_an_hour(
    searched: Hub, stranger: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = stranger.post("/en/search/", {"q": "bystander"}).headers["Location"]
    monkeypatch.setattr(search_words, "LIFE", -1)
    answer = stranger.get(place)
    assert answer.status_code == 200
    assert "Your words were forgotten" in answer.content.decode()
    assert 'value="bystander"' not in answer.content.decode()


def test_an_invented_token_is_no_words(searched: Hub, stranger: Client) -> None:
    for token in ("", "x", "gAAAAA", "%00", "\x00", "é" * 50, "A" * 5000):
        assert stranger.get("/en/search/", {"w": token}).status_code == 200


def test_sealing_keeps_the_words_and_shows_nothing_of_them() -> None:
    for words in ("تحرش", "性骚扰", "a", "x" * 200):
        assert unseal(seal(words)) == words
    assert seal("boss") != seal("boss")
    assert len(seal("a")) == len(seal("my boss touched me"))


def test_no_cookie_is_set_by_asking(searched: Hub, stranger: Client) -> None:
    ask(stranger, "bystander")
    stranger.post("/en/search/suggestions/", {"q": "by"})
    assert stranger.cookies == {}


def test_another_site_cannot_make_a_browser_search(searched: Hub, stranger: Client) -> None:
    answer = stranger.post("/en/search/", {"q": "x"}, headers={"sec-fetch-site": "cross-site"})
    assert answer.status_code == 403


FILTERED = {
    "type=policy": ["Model policy"],
    "made_for=personnel": ["Guide for bystanders"],
    "recommendation=10": ["Guide for bystanders"],
    "organisation=UN": ["Model policy"],
    "year=2021": ["Guide for bystanders"],
    "type=policy&year=2021": [],
    "": ["Guide for bystanders", "Model policy"],  # the newest first
}


def test_the_library_is_browsed_by_links(searched: Hub, stranger: Client) -> None:
    for query, expected in FILTERED.items():
        assert titles(stranger.get(f"/en/library/?{query}")) == expected, query


def test_who_filters_by_language_is_shown_that_language(searched: Hub, stranger: Client) -> None:
    assert titles(stranger.get("/en/library/?language=fr")) == ["Politique modèle"]


def test_a_filter_that_does_not_exist_is_as_if_it_were_not_there(searched: Hub, stranger: Client) -> None:
    answer = stranger.get("/en/library/?type=<script>&year=abc&page=-3&recommendation=99&sort=x")
    assert len(titles(answer)) == 2
    assert "<script>&" not in answer.content.decode()


def test_each_option_says_how_many_it_leaves_and_leads_there(searched: Hub, stranger: Client) -> None:
    page = Page(stranger.get("/en/library/").content.decode())
    options = [item["href"] for item in page.all("a") if item.get("href", "").startswith("?")]
    assert "?type=policy" in options and "?recommendation=9" in options
    for option in options:
        assert titles(stranger.get(f"/en/library/{option}"))


def test_a_chosen_filter_can_be_taken_away(searched: Hub, stranger: Client) -> None:
    page = Page(stranger.get("/en/library/?type=policy&year=2018").content.decode())
    links = {item["href"] for item in page.all("a") if "chip" in item.get("class", "")}
    assert links == {"?year=2018", "?type=policy", "?"}


def test_pages_keep_words_and_filters(
    searched: Hub, stranger: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("upstander.features.hub.catalogue_results.PAGE_SIZE", 1)
    first = stranger.get("/en/library/?sort=newest")
    assert titles(first) == ["Guide for bystanders"]
    page = Page(first.content.decode())
    following = next(item["href"] for item in page.all("a") if item.get("rel") == "next")
    assert titles(stranger.get(f"/en/library/{following}")) == ["Model policy"]


def test_the_newest_come_first_where_that_is_asked_for(searched: Hub, stranger: Client) -> None:
    place = stranger.post("/en/search/", {"q": "policy"}).headers["Location"]
    assert titles(stranger.get(place))[0] == "Model policy"
    assert "Model policy" in titles(stranger.get(f"{place}&sort=newest"))
    dated = titles(stranger.get("/en/search/?sort=newest"))
    assert dated[0] == "Dialogue on leaders; what they do, and how"  # on a day of 2021
    assert set(dated[1:3]) == {"Guide for bystanders", "A pledge signed at joining"}  # in 2021
    assert dated[3] == "Model policy"  # in 2018


def test_who_asks_nothing_is_shown_help_first(searched: Hub, stranger: Client) -> None:
    assert titles(stranger.get("/en/search/"))[0] == "Get help"


def test_who_finds_nothing_is_offered_people(searched: Hub, stranger: Client) -> None:
    page = Page(ask(stranger, "zzzzqqq").content.decode())
    assert "Nothing was found" in page.text
    assert {"/en/get-help/", "/en/help-now/"} <= {
        urlsplit(item["href"]).path for item in page.all("a") if "href" in item
    }


def test_before_there_is_an_index_the_page_says_so(hub: Hub, stranger: Client, settings, tmp_path) -> None:  # type: ignore[no-untyped-def]
    assert stranger.get("/en/search/").status_code == 200


def test_suggestions_lead_to_pages_and_are_never_kept(searched: Hub, stranger: Client) -> None:
    answer = stranger.post("/fr/search/suggestions/", {"q": "polit"})
    assert answer.headers["Cache-Control"] == "no-store"
    first = answer.json()["suggestions"][0]
    assert (first["text"], first["url"], first["language"]) == (
        "Politique modèle",
        "/fr/library/model-policy/",
        "fr",
    )


def test_suggestions_take_whatever_is_typed(searched: Hub, stranger: Client) -> None:
    for words in ("", "   ", "\x00", "x" * 5000):
        assert stranger.post("/en/search/suggestions/", {"q": words}).status_code == 200


def test_suggestions_are_asked_for_in_no_address(searched: Hub, stranger: Client) -> None:
    assert stranger.get("/en/search/suggestions/?q=polit").status_code == 405


def test_the_pages_are_there_in_every_language(searched: Hub, stranger: Client) -> None:
    for place in [f"{language}/{path}" for language in LANGUAGES for path in ("library/", "search/")]:
        html = Page(stranger.get(f"/{place}").content.decode()).all("html")[0]
        assert place.startswith(html["lang"])


def test_the_search_form_sends_its_words_by_post(searched: Hub, stranger: Client) -> None:
    for path in ("library/", "search/"):
        forms = Page(stranger.get(f"/en/{path}").content.decode()).all("form")
        assert [(form["method"], form["action"]) for form in forms] == [("post", f"/en/{path}")]
