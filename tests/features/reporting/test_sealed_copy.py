"""A sealed copy leaves the server whole: recovery shares open it anywhere (docs/operate/keep.md)."""

from __future__ import annotations

import json
import secrets
from pathlib import Path

import pytest
from django.test import Client

from upstander.cli import main
from upstander.core.sealing import signatures
from upstander.foundation.entities.models import Entity, Team
from upstander.foundation.vault.services import register_recovery

from .sealed import WORDS, really_sealed
from .world import House, call, give_keys, person, publish


@pytest.fixture
def recoverable(db: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> House:
    """An entity whose recovery key was really made, as five shares in `tmp_path`."""
    assert main(["recovery", "make", "--label", "ORG9", "--out", str(tmp_path / "shares")]) == 0
    public = json.loads((tmp_path / "shares" / "recovery-public.json").read_text())
    root = secrets.token_bytes(32)
    entity = Entity.objects.create(code="ORG9", name="Nine", root_public_key=signatures.public_key(root))
    house = House(entity, Team.objects.create(entity=entity, name="Reports"), root)
    register_recovery("operator", entity.pk, age1pq=public["age1pq"], age1=public["age1"])
    give_keys(house, person(house, "Handler 1", "handler"))
    publish(house)
    capsys.readouterr()
    return house


def test_three_shares_open_a_copy_that_a_handler_took(
    recoverable: House, anyone: Client, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    submission, _receipt = really_sealed(recoverable.signed())
    assert call(anyone, "POST", "reports", submission.body).status_code == 201
    report = submission.body["compartment"]["id"]
    copied = call(recoverable.handlers[0].client, "POST", f"reports/{report}/copy", {})
    copy = tmp_path / "copy.json"
    copy.write_bytes(copied.content)
    shares = [str(tmp_path / "shares" / f"share-{number}.txt") for number in (1, 3, 5)]
    assert main(["open", str(copy), "--json", "--recovery", *shares]) == 0
    [part] = json.loads(capsys.readouterr().out)
    assert part["items"][0]["body"]["text"] == WORDS
