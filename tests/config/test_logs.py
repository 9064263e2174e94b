"""Logs tell what happened and never what was said."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from io import StringIO

import pytest
from django.test import Client

pytestmark = pytest.mark.urls("tests.foundation.web.faults")


@pytest.fixture
def lines() -> Iterator[StringIO]:
    """Everything that goes to standard error as log, in the form of production."""
    from upstander.config.logs import logging_config

    logging_config(json=True)
    handler = logging.getLogger().handlers[0]
    assert isinstance(handler, logging.StreamHandler)
    written = StringIO()
    before = handler.setStream(written)
    yield written
    handler.setStream(before)


def test_a_request_is_one_line_without_address_query_or_agent(lines: StringIO) -> None:
    Client().get(
        "/en/help-now/?q=confession", headers={"user-agent": "Her Phone", "x-forwarded-for": "203.0.113.9"}
    )
    (line,) = [json.loads(text) for text in lines.getvalue().splitlines()]
    assert {key: line[key] for key in ("event", "method", "route", "status")} == {
        "event": "request",
        "method": "GET",
        "route": "web:help_now",
        "status": 200,
    }
    for secret in ("confession", "Phone", "203.0.113.9", "127.0.0.1", "/en/"):
        assert secret not in lines.getvalue()


def test_an_exception_is_its_type_and_place_never_its_message(lines: StringIO) -> None:
    Client(raise_request_exception=False).post("/faults/broken", {"text": "what she typed"})
    assert "RuntimeError" in lines.getvalue()
    assert "faults.py" in lines.getvalue()
    assert "what she" not in lines.getvalue()


def test_a_library_that_logs_values_is_cut_to_its_template(lines: StringIO) -> None:
    logging.getLogger("some.library").error("cannot parse %s for %s", "her words", "her@example.org")
    assert "cannot parse %s for %s" in lines.getvalue()
    assert "her" not in lines.getvalue()


def test_a_library_that_logs_a_finished_sentence_is_only_named(lines: StringIO) -> None:
    logging.getLogger("some.library").error("cannot parse " + "her words")
    assert "some.library" in lines.getvalue()
    assert "her words" not in lines.getvalue()


def test_a_library_that_logs_its_exception_tells_type_and_place_only(lines: StringIO) -> None:
    try:
        raise ValueError("her words")
    except ValueError:
        logging.getLogger("some.library").exception("failed on %s", "her words", stack_info=True)
    assert "ValueError" in lines.getvalue()
    assert "her words" not in lines.getvalue()
