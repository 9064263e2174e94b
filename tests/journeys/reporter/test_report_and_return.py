"""The heart of the product: someone reports, the people she chose answer, she comes back and answers them."""

from __future__ import annotations

import json
import re
import secrets
import time
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from tests.installation import Installation
from tests.journeys.conftest import PHONE, OpenPage
from tests.journeys.handler.people import Handler, account_of, call
from upstander.core.sealing import manifest, signatures

from .people import WORDS, Returner, Survivor

SIGNED_IN: dict[tuple[str, str], Any] = {}
"""Sessions of handlers: a code of the second factor serves once, the next comes after half a minute."""


def handler(open_page: OpenPage, live: Installation, username: str) -> Handler:
    known = SIGNED_IN.get((live.url, username))
    one = Handler(open_page("/en/", storage_state=known), account_of(live, username))
    if known is None:
        _wait_past_the_turn()
        one.signs_in()
        SIGNED_IN[live.url, username] = one.page.context.storage_state()
    return one.opens_inbox().unlocks()


def _wait_past_the_turn() -> None:
    """A code that is typed as its half minute ends is refused: begin with the next one."""
    left = 30 - time.time() % 30
    if left < 8:
        time.sleep(left)


def number_of(page: Any) -> str:
    found = re.search(r"[A-Z0-9]{4}-[A-Z0-9]{4}", page.locator("#state-words").inner_text())
    assert found
    return found.group()


def test_a_report_is_answered_and_she_answers_back(open_page: OpenPage, live: Installation) -> None:
    hers = (
        Survivor(open_page("/en/report/", viewport=PHONE))
        .fills_everything()
        .sends()
        .gets_a_receipt()
        .keeps_it()
    )
    back = Returner(open_page("/en/return/")).opens(" ".join(hers.receipt))
    expect(back.line(WORDS)).to_be_visible()
    expect(back.page.locator("#state-words")).to_contain_text("Nobody has answered yet")

    hands = handler(open_page, live, "handler1.unhcr").opens(number_of(back.page))
    hands.answers("Thank you for telling us. When is it safe to talk?")

    back.page.locator("#look-again").click()
    expect(back.line("Thank you for telling us")).to_be_visible()
    expect(back.line("Thank you for telling us")).to_have_class(re.compile("theirs"))
    expect(back.line(WORDS)).to_contain_text("Opened by: Handler 1, UNHCR")
    back.writes("In the evening, please.")
    hands.opens_inbox().unlocks().opens(number_of(back.page))
    expect(hands.page.locator(".side-conversation .line", has_text="In the evening, please.")).to_be_visible()


def test_whoever_was_left_out_never_sees_that_there_is_a_report(
    open_page: OpenPage, live: Installation
) -> None:
    page = open_page("/en/report/")
    hers = Survivor(page).fills_everything(without="Handler 2, UNHCR")
    expect(page.locator("#sealed-for")).not_to_contain_text("Handler 2")
    hers.sends().gets_a_receipt()
    back = Returner(open_page("/en/return/")).opens(" ".join(hers.receipt))
    number = number_of(back.page)
    expect(handler(open_page, live, "handler1.unhcr").row(number)).to_be_visible()
    expect(handler(open_page, live, "handler2.unhcr").row(number)).to_have_count(0)


def test_a_private_record_becomes_a_report_when_she_wants(open_page: OpenPage, live: Installation) -> None:
    page = open_page("/en/report/")
    hers = (
        Survivor(page)
        .begins("record", role="self")
        .tells("I write this down for myself.")
        .is_at("files")
        .adds()
        .stays_anonymous()
    )
    expect(page.locator("#send")).to_have_text("Seal and keep")
    expect(page.locator("#sealed-for")).to_contain_text("Only you can open it")
    expect(page.locator("#summary-sealed")).to_contain_text("It happened to me")
    expect(page.locator("#summary-counted")).not_to_contain_text("It happened to me")
    hers.sends().gets_a_receipt()
    back = Returner(open_page("/en/return/")).opens(" ".join(hers.digits))
    expect(back.page.locator("#state-words")).to_contain_text("Only you can open it")
    back.unfolds("Turn this private record into a report")
    back.page.locator("#organisation-search").fill("unhcr")
    back.page.locator("#organisation-search").press("Enter")
    back.page.locator("#readers label", has_text="Handler 3").locator("input").uncheck()
    back.page.locator("#report-it").click()
    expect(back.page.locator("#state-words")).to_contain_text("Nobody has answered yet")
    expect(back.page.locator("#more-answers input[value=self]")).to_be_checked()
    number = number_of(back.page)
    hands = handler(open_page, live, "handler1.unhcr").opens(number)
    expect(
        hands.page.locator(".side-conversation .line", has_text="I write this down for myself.")
    ).to_be_visible()
    expect(handler(open_page, live, "handler3.unhcr").row(number)).to_have_count(0)


