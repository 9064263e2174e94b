"""What reporters send, and what a server that was broken into could do, is met as hostile."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import expect

from tests.installation import ROOT, Installation

from .conftest import AtDesk
from .people import Reporter
from .server_side import tamper

HOSTILE = (
    'Look <img src=x onerror="document.title=1"> <b>bold</b> https://example.org/x '
    "\u202etxt.exe\u202c and \u0007 a bell"
)
FRONTEND = ROOT / "frontend"
OURS = [path for room in ("inbox", "keys", "staff") for path in sorted((FRONTEND / room).glob("*.ts"))]
MARKUP = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|createContextualFragment|\beval\("
)


def test_no_script_of_the_staff_pages_makes_markup_from_text() -> None:
    assert OURS
    assert [path.name for path in OURS if MARKUP.search(path.read_text(encoding="utf-8"))] == []


def test_no_script_of_the_staff_pages_uses_storage() -> None:
    stores = re.compile(r"localStorage|sessionStorage|indexedDB|caches\.|navigator\.storage")
    assert [path.name for path in OURS if stores.search(path.read_text(encoding="utf-8"))] == []


def test_no_script_of_the_staff_pages_holds_a_sentence() -> None:
    sentence = re.compile(r'el\([^)]*"[A-Z][a-z]+ [a-z]+ [a-z]+')
    assert [path.name for path in OURS if sentence.search(path.read_text(encoding="utf-8"))] == []


def test_every_text_that_a_script_asks_for_is_there() -> None:
    given = "".join(
        (ROOT / "src/upstander" / name).read_text(encoding="utf-8")
        for name in ("features/reporting/texts_handler.py", "foundation/vault/texts_keys.py")
    )
    asked = {
        key for path in OURS for key in re.findall(r'\bt\(\s*"([a-z_]+)"', path.read_text(encoding="utf-8"))
    }
    assert sorted(key for key in asked if f'"{key}":' not in given) == []


def test_words_of_a_report_are_text_and_nothing_else(at_desk: AtDesk, live: Installation) -> None:
    reporter = Reporter(live).send(HOSTILE)
    handler = at_desk("handler1.unhcr").opens_inbox().unlocks().opens(reporter.number)
    line = handler.page.locator(".side-conversation .line").first
    expect(line).to_contain_text("<b>bold</b>")
    expect(line).to_contain_text("U+202E")
    expect(line).to_contain_text("U+0007")
    assert line.locator("img, b, a").count() == 0
    assert handler.page.title() != "1"
    expect(handler.row(reporter.number)).to_contain_text("<img src=x")


def test_a_line_whose_signature_fails_is_flagged_and_not_shown(at_desk: AtDesk, live: Installation) -> None:
    reporter = Reporter(live).send()
    reporter.writes("This one was forged on the way.")
    tamper(live, reporter.compartment, 2)
    handler = at_desk("handler1.unhcr").opens_inbox().unlocks().opens(reporter.number)
    lines = handler.page.locator(".side-conversation .line")
    expect(lines.nth(1)).to_contain_text("The signature is wrong")
    expect(lines.nth(1)).not_to_contain_text("forged")
    expect(lines.nth(0)).to_contain_text("He waited at the lift")


def test_files_open_on_demand_under_safe_names(at_desk: AtDesk, live: Installation, tmp_path: Path) -> None:
    reporter = Reporter(live).send()
    first = at_desk("handler1.unhcr").opens_inbox().unlocks().opens(reporter.number)
    picture = bytes.fromhex(
        "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
        "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
    )
    first.page.locator("#files-conversation").set_input_files(
        [
            {
                "name": ".lift\u202egpj.exe",
                "mimeType": "application/x-msdownload",
                "buffer": b"MZ not a program",
            },
            {"name": "lift.png", "mimeType": "image/png", "buffer": picture},
        ]
    )
    expect(first.page.locator(".side-conversation .file")).to_have_count(2, timeout=20_000)

    colleague = at_desk("handler3.unhcr").opens_inbox().unlocks().opens(reporter.number)
    files = colleague.page.locator(".side-conversation .file")
    expect(files).to_have_count(2)
    assert colleague.page.locator(".side-conversation img").count() == 0, "nothing is drawn by itself"
    assert files.nth(0).get_by_role("button", name="Show picture").count() == 0
    with colleague.page.expect_download() as saved:
        files.nth(0).get_by_role("button", name="Save to this computer").click()
    assert saved.value.suggested_filename == "liftgpj.exe"
    assert saved.value.path().read_bytes() == b"MZ not a program"
    files.nth(1).get_by_role("button", name="Show picture").click()
    expect(files.nth(1).locator("img")).to_be_visible()


def test_a_sealed_copy_holds_no_word_and_opens_in_the_terminal(
    at_desk: AtDesk, live: Installation, tmp_path: Path
) -> None:
    reporter = Reporter(live).send("Words for the copy.")
    handler = at_desk("handler1.unhcr").opens_inbox().unlocks().opens(reporter.number)
    handler.tab("about")
    with handler.page.expect_download() as saved:
        handler.page.get_by_role("button", name="Download sealed copy").click()
    copy, keyring, phrase = tmp_path / "copy.json", tmp_path / "keyring.age", tmp_path / "phrase"
    copy.write_bytes(saved.value.path().read_bytes())
    assert b"Words for the copy" not in copy.read_bytes()
    handler.page.goto("/en/keys/")
    handler.page.get_by_text("Keep a backup for the terminal").click()
    with handler.page.expect_download() as backup:
        handler.page.get_by_role("button", name="Save the sealed keyring").click()
    keyring.write_bytes(backup.value.path().read_bytes())
    phrase.write_text(handler.passphrase)
    told = live.upstander("open", str(copy), "--keyring", str(keyring), "--passphrase-file", str(phrase))
    assert "Words for the copy." in told
