"""A report from its arrival to the removal of a colleague, with real people at real browsers."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.installation import Installation

from .conftest import AtDesk
from .people import WORDS, Handler, Reporter
from .server_side import trail


def test_a_handler_unlocks_reads_answers_and_notes(at_desk: AtDesk, live: Installation) -> None:
    reporter = Reporter(live).send(facets={"conduct": ["words"]})
    handler = at_desk("handler1.unhcr").opens_inbox().unlocks()

    row = handler.row(reporter.number)
    expect(row).to_contain_text("New, not opened yet")
    expect(row).not_to_contain_text("lift")
    handler.opens(reporter.number)
    expect(handler.page.locator(".side-conversation")).to_contain_text(WORDS)
    handler.answers("Thank you for telling us.")
    handler.notes("Ask the building for the camera times.")

    assert reporter.reads() == [WORDS, "Thank you for telling us."]
    expect(handler.row(reporter.number)).to_contain_text("He waited at the lift")


def test_the_reporters_next_message_is_new_in_the_list(at_desk: AtDesk, live: Installation) -> None:
    reporter = Reporter(live).send()
    handler = at_desk("handler1.unhcr").opens_inbox().unlocks().opens(reporter.number)
    reporter.writes("It happened again today.")
    handler.page.locator("#refresh").click()
    expect(handler.row(reporter.number)).to_contain_text("Unread: 1")
    handler.page.keyboard.press("Escape")
    handler.opens(reporter.number)
    expect(handler.page.locator(".side-conversation")).to_contain_text("It happened again today.")


def test_what_was_begun_is_there_again_after_locking(at_desk: AtDesk, live: Installation) -> None:
    reporter = Reporter(live).send()
    handler = at_desk("handler1.unhcr").opens_inbox().unlocks().opens(reporter.number)
    handler.page.locator("#write-conversation").fill("Half a sentence")
    handler.page.locator("#lock").click()
    expect(handler.page.locator("#unlock")).to_be_visible()
    expect(handler.page.locator("#cases .case-row")).to_have_count(0)
    handler.unlocks().opens(reporter.number)
    expect(handler.page.locator("#write-conversation")).to_have_value("Half a sentence")


def test_two_handlers_at_once_are_shown_each_others_change(at_desk: AtDesk, live: Installation) -> None:
    reporter = Reporter(live).send()
    first = at_desk("handler1.unhcr").opens_inbox().unlocks().opens(reporter.number)
    second = at_desk("handler4.unhcr").opens_inbox().unlocks().opens(reporter.number)
    for handler in (first, second):
        handler.tab("about")
        expect(handler.page.locator("#case-state")).to_be_visible()

    _assigns(first, "Handler 1, UNHCR (You)")
    expect(first.row(reporter.number)).to_contain_text("You")
    _assigns(second, "Handler 4, UNHCR (You)")
    asked = second.page.locator("dialog")
    expect(asked).to_contain_text("Handler 1, UNHCR")
    asked.get_by_role("button", name="Leave it as it is now").click()
    expect(second.row(reporter.number)).to_contain_text("Handler 1, UNHCR")
    first.page.locator("#refresh").click()
    expect(first.row(reporter.number)).to_contain_text("You")


def test_a_colleague_is_let_in_and_one_who_was_removed_reads_nothing_new(
    at_desk: AtDesk, live: Installation
) -> None:
    reporter = Reporter(live).send()
    first = at_desk("handler1.unhcr").opens_inbox().unlocks().opens(reporter.number)
    first.notes("A note before.")
    _takes_away(first, "Handler 3, UNHCR")

    third = at_desk("handler3.unhcr").opens_inbox().unlocks()
    expect(third.row(reporter.number)).to_have_count(0)
    reporter.writes("Later words.")
    answer = third.page.request.post(f"/api/v1/reports/{reporter.compartment}/open", headers=_csrf(third))
    assert answer.status == 404
    assert len(reporter.mailbox()["epochs"]) == 2, "the keys were renewed with the removal"

    first.tab("about")
    first.page.locator(".person", has_text="Handler 3, UNHCR").get_by_role("button", name="Let in").click()
    first.page.get_by_role("dialog").get_by_role("button", name="Let in").click()
    expect(
        first.page.locator(".person", has_text="Handler 3, UNHCR").get_by_role("button", name="Take access")
    ).to_be_visible()
    third.page.locator("#refresh").click()
    third.opens(reporter.number)
    expect(third.page.locator(".side-conversation")).to_contain_text("Later words.")
    third.tab("case_file")
    expect(third.page.locator(".side-case_file")).to_contain_text("A note before.")


def test_an_excluded_handler_sees_nothing_anywhere(at_desk: AtDesk, live: Installation) -> None:
    reporter = Reporter(live).send(excluded=["Handler 2, UNHCR"])
    shut_out = at_desk("handler2.unhcr").opens_inbox().unlocks()
    expect(shut_out.row(reporter.number)).to_have_count(0)
    listed = shut_out.page.request.get("/api/v1/inbox").text()
    assert reporter.compartment not in listed and reporter.number not in listed
    for path in ("open", "copy"):
        answer = shut_out.page.request.post(
            f"/api/v1/reports/{reporter.compartment}/{path}", headers=_csrf(shut_out)
        )
        assert answer.status == 404
    assert shut_out.page.request.get(f"/api/v1/reports/{reporter.compartment}/access").status == 404

    colleague = at_desk("handler1.unhcr").opens_inbox().unlocks().opens(reporter.number)
    colleague.tab("about")
    expect(colleague.page.get_by_text("Anyone the reporter shut out is not shown")).to_be_visible()
    expect(colleague.page.locator(".about")).not_to_contain_text("Handler 2, UNHCR")


def test_all_keys_that_are_due_are_renewed_at_once(at_desk: AtDesk, live: Installation) -> None:
    reports = [Reporter(live).send(f"Number {number}", entity="UNICEF") for number in (1, 2)]
    handler = at_desk("handler1.unicef").opens_inbox().unlocks()
    for report in reports:
        principal = _principal(handler, report, "Handler 4, UNICEF")
        answer = handler.page.request.delete(
            f"/api/v1/compartments/{report.compartment}/grants/{principal}", headers=_csrf(handler)
        )
        assert answer.ok
    handler.page.locator("#refresh").click()
    handler.page.locator("#renew-all").click()
    handler.page.get_by_role("dialog").get_by_role("button", name="Renew keys").click()
    expect(handler.page.locator("#renew-all")).to_be_hidden()
    assert [len(report.mailbox()["epochs"]) for report in reports] == [2, 2]
    reports[0].writes("Sealed to the new key")
    handler.opens(reports[0].number)
    expect(handler.page.locator(".side-conversation")).to_contain_text("Sealed to the new key")


def test_who_opened_what_is_shown_and_on_the_trail(at_desk: AtDesk, live: Installation) -> None:
    reporter = Reporter(live).send()
    handler = at_desk("handler1.unhcr").opens_inbox().unlocks().opens(reporter.number)
    handler.tab("about")
    expect(handler.page.locator(".openings")).to_contain_text("Handler 1, UNHCR")
    assert "reporting.report.open" in [verb for verb, _detail in trail(live)]


def _assigns(handler: Handler, name: str) -> None:
    handler.page.locator("#case-assignee").select_option(label=name)
    handler.page.get_by_role("button", name="Save", exact=True).click()


def _takes_away(handler: Handler, name: str) -> None:
    handler.tab("about")
    handler.page.locator(".person", has_text=name).get_by_role("button", name="Take access away").click()
    handler.page.get_by_role("dialog").get_by_role("button", name="Take access away").click()
    expect(
        handler.page.locator(".person", has_text=name).get_by_role("button", name="Let in")
    ).to_be_visible()


def _principal(handler: Handler, report: Reporter, name: str) -> str:
    access = handler.page.request.get(f"/api/v1/reports/{report.compartment}/access").json()
    return str(next(reader["principal"] for reader in access["readers"] if reader["name"] == name))


def _csrf(handler: Handler) -> dict[str, str]:
    cookies = handler.page.context.cookies()
    token = next(str(cookie["value"]) for cookie in cookies if cookie["name"] == "csrftoken")
    return {"X-CSRFToken": token, "Origin": handler.page.url.split("/en/")[0]}
