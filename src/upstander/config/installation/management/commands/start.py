"""`upstander start`: bring the database up to date and serve, with the worker beside the server."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from types import FrameType

from django.core.management.base import BaseCommand, CommandError

from upstander.config.turnstile import THREADS

LOOPBACK = {"127.0.0.1", "localhost", "::1"}


class Command(BaseCommand):
    help = "Bring the database up to date and serve; with --demo, load the example system first."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument(
            "--data", type=Path, default=None, help="the data folder (default: UPSTANDER_DATA)"
        )
        parser.add_argument(
            "--demo", action="store_true", help="load the example system into an empty database"
        )
        parser.add_argument(
            "--processes", type=int, default=0, help="web processes (0: fitting the database)"
        )

    def handle(
        self, *, port: int, host: str, data: Path | None, demo: bool, processes: int, **_options: object
    ) -> None:
        if demo and host not in LOOPBACK:
            raise CommandError(
                "The example system has well-known passwords and is served on this machine only."
            )
        environment = child_environment(host, port, data, demo=demo)
        self.run(environment, "migrate", "--verbosity", "0")
        if demo:
            self.run(environment, "demo")
        serve(environment, host, port, processes or fitting_processes(environment))

    def run(self, environment: dict[str, str], *command: str) -> None:
        """Run another command in a process that has the environment of the server to come."""
        if subprocess.run([*program(), *command], env=environment, check=False).returncode:
            raise CommandError(f"`upstander {command[0]}` did not succeed; nothing was started.")


def program() -> list[str]:
    return [sys.executable, "-m", "upstander.cli"]


def child_environment(host: str, port: int, data: Path | None, *, demo: bool) -> dict[str, str]:
    """The server's environment: the options given, over what is set already."""
    environment = dict(os.environ)
    environment.setdefault("UPSTANDER_SITE_URL", f"http://{host}:{port}")
    if data is not None:
        environment["UPSTANDER_DATA"] = str(data.resolve())
    if demo:
        environment["UPSTANDER_DEMO"] = "1"
    return environment


def fitting_processes(environment: dict[str, str]) -> int:
    """One web process on SQLite, which has one writer at a time; one for each core on PostgreSQL."""
    on_postgres = environment.get("DATABASE_URL", "").startswith("postgres")
    return max(2, os.cpu_count() or 1) if on_postgres else 1


def granian(host: str, port: int, processes: int) -> list[str]:
    """The server's command line; WSGI, since ASGI measured ten times slower for this kind of application."""
    return [
        *(sys.executable, "-m", "granian", "--interface", "wsgi"),
        *("--host", host, "--port", str(port), "--workers", str(processes)),
        *("--blocking-threads", str(THREADS), "--backpressure", "256", "--no-ws"),
        *("--log-level", "error", "--respawn-failed-workers"),
        "upstander.config.wsgi:application",
    ]


def serve(environment: dict[str, str], host: str, port: int, processes: int) -> None:
    """Run the server and the worker until one ends or we are asked to stop; then end both."""
    commands = [granian(host, port, processes), [*program(), "worker"]]
    children = [subprocess.Popen(command, env=environment) for command in commands]

    def stop(_number: int, _frame: FrameType | None) -> None:
        for child in children:
            child.terminate()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    while all(child.poll() is None for child in children):
        time.sleep(0.3)
    stop(0, None)
    codes = [child.wait() for child in children]
    sys.exit(max(code for code in codes if code >= 0) if any(code > 0 for code in codes) else 0)
