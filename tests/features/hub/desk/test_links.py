"""Links that lead nowhere: looked up inside, visited outside, politely and never in our own network."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from upstander.features.hub.desk import links, review, visiting
from upstander.features.hub.desk.models import Link

from .world import Desk, fresh, publish

State = Link.State


def with_links(desk: Desk, *hrefs: str) -> Any:
    page = fresh(desk.tree["help"])
    anchors = " ".join(f'<a href="{href}">there</a>' for href in hrefs)
    page.body = [("text", f"<p>{anchors}</p>")]
    return publish(page)


@pytest.mark.parametrize(
    ("target", "state"),
    [
        ("page:get-help", State.WORKS),
        ("page:get-help#now", State.WORKS),
        ("page:nowhere", State.MISSING),
        ("resource:model-policy", State.WORKS),
        ("report:", State.WORKS),
        ("help:", State.WORKS),
        ("mailto:hub@example.org", State.WORKS),
        ("/en/help-now/", State.WORKS),
        ("/en/get-help/", State.WORKS),
        ("/fr/get-help/", State.WORKS),
        ("/en/nothing-here/", State.MISSING),
        ("nonsense", State.MISSING),
        ("https://example.org/", State.UNCHECKED),
    ],
)
def test_where_an_address_leads(desk: Desk, target: str, state: State) -> None:
    assert links.state_of(target) == state


def test_links_are_found_in_text_buttons_and_fields(desk: Desk) -> None:
    page = fresh(desk.tree["help"])
    model = desk.tree["model"]
    page.body = [
        ("text", f'<p><a linktype="page" id="{model.pk}">the model</a> <a href="page:faq">more</a></p>'),
        ("action", {"href": "report:", "label": "Report"}),
        ("choices", [{"title": "Talk", "text": "<p>x</p>", "href": "page:support", "label": "Who"}]),
    ]
    assert links.targets(page) == [f"page#{model.pk}", "page:faq", "report:", "page:support"]
    model = fresh(model)
    model.link = "https://example.org/policy.pdf"
    assert links.targets(model) == ["https://example.org/policy.pdf"]


def test_a_link_to_nothing_is_reported_when_its_page_is_published(desk: Desk) -> None:
    with_links(desk, "page:nowhere", "page:get-help")
    (fault,) = links.faults()
    assert (fault.target, fault.state) == ("page:nowhere", State.MISSING)
    shown = desk.browser("editor").get("/cms/reports/links/").content.decode()
    assert "page:nowhere" in shown and "Leads to nothing" in shown and "Get help" in shown
    with_links(desk, "page:get-help")
    assert not links.faults().exists()


def test_a_page_that_is_taken_down_breaks_the_links_to_it(desk: Desk) -> None:
    with_links(desk, "resource:model-policy")
    review.unpublish(desk.reviewer, desk.tree["model"], reason=review.Reason.WRONG)
    assert links.faults().get().state == State.UNPUBLISHED


def test_a_fault_keeps_the_day_on_which_it_was_first_seen(desk: Desk) -> None:
    page = with_links(desk, "page:nowhere")
    before = timezone.now() - timedelta(days=5)
    Link.objects.update(first_seen=before)
    links.look_at(page)
    assert links.faults().get().first_seen == before


# --- other sites --------------------------------------------------------------------------------------------


class Site(http.server.BaseHTTPRequestHandler):
    """A site with pages that are there, gone, moved, and one that does not like HEAD."""

    asked: list[tuple[str, str]] = []

    def do_HEAD(self) -> None:
        self._answer("HEAD")

    def do_GET(self) -> None:
        self._answer("GET")

    def _answer(self, method: str) -> None:
        type(self).asked.append((method, self.path))
        status = {"/gone": 404, "/moved": 301, "/passing": 302, "/inside": 301, "/broken": 500}
        code = status.get(self.path, 405 if method == "HEAD" and self.path == "/no-head" else 200)
        self.send_response(code)
        if code in {301, 302}:
            self.send_header("Location", "http://10.0.0.1/" if self.path == "/inside" else "/there")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_args: Any) -> None:
        return


@pytest.fixture
def site() -> Iterator[str]:
    Site.asked = []
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Site)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def here(address: str, _port: int) -> bool:
    return address == "127.0.0.1"


@pytest.mark.parametrize(
    ("path", "state", "status"),
    [
        ("/there", "works", 200),
        ("/no-head", "works", 200),
        ("/gone", "broken", 404),
        ("/moved", "moved", 200),
        ("/passing", "works", 200),
        ("/broken", "silent", 500),
        ("/inside", "refused", None),
    ],
)
def test_what_a_visit_finds(site: str, path: str, state: str, status: int | None) -> None:
    answer = visiting.visit(site + path, allowed=here)
    assert (answer.state, answer.status) == (state, status)
    if state == "moved":
        assert answer.leads_to == f"{site}/there"


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://localhost:5432/",
        "http://[::1]/",
        "http://169.254.169.254/latest/meta-data/",
        "http://10.0.0.8/",
        "ftp://example.org/",
        "file:///etc/passwd",
        "http:///nothing",
    ],
)
def test_nothing_inside_our_own_network_is_visited(url: str) -> None:
    assert visiting.visit(url).state == "refused"


def test_a_site_that_is_not_there_is_silent(site: str) -> None:
    assert visiting.visit("http://127.0.0.1:9/", allowed=here).state == "silent"


def test_each_host_is_visited_once_in_a_go_and_what_was_visited_is_not_due(desk: Desk, site: str) -> None:
    with_links(desk, f"{site}/gone", f"{site}/there")
    assert links.visit(list(links.due()), seconds=30, allowed=here) == 1
    assert links.due().count() == 1
    assert links.visit(list(links.due()), seconds=30, allowed=here) == 1
    assert links.faults().get().state == State.BROKEN
    assert not links.due().exists()


def test_the_worker_visits_nothing_unless_it_may(desk: Desk, site: str, settings: Any) -> None:
    with_links(desk, f"{site}/gone")
    assert settings.HUB_CHECK_LINKS is False
    links.go_round()
    assert Site.asked == []
    assert links.due().count() == 1


def test_publishing_visits_nothing(desk: Desk, site: str) -> None:
    with_links(desk, f"{site}/there")
    desk.browser("editor").get("/cms/reports/links/")
    assert Site.asked == []