def test_a_witness_reports_in_her_own_name_with_a_picture(
    open_page: OpenPage, picture: dict[str, Any]
) -> None:
    page = open_page("/en/report/")
    hers = Survivor(page).begins(role="witness").tells("I saw it.").chooses()
    hers.adds(picture)
    expect(page.locator("section[data-step=check]")).to_be_hidden()
    hers.gives("Quetzal Name", "by the blue door", "never by phone")
    sealed, counted = page.locator("#summary-sealed"), page.locator("#summary-counted")
    expect(sealed).to_contain_text("Quetzal Name")
    expect(sealed).to_contain_text("holiday.jpg")
    expect(counted).to_contain_text("I saw or heard it")
    expect(counted).not_to_contain_text("Quetzal")
    hers.sends().gets_a_receipt()
    expect(page.locator("#upload-list .file")).to_contain_text("Arrived")
    back = Returner(open_page("/en/return/")).opens(" ".join(hers.receipt))
    expect(back.line("never by phone")).to_be_visible()
    with back.page.expect_download() as download:
        back.line("holiday.jpg").get_by_role("button", name="Open").click()
    content = download.value.path().read_bytes()
    assert content.startswith(b"\xff\xd8\xff")
    assert b"GPS-SECRET-PLACE" not in content, "hidden details are removed unless she keeps them"


def test_she_may_keep_hidden_details_as_evidence(open_page: OpenPage, picture: dict[str, Any]) -> None:
    page = open_page("/en/report/")
    hers = Survivor(page).begins("record").tells("A picture.")
    page.locator("#files").set_input_files([picture])  # type: ignore[list-item]
    page.get_by_label("Keep the hidden details, as evidence").check()
    expect(page.locator("#file-list")).to_contain_text("Stays exactly as it is")
    hers.goes_on().stays_anonymous().sends().gets_a_receipt()
    expect(page.locator("#upload-list .file")).to_contain_text("Arrived")
    back = Returner(open_page("/en/return/")).opens(" ".join(hers.receipt))
    with back.page.expect_download() as download:
        back.line("holiday.jpg").get_by_role("button", name="Open").click()
    assert download.value.path().read_bytes() == picture["buffer"]


def test_what_nobody_opened_can_be_taken_back(open_page: OpenPage) -> None:
    hers = Survivor(open_page("/en/report/")).fills_everything().sends().gets_a_receipt()
    back = Returner(open_page("/en/return/")).opens(" ".join(hers.receipt)).writes("I said too much.")
    back.line("I said too much.").get_by_role("button", name="Take back").click()
    expect(back.line("I said too much.")).to_have_count(0)
    expect(back.line("Taken back.")).to_be_visible()


def test_a_handler_shut_out_later_reads_nothing_new(open_page: OpenPage, live: Installation) -> None:
    hers = Survivor(open_page("/en/report/")).fills_everything().sends().gets_a_receipt()
    back = Returner(open_page("/en/return/")).opens(" ".join(hers.receipt))
    number = number_of(back.page)
    out = handler(open_page, live, "handler4.unhcr").opens(number)
    back.unfolds("Who may read it")
    row = back.page.locator("#reader-list li", has_text="Handler 4")
    row.get_by_role("button").click()
    row.get_by_role("button", name="Press again").click()
    expect(row.locator("[data-shut-out]")).to_have_text("Cannot read it")
    back.writes("Now without him.")
    out.opens_inbox().unlocks()
    expect(out.row(number)).to_have_count(0)
    stays = handler(open_page, live, "handler1.unhcr").opens(number)
    expect(stays.page.locator(".side-conversation .line", has_text="Now without him.")).to_be_visible()


