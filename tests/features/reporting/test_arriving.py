"""Files that come from forms: never in clear on a disk, and never the reason why words are lost."""

from __future__ import annotations

import shutil
from collections import namedtuple
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from upstander.features.reporting import plain
from upstander.features.reporting.forms import new_seed
from upstander.features.reporting.mailboxes import Opened
from upstander.features.reporting.models import Report
from upstander.foundation.vault.models import SealedFile

from .world import House

Usage = namedtuple("Usage", "total used free")


def form(house: House, **more: Any) -> dict[str, Any]:
    manifest = house.signed()
    return {
        "seed": new_seed(),
        "want": "report",
        "team": str(manifest.team),
        "manifest_version": manifest.version,
        "text": "He stood in my door.",
        "readers": [str(handler.id) for handler in manifest.handlers],
        **more,
    }


def upload(size: int) -> SimpleUploadedFile:
    return SimpleUploadedFile("photo.jpg", b"okapiclear" * (size // 10))


@pytest.mark.parametrize("door", ["return/", "report/write/", "return/withdraw/", "account/sign-in/"])
def test_no_other_form_writes_an_upload_to_the_disk(
    house: House, monkeypatch: pytest.MonkeyPatch, door: str
) -> None:
    def written(*_args: Any, **_kwargs: Any) -> None:
        raise AssertionError("a temporary file in clear")

    monkeypatch.setattr("django.core.files.uploadedfile.TemporaryUploadedFile.__init__", written)
    answer = Client().post(f"/en/{door}", {"receipt": "one", "file": upload(3 * 1024 * 1024)})
    assert answer.status_code in {200, 422}


def test_on_a_full_disk_the_words_arrive_without_the_file(
    house: House, anyone: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: Usage(10**9, 10**9, 200 * 1024 * 1024))
    answer = anyone.post("/en/report/send/", form(house, files=upload(100_000)))
    assert answer.status_code == 200 and "photo.jpg" in answer.content.decode()
    assert (Report.objects.count(), SealedFile.objects.count()) == (1, 0)


def test_the_identifier_of_a_file_does_not_confirm_a_guess_of_its_name() -> None:
    compartment = uuid4()
    view: dict[str, Any] = {"items": []}
    one = Opened(compartment, view, (), 1, "", "AGE-SECRET-KEY-1ONE")
    other = Opened(compartment, view, (), 1, "", "AGE-SECRET-KEY-1OTHER")
    assert plain._file_id(one, "photo.jpg") == plain._file_id(one, "photo.jpg")
    assert plain._file_id(one, "photo.jpg") != plain._file_id(other, "photo.jpg")
