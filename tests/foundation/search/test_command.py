"""`upstander search` for whoever looks after the installation."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import call_command

from tests.foundation.search.corpus import Listed, document

pytestmark = pytest.mark.django_db(transaction=True)


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("search", *arguments, stdout=out)
    return out.getvalue()


def test_it_rebuilds_tells_and_finds(listed: Listed) -> None:
    listed.by_key["a"] = document("a", title="Walrus")
    assert run("rebuild").startswith("1 things")
    assert "Changes waiting: 0" in run("status")
    assert "Walrus" in run("query", "walrus")
    assert run("query", "walrus", "--audience", "members").startswith("0 found")
