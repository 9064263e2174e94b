"""The description of the doors (OpenAPI) is true: what is generated from it gets an answer it describes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from .sealed import Reporter
from .world import CSRF, House, call

CHECKS = (not_a_server_error, content_type_conformance, response_schema_conformance, status_code_conformance)
THOROUGH = settings(max_examples=15, deadline=None, derandomize=True, suppress_health_check=[*HealthCheck])


class InOneTransaction(WSGIHandler):
    """Our application in this process; a request must not close the connection that the test rolls back.

    (Django's own test client connects these signals anew after each of its requests.)
    """

    def __call__(self, environ: Any, start_response: Any) -> Any:
        request_started.disconnect(close_old_connections)
        request_finished.disconnect(close_old_connections)
        return super().__call__(environ, start_response)


@pytest.fixture
def described(db: None) -> Iterator[Any]:
    yield schemathesis.openapi.from_wsgi("/api/v1/openapi.json", InOneTransaction())
    request_started.connect(close_old_connections)
    request_finished.connect(close_old_connections)


def come_past_the_door(case: Any, house: House, reporter: Reporter) -> None:
    """A receipt, a session, and a report that is there; the rest of the request is generated."""
    session = house.handlers[0].client.cookies["sessionid"].value
    case.headers = {**(case.headers or {}), **reporter.headers, "X-CSRFToken": CSRF}
    case.cookies = {"sessionid": session, "csrftoken": CSRF}
    for name in ("report", "compartment"):
        if name in (case.path_parameters or {}):
            case.path_parameters[name] = str(reporter.compartment)


def test_every_generated_request_gets_a_described_answer(
    described: Any, house: House, reporter: Reporter
) -> None:
    tried = set()
    for found in described.get_all_operations():
        operation = found.ok()

        @THOROUGH
        @given(case=operation.as_strategy())
        def ask(case: Any) -> None:
            come_past_the_door(case, house, reporter)
            case.call_and_validate(checks=CHECKS)

        ask()
        tried.add((operation.method, operation.path))
    assert len(tried) > 35


def test_every_door_says_what_it_does(house: House) -> None:
    schema = call(house.handlers[0].client, "GET", "openapi.json").said
    for methods in schema["paths"].values():
        for operation in methods.values():
            assert operation["summary"] and operation["responses"]
