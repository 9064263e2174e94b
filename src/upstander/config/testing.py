"""What differs in tests: a throw-away data folder, the database asked for, a quick password hash."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path


def folder() -> Path:
    """A data folder that goes with the process."""
    path = Path(tempfile.mkdtemp(prefix="upstander-test-"))
    atexit.register(shutil.rmtree, path, ignore_errors=True)
    return path


def database_url(data: Path) -> str:
    """`TEST_DATABASE_URL`, or SQLite in the data folder."""
    return os.environ.get("TEST_DATABASE_URL") or f"sqlite:///{data / 'upstander.sqlite3'}"


PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
