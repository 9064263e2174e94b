"""The catalogue can be taken away: as a table that runs nothing, and as JSON that says where it is from."""

from __future__ import annotations

import csv
import json
from typing import Any

from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from upstander.features.hub.catalogue_export import COLUMNS, harmless

from .tree import SECRET, Hub


def table(client: Client, language: str = "en") -> list[dict[str, str]]:
    answer = client.get(f"/{language}/library/catalogue.csv")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    body = answer.getvalue().decode()
    assert body.startswith("\ufeff")
    return list(csv.DictReader(body.removeprefix("\ufeff").splitlines()))


def test_the_table_has_each_public_resource_once(hub: Hub, stranger: Client) -> None:
    rows = table(stranger)
    assert [row["reference"] for row in rows] == ["resource:guide", "resource:model-policy"]
    assert set(rows[0]) == set(COLUMNS)
    assert rows[1]["made_for"] == "managers; hr" and rows[1]["year"] == "2018"


def test_it_is_in_the_language_asked_for_where_there_is_one(hub: Hub, stranger: Client) -> None:
    rows = {row["reference"]: row for row in table(stranger, "fr")}
    assert rows["resource:model-policy"]["title"] == "Politique modèle"
    assert (rows["resource:guide"]["page_language"], rows["resource:guide"]["title"]) == (
        "en",
        "Guide for bystanders",
    )


def test_members_resources_and_drafts_are_in_no_export(
    hub: Hub, stranger: Client, focal_point: Client
) -> None:
    for client in (stranger, focal_point):
        for name in ("catalogue.csv", "catalogue.json"):
            body = client.get(f"/en/library/{name}").getvalue().decode()
            assert SECRET.lower() not in body.lower()


def test_no_cell_is_a_formula(hub: Hub, stranger: Client) -> None:
    hub.guide.title = '=HYPERLINK("https://evil.example","Guide")'
    hub.guide.save()
    row = next(row for row in table(stranger) if row["reference"] == "resource:guide")
    assert row["title"] == "'" + hub.guide.title


@given(st.text())
def test_whatever_the_text_no_cell_begins_like_a_formula(text: str) -> None:
    cell = harmless(text)
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert cell.removeprefix("'") == text or cell == text


def test_the_json_names_licence_source_and_date(hub: Hub, stranger: Client, settings) -> None:  # type: ignore[no-untyped-def]
    settings.HUB_LICENCE = "CC-BY-4.0"
    said: dict[str, Any] = json.loads(stranger.get("/fr/library/catalogue.json").getvalue())
    assert said["licence"] == "CC-BY-4.0"
    assert said["source"] == "http://127.0.0.1:8000/fr/library/"
    assert said["date"][:2] == "20"
    assert [one["reference"] for one in said["resources"]] == ["resource:guide", "resource:model-policy"]
    assert said["resources"][1]["recommendations"] == [4]


def test_who_has_the_catalogue_already_is_told_so_until_something_is_published(
    hub: Hub, stranger: Client
) -> None:
    for name in ("catalogue.csv", "catalogue.json"):
        tag = {"if-none-match": stranger.get(f"/en/library/{name}").headers["ETag"]}
        assert stranger.get(f"/en/library/{name}", headers=tag).status_code == 304
        assert stranger.get(f"/fr/library/{name}", headers=tag).status_code == 200
        hub.guide.save_revision().publish()
        assert stranger.get(f"/en/library/{name}", headers=tag).status_code == 200


def test_an_empty_catalogue_is_still_json(stranger: Client, db: None) -> None:
    assert json.loads(stranger.get("/en/library/catalogue.json").getvalue())["resources"] == []
