"""A real server: many at once, the same at once, SIGKILL in the stream. Nothing acknowledged is lost."""

from __future__ import annotations

import http.client
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.installation import Installation
from upstander.core.sealing import wire
from upstander.core.sealing.manifest import Manifest, read_payload

from .sealed import Reporter

WHOLE = """
import django; django.setup()
from django.db.models import Count
from upstander.features.reporting.models import Report
from upstander.foundation.trail.models import Entry
from upstander.foundation.vault.models import Compartment
counted = {
    name + "_": Count(name, distinct=True) for name in ("items", "grants", "epochs")
}
made = Entry.objects.filter(object_type="compartment", verb="vault.compartment.create")
for one in Compartment.objects.annotate(**counted):
    acts = made.filter(object_id=str(one.pk)).count()
    facets = Report.objects.get(pk=one.pk).facets.count()
    print(one.pk, one.items_, one.grants_, one.epochs_, facets, acts)
"""


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    folder = tmp_path_factory.mktemp("killed") / "data"
    made = Installation(
        folder,
        postgres=os.environ.get("TEST_DATABASE_URL", ""),
        entities=("UNHCR",),
        processes=2,
        settings={"UPSTANDER_FLOOD_PER_MINUTE": "0"},
    )
    made.create()
    made.start()
    yield made
    made.drop()


def request(place: Installation, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
    connection = http.client.HTTPConnection("127.0.0.1", place.port, timeout=60)
    content = None if body is None else json.dumps(body).encode()
    kind = {"Content-Type": "application/json"}
    try:
        connection.request(method, f"/api/v1/{path}", content, {**kind, **headers})
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read())
    finally:
        connection.close()


@pytest.fixture(scope="module")
def manifest(installation: Installation) -> Manifest:
    _status, teams = request(installation, "GET", "teams")
    _status, envelope = request(installation, "GET", f"teams/{teams[0]['team']}/manifest")
    return read_payload(wire.decode(envelope["payload"]))


def whole(place: Installation) -> dict[str, tuple[int, ...]]:
    """For every compartment in the database: items, grants, epochs, coded answers, entries of the trail."""
    ran = subprocess.run(
        [sys.executable, "-c", WHOLE], env=place.environment, capture_output=True, text=True, check=True
    )
    rows = [line.split() for line in ran.stdout.splitlines()]
    return {name: tuple(map(int, counts)) for name, *counts in rows}


def test_the_same_sent_many_times_at_once_is_one_report(
    installation: Installation, manifest: Manifest
) -> None:
    body = Reporter().submission(manifest)
    start = threading.Barrier(8)

    def send(_number: int) -> tuple[int, Any]:
        start.wait()
        return request(installation, "POST", "reports", body)

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(send, range(8)))
    assert sorted(status for status, _said in answers) == [200] * 7 + [201]
    assert len({json.dumps(said) for _status, said in answers}) == 1


def test_different_ones_for_one_receipt_at_once_leave_one(
    installation: Installation, manifest: Manifest
) -> None:
    reporter = Reporter()
    bodies = [reporter.submission(manifest) for _ in range(6)]
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda body: request(installation, "POST", "reports", body), bodies))
    assert sorted(status for status, _said in answers) == [201] + [409] * 5


def test_every_acknowledged_report_survives_a_killed_server_whole(
    installation: Installation, manifest: Manifest
) -> None:
    facets = {"role": ["self"], "conduct": ["words", "looks"]}
    reporters = [Reporter() for _ in range(600)]
    bodies = {one.compartment: one.submission(manifest, facets=facets) for one in reporters}
    acknowledged: dict[Any, str] = {}
    left = iter(reporters)
    lock = threading.Lock()

    def stream() -> None:
        while True:
            with lock:
                one = next(left, None)
            if one is None:
                return
            try:
                status, said = request(installation, "POST", "reports", bodies[one.compartment])
            except (OSError, http.client.HTTPException):
                return
            assert status == 201
            acknowledged[one.compartment] = said["number"]

    threads = [threading.Thread(target=stream) for _ in range(16)]
    for thread in threads:
        thread.start()
    while len(acknowledged) < 60 and any(thread.is_alive() for thread in threads):
        time.sleep(0.005)
    installation.kill()
    for thread in threads:
        thread.join()
    assert 60 <= len(acknowledged) < 600, "the kill came while reports were streaming in"

    installation.start()
    kept = whole(installation)
    grants = len(manifest.handlers) + 2
    ours = {name: counts for name, counts in kept.items() if name in set(map(str, bodies))}
    assert set(map(str, acknowledged)) <= set(ours)
    assert set(ours.values()) == {(1, grants, 1, 3, 1)}

    for one in reporters[:200]:  # whoever got no answer sends again, and everybody has one report
        status, said = request(installation, "POST", "reports", bodies[one.compartment])
        assert status == (200 if str(one.compartment) in ours else 201)
        assert said["number"] == acknowledged.get(one.compartment, said["number"])
    assert set(whole(installation).values()) >= {(1, grants, 1, 3, 1)}


def test_an_oversized_request_is_answered_before_it_is_sent(installation: Installation) -> None:
    """The length alone is announced; not one byte of the body follows."""
    connection = http.client.HTTPConnection("127.0.0.1", installation.port, timeout=30)
    connection.putrequest("POST", "/api/v1/reports")
    connection.putheader("Content-Type", "application/json")
    connection.putheader("Content-Length", str(900 * 1024 * 1024))
    connection.endheaders()
    answer = connection.getresponse()
    said = json.loads(answer.read())
    connection.close()
    assert (answer.status, said["error"]) == (413, "too_large")
