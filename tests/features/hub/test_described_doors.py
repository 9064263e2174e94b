"""The open API answers as OpenAPI describes it, in parts, and says when nothing has changed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from hypothesis import given

from tests.features.reporting.test_described import CHECKS, THOROUGH, InOneTransaction

from .tree import Hub

BASE = "/api/v1/hub"


def said(client: Client, path: str, **query: Any) -> Any:
    answer = client.get(f"{BASE}/{path}", query)
    assert answer.status_code == 200, answer.content
    return answer.json()


def find(client: Client, **sent: Any) -> Any:
    return client.post(f"{BASE}/search", json.dumps(sent), content_type="application/json")


@pytest.fixture
def described(searched: Hub) -> Iterator[Any]:
    yield schemathesis.openapi.from_wsgi("/api/v1/openapi.json", InOneTransaction())
    request_started.connect(close_old_connections)
    request_finished.connect(close_old_connections)


def test_every_generated_request_gets_a_described_answer(described: Any) -> None:
    tried = set()
    for found in described.include(path_regex="^/api/v1/hub/").get_all_operations():
        operation = found.ok()

        @THOROUGH
        @given(case=operation.as_strategy())
        def ask(case: Any) -> None:
            case.call_and_validate(checks=CHECKS)

        ask()
        tried.add((operation.method, operation.path))
    assert len(tried) == 6


def test_resources_come_in_the_language_asked_for(hub: Hub, stranger: Client) -> None:
    items = {one["reference"]: one for one in said(stranger, "resources", language="fr")["items"]}
    assert items["resource:model-policy"]["title"] == "Politique modèle"
    assert items["resource:guide"]["page_language"] == "en"
    assert items["resource:guide"]["address"].endswith("/fr/library/guide/")


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"type": "policy"}, ["resource:model-policy"]),
        ({"recommendation": 9}, ["resource:guide"]),
        ({"made_for": "hr"}, ["resource:model-policy"]),
        ({"organisation": "UN"}, ["resource:model-policy"]),
        ({"document_language": "fr"}, ["resource:model-policy"]),
        ({"year": 2021}, ["resource:guide"]),
        ({"year": 2021, "type": "policy"}, []),
    ],
)
def test_filters_are_joined(hub: Hub, stranger: Client, filters: dict[str, Any], expected: list[str]) -> None:
    found = said(stranger, "resources", **filters)
    assert [one["reference"] for one in found["items"]] == expected
    assert found["total"] == len(expected)


def test_a_list_comes_in_parts_of_bounded_size(hub: Hub, stranger: Client) -> None:
    first, second, third = (said(stranger, "resources", page=n, page_size=1) for n in (1, 2, 3))
    assert [len(part["items"]) for part in (first, second, third)] == [1, 1, 0]
    assert first["total"] == 2 and first["items"] != second["items"]
    assert stranger.get(f"{BASE}/resources?page_size=101").status_code == 422


def test_one_resource_by_its_lasting_name(hub: Hub, stranger: Client) -> None:
    assert said(stranger, "resources/resource:model-policy", language="fr")["title"] == "Politique modèle"
    assert stranger.get(f"{BASE}/resources/resource:nothing").status_code == 404


def test_pages_name_the_languages_they_are_really_in(hub: Hub, stranger: Client) -> None:
    pages = {one["reference"]: one for one in said(stranger, "pages", kind="page")["items"]}
    assert pages["page:get-help"]["languages"] == ["ar", "en"]
    everything = {one["reference"]: one["kind"] for one in said(stranger, "pages", page_size=100)["items"]}
    assert everything["resource:guide"] == "resource" and everything["page:home"] == "home"


def test_figures_carry_their_date_and_source(hub: Hub, stranger: Client) -> None:
    assert [(one["value"], one["date"], one["source"]) for one in said(stranger, "figures")] == [
        ("33", "2018", "Safe Space survey")
    ]


def test_recommendations_say_what_they_ask(hub: Hub, stranger: Client) -> None:
    assert [(one["number"], one["asks"]) for one in said(stranger, "recommendations")] == [
        (4, "That policies are used.")
    ]


def test_searching_is_by_body_and_each_thing_once(searched: Hub, stranger: Client) -> None:
    found = find(stranger, text="politique", language="fr").json()
    names = [one["reference"] for one in found["items"]]
    assert names[0] == "resource:model-policy" and len(names) == len(set(names))
    assert found["items"][0]["page_language"] == "fr"
    assert any(part["marked"] for part in found["items"][0]["passage"]) or found["items"][0]["passage"]
    assert stranger.get(f"{BASE}/search?text=politique").status_code == 405


def test_search_filters_are_heeded(searched: Hub, stranger: Client) -> None:
    found = find(stranger, filters={"type": "guide"}).json()
    assert [one["reference"] for one in found["items"]] == ["resource:guide"]


@pytest.mark.parametrize(
    "wrong", [{"filters": {"colour": "red"}}, {"text": "x" * 201}, {"page": 0}, {"language": "de"}]
)
def test_a_wrong_question_is_told_what_is_wrong(
    searched: Hub, stranger: Client, wrong: dict[str, Any]
) -> None:
    answer = find(stranger, **wrong)
    assert answer.status_code == 422
    assert answer.json()["error"] == "malformed"


def test_who_has_it_already_is_told_so(hub: Hub, stranger: Client) -> None:
    first = stranger.get(f"{BASE}/resources")
    tag = {"if-none-match": first.headers["ETag"]}
    assert first.headers["Cache-Control"] == "public, no-cache"
    assert stranger.get(f"{BASE}/resources", headers=tag).status_code == 304
    hub.guide.unpublish()
    assert stranger.get(f"{BASE}/resources", headers=tag).status_code == 200


def test_a_list_costs_the_same_few_queries_however_long(
    hub: Hub, stranger: Client, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(8):
        said(stranger, "pages", page_size=100)


def test_no_cookie_and_no_account(hub: Hub, stranger: Client) -> None:
    said(stranger, "resources")
    assert stranger.cookies == {}
