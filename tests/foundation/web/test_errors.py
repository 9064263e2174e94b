"""Errors in plain words, for people and for programs."""

from __future__ import annotations

import pytest
from django.test import Client

from .faults import SECRET

pytestmark = pytest.mark.urls("tests.foundation.web.faults")

FAULTS = [
    ("malformed", 400, "This request could not be read", "bad_request"),
    ("too-large", 413, "This is too large to send at once", "too_large"),
    ("refused", 403, "This is not open to you", "forbidden"),
    ("broken", 500, "Something went wrong on our side", "failed"),
    ("nowhere", 404, "There is no page here", "not_found"),
]


def client(**options: bool) -> Client:
    return Client(raise_request_exception=False, **options)


@pytest.mark.parametrize(("door", "status", "words", "code"), FAULTS)
def test_a_person_reads_plain_words_and_nothing_of_what_was_written(
    door: str, status: int, words: str, code: str
) -> None:
    """No database is touched: these tests have none, so the page of error 500 works without."""
    answer = client().get(f"/faults/{door}")
    assert answer.status_code == status
    assert words in answer.content.decode()
    assert SECRET not in answer.content.decode()


@pytest.mark.parametrize(("door", "status", "words", "code"), FAULTS)
def test_a_program_gets_a_code_and_a_sentence(door: str, status: int, words: str, code: str) -> None:
    answer = client().get(f"/api/v1/faults/{door}")
    assert answer.status_code == status
    assert answer.json()["error"] == code
    assert SECRET not in answer.content.decode()


def test_an_error_speaks_the_language_of_the_address() -> None:
    html = client().get("/ar/no.where").content.decode()
    assert 'dir="rtl"' in html
    assert "There is no page here" not in html


def test_an_expired_form_is_told_as_that() -> None:
    answer = client(enforce_csrf_checks=True).post("/faults/written")
    assert answer.status_code == 403
    assert "This form has expired" in answer.content.decode()


@pytest.mark.parametrize(
    "headers",
    [{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "https://evil.example"}],
)
def test_a_write_from_another_site_is_refused(headers: dict[str, str]) -> None:
    assert client().post("/faults/written", headers=headers).status_code == 403
    assert client().post("/api/v1/faults/written", headers=headers).json()["error"] == "cross_site"


@pytest.mark.parametrize("headers", [{}, {"Sec-Fetch-Site": "same-origin"}, {"Origin": "http://testserver"}])
def test_our_own_pages_may_write(headers: dict[str, str]) -> None:
    assert client().post("/faults/written", headers=headers).content == b"written"


def test_even_an_error_is_not_kept_and_runs_nothing_inline() -> None:
    answer = client().get("/faults/broken")
    assert answer.headers["Cache-Control"] == "no-store"
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
