"""Pages for everybody are rendered once, told anew after a change, and never mixed with anybody's own."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterable
from typing import Any

import brotli
import pytest
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from upstander.foundation.web import editions
from upstander.foundation.web.shelf import CHECK_EVERY, MARK, MAX_AGE, Shelf, same_for_everybody

Environ = dict[str, Any]


class House:
    """An application that counts how often it was asked, with a clock and an edition that tests turn."""

    def __init__(self) -> None:
        self.rendered = 0
        self.now = 100.0
        self.number = 1
        self.marked = True
        self.more_headers: list[tuple[str, str]] = []
        self.status = "200 OK"
        self.meanwhile: Callable[[], None] = lambda: None
        self.shelf = Shelf(
            self.application,
            edition=lambda: self.number,
            private_cookies=("sessionid", "messages"),
            clock=lambda: self.now,
        )

    def application(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        self.rendered += 1
        self.meanwhile()
        headers = [("Content-Type", "text/html"), ("Content-Security-Policy", "default-src 'none'")]
        start_response(self.status, [*headers, *self.more_headers, *([(MARK, "yes")] if self.marked else [])])
        return [f"page {self.rendered} in edition {self.number}".encode()]

    def get(self, path: str = "/en/", **environ: str) -> tuple[str, dict[str, str], bytes]:
        heard: list[tuple[str, list[tuple[str, str]]]] = []
        asked = {"REQUEST_METHOD": "GET", "PATH_INFO": path, "HTTP_HOST": "site.test"} | environ
        body = b"".join(self.shelf(asked, lambda status, headers, *_more: heard.append((status, headers))))
        return heard[-1][0], dict(heard[-1][1]), body

    def words(self, path: str = "/en/", **environ: str) -> str:
        return self.get(path, **environ)[2].decode()


@pytest.fixture
def house() -> House:
    return House()


def test_a_page_is_rendered_once_and_keeps_its_headers(house: House) -> None:
    first, second = house.get(), house.get()
    assert first == second
    assert house.rendered == 1
    assert second[1]["Content-Security-Policy"] == "default-src 'none'"
    assert MARK not in second[1]


def test_a_change_shows_within_the_time_between_two_looks(house: House) -> None:
    house.words()
    house.number = 2
    assert house.words() == "page 1 in edition 1"
    house.now += CHECK_EVERY
    assert house.words() == "page 2 in edition 2"


def test_a_page_rendered_while_something_is_published_is_not_kept_beyond_it(house: House) -> None:
    def publish() -> None:
        house.number, house.meanwhile = 2, lambda: None

    house.words()
    house.number = 1
    house.meanwhile = publish
    house.words("/en/other/")
    house.now += CHECK_EVERY
    assert house.words("/en/other/") == "page 3 in edition 2"


def test_an_old_rendering_does_not_come_back_after_the_change_was_noticed(house: House) -> None:
    """Rendering began before, and ended after another request had learnt of the change."""

    def noticed_by_another() -> None:
        house.meanwhile = lambda: None
        house.number = 2
        house.now += CHECK_EVERY
        house.words("/en/another/")

    house.words()
    house.meanwhile = noticed_by_another
    house.words("/en/slow/")
    rendered = house.rendered
    house.words("/en/slow/")
    assert house.rendered == rendered + 1


@pytest.mark.parametrize(
    "environ",
    [
        {"HTTP_COOKIE": "sessionid=abc"},
        {"HTTP_COOKIE": "csrftoken=x; messages=y"},
        {"HTTP_COOKIE": "sessionid =abc"},
        {"HTTP_COOKIE": "a=1;\tsessionid\t=abc"},
        {"HTTP_COOKIE": "a=1, sessionid=abc"},
        {"HTTP_AUTHORIZATION": "Receipt abc"},
        {"REQUEST_METHOD": "POST"},
    ],
)
def test_what_could_be_somebodys_own_is_neither_looked_up_nor_kept(
    house: House, environ: dict[str, str]
) -> None:
    house.words()
    assert house.words(**environ) == "page 2 in edition 1"
    assert house.words() == "page 1 in edition 1"


@pytest.mark.parametrize("path", ["/en/", "/ar/"])
@pytest.mark.parametrize(
    "other", [{"HTTP_HOST": "evil.test"}, {"QUERY_STRING": "page=2"}, {"PATH_INFO": "/fr/"}]
)
def test_another_host_query_or_language_is_another_page(
    house: House, path: str, other: dict[str, str]
) -> None:
    house.words(path)
    house.words(path, **other)
    assert house.rendered == 2


def test_only_marked_and_successful_answers_without_cookies_are_kept(house: House) -> None:
    house.marked = False
    house.words()
    house.marked, house.more_headers = True, [("Set-Cookie", "csrftoken=1")]
    house.words()
    house.more_headers, house.status = [], "404 Not Found"
    assert house.get()[0] == "404 Not Found"
    house.status = "200 OK"
    assert house.words() == "page 4 in edition 1"


def test_each_reader_gets_a_coding_that_she_takes(house: House) -> None:
    plain = house.get()[2]
    assert gzip.decompress(house.get(HTTP_ACCEPT_ENCODING="gzip")[2]) == plain
    assert brotli.decompress(house.get(HTTP_ACCEPT_ENCODING="gzip, deflate, br")[2]) == plain
    assert house.get(HTTP_ACCEPT_ENCODING="br;q=0, identity")[2] == plain
    assert "Accept-Encoding" in house.get()[1]["Vary"]
    status, headers, body = house.get(REQUEST_METHOD="HEAD")
    assert (status, headers["Content-Length"], body) == ("200 OK", str(len(plain)), b"")


def test_nothing_is_kept_longer_than_its_age(house: House) -> None:
    house.words()
    house.now += MAX_AGE + 1
    assert house.words() == "page 2 in edition 1"


def test_pages_are_still_served_when_the_database_does_not_answer(house: House) -> None:
    house.words()

    def silent() -> int:
        raise OSError

    house.shelf._ask = silent
    house.now += 5
    assert house.words() == "page 1 in edition 1"


def test_without_ever_knowing_the_edition_nothing_is_kept(house: House) -> None:
    def silent() -> int:
        raise OSError

    house.shelf._ask = silent
    assert [house.words(), house.words()] == ["page 1 in edition 1", "page 2 in edition 1"]


def test_the_shelf_has_an_end(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    house.words("/en/0/")
    capacity = 4 * house.shelf.size
    monkeypatch.setattr("upstander.foundation.web.shelf.CAPACITY", capacity)
    for number in range(1, 50):
        house.words(f"/en/{number}/")
    assert house.shelf.size <= capacity
    assert len(house.shelf.entries) < 5
    house.words("/en/49/")
    assert house.rendered == 50


def test_a_view_names_the_parameters_that_its_page_may_depend_on() -> None:
    @same_for_everybody("page")
    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse("x")

    factory = RequestFactory()
    assert MARK in view(factory.get("/?page=2")).headers
    assert MARK not in view(factory.get("/?page=2&invented=1")).headers


@pytest.mark.django_db(transaction=True)
def test_the_edition_rises_only_with_the_transaction_that_changes_something() -> None:
    before = editions.current()
    editions.changed()
    assert editions.current() == before + 1
    with transaction.atomic():
        editions.changed()
        transaction.set_rollback(True)
    assert editions.current() == before + 1


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("", True),
        ("page=2", True),
        ("page=2&page=3", False),
        ("&", False),
        ("page=2&", False),
        ("page=%32", False),
        (f"page={'2' * 400}", False),
    ],
)
def test_one_page_has_one_way_to_ask_for_it(query: str, kept: bool) -> None:
    """Otherwise anybody could fill the shelf with copies of one page."""
    view = same_for_everybody("page")(lambda request: HttpResponse("x"))
    request = RequestFactory().get("/", QUERY_STRING=query)
    assert (MARK in view(request).headers) is kept


def test_a_view_that_sees_a_session_is_never_kept_whatever_the_shelf_made_of_the_cookies() -> None:
    view = same_for_everybody()(lambda request: HttpResponse("x"))
    request = RequestFactory().get("/", HTTP_COOKIE="sessionid =abc")
    assert request.COOKIES["sessionid"] == "abc", "Django reads it"
    assert MARK not in view(request).headers


def test_what_is_asked_for_outlives_inventions(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    house.words("/en/help/")
    monkeypatch.setattr("upstander.foundation.web.shelf.CAPACITY", 5 * house.shelf.size)
    for number in range(20):
        house.words(QUERY_STRING=f"organisation={number}")
        assert house.words("/en/help/") == "page 1 in edition 1"
