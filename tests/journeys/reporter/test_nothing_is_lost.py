"""Whatever breaks on the way, there is one report, whole, or she knows that it has not arrived yet."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, Route, expect

from tests.installation import Installation
from tests.journeys.conftest import OpenPage

from .people import WORDS, Returner, Survivor

REPORTS = "**/api/v1/reports"


def opened_once(open_page: OpenPage, receipt: list[str], base: Installation) -> Returner:
    """The report is there, and its words are there once."""
    back = Returner(open_page("/en/return/", base=base)).opens(" ".join(receipt))
    expect(back.line(WORDS)).to_have_count(1)
    return back


def sent_bodies(page: Page) -> list[dict[str, Any]]:
    bodies: list[dict[str, Any]] = []
    page.on("request", lambda request: _note(bodies, request))
    return bodies


def _note(bodies: list[dict[str, Any]], request: Any) -> None:
    if request.url.endswith("/api/v1/reports") and request.method == "POST":
        bodies.append(request.post_data_json)


def test_a_lost_answer_makes_one_report(open_page: OpenPage, live: Installation) -> None:
    page = open_page("/en/report/")
    bodies = sent_bodies(page)
    lost: list[int] = []

    def lose_the_first_answer(route: Route) -> None:
        if lost:
            route.continue_()
            return
        lost.append(route.fetch().status)  # it reaches the server, and its answer reaches nobody
        route.abort("connectionreset")

    page.route(REPORTS, lose_the_first_answer)
    hers = Survivor(page).fills_everything().sends()
    expect(page.locator("#sending-state")).to_have_text("Not sent yet. It will be tried again by itself.")
    hers.gets_a_receipt()
    assert lost == [201]
    assert len(bodies) == 2
    assert bodies[0] == bodies[1], "the very same is sent again"
    opened_once(open_page, hers.receipt, live)


def test_a_double_click_makes_one_report(open_page: OpenPage, live: Installation) -> None:
    page = open_page("/en/report/")
    bodies = sent_bodies(page)
    hers = Survivor(page).fills_everything()
    page.locator("#send").dblclick(force=True)
    hers.gets_a_receipt()
    assert len(bodies) == 1
    opened_once(open_page, hers.receipt, live)


def test_a_full_disk_is_said_in_words_and_sending_goes_on_by_itself(
    open_page: OpenPage, live: Installation
) -> None:
    page = open_page("/en/report/")
    answers = iter([True])

    def full_once(route: Route) -> None:
        if next(answers, False):
            body = json.dumps({"error": "store_full", "detail": "There is no room left just now."})
            route.fulfill(status=503, body=body, content_type="application/json")
        else:
            route.continue_()

    page.route(REPORTS, full_once)
    hers = Survivor(page).fills_everything().sends()
    expect(page.locator("#sending-detail")).to_have_text("There is no room left just now.")
    hers.gets_a_receipt()
    opened_once(open_page, hers.receipt, live)


def test_a_refusal_leaves_everything_in_place_to_be_changed(open_page: OpenPage) -> None:
    page = open_page("/en/report/")
    refused = json.dumps({"error": "facet_unknown", "detail": "This question is not known."})
    page.route(
        REPORTS, lambda route: route.fulfill(status=422, body=refused, content_type="application/json")
    )
    hers = Survivor(page).fills_everything().sends()
    expect(page.locator("#sending-state")).to_have_text("Not sent.")
    expect(page.locator("#sending-detail")).to_have_text("This question is not known.")
    page.unroute(REPORTS)
    page.locator("#summary-sealed [data-go=what]").click()
    expect(page.locator("#text")).to_have_value(WORDS)
    page.locator("section:not([hidden]) [data-return]").click()
    hers.is_at("check").sends().gets_a_receipt()


def test_a_flood_costs_a_moment_of_work_and_shuts_nobody_out(open_page: OpenPage, live: Installation) -> None:
    page = open_page("/en/report/")
    bodies = sent_bodies(page)
    asked = iter([True])

    def ask_for_work_once(route: Route) -> None:
        if next(asked, False):
            body = json.dumps({"error": "work_required", "detail": "Busy.", "challenge": "x", "bits": 4})
            route.fulfill(status=429, body=body, content_type="application/json")
        else:
            route.continue_()

    page.route(REPORTS, ask_for_work_once)
    hers = Survivor(page).fills_everything().sends().gets_a_receipt()
    assert "work" not in bodies[0]
    assert bodies[1]["work"]["nonce"]
    opened_once(open_page, hers.receipt, live)


def test_a_server_killed_while_sending_gets_the_report_when_it_is_back(
    open_page: OpenPage, fresh: Installation
) -> None:
    page = open_page("/en/report/", base=fresh)
    hers = Survivor(page).fills_everything()
    page.route(REPORTS, lambda route: (fresh.kill(), route.continue_()))  # type: ignore[func-returns-value]
    hers.sends()
    expect(page.locator("#sending-state")).to_have_text("Not sent yet. It will be tried again by itself.")
    page.unroute(REPORTS)
    fresh.start()
    hers.gets_a_receipt()
    opened_once(open_page, hers.receipt, fresh)


def test_what_cannot_be_sent_today_is_kept_as_a_sealed_file_and_sent_later(
    open_page: OpenPage, live: Installation, tmp_path: Path
) -> None:
    page = open_page("/en/report/")
    page.route(REPORTS, lambda route: route.abort("internetdisconnected"))
    Survivor(page).fills_everything().sends()
    for _attempt in range(2):
        expect(page.locator("#send-again")).to_be_visible()
        page.locator("#send-again").click()
    expect(page.locator("#last-resort")).to_be_visible()
    expect(page.locator("#save-sealed")).to_be_disabled()
    page.locator("#show-early").click()
    receipt = page.locator("#early-words strong").all_inner_texts()
    with page.expect_download() as download:
        page.locator("#save-sealed").click()
    kept = tmp_path / "file.bin"
    download.value.save_as(kept)
    assert download.value.suggested_filename == "file.bin"
    assert WORDS.encode() not in kept.read_bytes()
    later = open_page("/en/return/")
    later.locator("summary", has_text="sealed report as a file").click()
    later.locator("#saved-file").set_input_files(kept)
    expect(later.locator("#saved-state")).to_contain_text("Arrived")
    opened_once(open_page, receipt, live)


def test_leaving_while_it_is_on_its_way_is_asked_about(open_page: OpenPage) -> None:
    page = open_page("/en/report/")
    page.route(REPORTS, lambda route: route.abort("internetdisconnected"))
    Survivor(page).fills_everything().sends()
    expect(page.locator("#send-again")).to_be_visible()
    assert asked_on_reload(page)


def test_leaving_before_the_receipt_is_kept_is_asked_about_once(open_page: OpenPage) -> None:
    page = open_page("/en/report/")
    Survivor(page).fills_everything().sends().gets_a_receipt()
    assert asked_on_reload(page)
    assert not asked_on_reload(page)


def asked_on_reload(page: Page) -> bool:
    """Whether the browser asks before it lets go of the page (she answers: stay)."""
    asked: list[str] = []

    def stay(dialog: Any) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.once("dialog", stay)
    page.evaluate("setTimeout(() => location.reload())")
    page.wait_for_timeout(700)
    return asked == ["beforeunload"]


def test_a_connection_dropped_in_the_middle_of_a_file_goes_on(
    open_page: OpenPage, live: Installation
) -> None:
    page = open_page("/en/report/")
    dropped: list[str] = []

    def drop_second_chunk_once(route: Route) -> None:
        if route.request.url.endswith("/1") and not dropped:
            dropped.append(route.request.url)
            route.abort("connectionreset")
        else:
            route.continue_()

    page.context.route("**/api/v1/mailbox/files/*/*", drop_second_chunk_once)
    content = os.urandom(9_000_000)
    hers = Survivor(page).begins("record").tells()
    hers.adds({"name": "long.bin", "mimeType": "application/octet-stream", "buffer": content})
    hers.stays_anonymous().sends().gets_a_receipt()
    expect(page.locator("#upload-list .file")).to_contain_text("Arrived", timeout=30_000)
    assert dropped
    back = opened_once(open_page, hers.receipt, live)
    with back.page.expect_download() as download:
        back.line("long.bin").get_by_role("button", name="Open").click()
    assert download.value.path().read_bytes() == content


def test_a_file_that_did_not_arrive_is_shown_on_return_and_can_be_sent_again(
    open_page: OpenPage, live: Installation
) -> None:
    page = open_page("/en/report/")
    page.context.route("**/api/v1/mailbox/files/*/1", lambda route: route.fulfill(status=400, body="{}"))
    big = {"name": "long.bin", "mimeType": "application/octet-stream", "buffer": os.urandom(9_000_000)}
    hers = Survivor(page).begins("record").tells().adds(big).stays_anonymous().sends().gets_a_receipt()
    expect(page.locator("#upload-list .file")).to_contain_text("Not arrived", timeout=30_000)
    page.context.unroute("**/api/v1/mailbox/files/*/1")
    back = opened_once(open_page, hers.receipt, live)
    expect(back.line("long.bin")).to_have_count(0)
    page.get_by_role("button", name="Send this file again").click()
    expect(page.locator("#upload-list .file")).to_contain_text("Arrived", timeout=30_000)
    back.page.locator("#look-again").click()
    expect(back.line("long.bin")).to_be_visible()


def test_a_link_pressed_by_mistake_does_not_lose_her_words(open_page: OpenPage) -> None:
    page = open_page("/en/report/")
    Survivor(page).begins().tells()
    asked: list[str] = []

    def stay(dialog: Any) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.once("dialog", stay)
    page.get_by_role("link", name="Accessibility").click(no_wait_after=True)
    page.wait_for_timeout(700)
    assert asked == ["beforeunload"]
    page.locator("section:not([hidden]) [data-back]").click()
    expect(page.locator("#text")).to_have_value(WORDS)


def test_back_and_forth_loses_nothing(open_page: OpenPage) -> None:
    page = open_page("/en/report/")
    hers = Survivor(page).begins("informal", role="witness").tells()
    page.go_back()
    hers.is_at("what")
    expect(page.locator("#text")).to_have_value(WORDS)
    page.go_back()
    hers.is_at("want")
    expect(page.locator("input[name=want][value=informal]")).to_be_checked()
    hers.goes_on().goes_on().is_at("who")
    assert page.evaluate("location.pathname + location.search + location.hash") == "/en/report/"


def test_a_sealed_draft_is_opened_with_her_phrase_alone(open_page: OpenPage) -> None:
    page = open_page("/en/report/")
    Survivor(page).begins("informal").tells()
    page.locator("summary", has_text="I need to stop for now").click()
    page.locator("#draft-phrase").fill("short")
    page.locator("#draft-save").click()
    expect(page.locator("#draft-state")).to_contain_text("longer phrase")
    page.locator("#draft-phrase").fill("seven blue kettles sing")
    page.locator("#draft-save").click()
    expect(page.locator("#draft-state")).to_contain_text("Kept on this device", timeout=15_000)
    stored = page.evaluate("Object.entries(localStorage)")
    assert [name for name, _value in stored] == ["page"]
    assert WORDS not in str(stored)
    page.reload()
    page.locator("#found-phrase").fill("seven blue kettles")
    page.locator("#found-open").click()
    expect(page.locator("#found-state")).to_contain_text("does not open", timeout=15_000)
    page.locator("#found-phrase").fill("seven blue kettles sing")
    page.locator("#found-open").click()
    expect(page.locator("#text")).to_have_value(WORDS, timeout=15_000)
    expect(page.locator("input[name=want][value=informal]")).to_be_checked()
    page.locator("#leave").click()
    page.wait_for_url(lambda url: "127.0.0.1" not in url)
    page.goto("/en/report/")
    assert page.evaluate("localStorage.length") == 0, "quick exit erases the draft"


def test_a_file_without_room_is_said_left_out_and_holds_up_no_other(open_page: OpenPage) -> None:
    page = open_page("/en/report/")
    full = json.dumps({"error": "files_full", "detail": "No room.", "left": 0})

    def no_room_for_the_first(route: Route) -> None:
        if route.request.post_data_json["size"] > 1_000_000:
            route.fulfill(status=409, body=full, content_type="application/json")
        else:
            route.continue_()

    page.route("**/api/v1/mailbox/files", no_room_for_the_first)
    large = {"name": "film.bin", "mimeType": "application/octet-stream", "buffer": b"x" * 3_000_000}
    small = {"name": "note.txt", "mimeType": "text/plain", "buffer": b"Tuesday"}
    hers = Survivor(page).begins().tells().chooses().adds(large, small).stays_anonymous()
    hers.sends().gets_a_receipt()
    rows = page.locator("#upload-list > li")
    expect(rows.nth(0)).to_contain_text("There is no room for this file. Your words are safe")
    rows.nth(0).get_by_role("button", name="Leave it out film.bin").click()
    expect(rows.nth(0)).to_contain_text("Left out.")
    expect(rows.nth(1)).to_contain_text("Arrived")
    expect(page.locator("#uploads-hint")).to_have_text("The other files have arrived.")