def test_withdrawing_needs_no_reason(open_page: OpenPage) -> None:
    hers = Survivor(open_page("/en/report/")).fills_everything().sends().gets_a_receipt()
    back = Returner(open_page("/en/return/")).opens(" ".join(hers.receipt)).unfolds("Withdraw it")
    back.page.get_by_label("Also erase everything that nobody has opened").check()
    back.page.locator("#withdraw").click()
    expect(back.page.locator("#state-words")).to_contain_text("You withdrew it")
    expect(back.line("Taken back.")).to_be_visible()
    expect(back.line(WORDS)).to_have_count(0)


def test_more_answers_can_be_given_later(open_page: OpenPage) -> None:
    hers = Survivor(open_page("/en/report/")).fills_everything().sends().gets_a_receipt()
    back = Returner(open_page("/en/return/")).opens(" ".join(hers.receipt))
    back.unfolds("Answer some of the short questions").unfolds("When, and how often")
    back.page.locator("input[name=facet-frequency][value=once]").check()
    back.page.locator("#facets-save").click()
    expect(back.page.locator("[data-result=facets-save]")).to_have_text("Kept.")
    again = Returner(open_page("/en/return/")).opens(" ".join(hers.receipt))
    expect(again.page.locator("input[name=facet-frequency][value=once]")).to_be_checked()


def test_an_organisation_that_does_not_receive_reports_says_what_she_can_do(open_page: OpenPage) -> None:
    page = open_page("/en/report/")
    hers = Survivor(page).begins().tells()
    page.locator("#organisation-search").fill("world meteo")
    page.locator("#organisation-search").press("Enter")
    notice = page.locator("#not-receiving")
    expect(notice).to_be_visible()
    hers.goes_on().is_at("who")
    notice.get_by_role("button", name="Keep a private record instead").click()
    hers.is_at("files")
    expect(page.locator("input[name=want][value=record]")).to_be_checked()


def test_leaving_everyone_out_says_what_she_can_do(open_page: OpenPage) -> None:
    page = open_page("/en/report/")
    hers = Survivor(page).begins().tells()
    page.locator("#organisation-search").fill("unhcr")
    page.locator("#organisation-search").press("Enter")
    expect(page.locator("#team")).to_be_visible()
    for box in page.locator("#readers input").all():
        box.uncheck()
    expect(page.locator("#nobody-left")).to_contain_text("Nobody is left to read it")
    hers.goes_on().is_at("who")


@pytest.mark.parametrize(
    "typed", ["{0} {1} {2} {3} {4} {5} {6} {7}", "{0}-{1}-{2}-{3}\n{4},{5} {6}  {7}", "DIGITS"]
)
def test_a_receipt_is_read_forgivingly(open_page: OpenPage, typed: str) -> None:
    hers = Survivor(open_page("/en/report/")).fills_everything(want="record").sends().gets_a_receipt()
    receipt = "".join(hers.digits) if typed == "DIGITS" else typed.format(*hers.receipt).upper()
    expect(Returner(open_page("/en/return/")).opens(receipt).line(WORDS)).to_be_visible()


def test_a_wrong_receipt_opens_nothing_and_tells_nothing(open_page: OpenPage) -> None:
    page = open_page("/en/return/")
    back = Returner(page).types("possibly transfer sank ploy moonlight film shale persuader")
    expect(page.locator("#receipt-fault")).to_have_text(
        "Nothing was found for this receipt. Please check the words."
    )
    back.types("only three words")
    expect(page.locator("#receipt-fault")).to_contain_text("Something is missing")
    back.types("qqqqqq transfer sank ploy moonlight film shale persuader")
    expect(page.locator("#receipt-fault")).to_contain_text("qqqqqq")
    expect(page.locator("#mailbox")).to_be_hidden()


def test_practising_the_receipt_is_gentle_and_can_be_skipped(open_page: OpenPage) -> None:
    page = open_page("/en/report/")
    hers = Survivor(page).fills_everything(want="record").sends().gets_a_receipt()
    page.locator("#practise").click()
    expect(page.locator("#receipt-words")).to_be_hidden()
    page.locator("#practice-text").fill(" ".join(reversed(hers.receipt)))
    page.locator("#practice-compare").click()
    expect(page.locator("#practice-state")).to_contain_text("Not quite the same yet")
    page.locator("#practice-text").fill(" ".join(hers.receipt).title())
    page.locator("#practice-compare").click()
    expect(page.locator("#practice-state")).to_contain_text("That is right")
    page.locator("#practice-stop").click()
    hers.keeps_it()


