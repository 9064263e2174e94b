"""Sealed submissions, made beforehand by the browser's own code, for measuring the server alone."""

from __future__ import annotations

import base64
import copy
import hashlib
import json
import os
import uuid
from collections.abc import Iterator
from typing import Any
from urllib.request import urlopen

from benchmarks.load import Prepared
from upstander.core.sealing import signatures
from upstander.core.sealing.node import run
from upstander.core.sealing.signatures import Place

WORDS = "It happened more than once, and I would like somebody to know. " * 20
FACETS = {"role": ["self"], "conduct": ["remarks"], "online": ["no"], "frequency": ["repeated"]}


def manifest_of(url: str, entity: str) -> dict[str, str]:
    """The manifest in force of an organisation's team, as anyone may fetch it."""
    teams = fetch(f"{url}/api/v1/teams")
    team = next(team["team"] for team in teams if team["entity"] == entity)
    envelope: dict[str, str] = fetch(f"{url}/api/v1/teams/{team}/manifest")
    return envelope


def fetch(address: str) -> Any:
    with urlopen(address, timeout=30) as answer:
        return json.load(answer)


def sealed_reports(envelope: dict[str, str], count: int) -> list[dict[str, Any]]:
    """`count` reports sealed to everyone in the manifest, as `POST reports` takes them."""
    draft = {"want": "report", "body": {"text": WORDS}, "language": "en"}
    made = run("submissions", {"manifest": envelope, "drafts": [draft] * count, "shared_mailbox": True})
    return [line["body"] for line in made]


def distinct(templates: list[dict[str, Any]], count: int) -> Iterator[dict[str, Any]]:
    """`count` submissions with identifiers, locators, authors and signatures of their own.

    The sealed bytes are those of the templates, whose sealing costs the sender and not the server; what the
    server does (reading, checking structure and signature, storing, recording) is the same as for new ones.
    """
    for number in range(count):
        yield _signed_anew(copy.deepcopy(templates[number % len(templates)]))


def _signed_anew(body: dict[str, Any]) -> dict[str, Any]:
    seed = os.urandom(32)
    compartment = uuid.uuid4()
    ciphertext = base64.b64decode(body["item"]["ciphertext"])
    place = Place(compartment, 1, 1, "reporter")
    body["compartment"]["id"] = str(compartment)
    body["locator_hash"] = base64.b64encode(hashlib.sha256(os.urandom(32)).digest()).decode()
    body["author"] = base64.b64encode(signatures.public_key(seed)).decode()
    body["item"]["id"] = str(uuid.uuid4())
    body["item"]["signature"] = base64.b64encode(signatures.sign_item(seed, place, ciphertext)).decode()
    return body


def prepared(bodies: Iterator[dict[str, Any]]) -> list[Prepared]:
    headers = {"Content-Type": "application/json"}
    return [Prepared("POST", "/api/v1/reports", json.dumps(body).encode(), headers) for body in bodies]
