"""The forms without JavaScript, from somebody who means harm or has an old page: words, and no report."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import APIResponse, Page

from tests.installation import Installation
from tests.journeys.conftest import OpenPage
from tests.journeys.handler.people import team_of

from .test_without_javascript import long_form

NOBODY = "00000000-0000-4000-8000-000000000000"
WORDS = "Everything that was written"


def fields_of(page: Page) -> dict[str, Any]:
    filled = page.evaluate("Object.fromEntries(new FormData(document.querySelector('form.plain-form')))")
    return {name: value for name, value in filled.items() if isinstance(value, str)} | {"text": WORDS}


def post(page: Page, fields: dict[str, Any], **headers: str) -> APIResponse:
    return page.request.post("/en/report/send/", multipart=fields, headers=headers)


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"seed": "not a seed"}, 422),
        ({"seed": ""}, 422),
        ({"team": NOBODY}, 409),
        ({"team": "nonsense"}, 409),
        ({"manifest_version": "0"}, 422),
        ({"manifest_version": "77"}, 409),
        ({"want": "everything"}, 422),
        ({"readers": NOBODY}, 422),
        ({"unit": NOBODY}, 409),
        ({"facet-conduct": "' OR 1=1"}, 422),
        ({"text": "\x01" * 190_000}, 409),
        ({"text": "x" * 200_001}, 422),
    ],
    ids=lambda value: str(value)[:40],
)
def test_what_does_not_fit_is_answered_in_words_and_keeps_what_she_wrote(
    open_page: OpenPage, changed: dict[str, Any], status: int
) -> None:
    page = long_form(open_page)
    answer = post(page, fields_of(page) | changed)
    text = answer.text()
    assert "Not sent." in text
    assert 'id="receipt-words"' not in text
    assert answer.status == status
    if "text" not in changed:
        assert WORDS in text


def test_another_site_cannot_send_in_her_name(open_page: OpenPage) -> None:
    page = long_form(open_page)
    answer = post(page, fields_of(page), Origin="https://elsewhere.example")
    assert answer.status == 403
    assert 'id="receipt-words"' not in answer.text()


def test_a_team_of_another_organisation_gets_no_grant_for_these_readers(
    open_page: OpenPage, live: Installation
) -> None:
    page = long_form(open_page)
    answer = post(page, fields_of(page) | {"team": team_of(live, "UNICEF")})
    assert "Not sent." in answer.text()


@pytest.mark.parametrize("path", ["/en/report/write/", "/en/report/send/"])
def test_an_address_typed_by_hand_leads_to_the_beginning(open_page: OpenPage, path: str) -> None:
    assert open_page(path).url.endswith("/en/report/")


def test_the_way_back_refuses_nonsense(open_page: OpenPage) -> None:
    page = open_page("/en/return/")
    for path in ("/en/return/", "/en/return/answer/", "/en/return/withdraw/"):
        for fields in (
            {},
            {"receipt": "x" * 3000},
            {"receipt": "11111 " * 8, "item": "none", "message": "hello"},
        ):
            answer = page.request.post(path, multipart=fields)
            assert answer.status == 422
            assert "hello" not in answer.text()
