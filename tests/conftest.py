"""What belongs to a whole run of the tests, however many processes share it."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from secrets import token_hex

import pytest

from tests import databases
from tests.databases import RUN
from tests.installation import Installation


def pytest_configure(config: pytest.Config) -> None:
    """Name the run; the processes that pytest-xdist starts inherit the name."""
    os.environ.setdefault(RUN, token_hex(6))


def pytest_unconfigure(config: pytest.Config) -> None:
    """The first process clears away what the run shared."""
    if not hasattr(config, "workerinput"):
        shared = run_installation()
        if shared.folder.exists():
            shared.drop()
        shared.lock.unlink(missing_ok=True)
        databases.forget_template(postgres())


def run_installation() -> Installation:
    """Where the run's one example system lies, or will lie once somebody needs it."""
    run = os.environ[RUN]
    folder = Path(tempfile.gettempdir()) / f"upstander-run-{run}"
    return Installation(folder, postgres=postgres(), name=f"installation_{run}")


def postgres() -> str:
    """Address of the PostgreSQL server of this run; empty on SQLite."""
    return os.environ.get("TEST_DATABASE_URL", "")


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_modify_db_settings: None) -> Iterator[bool]:
    """The test database begins as a copy of the run's empty one, which Django then finds and keeps."""
    from django.db import connection

    place = connection.creation._get_test_db_name()
    databases.begin(postgres(), place)
    yield True
    if postgres():
        connection.close()
        databases.drop(postgres(), place)
