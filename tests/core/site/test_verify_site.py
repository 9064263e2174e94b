"""Whoever compares a site with the published hashes sees what was changed, whichever way it was done."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.installation import Installation
from upstander import cli
from upstander.core.site.hashes import hashes_of_build
from upstander.core.site.verifying import Verification

from .conftest import TamperedSite, Tampering

REPORT = "/en/report/"
OFFLINE = "/en/report/offline/"


def looked_at(url: str) -> Verification:
    found = Verification(url, hashes_of_build())
    found.look(["en"])
    return found


def in_page(path: str, old: str, new: str) -> Tampering:
    """In one page, once; the test is void where there is nothing to change."""

    def tamper(asked: str, content: bytes, headers: dict[str, str]) -> bytes:
        if asked != path:
            return content
        assert old.encode() in content
        return content.replace(old.encode(), new.encode(), 1)

    return tamper


def in_file(name: str) -> Tampering:
    """One byte more in the file of this name."""

    def tamper(asked: str, content: bytes, headers: dict[str, str]) -> bytes:
        return content + b"\n" if re.search(rf"/{name}\.", asked) else content

    return tamper


def with_policy(change: Callable[[str], str]) -> Tampering:
    """A changed policy on every page; files have none."""

    def tamper(asked: str, content: bytes, headers: dict[str, str]) -> bytes:
        if "Content-Security-Policy" in headers:
            headers["Content-Security-Policy"] = change(headers["Content-Security-Policy"])
        return content

    return tamper


def test_an_installation_as_it_ships_has_no_difference(
    site: Installation, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["verify-site", site.url]) == 0
    said = capsys.readouterr().out
    assert "No difference" in said
    for named in (
        "/ar/return/",
        OFFLINE,
        "js/report.js",
        "js/returning.js",
        "css/upstander.css",
        "words/fr.txt",
    ):
        assert named in said


def test_it_can_be_compared_with_a_published_list_alone(
    site: Installation, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["hashes"]) == 0
    published = tmp_path / "hashes"
    published.write_text(capsys.readouterr().out)
    assert cli.main(["verify-site", site.url, "--hashes", str(published), "--language", "en"]) == 0
    line = re.compile(r"sha384-\S+(?=  upstander/words/en\.txt)")
    published.write_text(line.sub("sha384-" + "A" * 64, published.read_text()))
    assert cli.main(["verify-site", site.url, "--hashes", str(published), "--language", "en"]) == 1
    assert "upstander/words/en.txt differs" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["report", "returning", "upstander", "es"])
def test_a_changed_script_sheet_or_word_list_is_found(tampered_site: TamperedSite, name: str) -> None:
    with tampered_site(in_file(name)) as url:
        found = looked_at(url)
    assert any("differs: served sha384-" in fault.what for fault in found.faults)


BEGIN, END, INTEGRITY, EVIL = "<head>", "</body>", ' integrity="sha384-', "https://evil.test"
INLINE = '<script type="module">'
CHANGES = {
    "an inline script": (REPORT, END, f"<script>send(text.value)</script>{END}", "inline script"),
    "an inline style": (REPORT, END, f"<style>#text{{color:red}}</style>{END}", "inline style"),
    "a handler in an attribute": (REPORT, "<body", "<body onkeydown='send(event)'", "script in its attr"),
    "a script as an address": ("/en/", END, f"<a href='java\tscript:x()'>x</a>{END}", "script in its attr"),
    "a foreign script": (REPORT, END, f"<script src='//evil.test/x.js'></script>{END}", "another site"),
    "a foreign picture": ("/en/", END, f"<img src='{EVIL}/x.png'>{END}", "another site"),
    "a foreign door for words": (REPORT, 'data-api="', f'data-api="{EVIL}', "another site"),
    "a form that posts elsewhere": ("/en/", END, f"<form action='{EVIL}'></form>{END}", "another site"),
    "a frame": ("/en/return/", END, f"<iframe src='/en/'></iframe>{END}", "not among the published"),
    "a base": ("/en/return/", BEGIN, f"{BEGIN}<base href='/else/'>", "base changes"),
    "leading away": ("/en/", BEGIN, f"{BEGIN}<meta http-equiv=refresh content='0;{EVIL}'>", "leads away"),
    "a missing integrity": (REPORT, INTEGRITY, ' data-was="', "no integrity attribute"),
    "a wrong integrity": (REPORT, INTEGRITY, f"{INTEGRITY}A", "is not that of the file"),
    "a wrong integrity of a script fetched later": (
        "/en/return/", 'opening-integrity="sha384-', 'opening-integrity="sha384-A', "is not that of the file",
    ),
    "a script that is not ours": (REPORT, END, f"<script src='/en/'></script>{END}", "not among the"),
    "a comment that parsers end differently": (
        REPORT, END, f"<!--><script src='/static/x.js'></script>-->{END}", "script",
    ),
    "another script offline": (OFFLINE, INLINE, f"{INLINE}alert();", "its script is not"),
    "a weaker policy offline": (OFFLINE, "connect-src &#x27;none&#x27;", "connect-src *", "its own policy"),
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_page_is_found(tampered_site: TamperedSite, change: str) -> None:
    path, old, new, said = CHANGES[change]
    with tampered_site(in_page(path, old, new)) as url:
        found = looked_at(url)
    assert [fault for fault in found.faults if path in fault.where and said in fault.what], found.faults


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("script-src 'self'", "script-src 'self' 'unsafe-inline'", "script-src allows 'unsafe-inline'"),
        (
            "connect-src 'self'",
            "connect-src 'self' https://evil.test",
            "connect-src allows https://evil.test",
        ),
        ("form-action 'self'", "", "lacks form-action"),
        ("script-src 'self'", "script-src 'self'; script-src-elem *", "script-src-elem"),
    ],
)
def test_a_weaker_policy_is_found(tampered_site: TamperedSite, old: str, new: str, said: str) -> None:
    with tampered_site(with_policy(lambda policy: policy.replace(old, new))) as url:
        found = looked_at(url)
    assert any(said in fault.what for fault in found.faults), found.faults


def test_a_redirect_to_another_site_is_not_followed(tampered_site: TamperedSite) -> None:
    def tamper(asked: str, content: bytes, headers: dict[str, str]) -> bytes:
        if asked == REPORT:
            headers["Location"] = "http://localhost:9/en/report/"
        return content

    with tampered_site(tamper) as url:
        found = looked_at(url)
    assert any("leads to another site: http://localhost:9" in fault.what for fault in found.faults)


def test_a_site_does_not_pass_by_answering_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["verify-site", "http://127.0.0.1:9"]) == 1
    assert "cannot be fetched" in capsys.readouterr().out


@pytest.mark.parametrize("address", ["ftp://report.example.org", "file:///etc/passwd", "https://"])
def test_only_a_web_address_is_a_site(address: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["verify-site", address]) == 1
    assert "is not the address of a site" in capsys.readouterr().err
