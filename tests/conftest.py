"""What belongs to a whole run of the tests, however many processes share it."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from secrets import token_hex

import pytest

from tests.installation import Installation

RUN = "UPSTANDER_TEST_RUN"


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


def run_installation() -> Installation:
    """Where the run's one example system lies, or will lie once somebody needs it."""
    run = os.environ[RUN]
    folder = Path(tempfile.gettempdir()) / f"upstander-run-{run}"
    postgres = os.environ.get("TEST_DATABASE_URL", "")
    return Installation(folder, postgres=postgres, name=f"installation_{run}")
