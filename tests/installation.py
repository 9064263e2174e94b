"""A whole installation for tests and benchmarks: own database and data folder, real server and keys."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from psycopg import sql

from tests import databases
from upstander.config.installation.management.commands.start import granian

ROOT = Path(__file__).resolve().parent.parent


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


@dataclass
class Installation:
    """One installation in `folder`; PostgreSQL when `postgres` names a server, else SQLite."""

    folder: Path
    postgres: str = ""
    entities: tuple[str, ...] = ("UN", "UNHCR", "UNICEF")
    processes: int = 1
    settings: dict[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)
    name: str = ""
    """Of the PostgreSQL database; made up when empty."""
    _server: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> Path:
        return self.folder / "server.log"

    @property
    def lock(self) -> Path:
        """A file beside the folder, by which processes agree on who makes it."""
        return self.folder.with_suffix(".lock")

    @property
    def database_name(self) -> str:
        return self.name or f"installation_{os.getpid()}_{self.port}"

    @property
    def _file(self) -> Path:
        return self.folder / "upstander.sqlite3"

    @property
    def database_url(self) -> str:
        if not self.postgres:
            return f"sqlite:///{self._file}"
        return urlunsplit(urlsplit(self.postgres)._replace(path=f"/{self.database_name}"))

    @property
    def environment(self) -> dict[str, str]:
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith(("UPSTANDER_", "PYTEST"))
        }
        own = {
            "DJANGO_SETTINGS_MODULE": "upstander.config.settings",
            "DATABASE_URL": self.database_url,
            "UPSTANDER_DATA": str(self.folder),
            "UPSTANDER_DEMO": "1",
            "UPSTANDER_SITE_URL": self.url,
            "UPSTANDER_LOG_JSON": "1",
        }
        return kept | own | self.settings

    def create(self) -> None:
        """Make the database and load the example system for `entities`."""
        self.folder.mkdir(parents=True, exist_ok=True)
        if databases.RUN in os.environ:
            databases.begin(self.postgres, self.database_name if self.postgres else str(self._file))
        elif self.postgres:
            name = sql.Identifier(self.database_name)
            databases.on_server(self.postgres, sql.SQL("CREATE DATABASE {}").format(name))
        self.upstander("migrate", "--verbosity", "0")
        self.upstander("demo", "--quiet", *(f"--only={code}" for code in self.entities))

    def copy(self, original: Installation) -> None:
        """Begin as `original` was when it was made: a copy of its folder and database."""
        shutil.copytree(original.folder, self.folder, dirs_exist_ok=True)
        if self.postgres:
            names = (sql.Identifier(self.database_name), sql.Identifier(original.database_name))
            databases.on_server(self.postgres, sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(*names))

    def drop(self) -> None:
        self.stop()
        if self.postgres:
            databases.drop(self.postgres, self.database_name)
        shutil.rmtree(self.folder, ignore_errors=True)

    def upstander(self, *command: str, check: bool = True, stdin: str | None = None) -> str:
        """Run an `upstander` command inside this installation; what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", "upstander.cli", *command],
            env=self.environment,
            cwd=ROOT,
            check=False,
            capture_output=True,
            text=True,
            input=stdin,
        )
        if check and done.returncode:
            raise AssertionError(
                f"upstander {command[0]} ended with {done.returncode}:\n{done.stdout}{done.stderr}"
            )
        return done.stdout

    def start(self) -> None:
        """Serve, and return when the server answers."""
        with self.log.open("ab") as log:
            command = granian("127.0.0.1", self.port, self.processes)
            self._server = subprocess.Popen(
                command, env=self.environment, cwd=ROOT, stdout=log, stderr=log, start_new_session=True
            )
        self.wait_until_ready()

    def wait_until_ready(self, seconds: float = 60) -> None:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            try:
                with urllib.request.urlopen(f"{self.url}/health/ready", timeout=5) as answer:
                    if answer.status == 200:
                        return
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                time.sleep(0.1)
        raise AssertionError(f"The server did not become ready:\n{self.log.read_text()[-4000:]}")

    def stop(self) -> None:
        if self._server is not None and self._server.poll() is None:
            self._server.terminate()
            try:
                self._server.wait(15)
            except subprocess.TimeoutExpired:
                self.kill()
        self._server = None

    def kill(self) -> None:
        """SIGKILL to the server and all its processes, as a power cut would."""
        if self._server is not None:
            os.killpg(self._server.pid, 9)
            self._server.wait()
            self._server = None

    def example(self) -> dict[str, Any]:
        """What the demo loader wrote down: accounts with passwords, keys of the roots."""
        written: dict[str, Any] = json.loads(
            (self.folder / "demo" / "accounts.json").read_text(encoding="utf-8")
        )
        return written
