"""What every public page keeps in every language."""

from __future__ import annotations

import base64
import gzip
import hashlib
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from upstander.foundation.web.catalogues.checking import forms
from upstander.foundation.web.catalogues.files import load, messages, translated

from .pages import LANGUAGES, PUBLIC, Page

pytestmark = pytest.mark.django_db  # the first page shows what is new in the hub
EVERY_PAGE = [(language, path) for language in LANGUAGES for path in PUBLIC]
CATALOGUES = {"ar": "ar", "zh-hans": "zh_Hans", "fr": "fr", "ru": "ru", "es": "es"}


def read(language: str, path: str) -> Page:
    answer = Client().get(f"/{language}/{path}")
    assert answer.status_code == 200
    return Page(answer.content.decode())


def served(url: str) -> bytes:
    return (Path(settings.STATIC_ROOT) / url.removeprefix(settings.STATIC_URL)).read_bytes()


@pytest.mark.parametrize(("language", "path"), EVERY_PAGE)
def test_a_page_says_its_language_and_its_direction(language: str, path: str) -> None:
    html = read(language, path).all("html")[0]
    assert html["lang"] == language
    assert html["dir"] == ("rtl" if language == "ar" else "ltr")


@pytest.mark.parametrize(("language", "path"), [pair for pair in EVERY_PAGE if pair[0] != "en"])
def test_no_english_is_left_on_a_page(language: str, path: str) -> None:
    text = read(language, path).text
    source = [
        forms(message.id)[0]
        for message in messages(load(CATALOGUES[language]))
        if len(forms(message.id)[0]) > 12 and forms(message.id) != forms(message.string)
    ]
    assert [words for words in source if words in text] == []


@pytest.mark.parametrize("language", CATALOGUES.values())
def test_every_text_of_these_pages_is_translated(language: str) -> None:
    catalog = load(language)
    own = [m for m in messages(catalog) if any("foundation/web/" in place for place, _ in m.locations)]
    assert len(own) > 100
    assert [forms(message.id)[0] for message in own if not translated(message)] == []


@pytest.mark.parametrize("path", PUBLIC)
def test_scripts_and_sheets_carry_the_hash_of_what_is_served(path: str) -> None:
    page = read("en", path)
    named = [(item["src"], item) for item in page.all("script") if "src" in item]
    named += [(item["href"], item) for item in page.all("link") if item["rel"] == "stylesheet"]
    assert len(named) >= 2
    for url, item in named:
        digest = base64.b64encode(hashlib.sha384(served(url)).digest()).decode()
        assert item["integrity"] == f"sha384-{digest}"


@pytest.mark.parametrize(("language", "path"), EVERY_PAGE)
def test_nothing_inline_and_nothing_from_elsewhere(language: str, path: str) -> None:
    page = read(language, path)
    assert page.all("style") == []
    for tag, attributes in page.elements:
        assert not [name for name in attributes if name == "style" or name.startswith("on")], tag
        assert attributes.get("src", "/").startswith("/")
        if tag == "link":
            assert attributes["href"].startswith(("/", "data:,"))
    assert all("src" in item for item in page.all("script"))


@pytest.mark.parametrize("path", PUBLIC)
def test_the_content_security_policy_allows_nothing_inline(path: str) -> None:
    answer = Client().get(f"/en/{path}")
    policy = answer.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("path", PUBLIC)
def test_no_cookie_is_set_for_a_visitor(path: str) -> None:
    assert Client().get(f"/en/{path}").cookies == {}


@pytest.mark.parametrize("path", PUBLIC)
def test_sheets_and_scripts_of_a_page_weigh_less_than_14_kb(path: str) -> None:
    page = read("ar", path)
    urls = [item["src"] for item in page.all("script")]
    urls += [item["href"] for item in page.all("link") if item["rel"] == "stylesheet"]
    assert sum(len(gzip.compress(served(url))) for url in urls) <= 14_000


@pytest.mark.parametrize("path", PUBLIC)
def test_the_language_switch_keeps_the_page_and_its_query(path: str) -> None:
    answer = Client().get(f"/ru/{path}", {"from": "poster"})
    links = {item["hreflang"]: item for item in Page(answer.content.decode()).all("a") if "hreflang" in item}
    assert tuple(links) == LANGUAGES
    for language, link in links.items():
        assert link["href"] == f"/{language}/{path}?from=poster"
        assert ("aria-current" in link) == (language == "ru")


@pytest.mark.parametrize("path", PUBLIC)
def test_quick_exit_is_a_plain_link_to_another_site(path: str, settings) -> None:  # type: ignore[no-untyped-def]
    settings.EXIT_URL = "https://weather.example/"
    button = next(item for item in read("fr", path).all("a") if item.get("id") == "leave")
    assert button["href"] == "https://weather.example/"
    assert "noreferrer" in button["rel"]


def test_an_example_installation_says_so_on_every_page(settings) -> None:  # type: ignore[no-untyped-def]
    assert not any("Example installation" in read("en", path).text for path in PUBLIC)
    settings.DEMO = True
    assert all("Example installation" in read("en", path).text for path in PUBLIC)


def test_the_first_address_leads_to_the_readers_language() -> None:
    for wanted, language in [("ar-EG,ar;q=0.9", "ar"), ("zh-CN", "zh-hans"), ("fr-SN", "fr"), ("sw", "en")]:
        answer = Client().get("/", headers={"accept-language": wanted})
        assert answer.headers["Location"] == f"/{language}/"


def test_titles_tell_a_bystander_nothing() -> None:
    for path in PUBLIC:
        html = Client().get(f"/en/{path}").content.decode()
        title = html.split("<title>")[1].split("</title>")[0].lower()
        assert not {"harass", "report", "abuse", "victim", "survivor"} & set(title.split())
