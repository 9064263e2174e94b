"""A focal point on her phone, in Arabic, and two moderators: from the form to the page on the hub."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.features.hub.submissions.world import pdf
from tests.installation import Installation
from tests.journeys.conftest import DESKTOP, PHONE

from .conftest import Person

TITLE = "تعهد يوقعه كل موظف عند الالتحاق بالعمل"
TEXT = "يوقع كل من يلتحق بالعمل تعهدا ويناقشه مع جهة التنسيق."
PICTURES = os.environ.get("HUB_PICTURES")


def picture(page: Page, name: str) -> None:
    if PICTURES:
        Path(PICTURES).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=f"{PICTURES}/{name}.png", full_page=True)


def violations(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {[node['html'][:120] for node in one['nodes']]}" for one in found]


def is_sound(page: Page, name: str) -> None:
    """No barrier that axe sees, and nothing wider than the screen."""
    picture(page, name)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
    assert violations(page) == [], name


def fill(page: Page, title: str, text: str = TEXT) -> None:
    page.locator("input[name=title]").fill(title)
    page.locator("textarea[name=text]").fill(text)
    page.locator("input[name=who]").fill("مكتب الموارد البشرية")
    page.locator("input[name=recommendations][value='2']").check()


def press(page: Page, name: str) -> None:
    page.locator(f"button[name={name}]").click()


def does(page: Page, address: str, act: str, message: str = "") -> None:
    page.goto(address)
    page.locator(f"input[name=act][value={act}]").check()
    page.locator("textarea[name=message]").fill(message)
    page.locator("main form[action$='/act/'] button").click()
    expect(page.locator(".notice.success").first).to_be_visible()


def test_from_a_phone_in_arabic_to_the_hub(person: Person, hub_live: Installation) -> None:
    writer = person("writer", "ar", viewport=PHONE)
    writer.goto("/ar/contribute/")
    is_sound(writer, "mine-empty-ar-360")
    writer.goto("/ar/contribute/new/")
    expect(writer.locator("html")).to_have_attribute("dir", "rtl")
    press(writer, "send")
    expect(writer.locator(".fault").first).to_be_visible()
    is_sound(writer, "form-wrong-ar-360")
    fill(writer, TITLE)
    writer.locator("input[name=file]").set_input_files(
        {"name": "تعهد.pdf", "mimeType": "application/pdf", "buffer": pdf()}
    )
    press(writer, "send")
    writer.wait_for_url(lambda url: "/edit" not in url and "/new" not in url)
    is_sound(writer, "sent-ar-360")
    pk = writer.url.rstrip("/").rsplit("/", 1)[-1]

    first, second = person("first", viewport=DESKTOP), person("second", viewport=DESKTOP)
    first.goto("/en/submissions/")
    expect(first.get_by_role("link", name=TITLE)).to_be_visible()
    is_sound(first, "queue-en-1280")
    does(first, f"/en/submissions/{pk}/", "ask", "منذ متى؟")
    writer.goto(f"/ar/contribute/{pk}/")
    expect(writer.locator(".notice.warning", has_text="منذ متى؟")).to_be_visible()
    is_sound(writer, "asked-ar-360")
    writer.goto(f"/ar/contribute/{pk}/edit/")
    writer.locator("textarea[name=text]").fill(TEXT + " منذ عام 2019.")
    is_sound(writer, "form-asked-ar-360")
    press(writer, "send")

    first.goto(f"/en/submissions/{pk}/")
    expect(first.locator("ins", has_text="2019")).to_be_visible()
    is_sound(first, "case-changed-en-1280")
    does(first, f"/en/submissions/{pk}/", "recommend_accept", "Clear now.")
    expect(first.locator("input[name=act][value=accept]")).to_have_count(0)
    is_sound(first, "case-recommended-en-1280")
    does(second, f"/en/submissions/{pk}/", "accept")
    hub_live.upstander("shell", "-c", f"from tests.journeys.hub.prepared import publish; publish({TITLE!r})")
    writer.goto(f"/ar/contribute/{pk}/")
    link = writer.locator(".notice.success a")
    expect(link).to_have_attribute("href", f"/ar/practices/practice-{pk[:8]}/")
    expect(writer.locator(".notice.success")).to_contain_text("High Commissioner for Refugees")
    is_sound(writer, "published-ar-360")


def test_the_same_without_javascript(person: Person) -> None:
    writer = person("writer", viewport=PHONE, java_script_enabled=False)
    writer.goto("/en/contribute/new/")
    fill(writer, "Kept without scripts")
    press(writer, "save")
    writer.wait_for_url("**/en/contribute/")
    writer.get_by_role("link", name="Kept without scripts").click()
    expect(writer.locator("textarea[name=text]")).to_have_value(TEXT)
    press(writer, "send")
    expect(writer.locator(".notice.success")).to_be_visible()
    writer.locator("summary", has_text="Take it back").click()
    writer.get_by_role("button", name="Withdraw it").click()
    expect(writer.locator(".tag", has_text="Withdrawn")).to_be_visible()


def test_what_she_typed_while_her_session_ended_is_there_after_signing_in(person: Person) -> None:
    writer = person("writer", viewport=PHONE)
    writer.goto("/en/contribute/new/")
    fill(writer, "Typed for an hour")
    cookies = writer.context.cookies()
    writer.context.clear_cookies(name="sessionid")
    press(writer, "send")
    writer.wait_for_url("**/account/sign-in/**")
    expect(writer.locator(".notice", has_text="What you typed is kept")).to_be_visible()
    writer.context.add_cookies([one for one in cookies if one["name"] == "sessionid"])  # type: ignore[arg-type]
    writer.goto("/en" + writer.url.split("next=/en", 1)[-1])
    expect(writer.locator("input[name=title]")).to_have_value("Typed for an hour")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_axe_finds_no_barrier(person: Person, language: str, viewport: dict[str, int], scheme: str) -> None:
    name = f"{language}-{viewport['width']}-{scheme}"
    writer = person("writer", viewport=viewport, color_scheme=scheme)
    for path in ("", "new/"):
        writer.goto(f"/{language}/contribute/{path}")
        is_sound(writer, f"contribute-{path.strip('/')}-{name}")
    moderator = person("first", viewport=viewport, color_scheme=scheme)
    moderator.goto(f"/{language}/submissions/")
    is_sound(moderator, f"queue-{name}")
    link = moderator.locator("tbody a").first
    if link.count():
        link.click()
        is_sound(moderator, f"case-{name}")
