"""The file that seals without a network, and the door for what it sealed."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client

from upstander.core.site.pages import read_page
from upstander.core.site.verifying import ONLY_INLINED
from upstander.features.reporting.models import Report
from upstander.foundation.vault.manifests import current_manifest

from .sealed import Reporter, really_sealed
from .tables import digest
from .world import House

PAGE = "/en/report/offline/"
SAVED = "/en/report/saved/"


def send(client: Client, content: bytes | dict[str, Any], **headers: str) -> Any:
    """The form without scripts, with this file."""
    raw = json.dumps(content).encode() if isinstance(content, dict) else content
    return client.post(SAVED, {"saved": SimpleUploadedFile("file.bin", raw)}, headers=headers)


def manifests_in(html: str) -> list[dict[str, str]]:
    found = re.search(r'<script id="manifests" type="application/json">(.*?)</script>', html, re.DOTALL)
    assert found
    inside: list[dict[str, str]] = json.loads(found[1])
    return inside


def test_the_page_carries_the_signed_lists_and_may_run_only_its_own_script(
    house: House, anyone: Client
) -> None:
    answer = anyone.get(PAGE)
    assert answer["Content-Disposition"] == 'attachment; filename="upstander-offline.html"'
    assert not answer.cookies
    html = answer.content.decode()
    assert manifests_in(html) == [current_manifest(house.team.pk).envelope.to_json()]
    page = read_page(f"http://testserver{PAGE}", html, "/static/")
    assert ONLY_INLINED.fullmatch(page.policy)
    assert (page.faults, page.loads) == ([], [])


@pytest.mark.parametrize("language", ["ar", "zh-hans", "en", "fr", "ru", "es"])
def test_the_page_is_there_in_every_language(house: House, anyone: Client, language: str) -> None:
    html = anyone.get(f"/{language}/report/offline/").content.decode()
    assert f'<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}">' in html
    words = re.search(r'id="word-list">([^<]*)</script>', html)
    assert words and bool(words[1]) == (language in {"en", "fr", "es"})


def test_the_command_writes_the_same_page_for_a_stick(
    house: House, anyone: Client, tmp_path: Path, capsys: Any
) -> None:
    file = tmp_path / "manifest.json"
    file.write_text(json.dumps(current_manifest(house.team.pk).envelope.to_json()))
    call_command("offline_page", "--manifest", str(file), "--language", "fr")
    written = capsys.readouterr().out
    assert written.rstrip() == anyone.get("/fr/report/offline/").content.decode().rstrip()


def test_the_command_refuses_a_list_that_is_not_signed(house: House, tmp_path: Path) -> None:
    envelope = current_manifest(house.team.pk).envelope.to_json()
    signature = ("B" if envelope["signature"][0] == "A" else "A") + envelope["signature"][1:]
    file = tmp_path / "manifest.json"
    file.write_text(json.dumps(envelope | {"signature": signature}))
    with pytest.raises(CommandError, match="signature"):
        call_command("offline_page", "--manifest", str(file))


def test_a_sealed_file_arrives_once_however_often_it_is_sent(house: House, anyone: Client) -> None:
    body = really_sealed(house.signed())[0].body
    for _ in range(2):
        answer = send(anyone, body)
        assert answer.status_code == 200 and "Your report has arrived" in answer.content.decode()
        assert not answer.cookies
    assert str(Report.objects.get().pk) == body["compartment"]["id"]


REFUSED: dict[str, tuple[int, Any]] = {
    "no file": (400, b""),
    "a picture": (400, b"\xff\xd8\xff\xe0 not ours"),
    "a list": (400, b"[]"),
    "numbers that JSON has not": (400, b'{"v": NaN}'),
    "deeper than anything": (400, b"[" * 5_000),
    "larger than any report": (413, b" " * (5 * 1024 * 1024)),
}


@pytest.mark.parametrize("what", REFUSED)
def test_another_file_is_refused_in_words_and_changes_nothing(
    house: House, anyone: Client, what: str
) -> None:
    status, content = REFUSED[what]
    before = digest()
    answer = send(anyone, content)
    assert answer.status_code == status
    assert "This could not be sent." in answer.content.decode()
    assert digest() == before


def test_a_file_sealed_for_an_older_list_is_refused_in_words(house: House, anyone: Client) -> None:
    body = Reporter().submission(house.signed()) | {"manifest_version": 7}
    before = digest()
    answer = send(anyone, body)
    assert answer.status_code == 409
    assert "This could not be sent." in answer.content.decode()
    assert digest() == before


def test_another_site_cannot_send_a_file_through_her_browser(house: House, anyone: Client) -> None:
    before = digest()
    answer = send(anyone, Reporter().submission(house.signed()), **{"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert digest() == before


def test_the_way_to_both_is_shown_where_protection_is_explained(house: House, anyone: Client) -> None:
    for path in ("/en/report/", "/en/protection/"):
        assert f'href="{PAGE}"' in anyone.get(path).content.decode()
    assert f'href="{SAVED}"' in anyone.get("/en/report/").content.decode()