def test_in_arabic_the_receipt_is_made_of_digits_and_opens_in_any_language(open_page: OpenPage) -> None:
    hers = Survivor(open_page("/ar/report/")).fills_everything("كلمات بالعربية").sends().gets_a_receipt()
    assert all(re.fullmatch(r"[1-6]{5}", group) for group in hers.receipt)
    arabic_digits = " ".join(hers.receipt).translate(str.maketrans("123456", "١٢٣٤٥٦"))
    expect(
        Returner(open_page("/ar/return/")).opens(arabic_digits, "ar").line("كلمات بالعربية")
    ).to_be_visible()
    expect(
        Returner(open_page("/fr/return/")).opens(" ".join(hers.receipt), "fr").line("كلمات بالعربية")
    ).to_be_visible()


def test_an_old_event_is_never_refused(open_page: OpenPage) -> None:
    page = open_page("/en/report/")
    hers = Survivor(page).begins()
    page.locator("summary", has_text="When, and how often").click()
    page.locator("input[name=facet-time][value=longer]").check()
    hers.tells("Thirty years ago.").chooses().adds().stays_anonymous().sends().gets_a_receipt()


def test_a_posters_code_chooses_the_team_and_leaves_the_address_bar(
    open_page: OpenPage, live: Installation
) -> None:
    team = next(one for one in _teams(live) if one["entity"] == "UNICEF")
    page = open_page(f"/en/report/#k={team['fingerprint']}&t={team['team']}")
    expect(page.locator("#journey")).to_be_visible()
    assert page.evaluate("location.href").endswith("/en/report/")
    hers = Survivor(page).begins().tells()
    expect(page.locator("#organisation-name")).to_have_text("United Nations Children's Fund")
    page.locator("summary", has_text="Is this list genuine?").click()
    expect(page.locator("#pinned")).to_be_visible()
    expect(page.locator("#fingerprint")).to_have_text(team["fingerprint"])
    hers.goes_on().is_at("files")


def test_a_list_that_is_not_signed_by_the_posters_root_is_refused(
    open_page: OpenPage, live: Installation
) -> None:
    one, other = _teams(live)[:2]
    page = open_page(f"/en/report/#k={other['fingerprint']}&t={one['team']}")
    hers = Survivor(page).begins().tells()
    expect(page.locator("#team-problem")).to_contain_text("does not carry the signs")
    expect(page.locator("#team")).to_be_hidden()
    hers.goes_on().is_at("who")


def test_another_team_of_the_posters_organisation_must_carry_its_root_too(
    open_page: OpenPage, live: Installation
) -> None:
    """A server that hides the poster's team and offers one of its own making under the same name."""
    real = next(one for one in _teams(live) if one["entity"] == "UNICEF")
    envelope, fake = _forged(live, real["team"])
    page = open_page("/en/")
    page.route("**/api/v1/teams", lambda route: route.fulfill(json=[{**real, "team": fake}]))
    page.route(f"**/api/v1/teams/{fake}/manifest", lambda route: route.fulfill(json=envelope))
    page.goto(f"{page.url.split('/en/')[0]}/en/report/#k={real['fingerprint']}&t={real['team']}")
    hers = Survivor(page).begins().tells()
    page.locator("input[name=organisation][value=UNICEF]").check(force=True)
    expect(page.locator("#team-problem")).to_contain_text("does not carry the signs")
    expect(page.locator("#team")).to_be_hidden()
    hers.goes_on().is_at("who")


def _forged(live: Installation, team: str) -> tuple[dict[str, str], str]:
    """A team of the same organisation that somebody else's root signed."""
    root, fake = secrets.token_bytes(32), uuid4()
    envelope = manifest.read_envelope(json.dumps(call(live, "GET", f"teams/{team}/manifest")))
    real = manifest.read_payload(envelope.payload)
    payload = manifest.write(replace(real, team=fake, root=signatures.public_key(root)))
    return manifest.sign(payload, root).to_json(), str(fake)


def _teams(live: Installation) -> list[dict[str, Any]]:
    teams: list[dict[str, Any]] = call(live, "GET", "teams")
    return teams
