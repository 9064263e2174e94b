"""The empty database of a run: its tables are made once, every process and installation begins with a copy.

Making them takes some twenty seconds (the migrations of the content system are many), a copy takes none.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

RUN = "UPSTANDER_TEST_RUN"
"""Names the run to all its processes; unset outside tests, and there is no template then."""
ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / "build" / "empty-databases"
"""Where the files of earlier runs are kept."""


def on_server(postgres: str, statement: sql.Composed) -> None:
    """Outside any database of ours, as creating and dropping must be."""
    with psycopg.connect(_with_path(postgres, "postgres"), autocommit=True) as connection:
        connection.execute(statement)


def begin(postgres: str, place: str) -> None:
    """An empty database with all tables: a file at `place` (SQLite, `postgres` empty), else of that name."""
    with _template(postgres) as made:
        if postgres:
            names = (sql.Identifier(place), sql.Identifier(made))
            drop(postgres, place)
            on_server(postgres, sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(*names))
        else:
            shutil.copyfile(made, place)


def drop(postgres: str, name: str) -> None:
    on_server(postgres, sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def forget_template(postgres: str) -> None:
    """At the end of the run."""
    folder = _folder()
    if postgres and (folder / "postgres").exists():
        drop(postgres, _name())
    shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _template(postgres: str) -> Iterator[str]:
    """File or name of the template; one process at a time, since PostgreSQL copies only what nobody uses."""
    folder = _folder()
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = folder / ("postgres" if postgres else "sqlite")
        place = _name() if postgres else str(folder / "empty.sqlite3")
        if not done.exists():
            _make(postgres, place)
            done.touch()
        yield place


def _make(postgres: str, place: str) -> None:
    """Migrate; on SQLite only if no run before did it for the same migrations and packages."""
    kept = KEPT / f"{_digest()}.sqlite3"
    if not postgres and kept.exists():
        shutil.copyfile(kept, place)
        return
    _migrate(postgres, place)
    if not postgres:
        KEPT.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(place, kept)


def _digest() -> str:
    """Of everything that decides what the tables are."""
    files = [ROOT / "locks" / "dev.lock", *sorted((ROOT / "src").glob("**/migrations/*.py"))]
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:20]


def _migrate(postgres: str, place: str) -> None:
    address = _with_path(postgres, place) if postgres else f"sqlite:///{place}"
    if postgres:
        drop(postgres, place)
        on_server(postgres, sql.SQL("CREATE DATABASE {}").format(sql.Identifier(place)))
    environment = os.environ | {"DATABASE_URL": address, "UPSTANDER_DATA": str(_folder() / "data")}
    command = [sys.executable, "-m", "upstander.cli", "migrate", "--verbosity", "0"]
    subprocess.run(command, env=environment, cwd=ROOT, check=True)


def _folder() -> Path:
    return Path(tempfile.gettempdir()) / f"upstander-empty-{os.environ[RUN]}"


def _name() -> str:
    return f"empty_{os.environ[RUN]}"


def _with_path(postgres: str, database: str) -> str:
    return urlunsplit(urlsplit(postgres)._replace(path=f"/{database}"))
