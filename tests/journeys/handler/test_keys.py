"""Keys: made in the browser, put on a signed list, changed, opened by a passkey, kept as a backup."""

from __future__ import annotations

import base64
import re

from playwright.sync_api import Page, expect

from tests.installation import Installation
from upstander.core.sealing.node import run

from .conftest import AtDesk
from .people import WORDS, Handler, Reporter
from .server_side import expire_manifest, forget_proofs, hire, sign_manifest

PASSPHRASE = "seven otters borrow a violin"


def test_from_enrolment_to_the_first_report(at_desk: AtDesk, fresh: Installation) -> None:
    newcomer = at_desk(hire(fresh, 6), base=fresh)
    newcomer.opens_inbox()
    newcomer.page.get_by_role("link", name="Make my keys").click()
    _enrols(newcomer)
    expect(newcomer.page.locator("main")).to_contain_text("You are not on list 1 yet")
    newcomer.opens_inbox()
    expect(newcomer.page.locator("#not-in-manifest")).to_be_visible()

    sign_manifest(fresh)
    newcomer.page.goto("/en/keys/")
    expect(newcomer.page.locator("main")).to_contain_text("You are on list 2")
    reporter = Reporter(fresh).send()
    newcomer.opens_inbox().unlocks().opens(reporter.number)
    expect(newcomer.page.locator(".side-conversation")).to_contain_text(WORDS)

    expire_manifest(fresh)
    newcomer.page.goto("/en/keys/")
    expect(newcomer.page.locator("main")).to_contain_text("expired on")
    newcomer.opens_inbox().unlocks().opens(reporter.number)
    expect(newcomer.page.locator(".side-conversation")).to_contain_text(WORDS)
    newcomer.tab("about")
    expect(newcomer.page.locator(".about")).to_contain_text("no signed list in force. Nobody can be let in")


def test_a_weak_or_mistyped_passphrase_is_explained(at_desk: AtDesk, fresh: Installation) -> None:
    page = at_desk(hire(fresh, 7), base=fresh).page
    page.goto("/en/keys/")
    page.locator("#new-passphrase").fill("hello")
    expect(page.locator("#new-strength")).to_contain_text("Easy to guess")
    page.get_by_role("button", name="Make my keys").click()
    expect(page.locator("#enrol-fault")).to_contain_text("too short")
    page.locator("#new-passphrase").fill(PASSPHRASE)
    page.locator("#new-again").fill(PASSPHRASE + "s")
    page.get_by_role("button", name="Make my keys").click()
    expect(page.locator("#enrol-fault")).to_contain_text("do not agree")
    page.get_by_role("button", name="Offer me six words").click()
    expect(page.locator("#new-passphrase")).to_have_value(re.compile(r"^[a-z-]+( [a-z-]+){5}$"))
    expect(page.locator("#new-strength")).to_have_attribute("data-level", "strong")


def test_the_passphrase_is_changed_and_the_backup_opens_in_the_terminal(
    at_desk: AtDesk, fresh: Installation
) -> None:
    handler = at_desk("handler1.unhcr", base=fresh)
    page = handler.page
    page.goto("/en/keys/")
    page.get_by_text("Change my passphrase").click()
    page.locator("#change-current").fill(handler.passphrase)
    page.locator("#change-passphrase").fill(PASSPHRASE)
    page.locator("#change-again").fill(PASSPHRASE)
    page.get_by_role("button", name="Change passphrase").click()
    expect(page.locator("#done")).to_contain_text("Your passphrase is changed", timeout=30_000)

    page.get_by_text("Keep a backup for the terminal").click()
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save the sealed keyring").click()
    content = saved.value.path().read_bytes()
    assert content.startswith(b"age-encryption.org/v1\n-> scrypt ") and b" 18\n" in content[:120]
    assert saved.value.suggested_filename == "upstander-keyring.age"
    [opened] = run("open-passphrase", {"ciphertext": _base64(content), "passphrase": PASSPHRASE})
    assert opened["plaintext"]

    handler.opens_inbox()
    page.locator("#passphrase").fill(handler.passphrase)
    page.locator("#passphrase").press("Enter")
    expect(page.locator("#unlock-fault")).to_contain_text("does not open your keys", timeout=30_000)
    handler.passphrase = PASSPHRASE
    handler.unlocks()


def test_a_passkey_opens_the_inbox(at_desk: AtDesk, fresh: Installation) -> None:
    handler = at_desk("handler1.unhcr", base=fresh)
    page = handler.page
    _gives_authenticator(page)
    site = _by_name(page, fresh)
    page.goto(f"{site}/en/keys/")
    page.get_by_text("Add a passkey").first.click()
    page.get_by_role("button", name="Add a passkey").click()
    page.locator("#passkey-current").fill(handler.passphrase)
    page.locator("#passkey-name").fill("Laptop")
    page.get_by_role("button", name="Make a passkey").click()
    expect(page.locator("#done")).to_contain_text("The passkey now opens your keys", timeout=30_000)
    expect(page.locator("#ways")).to_contain_text("Laptop")

    reporter = Reporter(fresh).send()
    page.goto(f"{site}/en/inbox/")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.locator("#desk")).to_be_visible(timeout=20_000)
    handler.opens(reporter.number)
    expect(page.locator(".side-conversation")).to_contain_text(WORDS)


def test_a_step_up_keeps_the_page_and_goes_on(at_desk: AtDesk, fresh: Installation) -> None:
    reporter = Reporter(fresh).send()
    handler = at_desk("handler1.unhcr", base=fresh).opens_inbox().unlocks().opens(reporter.number)
    page = handler.page
    page.locator("#write-conversation").fill("Not sent yet")
    handler.tab("about")
    forget_proofs(fresh)
    page.locator(".person", has_text="Handler 4").get_by_role("button", name="Take access away").click()
    page.get_by_role("dialog").get_by_role("button", name="Take access away").click()
    with page.context.expect_page() as opened:
        page.get_by_role("button", name="Open the window").click()
    proof = opened.value
    proof.locator("input[name=password]").fill(handler.account["password"])
    proof.locator("input[name=password]").press("Enter")
    expect(page.locator(".person", has_text="Handler 4").get_by_role("button", name="Let in")).to_be_visible(
        timeout=15_000
    )
    expect(page.locator("#write-conversation")).to_have_value("Not sent yet")


def _enrols(handler: Handler) -> None:
    page = handler.page
    page.locator("#new-passphrase").fill(PASSPHRASE)
    page.locator("#new-again").fill(PASSPHRASE)
    page.get_by_role("button", name="Make my keys").click()
    expect(page.locator("#done")).to_contain_text("Your keys are made", timeout=30_000)
    handler.passphrase = PASSPHRASE


def _gives_authenticator(page: Page) -> None:
    """A platform authenticator with PRF, as the browser's own test interface offers it."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "ctap2Version": "ctap2_1",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "hasPrf": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def _by_name(page: Page, fresh: Installation) -> str:
    """The site under a name, with the same session: passkeys belong to names, not to numbers."""
    kept = [{**cookie, "domain": "localhost"} for cookie in page.context.cookies()]
    page.context.add_cookies(kept)  # type: ignore[arg-type]
    return f"http://localhost:{fresh.port}"


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode()
