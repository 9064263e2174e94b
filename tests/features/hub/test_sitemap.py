"""The sitemap names what is there for everybody, in the languages in which it really is there."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from django.test import Client

from upstander.features.hub import sitemap

from .tree import SECRET, Hub, add

SITE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}"
HERE = "http://127.0.0.1:8000"


def urls(client: Client, path: str = "/sitemap.xml") -> dict[str, dict[str, str]]:
    """Addresses with their alternates by language."""
    answer = client.get(path)
    assert answer.status_code == 200
    root = ElementTree.fromstring(answer.content)
    return {
        url.findtext(f"{SITE}loc") or "": {
            link.get("hreflang", ""): link.get("href", "") for link in url.iter(f"{XHTML}link")
        }
        for url in root.iter(f"{SITE}url")
    }


def test_translations_name_each_other_and_a_default(hub: Hub, stranger: Client) -> None:
    found = urls(stranger)
    english, french = f"{HERE}/en/library/model-policy/", f"{HERE}/fr/library/model-policy/"
    assert found[english] == found[french] == {"en": english, "fr": french, "x-default": english}


def test_what_only_stands_in_for_a_translation_is_not_named(hub: Hub, stranger: Client) -> None:
    found = urls(stranger)
    assert found[f"{HERE}/en/library/guide/"] == {}
    assert f"{HERE}/fr/library/guide/" not in found


def test_no_members_page_and_no_draft(hub: Hub, stranger: Client, focal_point: Client) -> None:
    for client in (stranger, focal_point):
        assert SECRET.lower() not in client.get("/sitemap.xml").content.decode().lower()


def test_a_translation_for_members_is_no_alternate(hub: Hub, stranger: Client) -> None:
    add(
        hub.sections["ar"]["library"],
        type(hub.policy)(
            title="سياسة", slug="model-policy", reference="resource:model-policy", audience="members"
        ),
    )
    assert "ar" not in urls(stranger)[f"{HERE}/en/library/model-policy/"]


def test_a_long_list_is_split_and_every_page_is_in_one_file(
    hub: Hub, stranger: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = urls(stranger)
    monkeypatch.setattr(sitemap, "PAGES_A_FILE", 7)
    index = ElementTree.fromstring(stranger.get("/sitemap.xml").content)
    files = [loc.text or "" for loc in index.iter(f"{SITE}loc")]
    assert len(files) > 2
    parts = [urls(stranger, file.removeprefix(HERE)) for file in files]
    assert {url: others for part in parts for url, others in part.items()} == whole
    assert sum(len(part) for part in parts) == len(whole)


@pytest.mark.parametrize("number", [0, 99])
def test_a_file_that_is_not_there_is_404(hub: Hub, stranger: Client, number: int) -> None:
    assert stranger.get(f"/sitemap-{number}.xml").status_code == 404


def test_robots_leads_to_the_sitemap_and_away_from_work_rooms(hub: Hub, stranger: Client, settings) -> None:  # type: ignore[no-untyped-def]
    settings.DEMO = False
    rules = stranger.get("/robots.txt").content.decode().splitlines()
    assert f"Sitemap: {HERE}/sitemap.xml" in rules
    assert {"Disallow: /cms/", "Disallow: /*/search/", "Disallow: /*/report/"} <= set(rules)


def test_an_example_installation_is_for_no_index(hub: Hub, stranger: Client, settings) -> None:  # type: ignore[no-untyped-def]
    settings.DEMO = True
    assert "Disallow: /" in stranger.get("/robots.txt").content.decode().splitlines()
